"""Absolute risks from models of months: of one pattern, or standardised over a population.

A ratio says nothing of how many. Months are followed one after the other: who is free of all causes
before a month meets the hazard of each in it, as Aalen and Johansen count them.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.delta import Spread, gradient, spread
from analysis.estimates.hazards.population import Months, hazards_of
from analysis.estimates.hazards.results import Fit
from analysis.estimates.hazards.rows import Floats, Ints
from analysis.estimates.intervals import at_the_edges, log_log, none_of
from analysis.terms import Estimand


def incidence(fit: Fit, population: pd.DataFrame, exits: Fit | None = None) -> pd.DataFrame:
    """Return the share that has had the event by month, averaged over a population.

    Args:
        fit: a fit by `discrete_time` to the event.
        population: a row a pattern: the columns of the models' covariates and strata, and n (or w);
            one row gives the risk of that pattern.
        exits: a fit to what competes (`causes` all others), to the same table of events; None: who
            leaves is taken as censored, and the share is that were nobody to leave.

    Returns:
        Columns month, estimand, estimate, lower, upper, n_at_risk, n_events (in the month),
        method. The population is taken as given: the interval is of the model's uncertainty only,
        and by cluster it reaches as far as that of a curve. Where nobody has had the event yet the
        upper limit is Wilson's for the persons at risk. Rows end before a month in which nobody is
        at risk and whose hazard no other month tells. Before the first month with anybody at risk
        (in every stratum asked for) a share is missing, and later ones are of those who are free
        then; `method` says so.

    Raises:
        DesignError: the fits are no models of months, or are of different errors.
        EstimationError: the population has a level that the fit has not, or lacks a column.

    Source:
        Standardisation: Hernán and Robins (2020), What If, chapter 13. Variance by the delta
        method; of two fits it is the sum, since hazards of different causes are estimated
        independently, and by cluster that of their joint influence.
    """
    fits = [fit] if exits is None else [fit, exits]
    parts = [hazards_of(one, population) for one in fits]
    if len({part.hazard.shape for part in parts}) > 1:
        raise DesignError("Fits of event and exits must be to the same table of events.")
    estimate, known = averaged(parts, population)
    lower, upper = _limits(estimate, known, _at_risk(parts[0]).sum(axis=0), fit.model.level)
    first, end, why = _support(parts)
    method = f"standardised over the population; {fit.method}{why}"
    at_risk, events = _counts(fit)
    frame = pd.DataFrame(
        {
            "month": np.arange(1, len(estimate) + 1),
            "estimand": Estimand.CUMULATIVE_INCIDENCE.value,
            "estimate": estimate,
            "lower": lower,
            "upper": upper,
            "n_at_risk": at_risk,
            "n_events": events,
            "method": method if exits is None else f"exits competing, {method}",
        }
    )
    frame.loc[frame["month"] < first, ["estimate", "lower", "upper"]] = np.nan
    return frame[frame["month"] < end]


def averaged(parts: Sequence[Months], population: pd.DataFrame) -> tuple[Floats, Spread]:
    """Return incidence by month over a population, and how uncertain it is."""
    share = _weights(population)
    free, reached = _followed([part.hazard for part in parts])
    before = np.column_stack([np.ones(len(free)), free[:, :-1]])
    staying = 1 - np.sum([part.hazard for part in parts], axis=0)
    # The derivative of incidence by month t with respect to a hazard of month s <= t is a - F(t) b.
    b = np.divide(1, staying, out=np.zeros_like(staying), where=staying > 0)
    moves = []
    for place, part in enumerate(parts):
        a = reached * b + (before if place == 0 else 0)
        moves.append(gradient(part, share, a, b, reached))
    return share @ reached, spread(parts, moves)


def _limits(
    incidence: Floats, known: Spread, at_risk: Floats, level: float
) -> tuple[Floats, Floats]:
    """Return the limits of incidence by month from month 1 on, as curves have them."""
    inside = log_log(1 - incidence, known.error, known.reach)
    free, low, high, n = (np.append(1.0, one) for one in (1 - incidence, *inside, at_risk))
    low, high = at_the_edges(free, (low, high), none_of(n, level))
    return 1 - high[1:], 1 - low[1:]


def _at_risk(part: Months) -> Floats:
    """Return strata asked for x months: the persons at risk."""
    made, months = part.fit.made, len(part.interval)
    found = []
    for stratum in np.unique(part.stratum):
        mine = made.stratum[made.of_row] == stratum
        n = made.rows.n[mine]
        change = np.bincount(made.rows.entry[mine] + 1, n, minlength=months + 2)
        change -= np.bincount(made.rows.duration[mine] + 1, n, minlength=months + 2)
        found.append(np.cumsum(change)[1 : months + 1])
    return np.array(found)


def _support(parts: Sequence[Months]) -> tuple[int, int, str]:
    """Return the first month that is known, the month before which rows end, and what to say.

    In an interval of the baseline in which nobody of a stratum asked for is at risk it has no
    hazard, not one of 0. Rows end before the first such interval that comes after others.
    """
    first, end, why = 1, len(parts[0].interval) + 1, ""
    for part in parts:
        begins = np.flatnonzero(np.diff(part.interval, prepend=-1))
        seen = np.add.reduceat(_at_risk(part), begins, axis=1) > 0
        first = max(first, int(begins[seen.argmax(axis=1)].max()) + 1)
        empty = (~seen & np.maximum.accumulate(seen, axis=1)).any(axis=0)
        end = min(end, int(begins[empty.argmax()]) + 1) if empty.any() else end
    if first > 1:
        why += f"; of those free in month {first}, the first with anybody at risk"
    if end <= len(parts[0].interval):
        why += f"; ends as the model saw nobody at risk in month {end}"
    return first, end, why


def _weights(population: pd.DataFrame) -> Floats:
    name = "w" if "w" in population else "n"
    if name not in population or not population[name].sum() > 0:
        raise EstimationError("A population needs a column 'n' or 'w', and somebody in it.")
    weight = population[name].to_numpy(dtype=np.float64)
    if not (weight >= 0).all():
        raise EstimationError(f"In a population '{name}' is at least 0, and filled in.")
    return np.asarray(weight / weight.sum())


def _followed(hazards: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return patterns x months: free of all causes after a month, and the event reached by it.

    Raises:
        EstimationError: the hazards of a month add up to more than 1, which no one can meet.
    """
    leaving = np.sum(hazards, axis=0)
    if (leaving > 1 + 1e-9).any():
        raise EstimationError(
            "The hazards of event and exits add up to more than 1 in some month and pattern.\n"
            "Join months into pieces, or levels into fewer."
        )
    free = np.cumprod(1 - np.minimum(leaving, 1), axis=1)
    before = np.column_stack([np.ones(len(free)), free[:, :-1]])
    return free, np.cumsum(before * hazards[0], axis=1)


def _counts(fit: Fit) -> tuple[Ints, Ints]:
    """Return by month who is at risk in it, and who has the event, of all that the fit saw."""
    rows, size = fit.made.rows, fit.made.rows.last + 1
    starts, ends, events = (
        np.bincount(month, weights=weight, minlength=size)
        for month, weight in (
            (rows.entry, rows.n),
            (rows.duration, rows.n),
            (rows.duration, rows.n * rows.event),
        )
    )
    at_risk = np.cumsum(starts - ends) + ends - starts
    return np.rint(at_risk[1:]).astype(np.int64), np.rint(events[1:]).astype(np.int64)
