"""An index of reports that do not measure the same claims no measure for all."""

import re
from dataclasses import replace

import pytest

from analysis.design import StudyDesign
from analysis.publish.batch import Result
from analysis.publish.index import Entry, write_index
from analysis.reference.measures import parse_measure

from ..release.invented import BAND, LARGE, NOTHING
from .conftest import STAMP

MEASURED = {
    "nb": "Målt: lønnet arbeid eller arbeid som selvstendig, i 3 måneder på rad, regnet som nådd i"
    " den første av disse månedene. Klokka starter i måneden da deltakeren gikk ut av"
    " introduksjonsprogrammet, fullført eller avbrutt. En måned avgjøres av den 15., slik"
    " lønnsregisteret gjør det. Den som begynner i programmet igjen innen 3 måneder, regnes ikke"
    " som sluttet.",
    "en": "Measured: paid work or self-employment, for 3 months in a row, counted as reached in the"
    " first of these months. The clock starts in the month in which the participant left the"
    " introduction programme, completed or not. A month is decided by its 15th, as in the wage"
    " register. Those who begin the programme again within 3 months are not counted as having"
    " left.",
}
DIFFER = {
    "nb": "Rapportene måler ikke det samme: hver linje sier hva som er målt, og tallene kan ikke"
    " sammenlignes med hverandre.",
    "en": "The reports do not measure the same: each line says what was measured, and the numbers"
    " cannot be compared with each other.",
}


@pytest.fixture(params=["nb", "en"])
def language(request):
    return request.param


@pytest.fixture
def index(report_of, tmp_path, language):
    """Return a function: the index of three reports with these designs."""

    def write(*designs, fate="made"):
        reports = [report_of(code, "nb") for code in (LARGE, BAND, NOTHING)]
        entries = [
            Entry(one.municipal, Result(one.municipal.code, one.municipal.place, fate), design)
            for one, design in zip(reports, designs, strict=True)
        ]
        write_index(tmp_path, reports[0].study, entries, STAMP)
        name = {"nb": "index.html", "en": "index.en.html"}[language]
        return (tmp_path / name).read_text(encoding="utf-8")

    return write


def lines(page):
    return re.findall("<span>(.*?)</span>", page)


def test_one_definition_of_all_stands_above_them(index, language):
    page = index(*[StudyDesign()] * 3)
    measure = {"nb": "Mål i denne oversikten: lønnet", "en": "Measure in this overview: paid"}
    assert measure[language] in page
    assert DIFFER[language] not in page
    assert not any("Målt:" in line or "Measured:" in line for line in lines(page))


@pytest.mark.parametrize(
    "other",
    [
        StudyDesign(measure="any_job,run_months=6"),
        StudyDesign(origin="programme_start"),
        StudyDesign(monthly_rule="overlap"),
        StudyDesign(transfer_months=6),
    ],
)
def test_reports_that_differ_have_each_its_definition(index, language, other):
    page = index(StudyDesign(), StudyDesign(), other)
    assert DIFFER[language] in page
    assert "Mål i denne oversikten" not in page
    assert "Measure in this overview" not in page
    first, second, third = lines(page)
    mark = {"nb": "(oppdiktede data)", "en": "(invented data)"}[language]
    assert first.endswith(f"). {MEASURED[language]} {mark}")
    assert second.endswith(f". {MEASURED[language]} {mark}")
    assert MEASURED[language] not in third
    assert re.search(f"(Målt|Measured): .* {re.escape(mark)}$", third)


def test_a_report_that_was_not_made_has_no_definition(index, language):
    page = index(StudyDesign(), StudyDesign(), StudyDesign(transfer_months=6), fate="failed")
    assert not any("Målt:" in line or "Measured:" in line for line in lines(page))


@pytest.mark.parametrize(
    ("measures", "title"),
    [
        (
            ["any_job", "any_job"],
            {"nb": "veien til stabilt arbeid", "en": "the road to stable work"},
        ),
        (
            ["earnings_2g", "earnings_2g"],
            {"nb": "veien til inntekt over grensen", "en": "the road to income above the limit"},
        ),
        (["any_job", "earnings_2g"], {"nb": "hva som skjer etterpå", "en": "what comes after"}),
    ],
)
def test_a_title_names_the_goal_of_all_reports_and_else_none(
    report_of, tmp_path, language, measures, title
):
    made = report_of(LARGE, "nb")
    entries = [
        Entry(
            replace(one, here=replace(one.here, measure=parse_measure(measure))),
            Result(one.code, one.place, "made"),
            StudyDesign(measure=measure),
        )
        for one, measure in ((made.municipal, measure) for measure in measures)
    ]
    write_index(tmp_path, made.study, entries, STAMP)
    name = {"nb": "index.html", "en": "index.en.html"}[language]
    assert f"{title[language]}</h1>" in (tmp_path / name).read_text(encoding="utf-8")
