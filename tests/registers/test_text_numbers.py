"""Texts as numbers: the same places and the same order as the texts themselves have."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis import compiled
from analysis.registers import order, text_numbers
from analysis.registers.text_numbers import form_of, numbered

KINDS = {
    "running numbers of one length": lambda n: f"p-{n:08d}",
    "running numbers without zeros": lambda n: f"{n}",
    "hexadecimal": lambda n: f"{n * 2654435761 % 2**32:08x}",
    "one longer by a blank": lambda n: f"{n} " if n % 3 else f"{n}",
    "letters beyond ASCII": lambda n: f"{'åæø'[n % 3]}{n % 7}{'é' * (n % 2)}",
    "the same text": lambda n: "a",
    "an empty text among others": lambda n: "a" * (n % 4),
}


@pytest.fixture(params=[0, 10**9], ids=["a table of numbers met", "a place for each number"])
def ways(request, monkeypatch):
    monkeypatch.setattr(order, "DENSE", request.param)


def arrays(texts, kind=None, parts=3):
    """Return Arrow arrays of texts, of which some begin within others' memory."""
    whole = pa.array(["before", *texts], kind or pa.string())
    bounds = np.linspace(1, len(whole), parts + 1).astype(int)
    return [whole.slice(a, b - a) for a, b in pairwise(bounds)]


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("name", KINDS)
def test_places_and_distinct_texts_are_those_of_sorted_texts(name, kind, monkeypatch):
    monkeypatch.setattr(compiled, "ALONE", 100)
    drawn = np.random.default_rng(2).integers(0, 300, 1000)
    texts = [KINDS[name](int(n)) for n in drawn]
    distinct = sorted(set(texts))
    place, found = numbered(arrays(texts, kind))
    assert found.texts.tolist() == distinct
    assert place.tolist() == [distinct.index(text) for text in texts]


KNOWN = [f"p{n:03d}" for n in range(0, 500, 2)]


@pytest.mark.usefixtures("ways")
def test_texts_that_are_all_known_are_the_known_ones():
    known = numbered(arrays(KNOWN))[1]
    place, found = numbered(arrays(["p004", "p498", "p000", "p004"]), known)
    assert found is known
    assert place.tolist() == [2, 249, 0, 2]


STRANGERS = ["p003", "p0041", "p00", "q004", "p0_4", "", "å", "p" * 8]


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_text_that_is_not_known_makes_them_distinct_by_themselves(stranger):
    known = numbered(arrays(KNOWN))[1]
    place, found = numbered(arrays(["p004", stranger, "p004"], parts=1), known)
    assert found.texts.tolist() == sorted(["p004", stranger])
    assert found.texts[place].tolist() == ["p004", stranger, "p004"]


def test_a_shorter_text_is_none_of_the_known_ones():
    known = numbered(arrays(["aa", "ab", "ac", "ad"]))[1]
    place, found = numbered(arrays(["aa", "a"], parts=1), known)
    assert (place.tolist(), found.texts.tolist()) == ([1, 0], ["a", "aa"])


def test_form_tells_which_bytes_stand_where():
    form = numbered(arrays(["a1", "b", "å", "a1"]))[1].form
    signs = [{place for place in range(256) if has[place]} for has in form.has]
    assert signs == [{ord("a"), ord("b"), 0xC3}, {0, ord("1"), 0xA5}]


def test_form_is_that_of_categories_which_are_the_texts():
    place, distinct = numbered(arrays(["b", "a", "b"]))
    ids = pd.Series(pd.Categorical.from_codes(place, distinct.texts))
    assert form_of(ids, distinct) is form_of(ids[:1], distinct) is distinct.form
    assert form_of(ids, None) is form_of(ids.astype(str), distinct) is None
    assert form_of(ids.astype(str).astype("category"), distinct) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["a", None],
        ["a", "a\0"],  # a NUL is what stands behind the end of a text
        ["a" * 65],
        [chr(97 + n % 26) * 20 for n in range(26)],  # 26 letters in 20 places: 94 bits
        [],
    ],
    ids=["missing", "NUL", "long", "too much varies", "none"],
)
def test_texts_that_are_not_alike_have_no_numbers(texts):
    assert numbered(arrays(texts, parts=1)) is None


def test_numbers_reach_as_far_as_62_bits(monkeypatch):
    bits = ["".join("ab"[n == place] for n in range(62)) for place in range(63)]
    assert numbered(arrays([*bits, "c" + "a" * 61])) is None
    place, found = numbered(arrays(bits[:62]))  # of 62 places with one b, none has two
    assert found.texts.tolist() == sorted(bits[:62])
    monkeypatch.setattr(text_numbers, "BITS", 61)
    assert numbered(arrays(bits[:62])) is None
    assert sorted(place.tolist()) == list(range(62))
