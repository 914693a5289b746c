"""Life in society beyond work on a page: shares by month, what is not known, or silence."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.display import society
from analysis.display.tables import JOINER
from analysis.study import SOCIETY
from analysis.terms import Access

from .conftest import NONE, report, rows

SHARES = {"language_test": 0.47, "membership": 0.21, "election": 0.52}


def of(shares, months=(12, 60), access=Access.PUBLIC, n=100):
    """Prevalence of measures, alike in all months."""
    drawn = [
        rows(*((month, share, share - 0.02, share + 0.02) for month in months), access=access)
        for share in shares.values()
    ]
    frames = [
        one.frame.assign(measure=name, n_at_risk=n) for name, one in zip(shares, drawn, strict=True)
    ]
    return replace(drawn[0], frame=pd.concat(frames, ignore_index=True))


BLIND = replace(NONE, source=replace(NONE.source, blind_to=("participation",)))


def test_each_measure_is_told_in_a_sentence_and_in_the_table():
    html = society.society(of(SHARES), "en").html
    assert "Passed a Norwegian test at level B1 or higher: 47% (45–49%) in month 60 after" in html
    assert "after the programme ended, of 100 alive and resident" in html
    assert "Voted in at least one election, of those who could: 52% (50–54%) in month 60" in html
    assert "the share is of ever more people and may also fall." in html
    assert html.count("<td>") == 3 * 4  # of months 12, 24, 36 and 60
    assert html.count("<td>–</td>") == 3 * 2  # nothing is drawn of months 24 and 36


def test_what_the_register_does_not_tell_stands_beside_what_it_tells():
    html = society.society(of({"membership": 0.2}), "en").html
    assert "whether anybody has left the register does not tell" in html
    assert "1 September 2013" not in html
    html = society.society(of(SHARES), "nb").html
    assert "IMDi 2017" in html
    assert "valgloven av 2002, § 2-2" in html


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "silent on half of the aim of the programme"), ("nb", "taust om halvparten av det")],
)
def test_without_the_register_the_page_says_that_it_is_silent(language, said):
    assert said in society.society(BLIND, language).html
    here = replace(report(NONE, NONE), society=BLIND, society_here=BLIND)
    html = society.municipality(here, language).html
    assert said in html
    assert "<table" not in html


def test_a_register_of_other_kinds_is_not_called_absent():
    html = society.society(NONE, "en").html
    assert "silent" not in html
    assert "have a register of participation, but not what is asked of it" in html


def test_months_to_which_less_than_half_could_be_followed_are_not_told():
    early = of({"membership": 0.2}, months=(12, 24))
    late = of({"membership": 0.9}, months=(60,), n=49)
    both = replace(early, frame=pd.concat([early.frame, late.frame], ignore_index=True))
    html = society.society(both, "en").html
    assert "20% (18–22%) in month 24 after the programme ended, of 100" in html
    assert "90%" not in html


def test_a_municipality_stands_beside_everybody():
    here = report(NONE, NONE, society=of(SHARES), society_here=of({**SHARES, "election": 0.6}))
    html = society.municipality(here, "en").html
    voted = "Voted in at least one election, of those who could"
    assert f"{voted} – Herøy: 60% (58–62%) in month 60" in html
    _, _, table = html.replace(JOINER, "").partition("<table")
    assert table.index(f"{voted} – Herøy") < table.index(f"{voted} – everybody in the dataset")
    assert "60% (58–62%)" in table
    assert "52% (50–54%)" in table


def test_a_municipality_of_too_few_is_told_of_everybody_only():
    here = report(NONE, NONE, society=of(SHARES), society_here=of(dict.fromkeys(SOCIETY, 0.0)))
    few = replace(here, society_here=replace(here.society_here, frame=NONE.frame))
    html = society.municipality(few, "en").html
    assert "Herøy has too few for any of this to be shown." in html
    assert "– Herøy" not in html
    assert "47% (45–49%)" in html


def test_of_fewer_than_ten_nothing_is_told_of_persons_either():
    here = report(NONE, NONE, society=of(SHARES), society_here=of(SHARES, n=9))
    assert "Herøy has too few" in society.municipality(here, "en").html
    here = replace(here, society_here=of(SHARES, n=10))
    assert "– Herøy: 47% (45–49%)" in society.municipality(here, "en").html


def test_invented_data_say_so_in_every_sentence():
    html = society.society(of(SHARES, access=Access.INVENTED), "en").html
    assert html.count("(invented data)") == html.count("<p>")
