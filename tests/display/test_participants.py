"""Who took part: each group whole, the most frequent first, the unknown last."""

import re
from dataclasses import replace

import pytest

from analysis.display import participants
from analysis.questions import COMPOSITION

from .conftest import NONE, rows


def flow(by, *told, release_id=None):
    """The flow by a group, from (value, fate, persons with it, persons of the value)."""
    each = rows(*[(0, n / of, 0.0, 1.0) for *_, n, of in told], release_id=release_id)
    value, fate, n, of = zip(*told, strict=True)
    frame = each.frame.assign(**{by: value}, fate=fate, n_events=n, n_at_risk=of)
    return replace(each, frame=frame)


def parts(**known):
    return [known.get(by, replace(NONE, release_id=None)) for by in COMPOSITION]


def lines(html):
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", row) for row in body.split("</tr>")[:-1]]


SEX = flow(
    "sex",
    ("unknown", "gone_at_entry", 50, 50),
    ("female", "followed", 10, 20),
    ("female", "gone_at_entry", 10, 20),
    ("male", "followed", 30, 30),
)


def test_a_line_has_the_share_of_all_and_the_share_followed():
    assert lines(participants.who(parts(sex=SEX), "en").html) == [
        ["sex"],
        ["man", "30", "30.0%", "100.0%"],
        ["woman", "20", "20.0%", "50.0%"],
        ["unknown", "50", "50.0%", "0.0%"],
    ]


def test_what_has_a_name_stands_in_words_and_else_as_in_the_register():
    country = flow("country_of_origin", ("<Syria>", "followed", 9, 9), ("Iraq", "followed", 8, 8))
    school = flow("prior_education", ("none", "followed", 9, 9))
    why = flow("admission", ("refugee", "followed", 9, 9), ("F-11", "followed", 8, 8))
    known = parts(country_of_origin=country, prior_education=school, admission=why)
    html = participants.who(known, "nb").html
    assert [line[0] for line in lines(html)] == [
        "landbakgrunn",
        "&lt;Syria&gt;",
        "Irak",
        "utdanning fra før",
        "ingen skole",
        "oppholdsgrunn",
        "flyktning",
        "F-11",
    ]


@pytest.mark.parametrize(
    ("release_id", "text"),
    [("0a", "is not in the release"), (None, "do not tell who the participants are")],
)
def test_where_nothing_can_be_told_it_says_why(release_id, text):
    absent = [replace(NONE, release_id=release_id)] * len(COMPOSITION)
    assert text in participants.who(absent, "en").html
