"""What the registers say of themselves: counted by hand in small registers, one fault each."""

import pytest

from analysis.registers.quality import findings, missing_values, rows_by_fate
from analysis.registers.read import read_registers
from analysis.registers.register_faults import register_faults

from .folders import write_folder

PEOPLE = (
    "person_id,municipality,programme_start,programme_end,exit_reason,registered,prior_education\n"
)
REGISTERED = "2016-07-01"


def people(*rows):
    return PEOPLE + "".join(f"{row}\n" for row in rows)


ONE = "a,0301,2015-01-10,2016-06-30,work,2016-07-01,none"
ANOTHER = "b,0301,2015-01-10,2016-06-30,job_seeker,2016-07-01,none"
JOBS = "person_id,start,end\na,2016-07-04,2017-03-31\n"
EDUCATION = "person_id,level,start,end\n"
RESIDENCE = "person_id,municipality,start,end\n"
HOME = "a,0301,2014-01-01,\nb,0301,2014-01-01,\n"
DEPARTURES = "person_id,date,cause\n"


@pytest.fixture
def found(folder):
    """Return a function: (table, column, finding) -> (n_events, n_at_risk) of registers."""

    def ask(tables):
        defaults = {"participants": people(ONE, ANOTHER), "jobs": JOBS}
        rows = findings(read_registers(folder({**defaults, **tables})))
        keys = zip(rows["table"], rows["column"], rows["finding"], strict=True)
        return dict(zip(keys, zip(rows["n_events"], rows["n_at_risk"], strict=True), strict=True))

    return ask


def test_registers_that_agree_have_no_findings(found):
    assert found({"residence": RESIDENCE + HOME}) == {}


def test_job_that_is_held_after_death_is_found(found):
    tables = {"departures": DEPARTURES + "a,2017-03-30,death\n"}
    assert found(tables)["jobs", "", "after_death"] == (1, 1)


def test_job_that_ends_on_the_day_of_death_is_none(found):
    assert found({"departures": DEPARTURES + "a,2017-03-31,death\n"}) == {}


def test_open_spells_of_the_dead_are_found_in_every_table(found):
    tables = {
        "departures": DEPARTURES + "a,2017-04-30,death\n",
        "education": EDUCATION + "a,higher,2016-08-01,\n",
        "residence": RESIDENCE + HOME,
    }
    keys = {table for table, _, finding in found(tables) if finding == "after_death"}
    assert keys == {"education", "residence"}


def test_spell_that_begins_after_emigration_is_found_and_one_that_goes_on_is_not(found):
    jobs = "person_id,start,end\na,2016-07-04,2017-03-31\na,2017-09-01,2017-10-31\n"
    tables = {"jobs": jobs, "departures": DEPARTURES + "a,2017-02-01,emigration\n"}
    assert found(tables) == {("jobs", "", "after_emigration"): (1, 2)}


def test_spell_that_begins_on_the_day_of_emigration_is_none(found):
    assert found({"departures": DEPARTURES + "a,2016-07-04,emigration\n"}) == {}


def test_two_schools_of_one_level_are_no_fall(found):
    spells = "a,grunnskole,2016-08-01,2017-01-31\na,grunnskole,2017-02-01,2017-06-30\n"
    assert found({"education": EDUCATION + spells}) == {}


@pytest.mark.parametrize(
    ("start", "expected"), [("2016-09-30", "continued"), ("2016-10-01", "reentered")]
)
def test_programme_that_starts_again_is_found_by_its_distance(found, start, expected):
    # 92 days after 30 June is 30 September.
    again = f"a,4601,{start},2017-06-30,job_seeker,2017-07-01,none"
    tables = {"participants": people(ONE, ANOTHER, again)}
    rows = found(tables)
    assert rows["persons", "programme_start", expected] == (1, 2)
    assert rows["persons", "municipality", "several_municipalities"] == (1, 2)


def test_person_without_residence_and_one_with_a_gap_are_found(found):
    rows = found({"residence": RESIDENCE + "a,0301,2014-01-01,2016-01-31\na,0301,2016-02-02,\n"})
    assert rows["persons", "residence", "no_residence"] == (1, 2)
    assert rows["persons", "residence", "residence_gap"] == (1, 2)


def test_residence_that_goes_on_the_next_day_has_no_gap(found):
    home = HOME.replace("a,0301,2014-01-01,", "a,0301,2014-01-01,2016-01-31\na,1103,2016-02-01,")
    assert found({"residence": RESIDENCE + home}) == {}


@pytest.mark.parametrize(("end", "count"), [("2017-11-30", 1), ("2017-12-01", 0)])
def test_residence_that_ends_before_the_last_observed_month_is_found(found, end, count):
    home = HOME.replace("b,0301,2014-01-01,", f"b,0301,2014-01-01,{end}")
    rows = found({"residence": RESIDENCE + home})
    assert rows.get(("persons", "residence", "residence_ends_early"), (0, 2)) == (count, 2)


def test_residence_that_ends_with_a_departure_is_explained(found):
    home = HOME.replace("b,0301,2014-01-01,", "b,0301,2014-01-01,2017-01-31")
    tables = {"residence": RESIDENCE + home, "departures": DEPARTURES + "b,2017-02-01,emigration\n"}
    assert found(tables) == {}


def test_programme_taken_away_from_home_is_found(found):
    home = HOME.replace("a,0301", "a,1103")
    expected = {("participants", "municipality", "lives_elsewhere"): (1, 2)}
    assert found({"residence": RESIDENCE + home}) == expected


def test_lower_level_after_a_higher_one_is_found(found):
    spells = "a,upper_secondary,2016-08-01,2017-01-31\na,grunnskole,2017-02-01,2017-06-30\n"
    rows = found({"education": EDUCATION + spells})
    assert rows == {("persons", "level", "level_fell"): (1, 1)}


def test_higher_education_straight_after_grunnskole_is_found(found):
    spells = "a,grunnskole,2016-08-01,2017-01-31\na,higher,2017-02-01,2017-06-30\n"
    rows = found({"education": EDUCATION + spells})
    assert rows == {("persons", "level", "level_skipped"): (1, 1)}


@pytest.mark.parametrize(
    ("start", "count"), [("2016-07-31", 0), ("2016-08-01", 1), ("2016-06-01", 0)]
)
def test_exit_to_work_without_a_job_within_a_month_is_found(found, start, count):
    rows = found({"jobs": f"person_id,start,end\na,{start},2017-03-31\n"})
    assert rows.get(("participants", "exit_reason", "work_but_no_job"), (0, 1)) == (count, 1)


def test_exit_to_school_without_a_spell_is_found(found):
    tables = {
        "participants": people(ONE, ANOTHER.replace("job_seeker", "education")),
        "education": EDUCATION + "a,higher,2016-08-01,2017-01-31\n",
    }
    rows = found(tables)
    assert rows["participants", "exit_reason", "school_but_no_spell"] == (1, 1)


def test_rows_of_each_table_add_up_to_its_file(folder):
    jobs = JOBS + JOBS.partition("\n")[2] + "z,2016-01-01,\n" + ",,\n"
    registers = read_registers(folder({"jobs": jobs}))
    rows = rows_by_fate(registers)
    mine = rows[rows["table"] == "jobs"].drop(columns="table").to_numpy().tolist()
    # Two rows of one job, the same; one of somebody who is no participant; one that is empty.
    assert sorted(mine) == [
        ["empty_row", 1, 4],
        ["identical_row", 1, 4],
        ["not_a_participant", 1, 4],
        ["used", 1, 4],
    ]


def test_missing_values_are_counted_and_open_ends_are_not_missing(folder):
    jobs = "person_id,start,end,hours_per_week\na,2016-07-04,,\na,2017-07-04,,20\n"
    rows = missing_values(read_registers(folder({"jobs": jobs})))
    mine = rows[rows["table"] == "jobs"].drop(columns="table").to_numpy().tolist()
    assert mine == [["start", 0, 2], ["hours_per_week", 1, 2]]


@pytest.fixture
def faults(folder):
    """Return a function: (municipality, fault) -> (exits with it, exits that could have it)."""

    def ask(participants, **tables):
        registers = read_registers(folder({"participants": participants, "jobs": JOBS, **tables}))
        rows = register_faults(registers)
        keys = zip(rows["municipality"], rows["finding"], strict=True)
        return dict(zip(keys, zip(rows["n_events"], rows["n_at_risk"], strict=True), strict=True))

    return ask


def test_missing_reasons_are_counted_by_municipality_and_stay_in_the_denominator(faults):
    rows = faults(people(ONE, "b,4601,2015-01-10,2016-06-30,,2016-07-01,none"))
    assert rows["0301", "reason_missing"] == (0, 1)
    assert rows["4601", "reason_missing"] == (1, 1)


def test_missing_municipality_is_a_group_of_its_own(faults):
    rows = faults(people(ONE, "b,,2015-01-10,2016-06-30,automatic,2016-07-01,none"))
    assert rows["unknown", "closed_automatically"] == (1, 1)


def test_programme_that_goes_on_is_no_exit(faults):
    rows = faults(people(ONE, "b,0301,2015-01-10,,,,none"))
    assert rows["0301", "reason_missing"] == (0, 1)


@pytest.mark.parametrize(
    ("registered", "late", "closed"),
    [("2016-08-30", 0, 0), ("2016-08-31", 1, 0), ("2017-02-28", 1, 0), ("2017-03-01", 1, 1)],
)
def test_late_registration_is_more_than_two_months_or_after_the_closing(
    faults, registered, late, closed
):
    rows = faults(people(ONE.replace(REGISTERED, registered)))
    assert rows["0301", "registered_late"] == (late, 1)
    assert rows["0301", "registered_after_closing"] == (closed, 1)


def test_exit_without_a_date_of_registration_could_not_show_it(faults):
    rows = faults(people(ONE.replace(REGISTERED, "")))
    assert rows.get(("0301", "registered_late"), (0, 0)) == (0, 0)


def test_one_main_activity_hides_the_other(faults):
    rows = faults(people(ONE), education=EDUCATION + "a,higher,2016-07-20,2017-01-31\n")
    assert rows["0301", "one_main_activity"] == (1, 1)


def test_school_alone_is_one_activity(faults):
    rows = faults(people(ONE, ANOTHER), education=EDUCATION + "b,higher,2016-07-20,2017-01-31\n")
    assert rows["0301", "one_main_activity"] == (0, 2)


def test_no_activity_without_a_job_is_no_fault(faults):
    rows = faults(people(ONE, ANOTHER.replace("job_seeker", "no_activity")))
    assert rows["0301", "job_but_no_activity"] == (0, 2)


def test_job_in_the_register_but_no_activity_is_counted(faults):
    rows = faults(people(ONE.replace("work", "no_activity"), ANOTHER))
    assert rows["0301", "job_but_no_activity"] == (1, 2)


OF_REASONS = {"closed_automatically", "job_but_no_activity", "one_main_activity"}
AT_SCHOOL = EDUCATION + "a,higher,2016-07-20,2017-01-31\n"
ALL_WORDS = people(
    ONE.replace("0301", "4601"),
    ANOTHER.replace("job_seeker", "automatic"),
    ANOTHER.replace("b,", "c,").replace("job_seeker", "no_activity"),
)


def test_faults_of_reasons_are_told_where_the_register_uses_the_words_of_them(faults):
    rows = faults(ALL_WORDS, education=AT_SCHOOL)
    assert {name for place, name in rows if place == "4601"} >= OF_REASONS
    assert rows["4601", "closed_automatically"] == rows["4601", "job_but_no_activity"] == (0, 1)
    assert rows["0301", "closed_automatically"] == (1, 2)


def test_where_no_exit_has_a_reason_no_fault_of_one_is_told(faults):
    rows = faults(ALL_WORDS.replace(",work,", ",,"), education=AT_SCHOOL)
    assert {name for place, name in rows if place == "4601"} & OF_REASONS == set()
    assert rows["4601", "reason_missing"] == (1, 1)
    assert rows["0301", "closed_automatically"] == (1, 2)


def test_reasons_in_words_of_their_own_tell_no_fault_that_a_word_would_tell(faults):
    words = {"automatic": "AUT", "no_activity": "ingen"}
    text = ALL_WORDS
    for word, own in words.items():
        text = text.replace(word, own)
    rows = faults(text, education=AT_SCHOOL)
    assert {name for _, name in rows} & OF_REASONS == {"one_main_activity"}


def test_a_declared_translation_tells_that_a_reason_never_occurs(tmp_path):
    tables = {"participants": people(ONE), "jobs": JOBS}
    lines = 'codes.exit_reason = { AUT = "automatic", ingen = "no_activity" }'
    registers = read_registers(write_folder(tmp_path, tables, "", {"participants": lines}))
    rows = register_faults(registers).set_index("finding")[["n_events", "n_at_risk"]]
    assert rows.loc["closed_automatically"].tolist() == [0, 1]
    assert rows.loc["job_but_no_activity"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("exit_day", "seen"),
    [
        ("2014-12-31", False),
        ("2015-01-01", True),
        ("2017-11-30", True),  # 31 days later is 31 December, the last day that is observed
        ("2017-12-01", False),
    ],
)
def test_exits_at_which_jobs_are_not_observed_show_nothing_of_them(faults, found, exit_day, seen):
    own = ONE.replace("2015-01-10", "2014-01-10").replace("2016-06-30", exit_day)
    text = people(own.replace("0301", "4601").replace(REGISTERED, ""), ANOTHER)
    text = text.replace("job_seeker", "no_activity")
    rows = faults(text, education=AT_SCHOOL)
    assert (("4601", "job_but_no_activity") in rows) is seen
    assert (("4601", "one_main_activity") in rows) is seen
    contradiction = found({"participants": text}).get(
        ("participants", "exit_reason", "work_but_no_job")
    )
    assert contradiction == ((1, 1) if seen else None)


@pytest.mark.parametrize("table", ["jobs", "education"])
def test_a_register_without_rows_of_participants_shows_nothing(faults, table):
    others = {"jobs": JOBS, "education": AT_SCHOOL}
    others[table] = others[table].replace("\na,", "\nz,")
    told = {name for _, name in faults(ALL_WORDS, **others)} & OF_REASONS
    assert told == OF_REASONS - {"one_main_activity"} - (
        {"job_but_no_activity"} if table == "jobs" else set()
    )


def test_what_the_dataset_cannot_show_is_absent(faults):
    rows = faults("person_id,municipality,programme_end\na,0301,2016-06-30\n")
    assert rows == {}
