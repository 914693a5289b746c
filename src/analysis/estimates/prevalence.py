"""Shares in a state at a measurement point, from the table of status.

Where months are compared with each other the states of persons are needed, since the months of one
person belong together: `prevalence_curve` gives shares with the influence of units on them.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import EstimationError
from analysis.estimates.checked_events import refuse_counts
from analysis.estimates.curve import Curve
from analysis.estimates.influence import Clusters, Influence, clustered, of_clusters
from analysis.estimates.intervals import logit
from analysis.estimates.quantiles import below_upper, normal_quantile
from analysis.estimates.units import MILLION, Floats, tell_a_spread
from analysis.terms import Denominator, Estimand, State
from analysis.timeline.states import States

RESIDENT = (State.IN_STATE, State.NOT_IN_STATE)
SHARES = {
    Denominator.ALL: "share of all who could be followed, the gone among them",
    Denominator.RESIDENT: "share among those alive and resident",
}
METHODS = {denominator: f"{share}; Wilson interval" for denominator, share in SHARES.items()}
ANSWER = ["estimand", "estimate", "lower", "upper", "n_at_risk", "n_events", "method"]
Bools = NDArray[np.bool_]
SLAB = 20_000
"""Persons whose months are held as decimal numbers at once."""


def prevalence(
    status: pd.DataFrame,
    denominator: Denominator,
    by: tuple[str, ...] = (),
    level: float = 0.95,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Return the share in the state by group and month; `n_at_risk` is the denominator.

    Args:
        status: the table of status (groups, month, state, n; with weights w and w2, whose share it
            then is, while n_at_risk and n_events remain persons). Who is not seen in the month
            (MISSING) is in no denominator.
        denominator: `all` keeps the gone as gone, `resident` leaves them out.
        by: group columns.
        level: coverage of the interval.
        cluster: the column of clusters; None: by person. Where fewer than ten have persons in a
            month, the interval is by person; `method` says which.

    Raises:
        EstimationError: a column or value is missing, a state is not known, or a group column is
            named as a column of the answer.

    Source:
        Wilson (1927); of clusters and weights, for as many independent persons of one weight as
        would vary as much: Kott and Carr (1997), Journal of Official Statistics 13, 139-148.
    """
    keys, units = [*by, "month"], [cluster] if cluster else []
    counts = counted_in(status, denominator, [*keys, *units]).set_index([*keys, *units])
    groups = counts.groupby(level=keys if by else "month", observed=True)
    whole = groups.sum()
    _, share = _share(whole)
    n = _effective(whole)
    reach, basis = np.full(len(n), normal_quantile(below_upper(level))), [""] * len(n)
    if cluster:
        for place, (_, of_group) in enumerate(groups):
            some = of_group[of_group["n_at_risk"] > 0]
            if tell_a_spread(_share(some)[0]):
                n[place], reach[place] = _as_independent(some, level)
                basis[place] = f", {clustered(len(some))}"
    lower, upper = _score(share, n, reach)
    frame = whole.assign(
        estimand=Estimand.PREVALENCE.value,
        estimate=share,
        lower=lower,
        upper=upper,
        method=[METHODS[Denominator(denominator)] + one for one in basis],
    )
    return frame[ANSWER].reset_index()


def counted_in(status: pd.DataFrame, denominator: Denominator, keys: list[str]) -> pd.DataFrame:
    """Return who is counted and who is in the state, by the columns of keys, month among them.

    Returns:
        Columns keys, n_at_risk (the denominator) and n_events; of a table with weights also their
        sums and those of their squares, in millionths: w_at_risk, w_events, w2_at_risk, w2_events.
        No row where nobody is counted.

    Raises:
        EstimationError: as `prevalence`.
    """
    denominator = Denominator(denominator)  # as its text too
    counted = RESIDENT if denominator is Denominator.RESIDENT else (*RESIDENT, *gone_states())
    names = list(keys)
    names.remove("month")
    _refuse_status(status, names)
    rows = status[status["state"].isin(counted) & (status["n"] > 0)]
    amounts = ["n", "w", "w2"] if "w" in status else ["n"]
    total = rows.groupby(keys, observed=True)[amounts].sum()
    there = rows[rows["state"] == State.IN_STATE].groupby(keys, observed=True)[amounts].sum()
    events = there.reindex(total.index, fill_value=0).astype("int64")
    both = total.add_suffix("_at_risk").join(events.add_suffix("_events"))
    return both.reset_index()


def _share(counts: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the persons, or the weights, of each row, and the share of them in the state."""
    amount = "w" if "w_at_risk" in counts else "n"
    size, events = (counts[f"{amount}_{of}"].to_numpy(np.float64) for of in ("at_risk", "events"))
    return size, events / size


def _effective(counts: pd.DataFrame) -> Floats:
    """Return how many persons of one weight would vary as those of each row do.

    Where all or none are in the state it is the effective number of their weights (Kish 1965).
    """
    size, share = _share(counts)
    if "w_at_risk" not in counts:
        return size
    squares, inside = (
        counts[f"w2_{of}"].to_numpy(np.float64) * MILLION for of in ("at_risk", "events")
    )
    spread = (1 - share) ** 2 * inside + share**2 * (squares - inside)
    edge = spread <= 0
    of_weights = size**2 / squares
    return np.where(edge, of_weights, share * (1 - share) * size**2 / np.where(edge, 1, spread))


def _refuse_status(status: pd.DataFrame, names: list[str]) -> None:
    refuse_counts(status, ["month", "state", "n", *names], "status")
    taken = [name for name in names if name in ("month", "state", "n", *ANSWER)]
    if taken:
        raise EstimationError(
            f"No group or cluster can be named '{taken[0]}', as a column of counts or answers is."
            "\nRename the column."
        )
    strange = [str(one) for one in status["state"].unique() if one not in list(State)]
    if strange:
        raise EstimationError(f"No state '{strange[0]}' is known.\nAllowed: {', '.join(State)}.")


def _as_independent(counts: pd.DataFrame, level: float) -> tuple[float, float]:
    """Return how many independent persons would vary as these clusters do, and how far to reach.

    Where an interval by person is wider, it is that one: clusters that are alike by chance leave no
    width of zero.
    """
    size, shares = _share(counts)
    persons, share = float(_effective(counts.sum().to_frame().T)[0]), shares @ size / size.sum()
    alone = share * (1 - share) / persons
    within = Influence(np.sqrt(np.array([[alone]])), np.ones(1))
    own = (size * (shares - share) / size.sum())[:, None]
    influence = of_clusters(own, Clusters(tuple(map(str, range(len(size)))), size, within))
    variance = float(influence.variance()[0])
    by_person = persons, normal_quantile(below_upper(level))
    if variance <= 0:
        return by_person
    by_cluster = persons * alone / variance, float(influence.reach(level)[0])
    return max(by_cluster, by_person, key=lambda known: known[1] ** 2 / known[0])


def prevalence_curve(
    states: States, denominator: Denominator, municipality: pd.Series | None = None
) -> Curve:
    """Return the share in the state by month, with the influence of each unit on all months.

    Args:
        states: of persons, in months that follow each other; the month before the first is month 0
            of the curve, in which nobody is in the state yet.
        denominator: as `prevalence`.
        municipality: of each person; None: intervals by person, as where they tell no spread.

    Returns:
        The curve up to the month before the first in which nobody is counted; n_at_risk is the
        denominator, n_events those in the state.

    Raises:
        EstimationError: nobody is counted in the first month.
    """
    denominator = Denominator(denominator)
    inside, counted = _marks(states, denominator)
    n = counted.sum(axis=0)
    end = int(np.append(n == 0, True).argmax())
    if not end:
        raise EstimationError("Nobody's state is seen: there is nothing to estimate.")
    inside, counted, n = inside[:, :end], counted[:, :end], n[:end]
    share = inside.sum(axis=0) / n
    influence, basis = _influence(inside, counted, share, municipality)
    first = [np.array([at]) for at in (0.0, len(counted), 0.0)]
    estimate, at_risk, events = (
        np.concatenate([zero, later]).astype(np.float64)
        for zero, later in zip(first, (share, n, inside.sum(axis=0)), strict=True)
    )
    return Curve(
        estimand=Estimand.PREVALENCE,
        estimate=estimate,
        influence=influence.through(lambda by_unit: np.pad(by_unit, ((0, 0), (1, 0)))),
        n_at_risk=at_risk,
        n_events=events,
        method=f"{SHARES[denominator]}; {basis}",
    )


def prevalence_rows(curve: Curve, level: float = 0.95) -> pd.DataFrame:
    """Return the tidy rows of `prevalence_curve`, with logit limits; Wilson's at none or all."""
    share, one = curve.estimate, np.ones(len(curve.estimate))
    lower, upper = logit(share, curve.error(), curve.influence.reach(level), one)
    low, high = wilson(curve.n_events, curve.n_at_risk, level)
    edge = (share <= 0) | (share >= 1)
    edge[0] = False  # month 0 is certain
    lower, upper = np.where(edge, low, lower), np.where(edge, high, upper)
    return curve.tidy(lower, upper).assign(method=f"{curve.method}, logit interval")


def _marks(states: States, denominator: Denominator) -> tuple[Bools, Bools]:
    """Return people x months: who is in the state, and who is in the denominator."""
    counted = RESIDENT if denominator is Denominator.RESIDENT else (*RESIDENT, *gone_states())
    chosen = np.zeros(len(states.names) + 1, dtype=bool)  # the last one: -1, not eligible
    chosen[[states.names.index(state) for state in counted]] = True
    return states.codes == states.names.index(State.IN_STATE), chosen[states.codes]


def _influence(
    inside: Bools, counted: Bools, share: Floats, municipality: pd.Series | None
) -> tuple[Influence, str]:
    """Return the influence of units on shares by month, and the units' name."""
    n = counted.sum(axis=0)
    square = np.zeros((len(n), len(n)))
    for begin in range(0, len(inside), SLAB):
        some = slice(begin, begin + SLAB)
        own = inside[some] - share * counted[some]
        square += own.T @ own
    # Only sums of squares of persons are asked: those of a root of them are the same.
    values, vectors = np.linalg.eigh(square / np.outer(n, n))
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    persons = Influence(root, np.ones(len(n)))
    if municipality is None:
        return persons, "by person"
    codes, names = pd.factorize(municipality, sort=True)
    size = np.bincount(codes).astype(np.float64)
    if not tell_a_spread(size):
        return persons, "by person"
    sums = np.zeros((len(names), len(n)))
    for row in range(len(names)):
        here = codes == row
        sums[row] = inside[here].sum(axis=0) - share * counted[here].sum(axis=0)
    clusters = Clusters(tuple(map(str, names)), size, persons)
    return of_clusters(sums / n, clusters), clustered(len(names))


def gone_states() -> tuple[State, ...]:
    """Return the states of those who died or left the country."""
    return (State.DEATH, State.EMIGRATION)


def wilson(events: Floats, n: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return Wilson's score interval of events / n."""
    return _score(events / n, n, normal_quantile(below_upper(level)))


def _score(share: Floats, n: Floats, z: Floats | float) -> tuple[Floats, Floats]:
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
