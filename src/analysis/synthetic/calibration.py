"""How near the invented world comes to published figures: one table.

What is counted, its row among the published figures and its tolerance stand in targets.toml.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.reference.published import published, sources
from analysis.synthetic import counted, counted_places
from analysis.synthetic.counted import Counts
from analysis.synthetic.observed import observe

COUNTED = {
    function.__name__: function
    for function in (
        counted.november,
        counted.november_gap,
        counted.status,
        counted.employed_in,
        counted.employed_change,
        counted.direct,
        counted.direct_with_grunnskole,
        counted.november_minus_direct,
        counted.participants,
        counted.participants_aged,
        counted.grunnskole,
        counted.gone,
        counted.self_supported,
        counted.self_supported_change,
        counted.earns,
        counted_places.grunnskole_by_county,
        counted_places.first_home,
        counted_places.moved_to_oslo,
        counted_places.leavers_per_municipality,
        counted_places.none_left,
        counted_places.spread,
        counted_places.rank_same,
        counted_places.rank_next,
        counted_places.county_ranks,
    )
}
"""What a target may count, by its name in targets.toml."""

ABOUT = ("what", "from", "minus", "published", "tolerance", "source", "note")
COLUMNS = {"exit": "exit_year", "after": "years_after", "year": "status_year", "sex": "sex"}
"""Terms of a target, and the column of the published figures that must agree where it is filled."""
WHOLE = {"place": "Norway", "sex": "both", "group": ""}
"""What a published row is about where `from` and the terms do not say."""


def targets() -> list[dict[str, Any]]:
    """Return what is published: what is counted, of whom, the figure, tolerance and source.

    Raises:
        DataError: a target does not name exactly one published row.
    """
    source = files("analysis.synthetic") / "targets.toml"
    figures, titles = published(), _titles()
    return [
        _with_figure(target, figures, titles) if "from" in target else target
        for target in tomllib.loads(source.read_text(encoding="utf-8"))["target"]
    ]


def _with_figure(
    target: Mapping[str, Any], figures: pd.DataFrame, titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return a target with figure and source of the row, or of the two rows, that it names."""
    rows = [row_of(target, figures, name) for name in ("from", "minus") if name in target]
    values = [_value(row) for row in rows]
    return {
        **target,
        "published": values[0] - sum(values[1:]),
        "source": "; ".join(titles[row["source"]] for row in rows),
    }


def row_of(target: Mapping[str, Any], figures: pd.DataFrame, name: str) -> "pd.Series[Any]":
    """Return the published row that `from` or `minus` of a target names.

    Raises:
        DataError: no row, or several.
    """
    terms = {COLUMNS[term]: value for term, value in target.items() if term in COLUMNS}
    wanted = {**WHOLE, **terms, **target[name]}
    found = figures
    for column, value in wanted.items():
        agrees = found[column] == value
        if column not in target[name]:
            agrees = agrees | found[column].isna()
        found = found[agrees.fillna(False).astype(bool)]
    if len(found) != 1:
        raise DataError(
            f"targets.toml: {len(found)} published figures where there must be one.\n"
            f"{figure(target)}: {name} = {wanted}.\nName the row by more columns of published()."
        )
    return found.iloc[0]


def _value(row: "pd.Series[Any]") -> float:
    """Return the value, the middle of a range, or persons in per cent to one decimal."""
    if row["unit"] == "persons":
        return round(100 * float(row["numerator"]) / float(row["n"]), 1)
    return float(row[["low", "high"]].mean() if pd.isna(row["value"]) else row["value"])


def _titles() -> dict[str, str]:
    """Return key of a source -> 'Utrop citing SSB (2009): title'."""
    listed = sources().set_index("source")
    return {str(key): _title(row) for key, row in listed.iterrows()}


def _title(row: "pd.Series[Any]") -> str:
    own = row["publisher"] == row["figures_by"]
    by = row["publisher"] if own else f"{row['publisher']} citing {row['figures_by']}"
    year = "" if pd.isna(row["year"]) else f" ({row['year']})"
    return f"{by}{year}: {row['title']}"


def calibration(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return target and obtained side by side.

    Args:
        tables: the registers of a world in which programmes end from 2005 to 2024.

    Returns:
        figure, published, obtained, tolerance, met, source, note; a row a target.
    """
    counts = Counts(observe(tables))
    rows = []
    for target in targets():
        obtained = COUNTED[target["what"]](counts, target)
        rows.append(
            {
                "figure": figure(target),
                "published": target["published"],
                "obtained": round(obtained, 2 if abs(target["tolerance"]) < 1 else 1),
                "tolerance": target["tolerance"],
                "met": abs(obtained - target["published"]) <= target["tolerance"],
                "source": target["source"],
                "note": target.get("note", ""),
            }
        )
    return pd.DataFrame(rows)


def figure(target: Mapping[str, Any]) -> str:
    """Return what a target is, in words: 'november exit 2016 after 1 sex women'."""
    terms = [f"{name} {value}" for name, value in target.items() if name not in ABOUT]
    return " ".join([target["what"], *terms])
