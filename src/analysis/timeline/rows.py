"""What the compiled loops are given, and what they fill: tuples of arrays.

Only names and types live here. A number that a loop knows stands in the file of the loop, since
compiled code is kept until that file changes.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.uint8]
Codes = NDArray[np.int8]


class Marks(NamedTuple):
    """Spells that say something of months, those of person p in rows begin[p] to begin[p + 1].

    Empty where no spell does. first, last: columns; what: NOTHING, flags, TOTAL or MORE; amount:
    what a TOTAL or MORE adds to each of its months.
    """

    begin: Ints
    first: Shorts
    last: Shorts
    what: Bytes
    amount: Ints


class Asked(NamedTuple):
    """What a measure asks of the registers.

    amounts, in multiples of unit; taken_off, amounts as they are; school, done, barred, home:
    marks. gone (persons): column of departure, NEVER without one; by_death (persons).
    rule: BY_FLAGS, BY_HOURS or BY_PAY. meaning (128): flags to QUALIFIES, NOT or MISSING.
    ground (months): flags that hold of everybody; unit, once (ones), needed, cap, scale (months).
    """

    amounts: Marks
    taken_off: Marks
    school: Marks
    done: Marks
    barred: Marks
    home: Marks
    gone: Ints
    by_death: Bytes
    rule: int
    meaning: Codes
    ground: Bytes
    unit: Ints
    once: Ints
    needed: Ints
    cap: Ints
    scale: Ints


class People(NamedTuple):
    """Who is followed (people): person, shift (column of the origin), entry (month)."""

    person: Ints
    shift: Ints
    entry: Ints


class Run(NamedTuple):
    """How long a run is, within how many months, and whether it is dated at its start."""

    months: int
    window: int
    at_start: int


class Ends(NamedTuple):
    """How each person's time at risk ends (people): months and codes."""

    followed_to: Ints
    duration: Ints
    cause: Codes
    already_there: Codes
    reason: Codes


class Rows(NamedTuple):
    """One person's months, by column; each thread has its own rows, used for one after the other.

    flags, total, more: what marks say; status, usable, balance, reached: of a month;
    succeeds: a run that starts in it does; confirmed: it confirms one; state: it is in the state.
    """

    flags: Bytes
    found: Shorts
    total: Ints
    more: Ints
    status: Codes
    usable: Codes
    balance: Ints
    reached: Codes
    succeeds: Codes
    confirmed: Codes
    state: Codes


class Told(NamedTuple):
    """Columns of one person: where he is first seen, enters, is followed to, stops and departs.

    first: month 1, or the first observed; followed_to: L; limit: C or L, as runs are dated.
    """

    first: int
    entry: int
    followed_to: int
    limit: int
    gone: int


class Points(NamedTuple):
    """When states are read (points): month on the clock, and read_in, a calendar month or 0.

    first_month: calendar month of column 0. With a read_in, `month` is 12 times the year k after
    that of the origin.
    """

    month: Ints
    read_in: Ints
    first_month: int


def new_rows(n_months: int, window: int) -> Rows:
    """Return rows for the months of one person, and runs within so many months."""
    codes, longs = np.zeros((6, n_months), dtype=np.int8), np.zeros((3, n_months), dtype=np.int64)
    status, usable, reached, succeeds, confirmed, state = codes
    total, more, balance = longs
    flags = np.zeros(n_months, dtype=np.uint8)
    found = np.zeros(n_months + 2 * window + 1, dtype=np.int16)
    of_months = (flags, found, total, more, status, usable, balance, reached)
    return Rows(*of_months, succeeds, confirmed, state)
