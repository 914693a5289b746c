"""Run as a program of its own: the beginning of one file of Stata, SPSS or SAS for `draft_files`.

The C library that reads these formats can crash on a damaged file or wait forever; here it takes
only this process with it. The answer is a line of JSON; a date is {"date": "2015-01-02"}.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

MEMORY = 4 << 30
"""Bytes; the beginning of a file needs far less."""


def main() -> None:
    """Print the names and the first values of each column of a file, given path and rows."""
    import pyreadstat

    _limit()
    path, rows = sys.argv[1], int(sys.argv[2])
    readers: dict[str, Callable[..., Any]] = {
        ".dta": pyreadstat.read_dta,
        ".sav": pyreadstat.read_sav,
        ".zsav": pyreadstat.read_sav,
        ".xpt": pyreadstat.read_xport,
        ".sas7bdat": pyreadstat.read_sas7bdat,
    }
    read = readers[Path(path).suffix.lower()]
    content, meta = read(path, row_limit=rows, output_format="dict")
    columns = [list(content[name]) for name in meta.column_names]
    names = [name or "" for name in meta.column_names]
    print(json.dumps({"names": names, "columns": columns}, default=_plain))


def _limit() -> None:
    """Limit memory, and leave no core file behind, which would hold persons."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _plain(value: object) -> object:
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    return str(value)


if __name__ == "__main__":
    main()
