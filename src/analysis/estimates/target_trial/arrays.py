"""What the compiled loops are given: tuples of arrays, with names and types only."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.uint8]


class Months(NamedTuple):
    """Months in which a person may choose, those of person i in rows begin[i] to begin[i + 1].

    month: since time zero, rising. history, clock: which pattern of either. chosen: 1 in the month
    in which he does.
    """

    begin: Ints
    month: Shorts
    history: Ints
    clock: Ints
    chosen: Bytes


class Columns(NamedTuple):
    """Columns of a model's coefficients by person, pattern of history and pattern of the clock.

    One column a covariate; the last coefficient, which is 0, stands for its reference.
    """

    person: Ints
    history: Ints
    clock: Ints


class Odds(NamedTuple):
    """Odds of choosing: the product of a person's, a history's and a clock's."""

    person: Floats
    history: Floats
    clock: Floats


class Grace(NamedTuple):
    """Months of the grace period in which somebody begins, by calendar month of time zero.

    kind: of each person, the row. n: by row, how many months. month, clock: row x months.
    """

    kind: Ints
    n: Ints
    month: Shorts
    clock: Ints


class Lives(NamedTuple):
    """What happens to each person, in months since time zero; NEVER where it does not.

    entry: last month not at risk. duration: last month at risk. cause: EVENT, EXIT or CENSORED.
    begun: first month of the exposure. followed: last month in which choices are seen. stop: last
    month in which a state can be told. state: people x months 1 to the horizon.
    """

    entry: Ints
    duration: Ints
    cause: Bytes
    begun: Ints
    followed: Ints
    stop: Ints
    state: NDArray[np.int8]


class Arms(NamedTuple):
    """All that weights of either arm follow from."""

    lives: Lives
    begins: Months
    grace: Grace
    leaves: Months
