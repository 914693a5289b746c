"""Every interval that is held to the truth of a known world, asked as a reader asks for it.

Three kinds: of a number in a month, of one number of the whole world, and bands, which hold only if
they hold in all their months at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.errors import EstimationError
from analysis.estimates.asked_world import Asked
from analysis.estimates.bands import BandKind, band, difference_band
from analysis.estimates.bootstrap import bootstrap
from analysis.estimates.curve import Curve
from analysis.estimates.hazards import absolute
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Model
from analysis.estimates.hazards.results import Fit
from analysis.estimates.intervals import LowerLimit
from analysis.estimates.known_persons import STATES, WORKS
from analysis.estimates.means import difference, means, ratio
from analysis.estimates.occupation import occupation
from analysis.estimates.prevalence import prevalence
from analysis.estimates.strata import left_first
from analysis.estimates.survival import median, nelson_aalen, share_rows
from analysis.terms import Cause, Denominator

BLOCKS = 1
"""Of draws for the width of a band: fewer than a study takes, for time; right to 0.7 %."""
TIE = 1e-12
SEED = 1979
"""Of the draws of a bootstrap: the same in every world, as worlds are not."""
POPULATION = pd.DataFrame({"group": ["a", "b"], "n": 1})
"""Whom absolute risks are standardised to: those whose truth is told."""


class Interval(StrEnum):
    """What is held to the truth; the order is that of tables and figures."""

    KAPLAN_MEIER = "kaplan_meier"
    KAPLAN_MEIER_MODIFIED = "kaplan_meier_modified"
    KAPLAN_MEIER_PETO = "kaplan_meier_peto"
    NELSON_AALEN = "nelson_aalen"
    AALEN_JOHANSEN = "aalen_johansen"
    LEFT_FIRST = "left_first"
    OCCUPATION = "occupation"
    PREVALENCE = "prevalence"
    RESTRICTED_MEAN = "restricted_mean"
    TIME_IN_STATE = "time_in_state"
    MEAN_DIFFERENCE = "mean_difference"
    MEAN_RATIO = "mean_ratio"
    CURVE_DIFFERENCE = "curve_difference"
    BOOTSTRAP = "bootstrap"
    ABSOLUTE_RISK = "absolute_risk"
    MEDIAN = "median"
    COX = "cox"
    DISCRETE_TIME = "discrete_time"
    FINE_GRAY = "fine_gray"
    BAND_EQUAL_PRECISION = "band_equal_precision"
    BAND_HALL_WELLNER = "band_hall_wellner"
    BAND_INCIDENCE = "band_incidence"
    BAND_DIFFERENCE = "band_difference"


@dataclass(frozen=True)
class Held:
    """Whether an interval held what is true in one world.

    Attributes:
        month: in which; None: of the whole world, or of a whole band.
        held: whether it did.
        width: between its limits, the mean over months of a band; infinite without an upper limit.
        error: of the estimate, the mean over months of a band; missing without an estimate.
    """

    month: int | None
    held: bool
    width: float
    error: float


def held(asked: Asked, interval: Interval) -> list[Held]:
    """Return whether an interval holds what is true in a world, for each month that is asked.

    What cannot be estimated is not among them: nobody is followed so far, or there are no limits.
    """
    try:
        if interval in BY_MONTH:
            column, rows = BY_MONTH[interval]
            return list(_by_month(rows(asked), asked, column))
        if interval in BANDS:
            column, rows = BANDS[interval]
            return _whole(rows(asked), asked.truth[column])
        return ONE_NUMBER[interval](asked)
    except EstimationError:  # said, not computed: the world counts as one without an answer
        return []


def _by_month(rows: pd.DataFrame, asked: Asked, column: str) -> Iterator[Held]:
    chosen = np.flatnonzero(np.isin(rows["month"].to_numpy(), asked.months))
    columns = (rows[name].to_numpy()[chosen] for name in ("month", "estimate", "lower", "upper"))
    true = asked.truth[column].to_numpy()
    for month, estimate, low, high in zip(*columns, strict=True):
        if not np.isnan(low + high):
            within = low - TIE <= true[month] <= high + TIE
            yield Held(int(month), bool(within), high - low, estimate - true[month])


def _whole(rows: pd.DataFrame, truth: "pd.Series[float]") -> list[Held]:
    """Return whether a band holds in all the months in which it has limits."""
    known = rows[rows["lower"].notna() & rows["upper"].notna()]
    true = truth.loc[known["month"]].to_numpy()
    within = (known["lower"] - TIE <= true) & (true <= known["upper"] + TIE)
    width, error = (known["upper"] - known["lower"]).mean(), (known["estimate"] - true).mean()
    return [Held(None, bool(within.all()), float(width), float(error))] if len(known) else []


def _stretch(asked: Asked, *curves: Curve) -> tuple[int, int]:
    first, last = asked.stretch
    return first, min(last, *(curve.last for curve in curves))


def _band(make: str, kind: BandKind) -> Callable[[Asked], pd.DataFrame]:
    def rows(asked: Asked) -> pd.DataFrame:
        curve: Curve = getattr(asked, make)
        return band(curve, _stretch(asked, curve), kind=kind, blocks=BLOCKS)

    return rows


def _band_difference(asked: Asked) -> pd.DataFrame:
    curves = asked.incidences
    return difference_band(*curves, _stretch(asked, *curves), blocks=BLOCKS)


def _curve_difference(asked: Asked) -> pd.DataFrame:
    """Return the difference in each month by itself: a band of one month."""
    curves = asked.incidences
    followed = min(curve.last for curve in curves)
    rows = [difference_band(*curves, (at, at)) for at in asked.months if at <= followed]
    if not rows:
        raise EstimationError("Nobody is followed to the first of these months.")
    return pd.concat(rows)


def _absolute_risk(asked: Asked) -> pd.DataFrame:
    """Return the share in work by models of months of finding it and of leaving."""
    events = asked.drawn.events
    fits = [discrete_time(events, asked.model(one)) for one in (Cause.EVENT, Cause.EMIGRATION)]
    return absolute.incidence(fits[0], POPULATION, fits[1])


def _bootstrap(asked: Asked) -> pd.DataFrame:
    """Return the share in work with limits from draws of municipalities."""
    return bootstrap(asked.drawn.events, SEED, asked.cluster or "").interval()


def _median(asked: Asked) -> list[Held]:
    row = median(share_rows(asked.incidence)).iloc[0]
    low, high, true = row["lower"], row["upper"], asked.world.median(len(asked.truth) - 1)
    if np.isnan(low) or np.isnan(true):
        return []
    high = np.inf if np.isnan(high) else high
    return [Held(None, bool(low <= true <= high), high - low, row["estimate"] - true)]


def _ratio_of(fit: Callable[[pd.DataFrame, Model], Fit]) -> Callable[[Asked], list[Held]]:
    def rows(asked: Asked) -> list[Held]:
        row = fit(asked.drawn.events, asked.model()).frame.iloc[0]
        low, high, true = row["lower"], row["upper"], asked.world.log_ratio
        return [Held(None, bool(low <= true <= high), high - low, row["estimate"] - true)]

    return rows


ByMonth = dict[Interval, tuple[str, Callable[[Asked], pd.DataFrame]]]
BY_MONTH: ByMonth = {
    Interval.KAPLAN_MEIER: ("survival", lambda asked: share_rows(asked.survival)),
    Interval.KAPLAN_MEIER_MODIFIED: (
        "survival",
        lambda asked: share_rows(asked.survival, lower=LowerLimit.MODIFIED),
    ),
    Interval.KAPLAN_MEIER_PETO: (
        "survival",
        lambda asked: share_rows(asked.survival, lower=LowerLimit.PETO),
    ),
    Interval.NELSON_AALEN: (
        "cumulative_hazard",
        lambda asked: nelson_aalen(asked.drawn.events, asked.cluster),
    ),
    Interval.AALEN_JOHANSEN: ("cumulative_incidence", lambda asked: share_rows(asked.incidence)),
    Interval.LEFT_FIRST: (
        "left_first",
        lambda asked: left_first(asked.drawn.events, asked.cluster),
    ),
    Interval.OCCUPATION: (
        "in_work",
        lambda asked: share_rows(
            occupation(asked.drawn.transitions(max(asked.months)), STATES, asked.cluster)[WORKS]
        ),
    ),
    Interval.PREVALENCE: (
        "in_work",
        lambda asked: prevalence(
            asked.drawn.status(asked.months), Denominator.ALL, cluster=asked.cluster
        ),
    ),
    Interval.RESTRICTED_MEAN: ("restricted_mean", lambda asked: means(asked.survival)),
    Interval.TIME_IN_STATE: ("time_in_state", lambda asked: means(asked.incidence)),
    Interval.MEAN_DIFFERENCE: (
        "mean_difference",
        lambda asked: difference(*asked.survivals),
    ),
    Interval.MEAN_RATIO: ("mean_ratio", lambda asked: ratio(*asked.survivals)),
    Interval.CURVE_DIFFERENCE: ("curve_difference", _curve_difference),
    Interval.BOOTSTRAP: ("cumulative_incidence", _bootstrap),
    Interval.ABSOLUTE_RISK: ("cumulative_incidence", _absolute_risk),
}
BANDS: ByMonth = {
    Interval.BAND_EQUAL_PRECISION: ("survival", _band("survival", BandKind.EQUAL_PRECISION)),
    Interval.BAND_HALL_WELLNER: ("survival", _band("survival", BandKind.HALL_WELLNER)),
    Interval.BAND_INCIDENCE: (
        "cumulative_incidence",
        _band("incidence", BandKind.EQUAL_PRECISION),
    ),
    Interval.BAND_DIFFERENCE: ("curve_difference", _band_difference),
}
ONE_NUMBER: dict[Interval, Callable[[Asked], list[Held]]] = {
    Interval.MEDIAN: _median,
    Interval.COX: _ratio_of(cox),
    Interval.DISCRETE_TIME: _ratio_of(discrete_time),
    Interval.FINE_GRAY: _ratio_of(fine_gray),
}
CLUSTERED = {Interval.KAPLAN_MEIER_PETO: False, Interval.BOOTSTRAP: True}
"""Whether those are clustered that are so always, or never."""
