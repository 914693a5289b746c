"""Names of columns: every known one, however it is written, and what is not taken for one."""

import pytest

from analysis.registers.contract import TABLES
from analysis.registers.draft_names import (
    Strength,
    fold,
    known_names,
    match_columns,
    names_of,
    reason_not_used,
)


def match(table, *header, fits=lambda own, column: True):
    found = match_columns(TABLES[table], header, fits)
    return {name: one.own for name, one in found.items()}


@pytest.mark.parametrize(
    "name", ["Kjønn", "KJØNN", "kjoenn", "Kjonn", " kjønn.", "Kjo\u0308nn", "kjö nn"]
)
def test_a_name_is_known_however_it_is_written(name):
    assert match("participants", name) == {"sex": name}


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("participants", "sex", "BEFOLKNING_KJOENN"),
        ("participants", "municipality", "BEFOLKNING_KOMMNR_FORMELL"),
        ("residence", "municipality", "BEFOLKNING_KOMMNR_BOSTED"),
        ("residence", "municipality", "ARBLONN_PERS_KOMMNR"),
        ("departures", "cause", "BEFOLKNING_STATUSKODE"),
        ("jobs", "start", "ARBLONN_ARB_START"),
        ("jobs", "end", "ARBLONN_ARB_SLUTT"),
        ("jobs", "hours_per_week", "ARBLONN_ARB_ARBEIDSTID"),
        ("jobs", "hours_per_week", "ARBLONN_PERS_SUM_ARBEIDSTID"),
        ("jobs", "hours_per_week", "REGSYS_ARB_ARBEIDSTID"),
        ("jobs", "contract", "ARBLONN_ARB_ANSETTELSESFORM"),
        ("jobs", "contract", "Ansettelsesform"),
        ("jobs", "subsidised", "Lønnstilskudd"),
        ("jobs", "employer_id", "Orgnr"),
        ("jobs", "employer_id", "Arbeidsgiver"),
        ("jobs", "hours_per_week", "Timer/uke"),
        ("participants", "person_id", "Løpenummer"),
        ("participants", "municipality", "Kommune"),
        ("participants", "settled", "Bosatt"),
        ("participants", "birth_year", "Fødselsår"),
        ("participants", "exit_reason", "Avslutningsårsak"),
        ("residence", "start", "Flyttedato"),
        ("departures", "date", "Dødsdato"),
        ("education", "completed", "Fullført"),
        ("participants", "programme_end", "End date"),
    ],
)
def test_names_of_registers_and_offices_are_known(table, column, name):
    assert match(table, name) == {column: name}


@pytest.mark.parametrize(
    ("table", "name", "why"),
    [
        ("participants", "BEFOLKNING_FOEDSELS_AAR_MND", "YYYYMM"),
        ("education", "NUDB_BU", "six-digit code"),
        ("jobs", "INNTEKT_WLONN", "pay of a year"),
        ("jobs", "Stillingsprosent", "not hours"),
        ("jobs", "ARBLONN_PERS_SUM_STILLINGSPST", "not hours"),
        ("jobs", "ARBLONN_ARB_STILLINGSPST_INNRAPP", "not hours"),
        ("jobs", "ARBLONN_ARB_H3LDELTID", "not hours"),
        ("jobs", "ARBLONN_ARB_HOVEDARBEID", "hours of all jobs are added"),
        ("jobs", "ARBLONN_ARB_SLUTTAARSAK", "why a job ended"),
        ("jobs", "ARBLONN_LONN_FAST", "one part of the pay"),
        ("jobs", "ARBLONN_PERS_BOSETT_STATUS", "with dates"),
        ("jobs", "ARBLONN_PERS_KOMMNR", "with dates"),
        ("jobs", "REGSYS_ARB_ARBMARK_STATUS", "one week"),
        ("participants", "BEFOLKNING_STATUSKODE", "with dates"),
        ("participants", "Fødselsnummer", "identifies persons"),
        ("participants", "Dødsdato", "departures"),
    ],
)
def test_names_that_mean_something_else_are_not_used_and_it_is_said_why(table, name, why):
    assert match(table, name) == {}
    assert why in reason_not_used(TABLES[table], name)


def test_a_name_that_resembles_a_known_one_is_a_weaker_guess():
    found = match_columns(TABLES["jobs"], ["Timer per uka"], lambda own, column: True)
    assert found["hours_per_week"].strength is Strength.CLOSE
    assert found["hours_per_week"].known == "Timer per uke"


@pytest.mark.parametrize(
    "name", ["Far", "Star", "Tid", "Timeplan", "Startdato2", "Årsak slutt", ""]
)
def test_a_name_that_is_short_or_far_or_numbered_is_no_guess(name):
    assert match("jobs", name) == {}


def test_the_contracts_own_name_goes_before_a_known_and_a_known_before_a_weaker_one():
    assert match("jobs", "Timer per uka", "Timer", "hours_per_week") == {
        "hours_per_week": "hours_per_week"
    }
    assert match("jobs", "Timer per uka", "Timer") == {"hours_per_week": "Timer"}


def test_the_better_of_two_known_names_is_taken_whatever_their_order():
    for header in (("Kommune", "Kommunenr"), ("Kommunenr", "Kommune")):
        assert match("participants", *header) == {"municipality": "Kommunenr"}


def test_a_column_whose_values_do_not_fit_is_taken_only_where_one_is_needed():
    def misfit(own, column):
        return own != "Fra"

    assert match("jobs", "Fra", "Startdato", fits=misfit)["start"] == "Startdato"
    assert match("jobs", "Fra", fits=misfit) == {"start": "Fra"}
    assert match("participants", "Fra", fits=misfit) == {}


def test_known_names_are_of_the_contract_and_mean_one_thing_in_a_table():
    for part, columns in known_names()["columns"].items():
        assert part == "any" or set(columns) <= set(TABLES[part].names)
    for table in TABLES.values():
        meanings = {}
        for column in table.columns:
            for name in names_of(table, column):
                assert meanings.setdefault(fold(name), column.name) == column.name, name
                assert not reason_not_used(table, name), name


def test_known_codes_are_of_the_contract_and_mean_one_thing():
    targets = {
        column.name: column.codes
        for table in TABLES.values()
        for column in table.columns
        if column.codes
    }
    for name, words in known_names()["codes"].items():
        assert name not in targets or set(words) == set(targets[name])
        meanings = {}
        for target, known in words.items():
            for word in [target, *known]:
                assert meanings.setdefault(fold(word), target) == target, word
