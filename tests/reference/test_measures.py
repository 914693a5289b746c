"""Measures as data: presets, the grammar, and what is refused, with the whole message."""

import pytest

from analysis.design import Measure, MeasurementPoint, Spec, StudyDesign
from analysis.errors import DesignError
from analysis.reference.basic_amount import Amount
from analysis.reference.measures import own_measures, parse_measure, presets
from analysis.terms import (
    Benefit,
    Contract,
    Counts,
    Dating,
    Denominator,
    Estimand,
    Level,
    Unit,
)


def test_the_official_measure_is_that_of_statistics_norway():
    official = presets()["november"]
    assert set(official.counts) == {Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT, Counts.EDUCATION}
    assert (official.hours_per_week, official.read_in, official.run_months) == (100, 11, 1)
    assert official.denominator is Denominator.RESIDENT


@pytest.mark.parametrize(
    ("name", "hours", "run"),
    [("any_job", 0, 3), ("danish_grant", 0, 6), ("part_time", 2000, 6), ("full_time", 3000, 12)],
)
def test_presets_have_the_hours_and_runs_of_the_design(name, hours, run):
    assert (presets()[name].hours_per_week, presets()[name].run_months) == (hours, run)


def test_no_preset_states_where_it_is_dated():
    assert {measure.dated_at for measure in presets().values()} == {None}


def test_fields_are_changed_in_the_text_and_named_in_one_order():
    one = parse_measure("any_job, run_months=6 ,gap_months=1")
    other = parse_measure("any_job,gap_months=1,run_months=6")
    assert one == other
    assert one.name == "any_job,gap_months=1,run_months=6"
    assert (one.run_months, one.gap_months) == (6, 1)


def test_a_field_changed_to_what_it_was_is_no_change():
    assert parse_measure("any_job,run_months=3") == presets()["any_job"]


def test_lists_are_written_with_plus():
    measure = parse_measure("any_job,counts=education+employment")
    assert measure.counts == (Counts.EMPLOYMENT, Counts.EDUCATION)
    assert measure.name == "any_job,counts=employment+education"


def test_all_kinds_of_fields_are_read():
    measure = parse_measure(
        "any_job,hours_per_week=25.5,contract=permanent,subsidised=false,dated_at=confirmation"
    )
    assert measure.hours_per_week == 2550
    assert measure.contract is Contract.PERMANENT
    assert measure.subsidised is False
    assert measure.dated_at is Dating.CONFIRMATION
    assert parse_measure("danish_grant,subsidised=any").subsidised is None
    assert parse_measure("november,read_in=any").read_in is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("any_jb", "No measure 'any_jb' (nearest: any_job).\nAllowed: november, "),
        ("any_job,run_month=3", "no field 'run_month' (nearest: run_months)."),
        ("any_job,run_months", "'run_months' in the measure 'any_job,run_months' is not field="),
        ("any_job,run_months=3,run_months=4", "'run_months' stands twice in the measure"),
        ("any_job,run_months=x", "the measure 'any_job,run_months=x': 'x' is not a whole number."),
        ("any_job,run_months=2.5", "'2.5' is not a whole number."),
        ("any_job,run_months=0", "run_months lies between 1 and 120"),
        ("any_job,run_months=1,gap_months=1", "gap_months needs run_months over 1"),
        ("any_job,gap_months=-1", "gap_months lies between 0 and 60"),
        ("any_job,hours_per_week=169", "hours_per_week lies between 0 and 168"),
        ("any_job,hours_per_week=nan", "'nan' is not a number of hours."),
        ("any_job,hours_per_week=inf", "'inf' is not a number of hours."),
        ("any_job,hours_per_week=x", "'x' is not a number of hours."),
        ("any_job,counts=work", "'work' is not allowed; allowed: employment,"),
        ("any_job,counts=education,hours_per_week=5", "need counts to name a kind of job"),
        ("november,run_months=3", "a measure read once a year has run_months = 1"),
        ("november,read_in=13", "read_in is a calendar month from 1 to 12"),
        ("any_job,earnings=0", "an amount lies between 1 and 10000000 NOK, or 0.01G and 10G."),
        ("any_job,earnings=10000001", "an amount lies between 1 and 10000000 NOK"),
        ("any_job,income=10.01G", "an amount lies between 1 and 10000000 NOK, or 0.01G and 10G."),
        ("any_job,income=-5", "'-5' is not an amount: whole NOK a year (100000), or 2G, 1.5G."),
        ("any_job,earnings=1.005G", "'1.005G' is not an amount"),
        ("any_job,earnings=1000.5", "'1000.5' is not an amount"),
        ("any_job,earnings=1G,income=1G", "it has earnings or income, not both"),
        ("earnings_1g,gap_months=1", "earnings and income have gap_months = 0"),
        ("danish_grant,earnings=1G", "earnings and income need counts to name kinds of jobs only"),
        ("upper_secondary_completed,income=1G", "earnings and income need counts to name kinds"),
        ("part_time,earnings=1G", "earnings and income stand without hours_per_week"),
        ("any_job,run_months=1,read_in=11,earnings=1G", "are sums, and have no read_in"),
        ("earnings_1g,completed=higher", "earnings and income stand without completed"),
        ("earnings_1g,participation=membership", "income stand without participation"),
        ("upper_secondary_completed,participation=election", "completed or participation, not"),
        ("any_job,among=election_right", "among needs participation, and no read_in"),
        ("election,read_in=11", "among needs participation, and no read_in"),
        ("membership,participation=club", "no participation 'club'; allowed: language_test_a1,"),
        ("any_job,completed=primary", "'primary' is not allowed; allowed: grunnskole, "),
        ("any_job,without=sosialhjelp", "no benefit 'sosialhjelp'; allowed: social_assistance, "),
        ("any_job,without=social_assistence", " (nearest: social_assistance); allowed: "),
        ("any_job,without=any+social_assistance", "'any' stands alone"),
        ("any_job,unit=household", "unit = household needs without to name a benefit"),
        ("any_job,unit=family", "'family' is not allowed; allowed: person, "),
        ("any_job,subsidised=maybe", "'maybe' is not true, false or any"),
    ],
)
def test_what_cannot_be_is_refused_with_its_rule(text, message):
    with pytest.raises(DesignError) as error:
        parse_measure(text)
    assert message in str(error.value)


def test_amounts_benefits_and_levels_are_read_and_spelled_in_one_way():
    measure = parse_measure("any_job,earnings=1.50g")
    assert measure.amount == Amount(basic_amounts=150)
    assert measure.name == "any_job,earnings=1.5G"
    assert parse_measure("earnings_1g,earnings=100000").amount == Amount(nok=100_000)
    assert parse_measure("earnings_1g,earnings=any").name == "earnings_1g,earnings=any"
    measure = parse_measure(
        "any_job,without=qualification_benefit+social_assistance,unit=household,completed=higher"
    )
    assert measure.without == (Benefit.SOCIAL_ASSISTANCE, Benefit.QUALIFICATION_BENEFIT)
    assert (measure.unit, measure.completed) == (Unit.HOUSEHOLD, Level.HIGHER)
    assert measure.name == (
        "any_job,completed=higher,unit=household,without=social_assistance+qualification_benefit"
    )
    alone = parse_measure("self_sufficient,without=any,unit=person")
    assert (alone.without, alone.name) == ((), "self_sufficient,unit=person,without=any")


@pytest.mark.parametrize("multiple", [1, 2, 3])
def test_presets_of_earnings_are_multiples_of_the_basic_amount_in_twelve_months(multiple):
    measure = presets()[f"earnings_{multiple}g"]
    assert measure.earnings == Amount(basic_amounts=100 * multiple)
    assert (measure.run_months, measure.income, measure.without) == (12, None, ())


def test_self_sufficient_names_its_amount_and_excludes_three_benefits_of_the_household():
    measure = presets()["self_sufficient"]
    assert measure.income == Amount(basic_amounts=200)
    assert "2 G" in measure.label_nb
    assert "2 G" in measure.label_en
    assert measure.without == (
        Benefit.SOCIAL_ASSISTANCE,
        Benefit.INTRODUCTION_BENEFIT,
        Benefit.QUALIFICATION_BENEFIT,
    )
    assert (measure.run_months, measure.unit) == (12, Unit.HOUSEHOLD)


def test_a_measure_of_a_completed_level_counts_nothing_else():
    measure = presets()["upper_secondary_completed"]
    assert (measure.completed, measure.counts) == (Level.UPPER_SECONDARY, ())
    assert (measure.run_months, measure.contract) == (1, None)


def test_those_who_could_vote_are_named_by_the_measure_of_elections():
    measure = presets()["election"]
    assert (measure.participation, measure.among) == (("election",), ("election_right",))
    assert (measure.counts, measure.denominator) == ((), Denominator.RESIDENT)
    lower = parse_measure("language_test,participation=language_test_b1+language_test_a2")
    assert lower.name == "language_test,participation=language_test_a2+language_test_b1"


def test_own_measures_stand_beside_presets(tmp_path):
    (tmp_path / "measures.toml").write_text(
        '[ten]\ncounts = ["employment"]\nhours_per_week = 10\n', encoding="utf-8"
    )
    own = own_measures(tmp_path)
    assert parse_measure("ten,run_months=2", own).hours_per_week == 1000
    assert own_measures(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[ten]\nrun_months = 3\n", 'measures.toml: [ten] needs counts = ["employment", …].'),
        ('[ten]\ncounts = "employment"\n', "[ten] in measures.toml: counts is a list."),
        ("[ten\n", "measures.toml is not valid TOML in UTF-8."),
        ('[ten]\ncounts = ["employment"]\nrun_months = true\n', "'True' is not a whole number"),
    ],
)
def test_own_measures_are_checked_on_reading(text, message, tmp_path):
    (tmp_path / "measures.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DesignError) as error:
        own_measures(tmp_path)
    assert message in str(error.value)


def test_a_measure_that_counts_nothing_is_refused():
    with pytest.raises(DesignError, match="counts names at least one"):
        Measure(name="nothing", counts=())


def test_a_design_refuses_what_is_not_in_its_lists():
    with pytest.raises(DesignError, match=r"No origin 'exits' \(nearest: exit\)"):
        StudyDesign(origin="exits")
    with pytest.raises(DesignError, match="No monthly_rule"):
        StudyDesign(monthly_rule="day_14")
    with pytest.raises(DesignError, match="transfer_months lies between 0 and 24"):
        StudyDesign(transfer_months=25)


def test_a_spec_reads_as_a_line():
    spec = StudyDesign(transfer_months=4, monthly_rule="overlap").ask("median", ("sex",))
    assert (
        str(spec) == "median of any_job from exit, by sex, monthly_rule=overlap, transfer_months=4"
    )
    with pytest.raises(DesignError, match="No group 'sexx'"):
        Spec(Estimand.MEDIAN, StudyDesign(), ("sexx",))


def test_a_yearly_point_is_a_whole_year():
    with pytest.raises(DesignError):
        MeasurementPoint(13, read_in=11)
