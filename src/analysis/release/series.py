"""A published series as a study: it answers what was counted by others, and knows no person."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.comparison import Comparison
from analysis.design import Estimates, Measure, Source, Spec, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.published_series import codes_of_2024, published_shares, told_apart
from analysis.grid import Grid
from analysis.official_terms import COUNTED_AT_EXIT, REACHED, Level
from analysis.reference.comparisons import parse_comparison
from analysis.reference.grids import parse_grid
from analysis.reference.measures import parse_measure
from analysis.reference.places import place_name
from analysis.reference.series import AT_EXIT, OFFICIAL, Series, read_series
from analysis.terms import Access, Estimand

GROUPS = ("municipality", "year", "sex")


@dataclass(frozen=True)
class PublishedStudy:
    """Published counts of former participants.

    Attributes:
        series: the counts.
        release_id: made of the counts, so that a page says which they were.
        is_printed: municipalities are those of their time, as printed; else what they became.
    """

    series: Series
    release_id: str
    is_printed: bool = False

    @property
    def source(self) -> Source:
        """Whose numbers these are."""
        series = self.series
        last = series.frame["exit_year"] + series.frame["years_after"]
        return Source(series.name, Access.PUBLIC, f"{last.max()}-11", series.source, series.contact)

    def measure(self, text: str) -> Measure:
        """Return the measure that a text names; the series may not have it."""
        return parse_measure(text)

    def comparison(self, text: str) -> Comparison:
        """Return the comparison that a text names; a series has none."""
        return parse_comparison(text)

    def grid(self, text: str) -> Grid:
        """Return the grid of choices that a text names; a series answers none."""
        return parse_grid(text)

    def estimates(self, spec: Spec) -> Estimates:
        """Return the rows of a spec: shares that were published, or bounds where withheld.

        Raises:
            DesignError: the series does not have it; the message says what it has.
        """
        design, measure = spec.design, self.measure(spec.design.measure)
        asked = StudyDesign(OFFICIAL, monthly_rule=design.monthly_rule)
        at_exit = spec.estimand is Estimand.AT_EXIT
        fits = design == asked if not at_exit else design.origin == asked.origin
        if spec.estimand not in _ANSWERS or not fits or not set(spec.by) <= set(GROUPS):
            raise DesignError(
                f"Not in this published series: {spec}.\nIt has {', '.join(_ANSWERS)} of"
                f" {OFFICIAL} from exit, by any of {', '.join(GROUPS)}."
            )
        counted = self.series.frame
        counted = counted[(counted["years_after"] == AT_EXIT) == at_exit]
        if counted.empty:
            raise DesignError(f"This published series has no table for it: {spec}.")
        rows = _ANSWERS[spec.estimand](counted, spec.by, self.is_printed)
        frame = rows.assign(
            estimand=spec.estimand.value, measure=measure.name, origin=design.origin
        )
        return Estimates(frame.reset_index(drop=True), self.release_id, self.source, measure)

    def areas(self) -> dict[str, str]:
        """Return municipality code -> name; of a municipality of before, its code."""
        rows = self.series.frame
        rows = rows[rows["level"] == Level.MUNICIPALITY].drop_duplicates(
            ["code", "exit_year", "years_after"]
        )
        codes = rows["code"] if self.is_printed else codes_of_2024(rows)
        return {code: place_name(code) for code in sorted(codes.unique())}

    def counties(self) -> dict[str, str]:
        """Return no county: a series answers nothing by it."""
        return {}


def read_published(folder: Path, is_printed: bool = False) -> PublishedStudy:
    """Return the study of a folder that `analysis convert ssb` made.

    Args:
        folder: the folder.
        is_printed: municipalities are those of their time; else those of 2024 they became.

    Raises:
        DataError: the folder is not what was written.
    """
    series = read_series(folder)
    content = series.frame.to_csv(index=False, lineterminator="\n").encode()
    return PublishedStudy(series, hashlib.sha256(content).hexdigest()[:16], is_printed)


def _at_exit(counted: pd.DataFrame, by: tuple[str, ...], is_printed: bool) -> pd.DataFrame:
    sums = [
        published_shares(counted, reasons, by, is_printed).assign(status=name)
        for name, reasons in COUNTED_AT_EXIT.items()
    ]
    return pd.concat([told_apart(counted, by, "status", is_printed), *sums], ignore_index=True)


def _statuses(counted: pd.DataFrame, by: tuple[str, ...], is_printed: bool) -> pd.DataFrame:
    return told_apart(counted, by, "status", is_printed)


def _prevalence(counted: pd.DataFrame, by: tuple[str, ...], is_printed: bool) -> pd.DataFrame:
    return published_shares(counted, REACHED, by, is_printed)


_ANSWERS: dict[Estimand, Callable[[pd.DataFrame, tuple[str, ...], bool], pd.DataFrame]] = {
    Estimand.PREVALENCE: _prevalence,
    Estimand.OFFICIAL_STATUS: _statuses,
    Estimand.AT_EXIT: _at_exit,
}
