"""Repairs are made only where dataset.toml declares them; what cannot be repaired stops."""

from io import StringIO

import pandas as pd
import pytest

from analysis.registers.read import read_registers

from .folders import PARTICIPANTS, breaks, fates, refusal, remarks

NET = "[repairs]\nnet_negative_hours = true\n"
JOBS = "person_id,start,end,hours_per_week,employer_id,kind\n"
AREA = {"municipality": str}
AUGUST = "2015-08-01,2015-08-31"


def jobs_of(*rows, kind="employee"):
    """Return a jobs file of one person and employer; a row is 'start,end,hours'."""
    return JOBS + "".join(f"a,{row},e,{kind}\n" for row in rows)


def used(registers, *names):
    frame = registers.tables["jobs"][list(names)].astype(str)
    return [tuple(row) for row in frame.to_numpy().tolist()]


def test_correction_is_added_to_the_row_it_corrects(folder):
    registers = read_registers(folder({"jobs": jobs_of(f"{AUGUST},30", f"{AUGUST},-10.5")}, NET))
    assert fates(registers, "jobs") == {"netted_with_its_correction": 1, "used": 1}
    assert remarks(registers) == {("jobs", "", "correction_netted"): 1}
    assert used(registers, "start", "end", "hours_per_week", "kind") == [
        ("2015-08-01", "2015-08-31", "1950", "employee")
    ]
    assert registers.tables["jobs"]["hours_per_week"].dtype == "Int32"


def test_row_that_is_corrected_to_nothing_is_left_out_with_its_correction(folder):
    rows = [f"{AUGUST},30", f"{AUGUST},-30", "2015-09-01,2015-09-30,30"]
    registers = read_registers(folder({"jobs": jobs_of(*rows)}, NET))
    assert fates(registers, "jobs") == {"netted_with_its_correction": 2, "used": 1}
    assert used(registers, "start") == [("2015-09-01",)]


def test_rows_that_are_left_come_by_date_whatever_is_netted(folder):
    rows = ["2015-09-01,2015-09-30,20", f"{AUGUST},30", f"{AUGUST},-10", "2015-07-01,2015-07-31,10"]
    texts = {"participants": PARTICIPANTS, "jobs": jobs_of(*rows)}
    tables = {name: pd.read_csv(StringIO(text), dtype=AREA) for name, text in texts.items()}
    dates = {"participants": ["programme_start"], "jobs": ["start", "end"]}
    for name, columns in dates.items():  # of a Parquet file ids are in their order at once
        tables[name][columns] = tables[name][columns].astype("datetime64[s]")
    registers = read_registers(folder(tables, NET))
    assert used(registers, "start", "hours_per_week") == [
        ("2015-07-01", "1000"),
        ("2015-08-01", "2000"),
        ("2015-09-01", "2000"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_new_value_beside_the_old_one_and_its_reversal_is_what_is_left(folder, order):
    rows = [f"{AUGUST},37.5", f"{AUGUST},-37.5", f"{AUGUST},30"]
    registers = read_registers(folder({"jobs": jobs_of(*(rows[at] for at in order))}, NET))
    assert fates(registers, "jobs") == {"netted_with_its_correction": 2, "used": 1}
    assert used(registers, "hours_per_week") == [("3000",)]


@pytest.mark.parametrize(
    "hours", [("40", "-20", "-20"), ("20", "-20", "20")], ids=["corrected twice", "entered again"]
)
def test_same_row_twice_beside_a_correction_is_an_error_for_nobody_can_tell_which(folder, hours):
    rows = [f"{AUGUST},{one}" for one in hours]
    twice = "\n".join(f"  row {at + 2}: found" for at in range(3) if hours.count(hours[at]) == 2)
    text = refusal(folder({"jobs": jobs_of(*rows)}, NET))
    rule, *shown, hint = text.splitlines()[1:]
    assert rule == (
        "jobs.csv, column 'hours_per_week': rows of one job in a month with a correction differ"
        " from each other."
    )
    assert [line.partition(" '")[0] for line in shown] == twice.splitlines()[:1]
    assert hint == ("  Take out the row that was delivered twice, or write two corrections as one.")


def test_same_row_twice_without_a_correction_is_used_once(folder):
    registers = read_registers(folder({"jobs": jobs_of(f"{AUGUST},30", f"{AUGUST},30")}, NET))
    assert fates(registers, "jobs") == {"identical_row": 1, "used": 1}


def test_half_a_hundredth_and_its_reversal_are_nothing(folder):
    registers = read_registers(
        folder({"jobs": jobs_of(f"{AUGUST},0.285", f"{AUGUST},-0.285")}, NET)
    )
    assert fates(registers, "jobs") == {"netted_with_its_correction": 2}


def test_days_are_those_of_the_row_that_is_corrected(folder):
    rows = ["2015-08-10,2015-08-20,30", "2015-08-31,2015-08-31,-10"]
    registers = read_registers(folder({"jobs": jobs_of(*rows)}, NET))
    assert used(registers, "start", "end") == [("2015-08-10", "2015-08-20")]


def test_pay_is_netted_like_hours(folder):
    jobs = (
        "person_id,start,end,hours_per_week,monthly_earnings,employer_id\n"
        f"a,{AUGUST},30,20000,e\na,{AUGUST},,-5000,e\n"
        "b,2015-08-01,2015-08-31,30,20000,e\nb,2015-08-01,2015-08-31,-30,,e\n"
    )
    registers = read_registers(folder({"jobs": jobs}, NET))
    assert used(registers, "person", "hours_per_week", "monthly_earnings") == [
        ("0", "3000", "15000"),
        ("1", "0", "20000"),
    ]


def test_without_kinds_a_job_is_person_and_employer(folder):
    jobs = (
        "person_id,start,end,hours_per_week,employer_id\n"
        f"a,{AUGUST},30,e\na,{AUGUST},-10,e\na,{AUGUST},5,f\n"
    )
    registers = read_registers(folder({"jobs": jobs}, NET))
    assert sorted(used(registers, "hours_per_week", "employer_id")) == [("2000", "e"), ("500", "f")]


NO_EMPLOYER = (
    "jobs.csv, column 'hours_per_week': a correction names its employer; without one every row is a"
    " job of its own."
)
ADD_EMPLOYER = (
    "  Add employer_id to the rows of jobs; or mend the row that is corrected, and take the"
    " correction out."
)


def test_without_employers_every_correction_stops_for_each_row_is_a_job_of_its_own(folder):
    jobs = (
        "person_id,start,end,hours_per_week\n"
        f"a,{AUGUST},30\na,2015-08-11,2015-08-20,20\na,{AUGUST},-10\nb,2015-08-01,2015-08-31,-5\n"
    )
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        NO_EMPLOYER, "  row 4: found '-99'", "  row 5: found '-9'", ADD_EMPLOYER
    )


def test_without_employers_jobs_without_corrections_are_read(folder):
    jobs = f"person_id,start,end,hours_per_week\na,{AUGUST},30\na,2015-08-11,2015-08-20,20\n"
    assert fates(read_registers(folder({"jobs": jobs}, NET)), "jobs") == {"used": 2}


def test_rows_without_corrections_are_left_alone(folder):
    rows = ["2015-08-01,2015-08-10,30", "2015-08-11,2015-08-31,20", "2015-09-01,,20"]
    registers = read_registers(folder({"jobs": jobs_of(*rows)}, NET))
    assert fates(registers, "jobs") == {"used": 3}


@pytest.mark.parametrize(
    "other",
    ["b,2015-08-01,2015-08-31,30,e,employee", "a,2015-08-01,2015-08-31,30,f,employee",
     "a,2015-08-01,2015-08-31,30,e,self_employed", "a,2015-09-01,2015-09-30,30,e,employee",
     "a,2015-08-01,2015-09-30,30,e,employee", "a,2015-08-01,,30,e,employee"],
    ids=["person", "employer", "kind", "month", "longer", "open"],
)  # fmt: skip
def test_correction_without_a_row_of_its_job_and_month_stops(folder, other):
    jobs = f"{JOBS}{other}\na,2015-08-01,2015-08-31,-5,e,employee\n"
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        "jobs.csv, column 'hours_per_week': a correction stands beside a row of the same job that"
        " starts and ends in the same month.",
        "  row 3: found '-9'",
        "  Add the row that it corrects, split a longer one by month, or take the correction out.",
    )


def test_correction_of_an_unknown_employer_stops(folder):
    jobs = f"{JOBS}a,{AUGUST},30,,employee\na,{AUGUST},-5,,employee\n"
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        NO_EMPLOYER, "  row 3: found '-9'", ADD_EMPLOYER
    )


@pytest.mark.parametrize("days", ["2015-08-01,2015-09-30", "2015-08-01,"])
def test_correction_of_several_months_stops(folder, days):
    jobs = jobs_of("2015-08-01,2015-08-31,30", f"{days},-5")
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        "jobs.csv, column 'hours_per_week': a correction, which has negative hours or pay, starts"
        " and ends in one calendar month.",
        "  row 3: found '-9'",
        "  Write a correction for each month that it corrects.",
    )


def test_corrections_of_more_than_there_is_stop(folder):
    jobs = jobs_of(f"{AUGUST},10", f"{AUGUST},-10.5")
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        "jobs.csv, column 'hours_per_week': a job's rows and corrections in a month do not add up"
        " to less than 0.",
        "  row 2: found '99'",
        "  row 3: found '-99.9'",
        "  Add the row that is missing, or take the correction out.",
    )


@pytest.mark.parametrize(("hours", "refused"), [("1", True), ("2", False)])
def test_sum_of_a_month_obeys_the_hours_of_a_week(folder, hours, refused):
    path = folder({"jobs": jobs_of(f"{AUGUST},100", f"{AUGUST},70", f"{AUGUST},-{hours}")}, NET)
    if not refused:
        assert used(read_registers(path), "hours_per_week") == [("16800",)]
        return
    assert refusal(path) == breaks(
        "jobs.csv, column 'hours_per_week': a job's rows and corrections in a month add up to 168"
        " hours a week at most.",
        "  row 2: found '999'",
        "  row 3: found '99'",
        "  row 4: found '-9'",
        "  Add the correction that is missing, or keep the row that is right.",
    )


def test_correction_that_may_belong_to_two_spells_stops(folder):
    jobs = jobs_of("2015-08-01,2015-08-10,30", "2015-08-11,2015-08-31,20", f"{AUGUST},-5")
    assert refusal(folder({"jobs": jobs}, NET)) == breaks(
        "jobs.csv, column 'hours_per_week': rows of one job that a correction may belong to have a"
        " day in common.",
        "  row 2: found '99'",
        "  row 3: found '99'",
        "  Mend the row that is corrected, and take the correction out.",
    )


def test_corrected_rows_with_different_contracts_stop(folder):
    jobs = "person_id,start,end,hours_per_week,employer_id,contract\n" + "".join(
        f"a,{AUGUST},{hours},e,{contract}\n"
        for hours, contract in ((10, "permanent"), (20, "temporary"), (-5, ""))
    )
    told = refusal(folder({"jobs": jobs}, NET))
    assert "column 'contract': overlapping spells of one job have the same contract." in told


def test_without_the_declaration_a_correction_is_an_error_that_names_the_repair(folder):
    assert refusal(folder({"jobs": jobs_of(f"{AUGUST},30", f"{AUGUST},-30")})) == breaks(
        "jobs.csv, column 'hours_per_week': hours a week are a number between 0 and 168.",
        "  row 3: found '-99'",
        "  Mend it; where it is a correction, set net_negative_hours = true under [repairs].",
    )


DIGITS = (
    "Write digits only, with '.' before decimals; leave unknown values empty, or declare their word"
    " in missing."
)


@pytest.mark.parametrize(
    ("hours", "hint"),
    [
        ("-168.01", "Mend the value."),
        ("168.01", "Mend the value."),
        ("x", DIGITS),
    ],
)
def test_hours_that_are_no_hours_stay_an_error_where_corrections_are_declared(folder, hours, hint):
    told = refusal(folder({"jobs": jobs_of(f"{AUGUST},{hours}")}, NET)).splitlines()
    assert told[1] == (
        "jobs.csv, column 'hours_per_week': hours a week are a number up to 168,"
        " in a correction down to -168."
    )
    assert told[3:] == [f"  {hint}"]


@pytest.mark.parametrize(
    ("table", "column"), [("activities", "hours_per_week"), ("benefits", "monthly_amount")]
)
def test_negative_amounts_of_other_tables_stay_an_error(folder, table, column):
    text = f"person_id,kind,start,end,{column}\na,x,{AUGUST},10\na,x,{AUGUST},-10\n"
    told = refusal(folder({table: text}, NET)).splitlines()
    assert told[2:] == [
        "  row 3: found '-99'",
        "  Mend the value.",
    ]


HOME = "person_id,municipality,start,end\n"
FILL = "[repairs]\nresidence_gap_days = {}\n"


def ends(registers):
    return registers.tables["residence"]["end"].astype(str).tolist()


@pytest.mark.parametrize(("days", "filled"), [(29, False), (30, True), (31, True)])
def test_gap_in_residence_of_at_most_the_declared_days_is_filled(folder, days, filled):
    home = HOME + "a,0301,2015-01-01,2015-03-31\na,1103,2015-05-01,\n"  # April is missing
    registers = read_registers(folder({"residence": home}, FILL.format(days)))
    assert ends(registers) == ["2015-04-30" if filled else "2015-03-31", "NaT"]
    assert remarks(registers) == ({("residence", "end", "gap_filled"): 1} if filled else {})
    assert fates(registers, "residence") == {"used": 2}


def test_gap_is_left_where_no_repair_is_declared(folder):
    home = HOME + "a,0301,2015-01-01,2015-03-31\na,0301,2015-04-02,\n"
    assert ends(read_registers(folder({"residence": home}))) == ["2015-03-31", "NaT"]


def test_spells_that_follow_each_other_have_no_gap_to_fill(folder):
    home = HOME + "a,0301,2015-01-01,2015-03-31\na,1103,2015-04-01,2015-06-30\nb,0301,2015-07-05,\n"
    registers = read_registers(folder({"residence": home}, FILL.format(366)))
    assert ends(registers) == ["2015-03-31", "2015-06-30", "NaT"]
    assert remarks(registers) == {}


def test_gap_is_counted_from_the_longest_of_the_spells_before(folder):
    home = HOME + (
        "a,0301,2015-01-01,2015-06-30\na,1103,2015-02-01,2015-03-31\n"
        "a,4204,2015-07-11,2015-08-31\na,0301,2015-09-02,\n"
    )
    registers = read_registers(folder({"residence": home}, FILL.format(10)))
    assert ends(registers) == ["2015-07-10", "2015-03-31", "2015-09-01", "NaT"]
    assert remarks(registers)["residence", "end", "gap_filled"] == 2


def test_nothing_is_filled_behind_an_open_spell(folder):
    home = HOME + "a,0301,2015-01-01,\na,1103,2015-02-01,2015-03-31\na,1103,2015-04-10,2015-05-31\n"
    registers = read_registers(folder({"residence": home}, FILL.format(30)))
    assert ends(registers) == ["NaT", "2015-03-31", "2015-05-31"]


@pytest.mark.parametrize(
    ("date", "filled"),
    [("2015-03-31", False), ("2015-04-15", False), ("2015-05-01", False), ("2016-01-01", True)],
)
def test_gap_in_which_the_person_departs_is_not_filled(folder, date, filled):
    home = HOME + "a,0301,2015-01-01,2015-03-31\na,1103,2015-05-01,\n"
    departures = f"person_id,date,cause\na,{date},emigration\nb,2015-04-15,death\n"
    tables = {"residence": home, "departures": departures}
    registers = read_registers(folder(tables, FILL.format(30)))
    assert ends(registers) == ["2015-04-30" if filled else "2015-03-31", "NaT"]


def test_residence_that_ends_before_a_departure_is_not_prolonged(folder):
    tables = {
        "residence": HOME + "a,0301,2015-01-01,2015-03-31\n",
        "departures": "person_id,date,cause\na,2015-04-05,emigration\n",
    }
    assert ends(read_registers(folder(tables, FILL.format(30)))) == ["2015-03-31"]


@pytest.mark.parametrize("turned", [False, True])
def test_order_of_rows_does_not_matter_to_what_is_filled(folder, turned):
    rows = ["a,0301,2015-01-01,2015-03-31\n", "a,1103,2015-05-01,\n", "b,0301,2015-04-01,\n"]
    home = HOME + "".join(reversed(rows) if turned else rows)
    registers = read_registers(folder({"residence": home}, FILL.format(30)))
    assert ends(registers) == ["2015-04-30", "NaT", "NaT"]
