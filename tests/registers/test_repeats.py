"""Rows that say the same are kept once and counted; rows that contradict each other stop."""

import pytest

from analysis.registers.read import read_registers

from .folders import PARTICIPANTS, breaks, fates, refusal, remarks

JOBS = "person_id,start,end,hours_per_week,employer_id,kind\n"
KEEP = "  Keep the row that is right."
TWO_CONTRACTS = (
    "  Keep the row that is right; where they are two contracts, give each an employer_id of its"
    " own, or move that column to ignored under [tables.jobs]: then each row is a job of its own."
)


def test_identical_rows_are_used_once_and_counted(folder):
    jobs = JOBS + "a,2015-08-01,2015-12-31,10,e,employee\n" * 3
    people = PARTICIPANTS + PARTICIPANTS.partition("\n")[2]
    registers = read_registers(folder({"jobs": jobs, "participants": people}))
    assert fates(registers, "jobs") == {"identical_row": 2, "used": 1}
    assert fates(registers, "participants") == {"identical_row": 2, "used": 2}
    assert registers.n_persons == 2


def test_rows_are_identical_by_what_they_mean_not_by_how_they_are_written(folder):
    jobs = JOBS + "a,2015-08-01,,10,e,employee\na ,2015-08-01,,10.0,e,employee\n"
    assert fates(read_registers(folder({"jobs": jobs})), "jobs") == {"identical_row": 1, "used": 1}


@pytest.mark.parametrize(
    ("column", "one", "two", "shapes"),
    [
        ("sex", "female", "male", ("aaaaaa", "aaaa")),
        ("birth_year", "1985", "1986", ("9999", "9999")),
        ("country_of_origin", "Syria", "Eritrea", ("aaaaa", "aaaaaaa")),
        ("prior_education", "none", "higher", ("aaaa", "aaaaaa")),
        ("settled", "2015-01-01", "2015-01-02", ("9999-99-99", "9999-99-99")),
        ("weight", "1.5", "2", ("9.9", "9")),
    ],
)
def test_person_with_two_values_of_what_a_person_has_one_of(folder, column, one, two, shapes):
    people = (
        f"person_id,municipality,programme_start,{column}\n"
        f"a,0301,2015-06-10,{one}\nb,0301,2015-06-10,{one}\na,0301,2017-06-10,{two}\n"
    )
    assert refusal(folder({"participants": people})) == breaks(
        f"participants.csv, column '{column}': one value a person.",
        f"  rows 2 and 4: found '{shapes[0]}' and '{shapes[1]}'",
        KEEP,
    )


def test_unknown_value_beside_a_known_one_is_no_conflict(folder):
    people = (
        "person_id,municipality,programme_start,sex\na,0301,2015-06-10,female\na,0301,2017-06-10,\n"
    )
    assert len(read_registers(folder({"participants": people})).tables["participants"]) == 2


@pytest.mark.parametrize(
    ("second", "column", "shapes"),
    [
        ("0301,2015-06-10,2016-06-30", "programme_end", "'9999-99-99' and '9999-99-99'"),
        ("0301,2015-06-10,", "programme_end", "'9999-99-99' and '(empty)'"),
        ("4601,2015-06-10,2016-05-31", "municipality", "'9999' and '9999'"),
    ],
)
def test_programme_that_stands_twice_names_the_column_that_differs(folder, second, column, shapes):
    people = (
        "person_id,municipality,programme_start,programme_end\n"
        f"a,0301,2015-06-10,2016-05-31\na,{second}\n"
    )
    assert refusal(folder({"participants": people})) == breaks(
        f"participants.csv, column '{column}': one row a person and programme; these rows are of"
        " one, and differ here.",
        f"  rows 2 and 3: found {shapes}",
        KEEP,
    )


def test_programme_that_stands_twice_names_each_column_that_differs_once(folder):
    people = (
        "person_id,municipality,programme_start,programme_end,sex\n"
        "a,0301,2015-06-10,2016-05-31,female\nb,0301,2015-06-10,2016-05-31,\n"
        "a,0301,2015-06-10,2016-06-30,male\nb,0301,2015-06-10,2016-05-31,female\n"
    )
    one = "one row a person and programme; these rows are of one, and differ here."
    assert refusal(folder({"participants": people})) == breaks(
        "participants.csv, column 'sex': one value a person.",
        "  rows 2 and 4: found 'aaaaaa' and 'aaaa'",
        KEEP,
        f"participants.csv, column 'programme_end': {one}",
        "  rows 2 and 4: found '9999-99-99' and '9999-99-99'",
        KEEP,
        f"participants.csv, column 'sex': {one}",
        "  rows 3 and 5: found '(empty)' and 'aaaaaa'",
        KEEP,
    )


def test_row_without_a_value_beside_two_that_differ_is_not_told_by_itself(folder):
    people = "person_id,municipality,programme_start,sex\n" + "".join(
        f"a,0301,2015-06-10,{sex}\n" for sex in ("female", "male", "")
    )
    assert refusal(folder({"participants": people})) == breaks(
        "participants.csv, column 'sex': one value a person.",
        "  rows 2 and 3: found 'aaaaaa' and 'aaaa'",
        KEEP,
    )


def test_rows_that_speak_of_one_thing_stand_in_one_line_and_many_are_counted(folder):
    people = "person_id,municipality,programme_start,birth_year\n" + "".join(
        f"{person},0301,20{year}-06-10,{1980 + year}\n" for person in "ba" for year in range(15, 23)
    )
    shown = " and ".join(["'9999', '9999', '9999', '9999', '9999'", "'9999'"])
    assert refusal(folder({"participants": people})) == breaks(
        "participants.csv, column 'birth_year': one value a person.",
        f"  rows 2, 3, 4, 5, 6, 7 and 2 more: found {shown}",
        f"  rows 10, 11, 12, 13, 14, 15 and 2 more: found {shown}",
        KEEP,
    )


def test_all_conflicts_are_listed_at_once(folder):
    people = (
        "person_id,municipality,programme_start,sex,birth_year\n"
        "a,0301,2015-06-10,female,1980\na,0301,2017-06-10,male,1981\n"
    )
    departures = "person_id,date,cause\na,2017-01-01,death\na,2017-01-01,emigration\n"
    told = refusal(folder({"participants": people, "departures": departures}))
    assert told == breaks(
        "participants.csv, column 'sex': one value a person.",
        "  rows 2 and 3: found 'aaaaaa' and 'aaaa'",
        KEEP,
        "participants.csv, column 'birth_year': one value a person.",
        "  rows 2 and 3: found '9999' and '9999'",
        KEEP,
        "departures.csv, column 'cause': one row a person; these rows are of one, and differ here.",
        "  rows 2 and 3: found 'aaaaa' and 'aaaaaaaaaa'",
        KEEP,
    )


@pytest.mark.parametrize(
    ("first", "second", "start", "end"),
    [
        ("2015-08-01,2015-12-31", "2015-10-01,2016-02-28", "2015-08-01", "2016-02-28"),
        ("2015-08-01,2015-12-31", "2015-12-31,2016-02-28", "2015-08-01", "2016-02-28"),
        ("2015-08-01,2016-12-31", "2015-10-01,2016-02-28", "2015-08-01", "2016-12-31"),
        ("2015-08-01,", "2015-10-01,2016-02-28", "2015-08-01", "NaT"),
        ("2015-08-01,2015-12-31", "2015-10-01,", "2015-08-01", "NaT"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_overlapping_spells_of_one_job_are_joined_and_counted(
    folder, first, second, start, end, turned
):
    rows = [f"a,{days},10,e,employee\n" for days in (first, second)]
    jobs = JOBS + "".join(reversed(rows) if turned else rows)
    registers = read_registers(folder({"jobs": jobs}))
    assert fates(registers, "jobs") == {"joined_to_another_spell": 1, "used": 1}
    (spell,) = registers.tables["jobs"][["start", "end"]].astype(str).to_numpy().tolist()
    assert spell == [start, end]


def test_three_spells_that_reach_each_other_are_one(folder):
    days = ["2015-01-01,2015-12-31", "2015-02-01,2015-03-31", "2015-11-01,2016-03-31"]
    jobs = JOBS + "".join(f"a,{spell},10,e,employee\n" for spell in days)
    registers = read_registers(folder({"jobs": jobs}))
    assert fates(registers, "jobs") == {"joined_to_another_spell": 2, "used": 1}
    assert registers.tables["jobs"]["end"].astype(str).tolist() == ["2016-03-31"]


def test_spells_that_follow_each_other_stay_two(folder):
    jobs = JOBS + "a,2015-08-01,2015-12-31,10,e,employee\na,2016-01-01,2016-02-28,20,e,employee\n"
    assert fates(read_registers(folder({"jobs": jobs})), "jobs") == {"used": 2}


@pytest.mark.parametrize(
    "other",
    [
        "a,2015-10-01,,20,f,employee",
        "a,2015-10-01,,20,e,self_employed",
        "b,2015-10-01,,20,e,employee",
    ],
)
def test_jobs_of_another_employer_kind_or_person_are_other_jobs(folder, other):
    jobs = JOBS + f"a,2015-08-01,2015-12-31,10,e,employee\n{other}\n"
    assert fates(read_registers(folder({"jobs": jobs})), "jobs") == {"used": 2}


@pytest.mark.parametrize(
    ("column", "one", "two", "shapes"),
    [
        ("hours_per_week", "18.75", "20", ("99.99", "99")),
        ("hours_per_week", "10", "", ("99", "(empty)")),
        ("monthly_earnings", "9000", "10000", ("9999", "99999")),
        ("contract", "permanent", "temporary", ("aaaaaaaaa", "aaaaaaaaa")),
    ],
)
def test_overlapping_spells_of_one_job_with_different_values_stop(folder, column, one, two, shapes):
    jobs = (
        f"person_id,start,end,employer_id,{column}\n"
        f"a,2015-08-01,2015-12-31,e,{one}\na,2015-10-01,2016-02-28,e,{two}\n"
    )
    assert refusal(folder({"jobs": jobs})) == breaks(
        f"jobs.csv, column '{column}': overlapping spells of one job have the same {column}.",
        f"  rows 2 and 3: found '{shapes[0]}' and '{shapes[1]}'",
        TWO_CONTRACTS,
    )


def test_jobs_that_contradict_each_other_are_told_job_by_job(folder):
    jobs = JOBS + "".join(
        f"{person},2015-08-01,,{hours},{employer},employee\n"
        for hours in (10, 20)
        for person, employer in (("a", "e"), ("b", "e"), ("a", "f"))
    )
    told = refusal(folder({"jobs": jobs})).splitlines()
    assert told[2:] == [
        "  rows 2 and 5: found '99' and '99'",
        "  rows 3 and 6: found '99' and '99'",
        "  rows 4 and 7: found '99' and '99'",
        TWO_CONTRACTS,
    ]


def test_without_employers_only_identical_rows_are_one_job(folder):
    jobs = "person_id,start,end,hours_per_week\n" + "a,2015-08-01,,10\n" * 2 + "a,2015-08-01,,20\n"
    registers = read_registers(folder({"jobs": jobs}))
    assert fates(registers, "jobs") == {"identical_row": 1, "used": 2}


def test_unknown_employer_is_never_the_same_as_another(folder):
    jobs = JOBS + "a,2015-08-01,,10,,employee\na,2015-09-01,,20,,employee\n"
    assert fates(read_registers(folder({"jobs": jobs})), "jobs") == {"used": 2}


STATES = [
    ("education", "level", "grunnskole", "higher"),
    ("residence", "municipality", "0301", "1103"),
    ("labour_office", "status", "unemployed", "on_measures"),
]


@pytest.mark.parametrize("days", ["2015-10-01,2016-02-28", "2015-12-31,2016-02-28"])
@pytest.mark.parametrize(("table", "column", "state", "other"), STATES)
def test_overlapping_spells_of_one_state_are_joined_and_counted(
    folder, table, column, state, other, days
):
    text = f"person_id,start,end,{column}\na,2015-08-01,2015-12-31,{state}\na,{days},{state}\n"
    registers = read_registers(folder({table: text}))
    assert fates(registers, table) == {"joined_to_another_spell": 1, "used": 1}
    assert remarks(registers) == {}
    (spell,) = registers.tables[table][["start", "end"]].astype(str).to_numpy().tolist()
    assert spell == ["2015-08-01", "2016-02-28"]


@pytest.mark.parametrize(("table", "column", "state", "other"), STATES)
def test_spells_of_one_state_that_follow_each_other_stay_two(folder, table, column, state, other):
    text = (
        f"person_id,start,end,{column}\n"
        f"a,2015-08-01,2015-12-31,{state}\na,2016-01-01,2016-02-28,{state}\n"
    )
    assert fates(read_registers(folder({table: text})), table) == {"used": 2}


@pytest.mark.parametrize(("table", "column", "state", "other"), STATES)
@pytest.mark.parametrize("person", ["a", "b"])
def test_spells_of_another_state_or_person_are_never_joined(
    folder, table, column, state, other, person
):
    text = (
        f"person_id,start,end,{column}\n"
        f"a,2015-08-01,,{state}\n{person},2015-10-01,,{other if person == 'a' else state}\n"
    )
    registers = read_registers(folder({table: text}))
    assert fates(registers, table) == {"used": 2}
    twice = {("residence", "start", "two_places_at_once"): 1}
    assert remarks(registers) == (twice if (table, person) == ("residence", "a") else {})


def test_unknown_municipality_is_never_the_same_as_another(folder):
    text = "person_id,start,end,municipality\na,2015-08-01,,\na,2015-10-01,,\na,2015-10-01,,0301\n"
    registers = read_registers(folder({"residence": text}))
    assert fates(registers, "residence") == {"used": 3}
    assert remarks(registers) == {}


@pytest.mark.parametrize("second", ["nei", ""])
def test_school_that_overlaps_with_another_answer_to_completed_stays_and_is_counted(folder, second):
    text = (
        "person_id,level,start,end,completed\n"
        f"a,higher,2015-08-01,2016-06-30,ja\na,higher,2016-01-01,2016-12-31,{second}\n"
    )
    registers = read_registers(folder({"education": text}))
    assert fates(registers, "education") == {"used": 2}
    assert remarks(registers) == {("education", "start", "overlaps_another_spell"): 1}


def test_school_without_an_answer_to_completed_is_joined_to_its_like(folder):
    text = (
        "person_id,level,start,end,completed\n"
        "a,higher,2015-08-01,2016-06-30,\na,higher,2016-01-01,2016-12-31,\n"
    )
    registers = read_registers(folder({"education": text}))
    assert fates(registers, "education") == {"joined_to_another_spell": 1, "used": 1}


@pytest.mark.parametrize("table", ["benefits", "activities"])
def test_overlapping_benefits_or_activities_of_a_kind_are_kept_and_counted(folder, table):
    text = (
        "person_id,kind,start,end\n"
        "a,x,2015-08-01,2015-12-31\na,x,2015-12-31,\na,y,2015-09-01,\nb,x,2015-08-01,\n"
    )
    registers = read_registers(folder({table: text}))
    assert fates(registers, table) == {"used": 4}
    assert remarks(registers) == {(table, "start", "overlaps_another_spell"): 1}


def test_each_stay_in_a_second_place_at_once_is_counted(folder):
    text = (
        "person_id,municipality,start,end\n"
        "a,0301,2015-01-01,2015-12-31\na,1103,2015-12-31,2016-06-30\n"
        "a,0301,2016-06-30,\na,1103,2015-02-01,2015-03-01\nb,0301,2015-01-01,\n"
    )
    registers = read_registers(folder({"residence": text}))
    assert remarks(registers) == {("residence", "start", "two_places_at_once"): 3}


def test_rows_of_those_who_are_no_participants_are_neither_joined_nor_doubted(folder):
    jobs = JOBS + "x,2015-08-01,,100,e,employee\nx,2015-09-01,,100,e,employee\n"
    registers = read_registers(folder({"jobs": jobs}))
    assert fates(registers, "jobs") == {"not_a_participant": 2}
    assert remarks(registers) == {("jobs", "person_id", "hardly_any_participants"): 2}


@pytest.mark.parametrize(("hours", "count"), [("84", 0), ("84.01", 1), ("168", 1)])
def test_jobs_that_together_exceed_a_week_are_counted(folder, hours, count):
    jobs = JOBS + f"a,2015-08-01,2015-12-31,84,e,\na,2015-12-31,2016-03-01,{hours},f,\n"
    registers = read_registers(folder({"jobs": jobs.replace(",\n", ",employee\n")}))
    told = {("jobs", "hours_per_week", "over_168_hours_together"): count} if count else {}
    assert remarks(registers) == told


def test_jobs_one_after_another_never_exceed_a_week(folder):
    jobs = JOBS + "a,2015-08-01,2015-12-31,150,e,employee\na,2016-01-01,,150,f,employee\n"
    assert remarks(read_registers(folder({"jobs": jobs}))) == {}


def test_a_full_week_is_no_more_than_a_week(folder):
    days = ["2015-08-01,2015-12-31,84,e", "2015-08-01,2015-12-31,84,f", "2016-01-01,,84,g"]
    jobs = JOBS + "".join(f"a,{spell},employee\n" for spell in days)
    assert remarks(read_registers(folder({"jobs": jobs}))) == {}
