"""Every notebook runs to its end, on a release and on persons."""

import re
from html import unescape
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.publish.notebook import NotebookFailed, run

from ..release.invented import LARGE

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
MVAD = REPOSITORY.parent / "shared" / "data" / "mvad" / "mvad.csv"
CONFIDENTIAL = "Confidential, not for publication: computed from persons."
INVENTED = "invented data"
SECTIONS = {
    "01_cohort": [
        "In short",
        "What is measured",
        "What became of the rows?",
        "Whom the numbers concern",
        "Who took part?",
        "What does a life look like in these registers?",
        "What is missing?",
        "What was repaired, and what contradicts what?",
        "Known faults of the programme's register (NIR), by municipality",
        "What can measures and notebooks use?",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
    "02_time_to_stable_employment": [
        "In short",
        "What is measured",
        "Whom the numbers concern",
        "How good are the data?",
        "How many have been in stable work, and when?",
        "How many never come there?",
        "How many months does it take?",
        "Women and men",
        "Younger and older",
        "Where they came from",
        "Schooling before",
        "Small and large municipalities",
        "How different is the pace?",
        "How many first jobs become stable work?",
        "How many lose stable work again?",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
    "03_primary_school": [
        "In short",
        "What is measured",
        "Whom the numbers concern",
        "How many are in stable work, with and without?",
        "How many have ever been in stable work, with and without?",
        "All estimates in one table",
        "Can the weights be believed?",
        "How does it go on, by how far people had come in primary school for adults (grunnskole)?",
        "First locked in, then ahead?",
        "Is it primary school for adults (grunnskole) itself, or the education that follows?",
        "What follows primary school for adults (grunnskole)?",
        "Does it hold for everybody alike?",
        "Women and men, with and without primary school for adults (grunnskole)",
        "How far are women from men at equal education?",
        "What if something were chosen otherwise?",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
    "04_measurement_point": [
        "In short",
        "What is measured",
        "Whom the numbers concern",
        "The answer depends on the month and on the rule",
        "What do they do, November by November?",
        "Cohort by cohort: one year after",
        "The municipality's own measure on the day of exit",
        "The same people by other rules and on other dates",
        "Do municipalities keep their place?",
        "Does another year give the same order?",
        "The published series: does another year give the same order?",
        "Every way to measure: The share who meet the measure",
        "Every way to measure: The share who have ever met the measure",
        "Every way to measure: The share who have lost it again",
        "Combinations that cannot be measured",
        "Every way to measure: With grunnskole less without",
        "Every way to measure: Women less men",
        "Could the whole curve be chance?",
        "Which choice matters most?",
        "What does each choice do, all else equal?",
        "Where does a municipality stand?",
        "With and without grunnskole, made comparable: meeting the measure at the point",
        "With and without grunnskole, made comparable: ever reached",
        "A better standard: what foretells lasting self-support?",
        "Life in society beyond work",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
    "05_municipality": [
        "In short",
        "What is measured",
        "Whom the numbers concern",
        "How good are the data?",
        "How many have been in stable work, and when?",
        "The official measure, 1 to 5 years after the programme",
        "Move the measurement point yourself",
        "The same people by other rules and on other dates",
        "Where does Guovdageaidnu - Kautokeino stand among municipalities?",
        "Are those who begin primary school for adults (grunnskole) later more often in stable"
        " work?",
        "Life in society beyond work",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
    "08_method_check": [
        "In short",
        "What is measured",
        "Which worlds are tried?",
        "How often do intervals hold what is true?",
        "What holds too seldom, or too often?",
        "Do comparisons find what is true?",
        "What this means",
        "What would change the answer",
        "Where the numbers come from",
    ],
}


@pytest.fixture
def shown(tmp_path):
    """Return a function: the pieces that a notebook shows."""

    def ask(name, data, **parameters):
        notebook = REPOSITORY / "notebooks" / f"{name}.ipynb"
        values = {"data": str(data), "language": "en", "measure": "any_job"}
        return run(notebook, tmp_path / "out.ipynb", {**values, **parameters})

    return ask


@pytest.fixture
def compared(tmp_path):
    """Return a function: the pieces that the notebook of comparisons shows."""

    def ask(data, **parameters):
        notebook = REPOSITORY / "notebooks" / "03_primary_school.ipynb"
        values = {"data": str(data), "language": "en", "replicates": 10, "doubly_robust": "no"}
        return run(notebook, tmp_path / "out.ipynb", {**values, **parameters})

    return ask


def headings(pieces):
    found = [piece.partition("<h2>")[2].partition("</h2>")[0] for piece in pieces]
    return [heading for heading in found if heading]


def test_cohort_runs_on_a_release(shown, release):
    pieces = shown("01_cohort", release)
    assert [unescape(one) for one in headings(pieces)] == SECTIONS["01_cohort"]
    assert CONFIDENTIAL not in "".join(pieces)
    assert all(INVENTED in piece.lower() for piece in pieces)


def test_cohort_runs_on_persons_and_says_so(shown, dataset):
    pieces = shown("01_cohort", dataset)
    assert [unescape(one) for one in headings(pieces)] == SECTIONS["01_cohort"]
    assert all(CONFIDENTIAL in piece and 'data-release=""' in piece for piece in pieces)


def test_time_to_stable_employment_runs_on_a_release(shown, release):
    pieces = shown("02_time_to_stable_employment", release)
    assert headings(pieces) == SECTIONS["02_time_to_stable_employment"]
    assert "How long until stable work?" in pieces[0]
    assert re.search(r"Half had come there between months \d+ and \d+\.", pieces[1])
    assert CONFIDENTIAL not in "".join(pieces)
    assert all(INVENTED in piece.lower() for piece in pieces if "data-release" in piece)


def test_time_to_stable_employment_runs_on_persons_and_says_so(shown, dataset):
    pieces = shown("02_time_to_stable_employment", dataset, measure="any_job,run_months=6")
    assert headings(pieces) == SECTIONS["02_time_to_stable_employment"]
    made = [piece for piece in pieces if "data-release" in piece]
    assert len(made) == 20
    assert all(CONFIDENTIAL in piece and 'data-release=""' in piece for piece in made)
    assert "for 6 months in a row" in "".join(pieces)


def test_a_municipality_s_report_runs_on_persons_and_says_so(shown, dataset):
    pieces = shown("05_municipality", dataset, municipality=LARGE)
    every_year = [one.replace("1 to 5", "1 to 11") for one in SECTIONS["05_municipality"]]
    assert headings(pieces) == every_year  # of exits from 2012 on, seen to 2023
    assert "<h1>Guovdageaidnu - Kautokeino (5612)</h1>" in pieces[0]
    assert all(CONFIDENTIAL in piece for piece in pieces)


def test_a_municipality_s_report_runs_on_a_release(shown, release):
    pieces = shown("05_municipality", release, municipality=LARGE)
    assert headings(pieces) == SECTIONS["05_municipality"]
    assert CONFIDENTIAL not in "".join(pieces)


def test_primary_school_runs_on_persons_and_says_so(compared, dataset):
    pieces = compared(dataset, comparison="grunnskole,horizon=36,points=24+36,landmarks=24")
    assert headings(pieces) == SECTIONS["03_primary_school"]
    assert "Are those who begin primary school for adults (grunnskole)" in pieces[0]
    made = [piece for piece in pieces if "data-release" in piece]
    assert all(CONFIDENTIAL in piece and 'data-release=""' in piece for piece in made)
    assert all(INVENTED in piece.lower() for piece in made)
    assert "count as there in month 1" not in "".join(pieces)


def test_primary_school_answers_another_question_by_parameters_only(compared, dataset):
    question = (
        "work_practice,sex=female,measure=part_time;run_months=6,horizon=60,points=60,landmarks=12"
    )
    pieces = compared(dataset, comparison=question, doubly_robust="yes")
    expected = " ".join(SECTIONS["03_primary_school"])
    of_school = "primary school for adults (grunnskole)"
    assert " ".join(headings(pieces)) == expected.replace(of_school, "work practice")
    assert "Are those who begin work practice later more often in stable work" in pieces[0]
    assert "of at least 20 hours a week in all" in "".join(pieces)
    assert "women only:" in "".join(pieces)
    short = next(piece for piece in pieces if "<h2>In short</h2>" in piece)
    assert "Had all begun work practice within 12 months, " in short  # an answer, not why not
    assert "doubly robust" in "".join(pieces)


def test_primary_school_says_that_a_release_holds_no_comparison(compared, release):
    pieces = compared(release)
    assert "comparisons are not released" in unescape("".join(pieces))
    assert CONFIDENTIAL not in "".join(pieces)


def test_measurement_point_runs_on_persons_and_says_so(shown, dataset):
    small = "near_choices,hours_per_week=1+20,run_months=1,point=november_1+24"
    pieces = shown("04_measurement_point", dataset, least=5, grids=f"{small}/near_choices")
    assert [unescape(one) for one in headings(pieces)] == SECTIONS["04_measurement_point"]
    made = [piece for piece in pieces if "data-release" in piece]
    assert all(CONFIDENTIAL in piece and 'data-release=""' in piece for piece in made)
    assert all(INVENTED in piece.lower() for piece in made)


def test_measurement_point_refuses_a_measure_that_does_not_exist(shown, dataset, release):
    for data in (dataset, release):
        with pytest.raises(NotebookFailed, match=r"No measure 'any_jobb' \(nearest: any_job\)"):
            shown("04_measurement_point", data, measure="any_jobb")


def test_measurement_point_says_what_a_release_does_not_hold(shown, release):
    pieces = shown("04_measurement_point", release)
    told = [unescape(one) for one in headings(pieces)]
    told.remove("Try it yourself")  # sliders say why they are absent; on persons they are no text
    assert told == SECTIONS["04_measurement_point"]
    assert "cannot be computed here" in "".join(pieces)
    assert CONFIDENTIAL not in "".join(pieces)


def test_the_method_check_runs_without_registers(tmp_path):
    notebook = REPOSITORY / "notebooks" / "08_method_check.ipynb"
    few = {"compared": "immortal_time_only", "compared_worlds": 1, "compared_persons": 1500}
    values = {"worlds": 5, "persons": "30+100", "bands": "yes", "language": "en", **few}
    pieces = run(notebook, tmp_path / "out.ipynb", values)
    assert headings(pieces) == SECTIONS["08_method_check"]
    assert all(INVENTED in piece.lower() for piece in pieces)
    released = [re.findall(r'data-release="([^"]+)"', piece) for piece in pieces]
    assert {one for (one,) in released} == {"method-check-2026-5", "comparison-check-2026-1"}
    assert CONFIDENTIAL not in "".join(pieces)


@pytest.mark.skipif(not MVAD.is_file(), reason=f"no file {MVAD.name} beside the repository")
def test_time_to_stable_employment_runs_on_the_open_survey(shown, tmp_path):
    folder = tmp_path / "mvad"
    assert main(["convert", "mvad", str(MVAD), str(folder)]) == 0
    pieces = shown(
        "02_time_to_stable_employment",
        folder,
        measure="any_job,run_months=6",
        origin="programme_start",
    )
    # definitions.md 1: the Kaplan-Meier median of runs of six months is 35; nobody leaves.
    assert "Half had come there in month 35 (" in pieces[1]
    assert INVENTED not in "".join(pieces).lower()
