"""How reliable a municipality's number is: which part of what separates municipalities is signal.

Signal is what cohorts of odd and of even years have in common, whose errors are independent. All
else is noise: who happened to leave that year, and what moved a municipality in that year only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.estimates.foretelling.counts import Foretold, Later
from analysis.estimates.units import FEWEST_CLUSTERS, Floats

RELIABLE = 0.7
"""The share of municipal variance that is signal, at which a measure is called fit."""
SIZES = (0, 5, 10, 20, 50)
"""Where each class of municipalities begins, by leavers a year of all cohorts."""
COHORTS = (1, 2, 3, 5)
"""Cohorts that are pooled."""


def pooled(share: Floats, cohorts: Floats) -> Floats:
    """Return the shares of signal of so many cohorts together, from those of one.

    Noise is independent between cohorts, so that it falls with their number.

    Source:
        Spearman (1910) and Brown (1910), British Journal of Psychology 3.
    """
    return np.asarray(cohorts * share / (1 + (cohorts - 1) * share))


def signal_rows(one: Foretold, after: Later, drawn: Floats) -> Iterator[dict[str, object]]:
    """Yield by class of size and by cohorts pooled which share of municipal variance is signal.

    Of each class by itself, since municipalities of one size may differ more than those of another:
    signal / (signal + noise), weighted by leavers. Signal is the covariance of a municipality's
    shares in odd and in even years, each less that year's share of all; noise is what its years
    differ among themselves, for a mean number of leavers a year. So a change that lasts some years
    and not others is noise. Nothing is told of a class of fewer than FEWEST_CLUSTERS
    municipalities that have leavers in odd and in even years.

    Args:
        one: a candidate.
        after: its persons, by municipality and year.
        drawn: draws x municipalities, how often each is drawn.

    Yields:
        leavers (where the class begins, a year), cohorts, estimate, lower, upper (percentiles of
        draws within the class), n_at_risk (persons), n_events (of them in the state) and method.

    Source:
        Adams (2009), The reliability of provider profiling, RAND TR-653, for signal / (signal +
        noise); `pooled` for cohorts.
    """
    years = _Years.of(one, after)
    for place, size in enumerate(SIZES):
        end = SIZES[place + 1] if place + 1 < len(SIZES) else np.inf
        inside = (years.size >= size) & (years.size < end) & years.in_both
        if inside.sum() < FEWEST_CLUSTERS:
            continue
        terms = years.terms[inside]
        whole = terms.sum(axis=0)[None, :]
        # Draws of a sample vary less than the sample, as that varies less than what it is of.
        again = _one_cohort(drawn[:, inside] @ terms, widened=_kept(whole))
        one_cohort = np.append(_one_cohort(whole), np.quantile(again, [0.025, 0.975]))
        counts = {
            "n_at_risk": float(years.n[inside].sum()),
            "n_events": float(years.x[inside].sum()),
        }
        method = (
            f"signal of {inside.sum()} municipalities drawn {len(drawn)} times, by odd and even"
        )
        for cohorts in COHORTS:
            told = map(float, pooled(one_cohort, np.asarray(cohorts)))
            yield {
                "leavers": float(size),
                "cohorts": float(cohorts),
                **dict(zip(("estimate", "lower", "upper"), told, strict=True)),
                **counts,
                "method": f"{method} years",
            }


@dataclass(frozen=True, eq=False)
class _Years:
    """One candidate's municipalities, as sums over their years.

    Attributes:
        size: leavers a year, of all and not only of those whom the candidate counts.
        in_both: whether it has leavers whom the candidate counts in odd and in even years.
        n: persons.
        x: of them in the candidate's state.
        terms: municipalities x sums that `_one_cohort` takes.
    """

    size: Floats
    in_both: np.ndarray
    n: Floats
    x: Floats
    terms: Floats

    @classmethod
    def of(cls, one: Foretold, after: Later) -> "_Years":
        years, at = np.unique(after.year, return_inverse=True)
        cell, shape = after.place * len(years) + at, (len(after.places), len(years))

        def cells(chosen: np.ndarray) -> Floats:
            found = np.bincount(cell[chosen], minlength=shape[0] * shape[1])
            return found.reshape(shape).astype(np.float64)

        n, x = cells(one.counted), cells(one.inside & one.counted)
        beyond = x - n * x.sum(axis=0) / np.maximum(n.sum(axis=0), 1)
        odd = years % 2 == 1
        (n1, a), (n2, b) = (
            (n[:, half].sum(axis=1), beyond[:, half].sum(axis=1)) for half in (odd, ~odd)
        )
        whole = n1 + n2
        weight = n1 * n2 / np.maximum(whole, 1)
        a, b = a / np.maximum(n1, 1), b / np.maximum(n2, 1)
        squares = (beyond**2 / np.maximum(n, 1)).sum(axis=1)
        among = squares - beyond.sum(axis=1) ** 2 / np.maximum(whole, 1)
        filled = (n > 0).sum(axis=1)
        sums = (
            weight,
            weight * a,
            weight * b,
            weight * a * b,
            among,
            filled - 1,
            filled,
            whole,
            weight**2,
        )
        size = after.by_place(np.ones(len(after.place), dtype=bool)) / len(years)
        return cls(size, (n1 > 0) & (n2 > 0), whole, x.sum(axis=1), np.column_stack(sums))


def _kept(of: Floats) -> Floats:
    """Return the part of a variance that is left around the mean of so few municipalities."""
    return np.asarray(1 - of[:, -1] / of[:, 0] ** 2)


def _one_cohort(of: Floats, widened: Floats | float = 1.0) -> Floats:
    """Return the share of one cohort's variance that is signal, 0 where cohorts share nothing."""
    w, a, b, ab, among, free, filled, whole, _ = of.T
    with np.errstate(divide="ignore", invalid="ignore"):
        signal = (ab / w - (a / w) * (b / w)) / _kept(of) / widened
        noise = among / free * filled / whole
        return np.asarray(np.where(signal > 0, signal / (signal + noise), 0))


def needed_by(one: Foretold, after: Later, drawn: Floats) -> dict[str, object]:
    """Return how many leavers a municipality needs for RELIABLE of the variance to be signal.

    The signal is what the shares of cohorts of odd and of even years have in common, whose errors
    are independent; the noise of a municipality of n leavers is that of n persons. Infinite where
    cohorts have nothing in common; missing of fewer than FEWEST_CLUSTERS municipalities.
    """
    parts = [
        (after.by_place(one.counted & half), after.by_place(one.inside & one.counted & half))
        for half in (after.odd, ~after.odd)
    ]
    (n1, x1), (n2, x2) = parts
    kept = (n1 > 0) & (n2 > 0)
    n1, n2, x1, x2 = (column[kept] for column in (n1, n2, x1, x2))
    weight = n1 * n2 / np.maximum(n1 + n2, 1)
    first, second = x1 / n1, x2 / n2
    terms = np.column_stack(
        [weight, weight * first, weight * second, weight * first * second, n1 + n2, x1 + x2]
    )

    def needed(of: Floats) -> Floats:
        w, a, b, ab, n, x = of.T
        signal = ab / w - (a / w) * (b / w)
        noise = (x / n) * (1 - x / n)
        with np.errstate(divide="ignore", invalid="ignore"):
            enough = RELIABLE / (1 - RELIABLE) * noise / signal
        return np.asarray(np.where(signal > 0, enough, np.inf))

    estimate, lower, upper = np.nan, np.nan, np.nan
    if kept.sum() >= FEWEST_CLUSTERS:
        estimate = float(needed(terms.sum(axis=0)[None, :])[0])
        lower, upper = np.quantile(
            needed(drawn[:, kept] @ terms), [0.025, 0.975], method="inverted_cdf"
        )
    return {
        "estimate": estimate,
        "lower": float(lower),
        "upper": float(upper),
        "n_at_risk": float(kept.sum()),
        "n_events": np.nan,
        "method": f"leavers for {RELIABLE:.0%} signal, covariance of odd and even years; draws",
    }
