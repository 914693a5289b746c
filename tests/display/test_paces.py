"""What is said of tests of equal groups, and the table of ratios, from numbers by hand."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from analysis.display.groups import by_group
from analysis.display.paces import chance, equal_texts, ratios
from analysis.terms import Language

from .conftest import NONE, rows
from .test_groups import EVERYBODY, HIGH, LOW, by_sex, cells

CURVE = replace(EVERYBODY, release_id=None)
NAN = float("nan")


def found_by(**p):
    """Tests of equal groups with these p, named as in the rows."""
    frame = pd.concat([rows((NAN, value, NAN, NAN)).frame for value in p.values()])
    return replace(CURVE, frame=frame.assign(test=[name.replace("_", "-") for name in p]))


def paces_of(group="sex", **ratio):
    """Ratios by a group: level -> (in all months, in the first year, later)."""
    parts = []
    for level, three in ratio.items():
        for value, first, last in zip(three, (1, 1, 13), (pd.NA, 12, pd.NA), strict=True):
            spread = 0 if value == 1 else 0.05
            row = rows((NAN, value, value - spread, value + spread)).frame
            parts.append(row.assign(**{group: level}, first_month=first, last_month=last))
    frame = pd.concat(parts, ignore_index=True).astype({"last_month": "Int64"})
    both = [frame.assign(model=name) for name in ("Cox", "discrete time")]
    return replace(CURVE, frame=pd.concat(both, ignore_index=True))


def constant(p, group="sex"):
    return replace(CURVE, frame=rows((NAN, p, NAN, NAN)).frame.assign(**{group: "every"}))


def told(html):
    return re.findall("<p>(.*?)</p>", html)


def test_of_two_groups_the_omnibus_test_is_told_with_what_it_does_not_say():
    first, second = equal_texts(found_by(Wald=0.5, Gray=0.5, max_combo=0.031), Language.EN)
    assert first == (
        "Over all months together the groups do not come there at one pace: chance alone gives a"
        " difference as large about 3 in 100 times (the test is called max-combo)."
    )
    assert "any difference, early or late: it does not say how large it is, who is ahead" in second
    assert second.endswith("against each other, not against everybody, of whom they are part.")


def test_of_more_groups_walds_test_is_told_or_where_it_is_not_there_grays():
    said, meaning = equal_texts(found_by(log_rank=0.01, Wald=0.24, Gray=0.001), Language.NB)
    assert said.startswith("Sett over alle måneder under ett kan gruppenes takt ikke skilles fra")
    assert "omtrent 24 av 100 ganger (prøven heter Wald)" in said
    assert "hvem som ligger foran" not in meaning
    said, _ = equal_texts(found_by(log_rank=0.5, Wald=NAN, Gray=0.0004), Language.EN)
    assert said.endswith("less than once in 1,000 times (the test is called Gray).")


def test_without_a_test_it_is_said_or_nothing_is():
    assert equal_texts(found_by(Wald=NAN, Gray=NAN), Language.EN) == [
        "Whether the groups come there at one pace cannot be tested here."
    ]
    assert equal_texts(NONE, Language.EN) == []


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0009, "less than once in 1,000 times"),
        (0.001, "about 1 in 1000 times"),
        (0.0094, "about 9 in 1000 times"),
        (0.01, "about 1 in 100 times"),
        (0.97, "about 97 in 100 times"),
    ],
)
def test_a_chance_is_a_number_of_times(p, text):
    assert chance(p, Language.EN) == text


def test_the_sentence_stands_beside_the_figure_of_the_groups():
    html = by_group(by_sex(LOW, HIGH), NONE, EVERYBODY, "sex", "en", found_by(max_combo=0.2)).html
    assert "the groups' paces cannot be told from chance" in html.replace("&#39;", "'")
    assert html.index("called max-combo") < html.index("<img")


def test_ratios_stand_under_their_division_and_the_largest_group_is_one():
    sex = paces_of(female=(0.6, 0.52, 0.731), male=(1, 1, 1))
    age = paces_of("age", **{"56+": (0.61, 0.64, NAN), "26-35": (1, 1, 1)})
    shown = ratios([sex, age], [constant(0.0001), constant(0.3, "age")], [NONE], CURVE, "en")
    assert cells(shown.html) == [
        ["Group", "Pace, all months", "The first 12 months", "Later"],
        ["Women and men"],
        ["woman", "0.60 (0.55–0.65)", "0.52 (0.47–0.57)", "0.73 (0.68–0.78)"],
        ["man", "1", "1", "1"],
        ["Younger and older"],
        ["26–35 years", "1", "1", "1"],
        ["56 years and over", "0.61 (0.56–0.66)", "0.64 (0.59–0.69)", "–"],
    ]
    texts = told(shown.html)
    assert "1; 0.80 means four where the largest group has five." in texts[0]
    assert texts[1].startswith("The ratio is not the same in all months for sex: read the last two")
    assert texts[2] == "The ratio may be the same in all months for age."
    assert "nothing else is adjusted for" in texts[3]


def test_a_release_names_what_it_does_not_hold():
    html = ratios([NONE, NONE], [NONE, NONE], [NONE, NONE], EVERYBODY, "nb").html
    assert "<table" not in html
    assert told(html) == [
        "Ikke med i denne utgivelsen, fordi det ikke lar seg regne ut riktig av vernede tall:"
        " forholdet mellom gruppenes takt; prøven på om det forholdet er det samme i alle måneder"
        " og prøven på om gruppene kommer dit i samme takt. På selve datasettet viser notatboken"
        " det."
    ]


def test_a_group_that_alone_cannot_be_had_leaves_the_others():
    sex = paces_of(female=(0.6, 0.5, 0.7), male=(1, 1, 1))
    html = ratios([sex, NONE], [constant(0.2), NONE], [NONE], CURVE, "en").html
    assert "Women and men" in html
    assert "the ratio of the groups" not in html
