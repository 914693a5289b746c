"""Columns seen in one look: what is let pass breaks no rule, and is read as value by value."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis import compiled
from analysis.registers import values
from analysis.registers.clean_columns import (
    SCALES,
    are_plain,
    clean_column,
    dates_of_days,
    has_plain,
)
from analysis.registers.contract import Column, Kind
from analysis.registers.dataset import Dataset, Repairs
from analysis.registers.text_numbers import numbered
from analysis.registers.values import read_column
from analysis.terms import Access, SelectedBy

PERSON = Column("person_id", Kind.ID, may_be_blank=False)
START = Column("start", Kind.DATE, may_be_blank=False)
END = Column("end", Kind.DATE)
SIGNS = "aAnNsSuUmMtToOlLiIeE019 -+._=:/(\t\n\u00a0\u200b\u0301éåÃ¸\ufffd"
WORDS = ("Sum", "total", "I alt", "ialt", "n=20", "N", "sum-1", "Totalt2", "7.0", "1.2E+10", "s1")


def dataset(**declared):
    months = {"first_observed": 0, "last_observed": 12}
    words = {"name": "", "source": "", "contact": ""}
    kinds = {"access": Access.INVENTED, "selected_by": SelectedBy.STARTED}
    return Dataset(**words, **kinds, **months, **declared)


def value_by_value(raw, column, declared, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(values, "clean_column", lambda *_: None)
        return read_column(raw, column, {}, declared)


def drawn_texts():
    """Return lists of distinct texts, most of which have something that may be wrong."""
    rng = np.random.default_rng(5)
    plain = list("aAnsSutm019-_:/")
    for number in range(3000):
        signs = plain if number % 2 else list(SIGNS)
        texts = {"".join(rng.choice(signs, rng.integers(0, 5))) for _ in range(rng.integers(1, 4))}
        if number % 5 == 0:
            texts.add(str(rng.choice(WORDS)))
        yield sorted(texts)


def test_ids_that_pass_break_no_rule_and_are_the_same_value_by_value(monkeypatch):
    passed = 0
    for texts in drawn_texts():
        raw = pd.Series(pd.Categorical.from_codes(range(len(texts)), pd.Index(texts, dtype=object)))
        if (clean := clean_column(raw, PERSON, dataset())) is None:
            continue
        slow = value_by_value(raw, PERSON, dataset(), monkeypatch)
        assert not np.any(list(slow.broken.values())), texts
        assert clean.values.tolist() == slow.values.tolist() == texts
        assert (clean.stripped, clean.empty.any()) == (slow.stripped, slow.empty.any()) == (0, 0)
        passed += 1
    assert passed > 500  # a look that lets nothing pass would be no use


def test_form_lets_pass_only_texts_that_are_plain():
    passed = 0
    for texts in drawn_texts():
        if (found := numbered([pa.array(texts)])) is None:  # too much varies
            continue
        place, distinct = found
        ids = pd.Series(pd.Categorical.from_codes(place, distinct.texts))
        if has_plain(distinct.form):
            assert are_plain(distinct.texts), texts
            assert clean_column(ids, PERSON, dataset(), distinct.form).values is ids
            passed += 1
    assert passed > 500


@pytest.mark.parametrize("text", ["", " a", "a b", "a\n", "\na", "a\u00e5", "1.0", "1E+10", "N=20"])
def test_id_that_may_be_wrong_is_looked_at(text):
    assert are_plain(pd.Index(["a", "b-1"], dtype=object))
    assert not are_plain(pd.Index(["a", text, "b-1"], dtype=object))
    assert not are_plain(pd.Index([text], dtype=object))


@pytest.mark.parametrize("text", ["Sum", "total", "Totalt", "ialt"])
def test_totals_are_looked_at_and_words_that_begin_alike_are_not(text):
    assert not are_plain(pd.Index([text, "a"], dtype=object))
    assert are_plain(pd.Index([f"{text}1", "sam", "s"], dtype=object))


def test_ids_that_are_no_texts_or_missing_are_looked_at():
    assert not are_plain(pd.Index([1, 2], dtype=object))
    missing = pd.Series(pd.Categorical(["a", None]))
    assert clean_column(missing, PERSON, dataset()) is None
    assert clean_column(pd.Series(["a"]).astype("category"), PERSON, dataset()) is not None
    declared = dataset(missing=("a",))
    assert clean_column(pd.Series(["a"]).astype("category"), PERSON, declared) is None


DAYS = ["1900-01-02", "2015-08-01", "2100-12-31"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("missing", [False, True])
def test_dates_that_pass_are_the_same_value_by_value(unit, missing, monkeypatch):
    raw = pd.Series(np.array([*DAYS, *["NaT"] * missing], dtype=f"datetime64[{unit}]"))
    clean = clean_column(raw, END, dataset())
    slow = value_by_value(raw, END, dataset(), monkeypatch)
    pd.testing.assert_series_equal(clean.values, slow.values)
    assert clean.values.dtype == "datetime64[s]"
    assert clean.empty.tolist() == slow.empty.tolist()
    assert not np.any(list(slow.broken.values()))
    assert (clean_column(raw, START, dataset()) is None) is missing


@pytest.mark.parametrize("day", ["1900-01-01", "2101-01-01", "2015-08-01T00:00:01"])
def test_date_that_breaks_a_rule_is_looked_at(day):
    raw = pd.Series(np.array([*DAYS, day, "NaT"], dtype="datetime64[s]"))
    assert clean_column(raw, END, dataset()) is None
    assert read_column(raw, END, {}, dataset()).broken


def test_dates_are_looked_at_where_a_code_or_a_time_zone_may_stand():
    raw = pd.Series(np.array(DAYS, dtype="datetime64[s]"))
    declared = dataset(open_dates=("2015-08-01",))
    assert clean_column(raw, START, declared) is not None
    assert clean_column(raw, END, declared) is None
    assert clean_column(raw, END, dataset(missing=("2015-08-01",))) is None
    assert clean_column(raw.dt.tz_localize("UTC"), END, dataset()) is None


HOURS = Column("hours_per_week", Kind.HOURS, corrected=True)


@pytest.mark.parametrize("kind", SCALES)
@pytest.mark.parametrize("missing", [False, True])
def test_numbers_that_pass_are_the_same_value_by_value(kind, missing, monkeypatch):
    monkeypatch.setattr(compiled, "ALONE", 1000)
    _, scale, low, high = SCALES[kind]
    rng = np.random.default_rng(7)
    halves = (rng.integers(1, 160 * scale, 4000) + 0.5) / scale  # as they are written, or nearly
    drawn = [rng.uniform(low, high, 2500), halves, rng.integers(1, 160, 1000) / 4, [low, high]]
    raw = pd.Series(np.concatenate([*drawn, [np.nan] * 2 * missing]))
    clean = clean_column(raw, Column("x", kind), dataset())
    slow = value_by_value(raw, Column("x", kind), dataset(), monkeypatch)
    pd.testing.assert_series_equal(clean.values, slow.values)
    assert clean.empty.tolist() == slow.empty.tolist()
    assert not np.any(list(slow.broken.values()))


def test_a_half_hundredth_of_an_hour_as_it_is_written_goes_up():
    clean = clean_column(pd.Series([0.285, 37.495, 0.005, 0.0, 168.0]), HOURS, dataset())
    assert clean.values.tolist() == [29, 3750, 1, 0, 16_800]


@pytest.mark.parametrize("number", [-0.25, 168.01, np.inf, -np.inf])
def test_number_that_breaks_a_rule_is_looked_at(number):
    raw = pd.Series([1.0, number, np.nan, 2.0])
    assert clean_column(raw, HOURS, dataset()) is None
    assert np.any(list(read_column(raw, HOURS, {}, dataset()).broken.values()))


def test_numbers_are_looked_at_where_some_may_be_corrections_or_codes():
    raw = pd.Series([1.0, 2.0])
    declared = dataset(repairs=Repairs(net_negative_hours=True))
    assert clean_column(raw, HOURS, dataset()) is not None
    assert clean_column(raw, HOURS, declared) is None
    assert clean_column(raw, HOURS, dataset(missing=("99",))) is None
    assert clean_column(raw.astype("Int64"), HOURS, dataset()) is None
    assert clean_column(raw.astype("category"), HOURS, dataset()) is None


def test_an_empty_column_is_read_value_by_value():
    assert clean_column(pd.Series([], dtype="category"), PERSON, dataset()) is None


def test_days_become_dates_and_are_looked_at_as_they_do():
    days = np.array([-25566, 47846, 7, 0], dtype=np.int32)  # 1900-01-02, 2100-12-31
    empty = np.array([False, False, True, False])
    dates, are_right = dates_of_days(days, empty)
    assert dates.astype(str).tolist() == [
        "1900-01-02T00:00:00",
        "2100-12-31T00:00:00",
        "NaT",
        "1970-01-01T00:00:00",
    ]
    assert are_right
    for wrong in (-25567, 47847):
        assert not dates_of_days(np.full(4, wrong, dtype=np.int32), empty)[1]
        assert dates_of_days(np.full(4, wrong, dtype=np.int32), np.full(4, True))[1]


def test_dates_seen_to_be_right_are_taken_as_they_are_unless_one_is_needed():
    raw = pd.Series(["2015-01-01", None], dtype="datetime64[s]")
    missing = np.array([False, True])
    clean = clean_column(raw, END, dataset(), missing)
    assert clean.values is raw
    assert clean.empty.tolist() == [False, True]
    assert clean_column(raw, START, dataset(), missing) is None
    assert clean_column(raw[:1], START, dataset(), missing[:1]) is not None
