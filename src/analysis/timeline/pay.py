"""Pay and benefits by month, and how far they exceed a twelfth of a yearly amount.

Sums are exact: a month's pay under `day_weighted` is a fraction of its days, so that every amount
is counted in parts of SPREAD, which the days of any month divide.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure
from analysis.errors import DesignError
from analysis.reference.basic_amount import HUNDREDTHS, basic_amount_in, year_of
from analysis.registers.dataset import Dataset
from analysis.timeline.jobs import key_of, which_jobs
from analysis.timeline.panel import Bools, Panel

Ints = NDArray[np.int64]
SPREAD = 28 * 29 * 15 * 31  # the least number that 28, 29, 30 and 31 divide
CAP = 10**8
"""NOK of a month beyond which nothing is added: no run needs more, and sums stay within 64 bits."""
LACKING = -1


def paid(panel: Panel, measure: Measure) -> tuple[Ints, Bools]:
    """Return what is surely paid by person and month, in multiples of `unit`, and where it is open.

    It is open where a job or benefit that counts, or might, has no amount, and where a job with pay
    might count.
    """
    jobs = panel.registers.tables["jobs"]
    sure, maybe = which_jobs(jobs, measure)
    amount = jobs["monthly_earnings"]
    known = amount.notna().to_numpy(dtype=bool)
    some = (amount.fillna(0) > 0).to_numpy(dtype=bool)
    key = key_of(measure)
    total, unknown = _summed(
        panel,
        (key, "pay"),
        jobs,
        "monthly_earnings",
        (sure & known, maybe & ~(known & (sure | ~some))),
    )
    if measure.income is None:
        return total, unknown
    spells = panel.registers.tables["benefits"]
    given = spells["monthly_amount"].notna().to_numpy(dtype=bool)
    more, open_too = _summed(panel, "benefits", spells, "monthly_amount", (given, ~given))
    return total + more, unknown | open_too


def _summed(
    panel: Panel, key: object, spells: pd.DataFrame, column: str, which: tuple[Bools, Bools]
) -> tuple[Ints, Bools]:
    """Return the sum of the amounts that count, and where some spell is open."""
    counted, unclear = spells[which[0]], spells[which[1]]
    amount = counted[column].to_numpy(dtype=np.int64)
    total = panel.layer((key, "sum"), lambda: panel.amounts(counted, amount))
    unknown = panel.layer((key, "open"), lambda: panel.holds(unclear).astype(np.int32))
    return total.astype(np.int64, copy=False), unknown > 0


def balance(panel: Panel, measure: Measure) -> Ints:
    """Return by person and month what is paid beyond a twelfth of the yearly amount.

    A run reaches its amount where the sum over its months is 0 or more.
    """
    total, _ = paid(panel, measure)
    needed = _yearly(panel, measure)
    parts = HUNDREDTHS if measure.amount and measure.amount.basic_amounts else 1
    scale = 12 * parts * (SPREAD // panel.unit)
    return np.asarray(np.minimum(total, CAP * panel.unit) * scale - SPREAD * np.maximum(needed, 0))


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
