"""Does the analysis of a hidden confounder say by how much it fools, where it can be seen?

In an invented world the confounder is known. So it can be laid beside what the main answer is off
by: the bound that its own strength gives, the bound of one as strong as prior education, which is
what a reader of registers has, and the E-value.
"""

import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.estimates.comparison_check import registers_of
from analysis.estimates.e_value import e_value
from analysis.estimates.followed import Followed
from analysis.estimates.sensitivity.changed import LIMITS
from analysis.estimates.sensitivity.hidden import (
    bound,
    contrast_of_levels,
    outcome_at,
    unseen,
)
from analysis.estimates.truth import BEGIN, NEVER, truth
from analysis.synthetic.world import World, frailty
from analysis.terms import Estimand

FIFTHS = 5
"""Levels that the confounder is cut into; of more the ratios, and the bound, are larger."""
STATE = Estimand.PREVALENCE


def hidden_check(world: World, comparison: Comparison) -> pd.DataFrame:
    """Return what a hidden confounder does to the ratio of shares, and what analysis says of it.

    Args:
        world: one whose frail stay away from school, or do not.
        comparison: what is asked; its points are the months told, and a ratio is among its
            contrasts.

    Returns:
        A row a month of prevalence: told and true, ratios of the share if all begin to that if
        nobody does; off, how many times too high the ratio is; of_exposure and of_outcome, how many
        times as often those of one fifth of frailty begin, and are in the state among those who do
        not begin, as those of another; bound, by how much such a confounder moves a ratio at most;
        as_prior_education, the same of one as strong as prior education; e_value of the ratio told.

    Raises:
        As `of_world` and `truth`.

    Source:
        Ding and VanderWeele (2016); VanderWeele and Ding (2017).
    """
    study = registers_of(world)
    everybody = study.followed(comparison)
    rows = study.estimates(comparison.ask(Approach.TARGET_TRIAL)).frame
    rows = rows[(rows["estimand"] == Estimand.RATIO) & (rows["of"] == STATE)].reset_index(drop=True)
    true = truth(world, comparison, (BEGIN, NEVER), study).ratio(STATE)
    frail = frailty(world).reindex(study.registers.ids[everybody.frame.index])
    fifths = pd.Series(pd.qcut(frail.to_numpy(), FIFTHS, labels=False), everybody.frame.index)
    begins = pd.Series(everybody.begins_in_time, everybody.frame.index)
    months = rows["month"].astype(int)
    of_outcome = [_of_outcome(everybody, fifths[~begins], month) for month in months]
    frame = pd.DataFrame(
        {
            "month": months,
            "told": rows["estimate"],
            "true": true.reindex(months).to_numpy(),
            "of_exposure": contrast_of_levels(fifths, begins),
            "of_outcome": of_outcome,
            "as_prior_education": rows["estimate"] / next(unseen(rows, everybody))["estimate"],
            "e_value": e_value(*(rows[name].to_numpy() for name in LIMITS))[0],
        }
    )
    most = bound(frame["of_exposure"], frame["of_outcome"])
    return frame.assign(off=frame["told"] / frame["true"], bound=most).reset_index(drop=True)


def _of_outcome(everybody: Followed, levels: pd.Series, month: int) -> float:
    state = outcome_at(everybody, STATE, month)
    return contrast_of_levels(levels, state[levels.index])
