"""What is said of a difference follows from the intervals that are shown, and from nothing else."""

from dataclasses import replace

import pytest

from analysis.design import StudyDesign
from analysis.display import prose
from analysis.estimates.compare import difference
from analysis.reference.measures import presets
from analysis.terms import Language

from .conftest import NONE, report, rows, with_counts

EVERYBODY = "everybody in the dataset"
SAME = f"After 24 months the difference between Herøy and {EVERYBODY} cannot be told from chance."
HIGHER = f"The share after 24 months is higher in Herøy than among {EVERYBODY}, beyond what chance"
LOWER = f"The share after 24 months is lower in Herøy than among {EVERYBODY}, beyond what chance"


def said(here, everybody, language=Language.EN):
    return prose.meaning_texts(report(rows(here), rows(everybody)), language)[0]


@pytest.mark.parametrize(
    ("here", "everybody", "expected"),
    [
        # Towards each other 6 and 8 points reach hypot(6, 8) = 10: a gap of 9 is within, 11 beyond.
        ((24, 0.59, 0.53, 0.90), (24, 0.50, 0.10, 0.58), SAME),
        ((24, 0.61, 0.55, 0.90), (24, 0.50, 0.10, 0.58), HIGHER),
        ((24, 0.50, 0.10, 0.58), (24, 0.59, 0.53, 0.90), SAME),
        ((24, 0.50, 0.10, 0.58), (24, 0.61, 0.55, 0.90), LOWER),
        # Intervals that overlap, and a difference that chance does not give.
        ((24, 0.60, 0.50, 0.70), (24, 0.48, 0.43, 0.53), HIGHER),
        ((24, 0.40, 0.30, 0.50), (24, 0.52, 0.47, 0.57), LOWER),
        ((24, 0.60, 0.50, 0.70), (24, 0.50, 0.45, 0.55), SAME),
        ((24, 0.50, 0.40, 0.60), (24, 0.50, 0.45, 0.55), SAME),
    ],
)
def test_a_difference_is_told_from_chance_by_the_limits_nearest_each_other(
    here, everybody, expected
):
    assert said(here, everybody).startswith(expected)


def test_a_difference_beyond_chance_says_that_it_does_not_say_why():
    text = said((24, 0.9, 0.85, 0.95), (24, 0.5, 0.45, 0.55))
    assert text == (
        "The share after 24 months is higher in Herøy than among everybody in the dataset, beyond"
        " what chance alone gives. This does not say why: who lives in the municipality, and its"
        " labour market, are not taken into account. Of many municipalities, about one in twenty"
        " stands out like this by chance alone."
    )


def test_the_same_is_said_in_norwegian():
    assert said((24, 0.5, 0.4, 0.6), (24, 0.5, 0.4, 0.6), Language.NB) == (
        "Etter 24 måneder kan forskjellen mellom Herøy og alle i datasettet ikke skilles fra"
        " tilfeldigheter."
    )


def test_swapping_the_two_swaps_the_answer():
    opposite = {"same": "same", "higher": "lower", "lower": "higher"}
    one, other = rows((24, 0.6, 0.5, 0.7)).rows()[0], rows((24, 0.45, 0.4, 0.5)).rows()[0]
    assert difference(other, one) == opposite[difference(one, other)]


def test_months_are_compared_with_the_same_month_of_everybody():
    here = rows((12, 0.30, 0.25, 0.35))
    everybody = rows((12, 0.30, 0.25, 0.35), (24, 0.80, 0.75, 0.85))
    told = prose.meaning_texts(report(here, everybody), Language.EN)[0]
    assert told == SAME.replace("24", "12")


@pytest.mark.parametrize("here", [rows(), rows((24, None, 0.33, 0.67))])
def test_a_group_without_a_share_is_compared_with_nobody(here):
    (text,) = prose.meaning_texts(report(here, rows((24, 0.5, 0.4, 0.6))), Language.EN)
    assert text.startswith("This is a short report,")


def test_an_answer_says_month_place_share_interval_and_everybody():
    one = report(rows((24, 0.6, 0.5, 0.7)), rows((24, 0.45, 0.4, 0.5)))
    assert prose.answer_texts(one, Language.NB)[0] == (
        "24 måneder etter programmets slutt hadde 60\u00a0% av deltakerne i Herøy vært i stabilt"
        " arbeid minst én gang (95\u00a0% konfidensintervall 50\u00a0% til 70\u00a0%); blant alle i"
        " datasettet 45\u00a0%."
    )
    assert prose.answer_texts(one, Language.EN)[0] == (
        "24 months after the programme ended, 60% of the participants in Herøy had been in stable"
        " work at least once (95% confidence interval 50% to 70%); among everybody in the dataset,"
        " 45%."
    )


@pytest.mark.parametrize(
    ("lower", "upper", "told"),
    [
        (0.0, 0.33, "Under en tredel"),
        (0.33, 0.67, "Mellom en tredel og to tredeler"),
        (0.67, 1.0, "Over to tredeler"),
    ],
)
def test_a_band_is_told_in_words(lower, upper, told):
    one = report(rows((24, None, lower, upper)), rows((24, 0.45, 0.4, 0.5)))
    assert prose.answer_texts(one, Language.NB)[0] == (
        "Deltakerne i Herøy, eller de med eller uten stabilt arbeid blant dem, er for få til at"
        f" kurven kan vises. {told} hadde vært i stabilt arbeid minst én gang innen 24 måneder"
        " etter programmets slutt."
    )


def test_the_official_share_is_told_with_and_without_grunnskole():
    official = rows((12, 0.5, 0.4, 0.6), (24, 0.7, 0.6, 0.8))
    school = rows((12, 0.62, 0.5, 0.7))
    here = rows((3, 0.06, 0.05, 0.1), (24, 0.6, 0.5, 0.7))
    one = report(here, rows((24, 0.5, 0.4, 0.6)), official, school, rows((12, 0.55, 0.5, 0.6)))
    assert prose.answer_texts(one, Language.EN)[1] == (
        "By the official measure – at least an hour of work a week, or education, in November of"
        " the year after – the share was 50% (95% confidence interval 40% to 60%); among everybody"
        " in the dataset, 55%."
    )
    assert prose.meaning_texts(one, Language.EN)[1:] == [
        "One date is not the whole story: the share that had been in stable work was 6% after 3"
        " months and 60% after 24.",
        "When adults in primary school (grunnskole) are counted, the official share becomes 62%"
        " instead of 50% one year after.",
    ]


def test_a_share_of_nobody_or_everybody_is_not_told():
    one = report(rows((24, 0.04, 0.0, 0.1)), rows((24, 0.96, 0.9, 1.0)))
    text = prose.answer_texts(one, Language.EN)[0]
    assert ", under 5% of the participants" in text
    assert text.endswith("; among everybody in the dataset, over 95%.")


def code(month, share):
    return (month, share, share - 0.03, share + 0.03)


@pytest.mark.parametrize(("share", "told"), [(0.04, "under 5%"), (0.96, "over 95%")])
def test_of_two_shares_with_one_code_it_is_said_that_they_cannot_be_compared(share, told):
    assert said(code(24, share), (24, share, share - 0.001, share + 0.001)) == (
        f"After 24 months the share is {told} both in Herøy and among everybody in the dataset; the"
        " exact share is not shown, so the two cannot be compared."
    )


def test_a_code_is_lower_only_where_all_that_it_may_stand_for_is():
    # At 5 % the gap to 7 % is 2 points, within hypot(1, 2); at 0 it would be beyond hypot(1, 6).
    assert said((24, 0.04, 0.0, 0.06), (24, 0.07, 0.05, 0.08)).startswith(SAME)
    assert said((24, 0.04, 0.0, 0.06), (24, 0.09, 0.08, 0.1)).startswith(LOWER)


def test_a_live_share_below_five_per_cent_is_a_number_like_others():
    here, there = rows((24, 0.02, 0.01, 0.03)), rows((24, 0.04, 0.035, 0.045))
    live = [replace(one, release_id=None) for one in (here, there)]
    assert prose.meaning_texts(report(*live), Language.EN)[0].startswith(LOWER)


def test_of_two_official_shares_with_one_code_it_is_not_known_what_grunnskole_changes():
    here = rows((24, 0.5, 0.4, 0.6))
    official, counted = rows(code(12, 0.96)), rows(code(12, 0.96))
    one = report(here, here, official, counted, official)
    assert prose.meaning_texts(one, Language.EN)[-1] == (
        "Whether counting adults in primary school (grunnskole) changes the official share one"
        " year after cannot be told: it is over 95% with and without, and the exact share is not"
        " shown."
    )


NAN = float("nan")


@pytest.mark.parametrize(
    ("median", "told"),
    [
        ((0, None, 12, 18), "Half had come there between months 12 and 18."),
        (
            (0, None, 60, NAN),
            "By month 24, the last to which at least half could be followed, half had not come"
            " there; when they do is not known.",
        ),
        ((0, 14, 12, 17), "Half had come there in month 14 (95% confidence interval 12–17)."),
        (
            (0, 14, 12, NAN),
            "Half had come there in month 14; the 95% confidence interval is from month 12, and"
            " where it ends is not known, as fewer than half could be followed beyond month 24.",
        ),
    ],
)
def test_a_median_is_an_interval_of_the_grid_or_a_month(median, told):
    curve, half = rows((24, 0.4, 0.3, 0.5)), rows(median, estimand="median")
    html = prose.alone(curve, half, NONE, "en").html
    assert f"<p>{told}</p>" in html


TAIL = rows((0, 0, 0, 0), (24, 0.3, 0.2, 0.4), (60, 0.4, 0.3, 0.5), (233, 0.6, 0.2, 0.9))
TAIL = with_counts(replace(TAIL, release_id=None), n_at_risk=[1000, 600, 300, 2])
"""Half could be followed to month 60: 300 / 0.6 = 500 of 1,000. Two are left in month 233."""


@pytest.mark.parametrize("upper", [240, NAN])
def test_no_headline_names_a_month_that_hardly_anybody_is_followed_to(upper):
    html = prose.alone(TAIL, rows((0, 233, 200, upper), estimand="median"), NONE, "en").html
    assert "By month 60, the last to which at least half could be followed, half had not" in html
    assert "233" not in html


def test_a_story_of_two_dates_ends_with_the_last_month_that_is_well_supported():
    assert "was 30% after 24 months and 40% after 60." in prose.over_time(TAIL, "en").html


def test_a_report_names_no_month_to_which_less_than_half_could_be_followed():
    here = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (24, 0.4, 0.1, 0.7), release_id=None)
    here = with_counts(here, n_at_risk=[100, 70, 12])  # 12 / 0.6 = 20 of 100 by month 24
    text = prose.answer_texts(report(here, here), Language.EN)[0]
    assert text.startswith("12 months after the programme ended, 30% of the participants")


def test_where_nearly_all_are_there_the_month_is_named_though_hardly_anybody_waits():
    here = rows((0, 0, 0, 0), (12, 0.9, 0.8, 0.95), (24, 0.97, 0.9, 0.99), release_id=None)
    here = with_counts(here, n_at_risk=[40, 10, 1])
    assert prose.answer_texts(report(here, here), Language.EN)[0].startswith("24 months after")


def test_a_municipality_alone_in_its_dataset_is_compared_with_nobody():
    curve = rows((3, 0.2, 0.1, 0.3), (24, 0.5, 0.4, 0.6))
    one = report(curve, curve, compared=False)
    assert prose.answer_texts(one, Language.EN)[0].endswith("(95% confidence interval 40% to 60%).")
    assert prose.meaning_texts(one, Language.EN) == [
        "One date is not the whole story: the share that had been in stable work was 20% after 3"
        " months and 50% after 24."
    ]


def test_a_small_group_is_told_without_a_share_where_it_is_alone():
    one = report(rows(), rows(), compared=False)
    assert prose.answer_texts(one, Language.EN)[0].startswith("There are too few participants")
    assert prose.meaning_texts(one, Language.EN)[0].startswith("This is a short report")


@pytest.mark.parametrize(
    ("blind_to", "said"),
    [
        ((), True),
        (("residence",), True),
        (("departures",), False),
        (("residence_and_departures", "subsidised"), False),
    ],
)
def test_those_who_leave_are_said_to_be_known_only_where_a_register_knows_them(blind_to, said):
    curve = rows((24, 0.5, 0.4, 0.6))
    curve = replace(curve, source=replace(curve.source, blind_to=blind_to))
    html = prose.design(presets()["any_job"], StudyDesign(), curve, "en").html
    assert ("Those who die or leave the country are followed no further" in html) is said


@pytest.mark.parametrize(("with_it", "share"), [(0.83, "83%"), (0.834, "83%")])
def test_a_share_that_grunnskole_does_not_change_does_not_become_itself(with_it, share):
    here, there = rows((24, 0.5, 0.4, 0.6)), rows((24, 0.5, 0.4, 0.6))
    official, counted = rows((12, 0.83, 0.7, 0.9)), rows((12, with_it, 0.7, 0.9))
    one = report(here, there, official, counted, official)
    assert prose.meaning_texts(one, Language.EN)[-1] == (
        "Counting adults in primary school (grunnskole) does not change the official share one"
        f" year after: {share} in whole per cent."
    )


@pytest.mark.parametrize("language", ["nb", "en"])
def test_where_all_are_there_before_the_third_month_no_later_date_is_told(language):
    early = rows((0, 0.0, 0.0, 0.0), (1, 0.9, 0.8, 0.95))
    assert len(prose.meaning_texts(report(early, early), Language(language))) == 1  # the comparison
    assert prose.over_time(early, language).html.count("<p>") == 1
