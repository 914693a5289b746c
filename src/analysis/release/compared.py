"""The one comparison that a release holds: the main answer of everybody, and groups of a place.

Weights are made of persons (definitions.md 18), so that of the main answer only result rows leave:
of whole years, in whole per cent, with counts in fives, where both arms are above the floors. In a
municipality persons are too few to be made comparable: what it has is described by tables of
counts, of groups that are formed at one month and not by what they did later.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Stage
from analysis.estimates.live import LiveStudy
from analysis.estimates.target_trial.weights import ARMS
from analysis.release.protect import Shown, floor, in_fives, protect_events
from analysis.release.rounded import incidence, two_digits
from analysis.terms import Estimand
from analysis.timeline.exposure import stages
from analysis.timeline.tables import events_table

SCHOOL = "grunnskole,landmarks=36,contrasts=difference,replicates=200"
"""Two hundred draws tell a standard error to a twentieth, and take a quarter of a minute."""
YEAR = 12
PLACE = ("municipality", "group")
STATE = Estimand.PREVALENCE.value
METHOD = "; released in whole per cent, counts in fives"


def main_answer(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is released of the target trial: both arms by year, and their difference.

    Args:
        rows: of the approach, of everybody, by month.

    Returns:
        Rows of prevalence of both arms in whole years, and of its difference at the comparison's
        points; only of months in which both arms are above the floors.
    """
    told = rows[(rows["of"] == STATE) & rows["estimate"].notna() & (rows["month"] % YEAR == 0)]
    curves = told[told["estimand"] == STATE]
    passed = _passed(curves)
    zero = curves[(curves["month"] == 0) & bool(passed)]
    arms = two_digits(curves[curves["month"].isin(passed)], from_month=1)
    gaps = told[(told["estimand"] == Estimand.DIFFERENCE) & told["month"].isin(passed)]
    parts = [zero.assign(lower=0.0, upper=0.0), arms, _whole_points(gaps)]
    made = pd.concat([part for part in parts if len(part)] or [told.iloc[:0]], ignore_index=True)
    counts = {name: in_fives(made[name].astype(int)) for name in ("n_at_risk", "n_events")}
    return made.assign(**counts, weighted=np.nan, method=made["method"] + METHOD)


def _passed(curves: pd.DataFrame) -> list[int]:
    """Return the months in which both arms are above the floors."""
    counts = zip(curves["n_at_risk"], curves["n_events"], strict=True)
    full = np.array([floor(n, events, n - events) is Shown.FULL for n, events in counts])
    arms = curves.loc[full, "month"].value_counts()
    return sorted(arms.index[arms == len(ARMS)].astype(int))


def _whole_points(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return differences in whole points, and limits that hold them."""
    lower, upper = np.floor(gaps["lower"] * 100) / 100, np.ceil(gaps["upper"] * 100) / 100
    return gaps.assign(estimate=gaps["estimate"].round(2), lower=lower, upper=upper)


def counts_of_places(study: LiveStudy, comparison: Comparison) -> pd.DataFrame:
    """Return protected counts after the comparison's landmark by municipality and stage.

    Months are since the landmark. Only groups with a curve, and only where those who have not begun
    have one to be held against.

    Raises:
        DesignError: the dataset lacks what tells who begins.
        EstimationError: nobody is compared.
    """
    everybody = study.followed(comparison)
    (landmark,) = comparison.asked_landmarks
    still = everybody.from_month(landmark)
    stage = stages(still.stays, still.frame.index, landmark)
    outcome = replace(still.outcome, frame=still.frame.assign(group=stage))
    counts = protect_events(events_table(outcome, PLACE), PLACE)
    full = counts[counts["shown"] == Shown.FULL.value]
    begun = full["group"] != Stage.NOT_BEGUN
    both = set(full.loc[begun, "municipality"]) & set(full.loc[~begun, "municipality"])
    return full[full["municipality"].isin(both)].reset_index(drop=True)


def of_places(counts: pd.DataFrame, comparison: Comparison) -> pd.DataFrame:
    """Return the curves of `counts_of_places`: who has come into the state since the landmark."""
    rows = incidence(counts, PLACE)
    curves = rows[rows["estimand"] == Estimand.CUMULATIVE_INCIDENCE]
    return curves.assign(
        approach=Approach.LANDMARK.value,
        landmark=comparison.asked_landmarks[0],
        against="",
        of=Estimand.CUMULATIVE_INCIDENCE.value,
        weighted=np.nan,
    )
