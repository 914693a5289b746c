"""The main answer once more with one thing changed, in the columns of every comparison."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.comparison_terms import Approach, Change
from analysis.errors import DesignError, EstimationError
from analysis.estimates.compared import Rows, answer, without_number
from analysis.estimates.followed import Followed
from analysis.estimates.target_trial.answer import emulated
from analysis.terms import Estimand
from analysis.timeline.cohort import Cohort
from analysis.timeline.panel import Panel

LIMITS = ["estimate", "lower", "upper"]
ROWS = (Estimand.DIFFERENCE, Estimand.RATIO)


@dataclass(frozen=True)
class Changed:
    """One change, and how its rows are made.

    Attributes:
        change: what is changed.
        setting: to what, as code writes it.
        ask: returns the persons who are compared then.
    """

    change: Change
    setting: str
    ask: Callable[[], Followed]


def rows_of(changed: Changed, make: Rows = emulated) -> pd.DataFrame:
    """Return differences and ratios of the target trial of a change, or a row that says why not.

    Args:
        changed: the change, and who is compared then.
        make: what the rows are made with, of the persons.

    Returns:
        Columns of every comparison, and change, setting.
    """
    try:
        rows = answer(Approach.TARGET_TRIAL, changed.ask(), make)
    except (DesignError, EstimationError) as error:
        rows = without_number(Approach.TARGET_TRIAL, 0, error)
    told = rows["estimand"].isin(ROWS) | (rows["estimate"].isna() & (rows["of"] == ""))
    return rows[told].assign(change=changed.change.value, setting=changed.setting)


def registers_of(of: Followed) -> tuple[Panel, Cohort]:
    """Return the registers by month and the cohort that persons are of.

    Raises:
        DesignError: they cannot be asked.
    """
    if of.asked is None:
        raise DesignError("What people were like is asked of the registers.")
    return of.asked


def told_at_zero(of: Followed, name: str) -> pd.Series:
    """Return a column of the cohort, one element for each person compared."""
    column: pd.Series = registers_of(of)[1].frame[name]
    return column.loc[of.frame.index]
