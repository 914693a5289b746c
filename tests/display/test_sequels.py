"""Sentences on those who never came there, on first jobs and on loss, from numbers by hand."""

import re
from dataclasses import replace

import pytest

from analysis.display.sequels import first_jobs, loss, never, never_texts
from analysis.reference.measures import presets
from analysis.terms import Access, Dating, Language

from .conftest import NONE, rows, with_counts

CURVE = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (24, 0.5, 0.4, 0.6), (60, 0.7, 0.6, 0.8))
LEFT = rows((0, 0, 0, 0), (12, 0.1, 0, 0.2), (24, 0.1, 0, 0.2), (60, 0.2, 0.1, 0.3))


def test_those_who_left_are_kept_apart_from_those_still_without():
    texts = never_texts(CURVE, LEFT, Language.EN)
    assert texts[0] == (
        "By month 60, the last to which at least half could be followed, 70% had been in stable"
        " work at least once; 20% died, or moved out of the country, without having been in stable"
        " work first; and 10% were still in the country and still without."
    )
    # After 24 months 40 % were without, and 20 points more came by month 60.
    assert texts[1] == "Of those still without after 24 months, 50% came there by month 60."
    assert texts[2].startswith("Not to have come there by a month is not the same as never")


def test_where_nobody_tells_who_left_they_are_not_told_apart():
    assert never_texts(CURVE, NONE, Language.NB)[0] == (
        "Innen måned 60, den siste som minst halvparten kunne følges til, hadde 70{0}% vært i"
        " stabilt arbeid minst én gang; de andre (30{0}%) var fortsatt uten, eller døde eller"
        " flyttet fra landet uten å ha kommet dit."
    ).format("\N{NO-BREAK SPACE}")


def test_of_few_who_left_a_release_tells_no_number_and_takes_none_off():
    few = rows((0, 0, 0, 0), (12, 0.04, 0, 0.05), (24, 0.04, 0, 0.05), (60, 0.04, 0, 0.05))
    assert (
        "the others (30%) were still without, or died or moved out of the country"
        in (never_texts(CURVE, few, Language.EN)[0])
    )
    live = [replace(one, release_id=None) for one in (CURVE, few)]
    assert (
        "under 5% died, or moved out of the country, without having been in stable work first; and"
        " 26%" in (never_texts(*live, Language.EN)[0])
    )


def test_where_nobody_ever_leaves_there_is_no_register_that_tells(drawn):
    nobody = rows((0, 0, 0, 0), (12, 0, 0, 0), (24, 0, 0, 0), (60, 0, 0, 0), release_id=None)
    never(replace(CURVE, release_id=None), nobody, "en")
    names = [text.get_text() for text in drawn[0].legends[0].get_texts()]
    assert names == [
        "have been in stable work",
        "still without, or died or moved out of the country",
    ]


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


def of_run(run, **more):
    return replace(presets()["any_job"], run_months=run, **more)


YEARS = rows((0, 0, 0, 0), (12, 0, 0, 0), (24, 0.2, 0.1, 0.3), (48, 0.4, 0.3, 0.5), release_id=None)


def test_loss_of_a_run_of_a_year_is_told_from_the_year_after_it():
    html = loss(of_run(12), YEARS, "en").html
    assert "20% had lost it within 24 months (95% confidence interval 10% to 30%)" in html
    assert "and 40% within 48 months" in html
    assert "within 12 months" not in html
    assert "from the first of the 12 that it takes; in those it cannot be lost" in html
    assert "the dotted line is month 24" in html


def test_a_run_of_a_year_that_is_dated_when_it_is_over_may_be_lost_in_the_next_month():
    html = loss(of_run(12, dated_at=Dating.CONFIRMATION), YEARS, "en").html
    assert "under 5% had lost it within 12 months" in html
    assert "cannot be lost by definition" not in html


def test_loss_of_a_long_run_that_nobody_is_followed_beyond_has_a_reason():
    html = loss(of_run(12), rows((0, 0, 0, 0), (12, 0, 0, 0), (18, 0.1, 0, 0.2)), "en").html
    assert "too few came there and could be followed to month 24 after it" in html
    assert "<img" not in html


def test_loss_of_three_years_is_not_told_where_hardly_anybody_is_followed_so_long(measures):
    few = rows((0, 0, 0, 0), (12, 0.3, 0.2, 0.4), (36, 0.5, 0.4, 0.6), release_id=None)
    few = with_counts(few, n_at_risk=[1000, 600, 20])  # 20 / 0.5 = 40 of 1,000
    html = loss(measures[0], few, "en").html
    assert "30% had lost it within 12 months" in html
    assert "how many have lost it later is not known" in html


@pytest.mark.parametrize("half", [12, 24])
def test_what_is_known_as_a_code_is_never_reckoned_with(half):
    # By half the time under 5 % were there, or had left: how many remained is not known.
    few, some = (half, 0.04, 0, 0.05), (half, 0.3, 0.2, 0.4)
    ends = ((0, 0, 0, 0), (60, 0.4, 0.3, 0.5)), ((0, 0, 0, 0), (60, 0.1, 0.05, 0.2))
    for one, other in ((few, some), (some, few)):
        curve = rows(ends[0][0], one, ends[0][1])
        left = rows(ends[1][0], other, ends[1][1])
        assert len(never_texts(curve, left, Language.EN)) == 2


def test_an_area_has_no_corner_where_only_a_code_is_known(drawn):
    few = rows((0, 0, 0, 0), (12, 0.04, 0, 0.06), (24, 0.3, 0.2, 0.4), (60, 0.5, 0.4, 0.6))
    never(few, NONE, "en")
    area = drawn[0].axes[0].collections[0].get_paths()[0].vertices
    assert set(area[:, 0]) == {0, 24, 60}


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
