"""What would move an answer, in words, from rows drawn by hand."""

import pandas as pd
import pytest
from markupsafe import Markup

from analysis.design import Estimates, Source
from analysis.display import sensitivity
from analysis.reference.comparisons import parse_comparison
from analysis.terms import Access

SOURCE = Source("drawn", Access.INVENTED, "2023-12", "drawn by hand", "nobody")
ASKED = parse_comparison("grunnskole,horizon=60,points=24+60")
NONE = float("nan")


def row(change, setting, estimand, estimate, lower=NONE, upper=NONE, method="by hand", month=60):
    of = "prevalence" if estimate == estimate else ""
    return {
        **{"change": change, "setting": setting, "estimand": estimand, "month": month, "of": of},
        **{"estimate": estimate, "lower": lower, "upper": upper, "method": method},
        **{"group": "begin", "against": "not_begin", "n_at_risk": 100, "n_events": 10},
        **{"measure": "any_job", "origin": "programme_start"},
    }


ROWS = [
    row("as_asked", "", "difference", 0.05, 0.01, 0.09),
    row("as_asked", "", "ratio", 1.5, 1.2, 1.9),
    row("as_asked", "", "difference", 0.4, month=24),
    row("grace_months", "6", "difference", 0.08, 0.02, 0.14),
    row("grace_months", "6", "ratio", 1.8, 1.2, 2.6),
    row("measure", "part_time", "difference", -0.02, -0.05, 0.01),
    row("origin", "settlement", "comparison", NONE, method="Nobody begins the exposure: there is"
        " nothing to compare."),
    row("confounder", "prior_education", "ratio", 1.125, 0.9, 1.4),
    row("e_value", "", "ratio", 2.37),
    row("e_value", "limit", "ratio", 1.69),
]  # fmt: skip


def told(rows, language="en"):
    made = sensitivity.sensitivity(ASKED, Estimates(pd.DataFrame(rows), None, SOURCE), language)
    return " ".join(Markup(made._repr_html_().replace("><", "> <")).striptags().split())


def test_the_range_and_the_sign_are_counted_over_the_changes_that_have_a_number():
    text = told(ROWS)
    assert "in month 60 is +5.0 points. With one thing changed at a time, 2 times," in text
    assert "it lies between \N{MINUS SIGN}2.0 and +8.0, and 1 of 2 times on the same side" in text
    assert "of zero, 1 of them with a confidence interval that leaves out zero." in text
    unclear = row("movers", "", "difference", 0.04, -0.01, 0.09)
    assert "2 of 3 times on the same side of zero, 1 of them with" in told([*ROWS, unclear])
    assert "Begin within 6 months +8.0 (+2.0 to +14.0) 1.80" in text


def test_what_could_not_have_answered_otherwise_is_no_evidence():
    nobody_left_out = row("breaks", "from_2021", "difference", 0.0504, 0.02, 0.08)
    others = {**row("movers", "", "difference", 0.0504, 0.02, 0.08), "n_at_risk": 90}
    misread = row("misclassified", "90/100", "difference", 0.09, 0.02, 0.16)
    text = told([*ROWS, nobody_left_out, others, misread])
    assert "3 times, it lies between \N{MINUS SIGN}2.0 and +8.0, and 2 of 3 times" in text
    assert "touches nobody who can be followed to month 60, are not counted (1)" in text
    assert "Lines on mistakes of the register are not counted" in text
    assert "are not counted" not in told(ROWS)
    nothing = told([*ROWS[:3], nobody_left_out, misread])
    assert "None of the changes that could have given another answer" in nothing


def test_a_change_that_is_not_followed_to_the_last_point_says_so_and_tells_the_one_before():
    early = row("breaks", "before_2015", "difference", 0.03, 0.01, 0.05, month=24)
    earlier = row("breaks", "before_2015", "difference", 0.02, 0.01, 0.03, month=12)
    text = told([*ROWS, earlier, early, row("movers", "", "ratio", 1.1, month=24)])
    assert (
        "register) cannot be followed so long; in month 24: +3.0 (+1.0 to +5.0) \N{EN DASH}" in text
    )
    assert "another municipality cannot be followed so long \N{EN DASH}" in text


def test_what_cannot_be_had_says_why_in_the_page_s_language():
    assert "The clock starts at settlement" in told(ROWS)
    nb = told(ROWS, "nb")
    assert "Nobody begins" not in nb
    assert "Som spurt +5,0 (+1,0 til +9,0) 1,50" in nb


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (1.69, "at least 2.37 times as likely, beyond all that is adjusted for; to make the answer"
         " uncertain 1.69 times is enough"),
        (1.0, "its interval includes no difference"),
    ],
)  # fmt: skip
def test_hidden_confounders_are_told_in_sentences(limit, said):
    text = told([*ROWS[:-1], row("e_value", "limit", "ratio", limit)])
    assert said in text
    assert "could move the ratio from 1.50 to 1.13 at most" in text or "to 1.12 at most" in text


def test_without_a_main_answer_there_is_nothing_to_change():
    assert "nothing to change" in told([row("as_asked", "", "comparison", NONE)])
