"""Municipality codes of their date, read as those of 2024; splits."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates.live import open_live
from analysis.reference.places import Period, code_periods
from analysis.registers.account import Remark
from analysis.registers.areas import DatedCodes, present_codes
from analysis.registers.read import read_registers

from .folders import breaks, fates, refusal, remarks, write_folder

PEOPLE = "person_id,municipality,programme_start,programme_end\n"
HOMES = "person_id,municipality,start,end\n"
LARGEST, KEEP = 'split_rule = "largest"\n', 'split_rule = "keep"\n'
ANOTHER = "municipality_code_of_another_date"


def people(*rows):
    """Return participants, each a code and the dates of a programme."""
    return PEOPLE + "".join(
        f"{person},{row}\n" for person, row in zip("abcdef", rows, strict=False)
    )


def codes_of(registers, table="participants", column="municipality"):
    return registers.tables[table][column].astype(object).tolist()


def told(registers, table="participants", column="municipality"):
    """Return remark -> rows of a column of municipalities."""
    found = remarks(registers)
    return {key[2]: n for key, n in found.items() if key[:2] == (table, column)}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1902,2017-05-01,2018-05-01", "5501"),
        ("5401,2020-01-01,2023-12-31", "5501"),
        ("1201,2019-12-31,2021-05-01", "4601"),  # in use on the first day
        ("4601,2018-05-01,2020-01-01", "4601"),  # in use on the last day
        ("1601,2017-12-31,2018-01-01", "5001"),
        ("1662,2016-05-01,2017-05-01", "5001"),  # Klæbu, merged into Trondheim
        ("0301,2016-05-01,2017-05-01", "0301"),
    ],
)
def test_a_code_of_its_date_becomes_that_of_2024(folder, row, code):
    registers = read_registers(folder({"participants": people(row)}))
    assert codes_of(registers) == [code]
    assert told(registers) == ({} if row[:4] == code else {"municipality_recoded": 1})


def test_a_code_of_another_date_is_taken_where_it_means_one_place_and_counted(folder):
    rows = people("5501,2016-05-01,2017-05-01", "1902,2024-05-01,2024-06-01", "0301,2016-05-01,")
    registers = read_registers(folder({"participants": rows}))
    assert codes_of(registers) == ["5501", "5501", "0301"]
    assert told(registers) == {"municipality_recoded": 1, ANOTHER: 2}


@pytest.mark.parametrize(
    ("header", "row", "others"),
    [
        ("settled,programme_end", "2020-01-10,", 0),  # settled stands in for the start
        ("settled,programme_end", "2019-01-10,2019-12-31", 1),
        ("programme_end", "2019-12-31", 1),  # nothing is known of before the end
        ("programme_end", "2020-01-01", 0),
        ("programme_start", "2016-01-01", 1),  # open: to December 2017, the last observed month
        ("programme_start", "2020-01-01", 0),  # begins after it
    ],
)
def test_a_row_spans_from_its_first_known_date_to_its_end(folder, header, row, others):
    text = f"person_id,municipality,{header}\na,4601,{row}\n"
    registers = read_registers(folder({"participants": text}))
    assert told(registers) == ({ANOTHER: 1} if others else {})


def test_an_open_residence_lasts_to_the_last_observed_month(folder):
    rows = HOMES + "a,1601,2015-01-01,\na,5001,2015-01-01,\n"
    registers = read_registers(folder({"residence": rows}))
    assert codes_of(registers, "residence") == ["5001"]  # one place, said twice
    assert told(registers, "residence") == {"municipality_recoded": 1, ANOTHER: 1}
    assert fates(registers, "residence") == {"identical_row": 1, "used": 1}


def test_a_code_that_norway_never_had_is_refused_with_its_rows(folder):
    rows = people("0301,2015-05-01,", "1299,2015-05-01,", "9999,2015-05-01,")
    assert refusal(folder({"participants": rows})) == breaks(
        "participants.csv, column 'municipality': no municipality of Norway has had this code.",
        "  row 3: found '9999'",
        "  row 4: found '9999'",
        "  Translate it by codes.municipality under [tables.participants], add it to 'missing'"
        ' where it means not given (such as 9999), or set area_scheme = "own".',
    )


def test_unknown_codes_of_all_tables_are_said_at_once_under_the_owners_names(folder):
    tables = {
        "participants": people("1299,2015-05-01,"),
        "residence": HOMES.replace("municipality", "kommune") + "a,4321,2015-01-01,\n",
        "areas": "code,name,year\n0001,a,2015\n",
    }
    lines = {"residence": 'columns = { municipality = "kommune" }'}
    text = refusal(folder(tables, tables_toml=lines))
    for where in (
        "participants.csv, column 'municipality'",
        "residence.csv, column 'kommune' (residence.municipality)",
        "areas.csv, column 'code'",
    ):
        assert f"{where}: no municipality of Norway has had this code.\n  row 2: found" in text


def test_twenty_rows_of_a_kind_are_shown_and_the_rest_counted(folder):
    rows = HOMES + "a,1299,2015-01-01,2015-02-01\n" * 25
    text = refusal(folder({"residence": rows}))
    assert text.count("  row ") == 20
    assert "  and 5 more rows\n" in text


def test_codes_are_not_looked_up_under_an_own_scheme(folder):
    rows = people("1201,2015-05-01,", "1299,2015-05-01,", "Nord,2015-05-01,", "1507,2015-05-01,")
    registers = read_registers(folder({"participants": rows}, 'area_scheme = "own"\n'))
    assert codes_of(registers) == ["1201", "1299", "Nord", "1507"]
    assert told(registers) == {}


def test_a_code_of_not_given_is_missing_where_it_is_declared(folder):
    registers = read_registers(
        folder({"participants": people("9999,2015-05-01,")}, 'missing = ["9999"]\n')
    )
    assert told(registers) == {"municipality_missing": 1}


def test_a_split_municipality_is_refused_and_the_successors_are_named(folder):
    rows = people("1613,2016-01-01,2016-05-01", "0301,2016-01-01,", "5012,2019-01-01,2019-05-01")
    assert refusal(folder({"participants": rows})) == breaks(
        "participants.csv, column 'municipality': Snillfjord (to 2019), code 1613, 5012, was split"
        " and is now 5055 Heim, 5056 Hitra and 5059 Orkland.",
        "  row 2: found '9999'",
        "  row 4: found '9999'",
        '  Declare split_rule = "largest" (5059 Orkland) or "keep" (an area of its own, 5012), or'
        " translate the code by codes.municipality under [tables.participants].",
    )


@pytest.mark.parametrize("code", ["1504", "1507", "1523", "1529", "1534", "1546", "1850"])
@pytest.mark.parametrize("table", ["participants", "residence", "areas"])
def test_every_code_of_a_split_is_refused_in_every_table(folder, code, table):
    row = {
        "participants": people(f"{code},2016-01-01,2017-01-01"),
        "residence": HOMES + f"a,{code},2016-01-01,2017-01-01\n",
        "areas": f"code,name,year\n{code},a,2016\n",
    }[table]
    text = refusal(folder({table: row}))
    now = "1806 Narvik and 1875 H" if code == "1850" else "1508 Ålesund and 1580 Haram"
    assert f"was split and is now {now}" in text
    assert f" under [tables.{table}]." in text


@pytest.mark.parametrize(
    ("codes", "largest", "kept"),
    [
        (("1504", "1523", "1529", "1534", "1546", "1507"), "1508", "1507"),
        (("1850",), "1806", "1850"),
        (("1613", "5012"), "5059", "5012"),
    ],
)
def test_a_split_is_read_by_the_rule_that_is_declared(folder, codes, largest, kept):
    rows = people(*(f"{code},2015-01-01,2022-01-01" for code in codes))
    for rule, code in ((LARGEST, largest), (KEEP, kept)):
        registers = read_registers(folder({"participants": rows}, rule))
        assert codes_of(registers) == [code] * len(codes)
        found = told(registers)
        assert found.pop("municipality_split") == len(codes)
        changed = sum(one != code for one in codes)
        assert found == ({"municipality_recoded": changed} if changed else {})


def test_a_split_can_be_decided_by_hand(folder):
    lines = {"participants": 'codes.municipality = { 1507 = "1580" }'}
    rows = people("1507,2021-01-01,2022-01-01")
    registers = read_registers(folder({"participants": rows}, tables_toml=lines))
    assert codes_of(registers) == ["1580"]
    assert told(registers) == {ANOTHER: 1}


def test_a_kept_municipality_has_a_name_of_its_own(tmp_path):
    rows = people("1508,2024-01-01,", "1504,2016-01-01,2017-01-01", "1850,2016-01-01,2017-01-01")
    areas = "code,name,year\n1507,Ålesund,2021\n1508,Ålesund,2024\n"
    study = open_live(write_folder(tmp_path, {"participants": rows, "areas": areas}, KEEP))
    assert study.areas() == {
        "1507": "Ålesund (to 2023)",
        "1508": "Ålesund",
        "1850": "Tysfjord (to 2019)",
    }


USED_AGAIN = (
    Period("0001", 0, 2009, ("4601",)),
    Period("0001", 2010, 2014, ("5501",)),
    Period("0002", 0, 2004, ("0301",)),
    Period("0002", 2010, 2014, ("0301",)),
)
"""0001 was given to another place in 2010; 0002 came back for the same one."""
AMBIGUOUS = "this code has meant several municipalities, and the dates of the row do not tell which"


def read_with(rows, periods=USED_AGAIN):
    """Return what present_codes makes of rows of code, first and last year."""
    codes, first, last = zip(*rows, strict=True)
    values = pd.Series(codes, range(2, len(codes) + 2), dtype="string").astype("category")
    dated = DatedCodes(values, np.array(first), np.array(last), "codes.x under [tables.y]")
    return present_codes(dated, "refuse", periods)


@pytest.mark.parametrize(
    ("code", "first", "last", "present"),
    [
        ("0001", 2009, 2009, "4601"),
        ("0001", 2010, 2010, "5501"),
        ("0001", 2014, 2020, "5501"),
        ("0001", 2009, 2010, None),  # two places within the row
        ("0001", 2015, 2016, None),  # neither
        ("0002", 2004, 2010, "0301"),
        ("0002", 2006, 2007, "0301"),
    ],
)
def test_a_code_that_was_used_again_means_the_place_of_its_date(code, first, last, present):
    found = read_with([(code, first, last)])
    assert [rule.partition("|")[0] for rule in found.broken] == ([] if present else [AMBIGUOUS])
    if present:
        assert found.values.tolist() == [present]


def test_a_missing_code_stays_missing_and_breaks_nothing():
    found = read_with([(None, 2009, 2009), ("0001", 2009, 2009)])
    assert found.values.isna().tolist() == [True, False]
    assert not found.broken
    assert found.remarks == {Remark.RECODED: 1, Remark.SPLIT: 0, Remark.CODE_OF_ANOTHER_DATE: 0}


def by_row(code, first, last, periods):
    """Return the present code, slowly: every period, every year."""
    mine = [period for period in periods if period.code == code]
    years = range(first, last + 1)
    on_date = {one.now for one in mine if any(one.first <= y <= one.last for y in years)}
    meanings = on_date or {one.now for one in mine}
    return min(meanings)[0] if len(meanings) == 1 and len(min(meanings)) == 1 else None


known = st.sampled_from([*USED_AGAIN, *code_periods()]).map(lambda period: period.code)
dated_rows = st.tuples(
    st.one_of(known, st.just("1299")), st.integers(2000, 2026), st.integers(0, 9)
)


@given(st.lists(dated_rows, min_size=1, max_size=30))
def test_rows_read_together_are_read_as_one_by_one(rows):
    rows = [(code, first, first + length) for code, first, length in rows]
    periods = (*USED_AGAIN, *code_periods())
    found = read_with(rows, periods)
    wrong = np.any([np.zeros(len(rows), dtype=bool), *found.broken.values()], axis=0)
    for row, bad, value in zip(rows, wrong, found.values, strict=True):
        expected = by_row(*row, periods)
        assert bad == (expected is None)
        assert bad or value == expected
