"""What a hidden confounder, or a register that sees school badly, would do to the main answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis.comparison_terms import Change
from analysis.estimates.e_value import e_value
from analysis.estimates.followed import Followed
from analysis.estimates.sensitivity.changed import (
    LIMITS,
    registers_of,
    told_at_zero,
)
from analysis.estimates.units import Floats
from analysis.terms import Cause, Estimand, State
from analysis.timeline.kernels import NEVER

Ratio = TypeVar("Ratio", float, pd.Series)


@dataclass(frozen=True)
class Register:
    """How well a register tells who began.

    Attributes:
        sensitivity: share of those who began of whom it says so.
        specificity: share of the others of whom it does not.
    """

    sensitivity: float
    specificity: float

    def __str__(self) -> str:
        """Return both, as percentages."""
        return f"{100 * self.sensitivity:g}/{100 * self.specificity:g}"


REGISTERS = (Register(0.9, 1.0), Register(0.7, 1.0), Register(0.9, 0.99))
"""Adult grunnskole is recorded weakly: many who begin are missing, nearly none is there wrongly."""
LIMIT = "limit"


def misread(main: pd.DataFrame, everybody: Followed) -> pd.DataFrame:
    """Return differences as they would be if the register missed some, or named some wrongly.

    Only of whose arm is decided are there two kinds to mix up (`said_to_begin`); the others are in
    both arms, add nothing to their difference, and keep on adding nothing.
    """
    rows = main[main["estimand"] == Estimand.DIFFERENCE]
    months = rows["month"].astype(int)
    of_month = {month: said_to_begin(everybody, month) for month in set(months)}
    share = months.map(of_month).to_numpy(dtype=np.float64)
    parts = []
    for register in REGISTERS:
        told = {name: as_it_would_be(rows[name].to_numpy(), share, register) for name in LIMITS}
        parts.append(rows.assign(change=Change.MISCLASSIFIED.value, setting=str(register), **told))
    note = "; the register's mistakes taken to be as frequent whatever comes of people"
    return pd.concat(parts).assign(method=lambda rows: rows["method"] + note)


def said_to_begin(everybody: Followed, month: int) -> float:
    """Return the share of whom the register says that they began in time, of those in one arm.

    Left out are those whose time at risk ended within the grace period before they began, who are
    in both arms, and those who began after it, who are in neither once they have.

    Args:
        everybody: who is compared.
        month: since time zero, at which the arms are held against each other.
    """
    in_time, frame = everybody.begins_in_time, everybody.frame
    duration = frame["duration"].to_numpy(dtype=np.int64)
    begun = frame["begun"].fillna(NEVER).to_numpy(dtype=np.int64)
    late = ~in_time & (begun <= np.minimum(duration, month))
    others = ~in_time & ~late & (duration >= everybody.comparison.grace_months)
    n = int((in_time | others).sum())
    return float(in_time.sum() / n) if n else 0.0


def unseen(main: pd.DataFrame, everybody: Followed) -> Iterator[pd.DataFrame]:
    """Yield ratios bounded by a confounder as strong as prior education, and E-values."""
    ratios = main[main["estimand"] == Estimand.RATIO]
    prior = told_at_zero(everybody, "prior_education") if _has_prior(everybody) else None
    if prior is not None and prior.nunique() > 1:  # of one level nothing is as strong
        of_exposure = contrast_of_levels(prior, pd.Series(everybody.begins_in_time, prior.index))
        bounded = []
        for _, row in ratios.iterrows():
            of_outcome = contrast_of_levels(
                prior, outcome_at(everybody, row["of"], int(row["month"]))
            )
            most = bound(of_exposure, of_outcome)
            factor = 1 / most if row["estimate"] >= 1 else most
            note = (
                f"; bounded: a hidden confounder that goes with beginning as prior education does"
                f" (ratio {of_exposure:.2f}) and with the outcome (ratio {of_outcome:.2f})"
            )
            moved = {name: row[name] * factor for name in LIMITS}
            bounded.append({**row, **moved, "method": row["method"] + note})
        yield pd.DataFrame(bounded, columns=ratios.columns).assign(
            change=Change.CONFOUNDER.value, setting="prior_education"
        )
    values = e_value(*(ratios[name].to_numpy() for name in LIMITS))
    for setting, value in zip(("", LIMIT), values, strict=True):
        yield ratios.assign(
            change=Change.E_VALUE.value,
            setting=setting,
            estimate=value,
            lower=np.nan,
            upper=np.nan,
            method=ratios["method"] + "; E-value of the ratio",
        )


def _has_prior(everybody: Followed) -> bool:
    return "prior_education" in registers_of(everybody)[1].frame


def outcome_at(everybody: Followed, of: str, month: int) -> pd.Series:
    """Return 1 for who has been, or is, there in a month, 0 for who is not; missing: not seen."""
    frame = everybody.frame
    if of == Estimand.CUMULATIVE_INCIDENCE:
        there = (frame["event"] == 1) & (frame["duration"] <= month)
        gone = (frame["cause"] != Cause.CENSORED) & (frame["duration"] <= month)
        return there.astype(float).where(gone | (frame["duration"] >= month))
    if everybody.states is None:
        return pd.Series(np.nan, frame.index)
    codes = everybody.states.codes[:, month - 1]
    names = np.array([str(name) for name in everybody.states.names])
    told = pd.Series((names[codes] == State.IN_STATE).astype(float), frame.index)
    return told.where(codes >= 0)


def as_it_would_be(difference: Floats, share: float | Floats, register: Register) -> Floats:
    """Return differences as they would be if the register told everybody rightly.

    Mistakes are taken to be as frequent whatever comes of people. Those said to have begun are then
    a mixture, and so are the others: what is seen is the difference times how much of it is left.

    Args:
        difference: of shares, one or many; limits too.
        share: those of whom the register says that they began, of them and those of whom it says
            that they did not; one, or one for each difference.
        register: how well it tells.

    Returns:
        Missing where so few can have begun that the register would be wrong of all it names.

    Source:
        Lash, Fox and Fink (2009), Applying Quantitative Bias Analysis, chapter 6.
    """
    share = np.broadcast_to(np.asarray(share, dtype=np.float64), np.shape(difference))
    told = register.sensitivity + register.specificity - 1
    began = (share - (1 - register.specificity)) / told
    possible = (began > 0) & (began < 1) & (share > 0) & (share < 1)
    share, began = (np.where(possible, one, 0.5) for one in (share, began))
    right_of_begun = register.sensitivity * began / share
    right_of_others = register.specificity * (1 - began) / (1 - share)
    return np.where(possible, difference / (right_of_begun + right_of_others - 1), np.nan)


def bound(of_exposure: Ratio, of_outcome: Ratio) -> Ratio:
    """Return by how much, at most, a hidden confounder moves a risk ratio, or each of many.

    Args:
        of_exposure: how many times as likely the exposure is at one of its levels as at another.
        of_outcome: the same of the outcome.

    Source:
        Ding and VanderWeele (2016), Epidemiology 27, 368-377.
    """
    return of_exposure * of_outcome / (of_exposure + of_outcome - 1)


def contrast_of_levels(levels: pd.Series, value: pd.Series, least: int = 30) -> float:
    """Return the largest ratio of the mean of a value between two levels of a covariate.

    Args:
        levels: a level a person.
        value: 0 or 1 a person; the missing are left out.
        least: persons that a level needs.

    Returns:
        1 where fewer than two levels have so many, or nobody has the value at one of them.
    """
    means = value.groupby(levels.to_numpy()).agg(["mean", "count"])
    shares = means.loc[means["count"] >= least, "mean"]
    if len(shares) < 2 or shares.min() <= 0:
        return 1.0
    return float(shares.max() / shares.min())
