"""What a release gives as a code is drawn and written as the code, never as a number."""

import re
from dataclasses import replace

import pytest

from analysis.display import figures, tables
from analysis.display.groups import by_group

from .conftest import NONE, report, rows, with_counts

FEW = rows((0, 0, 0, 0), (3, 0.04, 0.02, 0.06), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6))
MANY = rows((0, 0, 0, 0), (3, 0.6, 0.5, 0.7), (12, 0.96, 0.93, 0.98))
NOTE = "A short bar without a point means {}; the exact share is not shown."


def bars(axes):
    """Ends of the bars of codes on some axes, by month."""
    found = [one for one in axes.collections if hasattr(one, "get_segments")]
    ends = [segment for one in found for segment in one.get_segments()]
    return {round(x, 1): (round(low, 2), round(high, 2)) for (x, low), (_, high) in ends}


@pytest.mark.parametrize(
    ("curve", "months", "code", "told"),
    [
        (FEW, [0, 12, 24], {3: (0, 0.05)}, "under 5%"),
        (MANY, [0, 3], {12: (0.95, 1)}, "over 95%"),
    ],
)
def test_a_code_is_a_bar_and_no_point_of_a_curve(measures, drawn, curve, months, code, told):
    html = figures.curve(measures[0], curve, "en").html
    top = drawn[0].axes[0]
    assert [list(one.get_xdata()) for one in top.lines] == [months]
    assert bars(top) == code
    assert NOTE.format(told) in html


def test_without_a_code_there_is_neither_bar_nor_note(measures, drawn):
    html = figures.curve(measures[0], rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4)), "en").html
    assert bars(drawn[0].axes[0]) == {}
    assert "short bar" not in html


def test_a_live_share_is_a_point_however_small(measures, drawn):
    html = figures.curve(measures[0], replace(FEW, release_id=None), "en").html
    assert [list(one.get_xdata()) for one in drawn[0].axes[0].lines] == [[0, 3, 12, 24]]
    assert "short bar" not in html


def test_an_official_year_that_is_a_code_is_no_point(measures, drawn):
    years = rows((12, 0.5, 0.4, 0.6), (24, 0.96, 0.93, 0.98), estimand="prevalence")
    one = report(FEW, FEW, years, NONE, years)
    html = figures.years(measures[1], one, "en").html
    axes = drawn[0].axes[0]
    assert all(len(points.lines[0].get_xdata()) == 1 for points in axes.containers)
    assert set(bars(axes).values()) >= {(0.95, 1)}
    assert NOTE.format("over 95%") in html


def test_a_group_s_code_is_no_point(drawn):
    curves = replace(FEW, frame=FEW.frame.assign(sex="female"))
    html = by_group(curves, NONE, rows((0, 0, 0, 0), (12, 0.4, 0.3, 0.5)), "sex", "en").html
    panel = drawn[0].axes[0]
    assert [list(one.get_xdata()) for one in panel.lines] == [[0, 12], [0, 12, 24]]
    assert bars(panel) == {3: (0, 0.05)}
    assert NOTE.format("under 5%") in html


def test_tidy_rows_write_the_code():
    cells = re.findall("<td>(.*?)</td>", tables.tidy(FEW, "en").html)
    assert cells[7:10] == ["&lt;0.05", "&lt;0.05", "0.0600"]
    assert "0.0400" not in cells
    live = re.findall("<td>(.*?)</td>", tables.tidy(replace(FEW, release_id=None), "en").html)
    assert live[7:10] == ["0.0400", "0.0200", "0.0600"]


def test_columns_with_codes_are_put_in_order_by_their_counts(drawn):
    # Both are under 5 %; of the counts that are shown 40 of 1,000 is more than 5 of 1,000.
    missing = with_counts(rows((0, 0.04, 0.04, 0.04), (0, 0.04, 0.04, 0.04)), n_at_risk=1000)
    frame = missing.frame.assign(
        table="jobs", column=["hours_per_week", "start"], n_events=[5, 40], month=0
    )
    html = figures.missing_values(replace(missing, frame=frame), "en").html
    assert re.search('most in [^"]*start[^"]*, under 5%', html)
    assert [bar.get_width() for bar in drawn[0].axes[0].patches] == [0.05, 0.05]
    assert {bar.get_fill() for bar in drawn[0].axes[0].patches} == {False}
