"""Pay and benefits by month, and how far they exceed a twelfth of a yearly amount.

Sums are exact: a month's pay under `day_weighted` is a fraction of its days, so that every amount
is counted in parts of SPREAD, which the days of any month divide.
"""

import numpy as np

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.reference.basic_amount import HUNDREDTHS, basic_amount_in, year_of
from analysis.registers.dataset import Dataset
from analysis.timeline.jobs import amounts, key_of, which_jobs
from analysis.timeline.kernels import NOTHING, OPEN, TOTAL
from analysis.timeline.panel import Panel
from analysis.timeline.rows import Ints, Marks

SPREAD = 28 * 29 * 15 * 31  # the least number that 28, 29, 30 and 31 divide
CAP = 10**8
"""NOK of a month beyond which nothing is added: no run needs more, and sums stay within 64 bits."""
LACKING = -1


def paid(panel: Panel, measure: Measure) -> tuple[Marks, Marks]:
    """Return what is paid, and where it is open, and what to take off under other monthly rules.

    It is open where a job or benefit that counts, or might, has no amount, and where a job with pay
    might count.
    """
    of_jobs = panel.layer((key_of(measure), "pay"), lambda: _pay(panel, measure))
    if measure.income is None:
        return of_jobs
    of_benefits = panel.layer("benefits", lambda: _benefits(panel))
    together = (panel.together(parts) for parts in zip(of_jobs, of_benefits, strict=True))
    amounts, taken_off = panel.layer((key_of(measure), "income"), lambda: tuple(together))
    return amounts, taken_off


def _pay(panel: Panel, measure: Measure) -> tuple[Marks, Marks]:
    sure, maybe = which_jobs(panel.registers.tables["jobs"], measure)
    pay, known = amounts(panel, "jobs", "monthly_earnings")
    is_open = maybe & ~(known & (sure | (pay <= 0)))
    what = np.where(sure & known, TOTAL, np.where(is_open, OPEN, NOTHING)).astype(np.uint8)
    return panel.marks("jobs", what, pay), panel.taken_off("jobs", what, pay)


def _benefits(panel: Panel) -> tuple[Marks, Marks]:
    given, known = amounts(panel, "benefits", "monthly_amount")
    what = np.where(known, TOTAL, OPEN).astype(np.uint8)
    return panel.marks("benefits", what, given), panel.taken_off("benefits", what, given)


def to_reach(panel: Panel, measure: Measure) -> tuple[Ints, Ints, Ints]:
    """Return by month what is needed, what counts at most, and the parts of a unit of pay.

    A run reaches its amount where the sum over its months of pay in parts, less what is needed, is
    0 or more.
    """
    parts = HUNDREDTHS if measure.amount and measure.amount.basic_amounts else 1
    scale = 12 * parts * (SPREAD // panel.unit)
    return SPREAD * np.maximum(_yearly(panel, measure), 0), CAP * panel.unit, scale


def _yearly(panel: Panel, measure: Measure) -> Ints:
    """Return the yearly amount by month: NOK, or hundredths of NOK where it is written with G."""
    amount = measure.amount
    if amount is None or not amount.basic_amounts:
        return np.full(panel.n_months, amount.nok if amount else 0, dtype=np.int64)
    own = panel.registers.dataset.basic_amount
    months = range(panel.first, panel.first + panel.n_months)
    known = [basic_amount_in(month, own) for month in months]
    needed = [LACKING if one is None else one * amount.basic_amounts for one in known]
    return np.array(needed, dtype=np.int64)


def years_lacking(dataset: Dataset, measure: Measure, first: int) -> list[int]:
    """Return the years whose G a measure needs in an observed month from `first` on, and lacks."""
    if measure.amount is None or not measure.amount.basic_amounts:
        return []
    months = range(max(first, dataset.first_observed), dataset.last_observed + 1)
    own = dataset.basic_amount
    return sorted({year_of(month) for month in months if basic_amount_in(month, own) is None})


def check_amounts(dataset: Dataset, measure: Measure, first: int) -> None:
    """Raise DesignError where the G of a month from `first` on is needed and not known."""
    years = years_lacking(dataset, measure, first)
    if years:
        raise DesignError(
            f"The measure '{measure.name}' needs the basic amount (G) from 1 May of"
            f" {', '.join(map(str, years))}, which is not in the package's list."
            "\nAdd it to dataset.toml, in whole NOK: [basic_amount], and below it a line such as"
            f' "{years[0]}-05-01" = …'
            "\nOr write the amount in NOK: earnings=100000."
        )
