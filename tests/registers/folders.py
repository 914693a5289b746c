"""Small dataset folders: dataset.toml and the text, or the frame, of each table's file."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.registers.contract import TABLES, Kind
from analysis.registers.read import read_registers

DECLARED = """\
name = "small"
access = "invented"
selected_by = "started"
first_observed = "2015-01"
last_observed = "2017-12"
source = "written by hand"
contact = "nobody"
"""
PARTICIPANTS = "person_id,municipality,programme_start\na,0301,2015-06-10\nb,1103,2015-07-10\n"
JOBS = "person_id,start,end,hours_per_week\na,2015-08-01,2015-12-31,37.5\n"

PLAIN = {
    Kind.ID: "a",
    Kind.DATE: "2015-08-01",
    Kind.AREA: "0301",
    Kind.TEXT: "x",
    Kind.HOURS: "10",
    Kind.MONEY: "1000",
    Kind.WEIGHT: "1",
    Kind.YEAR: "1985",
    Kind.YES_NO: "ja",
    Kind.NUMBER: "1",
}
"""A value of each kind with which nothing is wrong."""


def file_of(table, *rows, **values):
    """Return a CSV file of a table: its needed columns and those of the values, plain otherwise.

    Args:
        table: its name.
        rows: column -> value as written, by row; one plain row where none is given.
        values: column -> value, in every row.
    """
    named = [*values, *(name for row in rows for name in row)]
    dates = ["programme_start"] if table == "participants" else []
    columns = [c for c in TABLES[table].columns if c.needed or c.name in [*dates, *named]]
    lines = [",".join(column.name for column in columns)]
    for row in rows or [{}]:
        given = {"end": "2015-12-31", "year": "2015", **values, **row}
        plain = {c.name: c.codes[0] if c.codes else PLAIN[c.kind] for c in columns}
        lines.append(",".join(given.get(name, plain[name]) for name in plain))
    return "\n".join(lines) + "\n"


def write_folder(folder: Path, tables=None, declared="", tables_toml=None, encoding="utf-8"):
    """Write a dataset; a table is the text of a CSV file, its bytes, or a frame for Parquet.

    Args:
        folder: where.
        tables: table name -> content; participants and jobs are there in any case.
        declared: more lines of dataset.toml, before the tables.
        tables_toml: table name -> lines under [tables.NAME], in place of `file`.
        encoding: of the texts.
    """
    content = {"participants": PARTICIPANTS, "jobs": JOBS, **(tables or {})}
    lines = [DECLARED + declared]
    for name, table in content.items():
        suffix = "parquet" if isinstance(table, pd.DataFrame) else "csv"
        lines += [
            f"[tables.{name}]",
            f'file = "{name}.{suffix}"',
            (tables_toml or {}).get(name, ""),
        ]
        path = folder / f"{name}.{suffix}"
        if isinstance(table, pd.DataFrame):
            table.to_parquet(path, index=False)
        else:
            path.write_bytes(table if isinstance(table, bytes) else table.encode(encoding))
    (folder / "dataset.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def refusal(folder):
    """Return the text with which the registers of a folder are refused."""
    with pytest.raises(DataError) as caught:
        read_registers(folder)
    return str(caught.value)


def breaks(*lines):
    """Return the text of a refusal that says these lines."""
    return "\n".join(
        [
            "The registers do not keep the contract; values are shown by shape"
            " (digits as 9, letters as a).",
            *lines,
        ]
    )


def fates(registers, table):
    """Return fate -> rows of a table."""
    rows = registers.rows[registers.rows["table"] == table]
    return dict(zip(rows["fate"], rows["rows"], strict=True))


def remarks(registers):
    """Return (table, column, remark) -> rows."""
    rows = registers.remarks
    keys = zip(rows["table"], rows["column"], rows["remark"], strict=True)
    return dict(zip(keys, rows["rows"], strict=True))
