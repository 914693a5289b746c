"""What follows upon school, in a table and a sentence, from rows drawn by hand."""

import re
from math import nan

import pandas as pd

from analysis.comparison_terms import Sequel
from analysis.design import TIDY, Estimates, Source
from analysis.display import what_follows
from analysis.display.tables import JOINER
from analysis.estimates.columns import MORE
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Access, Estimand

GRUNNSKOLE = parse_comparison("grunnskole")
SOURCE = Source("drawn", Access.INVENTED, "2023-12", "drawn by hand", "nobody")


def rows(*told):
    """Rows from (clock, months since, persons, shares of SEQUELS); limits lie 0.05 apart."""
    made = [
        {
            **{"group": "observed", "clock": clock, "what": what.value, "month": month},
            **{"estimand": "what_follows", "estimate": share, "n_at_risk": n, "n_events": 0},
            **{"lower": share - 0.05, "upper": share + 0.05, "method": "by hand"},
            **{"measure": "any_job", "origin": "programme_start"},
        }
        for clock, month, n, shares in told
        for what, share in zip(Sequel, shares, strict=True)
    ]
    columns = [*MORE[Estimand.WHAT_FOLLOWS], *TIDY]
    return Estimates(pd.DataFrame(made, columns=columns), None, SOURCE)


BEGUN = [
    ("begun", 12, 412, (0.2, 0.1, 0.3, 0.4, 0.1)),
    ("begun", 60, 203, (0.5, 0.25, 0.35, 0.45, 0.15)),
]
DONE = ("completed", 12, 9, (0.6, 0.1, 0.3, 0.4, 0.1))


def told(found, language="en", comparison=GRUNNSKOLE):
    html = what_follows.what_follows(comparison, found, language).html.replace(JOINER, "")
    lines = re.findall("<tr>(.*?)</tr>", html)
    return html, [re.findall("<t[dh][^>]*>(.*?)</t[dh]>", line) for line in lines]


def test_a_share_stands_with_its_interval_and_persons_to_the_nearest_five():
    html, lines = told(rows(*BEGUN))
    assert lines == [
        ["What", "month 12", "month 60"],
        ["Since they began primary school for adults (grunnskole)"],
        ["persons who can be followed so long", "410", "205"],
        ["have begun upper secondary education", "20% (15–25%)", "50% (45–55%)"],
        ["have completed upper secondary education", "10% (5–15%)", "25% (20–30%)"],
        ["in stable work", "30% (25–35%)", "35% (30–40%)"],
        ["in work of any kind", "40% (35–45%)", "45% (40–50%)"],
        ["dead or departed", "10% (5–15%)", "15% (10–20%)"],
    ]
    assert (
        "60 months after they began primary school for adults (grunnskole), 50% had begun upper"
        " secondary education, 25% had completed it, and 45% were in work." in html
    )


def test_nothing_is_told_of_fewer_than_ten():
    assert "Since they completed" not in told(rows(*BEGUN, DONE))[0]
    ten = ("completed", 12, 10, DONE[3])
    html, lines = told(rows(*BEGUN, ten))
    assert lines[8:11] == [
        ["Since they completed primary school for adults (grunnskole)"],
        ["persons who can be followed so long", "10", "–"],
        ["have begun upper secondary education", "60% (55–65%)", "–"],
    ]
    assert "12 months after they completed primary school" in html


def test_a_share_without_an_interval_stands_alone():
    bare = rows(*BEGUN)
    bare.frame[["lower", "upper"]] = nan
    assert told(bare)[1][3] == ["have begun upper secondary education", "20%", "50%"]


def test_the_school_is_the_one_that_the_exposure_opens():
    html, _ = told(rows(*BEGUN), "nb", parse_comparison("upper_secondary"))
    assert "har begynt i høyere utdanning" in html
    html, _ = told(rows(*BEGUN), "nb", parse_comparison("work_practice"))
    assert "har begynt i videregående opplæring" in html


def test_where_nothing_follows_it_is_said_why():
    html, lines = told(rows())
    assert "too few begin, or they cannot be followed for long enough" in html
    assert lines == []
