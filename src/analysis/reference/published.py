"""Published figures about the introduction programme, to lay beside one's own.

One row is one printed number of one source. Two sources that disagree are two rows; nothing is
averaged, and a preliminary figure stays beside the final one. The year of exit and the year whose
status is read are columns of their own, since tables are named by the one and reports by the other.

The figures, what each series counts, and the sources stand in published.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from analysis.errors import DataError, DesignError, nearest
from analysis.reference.published_figure import Edition, Figure, Precision, UnitOfFigure

FILE = "published.toml"
WHOLE = ("exit_year", "status_year", "years_after", "numerator", "n")
NUMBER = ("value", "low", "high")
CHOICE: dict[str, type[StrEnum]] = {
    "unit": UnitOfFigure,
    "precision": Precision,
    "edition": Edition,
}
FIELDS = [field.name for field in fields(Figure)]
NEEDED = {"title", "publisher", "figures_by", "address"}


def published(series: str | None = None) -> pd.DataFrame:
    """Return the published figures, one row each; years and counts are whole or missing.

    Args:
        series: one series only; all where None.

    Raises:
        DesignError: no such series.
    """
    known = list(_content()["series"])
    if series is not None and series not in known:
        raise DesignError(
            f"No published series '{series}'{nearest(series, known)}.\nAllowed: {', '.join(known)}."
        )
    rows = [asdict(one) for one in figures() if series in (None, one.series)]
    frame = pd.DataFrame(rows, columns=FIELDS)
    kinds: dict[str, str] = {**dict.fromkeys(WHOLE, "Int64"), **dict.fromkeys(NUMBER, "float64")}
    return frame.astype({**kinds, **dict.fromkeys(CHOICE, "str")})


def series_counted() -> pd.DataFrame:
    """Return what each series counts and among whom: series, about, population."""
    rows = [{"series": name, **about} for name, about in _content()["series"].items()]
    return pd.DataFrame(rows, columns=["series", "about", "population"])


def sources() -> pd.DataFrame:
    """Return the sources: source, title, publisher, figures_by (whose count), address, year.

    A source whose year of publication is not known has none.
    """
    rows = [{"source": key, **about} for key, about in _content()["sources"].items()]
    columns = ["source", "title", "publisher", "figures_by", "address", "year"]
    return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})


@cache
def figures() -> tuple[Figure, ...]:
    """Return the figures that ship with the package, in the order of the file."""
    return figures_of(_content())


def figures_of(content: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Return the figures of a content that is written as published.toml.

    Raises:
        DataError: an unknown field, series or source, no rows, a field of the wrong kind, a figure
            that contradicts itself, or one that stands twice.
    """
    _check_sources(content["sources"])
    rows = []
    for number, block in enumerate(content["figures"], start=1):
        if not block.get("rows"):
            raise DataError(
                f"{FILE}: block {number} of [[figures]] has no rows.\nAdd rows = [{{ … }}]."
            )
        shared = {name: value for name, value in block.items() if name != "rows"}
        rows += [
            _figure({**shared, **row}, content, f"block {number}, row {place}")
            for place, row in enumerate(block["rows"], start=1)
        ]
    _check_once(rows)
    return tuple(rows)


def _figure(raw: dict[str, Any], content: Mapping[str, Any], where: str) -> Figure:
    for name in raw:
        if name not in FIELDS:
            raise DataError(
                f"{FILE}: no field '{name}'{nearest(name, FIELDS)}.\n{where} of [[figures]]."
                f"\nAllowed: {', '.join(FIELDS)}."
            )
    for name, table in (("series", "series"), ("source", "sources"), ("also", "sources")):
        if (name != "also" or name in raw) and raw.get(name) not in content[table]:
            raise DataError(
                f"{FILE}: {name} '{raw.get(name, '')}' is not among [{table}].\n{where} of"
                " [[figures]].\nAdd it there, or name one that is."
            )
    whom = content["series"][raw["series"]]["population"]
    try:
        values = {name: _value(name, value) for name, value in {"population": whom, **raw}.items()}
        return _counted(Figure(**values))
    except ValueError as error:
        raise DataError(f"{FILE}: {error}.\n{where} of [[figures]].") from error


def _value(name: str, value: object) -> Any:  # noqa: ANN401 - a field's value has the field's type
    if name in CHOICE:
        allowed = list(CHOICE[name])
        if value not in allowed:
            raise ValueError(f"{name} '{value}' is not one of {', '.join(allowed)}")
        return CHOICE[name](str(value))
    kinds: tuple[type, ...] = (str,)
    if name in WHOLE + NUMBER:
        kinds = (int,) if name in WHOLE else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise ValueError(f"{name} is not {'text' if str in kinds else 'a number of its kind'}")
    return float(value) if name in NUMBER and isinstance(value, int | float) else value


def _counted(figure: Figure) -> Figure:
    """Return a count with itself as numerator where it is a part of n, so that shares follow."""
    count = figure.unit is UnitOfFigure.PERSONS and figure.value is not None
    if not count or figure.n is None or figure.numerator is not None:
        return figure
    return replace(figure, numerator=int(figure.value or 0))


def _check_once(rows: list[Figure]) -> None:
    said = ("value", "low", "high", "precision", "numerator", "n", "also", "comment")
    seen = set()
    for row in rows:
        key = tuple(getattr(row, name) for name in FIELDS if name not in said)
        if key in seen:
            raise DataError(
                f"{FILE}: one figure of one source stands twice.\nseries '{row.series}', source"
                f" '{row.source}', exit_year {row.exit_year}, status_year {row.status_year},"
                f" group '{row.group}'.\nRemove one, or say what sets them apart."
            )
        seen.add(key)


def _check_sources(listed: Mapping[str, Mapping[str, Any]]) -> None:
    for key, about in listed.items():
        if not NEEDED <= set(about) <= NEEDED | {"year"} or not all(about.values()):
            raise DataError(
                f"{FILE}: [sources.{key}] needs {', '.join(sorted(NEEDED))}, and may have year."
            )


@cache
def _content() -> dict[str, Any]:
    text = files("analysis.reference").joinpath(FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)
