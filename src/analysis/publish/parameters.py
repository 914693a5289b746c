"""A notebook's parameters: typed, checked, and built in Python, so that 0301 stays "0301"."""

import ast
import dataclasses
import json
from pathlib import Path

from analysis.design import StudyDesign, parameter_types
from analysis.errors import DesignError, nearest

TYPES = {"str": str, "int": int}


def parameters_of(notebook: Path) -> dict[str, str]:
    """Return name -> type of the one cell tagged `parameters`.

    Raises:
        DesignError: there is not exactly one such cell, or it holds anything but typed names.
    """
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cells = [
        "".join(cell["source"])
        for cell in content["cells"]
        if "parameters" in cell["metadata"].get("tags", [])
    ]
    if len(cells) != 1:
        raise DesignError(f"{notebook.name} has {len(cells)} cells tagged 'parameters', not one.")
    found = {}
    for line in ast.parse(cells[0]).body:
        if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
            raise DesignError(f"{notebook.name}: a parameter is written `name: type = default`.")
        found[line.target.id] = ast.unparse(line.annotation)
    return found


def design_from(changes: list[str], notebook: Path) -> StudyDesign:
    """Return the design that NAME=VALUE texts ask for.

    Raises:
        DesignError: a name that is no parameter of the notebook, or a value of another type.
    """
    types = parameter_types(StudyDesign)
    allowed = [name for name in parameters_of(notebook) if name in types]
    values: dict[str, object] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals or name not in allowed:
            raise DesignError(
                f"No parameter '{name}'{nearest(name, allowed)}."
                f"\nAllowed: {', '.join(f'{one}=…' for one in allowed)}."
            )
        try:
            values[name] = TYPES[types[name]](value)
        except ValueError as error:
            raise DesignError(f"The parameter '{name}' is of type {types[name]}.") from error
    return dataclasses.replace(StudyDesign(), **values)  # type: ignore[arg-type]  # typed above


def read_codes(file: Path) -> list[str]:
    """Return the municipality codes of a text file, one a line; '#' starts a comment.

    Raises:
        DesignError: the file is missing or names no code.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DesignError(f"The file of municipalities cannot be read.\n{file}: {error}") from error
    codes = [line.partition("#")[0].strip().strip('"') for line in lines]
    if not any(codes):
        raise DesignError(f"{file} names no municipality.\nWrite one code a line, such as 0301.")
    return [code for code in codes if code]
