"""What is said of the whole of the registers: all is all, and one way is one."""

from dataclasses import replace

import pytest

from analysis.display import cohort, figures
from analysis.display.quality_lines import lines
from analysis.display.register_names import place_name
from analysis.terms import Estimand, Language

from .conftest import rows


def files(used, of, release_id):
    """Rows of one file, of which some are used."""
    each = rows((0, used / of, 0.0, 1.0), release_id=release_id, estimand="rows")
    frame = each.frame.assign(table="jobs", fate="used", n_events=used, n_at_risk=of)
    return replace(each, frame=frame)


FLOW = replace(rows((0, 1.0, 1.0, 1.0)), frame=rows((0, 1, 1, 1)).frame.assign(fate="followed"))


@pytest.mark.parametrize(
    ("used", "release_id", "text"),
    [
        (200, None, "All rows in the files are used."),
        (199, None, "Of the rows in the files over 95% are used;"),
        (200, "0a", "Of the rows in the files over 95% are used;"),  # in fives: one may not be
    ],
)
def test_all_rows_are_said_to_be_used_only_where_the_count_is_exact(used, release_id, text):
    assert text in cohort.answer(FLOW, files(used, 200, release_id), "en").html


UNREPAIRED = "No hours, no pay and no place of residence were corrected."
RULED = (
    "Where the registers leave several answers open, fixed rules decide which municipality a person"
    " belongs to, which programme counts, or how long a person is followed; other rules could give"
    " other numbers."
)


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ([], "Nothing had to be corrected, and no contradictions"),
        (
            ["municipality_recoded", "municipality_split", "open_date_code", "blanks_stripped"],
            f"{UNREPAIRED} {RULED} Some codes and ways of writing were translated, which changes no"
            " number. The table shows how often.",
        ),
        (
            ["municipality_code_of_another_date"] * 3,
            f"{UNREPAIRED} Some codes and ways of writing were translated, which changes no number."
            " The table shows how often.",
        ),
        (["continued"], f"{UNREPAIRED} {RULED} The table shows how often."),
        (["several_municipalities"], f"{UNREPAIRED} {RULED} The table shows how often."),
        (["reentered"], f"{UNREPAIRED} {RULED} The table shows how often."),
        (["follow_up_cut"], f"{UNREPAIRED} {RULED} The table shows how often."),
        (
            ["gap_filled", "correction_netted", "after_death", "unlikely_age", "hidden_row"],
            "a reason that is stated. Some hours, pay or places of residence were corrected, as the"
            " dataset asks for; that changes numbers. Some entries contradict each other or look"
            " doubtful; they were counted, and used as they stand. The table",
        ),
    ],
)
def test_only_what_changes_numbers_is_told_as_a_repair(kinds, text):
    found = rows(*[(0, 0.1, 0.1, 0.1)] * len(kinds), estimand="findings")
    found = replace(found, frame=found.frame.assign(finding=kinds))
    assert text in cohort.found_text(found, Language.EN)


def missing(*told):
    """Missing values from (table, column, values missing of a hundred)."""
    each = rows(*[(0, n / 100, 0.0, 1.0) for *_, n in told], estimand="missing_values")
    table, column, n = zip(*told, strict=True)
    return replace(each, frame=each.frame.assign(table=table, column=column, n_events=n))


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (
            [("areas", "population", 95), ("participants", "exit_reason", 8), ("jobs", "hours", 7)],
            "<p>Of the columns about persons, participants.exit_reason has most missing values: 8%",
        ),
        (
            [("areas", "population", 95), ("participants", "exit_reason", 0)],
            "<p>No column about persons has missing values.</p>",
        ),
    ],
)
def test_what_is_missing_most_is_told_of_persons_whatever_is_missing_of_places(told, text):
    assert text in cohort.meaning(missing(*told), rows(estimand="findings"), "en").html


@pytest.mark.parametrize(("release_id", "rounded"), [("0a", True), (None, False)])
def test_caveats_are_about_who_is_followed_and_tell_of_rounding_in_a_release(release_id, rounded):
    html = cohort.caveats(replace(FLOW, release_id=release_id), "en").html
    assert "Who is followed depends on where the clock starts" in html
    assert "stable work" not in html
    assert ("rounded to the nearest 5" in html) == rounded


def test_the_figure_of_missing_values_is_about_persons(drawn):
    told = [("areas", "population", 95), ("jobs", "hours", 7), ("participants", "sex", 0)]
    html = figures.missing_values(missing(*told), "en").html
    assert "most in jobs.hours, 7%" in html
    for figure in drawn:
        names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
        assert names == ["jobs.hours\n(100)"]
    only_places = missing(("areas", "population", 95))
    assert "No column about persons has missing values." in (
        figures.missing_values(only_places, "en").html
    )


def test_on_a_norwegian_page_registers_have_norwegian_names():
    lacking = missing(("participants", "exit_reason", 8), ("jobs", "hours_per_week", 7))
    assert "mangler «deltakere: avslutningsårsak» flest verdier" in (
        cohort.meaning(lacking, rows(estimand="findings"), "nb").html
    )
    html = figures.missing_values(lacking, "nb").html
    assert "mest i deltakere: avslutningsårsak, 8" in html
    _, body = lines(Estimand.MISSING_VALUES, lacking, Language.NB)
    assert [line[:2] for line in body] == [
        ["jobber", "timer i uka"],
        ["deltakere", "avslutningsårsak"],
    ]
    one = rows((0, 0.1, 0.1, 0.1), estimand="findings")
    found = one.frame.assign(table="residence", column="municipality", finding="no_residence")
    _, body = lines(Estimand.FINDINGS, replace(one, frame=found), Language.NB)
    assert body[0][1] == "bosted: kommune"
    used = one.frame.assign(what="measure november", column="jobs.hours_per_week", n_events=1)
    _, body = lines(Estimand.USES, replace(one, frame=used), Language.NB)
    assert body[0][2:] == ["–", "jobber: timer i uka"]
    _, body = lines(Estimand.ROWS, files(200, 200, None), Language.NB)
    assert body[0][0] == "jobber"


def test_an_english_page_has_the_names_that_a_dataset_is_declared_with():
    assert place_name("participants", "exit_reason", Language.EN) == "participants.exit_reason"


def test_a_table_of_no_contract_keeps_its_name():
    assert place_name("survey", "answer", Language.NB) == "survey: answer"
