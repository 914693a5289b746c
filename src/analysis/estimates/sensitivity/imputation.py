"""Unknown prior education drawn from others who are like the person."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from analysis.comparison_terms import Change
from analysis.errors import EstimationError
from analysis.estimates.followed import Followed
from analysis.estimates.quantiles import below_upper, normal_quantile, student_quantile
from analysis.estimates.sensitivity.changed import LIMITS, Changed, registers_of, rows_of
from analysis.estimates.units import Floats
from analysis.terms import UNKNOWN, Estimand
from analysis.timeline.cohort import Cohort

ALIKE = ("sex", "age", "country")
"""Groups that tell who is like whom, the first of them the last to be given up."""
IMPUTATIONS = 5
SEED = 1939
NORMAL = normal_quantile(0.975)


def imputed_rows(everybody: Followed) -> pd.DataFrame:
    """Return rows where unknown prior education is drawn, several times, and all are pooled.

    Args:
        everybody: who is compared as asked; who is unknown is compared if what is drawn is.
    """
    rng = np.random.default_rng(SEED)
    found = [rows_of(Changed(Change.IMPUTED, "", partial(_drawn, everybody, rng)))]
    if found[0]["estimate"].isna().all():
        return found[0]
    found += [
        rows_of(Changed(Change.IMPUTED, "", partial(_drawn, everybody, rng)))
        for _ in range(IMPUTATIONS - 1)
    ]
    keys = ["of", "estimand", "month"]
    every = pd.concat(found).dropna(subset=["estimate"])
    parts = [_together(rows) for _, rows in every.groupby(keys, sort=False)]
    note = f"; unknown prior education drawn {IMPUTATIONS} times from others like them, pooled"
    made = pd.concat(parts, ignore_index=True)
    return made.assign(method=made["method"] + note)


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row of several imputations; ratios are pooled on logarithms."""
    on_logs = rows["estimand"].iloc[0] == Estimand.RATIO
    values = rows[LIMITS].to_numpy(dtype=np.float64)
    values = np.log(values) if on_logs else values
    middle, reach = pooled(values[:, 0], (values[:, 2] - values[:, 1]) / (2 * NORMAL))
    limits = np.array([middle, middle - reach, middle + reach])
    limits = np.exp(limits) if on_logs else limits
    return rows.iloc[:1].assign(**dict(zip(LIMITS, limits, strict=True)))


def _drawn(everybody: Followed, rng: np.random.Generator) -> Followed:
    """Return who would be compared if those with unknown prior education had one that is drawn."""
    panel, people = registers_of(everybody)
    frame = people.frame.loc[everybody.frame.index]
    if "prior_education" not in frame or not (frame["prior_education"] == UNKNOWN).any():
        raise EstimationError("There is nobody whose prior education is unknown.")
    known = people.frame[people.frame["prior_education"] != UNKNOWN]
    if known.empty:
        raise EstimationError("There is nobody whose prior education is known.")
    drawn = imputed(frame, known, rng)
    whole = people.frame.assign(
        prior_education=people.frame["prior_education"]
        .astype(object)
        .where(~people.frame.index.isin(drawn.index), drawn.reindex(people.frame.index))
    )
    asked = everybody.comparison.prior_education
    kept = drawn.isin(asked) if asked else drawn.notna()
    some = everybody.some(kept.to_numpy(dtype=bool))
    return replace(some, asked=(panel, Cohort(whole, people.groups, people.left_out)))


def pooled(estimate: Floats, error: Floats) -> tuple[float, float]:
    """Return the mean of several imputations, and how far its 95 % limits are from it.

    Few imputations do not know well how they differ, so that limits are those of Student's t.

    Args:
        estimate: of each imputation.
        error: standard error of each.

    Source:
        Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3.
    """
    within = float(np.mean(error**2))
    spread = float(np.var(estimate, ddof=1)) if len(estimate) > 1 else 0.0
    between = (1 + 1 / len(estimate)) * spread
    if between == 0:
        return float(np.mean(estimate)), NORMAL * within**0.5
    degrees = (len(estimate) - 1) * (1 + within / between) ** 2
    reach = float(student_quantile(below_upper(0.95), degrees)) * (within + between) ** 0.5
    return float(np.mean(estimate)), reach


def imputed(frame: pd.DataFrame, known: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return prior education, that of the unknown drawn from others who are like them.

    Like them are those of the same sex, age and country; where nobody is, those of the same sex and
    age, and then everybody. Taken for granted is that the unknown are otherwise as the known are.

    Args:
        frame: persons, one row each, with their groups; prior education may be unknown.
        known: persons whose prior education is known, with the same groups.
        rng: where the draws come from.
    """
    found = frame["prior_education"].astype(object).copy()
    missing = frame[found == UNKNOWN]
    alike = [name for name in ALIKE if name in frame]
    for n in range(len(alike), -1, -1):
        pools = _cells(known, alike[:n])
        for key, rows in _cells(missing, alike[:n]).items():
            if key in pools:
                values = known.loc[pools[key], "prior_education"].to_numpy(dtype=object)
                found[rows] = rng.choice(values, len(rows))
        missing = frame[found == UNKNOWN]
    return found


def _cells(frame: pd.DataFrame, names: list[str]) -> "dict[object, pd.Index]":
    """Return the rows of each combination of values that there is."""
    if not names:
        return {"everybody": frame.index}
    return dict(frame.groupby(names, observed=True).groups)
