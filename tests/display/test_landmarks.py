"""Groups at landmarks in a figure, a table and sentences, from rows drawn by hand."""

from math import nan

import pytest

from analysis.display import landmarks
from analysis.reference.comparisons import parse_comparison

from .test_comparisons import estimates, row

OF_SCHOOL = parse_comparison("grunnskole,horizon=60,points=24+60,landmarks=24+36+48")
GAPS = {24: (0.1, 0.02, 0.18), 36: (-0.1, -0.18, -0.02), 48: (0.03, -0.05, 0.11)}
"""Completed less not begun in month 60, with limits, by landmark; months of rows are since it."""


def at(landmark, gap):
    made = []
    for group, share, people in (("completed", 0.5, 43), ("not_begun", 0.4, 1232)):
        for month in range(60 - landmark + 1):
            limits = (share, share - 0.05, share + 0.05)
            made.append(
                row("landmark", group, "", "prevalence", "prevalence", month, *limits, n=people)
            )
    of = ("landmark", "completed", "not_begun", "prevalence", "difference")
    made.append(row(*of, 60 - landmark, *gap))
    return [{**one, "landmark": landmark} for one in made]


@pytest.fixture(scope="module")
def shown():
    return estimates(*(one for landmark, gap in GAPS.items() for one in at(landmark, gap)))


def test_a_landmark_has_a_panel_on_the_clock_of_time_zero_and_people_in_fives_below(shown, drawn):
    landmarks.landmarks(OF_SCHOOL, shown, "en")
    wide, narrow = drawn
    assert len(wide.axes) == len(narrow.axes) == 6  # three panels, each with its numbers
    curves, below = wide.axes[2:4]
    assert curves.get_title(loc="left") == "Sorted in month 36"
    assert [line.get_xdata()[0] for line in curves.lines] == [36, 36, 36]
    assert max(curves.lines[0].get_xdata()) == 60
    texts = {(text.get_position()[0], text.get_text()) for text in below.texts}
    assert texts == {(m, n) for m in (36, 48, 60) for n in ("45", "1,230")}
    assert below.get_shared_x_axes().joined(curves, below)


def test_only_what_chance_does_not_explain_is_called_more_or_fewer(shown):
    html = landmarks.landmarks(OF_SCHOOL, shown, "en").html
    more, fewer, same, note = html.split("<p>")[-4:]
    assert more.startswith("In month 60 more are in stable work among those who had completed")
    assert "sorted in month 24: +10.0 (+2.0 to +18.0)." in more
    assert "fewer are in stable work" in fewer
    assert "sorted in month 36: −10.0 (−18.0 to −2.0)." in fewer
    assert "cannot be told from chance" in same
    assert "sorted in month 48: +3.0 (−5.0 to +11.0)." in same
    assert "this describes, and is no effect" in note


def test_the_table_tells_people_in_fives_and_shares_at_the_points(shown):
    html = landmarks.landmarks(OF_SCHOOL, shown, "en").html
    first, _, last = html.split("scope=rowgroup")[1:]
    assert ">Sorted in month 24<" in first
    assert "<td>had completed</td><td>45</td><td>50%</td><td>50%</td>" in first
    assert "<td>had not begun</td><td>1,230</td><td>–</td><td>40%</td>" in last


def test_the_picture_says_in_words_who_is_in_it(shown):
    alt = landmarks.landmarks(OF_SCHOOL, shown, "nb").html.partition('alt="')[2].partition('"')[0]
    assert "etter månedene 24, 36, 48" in alt
    assert "(oppdiktede data)" in alt


def test_a_landmark_at_which_all_are_alike_has_no_panel(shown, drawn):
    alone = [one for one in at(36, (0.1, nan, nan)) if one["group"] == "not_begun"]
    landmarks.landmarks(OF_SCHOOL, estimates(*at(24, GAPS[24]), *alone), "en")
    assert len(drawn[0].axes) == 2
    nothing = landmarks.landmarks(OF_SCHOOL, estimates(*alone), "en").html
    assert "<img" not in nothing
    assert "At no landmark there are both" in nothing
