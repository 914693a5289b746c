"""What a value means, or the full text with which it is refused."""

import datetime as dt

import pandas as pd
import pytest

from analysis.registers.read import read_registers

from .folders import JOBS, PARTICIPANTS, breaks, refusal, remarks

PEOPLE = "person_id,municipality,programme_start"
HOURS_RULE = "jobs.csv, column 'hours_per_week': hours a week are a number between 0 and 168."
MEND = "  Mend the value."
CORRECTION = "  Mend it; where it is a correction, set net_negative_hours = true under [repairs]."
DIGITS = (
    "  Write digits only, with '.' before decimals; leave unknown values empty, or declare their"
    " word in missing."
)
OTHER_SIGN = (
    "  Write '.' before decimals, and no other sign in a number; or declare"
    ' decimal = "," under [dialect], where all numbers are written so.'
)
COMMA = '[dialect]\ndecimal = ","\ndelimiter = ";"\n'
WRITE_SO = "  Write the date so, or declare another date_format under [dialect]."
OPEN_END = "declare the code of an open end in open_dates."
NORWEGIAN_DATES = '[dialect]\ndate_format = "%d.%m.%Y"\n'


def people(name, value, programme_start="2015-06-10"):
    """Return a participants file of one row with one more column."""
    return f"{PEOPLE},{name}\na,0301,{programme_start},{value}\n"


def one_job(name, value):
    return f"person_id,start,end,{name}\na,2015-08-01,2015-12-31,{value}\n"


def value_of(registers, table, name):
    (value,) = registers.tables[table][name].tolist()
    return value


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [
        ("0.5", 50),
        ("0.99", 99),
        ("1", 100),
        ("1.0", 100),
        ("0.285", 29),  # 28.499999999999996 where it is multiplied in binary
        ("0.145", 15),
        ("0.284", 28),
        ("37.5", 3750),
        ("168", 16800),
        ("0", 0),
        ("-0", 0),
        ("+7.5", 750),
        ("007", 700),
        (" 37.5 ", 3750),
    ],
)
def test_hours_are_hundredths_of_the_number_as_written(folder, written, hundredths):
    registers = read_registers(folder({"jobs": one_job("hours_per_week", written)}))
    assert value_of(registers, "jobs", "hours_per_week") == hundredths
    assert registers.tables["jobs"]["hours_per_week"].dtype == "Int32"


def test_tenths_of_hours_add_up_to_one(folder):
    rows = [f"a,2015-0{m}-01,2015-12-31,{h}\n" for m, h in ((1, 0.7), (2, 0.2), (3, 0.1))]
    jobs = "person_id,start,end,hours_per_week\n" + "".join(rows)
    assert read_registers(folder({"jobs": jobs})).tables["jobs"]["hours_per_week"].sum() == 100


@pytest.mark.parametrize(
    ("written", "shape", "hint"),
    [
        ("-5", "-9", CORRECTION),
        ("168.01", "999.99", MEND),
        ("inf", "aaa", DIGITS),
        ("1e400", "9a999", DIGITS),
        ("1e3", "9a9", DIGITS),
        ("9" * 400, "9" * 24 + "…", MEND),
        ("NaN", "aaa", DIGITS),
        ('"0,5"', "9,9", OTHER_SIGN),
        ('"-0,5"', "-9,9", OTHER_SIGN),
        ('"1.000,5"', "9.999,9", DIGITS),
        ("1 000", "9 999", DIGITS),
        ("0x10", "9a99", DIGITS),
        ("1_0", "9_9", DIGITS),
        ("ca 20", "aa 99", DIGITS),
        ("=1+1", "=9+9", DIGITS),
        (".5", ".9", DIGITS),
        ("٣", "9", DIGITS),
    ],
)
def test_hours_that_are_no_hours_are_an_error(folder, written, shape, hint):
    assert refusal(folder({"jobs": one_job("hours_per_week", written)})) == breaks(
        HOURS_RULE, f"  row 2: found '{shape}'", hint
    )


def test_decimal_comma_is_read_where_it_is_declared(folder):
    jobs = "person_id;start;end;hours_per_week\na;2015-08-01;2015-12-31;0,5\n"
    people = "person_id;municipality;programme_start\na;0301;2015-06-10\n"
    registers = read_registers(folder({"jobs": jobs, "participants": people}, COMMA))
    assert value_of(registers, "jobs", "hours_per_week") == 50


@pytest.mark.parametrize(
    ("written", "shape", "hint"),
    [
        ("0.5", "9.9", OTHER_SIGN.replace("'.'", "','").replace('","', '"."')),
        ("1.000", "9.999", OTHER_SIGN.replace("'.'", "','").replace('","', '"."')),
        ("1.000,5", "9.999,9", DIGITS.replace("'.'", "','")),
        ("ca 20", "aa 99", DIGITS.replace("'.'", "','")),
        ("-0,5", "-9,9", CORRECTION),
    ],
)
def test_hint_never_asks_for_the_decimal_sign_that_is_declared(folder, written, shape, hint):
    jobs = f"person_id;start;end;hours_per_week\na;2015-08-01;2015-12-31;{written}\n"
    people = "person_id;municipality;programme_start\na;0301;2015-06-10\n"
    assert refusal(folder({"jobs": jobs, "participants": people}, COMMA)) == breaks(
        HOURS_RULE, f"  row 2: found '{shape}'", hint
    )


@pytest.mark.parametrize(("hours", "hint"), [(168.5, MEND), (-0.5, CORRECTION)])
def test_number_that_a_file_keeps_as_one_has_no_wrong_decimal_sign(folder, hours, hint):
    day = dt.date(2015, 6, 10)
    row = {"person_id": ["a"], "start": [day], "end": [day], "hours_per_week": [hours]}
    people = "person_id;municipality;programme_start\na;0301;2015-06-10\n"
    told = refusal(folder({"jobs": pd.DataFrame(row), "participants": people}, COMMA))
    assert told.splitlines()[3] == hint


@pytest.mark.parametrize(
    ("written", "kroner"),
    [("25000", 25000), ("25000.49", 25000), ("25000.5", 25001), ("24999.5", 25000), ("0", 0)],
)
def test_money_is_whole_kroner_and_a_half_is_rounded_up(folder, written, kroner):
    registers = read_registers(folder({"jobs": one_job("monthly_earnings", written)}))
    assert value_of(registers, "jobs", "monthly_earnings") == kroner


def test_negative_money_is_an_error(folder):
    assert refusal(folder({"jobs": one_job("monthly_earnings", "-100")})) == breaks(
        "jobs.csv, column 'monthly_earnings': an amount is a number of NOK, not negative.",
        "  row 2: found '-999'",
        CORRECTION,
    )


@pytest.mark.parametrize(
    ("written", "millionths"), [("0.33", 330_000), ("1", 10**6), ("4.46", 4_460_000)]
)
def test_weights_are_millionths(folder, written, millionths):
    registers = read_registers(folder({"participants": people("weight", written)}))
    assert value_of(registers, "participants", "weight") == millionths


@pytest.mark.parametrize("written", ["0", "-1", "0.0000001", "x"])
def test_weight_that_is_not_above_0_is_an_error(folder, written):
    told = refusal(folder({"participants": people("weight", written)}))
    assert "participants.csv, column 'weight': a weight is a number above 0." in told


@pytest.mark.parametrize("written", ["1899", "2101", "85", "1985.5", "x"])
def test_year_that_is_none_is_an_error(folder, written):
    told = refusal(folder({"participants": people("birth_year", written)})).splitlines()
    assert told[1] == (
        "participants.csv, column 'birth_year': a year is a whole number between 1900 and 2100."
    )
    assert told[3] == "  Write the year with four digits."


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("TRUE", True), ("1", True), ("ja", True), ("JA ", True), ("nei", False)],
)
def test_yes_and_no_in_the_usual_words(folder, written, value):
    registers = read_registers(folder({"jobs": one_job("subsidised", written)}))
    assert value_of(registers, "jobs", "subsidised") is value


@pytest.mark.parametrize(("written", "shape"), [("2", "9"), ("9", "9"), ("maybe", "aaaaa")])
def test_yes_and_no_in_other_words_are_an_error(folder, written, shape):
    assert refusal(folder({"jobs": one_job("subsidised", written)})) == breaks(
        "jobs.csv, column 'subsidised': yes and no are written as [dialect] declares.",
        f"  row 2: found '{shape}'",
        "  Declare yes and no under [dialect].",
    )


def test_declared_words_for_yes_and_no_replace_the_usual_ones(folder):
    declared = '[dialect]\nyes = ["J"]\nno = ["N"]\n'
    registers = read_registers(folder({"jobs": one_job("subsidised", "j")}, declared))
    assert value_of(registers, "jobs", "subsidised") is True
    assert "aa" in refusal(folder({"jobs": one_job("subsidised", "ja")}, declared))


@pytest.mark.parametrize(
    ("written", "shape"), [("JA ", "aa"), ("2", "9"), ("True", "aaaa"), ("Female", "aaaaaa")]
)
def test_code_that_is_not_declared_is_an_error(folder, written, shape):
    told = refusal(folder({"participants": people("sex", written.strip())}))
    assert told == breaks(
        "participants.csv, column 'sex': allowed: female, male.",
        f"  row 2: found '{shape}'",
        "  Translate your own codes under [tables.participants.codes.sex].",
    )


def test_own_codes_are_translated_and_then_the_only_ones(folder):
    codes = {"participants": 'codes.sex = { K = "female", M = "male" }'}
    text = people("sex", "K") + "b,0301,2015-06-10,M\n"
    registers = read_registers(folder({"participants": text}, tables_toml=codes))
    assert registers.tables["participants"]["sex"].tolist() == ["female", "male"]
    assert "allowed: K, M." in refusal(folder({"participants": people("sex", "female")}, "", codes))


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2020-13", WRITE_SO),
        ("2015-13-01", "  Mend the date."),
        ("2015-02-31", "  Mend the date."),
        ("2101-01-01", "  Mend the date."),
        ("2015-06", WRITE_SO),
        ("20150610", WRITE_SO),
        ("10.06.2015", WRITE_SO),
    ],
)
def test_date_that_is_none_is_an_error_with_its_row(folder, written, hint):
    shape = "".join("9" if c.isdigit() else c for c in written)
    assert refusal(folder({"participants": f"{PEOPLE}\na,0301,{written}\n"})) == breaks(
        "participants.csv, column 'programme_start': a date without time of day, written as"
        " date_format says: %Y-%m-%d (as 2016-12-31), 1900 to 2100.",
        f"  row 2: found '{shape}'",
        hint,
    )


@pytest.mark.parametrize(
    ("end", "hint"),
    [
        ("9999-12-31", f"{WRITE_SO.removesuffix('.')}; {OPEN_END}"),
        ("31.12.9999", f"  Mend the date; {OPEN_END}"),
    ],
)
def test_end_that_is_no_date_may_be_the_code_of_an_open_one(folder, end, hint):
    tables = {
        "participants": f"{PEOPLE}\na,0301,10.06.2015\n",
        "jobs": f"person_id,start,end\na,01.08.2015,{end}\n",
    }
    assert refusal(folder(tables, NORWEGIAN_DATES)) == breaks(
        "jobs.csv, column 'end': a date without time of day, written as date_format says: %d.%m.%Y"
        " (as 31.12.2016), 1900 to 2100.",
        f"  row 2: found '{'9999-99-99' if '-' in end else '99.99.9999'}'",
        hint,
    )


@pytest.mark.parametrize(
    "written",
    ["2015-01-31T23:30Z", "2015-01-31 23:30", "2015-01-31T00:00:00", "2015-01-31T23:30+01:00"],
)
def test_time_of_day_or_zone_is_an_error_in_text(folder, written):
    assert "a date without time of day" in refusal(
        folder({"participants": f"{PEOPLE}\na,0301,{written}\n"})
    )


@pytest.mark.parametrize(
    "moment",
    [pd.Timestamp("2015-01-31 23:30"), pd.Timestamp("2015-01-31", tz="UTC")],
)
def test_time_of_day_or_zone_is_an_error_in_parquet(folder, moment):
    frame = pd.DataFrame({"person_id": ["a"], "municipality": "0301", "programme_start": [moment]})
    assert "a date without time of day" in refusal(folder({"participants": frame}))


def test_day_comes_before_month_where_that_is_declared(folder):
    text = f"{PEOPLE}\na,0301,03.04.2015\nb,0301,13.04.2015\n"
    dates = {"participants": text, "jobs": "person_id,start,end\n"}
    table = read_registers(folder(dates, NORWEGIAN_DATES)).tables["participants"]
    assert table["programme_start"].dt.strftime("%d %b").tolist() == ["03 Apr", "13 Apr"]


def test_31_february_in_norwegian_writing_is_an_error_with_its_row(folder):
    text = f"{PEOPLE}\na,0301,28.02.2015\nb,0301,31.02.2015\n"
    told = refusal(folder({"participants": text, "jobs": "person_id,start,end\n"}, NORWEGIAN_DATES))
    assert "  row 3: found '99.99.9999'" in told


@pytest.mark.parametrize("code", ["9999-12-31", "2999-01-01", "1900-01-01"])
def test_code_of_an_open_end_is_open_only_where_it_is_declared(folder, code):
    jobs = f"person_id,start,end\na,2015-08-01,{code}\n"
    assert "jobs.csv, column 'end': a date without" in refusal(folder({"jobs": jobs}))
    registers = read_registers(folder({"jobs": jobs}, f'open_dates = ["{code}"]\n'))
    assert registers.tables["jobs"]["end"].isna().all()
    assert remarks(registers) == {("jobs", "end", "open_date_code"): 1}


@pytest.mark.parametrize("code", ["9999-12-31", "31.12.9999"])
def test_code_of_an_open_end_is_known_in_a_parquet_date(folder, code):
    rows = {"person_id": ["a"], "start": [dt.date(2015, 8, 1)], "end": [dt.date(9999, 12, 31)]}
    people = "person_id,municipality,programme_start\na,0301,10.06.2015\n"
    declared = f'open_dates = ["{code}"]\n' + NORWEGIAN_DATES
    path = folder({"jobs": pd.DataFrame(rows), "participants": people}, declared)
    assert read_registers(path).tables["jobs"]["end"].isna().all()


def test_code_of_an_open_end_is_no_start(folder):
    jobs = "person_id,start,end\na,9999-12-31,9999-12-31\n"
    told = refusal(folder({"jobs": jobs}, 'open_dates = ["9999-12-31"]\n'))
    assert "jobs.csv, column 'start': a date without time of day" in told


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("301", "999"),
        ("03011", "99999"),
        ("Oslo", "aaaa"),
        ("301.0", "999.9"),
        ("5001.0", "9999.9"),
    ],
)
def test_municipality_that_is_not_four_digits_is_an_error(folder, written, shape):
    assert refusal(folder({"participants": f"{PEOPLE}\na,{written},2015-06-10\n"})) == breaks(
        "participants.csv, column 'municipality': a municipality code is four digits kept as text"
        " (0301, not 301).",
        f"  row 2: found '{shape}'",
        '  Write the column as text, or set area_scheme = "own".',
    )


@pytest.mark.parametrize("code", [301, 301.0, 5001.0])
def test_municipality_as_a_number_that_lost_its_zero_or_became_a_fraction_is_an_error(folder, code):
    day = [dt.date(2015, 6, 10)]
    frame = pd.DataFrame({"person_id": ["a"], "municipality": [code], "programme_start": day})
    assert "four digits kept as text" in refusal(folder({"participants": frame}))


def test_own_scheme_of_areas_takes_any_text(folder):
    text = f"{PEOPLE}\na,Belfast,2015-06-10\n"
    registers = read_registers(folder({"participants": text}, 'area_scheme = "own"\n'))
    assert value_of(registers, "participants", "municipality") == "Belfast"


def test_areas_may_be_translated_by_codes(folder):
    codes = {"participants": 'codes.municipality = { Oslo = "0301" }'}
    registers = read_registers(
        folder({"participants": f"{PEOPLE}\na,Oslo,2015-06-10\n"}, tables_toml=codes)
    )
    assert value_of(registers, "participants", "municipality") == "0301"


def person_frame(ids):
    day = [dt.date(2015, 6, 10)] * len(ids)
    return pd.DataFrame({"person_id": ids, "municipality": "0301", "programme_start": day})


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([7, 12], ["12", "7"]),
        ([7.0, 12.0], ["12", "7"]),
        (["007", "7"], ["007", "7"]),
        (["7.0", "12.0"], ["12", "7"]),
        ([" 7", "12\u00a0"], ["12", "7"]),
    ],
    ids=["integers", "floats", "leading zeros", "floats in text", "blanks"],
)
@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_ids_become_text(folder, ids, expected, file_format):
    frame = person_frame(ids)
    people = frame if file_format == "parquet" else frame.to_csv(index=False)
    path = folder({"participants": people, "jobs": "person_id,start,end\n"})
    assert list(read_registers(path).ids) == expected


@pytest.mark.parametrize("number", [1.5, 2.0**53, float("inf")])
def test_id_as_a_number_that_is_not_exact_is_an_error(folder, number):
    told = refusal(folder({"participants": person_frame([1.0, number])}))
    assert "participants.parquet, column 'person_id': an id is text or a whole number." in told


@pytest.mark.parametrize(
    ("table", "row", "place", "shape"),
    [("participants", " ,0301,2015-06-10\n", 4, " "), ("jobs", ",2015-01-01,,\n", 3, "(empty)")],
)
def test_blank_id_is_an_error_with_its_row(folder, table, row, place, shape):
    text = {"participants": PARTICIPANTS, "jobs": JOBS}[table]
    assert refusal(folder({table: text + row})) == breaks(
        f"{table}.csv, column 'person_id': a value is needed in every row.",
        f"  row {place}: found '{shape}'",
        "  Fill it in, or take the row out.",
    )


def test_start_of_a_spell_is_needed(folder):
    told = refusal(folder({"jobs": "person_id,start,end\na,,2015-08-01\n"}))
    assert "jobs.csv, column 'start': a value is needed in every row." in told


def test_declared_missing_code_is_missing_in_every_format(folder):
    text = people("sex", "9")
    assert "found '9'" in refusal(folder({"participants": text}))
    declared = 'missing = ["9", "99"]\n'
    registers = read_registers(folder({"participants": text}, declared))
    assert registers.tables["participants"]["sex"].isna().all()
    for hours in (99, 99.0, "99"):
        days = [dt.date(2015, 6, 10)]
        frame = pd.DataFrame(
            {"person_id": ["a"], "start": days, "end": days, "hours_per_week": [hours]}
        )
        jobs = read_registers(folder({"jobs": frame}, declared)).tables["jobs"]
        assert jobs["hours_per_week"].isna().all()


def test_text_that_a_spreadsheet_would_run_is_kept_as_text(folder):
    registers = read_registers(folder({"participants": people("track", "=1+1")}))
    assert value_of(registers, "participants", "track") == "=1+1"


def test_numbers_of_areas_are_read_with_the_declared_decimal_sign(folder):
    areas = "code;name;year;unemployment\n0301;Oslo;2015;3,5\n"
    people = "person_id;municipality;programme_start\na;0301;2015-06-10\n"
    tables = {"areas": areas, "participants": people, "jobs": "person_id;start;end\n"}
    assert value_of(read_registers(folder(tables, COMMA)), "areas", "unemployment") == 3.5


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("%Y-%m-%d", "now"),
        ("%Y-%m-%d", "today"),
        ("%Y-%m-%d", "２０１５-08-01"),
        ("%d%m%Y", "1112015"),
        ("%Y%m%d", "2015111"),
        ("%d%m%y", "11115"),
    ],
)
def test_text_of_another_shape_than_the_format_is_no_date(folder, form, written):
    jobs = f"person_id,start,end\na,{written},\n"
    people = pd.Timestamp("2015-06-10").strftime(form)
    tables = {
        "participants": f"person_id,municipality,programme_start\na,0301,{people}\n",
        "jobs": jobs,
    }
    text = refusal(folder(tables, f'[dialect]\ndate_format = "{form}"\n'))
    assert "jobs.csv, column 'start': a date without time of day" in text
    assert "  row 2: found" in text


def test_day_and_month_of_one_digit_are_read_where_signs_part_them(folder):
    tables = {
        "participants": "person_id,municipality,programme_start\na,0301,1.6.2015\n",
        "jobs": "person_id,start,end\na,3.8.2015,\n",
    }
    jobs = read_registers(folder(tables, '[dialect]\ndate_format = "%d.%m.%Y"\n')).tables["jobs"]
    assert str(jobs["start"].iloc[0].date()) == "2015-08-03"
