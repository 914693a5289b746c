"""Rows by whole numbers: their order, which rows share one, and where one stands among others."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import compiled, each_share, part_of_loop

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Bools = NDArray[np.bool_]
BITS = 62
DAY_BITS = 17
"""Bits of a day between 1900 and 2100, counted from DAY_0; 0 where there is no date."""
DAY = 24 * 60 * 60
DAY_0 = int(np.datetime64("1900-01-01", "D").astype(np.int64))
NO_DATE = np.iinfo(np.int64).min
DIGIT = 10
"""Bits by which keys are sorted at a time: so few that a place for each stays in fast memory."""

DENSE = 4
"""Up to so many numbers a row, a place for each number is faster than a table of those met."""


class Order(NamedTuple):
    """Places of rows in an order, by place whether its key stands beside an equal one, and keys."""

    place: Ints
    shared: Bools
    key: Ints

    def where(self, kept: Bools) -> "Order":
        """Return the order of the places that are kept."""
        if kept.all():
            return self
        return Order(self.place[kept], self.shared[kept], self.key[kept])


def order_of(key: Ints) -> Order:
    """Return the order of a key of 0 or more; rows of one key keep theirs.

    The place rides in the low bits of the key where both fit: whole numbers are sorted ten times
    faster than places by a key.
    """
    if (key[1:] >= key[:-1]).all():
        return Order(np.arange(len(key)), _beside_equal(key), key)
    low = (len(key) - 1).bit_length()
    bits = int(key.max()).bit_length()
    if bits + low > BITS:
        place = np.argsort(key, kind="stable")
        return Order(place, _beside_equal(key[place]), key[place])
    packed, other = np.empty_like(key), np.empty_like(key)
    each_share(len(key), partial(_pack, key, low, packed))
    del key  # is let go, where nobody else needs it
    for digit in range(low, low + bits, DIGIT):
        _sort_by(packed, other, digit)
        packed, other = other, packed
    place = np.bitwise_and(packed, (1 << low) - 1, out=other)
    packed >>= low
    return Order(place, _beside_equal(packed), packed)


def _beside_equal(key: Ints) -> Bools:
    beside = np.zeros(len(key), dtype=bool)
    np.equal(key[1:], key[:-1], out=beside[1:])
    beside[:-1] |= beside[1:]
    return beside


@compiled
def _pack(key: Ints, low: int, packed: Ints, begin: int, end: int) -> None:
    """Fill keys with their places in the low bits."""
    for i in range(begin, end):
        packed[i] = (key[i] << low) + i


def _sort_by(key: Ints, out: Ints, low: int) -> None:
    """Fill `out` with keys in the order of their digit from bit `low` on."""
    counts = {}

    def count(begin: int, end: int) -> None:
        counts[begin] = np.zeros(1 << DIGIT, dtype=np.int64)
        _count_digits(key, counts[begin], low, begin, end)

    each_share(len(key), count)
    shares = np.stack([counts[begin] for begin in sorted(counts)], axis=1)
    before = (np.cumsum(shares).reshape(shares.shape) - shares).T.copy()
    following = dict(zip(sorted(counts), before, strict=True))
    each_share(len(key), lambda begin, end: _move(key, out, following[begin], low, begin, end))


@compiled
def _count_digits(key: Ints, count: Ints, low: int, begin: int, end: int) -> None:
    """Add how many keys have each digit."""
    last = count.size - 1
    for i in range(begin, end):
        count[(key[i] >> low) & last] += 1


@compiled
def _move(key: Ints, out: Ints, following: Ints, low: int, begin: int, end: int) -> None:
    """Fill keys begin to end at the places that follow for their digit."""
    last = following.size - 1
    for i in range(begin, end):
        digit = (key[i] >> low) & last
        out[following[digit]] = key[i]
        following[digit] += 1


def told_apart(number: Ints, size: int) -> tuple[Places, Places]:
    """Return the place of each number among the distinct ones in their order, and a row of each.

    Numbers are 0 or more, and less than size.
    """
    rows = np.arange(len(number), dtype=np.int32)
    if size <= DENSE * len(number):
        row = np.full(size, -1, dtype=np.int32)
        row[number] = rows
        place = np.cumsum(row >= 0, dtype=np.int32) - np.int32(1)
        return _at(place, number), row[row >= 0]
    code, met = pd.factorize(number)
    order = order_of(met).place
    place, row = np.empty((2, len(met)), dtype=np.int32)
    place[order] = rows[: len(met)]
    row[code] = rows
    return _at(place, code), row[order]


def places_among(number: Ints, among: Ints, size: int) -> Places:
    """Return the place of each number among distinct ones; -1 where it is none of them, or -1."""
    if size <= DENSE * len(number):
        place = np.full(size + 1, -1, dtype=np.int32)  # the last, which -1 wraps to, stays so
        place[among] = np.arange(len(among), dtype=np.int32)
        return _at(place, number)
    return pd.Index(among).get_indexer(pd.Index(number)).astype(np.int32)


def _at(values: NDArray[Any], places: NDArray[np.signedinteger]) -> NDArray[Any]:
    """Return values at many places, looked up side by side into memory of this thread."""
    found = np.empty(len(places), dtype=values.dtype)

    def look(begin: int, end: int) -> None:
        np.take(values, places[begin:end], out=found[begin:end], mode="wrap")

    each_share(len(places), look)
    return found


def day_number(dates: pd.Series) -> Ints:
    """Return days since 1900 as numbers of DAY_BITS bits, from 1; 0 where there is no date."""
    seconds = _seconds(dates)
    day = np.empty(len(seconds), dtype=np.int64)
    each_share(len(day), lambda begin, end: _days(seconds, day, begin, end))
    return day


def by_person_and_day(person: NDArray[Any], dates: pd.Series) -> Ints:
    """Return a key that orders rows by person, then day; no person (-1) and no date come first."""
    seconds, who = _seconds(dates), person.astype(np.int32)
    key = np.empty(len(seconds), dtype=np.int64)
    each_share(len(key), lambda begin, end: _keys(who, seconds, key, begin, end))
    return key


def _seconds(dates: pd.Series) -> Ints:
    return dates.to_numpy().astype("datetime64[s]", copy=False).view(np.int64)


@part_of_loop
def _day(seconds: int) -> int:
    """Return the number of a day; no date is the lowest number of all."""
    return max(seconds // DAY - DAY_0, 0)


@compiled
def _days(seconds: Ints, day: Ints, begin: int, end: int) -> None:
    for i in range(begin, end):
        day[i] = _day(seconds[i])


@compiled
def _keys(person: NDArray[np.int32], seconds: Ints, key: Ints, begin: int, end: int) -> None:
    for i in range(begin, end):
        key[i] = ((np.int64(person[i]) + 1) << DAY_BITS) + _day(seconds[i])


@compiled
def _from_keys(key: Ints, person: NDArray[np.int32], seconds: Ints, begin: int, end: int) -> None:
    """Fill the persons and dates of keys begin to end; -1 where there is no person."""
    for i in range(begin, end):
        day = key[i] & ((1 << DAY_BITS) - 1)
        person[i] = (key[i] >> DAY_BITS) - 1
        seconds[i] = (day + DAY_0) * DAY if day else NO_DATE


def order_of_rows(frame: pd.DataFrame) -> Order:
    """Return the order of rows by person, first date and all columns; the first two are its key.

    So the file's order is gone, and rows that are the same throughout stand beside each other.
    """
    persons, dates = _person_and_date(frame)
    person = _codes(frame[persons[0]]) if persons else np.zeros(len(frame), np.int32)
    dated = frame[dates[0]] if dates else pd.Series(pd.NaT, frame.index)
    order, tied, key = order_of(by_person_and_day(person, dated))
    if tied.any():
        among = frame.iloc[order[tied]].reset_index(drop=True)
        by = [*persons, *dates, *frame.columns.difference([*persons, *dates], sort=False)]
        order[tied] = order[tied][among.sort_values(by, kind="stable", na_position="first").index]
    return Order(order, tied, key)


def _person_and_date(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the names of the columns of persons and of first dates, one each or none."""
    dates = [str(name) for name in frame if frame[name].dtype.kind == "M"]
    return [name for name in ("person", "person_id") if name in frame][:1], dates[:1]


def _codes(persons: pd.Series) -> NDArray[Any]:
    is_coded = isinstance(persons.dtype, pd.CategoricalDtype)
    return persons.cat.codes.to_numpy() if is_coded else persons.to_numpy()


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows ordered by person and date, then by all columns."""
    return renumbered(taken(frame, order_of_rows(frame)))


def renumbered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows as they stand, numbered from 0."""
    found = frame.copy(deep=False)
    found.index = pd.RangeIndex(len(found))
    return found


def taken(frame: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Return rows in an order of theirs, with their numbers; the frame itself where all are in it.

    Persons and first dates stand in the keys, one after the other; other values are looked up.
    """
    place = order.place
    if len(place) == len(frame) and (place[1:] > place[:-1]).all():
        return frame
    persons, dates = _person_and_date(frame)
    person, seconds = np.empty(len(place), np.int32), np.empty(len(place), np.int64)
    each_share(len(place), lambda *rows: _from_keys(order.key, person, seconds, *rows))
    columns: dict[str, Any] = {}
    for name in map(str, frame):
        if name in dates:
            columns[name] = seconds.view("datetime64[s]")
        elif name in persons:
            columns[name] = _with_codes(frame[name], person)
        else:
            columns[name] = _column_at(frame[name], place)
    rows = frame.index
    if isinstance(rows, pd.RangeIndex) and rows.step == 1:
        number = np.empty(len(place), np.int32)  # of a row: half the memory, which comes slowly
        index = pd.Index(np.add(place, rows.start, out=number, casting="same_kind"))
    else:
        index = pd.Index(_at(rows.to_numpy(), place))
    return pd.DataFrame(columns, index, copy=False)


def _with_codes(persons: pd.Series, codes: Any) -> Any:  # noqa: ANN401 (categories or numbers)
    if isinstance(persons.dtype, pd.CategoricalDtype):
        return pd.Categorical.from_codes(codes, dtype=persons.dtype, validate=False)  # type: ignore[call-arg]
    return codes.astype(persons.dtype, copy=False)


def _column_at(values: pd.Series, order: Ints) -> Any:  # noqa: ANN401 (of any dtype)
    array = values.array
    if isinstance(array, pd.Categorical):
        return _with_codes(values, _at(array.codes, order))
    if isinstance(array, pd.arrays.IntegerArray):
        whole = array.to_numpy(dtype=array.dtype.name.lower(), na_value=0)
        empty = array.isna()
        return pd.arrays.IntegerArray(
            _at(whole, order), _at(empty, order) if empty.any() else empty[: len(order)].copy()
        )
    if isinstance(array, pd.arrays.DatetimeArray):
        return _at(values.to_numpy(), order)
    return array.take(order)
