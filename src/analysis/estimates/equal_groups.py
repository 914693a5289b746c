"""Tests of equal groups as a study answers them: each test a row, also where it cannot be had.

Log-rank takes its variance where hazards are equal, Wald's test where the ratios are that were
found; by clusters both take it around what clusters have in common.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.division import Division
from analysis.estimates.equality import Equality
from analysis.estimates.gray import gray_of
from analysis.estimates.hazards.wald import wald
from analysis.estimates.log_rank import LOG_RANK, Emphasis, log_rank_of
from analysis.estimates.max_combo import max_combo_of
from analysis.terms import EVERY, Estimand

EARLY, LATE = Emphasis(1, 0), Emphasis(0, 1)
Test = Callable[[Division], Equality]


def equality_rows(division: Division) -> pd.DataFrame:
    """Return tests of equal groups over all months, a row each: log-rank and its kin, and Gray's.

    Log-rank, and Fleming-Harrington of early and of late differences, ask who goes there faster
    among those still here, exits as censoring; so does Wald's test of a Cox model. Gray's test asks
    who ever gets there, exits competing. Of two groups there is the max-combo test too, an omnibus
    test (definitions.md 25). None tells how large a difference is, nor its direction.

    Args:
        division: of the table of events; with several columns each combination that somebody is in
            is a group.

    Returns:
        Groups (`every`: a test is of all of them), test, statistic, degrees_of_freedom,
        denominator, month (missing), estimand, estimate (p: the chance of such a statistic or a
        larger one if the groups are equal), lower and upper (missing), n_at_risk (persons),
        n_events, method. Log-rank, its kin and Wald's are clustered by municipality, the others by
        person; a test that cannot be had has no estimate, and `method` says why.

    Raises:
        DesignError: there are fewer than two groups.

    Source:
        Those of `log_rank`, `max_combo`, `gray`, `cox` and `wald`; Wald (1943).
    """
    groups = division.whole
    n_groups = groups.events[groups.by[0]].nunique()
    if n_groups < 2:
        raise DesignError(
            "A test of equal groups needs at least two.\nName a group column that has them."
        )
    asked = {name: test for name, test in TESTS.items() if name != "max-combo" or n_groups == 2}
    rows = pd.concat([_row(name, test, groups) for name, test in asked.items()])
    whole = dict.fromkeys(division.by, EVERY)
    return rows.assign(estimand=Estimand.EQUALITY.value, **whole).reset_index(drop=True)


def _row(name: str, test: Test, groups: Division) -> pd.DataFrame:
    try:
        found = test(groups).tidy()
        if "cluster" not in found["method"].iloc[0]:
            found["method"] += "; by person"
    except EstimationError as error:
        events = groups.events
        persons, cause = events["n"].sum(), events["cause"]
        found = pd.DataFrame({"test": [name], "n_persons": persons})
        found = found.assign(
            **dict.fromkeys(["statistic", "degrees_of_freedom", "denominator", "p"], np.nan),
            n_events=events.loc[cause == "event", "n"].sum(),
            method=f"no test: {str(error).splitlines()[0]}",
        )
    return pd.DataFrame(
        {
            "test": name,
            "statistic": found["statistic"],
            "degrees_of_freedom": found["degrees_of_freedom"].astype(np.float64),
            "denominator": found["denominator"].astype(np.float64),
            "month": np.nan,
            "estimate": found["p"],
            "lower": np.nan,
            "upper": np.nan,
            "n_at_risk": found["n_persons"].astype(np.int64),
            "n_events": found["n_events"].round().astype(np.int64),
            "method": found["method"],
        }
    )


def _wald(groups: Division) -> Equality:
    """Return Wald's test of a Cox model, groups where nobody has the event left out."""
    found, rows = wald(groups.cox), groups.rows
    (of,) = rows.codes.values()
    aside = "; without groups where nobody has the event"
    table = {
        "group": next(iter(rows.levels.values())),
        "n_persons": np.bincount(of, rows.n),
        "observed": np.bincount(of, rows.n * rows.event),
        "expected": np.nan,
    }
    return Equality(
        "Wald",
        found.statistic,
        found.degrees,
        found.denominator,
        found.p,
        pd.DataFrame(table),
        f"Wald of {found.method}{aside if len(groups.kept) < len(groups.events) else ''}",
    )


def _weighted(emphasis: Emphasis) -> Test:
    return lambda groups: log_rank_of(groups.months, emphasis)


TESTS: dict[str, Test] = {
    **{str(one): _weighted(one) for one in (LOG_RANK, EARLY, LATE)},
    "Wald": _wald,
    "Gray": lambda groups: gray_of(groups.months.those),
    "max-combo": lambda groups: max_combo_of(groups.months),
}
