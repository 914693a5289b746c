"""Published counts of former participants by place, year, sex and status: a folder of two files.

The counts are somebody else's, read as they were printed: a figure that was withheld stays
withheld, and is neither zero nor missing at random. `analysis convert ssb` makes the folder.
"""

import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError

FILE, ROWS = "series.toml", "series.csv"
KEYS = ["level", "code", "exit_year", "years_after", "sex", "status"]
WHOLE = ["exit_year", "years_after", "n", "persons"]
COLUMNS = [*KEYS, "n", "persons"]
FOUND = "found"
"""File and row that a count was read from, until the counts are checked."""
AT_EXIT = 0
"""Years after, of rows that tell where people went straight from the programme."""
OFFICIAL = "november"
"""What a series counts, by its name among measures."""


@dataclass(frozen=True)
class Series:
    """Published counts and where they are from.

    Attributes:
        frame: one row a place, year of exit, years after, sex and status. n: leavers; persons: of
            them in the status; percent as printed; each missing where it was withheld.
        name: what the counts are called.
        source: who published them.
        contact: whom to ask.
        notes: what a reader must know, such as rows left out.
    """

    frame: pd.DataFrame
    name: str
    source: str
    contact: str
    notes: tuple[str, ...] = ()


def is_series(folder: Path) -> bool:
    """Tell whether a folder holds published counts."""
    return (folder / FILE).is_file()


def write_series(series: Series, folder: Path) -> None:
    """Write published counts into a new folder, or over others of the same name.

    Raises:
        DataError: the folder holds something else, which would be lost.
    """
    if folder.exists() and not is_series(folder) and (folder.is_file() or any(folder.iterdir())):
        raise DataError(f"{folder} holds something else.\nNothing was written.\nName a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    series.frame[COLUMNS].to_csv(folder / ROWS, index=False, lineterminator="\n")
    about: dict[str, Any] = {key: value for key, value in asdict(series).items() if key != "frame"}
    lines = [f"{key} = {_toml(value)}" for key, value in about.items()]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def read_series(folder: Path) -> Series:
    """Return the published counts of a folder.

    Raises:
        DataError: a file is absent or is not what was written.
    """
    try:
        about = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        frame = pd.read_csv(folder / ROWS, dtype=str, keep_default_na=False, encoding="utf-8")
        if list(frame) != COLUMNS:
            raise ValueError(f"columns are not {', '.join(COLUMNS)}")
        numbers = {name: pd.to_numeric(frame[name].replace("", None)) for name in WHOLE}
        frame = frame.assign(**{name: value.astype("Int64") for name, value in numbers.items()})
        notes = tuple(about.pop("notes"))
        found = [f"{ROWS}, row {line}" for line in range(2, len(frame) + 2)]
        return Series(check_series(frame.assign(**{FOUND: found}))[COLUMNS], notes=notes, **about)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{folder} is not the folder of a published series: {error}."
            "\nMake it again: analysis convert ssb FILE… FOLDER."
        ) from error


def check_series(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in their order, or refuse what cannot be by what stands in FOUND.

    Raises:
        DataError: a row stands twice, or statuses do not add up to all leavers: less where all are
            shown, or more.
    """
    ordered = frame.sort_values(KEYS, kind="stable")
    twice = ordered[ordered.duplicated(KEYS, keep=False)]
    if len(twice):
        raise DataError(f"{_told(twice, KEYS)} stands twice.\nGive each published table once.")
    blocks = ordered.groupby(KEYS[:-1], sort=False)
    shown = blocks["persons"].transform("count") == blocks["persons"].transform("size")
    total = blocks["persons"].transform("sum")
    wrong = ordered["n"].notna() & ((shown & (total < ordered["n"])) | (total > ordered["n"]))
    if wrong.any():
        raise DataError(
            f"{_told(ordered[wrong], KEYS[:-1])}: the statuses do not add up to n."
            "\nGive the table as it was published."
        )
    return ordered.reset_index(drop=True)


def _told(rows: pd.DataFrame, keys: list[str]) -> str:
    """Return where rows were found that are the first one's in some columns, and what these are."""
    first = rows.iloc[0]
    alike = rows[(rows[keys] == first[keys]).all(axis=1)].sort_index()
    key = ", ".join(f"{name} {first[name]}" for name in KEYS[:-1])
    return f"{' and '.join(alike[FOUND].unique())}: {key}"


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
