"""Whether a target trial's weights can be believed, in tidy rows that a page can show."""

from collections.abc import Callable

import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.target_trial.answer import Tried
from analysis.estimates.target_trial.diagnostics import Diagnostics
from analysis.terms import Estimand

TOLD = {
    Estimand.BALANCE: ["group", "covariate", "level", "before", "of_all", "of_arm", "effective"],
    Estimand.WEIGHTS: ["group", "effective", "median", "share_99", "largest", "truncated"],
    Estimand.POSITIVITY: ["what", "model", "covariate", "level", "to", "coefficients"],
}
"""Columns beside the tidy ones. The estimate is, of balance, the standardized difference of an arm
from all who are seen, with weights (`before`: without); of weights, their mean; of positivity, the
chance to begin within the grace period."""
LEVEL, JOINED, MODEL, LEFT_OUT = "level", "joined", "model", "left_out"
"""What rows of positivity are of: a level, a rare level that was joined to others, a model of
choices with its months, and persons in whose grace period nobody begins."""
TEXTS = ("group", "what", "model", "covariate", "level", "to")


def believed(estimand: Estimand, trial: Callable[[], Tried]) -> pd.DataFrame:
    """Return the rows of one of TOLD; where there is no trial, a row without a number says why.

    Args:
        estimand: one of TOLD.
        trial: what returns the target trial, or raises that there is none.

    Returns:
        Columns of TOLD and the tidy ones, without an interval. Of balance and weights `n_at_risk`
        are persons who follow the arm in the month, `n_events` those at the level, or whose weight
        was truncated. Of a level `n_events` are those who begin within the grace period; of models
        and joined levels persons count in every month in which they may choose, and `n_events`
        those in which they do.
    """
    try:
        done = trial()
    except EstimationError as error:
        nobody = pd.DataFrame({"n_at_risk": [0], "n_events": [0]})
        return _tidy(nobody, estimand, str(error).partition("\n")[0])
    return _tidy(_ROWS[estimand](done.diagnostics), estimand, done.method)


def _tidy(rows: pd.DataFrame, estimand: Estimand, method: str) -> pd.DataFrame:
    """Return rows in the columns of an estimand, empty or without a number where they tell none."""
    own = TOLD[estimand]
    frame = rows.reindex(columns=[*own, "month", "estimate", "n_at_risk", "n_events"])
    texts = [name for name in own if name in TEXTS]
    numbers = [name for name in frame if name not in texts]
    frame = frame.fillna(dict.fromkeys(texts, "")).astype(dict.fromkeys(numbers, float))
    missing = float("nan")
    return frame.assign(estimand=estimand.value, lower=missing, upper=missing, method=method)


def _balance(told: Diagnostics) -> pd.DataFrame:
    names = {
        "arm": "group",
        "all": "of_all",
        "before": "of_followers",
        "after": "of_arm",
        "difference_before": "before",
        "difference_after": "estimate",
        "n": "n_at_risk",
    }
    follow = told.weights[["arm", "month", "n", "effective"]]
    rows = told.balance.merge(follow, on=["arm", "month"], validate="m:1").rename(columns=names)
    there = (rows["of_followers"] * rows["n_at_risk"]).fillna(0).round()
    return rows.assign(n_events=there)


def _weights(told: Diagnostics) -> pd.DataFrame:
    names = {"arm": "group", "mean": "estimate", "n": "n_at_risk"}
    rows = told.weights.rename(columns=names)
    cut = (rows["truncated"] * rows["n_at_risk"]).fillna(0).round()
    return rows.assign(n_events=cut)


def _positivity(told: Diagnostics) -> pd.DataFrame:
    names = {"chance": "estimate", "persons": "n_at_risk", "begin_in_time": "n_events"}
    counted = {"months": "n_at_risk", "chosen": "n_events"}
    levels = told.positivity.rename(columns=names).assign(what=LEVEL)
    joined = told.joined.rename(columns=counted).assign(what=JOINED)
    models = told.expansion.rename(columns=counted).assign(what=MODEL)
    nobody = pd.DataFrame({"what": [LEFT_OUT], "n_at_risk": [told.cannot_begin], "n_events": [0]})
    return pd.concat([levels, joined, models, nobody], ignore_index=True)


_ROWS: dict[Estimand, Callable[[Diagnostics], pd.DataFrame]] = {
    Estimand.BALANCE: _balance,
    Estimand.WEIGHTS: _weights,
    Estimand.POSITIVITY: _positivity,
}
