"""Texts as whole numbers in the same order: sorted, told apart and found ten times faster.

Texts of a kind, as pseudonyms are, have most bytes in common, and the others take few values. What
varies mostly fits into 62 bits, and is the number of a text: no two texts have the same one, and
numbers have the order of the texts, since UTF-8 keeps the order of characters.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.order import BITS, order_of

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Bytes = NDArray[np.uint8]
LONGEST = 64
"""Bytes of a text; longer ones are sentences, which hardly ever fit."""
BLOCK = 1 << 15
"""Texts looked at together: so few that their bytes stay in the fastest memory."""
DENSE = 4
"""Up to so many numbers a text, a place for each number is faster than a table of those met."""


class Texts(NamedTuple):
    """Bytes of texts one after the other, and where each begins and the last ends (texts + 1)."""

    content: Bytes
    begin: NDArray[Any]


class Form(NamedTuple):
    """By byte of a text: its lowest value, and how many it takes; 0 stands behind a text's end."""

    low: Ints
    values: Ints

    @property
    def size(self) -> int:
        """How many texts can have this form."""
        return prod(self.values.tolist())


def numbered(
    chunks: Sequence[Any], known: pd.Index | None = None
) -> tuple[Places, pd.Index] | None:
    """Return by text its place among the distinct ones, and these in their order.

    Args:
        chunks: Arrow arrays of strings.
        known: distinct texts in their order, such as the ids of another table. They are returned
            where no text is another, so that both tables hold the same Python texts.

    Returns:
        None where a text is missing, or what varies does not fit into 62 bits.
    """
    found = [_texts(chunk) for chunk in chunks]
    others = [] if known is None else [_texts(_arrow(known))]
    given = [one for one in (*found, *others) if one is not None and len(one.begin) > 1]
    if None in found or not given:
        return None
    form = _form(given)
    if form is None:
        return None
    number = np.concatenate([_numbers(one, form) for one in found if one is not None])
    if known is not None and others[0] is not None:
        place = _places(number, _numbers(others[0], form), form.size)
        if place.min(initial=0) >= 0:
            return place, known
    place, distinct = _distinct(number, form.size)
    return place, _index(distinct, form)


def _arrow(texts: pd.Index) -> Any:  # noqa: ANN401 (pyarrow has no types)
    import pyarrow as pa

    return pa.array(texts.to_numpy(), pa.large_string())


def _texts(array: Any) -> Texts | None:  # noqa: ANN401 (pyarrow has no types)
    """Return the bytes of an Arrow array of strings; None where a text is missing."""
    import pyarrow as pa

    if array.null_count:
        return None
    _, ends, content = array.buffers()
    if content is None:
        return Texts(np.zeros(0, np.uint8), np.zeros(len(array) + 1, np.int64))
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    begin = np.frombuffer(ends, width)[array.offset : array.offset + len(array) + 1]
    return Texts(np.frombuffer(content, np.uint8), begin)


def _form(given: Sequence[Texts]) -> Form | None:
    """Return the form of all texts; None where their numbers are no numbers of 62 bits."""
    lengths = [np.diff(texts.begin) for texts in given]
    width = max(int(length.max()) for length in lengths)
    if width > LONGEST:
        return None
    low, high = np.full(width, 255, np.uint8), np.zeros(width, np.uint8)
    for texts in given:
        if not texts.content[texts.begin[0] : texts.begin[-1]].all():  # a NUL would be an end
            return None
        for signs in _blocks(texts, width):
            np.minimum(low, signs.min(axis=1), out=low)
            np.maximum(high, signs.max(axis=1), out=high)
    form = Form(low.astype(np.int64), high.astype(np.int64) - low + 1)
    return form if form.size <= 1 << BITS else None


def _blocks(texts: Texts, width: int) -> Iterator[Bytes]:
    """Yield the bytes of some texts at a time, by place in the text (width x texts)."""
    for first in range(0, len(texts.begin) - 1, BLOCK):
        begin = texts.begin[first : first + BLOCK + 1].astype(np.int64)
        length = np.diff(begin)
        longest = int(length.max())
        signs = np.zeros((width, len(length)), dtype=np.uint8)
        if longest == length.min():
            signs[:longest] = texts.content[begin[0] : begin[-1]].reshape(-1, longest).T
        else:
            for place in range(longest):
                inside = length > place
                signs[place, inside] = texts.content[begin[:-1][inside] + place]
        yield signs


def _numbers(texts: Texts, form: Form) -> Ints:
    """Return the number of each text."""
    number = np.zeros(len(texts.begin) - 1, dtype=np.int64)
    varies = np.flatnonzero(form.values > 1)
    first = 0
    for signs in _blocks(texts, len(form.low)):
        block = number[first : first + signs.shape[1]]
        for place in varies:
            block *= form.values[place]
            block += signs[place] - form.low[place]
        first += len(block)
    return number


def _places(number: Ints, among: Ints, size: int) -> Places:
    """Return the place of each number among distinct ones; -1 where it is none of them."""
    if size <= DENSE * len(number):
        place = np.full(size, -1, dtype=np.int32)
        place[among] = np.arange(len(among), dtype=np.int32)
        return place[number]
    return pd.Index(among).get_indexer(pd.Index(number)).astype(np.int32)


def _distinct(number: Ints, size: int) -> tuple[Places, Ints]:
    """Return the place of each number among the distinct ones, and these in their order."""
    if size <= DENSE * len(number):
        is_met = np.zeros(size, dtype=bool)
        is_met[number] = True
        place = np.cumsum(is_met, dtype=np.int32) - np.int32(1)
        return place[number], np.flatnonzero(is_met)
    code, met = pd.factorize(number)
    order = order_of(met).place
    place = np.empty(len(met), dtype=np.int32)
    place[order] = np.arange(len(met), dtype=np.int32)
    return place[code], met[order]


def _index(number: Ints, form: Form) -> pd.Index:
    """Return the texts of distinct numbers in their order."""
    import pyarrow as pa

    signs = np.empty((len(number), len(form.low)), dtype=np.uint8)
    rest = number
    for place in reversed(range(len(form.low))):
        if form.values[place] == 1:
            signs[:, place] = form.low[place]
        else:
            rest, value = np.divmod(rest, form.values[place])
            signs[:, place] = value + form.low[place]
    ends = np.append(0, np.cumsum(np.count_nonzero(signs, axis=1)))
    content = signs[signs > 0] if ends[-1] < signs.size else signs
    buffers = [None, *map(pa.py_buffer, (ends.astype(np.int64), np.ascontiguousarray(content)))]
    texts = pa.Array.from_buffers(pa.large_string(), len(number), buffers)
    index = pd.Index(texts.to_numpy(zero_copy_only=False), dtype=object)
    if not index.is_monotonic_increasing:  # asked, so that pandas knows that each stands once
        raise AssertionError("Numbers are not in the order of their texts.")
    return index
