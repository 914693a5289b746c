"""Answers about registers: what can be used and why not, by hand."""

import pytest

from analysis.design import StudyDesign
from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.registers.read import read_registers

from ..registers.folders import write_folder

PEOPLE = "person_id,municipality,programme_start,programme_end\n"
HOME = "person_id,municipality,start,end\n"


@pytest.fixture
def study(tmp_path):
    """Return a function: a live study of small registers."""

    def made(**tables):
        return LiveStudy(read_registers(write_folder(tmp_path, tables)))

    return made


def answers(study, estimand, by=()):
    return study.estimates(StudyDesign().ask(estimand, by)).frame


def lacking(study, what):
    rows = answers(study, "uses")
    absent = rows[(rows["what"] == what) & (rows["n_events"] == 0)]
    return dict(zip(absent["column"], absent["method"], strict=True))


def test_measure_with_hours_needs_hours_and_school_needs_education(study):
    one = study(jobs="person_id,start,end\na,2015-08-01,2015-12-31\n")
    assert lacking(one, "measure november") == {
        "jobs.hours_per_week": "needed",
        "jobs.kind": "does without",
        "education.level": "needed",
        "residence.start": "does without",
        "departures.date": "does without",
    }


def test_any_job_can_do_without_what_is_absent(study):
    absent = lacking(study(), "measure any_job")
    assert set(absent.values()) == {"does without"}


def test_origin_needs_its_date(study):
    one = study()  # programme_start only
    assert lacking(one, "origin exit") == {"participants.programme_end": "needed"}
    assert lacking(one, "origin programme_start") == {}


ALL_DATES = "person_id,municipality,settled,programme_start,programme_end\n"


@pytest.mark.parametrize(
    ("selected", "columns", "refused"),
    [
        ("settled", ALL_DATES, {}),
        ("started", ALL_DATES, {}),
        (
            "left",
            ALL_DATES,
            {"programme_start": "dataset.selected_by", "settlement": "dataset.selected_by"},
        ),
        (
            "started",
            ALL_DATES.replace("programme_start,", ""),
            dict.fromkeys(["programme_start", "settlement"], "participants.programme_start"),
        ),
        (
            "settled",
            ALL_DATES.replace("programme_start,", ""),
            {"programme_start": "participants.programme_start"},
        ),
    ],
)
def test_origins_that_check_says_are_those_that_outcomes_take(tmp_path, selected, columns, refused):
    dates = {
        "settled": "2015-02-10",
        "programme_start": "2015-03-10",
        "programme_end": "2016-06-10",
    }
    row = ["a", "0301", *(dates[name] for name in columns.strip().split(",")[2:])]
    folder = write_folder(tmp_path, {"participants": columns + ",".join(row) + "\n"})
    toml = folder / "dataset.toml"
    declared = toml.read_text(encoding="utf-8").replace('"started"', f'"{selected}"')
    toml.write_text(declared, encoding="utf-8")
    one = LiveStudy(read_registers(folder))
    for origin in ("exit", "programme_start", "settlement"):
        told = {refused[origin]: "needed"} if origin in refused else {}
        assert lacking(one, f"origin {origin}") == told
        if told:
            with pytest.raises(DesignError):
                one.outcome(StudyDesign(origin=origin))
        else:
            assert len(one.outcome(StudyDesign(origin=origin)).frame) == 1


def test_what_is_said_to_be_unusable_is_refused_and_the_rest_is_not(study):
    one = study(participants=PEOPLE + "a,0301,2014-01-01,2015-06-10\n")
    rows = answers(one, "uses")
    needed = rows[(rows["method"] == "needed") & (rows["n_events"] == 0)]
    unusable = set(needed["what"])
    for name in one.measures():
        design = StudyDesign(measure=name)
        if f"measure {name}" in unusable:
            with pytest.raises(DesignError):
                one.outcome(design)
        else:
            assert one.outcome(design) is not None
    assert {"measure november", "measure danish_grant"} <= unusable
    assert "measure any_job" not in unusable


PAID = "person_id,start,end,monthly_earnings\na,2015-08-01,2015-12-31,20000\n"


@pytest.mark.parametrize(
    ("last", "declared", "absent"),
    [
        ("2025-04", "", {}),
        ("2025-05", "", {"dataset.basic_amount": "needed"}),
        ("2025-05", "basic_amount.2025-05-01 = 130000\n", {}),
    ],
)
def test_measure_written_with_g_needs_the_basic_amount_of_every_month(
    tmp_path, last, declared, absent
):
    tables = {"participants": PEOPLE + "a,0301,2014-01-01,2015-06-10\n", "jobs": PAID}
    folder = write_folder(tmp_path, tables, declared)
    toml = folder / "dataset.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"2017-12"', f'"{last}"'), encoding="utf-8")
    one = LiveStudy(read_registers(folder))
    without = {"jobs.kind", "residence.start", "departures.date"}
    optional = dict.fromkeys(without, "does without")
    assert lacking(one, "measure earnings_1g") == optional | absent
    design = StudyDesign(measure="earnings_1g")
    if absent:
        with pytest.raises(DesignError, match="from 1 May of 2025, which is not in"):
            one.outcome(design)
    else:
        assert len(one.outcome(design).frame) == 1


@pytest.mark.parametrize(("exit_day", "there"), [("2014-04-10", True), ("2014-03-10", False)])
def test_years_before_anybodys_clock_are_not_asked_for(tmp_path, exit_day, there):
    # Observed from 2012, whose G and that of 2013 are not known; the clock begins a month later.
    tables = {"participants": PEOPLE + f"a,0301,2012-08-01,{exit_day}\n", "jobs": PAID}
    folder = write_folder(tmp_path, tables)
    toml = folder / "dataset.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('"2015-01"', '"2012-01"'), encoding="utf-8")
    one = LiveStudy(read_registers(folder))
    absent = lacking(one, "measure earnings_1g")
    assert ("dataset.basic_amount" not in absent) is there


def test_month_that_is_missing_cuts_the_follow_up_and_is_counted(study):
    # Exit in June 2015; home ends in January 2016 and begins again in April: February is missing.
    one = study(
        participants=PEOPLE + "a,0301,2014-01-01,2015-06-10\nb,0301,2014-01-01,2015-06-10\n",
        residence=HOME + "a,0301,2014-01-01,2016-01-31\na,0301,2016-04-01,\nb,0301,2014-01-01,\n",
    )
    rows = answers(one, "findings")
    cut = rows[rows["finding"] == "follow_up_cut"]
    assert cut[["n_events", "n_at_risk"]].to_numpy().tolist() == [[1, 2]]


def test_register_faults_are_answered_of_all_or_by_municipality(study):
    with pytest.raises(DesignError) as caught:
        answers(study(), "register_faults", ("sex",))
    assert str(caught.value) == (
        "'register_faults' is answered of the whole dataset or by municipality only."
    )
    with pytest.raises(DesignError) as caught:
        answers(study(), "rows", ("municipality",))
    assert str(caught.value) == "'rows' is answered of the whole dataset only."


def test_register_faults_of_all_are_the_sum_of_those_of_municipalities(study):
    exits = "a,0301,2014-01-01,2015-06-10,\nb,0301,2014-01-01,2015-06-10,automatic\n"
    more = "c,4601,2014-01-01,2015-06-10,\nd,,2014-01-01,2015-06-10,work\n"
    head = "person_id,municipality,programme_start,programme_end,exit_reason\n"
    one = study(participants=head + exits + more)
    rows = answers(one, "register_faults").set_index("finding")[["n_events", "n_at_risk"]]
    assert rows.loc["reason_missing"].tolist() == [2, 4]
    assert rows.loc["closed_automatically"].tolist() == [1, 2]  # of those with a reason


def test_design_does_not_matter_to_a_question_about_registers():
    specs = {str(StudyDesign(measure=name).ask("rows")) for name in ("any_job", "november")}
    assert specs == {"rows"}
