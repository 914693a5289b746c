"""Runs one notebook with parameters, and takes out what it shows.

Papermill leaves a whole-looking file behind when a kernel dies; so each cell is looked at.
"""

import os
import sys
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError


class NotebookFailed(AnalysisError):
    """A notebook that did not run to its end; the report of one municipality fails with it."""

    exit_code = 4


def run(notebook: Path, out: Path, parameters: dict[str, object]) -> list[str]:
    """Run a notebook and return the HTML of its outputs, in order.

    Args:
        notebook: the notebook without outputs.
        out: where the executed copy is written; it is no report and is thrown away.
        parameters: values by name, already typed.

    Raises:
        NotebookFailed: a cell raised, the kernel died, or a cell was not run.
    """
    # jsonschema builds a grammar of web addresses when it is loaded, which takes twice as long as
    # all the rest of papermill, and looks for none in notebooks.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from traitlets.config import Config

    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this environment's own kernel
    try:
        executed = papermill.execute_notebook(
            notebook,
            out,
            parameters=parameters,
            kernel_name="python3",
            cwd=out.parent,
            progress_bar=False,
            request_save_on_cell_execute=False,
            config=Config({"KernelManager": {"transport": "ipc"}}),  # no port is opened
            extra_arguments=["--Application.log_level=50"],  # what fails is raised here
        )
    except papermill.PapermillExecutionError as error:
        raise NotebookFailed(f"{notebook.name}: {error.ename}: {error.evalue}") from error
    except (CellExecutionError, DeadKernelError, RuntimeError) as error:
        raise NotebookFailed(f"{notebook.name}: the kernel died.") from error
    return _shown(executed, notebook.name)


def _shown(executed: Any, name: str) -> list[str]:  # noqa: ANN401 - nbformat publishes no types
    pieces = []
    for number, cell in enumerate(executed.cells):
        if cell.cell_type != "code":
            continue
        if cell.source.strip() and cell.execution_count is None:
            raise NotebookFailed(f"{name}: cell {number} was not run.")
        for output in cell.outputs:
            if output.output_type == "error":
                raise NotebookFailed(f"{name}: cell {number}: {output.ename}.")
            pieces += [data for data in [output.get("data", {}).get("text/html")] if data]
    if not pieces:
        raise NotebookFailed(f"{name} shows nothing.")
    return pieces
