"""Who is followed: a number of persons is exact or in fives, and its sentence says which."""

import re
from dataclasses import replace

import pytest

from analysis.display import tables
from analysis.reference.measures import parse_measure

from .conftest import report, rows

FLOW = replace(rows((0, 1.0, 1.0, 1.0)), frame=rows((0, 1, 1, 1)).frame.assign(fate="followed"))
CURVE = ((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4))


def told(language, release_id):
    """What the page says of the persons of a municipality of 100."""
    one = report(rows(*CURVE, release_id=release_id), rows(*CURVE, release_id=release_id))
    flow = replace(FLOW, release_id=release_id)
    html = tables.flow(flow, rows(release_id=release_id), language, one).html
    return [text for text in re.findall("<p>(.*?)</p>", html) if "Herøy" in text]


@pytest.mark.parametrize(
    ("language", "release_id", "text"),
    [
        ("nb", "0a", "Om lag 100 av dem som følges, gikk i programmet i Herøy."),
        ("nb", None, "100 av dem som følges, gikk i programmet i Herøy."),
        ("en", "0a", "About 100 of those followed took the programme in Herøy."),
        ("en", None, "Of those followed, 100 took the programme in Herøy."),
    ],
)
def test_a_number_in_fives_is_about_and_an_exact_one_is_not(language, release_id, text):
    assert told(language, release_id) == [text]


def test_no_number_is_told_where_persons_come_in_along_the_way():
    curve = rows(*CURVE)
    settled = replace(curve, frame=curve.frame.assign(origin="settlement"))
    assert "Herøy" not in tables.flow(FLOW, rows(), "nb", report(settled, settled)).html


def test_nothing_is_told_of_a_municipality_that_is_the_whole_dataset():
    curve = rows(*CURVE)
    assert "Herøy" not in tables.flow(FLOW, rows(), "nb", report(curve, curve, compared=False)).html


def test_who_was_there_already_counts_as_there_unless_he_is_left_out_for_it():
    already = rows((0, 0.2, 0.1, 0.3), estimand="already_there")
    assert "they count as there in month 1" in tables.flow(FLOW, already, "en").html
    assert "is not observed" in tables.flow(FLOW, rows(), "en").html
    yearly = replace(already, measure=parse_measure("november"))  # no month of it is month 0
    assert "already" not in tables.flow(FLOW, yearly, "en").html
    compared = tables.flow(FLOW, None, "en").html
    assert "already had" not in compared
    assert "followed" in compared


def test_the_name_of_a_column_may_break_and_a_number_may_not():
    html = tables.table(["a"], [["participants.exit_reason"], ["7.3% of 41"], ["<b>.x"]])
    assert "participants.<wbr>exit_<wbr>reason" in html
    assert "7.3% of 41" in html
    assert "&lt;b&gt;.x" in html


def test_tidy_rows_are_numbers_and_what_is_the_same_in_all_is_told_once():
    html = tables.tidy(rows(*CURVE), "en").html
    assert "The last of 2 rows, by the names that code uses." in html
    head = re.findall("<th scope=col>(.*?)</th>", html)
    assert head == ["month", "estimate", "lower", "upper", "n_<wbr>at_<wbr>risk", "n_<wbr>events"]
    assert re.findall("<td>(.*?)</td>", html)[6:] == [
        "12",
        "0.3000",
        "0.2000",
        "0.4000",
        "100",
        "50",
    ]
    assert "<li><code>method</code>: by hand</li>" in html
    assert html.count("any_job") == 1


def test_tidy_rows_without_a_share_leave_its_column_out():
    html = tables.tidy(rows((24, None, 0.33, 0.67)), "en").html
    assert re.findall("<th scope=col>(.*?)</th>", html)[:3] == ["month", "lower", "upper"]


def test_a_row_of_one_cell_is_the_heading_of_those_below():
    html = tables.table(["a", "b"], [["<i>"], ["x", "1"]])
    assert (
        "<tr><th scope=rowgroup colspan=2>&lt;i&gt;</th></tr><tr><td>x</td><td>1</td></tr>" in html
    )
