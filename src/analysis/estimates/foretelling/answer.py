"""What each candidate foretells, and at what price: tidy rows with intervals by municipality."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.comparison_terms import Stage
from analysis.design import Measure, Spec
from analysis.errors import DesignError
from analysis.estimates.foretelling.candidates import Candidate, candidates
from analysis.estimates.foretelling.counts import Foretold, Later, foretold, later
from analysis.estimates.foretelling.school import REMAINED
from analysis.estimates.foretelling.signal import needed_by, signal_rows
from analysis.estimates.ranks import FEWEST, LEAST, spearman
from analysis.estimates.units import FEWEST_CLUSTERS, Floats
from analysis.terms import Estimand, OriginName

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

DRAWS, SEED = 1000, 1961
ABSENT = "absent"
"""The quantity of a candidate that the registers do not tell; `method` says why."""
SIGNAL = "signal"
"""The quantity that has rows by leavers a year and by cohorts pooled."""
Drawn = Callable[[Floats], Floats]
"""A quantity from sums over municipalities, of the whole (1 x sums) or of draws (draws x sums)."""


def of_foretelling(study: "LiveStudy", spec: Spec, measure: Measure) -> pd.DataFrame:
    """Return how well each candidate foretells the design's measure held through a sixth year.

    Rows by candidate (its measure's name), month (its point) and quantity: sensitivity and
    predictive_value (shares), correlation (phi), all of persons; municipal_agreement (Spearman of
    municipal shares); leavers_needed (by municipality, for RELIABLE); signal (the share of
    municipal variance, by leavers a year and cohorts: `signal_rows`); gap_women and so on
    (sensitivity in a group less that of the others); of those in the candidate's state, small (by
    small jobs alone) and gone_later (dead or emigrated by the last month of the target). Of those
    who went to a school within a year, counted_left_grunnskole and so on (share in the candidate's
    state by stage at the point) and left_less_in_progress_grunnskole and so on (that of who left
    without completing, less that of who is still in it, or completed it).
    `wait` is in months, `rules` their number. Intervals are percentiles of draws of municipalities;
    Fisher's z for the agreement. A candidate that the registers do not tell is ABSENT. The gone
    foretell nothing and are not self-supporting.

    Raises:
        DesignError: the origin is not the exit, groups are asked for, or the registers lack what
            the design's measure needs.
        EstimationError: no cohort can be followed so long.

    Source:
        definitions.md 30.
    """
    if spec.by or spec.design.origin != OriginName.EXIT:
        raise DesignError("Foretelling is told of everybody who left.\nAsk with origin=exit.")
    after = later(study, spec.design)
    asked = candidates()
    told = foretold(study, spec.design, after, asked)
    rng = np.random.default_rng(SEED)
    places = len(after.places)
    drawn = rng.multinomial(places, np.full(places, 1 / places), DRAWS).astype(np.float64)
    rows = [
        row
        for candidate, one in zip(asked, told, strict=True)
        for row in _rows(candidate, one, after, drawn)
    ]
    return pd.DataFrame(rows).assign(estimand=Estimand.FORETELLING.value)


def _rows(
    candidate: Candidate, one: Foretold | str, after: Later, drawn: Floats
) -> Iterator[dict[str, object]]:
    keys = {
        "candidate": candidate.measure.name,
        "month": candidate.point.month,
        "wait": candidate.wait,
        "rules": candidate.rules,
    }
    if isinstance(one, str):
        nothing = dict.fromkeys(("estimate", "lower", "upper", "n_at_risk", "n_events"), np.nan)
        yield keys | {"quantity": ABSENT} | nothing | {"method": one}
        return
    sums, found = quantities(one, after)
    for name, (quantity, n) in found.items():
        yield keys | {"quantity": name} | _told(quantity, sums, drawn) | n
    yield keys | {"quantity": "municipal_agreement"} | _agreement(one, after)
    yield keys | {"quantity": "leavers_needed"} | needed_by(one, after, drawn)
    for row in signal_rows(one, after, drawn):
        yield keys | {"quantity": SIGNAL} | row


def quantities(
    one: Foretold, after: Later
) -> tuple[Floats, dict[str, tuple[Drawn, dict[str, float]]]]:
    """Return municipalities x sums, and each quantity as a function of sums with its counts."""
    whom = {
        "counted": one.counted,
        "inside": one.inside & one.counted,
        "later": after.supported & one.counted,
        "both": one.inside & after.supported & one.counted,
        "small": one.small,
        "gone": one.inside & after.gone & one.counted,
    }
    for name, group in one.groups.items():
        whom |= {f"later {name}": whom["later"] & group, f"both {name}": whom["both"] & group}
    for level, came in one.schools.items():
        for stage, who in came.items():
            whom |= {f"{stage} {level}": who, f"{stage} {level} in": who & one.inside}
    sums = np.stack([after.by_place(chosen) for chosen in whom.values()], axis=1)
    at = {name: place for place, name in enumerate(whom)}
    total = {name: float(sums[:, place].sum()) for name, place in at.items()}

    ratio = partial(_ratio, at)

    def phi(of: Floats) -> Floats:
        n, a, b, ab = (of[:, at[name]] for name in ("counted", "inside", "later", "both"))
        spread = a * (n - a) * b * (n - b)
        return np.asarray((n * ab - a * b) / np.sqrt(spread))

    def gap(name: str) -> Drawn:
        def of_sums(of: Floats) -> Floats:
            own, ever = of[:, at[f"both {name}"]], of[:, at[f"later {name}"]]
            others, other = of[:, at["both"]] - own, of[:, at["later"]] - ever
            return np.asarray(own / ever - others / other)

        return of_sums

    found = {
        "sensitivity": (ratio("both", "later"), _n(total, "later", "both")),
        "predictive_value": (ratio("both", "inside"), _n(total, "inside", "both")),
        "correlation": (phi, _n(total, "counted", "both")),
        "small": (ratio("small", "inside"), _n(total, "inside", "small")),
        "gone_later": (ratio("gone", "inside"), _n(total, "inside", "gone")),
    }
    for name in one.groups:
        found[f"gap_{name}"] = (gap(name), _n(total, f"later {name}", f"both {name}"))
    found |= _of_schools(one, at, total)
    return sums, found


def _ratio(at: dict[str, int], above: str, below: str) -> Drawn:
    return lambda of: of[:, at[above]] / of[:, at[below]]


def _of_schools(
    one: Foretold, at: dict[str, int], total: dict[str, float]
) -> dict[str, tuple[Drawn, dict[str, float]]]:
    """Return whom of each school the candidate counts by stage, and who left less the others."""
    found = {}
    for level, came in one.schools.items():
        shares = {stage: _ratio(at, f"{stage} {level} in", f"{stage} {level}") for stage in came}
        n = {stage: _n(total, f"{stage} {level}", f"{stage} {level} in") for stage in came}
        for stage in came:
            found[f"counted_{stage}_{level}"] = (shares[stage], n[stage])
        for stage in REMAINED:
            left_less = partial(_difference, shares[Stage.LEFT], shares[stage])
            found[f"left_less_{stage}_{level}"] = (left_less, n[Stage.LEFT])
    return found


def _difference(first: Drawn, second: Drawn, of: Floats) -> Floats:
    return np.asarray(first(of) - second(of))


def _n(total: dict[str, float], at_risk: str, events: str) -> dict[str, float]:
    return {"n_at_risk": total[at_risk], "n_events": total[events]}


def _told(quantity: Drawn, sums: Floats, drawn: Floats) -> dict[str, object]:
    """Return estimate and percentile limits; a number that cannot be had is missing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = float(quantity(sums.sum(axis=0)[None, :])[0])
        replicates = quantity(drawn @ sums)
    replicates = replicates[np.isfinite(replicates)]
    few = len(sums) < FEWEST_CLUSTERS or len(replicates) < len(drawn) / 2
    limits = [np.nan, np.nan] if few else np.quantile(replicates, [0.025, 0.975])
    method = f"{len(sums)} municipalities drawn {len(drawn)} times, percentile interval"
    if few:
        method = "no interval: too few municipalities, or persons, to draw from"
    return {
        "estimate": estimate,
        "lower": float(limits[0]),
        "upper": float(limits[1]),
        "method": method,
    }


def _agreement(one: Foretold, after: Later) -> dict[str, object]:
    """Return how alike the candidate and what came later order municipalities."""
    counted, inside = after.by_place(one.counted), after.by_place(one.inside & one.counted)
    everybody = np.ones(len(after.place), dtype=bool)
    n, supported = after.by_place(everybody), after.by_place(after.supported)
    kept = counted >= LEAST
    method = f"Spearman, municipalities of {LEAST} leavers or more; Fisher's z"
    if kept.sum() < FEWEST:
        nothing = dict.fromkeys(("estimate", "lower", "upper", "n_events"), np.nan)
        return {**nothing, "n_at_risk": float(kept.sum()), "method": "too few municipalities"}
    both = np.column_stack([(inside / np.maximum(counted, 1))[kept], (supported / n)[kept]])
    rho, lower, upper = spearman(both)
    return {
        "estimate": rho,
        "lower": lower,
        "upper": upper,
        "n_at_risk": float(kept.sum()),
        "n_events": np.nan,
        "method": method,
    }
