"""Tidy rows of a g-formula: curves, what beginning has more, and the way through school."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.comparison_terms import Approach, Arm, Effect
from analysis.errors import EstimationError
from analysis.estimates.g_formula.lived import Course, GFormula
from analysis.estimates.g_formula.parts import Floats
from analysis.estimates.g_formula.shares import (
    SHARES,
    Numbers,
    at_risk_and_events,
    months_in,
    prevalence,
)
from analysis.estimates.influence import widened
from analysis.estimates.quantiles import student_quantile
from analysis.terms import Contrast, Estimand

LEVEL = 0.95
SPRINGBOARD = (60, 96, 120)
"""Months at which the springboard is told (definitions.md 26)."""
NAME = "parametric g-formula"
Shares = Callable[[Numbers], Floats]


@dataclass(frozen=True, eq=False)
class Told:
    """A number by month, what it is in halves of each draw, and the numbers behind it."""

    estimate: Floats
    drawn: Floats
    n_at_risk: Floats
    n_events: Floats


def curves(made: GFormula) -> pd.DataFrame:
    """Return incidence and prevalence by month: observed, natural course and each strategy.

    The natural course is everybody's by the models without any strategy: where it leaves what was
    observed, the strategies are not to be believed either.

    Returns:
        approach, landmark (0), group (observed, or the course), against (empty), of (the estimand)
        and the tidy columns, without measure and origin. n_at_risk and n_events are of persons as
        they live by the models.
    """
    parts = []
    for name, course in {Arm.OBSERVED: made.observed, **made.courses}.items():
        for estimand, share in SHARES.items():
            told = _told(course, share, estimand)
            rows = tidy(made, told, estimand.value, (0.0, 1.0))
            parts.append(rows.assign(group=str(name), against="", of=estimand.value))
    return _named(parts)


def contrasts(made: GFormula) -> pd.DataFrame:
    """Return what beginning has more than not beginning, by month: shares and mean months.

    Returns:
        As `curves`; difference of shares, and mean_difference: months in the state, or since the
        event, up to the month.
    """
    one, other = made.courses[Arm.BEGIN], made.courses[Arm.NOT_BEGIN]
    parts = []
    for estimand, share in SHARES.items():
        gap = _less(_told(one, share, estimand), _told(other, share, estimand))
        mean = Told(months_in(gap.estimate), months_in(gap.drawn), gap.n_at_risk, gap.n_events)
        for contrast, told, most in (
            (Contrast.DIFFERENCE, gap, 1.0),
            (Contrast.MEAN_DIFFERENCE, mean, np.inf),
        ):
            rows = tidy(made, told, contrast.value, (-most, most))
            parts.append(rows.assign(group=str(Arm.BEGIN), of=estimand.value))
    return _named(parts).assign(against=str(Arm.NOT_BEGIN))


def springboard(made: GFormula) -> pd.DataFrame:
    """Return the total, direct and indirect effect of beginning on prevalence.

    Indirect is what beginning has more than beginning with the way closed: upper secondary is then
    begun at the pace of who never began the exposure. Direct is the rest. In plain words it needs
    that all that decides both who goes on and who works is in the models; and it is an effect of
    another pace, not of forbidding upper secondary.

    Returns:
        As `curves`, at 60, 96 and 120 months; group: the effect; estimand difference (shares), and
        ratio: the part of the whole that is indirect, only where the interval of the whole leaves
        out 0.

    Source:
        definitions.md 26; VanderWeele (2015), Explanation in Causal Inference, chapter 5, the
        interventional analogue; Didelez, Dawid and Geneletti (2006) for setting a mediator's
        distribution.
    """
    months = [month for month in SPRINGBOARD if month <= made.comparison.horizon]
    arm = {
        name: _told(made.courses[name], prevalence, Estimand.PREVALENCE)
        for name in (Arm.BEGIN, Arm.NOT_BEGIN, Arm.BEGIN_CLOSED)
    }
    told = {
        Effect.TOTAL: _less(arm[Arm.BEGIN], arm[Arm.NOT_BEGIN]),
        Effect.DIRECT: _less(arm[Arm.BEGIN_CLOSED], arm[Arm.NOT_BEGIN]),
        Effect.INDIRECT: _less(arm[Arm.BEGIN], arm[Arm.BEGIN_CLOSED]),
    }
    parts = []
    for effect, one in told.items():
        rows = tidy(made, one, Contrast.DIFFERENCE.value, (-1.0, 1.0))
        parts.append(rows.assign(group=str(effect), against=""))
    total = parts[0].set_index("month")
    clear = total.index[(total["lower"] > 0) | (total["upper"] < 0)]
    whole, part = told[Effect.TOTAL], told[Effect.INDIRECT]
    ratio = Told(
        part.estimate / _not_0(whole.estimate),
        part.drawn / _not_0(whole.drawn),
        part.n_at_risk,
        part.n_events,
    )
    rows = tidy(made, ratio, Contrast.RATIO.value, (-np.inf, np.inf))
    rows = rows[rows["month"].isin(clear)]
    parts.append(rows.assign(group=str(Effect.INDIRECT), against=str(Effect.TOTAL)))
    kept = _named(parts).assign(of=Estimand.PREVALENCE.value)
    return kept[kept["month"].isin(months)].reset_index(drop=True)


def chance(made: GFormula) -> pd.DataFrame:
    """Return how far luck alone moves a difference: the error of living a finite number of times.

    Returns:
        month, of (the estimand), estimate (of the difference of begin and not begin), error.

    Raises:
        EstimationError: everybody lived once only.
    """
    copies = len(made.courses[Arm.BEGIN].copies)
    if copies < 2:
        raise EstimationError("The error of luck needs at least two copies of everybody.")
    parts = []
    for estimand, share in SHARES.items():
        gap = share(made.courses[Arm.BEGIN].copies) - share(made.courses[Arm.NOT_BEGIN].copies)
        rows = {"month": np.arange(gap.shape[1]), "estimate": gap.mean(axis=0)}
        rows["error"] = gap.std(axis=0, ddof=1) / np.sqrt(copies)
        parts.append(pd.DataFrame(rows).assign(of=estimand.value))
    return pd.concat(parts, ignore_index=True)


def limits(made: GFormula, told: Told, within: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return limits from draws of units, as the target trial has them; missing without draws."""
    if told.drawn.shape[1] < 2 or len(made.size) < 2:
        return np.full_like(told.estimate, np.nan), np.full_like(told.estimate, np.nan)
    error = widened(made.size) * standard_error(told.drawn)
    reach = student_quantile(0.5 + LEVEL / 2, told.drawn.shape[1] - 1) * error
    return np.clip(told.estimate - reach, *within), np.clip(told.estimate + reach, *within)


def standard_error(drawn: Floats) -> Floats:
    """Return the standard deviation over draws, without what moves each half by itself.

    It is the root of the covariance of both halves; at least half the deviation of one alone, for
    where that is mostly luck a covariance is known badly.

    Args:
        drawn: two halves x draws x months.
    """
    away = drawn - drawn.mean(axis=1, keepdims=True)
    both = (away[0] * away[1]).sum(axis=0) / (drawn.shape[1] - 1)
    alone = drawn.var(axis=1, ddof=1).mean(axis=0)
    return np.asarray(np.sqrt(np.maximum(both, alone / 4)))


def method(made: GFormula) -> str:
    """Return how rows were made."""
    draws, lives = made.observed.drawn.shape[1], made.engine.lives
    units = f"{len(made.size)} municipalities"
    if lives.by_person:
        units = f"{made.size.sum()} persons in {len(made.size)} groups"
    basis = f"bootstrap of {units}, {draws} draws" if draws else "no draws"
    copies = len(made.courses[Arm.BEGIN].copies)
    lacking = ", ".join(lives.lacking)
    without = f"; not adjusted for {lacking}" if lacking else ""
    few = draws and made.anew < made.size.sum()
    anew = f"; {made.anew} persons live anew in each draw" if few else ""
    return f"{NAME}, everybody lives {copies} times; {basis}, Student's t{anew}{without}"


def _told(course: Course, share: Shares, estimand: Estimand) -> Told:
    return Told(
        share(course.counts), share(course.drawn), *at_risk_and_events(estimand, course.counts)
    )


def _less(one: Told, other: Told) -> Told:
    return Told(
        one.estimate - other.estimate,
        one.drawn - other.drawn,
        one.n_at_risk + other.n_at_risk,
        one.n_events + other.n_events,
    )


def _not_0(values: Floats) -> Floats:
    return np.where(values == 0, np.nan, values)


def tidy(made: GFormula, told: Told, estimand: str, within: tuple[float, float]) -> pd.DataFrame:
    """Return the rows of a number by month; within: between what limits must stay."""
    lower, upper = limits(made, told, within)
    return pd.DataFrame(
        {
            "month": np.arange(len(told.estimate)),
            "estimand": str(estimand),
            "estimate": told.estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": np.round(told.n_at_risk).astype(np.int64),
            "n_events": np.round(told.n_events).astype(np.int64),
            "method": method(made),
        }
    )


def _named(parts: list[pd.DataFrame]) -> pd.DataFrame:
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(approach=Approach.G_FORMULA.value, landmark=0)
