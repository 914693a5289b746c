"""How near the invented world comes to published figures: one table.

The figures, their tolerances and sources stand in targets.toml.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd

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

ABOUT = ("what", "published", "tolerance", "source", "note")


def targets() -> list[dict[str, Any]]:
    """Return what is published: what is counted, of whom, the figure, tolerance and source."""
    source = files("analysis.synthetic") / "targets.toml"
    return list(tomllib.loads(source.read_text(encoding="utf-8"))["target"])


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
