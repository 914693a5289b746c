"""Ids as they are written: what cannot be seen, accents, totals and zeros in front."""

import numpy as np
import pandas as pd
import pytest

from analysis.registers.contract import Column, Kind
from analysis.registers.ids import (
    HIDDEN,
    LOOKS_ALIKE,
    NOT_COMPOSED,
    TOTAL,
    WITH_EXPONENT,
    ids_and_texts,
    lost_zeros,
    twins_by_zeros,
)
from analysis.registers.read import read_registers
from analysis.registers.write import FILE_FORMATS, write_registers

from .folders import file_of, refusal
from .test_write import DATASET, TABLES

PERSON = Column("person_id", Kind.ID)
PLACE = Column("municipality", Kind.AREA)
EMPLOYER = Column("employer_id", Kind.TEXT)
COUNTRY = Column("country_of_origin", Kind.TEXT)


def broken(column, *texts):
    """Return rule -> the texts that break it."""
    found = ids_and_texts(list(texts), column, np.ones(len(texts), dtype=bool))
    return {
        rule: [text for text, bad in zip(texts, rows, strict=True) if bad]
        for rule, rows in found.items()
        if rows.any()
    }


@pytest.mark.parametrize("column", [PERSON, PLACE, EMPLOYER], ids=lambda column: column.name)
@pytest.mark.parametrize(
    "sign",
    [
        "\u2060",  # word joiner
        "\u200b",  # zero-width space
        "\u200c",
        "\u200d",
        "\u200e",  # left-to-right mark
        "\u00ad",  # soft hyphen
        "\ufeff",  # byte order mark
        "\u00a0",  # no-break space
        "\u202f",
        "\u2003",
        "\u3000",
        "\u2028",  # line separator
        "\t",
        "\n",
        "\u0085",
        "\ue000",  # private use
        "\u034f",
        "\u3164",  # a letter that is blank
        "\ufe0f",
        "\U000e0101",
    ],
    ids=lambda sign: f"U+{ord(sign):04X}",
)
def test_id_with_a_character_that_cannot_be_seen_is_refused(column, sign):
    for text in (f"{sign}p7", f"p{sign}7", f"p7{sign}"):
        assert broken(column, "p7", text) == {HIDDEN: [text]}


@pytest.mark.parametrize(
    "text", ["p7", "p 7", "p-7", "p_7", "ærlig", "Å7", "Ж7", "\u212eu", "名", "0f" * 32]
)
def test_id_that_shows_all_its_characters_is_taken(text):
    assert broken(PERSON, text) == {}


@pytest.mark.parametrize("text", ["A\u030a", "e\u0301", "\u212b", "o\u0302\u0301"])
def test_id_that_is_not_composed_is_refused_also_alone(text):
    assert broken(PERSON, text) == {NOT_COMPOSED: [text]}


def test_id_with_both_faults_is_told_once():
    assert broken(PERSON, "e\u0301\u200b7") == {HIDDEN: ["e\u0301\u200b7"]}


@pytest.mark.parametrize(
    ("texts", "refused"),
    [
        (["Sri Lanka", "Sri\u00a0Lanka"], ["Sri\u00a0Lanka"]),
        (["Syria", "Sy\u00adria", "Iran"], ["Sy\u00adria"]),
        (["\u00c5land", "A\u030aland"], ["A\u030aland"]),
        (["A\u030aland", "\u212bland"], ["A\u030aland", "\u212bland"]),
        (["a\tb", "a b"], ["a\tb"]),
        (["a\tb", "ab"], []),
        (["Sri\u00a0Lanka"], []),
        (["A\u030aland"], []),
        (["\u00c5land", "Aland", "åland"], []),
        (["Syria", "Sy-ria"], []),
    ],
)
def test_other_text_is_refused_only_beside_one_that_looks_the_same(texts, refused):
    assert broken(COUNTRY, *texts) == ({LOOKS_ALIKE: refused} if refused else {})


@pytest.mark.parametrize("column", [PERSON, PLACE], ids=lambda column: column.name)
@pytest.mark.parametrize(
    "text",
    [
        "Sum", "SUM", "sum:", "Summen", "Sum 2020", "Delsum", "Totalsum", "Hovedsum", "Total",
        "Totalt", "TOTALT (N=200)", "Subtotal", "Grand total", "I alt", "i alt:", "Ialt",
        "Til sammen", "Tilsammen", "Antall", "Antall deltakere", "antall=12", "Gjennomsnitt",
        "Snitt", "Average", "Hele landet", "Alle kommuner", "N=200", "n = 200",
    ],
)  # fmt: skip
def test_name_of_a_total_is_refused(column, text):
    assert broken(column, text) == {TOTAL: [text]}


@pytest.mark.parametrize(
    "text",
    [
        "sumo",
        "Sumba",
        "sum7",
        "sum-7",
        "sum_7",
        "totalitær",
        "N",
        "n7",
        "nn=",
        "ialtx",
        "xsum",
        "1",
    ],
)
def test_id_that_only_begins_like_a_total_is_taken(text):
    assert broken(PERSON, text) == {}


def test_employer_may_be_called_total():
    assert broken(EMPLOYER, "Total") == {}
    assert broken(COUNTRY, "Sum") == {}


def test_text_that_is_refused_already_is_not_told_again():
    texts = ["x\u2060", "Sum", "e\u0301"]
    found = ids_and_texts(texts, PERSON, np.zeros(3, dtype=bool))
    assert not np.any(list(found.values()))


def lost(ids, participants):
    rows, rule_hint = lost_zeros(pd.Series(ids, dtype="category"), pd.Index(participants))
    return rows.tolist(), rule_hint[rule_hint.index("(") : rule_hint.index(")") + 1]


def test_rows_whose_id_is_a_participants_but_for_zeros_in_front_are_found():
    ids = ["7", "007", "7", "8", "70", None, "0007"]
    found = lost(ids, ["007", "9"])
    assert found == ([True, False, True, False, False, False, True], "(rows: 3, ids: 2)")
    assert lost(["07"], ["7"]) == ([True], "(rows: 1, ids: 1)")


def test_ids_that_are_all_of_participants_have_lost_nothing():
    assert lost(["7", "007"], ["7", "007"]) == ([False, False], "(rows: 0, ids: 0)")
    assert lost([], ["7"]) == ([], "(rows: 0, ids: 0)")


def test_categories_without_rows_are_no_twins():
    ids = pd.Series(["7", "8"], dtype=pd.CategoricalDtype(["7", "007", "8"]))
    assert twins_by_zeros(ids).tolist() == [False, False]
    both = pd.Series(["7", None, "007"], dtype=ids.dtype)
    assert twins_by_zeros(both).tolist() == [True, False, True]


@pytest.mark.parametrize("others", [["7"], ["7", "a"], ["-", "7"], ["-", "/", "7", "a"]])
@pytest.mark.parametrize("zeros", ["07", "007", "0000007"])
def test_twins_are_found_among_categories_in_any_order(others, zeros):
    written = sorted([zeros, *others])
    for categories in (written, written[::-1]):
        ids = pd.Series(written, dtype=pd.CategoricalDtype(categories))
        assert twins_by_zeros(ids).tolist() == [one in (zeros, "7") for one in written]
        assert not twins_by_zeros(ids[ids.isin(others)]).any()


WRITTEN = "p\u20607"


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_id_with_a_hidden_character_is_refused_in_every_format(tmp_path, file_format):
    jobs = TABLES["jobs"].assign(person_id=[WRITTEN])
    write_registers(tmp_path, DATASET, {**TABLES, "jobs": jobs}, file_format)
    told = refusal(tmp_path)
    assert ", column 'person_id': an id holds no character that cannot be seen" in told
    assert "found 'a?9'" in told
    assert WRITTEN not in told


def test_blanks_around_an_id_are_still_taken_off(folder):
    for blank in (" ", "\u00a0", "\u200b", "\ufeff"):
        registers = read_registers(folder({"jobs": file_of("jobs", person_id=f"a{blank}")}))
        assert registers.tables["jobs"]["person"].tolist() == [0]


def test_nothing_is_found_among_a_hundred_thousand_ids_in_which_nothing_is_wrong():
    ids = pd.Series([f"s{number:09d}" for number in range(100_000)], dtype="category")
    found = ids_and_texts(ids.cat.categories.tolist(), PERSON, np.ones(len(ids), dtype=bool))
    assert not np.any(list(found.values()))


@pytest.mark.parametrize("column", [PERSON, EMPLOYER], ids=lambda column: column.name)
@pytest.mark.parametrize("text", ["1.23457E+10", "1,23457E+10", "1e+11", "9E+015"])
def test_id_that_a_spreadsheet_wrote_with_an_exponent_is_refused(column, text):
    assert broken(column, text, "12345678901") == {WITH_EXPONENT: [text]}


@pytest.mark.parametrize("text", ["1E10", "12E+3", "1.5", "a1E+10", "1E+10b", "e-1103-7", "+47"])
def test_id_that_merely_resembles_a_number_with_an_exponent_is_kept(text):
    assert broken(PERSON, text) == {}


def test_country_may_be_written_as_it_likes():
    assert broken(COUNTRY, "1.23457E+10") == {}
