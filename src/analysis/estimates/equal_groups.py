"""Tests of equal groups as a study answers them: each test a row, also where it cannot be had.

Log-rank takes its variance where hazards are equal, Wald's test where the ratios are that were
found; by clusters both take it around what clusters have in common.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.equality import Equality
from analysis.estimates.gray import gray
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.wald import wald
from analysis.estimates.log_rank import LOG_RANK, Emphasis, log_rank
from analysis.estimates.max_combo import max_combo
from analysis.terms import EVERY, Cause, Estimand

CLUSTER = "municipality"
GROUP = "compared"
EARLY, LATE = Emphasis(1, 0), Emphasis(0, 1)
Test = Callable[[pd.DataFrame, str | None], Equality]


def equality_rows(events: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return tests of equal groups over all months, a row each: log-rank and its kin, and Gray's.

    Log-rank, and Fleming-Harrington of early and of late differences, ask who goes there faster
    among those still here, exits as censoring; so does Wald's test of a Cox model. Gray's test asks
    who ever gets there, exits competing. Of two groups there is the max-combo test too, an omnibus
    test (definitions.md 25). None tells how large a difference is, nor its direction.

    Args:
        events: the table of events by `by` and municipality.
        by: group columns; with several, each combination that somebody is in is a group.

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
    groups = events.groupby(list(by), observed=True).ngroup() if by else 0
    named = events.assign(**{GROUP: groups})
    n_groups = named[GROUP].nunique()
    if n_groups < 2:
        raise DesignError(
            "A test of equal groups needs at least two.\nName a group column that has them."
        )
    cluster = None if CLUSTER in by else CLUSTER
    asked = {name: test for name, test in TESTS.items() if name != "max-combo" or n_groups == 2}
    rows = pd.concat([_row(name, test, named, cluster) for name, test in asked.items()])
    whole = dict.fromkeys(by, EVERY)
    return rows.assign(estimand=Estimand.EQUALITY.value, **whole).reset_index(drop=True)


def _row(name: str, test: Test, events: pd.DataFrame, cluster: str | None) -> pd.DataFrame:
    try:
        found = test(events, cluster).tidy()
        if "cluster" not in found["method"].iloc[0]:
            found["method"] += "; by person"
    except EstimationError as error:
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


def _wald(events: pd.DataFrame, cluster: str | None) -> Equality:
    """Return Wald's test of a Cox model, groups where nobody has the event left out."""
    kept = events[events[GROUP].isin(events.loc[events["cause"] == Cause.EVENT, GROUP])]
    if kept[GROUP].nunique() < 2:
        raise EstimationError("Fewer than two groups have the event.")
    errors = Errors.MODEL if cluster is None else Errors.CLUSTER
    found = wald(cox(kept, Model((Covariate(GROUP),), errors=errors, cluster=cluster)))
    observed = kept["n"].where(kept["cause"] == Cause.EVENT, 0)
    counts = {"n_persons": kept["n"], "observed": observed}
    groups = pd.DataFrame(counts).groupby(kept[GROUP]).sum().reset_index(names="group")
    aside = "; without groups where nobody has the event" if len(kept) < len(events) else ""
    return Equality(
        "Wald",
        found.statistic,
        found.degrees,
        found.denominator,
        found.p,
        groups.assign(expected=np.nan),
        f"Wald of {found.method}{aside}",
    )


def _weighted(emphasis: Emphasis) -> Test:
    return lambda events, cluster: log_rank(events, GROUP, cluster=cluster, emphasis=emphasis)


TESTS: dict[str, Test] = {
    **{str(one): _weighted(one) for one in (LOG_RANK, EARLY, LATE)},
    "Wald": _wald,
    "Gray": lambda events, cluster: gray(events, GROUP),
    "max-combo": lambda events, cluster: max_combo(events, GROUP),
}
