"""Numbers as a reader writes them, and definitions in words, from the fields."""

from dataclasses import replace

import pytest

from analysis.display import words
from analysis.reference.measures import parse_measure, presets
from analysis.terms import Access, Language, Tax

from .conftest import SOURCE, rows, with_counts

NB, EN = Language.NB, Language.EN
SCHOOL = {
    "nb": "utdanning på videregående nivå eller høyere",
    "en": "education at upper secondary level or higher",
}
NOVEMBER = {
    "nb": "på én dag i november, et bestemt antall kalenderår etter at programmet ble avsluttet",
    "en": "on one day in November, a given number of calendar years after the programme ended",
}
START = {
    "nb": ", regnet som nådd i den første av disse månedene",
    "en": ", counted as reached in the first of these months",
}
G = {
    "nb": "G (grunnbeløpet i folketrygden)",
    "en": "G (the basic amount of the national insurance)",
}
INCOME = {
    "nb": "inntekt fra lønnet arbeid eller arbeid som selvstendig",
    "en": "income from paid work or self-employment",
}
YEAR = {"nb": "i året, regnet over 12 måneder til sammen", "en": "a year, over 12 months together"}
NOBODY = {
    "nb": "uten sosialhjelp, introduksjonsstønad eller kvalifiseringsstønad til noen i"
    " husholdningen, der den er kjent",
    "en": "without social assistance, introduction benefit or qualification benefit to anybody in"
    " the household, where it is known",
}
EARNED = {
    f"earnings_{n}g": (
        f"{INCOME['nb']} på minst {n} {G['nb']} {YEAR['nb']}",
        f"{INCOME['en']} of at least {n} {G['en']} {YEAR['en']}",
    )
    for n in (1, 2, 3)
}
WITHOUT_RUN = (
    "november",
    "november_grunnskole",
    "any_job,run_months=1",
    "upper_secondary_completed",
    "language_test",
    "membership",
    "election",
    "any_job,completed=higher,run_months=1,without=disability_benefit",
    "any_job,income=120000,run_months=1",
)
DEFINITIONS = {
    "november": (
        "lønnet arbeid eller arbeid som selvstendig minst én time i uka eller "
        + SCHOOL["nb"]
        + ", "
        + NOVEMBER["nb"],
        "paid work or self-employment of at least one hour a week or "
        + SCHOOL["en"]
        + ", "
        + NOVEMBER["en"],
    ),
    "november_grunnskole": (
        "lønnet arbeid eller arbeid som selvstendig minst én time i uka, "
        + SCHOOL["nb"]
        + " eller grunnskole for voksne, "
        + NOVEMBER["nb"],
        "paid work or self-employment of at least one hour a week, "
        + SCHOOL["en"]
        + " or primary school for adults (grunnskole), "
        + NOVEMBER["en"],
    ),
    "any_job": (
        "lønnet arbeid eller arbeid som selvstendig, i 3 måneder på rad",
        "paid work or self-employment, for 3 months in a row",
    ),
    "danish_grant": (
        "lønnet arbeid uten lønnstilskudd eller " + SCHOOL["nb"] + ", i 6 måneder på rad",
        "paid work without a wage subsidy or " + SCHOOL["en"] + ", for 6 months in a row",
    ),
    "part_time": (
        "lønnet arbeid eller arbeid som selvstendig minst 20 timer i uka til sammen, i 6 måneder"
        " på rad",
        "paid work or self-employment of at least 20 hours a week in all, for 6 months in a row",
    ),
    "full_time": (
        "lønnet arbeid eller arbeid som selvstendig minst 30 timer i uka til sammen, i 12 måneder"
        " på rad",
        "paid work or self-employment of at least 30 hours a week in all, for 12 months in a row",
    ),
    **EARNED,
    "self_sufficient": (
        f"{INCOME['nb']} og fra ytelser på til sammen minst 2 {G['nb']} {YEAR['nb']},"
        f" {NOBODY['nb']}",
        f"{INCOME['en']} and from benefits of at least 2 {G['en']} a year in all, over 12 months"
        f" together, {NOBODY['en']}",
    ),
    "language_test": (
        "bestått norskprøve på nivå B1 eller bestått norskprøve på nivå B2, fra måneden da det"
        " skjedde",
        "a Norwegian test passed at level B1 or a Norwegian test passed at level B2, from the month"
        " in which it took place",
    ),
    "membership": (
        "medlemskap i en forening, fra måneden da det skjedde",
        "membership of an association, from the month in which it took place",
    ),
    "election": (
        "avgitt stemme ved et valg, fra måneden da det skjedde, blant dem som har hatt stemmerett"
        " ved et valg",
        "a vote cast in an election, from the month in which it took place, among those who have"
        " had the right to vote in an election",
    ),
    "upper_secondary_completed": (
        "fullført videregående opplæring, fra måneden da den ble avsluttet",
        "completed upper secondary education, from the month in which it ended",
    ),
}
CHANGED = {
    "earnings_1g,earnings=1.5G": (
        EARNED["earnings_1g"][0].replace("1 G", "1,5 G"),
        EARNED["earnings_1g"][1].replace("1 G", "1.5 G"),
    ),
    "any_job,income=120000,run_months=1": (
        f"{INCOME['nb']} og fra ytelser på til sammen minst 120\u00a0000 kroner i året, regnet over"
        " én måned",
        f"{INCOME['en']} and from benefits of at least NOK 120,000 a year in all, over one month",
    ),
    "any_job,completed=higher,run_months=1,without=disability_benefit": (
        "lønnet arbeid eller arbeid som selvstendig, etter fullført høyere utdanning, i minst én"
        " måned, uten uføretrygd",
        "paid work or self-employment, after completed higher education, in at least one month,"
        " without disability benefit",
    ),
    "any_job,run_months=6,gap_months=1": (
        "lønnet arbeid eller arbeid som selvstendig, i 6 måneder, med inntil én måneds avbrekk",
        "paid work or self-employment, for 6 months, with at most one month's break",
    ),
    "any_job,run_months=6,gap_months=2": (
        "lønnet arbeid eller arbeid som selvstendig, i 6 måneder, med inntil 2 måneders avbrekk til"
        " sammen",
        "paid work or self-employment, for 6 months, with at most 2 months' break in all",
    ),
    "any_job,run_months=1": (
        "lønnet arbeid eller arbeid som selvstendig, i minst én måned",
        "paid work or self-employment, in at least one month",
    ),
    "part_time,hours_per_week=25.5": (
        "lønnet arbeid eller arbeid som selvstendig minst 25,5 timer i uka til sammen, i 6 måneder"
        " på rad",
        "paid work or self-employment of at least 25.5 hours a week in all, for 6 months in a row",
    ),
    "any_job,counts=employment,contract=permanent,subsidised=false": (
        "lønnet arbeid i fast stilling uten lønnstilskudd, i 3 måneder på rad",
        "paid work on a permanent contract without a wage subsidy, for 3 months in a row",
    ),
    "any_job,counts=employment,contract=temporary,subsidised=true": (
        "lønnet arbeid i midlertidig stilling med lønnstilskudd, i 3 måneder på rad",
        "paid work on a temporary contract with a wage subsidy, for 3 months in a row",
    ),
    "any_job,counts=education": (
        SCHOOL["nb"] + ", i 3 måneder på rad",
        SCHOOL["en"] + ", for 3 months in a row",
    ),
}


def test_every_preset_has_its_definition_here():
    assert set(DEFINITIONS) == set(presets())


@pytest.mark.parametrize(("text", "told"), [*DEFINITIONS.items(), *CHANGED.items()])
def test_a_definition_in_words_is_made_from_its_fields(text, told):
    measure = parse_measure(text)
    of_run = text not in WITHOUT_RUN
    expected = tuple(
        definition + START[language] * of_run
        for definition, language in zip(told, ("nb", "en"), strict=True)
    )
    assert (words.definition(measure, NB), words.definition(measure, EN)) == expected


def test_a_measure_dated_where_it_is_confirmed_says_so():
    measure = parse_measure("any_job,dated_at=confirmation")
    assert words.definition(measure, EN) == (
        "paid work or self-employment, for 3 months in a row, counted only from the month that"
        " completes them"
    )


def test_a_reading_once_a_year_is_counted_from_the_origin_that_was_chosen():
    assert words.definition(presets()["november"], EN, "programme_start").endswith(
        ", on one day in November, a given number of calendar years later"
    )
    assert words.definition(presets()["november"], NB, "programme_start").endswith(
        ", på én dag i november, et bestemt antall kalenderår senere"
    )


@pytest.mark.parametrize(
    ("share", "nb", "en"),
    [
        (0.0, "under 5\u00a0%", "under 5%"),
        (0.01, "under 5\u00a0%", "under 5%"),
        (0.049, "under 5\u00a0%", "under 5%"),
        (0.05, "5\u00a0%", "5%"),
        (0.06, "6\u00a0%", "6%"),
        (0.284, "28\u00a0%", "28%"),
        (0.285, "29\u00a0%", "29%"),  # 28.499999999999996 in floating point
        (0.5, "50\u00a0%", "50%"),
        (0.94, "94\u00a0%", "94%"),
        (0.951, "over 95\u00a0%", "over 95%"),
        (0.95, "95\u00a0%", "95%"),
        (0.999, "over 95\u00a0%", "over 95%"),
        (1.0, "over 95\u00a0%", "over 95%"),
    ],
)
def test_a_share_is_whole_per_cent_and_never_0_or_100(share, nb, en):
    assert words.percent(share, NB) == nb
    assert words.percent(share, EN) == en


def test_no_share_at_all_is_told_as_nobody_or_everybody():
    told = {
        words.percent(number / 1000, language) for number in range(1001) for language in Language
    }
    assert not told & {"0\u00a0%", "100\u00a0%", "0%", "100%"}
    assert len(told) == 2 * (91 + 2)  # 5 to 95, "under" and "over", in each language


def test_an_interval_is_told_in_words_and_short():
    assert words.interval(0.4, 0.52, NB) == "95\u00a0% konfidensintervall 40\u00a0% til 52\u00a0%"
    assert words.interval(0.4, 0.52, EN) == "95% confidence interval 40% to 52%"
    assert words.interval_short(0.4, 0.52, NB) == "40–52\u00a0%"
    assert words.interval_short(0.4, 0.52, EN) == "40–52%"


@pytest.mark.parametrize("limit", [0.285, 0.125, 0.145, 0.575])
def test_a_limit_is_rounded_alike_in_a_table_and_in_a_sentence(limit):
    short = words.interval_short(limit, 0.9, NB).partition("–")[0]
    assert words.interval(limit, 0.9, NB).endswith(f" {short}\u00a0% til 90\u00a0%")


def test_a_month_is_told_by_its_name():
    assert words.month_in_words("2023-12", NB) == "desember 2023"
    assert words.month_in_words("2024-03", EN) == "March 2024"


@pytest.mark.parametrize(
    ("measure", "blind_to", "tax", "told"),
    [
        ("any_job", ("subsidised", "household_id", "residence"), "before", []),
        ("danish_grant", ("subsidised", "household_id"), "before", ["no_subsidised"]),
        ("earnings_1g", ("household_id",), "before", ["tax_before"]),
        ("self_sufficient", ("household_id",), "after", ["no_household_id", "tax_after"]),
        ("self_sufficient", ("subsidised",), "undeclared", ["tax_undeclared"]),
        ("self_sufficient,unit=person", ("household_id",), "after", ["tax_after"]),
    ],
)
def test_what_a_dataset_does_not_tell_is_said_of_the_measures_that_ask(
    measure, blind_to, tax, told
):
    source = replace(SOURCE, blind_to=blind_to, tax=Tax(tax))
    for language in Language:
        texts = [words.say(key, language) for key in told]
        assert words.what_is_unseen(parse_measure(measure), source, language) == texts


@pytest.mark.parametrize(
    ("language", "contact", "begins"),
    [
        (NB, "ingen, for ingen personer står bak disse dataene", "alt er oppdiktet, trukket"),
        (EN, "nobody, as no person stands behind these data", "everything is invented, drawn"),
    ],
)
def test_source_and_contact_of_invented_data_are_told_in_the_language(language, contact, begins):
    told = words.source_and_contact(replace(SOURCE, access=Access.INVENTED), language)
    assert told["contact"] == contact
    assert told["source"].startswith(begins)


@pytest.mark.parametrize("language", Language)
def test_source_and_contact_of_other_data_are_what_their_owner_wrote(language):
    told = words.source_and_contact(replace(SOURCE, source="A register."), language)
    assert told == {"source": "A register", "contact": "nobody"}


@pytest.mark.parametrize(
    ("methods", "told"),
    [
        (["interval by person"], "as if participants were independent of each other"),
        (
            ["clustered, 352 municipalities, Student's t"],
            "with participants of one municipality allowed to be alike",
        ),
        (
            ["by person", "clustered, 12 municipalities"],
            "of a single municipality as if participants were independent of each other, of"
            " everybody with participants of one municipality allowed to be alike",
        ),
    ],
)
def test_a_caption_says_what_its_intervals_allow_for(methods, told):
    drawn = [with_counts(rows((12, 0.5, 0.4, 0.6)), method=method) for method in methods]
    assert words.interval_meaning(drawn, Language.EN) == f"95% confidence interval, {told}"


@pytest.mark.parametrize(
    ("lower", "upper", "told"),
    [(0.01, 0.04, "under 5%"), (0.96, 0.99, "over 95%"), (0.02, 0.08, "under 5% – 8%")],
)
def test_an_interval_within_a_code_is_the_code(lower, upper, told):
    assert words.interval_short(lower, upper, EN) == told
