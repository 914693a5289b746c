"""Faults of the programme's register in one municipality, beside everybody's."""

import re
from dataclasses import replace

import pytest

from analysis.display import quality

from .conftest import report, rows

CURVE = rows((0, 0.0, 0.0, 0.0), (12, 0.3, 0.2, 0.4))


def faults(*told, release_id="0a"):
    """Rows of faults from (fault, with it, exits)."""
    each = rows(
        *[(0, part / whole, 0.0, 1.0) for _, part, whole in told],
        estimand="register_faults",
        release_id=release_id,
    )
    frame = each.frame.assign(
        finding=[name for name, *_ in told],
        n_events=[part for _, part, _ in told],
        n_at_risk=[whole for *_, whole in told],
    )
    return replace(each, frame=frame)


EVERYBODY = faults(
    ("registered_late", 100, 400), ("reason_missing", 50, 500), ("closed_automatically", 25, 500)
)


def shown(language, **parts):
    html = quality.municipality(report(CURVE, CURVE, **parts), language).html
    cells = [re.findall("<t[hd].*?>(.*?)</t[hd]>", row) for row in re.findall("<tr>.*?</tr>", html)]
    return html, cells


def test_the_municipality_s_own_faults_stand_beside_everybody_s_in_one_order():
    here = faults(("registered_late", 20, 40), ("reason_missing", 10, 50))
    html, cells = shown("nb", faults=here, faults_everybody=EVERYBODY)
    assert cells == [
        ["Feil", "Herøy", "alle i datasettet"],
        ["uten oppgitt årsak", "20\u00a0% av 50", "10\u00a0% av 500"],
        ["lukket automatisk", "–", "5\u00a0% av 500"],
        ["ført mer enn to måneder etter", "50\u00a0% av 40", "25\u00a0% av 400"],
    ]
    assert "En strek betyr at registrene ikke kan vise det her, eller at" in html


def test_persons_give_one_decimal_and_no_dash_is_explained_where_there_is_none():
    here = faults(("reason_missing", 3, 41), release_id=None)
    everybody = faults(("reason_missing", 50, 400), release_id=None)
    html, cells = shown("en", faults=here, faults_everybody=everybody)
    assert cells[1] == ["no reason given", "7.3% of 41", "12.5% of 400"]
    assert "A dash means" not in html


def test_a_municipality_alone_in_its_dataset_stands_alone():
    here = faults(("reason_missing", 10, 50))
    _, cells = shown("en", faults=here, faults_everybody=here, compared=False)
    assert cells == [["Fault", "Herøy"], ["no reason given", "20% of 50"]]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_small_municipality_is_told_no_number_not_even_everybody_s(language):
    html, cells = shown(language, faults_everybody=EVERYBODY)
    assert cells == []
    said = {
        "nb": "oppgis ikke for Herøy: avslutningene, eller de med eller uten hver feil, er for få.",
        "en": "are not stated for Herøy: the exits, or those with or without each fault, are too"
        " few.",
    }[language]
    assert said in html


def test_registers_that_show_no_fault_have_no_table():
    html, cells = shown("en")
    assert cells == []
    assert "NIR" not in html


def test_what_registers_show_of_no_exit_is_said_and_is_no_zero():
    each = faults(("reason_missing", 5, 300), ("registered_late", 0, 300), release_id=None)
    each = replace(each, frame=each.frame.assign(municipality="0301"))
    html = quality.register_faults(each, "en", {}).html
    assert (
        "Cannot be told from these registers: closed automatically; entered after 28 February of"
        " the next year; work and education, but only one of them entered; a job, but entered as"
        " “no activity”."
    ) in html
    released = replace(each, release_id="0a")  # may be too small there, and says so
    assert "Cannot be told" not in quality.register_faults(released, "en", {}).html


def test_registers_that_can_show_no_fault_do_not_say_that_there_is_none():
    html = quality.register_faults(
        replace(EVERYBODY, frame=EVERYBODY.frame[:0], release_id=None), "nb", {}
    ).html
    assert "Kan ikke sies ut fra disse registrene: uten oppgitt årsak; lukket automatisk;" in html
    assert "Ingenting å vise" not in html


@pytest.mark.parametrize("language", ["nb", "en"])
def test_two_municipalities_of_one_name_are_told_apart_by_their_codes(language):
    codes = ["1515", "1818", "0301"]
    each = faults(*[("reason_missing", 5, exits) for exits in (300, 200, 100)], release_id=None)
    each = replace(each, frame=each.frame.assign(municipality=codes))
    areas = {"0301": "Oslo", "1515": "Herøy", "1818": "Herøy"}
    html = quality.register_faults(each, language, areas).html
    assert re.findall("<tr><td>(.*?)</td>", html) == ["Herøy (1515)", "Herøy (1818)", "Oslo"]
