"""What is said and drawn of how often intervals hold, from rows drawn by hand."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.design import Estimates, Source
from analysis.display import coverage, method_check
from analysis.estimates.checked_intervals import Interval
from analysis.estimates.method_check import METHOD, Check, check_of
from analysis.terms import Access, Language

SOURCE = Source("worlds", Access.INVENTED, "", "drawn", "", seed=5)


def held(*told, worlds=200):
    """Estimates from (interval, month, persons, places, worlds it held in, worlds with one)."""
    columns = ["interval", "month", "persons", "places", "n_events", "n_at_risk"]
    frame = pd.DataFrame(told, columns=columns)
    share = frame["n_events"] / frame["n_at_risk"].where(frame["n_at_risk"] > 0)
    frame = frame.assign(
        measure="",
        origin="",
        estimand="coverage",
        estimate=share,
        lower=share - 0.02,
        upper=np.minimum(share + 0.02, 1),
        without=worlds - frame["n_at_risk"],
        width=0.1234,
        bias=-0.0056,
        method=METHOD,
    )
    return Estimates(frame, "method-check-5-200", SOURCE)


RIGHT = ("kaplan_meier", 12, 100, "none", 190, 200)
LOW = ("cox", np.nan, 100, "uneven", 170, 200)
HIGH = ("median", np.nan, 100, "none", 200, 200)
ABSENT = ("kaplan_meier", 60, 100, "none", 0, 0)


@pytest.fixture(params=["nb", "en"])
def language(request):
    return request.param


def text(fragment):
    return re.sub(r"<[^>]+>", " ", fragment.html)


def test_the_answer_counts_what_holds_and_what_is_more_than_chance():
    told = text(method_check.answer(held(RIGHT, LOW, HIGH, ABSENT), "en"))
    assert "Of 3 shares 1 lie between 93 and 97%." in told
    assert "1 are lower than 95% and 1 higher, by more than chance can explain." in told
    assert "200 of each of 2 kinds" in told
    assert "Invented data".lower() in told.lower()


def test_nothing_departs_where_chance_explains_it():
    told = held(RIGHT)
    assert "None departs from 95%" in text(method_check.answer(told, "en"))
    assert "None departs from 95%" in text(method_check.departing(told, "en"))
    assert "keep what they promise" in text(method_check.meaning(told, "en"))


def test_meaning_names_what_holds_too_seldom_and_too_often():
    told = text(method_check.meaning(held(RIGHT, LOW, HIGH), "en"))
    assert "Too seldom, in at least one kind of world: ratio of chances, Cox." in told
    assert "Too often, in at least one kind of world: month by which half are there." in told
    assert "whole months" in told
    norwegian = text(method_check.meaning(held(RIGHT, LOW), "nb"))
    assert "For sjelden, i minst ett slags verden: forhold mellom sjanser, Cox." in norwegian
    assert "hele måneder" not in norwegian


def test_what_departs_stands_in_a_table_with_width_and_bias():
    told = text(method_check.departing(held(RIGHT, LOW, ABSENT), "nb"))
    assert "85\N{NO-BREAK SPACE}% (83–\N{WORD JOINER}87)" in told
    assert "0,12" in told
    assert "-0,0056" in told
    assert "ennå uten arbeid" not in told


def test_kinds_of_worlds_are_counted_by_size_and_municipalities():
    html = method_check.kinds(held(RIGHT, LOW, HIGH, ABSENT), "en").html
    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in html.split("<tr>")[2:]]
    assert rows == [
        ["no municipalities", "100", "2", "1", "0", "1", "0"],
        ["thirty uneven", "100", "1", "0", "1", "0", "0"],
    ]


def test_a_share_has_a_decimal_from_a_thousand_worlds_on():
    assert method_check.per_cent(0.9449, 1000, Language.NB) == "94,5\N{NO-BREAK SPACE}%"
    assert method_check.per_cent(0.9449, 1000, Language.EN) == "94.5%"
    assert method_check.per_cent(0.9449, 999, Language.EN) == "94%"


def test_the_month_drawn_is_the_one_furthest_from_95():
    months = [("kaplan_meier", month, 30, "none", n, 200) for month, n in ((12, 190), (24, 182))]
    other = ("kaplan_meier", 12, 100, "none", 189, 200)
    chosen = coverage.worst(held(*months, other, ABSENT).frame)
    assert list(zip(chosen["persons"], chosen["month"], strict=True)) == [(30, 24), (100, 12)]


def test_the_figure_has_a_line_an_interval_a_panel_a_kind_and_a_mark_a_size(drawn, language):
    told = held(
        RIGHT, LOW, replace_size(RIGHT, 1000), replace_size(LOW, 1000), (*HIGH[:2], 30, *HIGH[3:])
    )
    fragment = coverage.figure(told, language)
    wide, narrow = drawn
    for figure in (wide, narrow):
        assert len(figure.axes) == 2
        assert len(figure.axes[0].get_yticks()) == 3
        colours = {line.get_color() for line in figure.axes[0].containers[0].get_children()[:1]}
        assert len(colours) == 1
        low, high = figure.axes[0].get_xlim()
        assert low < 0.83  # the interval of the lowest share
        assert high > 1
        legend = [each.get_text() for each in figure.legends[0].get_texts()]
        assert len(legend) == 3
    assert narrow.get_figheight() > wide.get_figheight()  # panels stand below each other
    assert "<details>" in fragment.html
    assert fragment.html.count("*</td>") >= 2


def replace_size(row, persons):
    return (*row[:2], persons, *row[3:])


def test_the_design_tells_the_numbers_of_its_worlds(language):
    check = Check()
    told = text(method_check.design(check, held(RIGHT), language))
    assert ("1,5" if language == "nb" else "1.5") in told
    assert re.search(r"30, 100 (og|and) 1.?000", told)
    other = replace(check, world=replace(check.world, ratio=2.5), persons=(50,))
    changed = text(method_check.design(other, held(RIGHT), language))
    assert ("2,5" if language == "nb" else "2.5") in changed


def test_every_interval_has_a_name_in_both_languages(language):
    rows = [(one.value, np.nan, 100, "none", 150, 200) for one in Interval]
    html = method_check.departing(held(*rows), language).html
    assert html.count("<tr>") == len(Interval) + 1


def test_a_small_check_is_shown_whole(language):
    check = check_of(3, "30", "none+uneven", "yes", 1)
    found = coverage_of(check)
    for show in (method_check.answer, method_check.kinds, method_check.meaning):
        assert show(found, language).html
    assert coverage.figure(found, language).html
    assert "Seed" in method_check.provenance(found, "en").html


def coverage_of(check):
    from analysis.estimates.method_check import method_check as checked

    return checked(check)
