"""The target trial of a comparison: the models, both arms, their draws, and tidy rows of all."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach, Arm
from analysis.errors import EstimationError
from analysis.estimates.bands import band
from analysis.estimates.contrast import Pair, contrast_rows
from analysis.estimates.grouped import ROWS
from analysis.estimates.target_trial import kernels
from analysis.estimates.target_trial.arrays import Floats
from analysis.estimates.target_trial.chance import Told, pair
from analysis.estimates.target_trial.curves import ESTIMANDS, curves
from analysis.estimates.target_trial.fit import Fitted, fit
from analysis.estimates.target_trial.opening import can_begin
from analysis.estimates.target_trial.people import People
from analysis.estimates.target_trial.replicates import Drawn, draw
from analysis.estimates.target_trial.weights import (
    ARMS,
    Trial,
    Weighting,
    following,
    prepare,
    sums,
)
from analysis.estimates.units import groups_of_persons, tell_a_spread
from analysis.terms import Contrast, Estimand

NAMES = (Arm.BEGIN, Arm.NOT_BEGIN)
BY_PERSON = r"(independent )?by person"
"""How rows of contrasts name units that are no clusters; here they are draws."""
ENOUGH = 40
"""Events of those who have begun, from which on a band of a difference is told. Of fewer, which are
weighted, limits are narrow just where chance has been low."""
PLACES = {
    Estimand.CUMULATIVE_INCIDENCE: (kernels.AT_RISK, kernels.EVENTS),
    Estimand.PREVALENCE: (kernels.TOLD, kernels.IN_STATE),
}


@dataclass(frozen=True, eq=False)
class TargetTrial:
    """A target trial that has been estimated.

    Attributes:
        comparison: what was asked for.
        trial: the arms.
        begin, leave: the models of who begins and who leaves.
        sums: arms x 5 x months, in stabilised and truncated weights.
        drawn: the same of drawn municipalities.
        cannot_begin: persons left out, because nobody begins in any month of their grace period.
        by_person: whether persons were drawn, because municipalities are too few.
    """

    comparison: Comparison
    trial: Trial
    begin: Fitted
    leave: Fitted
    sums: Floats
    drawn: Drawn
    cannot_begin: int
    by_person: bool

    @property
    def method(self) -> str:
        """How it was estimated, and what it is not adjusted for."""
        people, at = self.trial.people, self.trial.weighting.truncated_at
        n, places = len(self.drawn.sums), len(self.trial.begin.places)
        units = f"{places} municipalities"
        if self.by_person:
            units = f"persons in {places} groups"
        cut = "not truncated" if at == 1 else f"truncated at {100 * at:g} %"
        lacking = ", ".join(people.lacking)
        without = f"; not adjusted for {lacking}" if lacking else ""
        return (
            f"target trial, cloned, censored and weighted{without}; weights {cut};"
            f" models fitted again in {n} draws of {units}"
        )

    @property
    def _banded(self) -> bool:
        return Contrast.CROSSING in self.comparison.contrasts

    @property
    def first(self) -> int:
        """First month of a band: grace is over, and ENOUGH who begin in it have had the event.

        Half of all who ever have it are enough.
        """
        people, grace = self.trial.people, self.comparison.grace_months
        begun = (people.begun <= grace) & (people.begun <= people.duration)
        month = np.sort(people.duration[begun & (people.cause == kernels.EVENT)])
        enough = month[min(ENOUGH, -(-len(month) // 2)) - 1] if len(month) else 0
        return max(grace + 1, int(enough))

    def rows(self) -> pd.DataFrame:
        """Return the tidy rows of both arms and of what `begin` has more than `not_begin`.

        Returns:
            Columns of `grouped_rows`, and `weighted`: how many persons those counted stand for,
            missing where rows are of both arms, whose persons are counted twice. A curve has rows
            of each month, and incidence a band where a crossing is asked; contrasts are those of
            the comparison. Up to month `grace_months` both arms share persons: a band of their
            difference starts after it, when more than a few who have begun have had the event.
        """
        return pd.concat([self._rows_of(told) for told in self.told()], ignore_index=True)

    def pairs(self) -> dict[Estimand, Pair]:
        """Return both arms by estimand, with the influence of draws on both."""
        return {told.estimand: self._pair(told) for told in self.told()}

    def _pair(self, told: Told) -> Pair:
        return pair(told, np.bincount(self.trial.begin.place), self.method)

    def _rows_of(self, told: Told) -> pd.DataFrame:
        both = self._pair(told)
        parts = []
        for arm, (name, curve) in enumerate(zip(NAMES, (both.one, both.other), strict=True)):
            rows = ROWS[told.estimand](curve).assign(weighted=told.weighted[arm, : told.last + 1])
            parts.append(rows.assign(group=name.value, against=""))
            if told.estimand is Estimand.CUMULATIVE_INCIDENCE and self._banded:
                limits = band(curve, (1, told.last))
                limits = limits.assign(estimand=Estimand.INCIDENCE_BAND.value)
                parts.append(limits.assign(group=name.value, against=""))
        asked = self.comparison.contrasts
        first = min(self.first, told.last)
        rows = contrast_rows(both, self.comparison.asked_points, asked, first=first)
        if len(rows):
            at_a_point = rows["estimand"].isin([Estimand.DIFFERENCE, Estimand.RATIO])
            rows = rows[~(at_a_point & rows["month"].isin(np.flatnonzero(~told.is_told)))]
            how = rows["method"].str.replace(BY_PERSON, "by draw", regex=True)
            named = {"group": Arm.BEGIN.value, "against": Arm.NOT_BEGIN.value}
            parts.append(rows.assign(**named, method=self.method + "; " + how))
        made = pd.concat(parts, ignore_index=True)
        return made.assign(approach=Approach.TARGET_TRIAL.value, landmark=0, of=told.estimand.value)

    def told(self) -> list[Told]:
        """Return incidence and, unless the measure is read once a year, prevalence."""
        estimates, drawn = curves(self.sums), curves(self.drawn.sums)
        trial, odds = self.trial, (self.begin.odds, self.leave.odds)
        times = np.ones(len(trial.begin.places), dtype=np.int64)
        share = np.broadcast_to(following(trial, times)[:, None], self.sums.shape)
        standing = np.divide(self.sums, share, out=np.zeros_like(self.sums), where=share > 0)
        persons = np.zeros_like(self.sums)
        for arm in ARMS:
            kernels.counts(arm, trial.arms, *odds, trial.path, persons[arm])
        for one in (persons, standing):
            one[:, [kernels.AT_RISK, kernels.TOLD], 0] = len(trial.people)
        return [
            Told(
                estimand,
                estimates[estimand],
                drawn[estimand],
                n=persons[:, PLACES[estimand][0]],
                events=persons[:, PLACES[estimand][1]],
                weighted=standing[:, PLACES[estimand][0]],
            )
            for estimand in ESTIMANDS
            if self.sums[:, PLACES[estimand][0]].any()
        ]


def target_trial(
    people: People,
    comparison: Comparison,
    rng: np.random.Generator,
    draws: int = 1000,
    weighting: Weighting | None = None,
) -> TargetTrial:
    """Return the target trial of people: begin in time and stay, or do not begin.

    Everybody follows both strategies until he departs from one; the others then stand for him.
    Events are dated at confirmation, death and emigration compete, and the end of observation
    censors by calendar.

    Args:
        people: who is compared, or some of them.
        comparison: what, and for how long.
        rng: where the draws of municipalities come from.
        draws: how many.
        weighting: how weights are made; None: the usual way.

    Raises:
        EstimationError: nobody begins or can begin, or a model cannot be fitted.

    Source:
        Hernán and Robins (2016), the target trial; Cain et al. (2010), grace periods; Wanis et al.
        (2024), JRSS A 187, 796-810, starting times as observed; Cole and Hernán (2008), weights.
    """
    able = can_begin(people, comparison.grace_months)
    if not able.any():
        raise EstimationError(f"Nobody can begin {comparison.exposure} within the grace period.")
    some = people.of(able)
    few = not tell_a_spread(np.unique(some.place, return_counts=True)[1])
    if few:
        some = replace(some, place=groups_of_persons(len(some)), drawn=())
    how = weighting or Weighting()
    trial = prepare(some, comparison.grace_months, comparison.stay_months, how)
    begin, leave = fit(trial.begin), fit(trial.leave)
    everybody = np.ones(len(trial.begin.places), dtype=np.int64)
    total = sums(trial, (begin.odds, leave.odds), everybody, trial.path)
    drawn = draw(trial, begin, leave, rng, draws)
    return TargetTrial(comparison, trial, begin, leave, total, drawn, int((~able).sum()), few)
