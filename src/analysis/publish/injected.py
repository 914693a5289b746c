"""What papermill gives a notebook: of a parameter that the notebook lacks it only warns.

A misspelt name would then be set in vain, and the default run on. Papermill writes what it was
given into a cell of its own, which the kernel runs before the first import; that cell is looked at.
"""

import ast
from collections.abc import Iterator, Sequence

from analysis.errors import DesignError, nearest

BEGINS = "# Parameters\n"
"""How papermill begins its cell."""


def refuse_unknown_parameters() -> None:
    """Refuse to go on where papermill gave a parameter that the notebook lacks.

    Without a kernel, or without papermill, nothing is looked at.

    Raises:
        DesignError: such a parameter, naming the nearest.
    """
    from IPython import get_ipython

    kernel = get_ipython()
    if kernel is not None:
        check_cells(kernel.user_ns["In"])


def check_cells(cells: Sequence[str]) -> None:
    """Hold what papermill gave to the parameters that other cells declare as `name: type = …`.

    Args:
        cells: source of the cells that were run, in that order.

    Raises:
        DesignError: a parameter that none declares, naming the nearest.
    """
    given = [cell for cell in cells if cell.startswith(BEGINS)]
    if not given:
        return
    declared = [name for cell in cells for name in _declared(cell)]
    for name in (name for cell in given for name in _assigned(cell)):
        if name not in declared:
            raise DesignError(
                f"This notebook has no parameter '{name}'{nearest(name, declared)}."
                f"\nAllowed: {', '.join(declared)}."
            )


def _declared(cell: str) -> Iterator[str]:
    for line in _statements(cell):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id


def _assigned(cell: str) -> Iterator[str]:
    for line in _statements(cell):
        if isinstance(line, ast.Assign):
            yield from (one.id for one in line.targets if isinstance(one, ast.Name))


def _statements(cell: str) -> list[ast.stmt]:
    try:
        return ast.parse(cell).body
    except SyntaxError:  # a magic, which declares nothing
        return []
