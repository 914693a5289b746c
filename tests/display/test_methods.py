"""How a row was made, and why one could not be, in the language of the page."""

import re

import pytest

from analysis.display.methods import HOW, WHY, method_text, reason_text
from analysis.display.words import catalogue
from analysis.release.compared import METHOD
from analysis.terms import Language

NB, EN = Language.NB, Language.EN
TRIAL = (
    "target trial, cloned, censored and weighted; not adjusted for track, partner; weights"
    " truncated at 99.5 %; models fitted again in 10 draws of 264 municipalities; difference of"
    " shares, plain interval, by draw"
)


def test_a_method_is_told_part_by_part_in_norwegian():
    assert method_text(TRIAL, NB) == (
        "etterlignet forsøk (target trial): kopiert, sensurert og vektet; ikke justert for"
        " programspor, partner; vekter kuttet ved 99,5\N{NO-BREAK SPACE}%; modellene tilpasset på"
        " nytt i 10 trekninger av 264 kommuner; forskjell i andeler, symmetrisk intervall fra"
        " trekningene"
    )
    assert method_text(TRIAL, EN) == TRIAL


def test_a_covariate_is_named_whether_as_covariate_or_as_group():
    assert (
        method_text("adjusted for sex, country, year", NB) == "justert for kjønn, land, kalenderår"
    )


def test_a_part_that_is_not_known_stays_as_it_is():
    assert method_text("Cox, ties by Efron; by moonlight", NB) == (
        "Cox, like tider etter Efron; by moonlight"
    )


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            "In these months nothing is uncertain: nobody has had the event yet, or everybody has.",
            "Grunnen er at ingen er kommet dit i disse månedene, eller at alle er det: da er det"
            " ingen usikkerhet å regne på.",
        ),
        (
            "The models of 4 of 10 draws were not found: too few begin or leave.",
            "Grunnen er at modellene ikke lot seg tilpasse i 4 av 10 trekninger: for få begynner"
            " eller slutter.",
        ),
        (
            "The moon is full.",
            "Grunnen er at dataene ikke holder til denne beregningen.",
        ),
        (
            "The covariate 'sex' has one level only, 'female': there is nothing to compare.",
            "Grunnen er at alle er like i noe det skulle tas hensyn til, eller at ingen er slik som"
            " gruppen de andre holdes mot: det er ingenting å sammenligne.",
        ),
        (
            "sex male, has nobody at risk: its coefficient would be infinite.",
            "Grunnen er at for få har begynt eller er kommet dit til at modellen har ett svar.",
        ),
        (
            "The comparison 'x' is of persons by sex, and the dataset has no participants.sex.",
            "Grunnen er at datasettet ikke har opplysningen som avgjør hvem som sammenlignes"
            " (participants.sex).",
        ),
        (
            "The measure 'x' needs jobs.hours_per_week, which this dataset does not have.",
            "Grunnen er at datasettet mangler opplysningen dette bygger på (jobs.hours_per_week).",
        ),
    ],
)
def test_a_reason_is_told_in_norwegian_where_it_is_known(reason, told):
    assert reason_text(reason, NB) == told


def test_what_the_program_said_is_told_to_a_referee_only():
    assert reason_text("The moon is full.", EN) == (
        "The reason is that the data do not suffice for this computation."
    )
    assert reason_text("The moon is full.", EN, whole=True).endswith(
        "The program says: “The moon is full.”"
    )


@pytest.mark.parametrize("name", HOW)
def test_the_english_words_of_a_part_are_those_of_its_pattern(name):
    text = catalogue()[f"how_{name}"]["en"]
    values = {"covariates": "sex, year", "most": "99.5"}
    filled = re.sub(r"{(\w+)}", lambda found: values.get(found[1], "12"), text)
    assert re.fullmatch(HOW[name], filled.replace("99.5%", "99.5 %"))


def test_each_reason_is_one_that_the_program_gives(code):
    for pattern in WHY.values():
        literal = max(re.split(r"\(.*?\)|[\\.*|+?]+", pattern), key=len).strip(" :")
        assert literal[:20] in code


@pytest.fixture
def code():
    from importlib.resources import files
    from pathlib import Path

    paths = Path(str(files("analysis"))).rglob("*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.stem != "methods")


@pytest.mark.parametrize("scale", ["logit", "log(-log)"])
def test_a_released_curve_is_told_in_norwegian_throughout(scale):
    how = f"models fitted again in 200 draws of 356 municipalities, {scale} interval{METHOD}"
    assert method_text(how, NB) == (
        "modellene tilpasset på nytt i 200 trekninger av 356 kommuner; offentliggjort i hele"
        " prosent, antall i femmere"
    )
