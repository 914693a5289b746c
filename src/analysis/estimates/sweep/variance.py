"""How much each choice matters: shares of the variance of results.

Results are those of specifications x municipalities.

The variance splits exactly: between specifications (their mean over municipalities), between
municipalities (their mean over specifications), and what is left, municipalities that gain by one
choice and lose by another. What specifications differ by is shared out among choices by their
additive effects, averaged over the orders in which choices can be added, since a grid from which
some combinations have fallen is not balanced; the rest of it is choices together. From what
municipalities differ by, and from what is left, the part is taken that chance alone would give
(definitions.md 31).
"""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from analysis.errors import DesignError, EstimationError
from analysis.estimates.sweep.counts import Counts
from analysis.estimates.sweep.table import SEED, Table, table_of
from analysis.estimates.units import FEWEST_CLUSTERS, Floats
from analysis.grid import Choice
from analysis.terms import Estimand

TOGETHER, MUNICIPALITY, BOTH, CHANCE = (
    "choices_together",
    "municipality",
    "municipality_and_choices",
    "chance",
)
POINT_LESS_PLACE = "point_less_municipality"
"""The share of the measurement point less that of the municipality: which of them matters more."""
DRAWS = 1000
MOST_CHOICES = 12
"""Choices are added in every order: of more there are too many."""
Components = dict[str, Floats]


def variance_rows(of: Counts) -> pd.DataFrame:
    """Return the share of each component in the variance of prevalence, with its interval.

    Returns:
        Columns component, deviation (the square root of its variance, in shares), and those of
        estimates; n_at_risk is municipalities, n_events specifications. Limits are missing with
        fewer than ten municipalities.

    Raises:
        DesignError: too few municipalities, or too many choices.
        EstimationError: nothing varies.

    Source:
        Lindeman, Merenda and Gold (1980), chapter 4; Grömping (2007), American Statistician 61,
        139-147; intervals: bootstrap of municipalities, percentiles.
    """
    table = table_of(of)
    places = len(table.codes)
    own = np.full((1, places), 1 / places)
    found = components(of, table, own)
    total = _total(found)
    if total[0] <= 0:
        raise EstimationError(f"Nothing varies over the grid '{of.grid.name}'.")
    told = _with_difference(found, total)
    method = (
        f"shares of variance over {len(of.rows)} specifications x {places} municipalities, averaged"
        " over orderings; sampling variance taken from municipalities"
    )
    lower = upper = dict.fromkeys(told, np.nan)
    if places >= FEWEST_CLUSTERS:
        lower, upper = _limits(of, table)
        method += f"; bootstrap of municipalities, {DRAWS} draws, percentiles"
    rows = pd.DataFrame(
        {
            "component": list(told),
            "estimate": [float(one[0]) for one in told.values()],
            "deviation": [_deviation(found.get(one)) for one in told],
            "lower": [lower[one] for one in told],
            "upper": [upper[one] for one in told],
        }
    )
    return rows.assign(
        estimand=Estimand.VARIANCE_SHARES.value,
        month=0,
        n_at_risk=places,
        n_events=len(of.rows),
        method=method,
    )


def _limits(of: Counts, table: Table) -> list[dict[str, float]]:
    """Return lower and upper limits of every share, from draws of municipalities."""
    places = len(table.codes)
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(places, np.full(places, 1 / places), size=DRAWS) / places
    again = components(of, table, drawn)
    shares = _with_difference(again, np.maximum(_total(again), np.finfo(float).tiny))
    return [
        {name: float(np.quantile(one, tail)) for name, one in shares.items()}
        for tail in (0.025, 0.975)
    ]


def _total(found: Components) -> Floats:
    return np.asarray(np.sum(list(found.values()), axis=0))


def _deviation(variance: Floats | None) -> float:
    return np.nan if variance is None else float(np.sqrt(variance[0]))


def _with_difference(found: Components, total: Floats) -> Components:
    shares: Components = {name: one / total for name, one in found.items()}
    if Choice.POINT.value in shares:
        shares[POINT_LESS_PLACE] = shares[Choice.POINT.value] - shares[MUNICIPALITY]
    return shares


def components(of: Counts, table: Table, drawn: Floats) -> Components:
    """Return the variance of each component, for draws of municipalities (draws x J, weights)."""
    weight, share = table.weight, table.share
    national = drawn @ share.T  # draws x S
    grand = national @ weight
    between = (national - grand[:, None]) ** 2 @ weight
    mean = weight @ share
    places = np.einsum("bj,bj->b", drawn, (mean - grand[:, None]) ** 2)
    total = drawn @ (weight @ share**2) - grand**2
    left = total - between - places
    # Of what is drawn anew for each municipality, a mean over J of them takes 1 / J away.
    alone = 1 - (drawn**2).sum(axis=1)
    noise = alone * (drawn @ table.shared)
    noise_left = np.maximum(alone * (drawn @ (weight @ table.sampling)) - noise, 0)
    main = additive(of, weight, national)
    true_places, true_left = np.maximum(places - noise, 0), np.maximum(left - noise_left, 0)
    return {
        **main,
        TOGETHER: np.maximum(between - sum(main.values()), 0),
        MUNICIPALITY: true_places,
        BOTH: true_left,
        CHANCE: np.maximum(places + left - true_places - true_left, 0),
    }


def additive(of: Counts, weight: Floats, results: Floats) -> Components:
    """Return the variance that each choice explains by itself, averaged over orderings.

    Args:
        of: the specifications.
        weight: S.
        results: draws x S.

    Raises:
        DesignError: too many choices.
    """
    codes = _codes(of)
    names = list(codes)
    if len(names) > MOST_CHOICES:
        raise DesignError(
            f"The variance is shared out among at most {MOST_CHOICES} choices, not {len(names)}."
            "\nGive some of them one option only: choices,education=yes."
        )
    explained = _explained(codes, weight, results - (results @ weight)[:, None])
    found: Components = {}
    for name in names:
        others = [one for one in names if one != name]
        share = np.zeros(len(results))
        for size in range(len(others) + 1):
            often = factorial(size) * factorial(len(names) - size - 1) / factorial(len(names))
            for some in combinations(others, size):
                before = frozenset(some)
                share += often * (explained[before | {name}] - explained[before])
        found[name] = np.maximum(share, 0)
    return found


def _codes(of: Counts) -> dict[str, np.ndarray]:
    """Return choice -> the option of each specification, of choices with more than one."""
    options = zip(*(one.options for one in of.specifications), strict=True)
    names = [choice.value for choice, _ in of.grid.options]
    codes = {
        name: pd.factorize(np.array(told, dtype=object))[0]
        for name, told in zip(names, options, strict=True)
    }
    return {name: code for name, code in codes.items() if code.max() > 0}


def _explained(
    codes: dict[str, np.ndarray], weight: Floats, results: Floats
) -> dict[frozenset[str], Floats]:
    """Return what each set of choices explains by additive effects; results have mean 0."""
    columns, of = [np.ones(len(weight))], [""]
    for name, code in codes.items():
        columns += [(code == option).astype(np.float64) for option in range(1, code.max() + 1)]
        of += [name] * int(code.max())
    design, owner = np.column_stack(columns), np.array(of)
    square = design.T @ (weight[:, None] * design)
    cross = design.T @ (weight[:, None] * results.T)
    found = {}
    for size in range(len(codes) + 1):
        for some in combinations(codes, size):
            chosen = np.flatnonzero(np.isin(owner, ["", *some]))
            effect = np.linalg.pinv(square[np.ix_(chosen, chosen)], hermitian=True) @ cross[chosen]
            found[frozenset(some)] = np.einsum("pb,pb->b", effect, cross[chosen])
    return found
