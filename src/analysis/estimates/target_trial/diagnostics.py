"""Whether weights do what they should: their size, balance, and who has no counterpart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.arrays import Floats, Ints
from analysis.estimates.target_trial.choices import Choices
from analysis.estimates.target_trial.trial import NAMES, TargetTrial
from analysis.estimates.target_trial.weights import ARMS, Trial, following, limits
from analysis.timeline.panel import Bools

SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """What is to be looked at before an answer is believed.

    Attributes:
        size: how large the expansion is, in words.
        weights: arm, month, n (persons who follow the arm), mean, median, share_95 and share_99
            (percentiles), largest, largest_before (it is truncated), effective (persons that would
            tell as much), truncated (share) of stabilised weights. The mean is about 1 where the
            models are right.
        balance: arm, month, covariate, level; share among all who are seen in the month (`all`), in
            the arm without and with weights (`before`, `after`), and the differences from all in
            standard deviations. Covariates are those of time zero, and the past as it was then.
        positivity: covariate, level; persons, those who begin in the grace period and at any time,
            mean chance to begin in it; `counterpart` is no where nobody begins in it.
        joined: model, covariate, level, months, chosen; what it was joined `to`.
        coefficients: model, covariate, level, reference, log_odds.
        expansion: model; persons, months in which they may choose, chosen, and coefficients.
        cannot_begin: persons left out, since nobody begins in any month of their grace period.
    """

    size: str
    weights: pd.DataFrame
    balance: pd.DataFrame
    positivity: pd.DataFrame
    joined: pd.DataFrame
    coefficients: pd.DataFrame
    expansion: pd.DataFrame
    cannot_begin: int


def diagnostics(done: TargetTrial) -> Diagnostics:
    """Return the diagnostics of a target trial, at the end of grace and at the comparison's points.

    Source:
        Cole and Hernán (2008) for weights; Austin (2009), Stat Med 28, 3083-3107, for balance; Kish
        (1965) for effective size.
    """
    comparison = done.comparison
    months = np.unique([comparison.grace_months, *comparison.asked_points]).astype(np.int64)
    models = (done.begin, done.leave)
    joined = [
        {"model": model.choices.what, **vars(one)}
        for model in models
        for one in model.choices.joined
    ]
    coefficients = [
        {
            "model": model.choices.what,
            "covariate": column.covariate,
            "level": column.level,
            "reference": column.reference,
            "log_odds": value,
        }
        for model in models
        for column, value in zip(model.choices.names, model.coefficients[:-1], strict=True)
    ]
    names = ["model", "covariate", "level", "months", "chosen", "to"]
    return Diagnostics(
        size=done.trial.size,
        weights=_weights(done, months),
        balance=_balance(done, months),
        positivity=_positivity(done),
        joined=pd.DataFrame(joined, columns=names),
        coefficients=pd.DataFrame(coefficients),
        expansion=pd.DataFrame([_expansion(model.choices) for model in models]),
        cannot_begin=done.cannot_begin,
    )


def _expansion(choices: Choices) -> dict[str, str | int]:
    return {
        "model": choices.what,
        "persons": len(choices.place),
        "months": len(choices.months.month),
        "chosen": int(choices.months.chosen.sum()),
        "coefficients": len(choices.names),
    }


def _stable(done: TargetTrial, months: Ints) -> tuple[list[Floats], tuple[float, float]]:
    """Return by arm people x months of stabilised weights, and the limits of truncation."""
    trial, odds = done.trial, (done.begin.odds, done.leave.odds)
    times = np.ones(len(trial.begin.places), dtype=np.int64)
    level, often = following(trial, times), np.ones(len(trial.people), dtype=np.int64)
    found = []
    for arm in ARMS:
        raw = np.zeros((len(trial.people), len(months)))
        kernels.in_months(arm, trial.arms, *odds, months, trial.path, raw)
        found.append(raw * level[arm, months])
    return found, limits(trial, odds, often, level, trial.path)


def mean_weights(done: TargetTrial, month: int) -> dict[str, float]:
    """Return by arm the mean weight, stabilised and truncated, of those who follow it in a month.

    It is missing where nobody does.
    """
    stable, most = _stable(done, np.array([month], dtype=np.int64))
    found = {}
    for arm in ARMS:
        whole = stable[arm][:, 0]
        cut = np.minimum(whole[whole > 0], most[arm])
        found[NAMES[arm].value] = float(cut.mean()) if len(cut) else np.nan
    return found


def _weights(done: TargetTrial, months: Ints) -> pd.DataFrame:
    stable, most = _stable(done, months)
    rows = []
    for arm in ARMS:
        for at, month in enumerate(months):
            whole = stable[arm][:, at]
            whole = whole[whole > 0]
            cut = np.minimum(whole, most[arm])
            low, high, highest = np.quantile(cut, SHARES) if len(cut) else (np.nan,) * 3
            rows.append(
                {
                    "arm": NAMES[arm].value,
                    "month": int(month),
                    "n": len(cut),
                    "mean": cut.mean() if len(cut) else np.nan,
                    "median": low,
                    "share_95": high,
                    "share_99": highest,
                    "largest": cut.max(initial=0.0),
                    "largest_before": whole.max(initial=0.0),
                    "effective": cut.sum() ** 2 / max((cut**2).sum(), 1e-300),
                    "truncated": (whole > most[arm]).mean() if len(cut) else np.nan,
                }
            )
    return pd.DataFrame(rows)


def _balance(done: TargetTrial, months: Ints) -> pd.DataFrame:
    people = done.trial.people
    stable, most = _stable(done, months)
    seen = (people.entry[:, None] < months) & (people.followed[:, None] >= months)
    parts = []
    for arm in ARMS:
        weights = np.minimum(stable[arm], most[arm])
        for covariate, level, has in _levels(done.trial):
            every, before, after = (
                _share(has, by) for by in (seen.astype(float), (weights > 0).astype(float), weights)
            )
            spread = np.sqrt(every * (1 - every))
            spread[spread == 0] = np.inf  # where all are alike, so is every part of them
            parts.append(
                pd.DataFrame(
                    {
                        "arm": NAMES[arm].value,
                        "month": months,
                        "covariate": covariate,
                        "level": level,
                        "all": every,
                        "before": before,
                        "after": after,
                        "difference_before": (before - every) / spread,
                        "difference_after": (after - every) / spread,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def _share(has: Bools, by: Floats) -> Floats:
    total = by.sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(total > 0, by[has].sum(axis=0) / total, np.nan))


def _levels(trial: Trial) -> list[tuple[str, str, Bools]]:
    """Return covariate, level and who has it: what is known at time zero, and the past then."""
    people = trial.people
    found = []
    for covariate in people.traits:
        for level in sorted(people.traits[covariate].unique()):
            found.append(
                (str(covariate), str(level), (people.traits[covariate] == level).to_numpy())
            )
    for of, names in people.past.levels.items():
        codes = people.past.codes[of][:, 1]
        for code, name in enumerate(names):
            if (codes == code).any():
                found.append((of.value, name, codes == code))
    return found


def _positivity(done: TargetTrial) -> pd.DataFrame:
    people, grace = done.trial.people, done.comparison.grace_months
    in_time, ever = people.begun_by(grace), people.begun_by(people.horizon)
    chance = _chance(done)
    rows = [
        {
            "covariate": covariate,
            "level": level,
            "persons": int(has.sum()),
            "begin_in_time": int((has & in_time).sum()),
            "begin": int((has & ever).sum()),
            "chance": float(np.nanmean(chance[has])) if np.isfinite(chance[has]).any() else np.nan,
            "counterpart": "yes" if (has & in_time).any() else "no",
        }
        for covariate, level, has in _levels(done.trial)
    ]
    return pd.DataFrame(rows)


def _chance(done: TargetTrial) -> Floats:
    """Return each person's chance to begin in time, as it looks in the first month of it."""
    trial, odds = done.trial, done.begin.odds
    months, grace = trial.arms.begins, trial.arms.grace
    asked = np.flatnonzero(np.diff(months.begin) > 0)
    own = odds.person[asked] * odds.history[months.history[months.begin[asked]]]
    kind = grace.kind[asked]
    inside = np.arange(grace.clock.shape[1]) < grace.n[kind][:, None]
    chance = own[:, None] * odds.clock[grace.clock[kind]]
    chance = np.where(inside, chance / (1 + chance), 0)
    found = np.full(len(trial.people), np.nan)
    found[asked] = 1 - np.prod(1 - chance, axis=1)
    return found
