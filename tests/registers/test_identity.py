"""National identity numbers: built by hand from the published rule, never a real person's."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis.registers.contract import TABLES, Kind
from analysis.registers.identity import any_like_one, pass_as_identity_numbers
from analysis.registers.read import read_registers
from analysis.registers.text_numbers import numbered

from .folders import breaks, file_of, refusal, remarks

RULE = "no value is a national identity number, or holds one; more than 1 in 100 here do."
HINT = "  Replace ids by pseudonyms, the same in every table; take the numbers out of other texts."
FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def numbers_of(date, count=1):
    """Return the first numbers of a date 'DDMMYY' that have two check digits."""
    found = []
    for individual in range(1000):
        digits = [int(digit) for digit in f"{date}{individual:03d}"]
        for weights in (FIRST, SECOND):
            rest = sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
            digits.append((11 - rest) % 11)
        if max(digits) < 10:
            found.append("".join(map(str, digits)))
    return found[:count]


def people(ids):
    rows = "".join(f"{person},0301,2015-06-10\n" for person in ids)
    jobs = file_of("jobs", person_id=ids[-1])
    return {"participants": "person_id,municipality,programme_start\n" + rows, "jobs": jobs}


@pytest.mark.parametrize(
    ("date", "passes"),
    [
        ("010180", True),
        ("311299", True),
        ("410180", True),  # a D-number: day + 40
        ("710199", True),
        ("290280", True),  # 1980 had a 29 February
        ("290281", False),
        ("310480", False),
        ("000180", False),
        ("320180", False),
        ("011380", False),
        ("720180", False),
    ],
)
def test_date_decides(date, passes):
    (number,) = numbers_of(date)
    assert pass_as_identity_numbers(pd.Index([number])).tolist() == [passes]


@pytest.mark.parametrize("place", range(11))
def test_any_one_wrong_digit_is_seen(place):
    (number,) = numbers_of("150685")
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert pass_as_identity_numbers(pd.Index([number, wrong])).tolist() == [True, False]


def test_number_that_lost_its_first_zero_still_passes():
    (number,) = numbers_of("010180")
    assert pass_as_identity_numbers(pd.Index([number[1:], "", "x"])).tolist() == [
        True,
        False,
        False,
    ]


def test_random_pseudonyms_pass_in_less_than_1_in_1000():
    drawn = np.random.default_rng(7).integers(0, 10**11, 200_000)
    passes = pass_as_identity_numbers(pd.Index([f"{number:011d}" for number in drawn]))
    assert 0.0004 < passes.mean() < 0.0009  # with D-numbers 2 x 365.25 / 10,000 / 121


def test_ids_that_are_identity_numbers_are_refused(folder):
    told = refusal(folder({**people(numbers_of("150685", 3)), "jobs": file_of("jobs")}))
    assert told == breaks(
        "participants.csv, column 'person_id': " + RULE,
        "  row 2: found '99999999999'",
        "  row 3: found '99999999999'",
        "  row 4: found '99999999999'",
        HINT,
    )


@pytest.mark.parametrize(("others", "refused"), [(98, True), (99, False), (150, False)])
def test_one_in_a_hundred_is_a_warning_and_more_is_an_error(folder, others, refused):
    ids = [*numbers_of("150685"), *(f"p{number}" for number in range(others))]
    path = folder(people(ids))
    if refused:
        assert RULE in refusal(path)
    else:
        told = {("participants", "person_id", "looks_like_identity_number"): 1}
        assert remarks(read_registers(path)) == told


COLUMNS = [
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns
    if column.kind in (Kind.ID, Kind.TEXT)
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_identity_number_in_any_column_of_ids_or_texts_is_refused(folder, table, column):
    (number,) = numbers_of("150685")
    assert refusal(folder({table: file_of(table, **{column: number})})) == breaks(
        f"{table}.csv, column '{column}': {RULE}", "  row 2: found '99999999999'", HINT
    )


@pytest.mark.parametrize("written", ["Kari {0}", "{0}, Kari", "nr. {1} {2}", "{1}-{2}"])
def test_identity_number_among_words_is_refused(folder, written):
    (number,) = numbers_of("150685")
    text = written.format(number, number[:6], number[6:])
    row = file_of("activities", name=f'"{text}"')
    assert f"activities.csv, column 'name': {RULE}" in refusal(folder({"activities": row}))


@pytest.mark.parametrize("text", ["Kari {0}1", "1{0} x", "{1}  {2} x"])
def test_longer_numbers_are_no_identity_numbers(folder, text):
    (number,) = numbers_of("150685")
    row = file_of("activities", name=text.format(number, number[:6], number[6:]))
    assert read_registers(folder({"activities": row})).remarks.empty


def test_a_form_rules_out_only_what_no_text_holds():
    ruled_out = 0
    rng = np.random.default_rng(4)
    for length in rng.integers(1, 14, 2000):
        texts = {"".join(rng.choice(list("0123456789-:"), length, p=[0.097] * 10 + [0.015] * 2))}
        distinct = numbered([pa.array(sorted({*texts, "-" * length}))])[1]
        ruled_out += not any_like_one(distinct.texts, distinct.form)
        assert any_like_one(distinct.texts, distinct.form) == any_like_one(distinct.texts)
    assert 500 < ruled_out < 1900
