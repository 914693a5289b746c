"""One group less another, alike in other traits: direct standardisation of shares, from counts.

Both groups are given the same mix of strata, that of all who have a counterpart in the other group.
What differs then is not the mix; it may be anything else that strata do not tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.prevalence import counted_in
from analysis.estimates.units import Floats, Ints, tell_a_spread
from analysis.terms import Denominator, Estimand

FEWEST = 10
"""Persons that each of two groups needs, for a difference to be told."""
PLAIN = "{group} less {against}; {basis}, plain interval"
ALIKE = (
    "{group} less {against}, standardised over {over}; {left_out} without a counterpart left out;"
    " {basis}, plain interval"
)


@dataclass(frozen=True, eq=False)
class Standardised:
    """The share of one group less that of another, both with the same mix of strata.

    Attributes:
        estimate: the standardised difference.
        by_place: influence of each municipality on it.
        alone: its variance, were persons independent.
        size: persons by municipality, who have a counterpart.
        n_events: those of them in the state.
        left_out: persons of strata in which one group has nobody.
    """

    estimate: float
    by_place: Floats
    alone: float
    size: Floats
    n_events: int
    left_out: int

    def limits(self) -> tuple[float, float, str]:
        """Return lower and upper limit, and their basis: clustered, or by person where few."""
        return limits(self.estimate, self.by_place, self.alone, self.size)


def standardised(n: Floats, events: Floats) -> Standardised | None:
    """Return the first group less the second; None where one has fewer than FEWEST persons.

    Args:
        n: municipalities x strata x 2 of persons, whole numbers.
        events: those of them in the state.

    Source:
        Direct standardisation; its influence: Hernán and Robins (2020), chapter 13.
    """
    whole, happened = n.sum(axis=0), events.sum(axis=0)
    both = (whole > 0).all(axis=1)
    compared = whole[both].sum()
    if (whole[both].sum(axis=0) < FEWEST).any():
        return None
    share = happened / np.maximum(whole, 1)
    weight = np.where(both, whole.sum(axis=1), 0) / compared
    gap = share[:, 0] - share[:, 1]
    estimate = float(weight @ gap)
    step = weight[:, None] * np.array([1.0, -1.0]) / np.maximum(whole, 1)
    mix = np.where(both, gap - estimate, 0.0)[:, None] / compared
    inside, outside = step * (1 - share) + mix, mix - step * share
    return Standardised(
        estimate=estimate,
        by_place=np.einsum("jsg,sg->j", events, step) + np.einsum("jsg,sg->j", n, outside),
        alone=float((happened * inside**2 + (whole - happened) * outside**2).sum()),
        size=n[:, both].sum(axis=(1, 2)),
        n_events=int(happened[both].sum()),
        left_out=int(whole[~both].sum()),
    )


def limits(estimate: float, own: Floats, alone: float, size: Floats) -> tuple[float, float, str]:
    """Return the interval of an estimate and how it was made: clustered, or by person where few.

    Args:
        estimate: a difference.
        own: J; the influence of each municipality.
        alone: its variance, were persons independent.
        size: J; persons.
    """
    influence = Influence(np.sqrt(np.array([[alone]])), np.ones(1))
    some, basis = size > 0, "by person"
    if tell_a_spread(size[some]):
        names = tuple(map(str, range(int(some.sum()))))
        influence = of_clusters(own[some][:, None], Clusters(names, size[some], influence))
        basis = clustered(int(some.sum()))
    half = float(influence.reach()[0] * np.sqrt(influence.variance()[0]))
    return estimate - half, estimate + half, basis


def standardised_rows(
    status: pd.DataFrame, denominator: Denominator, by: tuple[str, ...], cluster: str
) -> pd.DataFrame:
    """Return how far groups are apart: as they are, in each stratum, and alike in all of it.

    Args:
        status: the table of status (groups, month, state, n). Who is not seen in the month is in no
            denominator.
        denominator: as `prevalence`.
        by: the column of groups, and those that they are made alike in.
        cluster: the column of clusters.

    Returns:
        Tidy rows by month with the columns of `by`: the group, and `against`, the largest one,
        which is taken away. GROUP_DIFFERENCE is told within each stratum, and as groups are where
        the other columns are empty; STANDARDISED_DIFFERENCE is alike in these. No row where a group
        has fewer than FEWEST persons.

    Raises:
        DesignError: nothing is named that groups are made alike in, or it is the cluster.
        EstimationError: as `prevalence`, there are fewer than two groups, or there are weights.
    """
    if len(by) < 2 or cluster in by:
        raise DesignError(
            f"A standardised difference is of groups and what they are alike in, not of {list(by)}."
            f"\nName two columns, neither of them {cluster}."
        )
    if "w" in status:
        raise EstimationError(
            "A standardised difference counts persons.\nMake its table of status without weights."
        )
    compared, *alike = by
    counts = counted_in(status, denominator, [*by, "month", cluster])
    sizes = counts[counts["month"] == counts["month"].min()].groupby(compared)["n_at_risk"].sum()
    if len(sizes) < 2:
        raise EstimationError(f"There are fewer than two groups of {compared} to compare.")
    first = str(sizes.idxmax())
    rows = [
        {**row, compared: group, "against": first, "month": month}
        for month, of_month in counts.groupby("month", sort=True)
        for group in sizes.index
        if group != first
        for row in _rows_of(of_month, (compared, group, first), alike, cluster)
    ]
    return pd.DataFrame(rows, columns=[*by, "against", "month", *ANSWERED])


ANSWERED = ["estimand", "estimate", "lower", "upper", "n_at_risk", "n_events", "method"]


def _rows_of(
    counts: pd.DataFrame, pair: tuple[str, str, str], alike: list[str], cluster: str
) -> Iterator[dict[str, object]]:
    """Yield the rows of one group and month: as they are, alike, and by stratum."""
    column, group, against = pair
    two = counts[counts[column].isin([group, against])]
    place, places = pd.factorize(two[cluster])
    stratum, strata = pd.factorize(pd.MultiIndex.from_frame(two[alike].astype(str)), sort=True)
    shape = len(places), len(strata), 2
    cell = np.ravel_multi_index((place, stratum, two[column].eq(against).astype(int)), shape)
    n, events = (_placed(cell, two[name], shape) for name in ("n_at_risk", "n_events"))
    names = {"group": group, "against": against, "over": ", ".join(alike).replace("_", " ")}
    nothing = dict.fromkeys(alike, "")
    plain = standardised(n.sum(axis=1, keepdims=True), events.sum(axis=1, keepdims=True))
    yield from _told(plain, Estimand.GROUP_DIFFERENCE, PLAIN, nothing, names)
    found = standardised(n, events)
    yield from _told(found, Estimand.STANDARDISED_DIFFERENCE, ALIKE, nothing, names)
    for at, values in enumerate(strata):
        found = standardised(n[:, [at]], events[:, [at]])
        levels = dict(zip(alike, values, strict=True))
        yield from _told(found, Estimand.GROUP_DIFFERENCE, PLAIN, levels, names)


def _placed(cell: Ints, counts: pd.Series, shape: tuple[int, ...]) -> Floats:
    """Return counts in their cells of an array."""
    placed: Floats = np.zeros(int(np.prod(shape)))
    np.add.at(placed, cell, counts.to_numpy(np.float64))
    return placed.reshape(shape)


def _told(
    found: Standardised | None,
    estimand: Estimand,
    method: str,
    levels: dict[str, str],
    names: dict[str, str],
) -> Iterator[dict[str, object]]:
    if found is None:
        return
    lower, upper, basis = found.limits()
    yield {
        **levels,
        "estimand": estimand.value,
        "estimate": found.estimate,
        "lower": max(lower, -1.0),
        "upper": min(upper, 1.0),
        "n_at_risk": int(found.size.sum()),
        "n_events": found.n_events,
        "method": method.format(**names, basis=basis, left_out=found.left_out),
    }
