"""A measurement point that a reader moves: a panel a month, without a script."""

import re
from dataclasses import replace
from importlib.resources import files

import pytest

from analysis.display.slider import MOST, measurement_point

from .conftest import NONE, report, rows


def of(shares):
    """Return prevalence from month -> share."""
    limits = [(month, share, share - 0.1, share + 0.1) for month, share in shares.items()]
    return rows(*limits, estimand="prevalence")


def shown(here, everybody, official=None, language="en"):
    """Return the piece of a municipality whose shares are month -> share."""
    told = {"state_here": of(here), "state_everybody": of(everybody)}
    told["official"] = of(official) if official else NONE
    return measurement_point(report(of(here), of(everybody), **told), language).html


HERE, ALL = {3: 0.3, 12: 0.4, 24: 0.5}, {3: 0.35, 12: 0.45, 24: 0.55}


def panels(html):
    return re.findall(r"<section>(.*?)</section>", html)


def test_each_month_has_its_button_and_its_panel_and_month_12_is_first():
    html = shown(HERE, ALL)
    assert re.findall(r'id="point-(\d+)"', html) == ["3", "12", "24"]
    assert re.findall(r'id="point-(\d+)" checked', html) == ["12"]
    found = panels(html)
    assert len(found) == 3
    assert "Month 3" in found[0]
    assert "width:30%" in found[0]
    assert "width:35%" in found[0]
    assert "width:55%" in found[2]


def test_the_official_november_stands_beside_whole_years():
    html = shown(HERE, ALL, official={12: 0.62, 24: 0.64})
    found = panels(html)
    assert "official in November" not in found[0]
    assert "Herøy, official in November" in found[1]
    assert "width:64%" in found[2]


def test_no_month_is_told_of_fewer_than_ten_in_the_place():
    here, everybody = of({12: 0.4, 24: 0.5, 36: 0.9}), of({12: 0.45, 24: 0.55, 36: 0.6})
    few = here.frame.assign(n_at_risk=[40, 10, 9])
    told = {"state_here": replace(here, frame=few), "state_everybody": everybody}
    html = measurement_point(report(here, everybody, **told, official=NONE), "en").html
    assert re.findall(r'id="point-(\d+)"', html) == ["12", "24"]


def test_no_script_is_needed():
    html = shown(HERE, ALL)
    assert "<script" not in html
    assert "onchange" not in html
    assert html.count("<input") == html.count("<label") == 3


def test_the_style_sheet_has_a_panel_for_every_button_and_prints_them_all():
    sheet = files("analysis.publish").joinpath("templates/style.css").read_text(encoding="utf-8")
    for place in (1, MOST):
        assert f"input:nth-of-type({place}):checked~.panels>section:nth-of-type({place})" in sheet
    assert ".panels>section{display:block!important" in sheet


@pytest.mark.parametrize(("last", "first"), [(24, "1"), (120, "6"), (230, "12")])
def test_a_long_history_is_told_by_half_years_or_by_years(last, first):
    months = dict.fromkeys(range(1, last + 1), 0.5)
    found = re.findall(r'id="point-(\d+)"', shown(months, months))
    assert found[0] == first
    assert len(found) <= MOST


@pytest.mark.parametrize(("language", "words"), [("nb", "For få måneder"), ("en", "Too few")])
def test_with_one_month_there_is_nothing_to_move(language, words):
    assert words in shown({12: 0.4}, {12: 0.5}, language=language)
