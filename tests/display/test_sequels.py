"""Sentences on those who never came there, on first jobs and on loss, from numbers by hand."""

import re
from dataclasses import replace

import pytest

from analysis.display.sequels import first_jobs, loss, never, never_texts
from analysis.terms import Access, Language

from .conftest import NONE, rows

CURVE = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6), (60, 0.7, 0.6, 0.8))
LEFT = rows((0, 0, 0, 0), (12, 0.1, 0, 0.2), (24, 0.1, 0, 0.2), (60, 0.2, 0.1, 0.3))


def test_those_who_left_are_kept_apart_from_those_still_without():
    texts = never_texts(CURVE, LEFT, Language.EN)
    assert texts[0] == (
        "By month 60, the last to which at least half could be followed, 70% had been in stable"
        " work at least once, 20% had died or left the country before it, and 10% were still"
        " without."
    )
    # After 24 months 40 % were without, and 20 points more came by month 60.
    assert texts[1] == "Of those still without after 24 months, 50% came there by month 60."
    assert texts[2].startswith("Not to have come there by a month is not the same as never")


def test_where_nobody_tells_who_left_they_are_not_told_apart():
    assert never_texts(CURVE, NONE, Language.NB)[0] == (
        "Innen måned 60, den siste som minst halvparten kunne følges til, hadde 70{0}% vært i"
        " stabilt arbeid minst én gang; de andre (30{0}%) var fortsatt uten, eller var gått ut av"
        " andre grunner."
    ).format("\N{NO-BREAK SPACE}")


def test_of_few_who_left_a_release_tells_no_number_and_takes_none_off():
    few = rows((0, 0, 0, 0), (12, 0.04, 0, 0.05), (24, 0.04, 0, 0.05), (60, 0.04, 0, 0.05))
    assert (
        "the others (30%) were still without, or had left"
        in (never_texts(CURVE, few, Language.EN)[0])
    )
    live = [replace(one, release_id=None) for one in (CURVE, few)]
    assert (
        "under 5% had died or left the country before it, and 26%"
        in (never_texts(*live, Language.EN)[0])
    )


def test_where_nobody_ever_leaves_there_is_no_register_that_tells(drawn):
    nobody = rows((0, 0, 0, 0), (12, 0, 0, 0), (24, 0, 0, 0), (60, 0, 0, 0), release_id=None)
    never(replace(CURVE, release_id=None), nobody, "en")
    names = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert names == ["have been in stable work", "still without, or left before it"]


def test_a_group_without_a_share_has_no_number():
    band = rows((24, None, 0.0, 0.33))
    assert never_texts(band, NONE, Language.EN) == [
        "The group is too small to be shown in a figure."
    ]


def test_first_jobs_are_told_at_one_year(measures):
    stable = rows((0, 0, 0, 0), (6, 0.3, 0.2, 0.4), (12, 0.5, 0.4, 0.6), (36, 0.8, 0.7, 0.9))
    lost = rows((0, 0, 0, 0), (3, 0.4, 0.3, 0.5))  # nobody waits any longer
    html = first_jobs(measures[0], stable, lost, "en").html
    assert (
        "Of those who found a first job, 50% had been in stable work within 12 months (95%"
        " confidence interval 40% to 60%); 40% were first without a job again (95%"
        " confidence interval 30% to 50%)."
    ) in html


def test_loss_is_told_at_one_year_and_three(measures):
    lost = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (36, 0.5, 0.4, 0.6), (60, 0.6, 0.5, 0.7))
    html = loss(measures[0], lost, "en").html
    assert "30% had lost it within 12 months (95% confidence interval 20% to 40%)" in html
    assert "and 50% within 36 months (95% confidence interval 40% to 60%)" in html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_absent_is_said_in_plain_words(measures, language):
    for html in (
        first_jobs(measures[0], NONE, NONE, language).html,
        loss(measures[0], NONE, language).html,
    ):
        assert "<img" not in html
        assert {"nb": "er ikke med:", "en": "not here:"}[language] in html


def test_every_figure_says_that_its_data_are_invented(measures, drawn):
    def invented(estimates):
        return replace(estimates, source=replace(estimates.source, access=Access.INVENTED))

    curve, left = invented(CURVE), invented(LEFT)
    made = [
        never(curve, left, "en").html,
        first_jobs(measures[0], curve, left, "en").html,
        loss(measures[0], curve, "en").html,
    ]
    assert all(re.search(r'alt="[^"]*\(invented data\)"', html) for html in made)
    assert {figure.get_supxlabel() for figure in drawn} == {"invented data"}
    assert len(drawn) == 6


def headings(html):
    return [re.findall("<th scope=col[^>]*>(.*?)</th>", one) for one in html.split("<details>")[1:]]


@pytest.mark.parametrize("release_id", ["0a", None])
def test_the_counts_of_each_table_are_called_what_they_are(measures, release_id):
    def of(estimand):
        told = ((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (36, 0.5, 0.4, 0.6))
        return rows(*told, estimand=estimand, release_id=release_id)

    html = first_jobs(measures[0], of("stable_after_first_job"), of("first_job_lost"), "en").html
    stable, lost = headings(html)
    assert stable[3:] == [
        "Have been in stable work",
        "Have not, followed further",
        "Had not, no longer followed",
    ]
    assert lost[3:] == [
        "Were first without a job again",
        "Neither yet, followed further",
        "Had been in stable work first, or no longer followed",
    ]
    assert "Those who came there, died or left the country before the job ended" in html
    html = loss(measures[0], of("loss"), "en").html
    assert headings(html)[0][3:] == [
        "Have lost it",
        "Have it still, followed further",
        "Had it to the last, no longer followed",
    ]
    assert "died or left the country while it lasted can no longer lose it" in html
