"""Grids of choices as data: presets, the grammar, weights, what is refused."""

import re
from pathlib import Path

import pytest

from analysis.design import MeasurementPoint
from analysis.errors import DesignError
from analysis.grid import DEFAULTS, Choice, Option
from analysis.reference.grids import codes_of, grids, own_grids, parse_grid, point_of
from analysis.reference.measures import own_measures


def texts(grid, choice):
    return [option.text for option in dict(grid.options)[choice]]


def test_four_presets_start_with_the_official_rule_and_one_is_of_trials():
    official = ["choices", "near_choices", "far_choices", "whom_choices"]
    assert list(grids()) == [*official, "rule_choices"]
    assert texts(grids()["rule_choices"], Choice.ORIGIN) == ["programme_start"]
    assert texts(grids()["rule_choices"], Choice.MEASURE)[:2] == ["november", "any_job"]
    assert all((grid.label_nb, grid.label_en, grid.source) for grid in grids().values())
    for grid in (grids()[name] for name in official):
        assert texts(grid, Choice.MEASURE) == ["november"]
        assert texts(grid, Choice.POINT)[0] == "november_1"
        assert texts(grid, Choice.GRUNNSKOLE)[0] == "no"
        assert texts(grid, Choice.DENOMINATOR)[0] == "resident"
    assert grids()["choices"].size == 2 * 2 * 3 * 3 * 2 * 8 * 2


def test_options_are_changed_and_spelled_in_one_way_and_order():
    text = (
        "choices, point=november_1+2*024, without=any+introduction_benefit;social_assistance,"
        "hours_per_week=0+20.50, earnings=any+1g, without_years=none+2021;2020, run_months=1+3+6"
    )
    grid = parse_grid(text)
    assert grid.name == (
        "choices,hours_per_week=0+20.5,earnings=any+1G,"
        "without=any+social_assistance;introduction_benefit,point=november_1+2*24,"
        "without_years=none+2020;2021"
    )
    assert parse_grid(grid.name) == grid
    assert dict(grid.options)[Choice.POINT] == (Option("november_1", 1.0), Option("24", 2.0))
    assert [choice for choice, _ in grid.options] == [
        choice for choice in Choice if choice in dict(grid.options)
    ]


def test_options_as_they_were_are_no_change():
    assert parse_grid("choices,hours_per_week=1+20+30") is grids()["choices"]


def test_weights_of_combinations_multiply_and_sum_to_one():
    grid = parse_grid("near_choices,point=12+3*24,hours_per_week=1,run_months=1,denominator=all")
    told = {
        (chosen[Choice.POINT], chosen[Choice.GRUNNSKOLE], chosen[Choice.SELF_EMPLOYMENT]): weight
        for chosen, weight in grid.combinations()
    }
    assert len(told) == 8 == grid.size
    assert told["12", "no", "yes"] == pytest.approx(1 / 16)
    assert told["24", "yes", "no"] == pytest.approx(3 / 16)
    assert sum(told.values()) == pytest.approx(1)
    assert grid.choices == (Choice.GRUNNSKOLE, Choice.SELF_EMPLOYMENT, Choice.POINT)


def test_choices_that_a_grid_does_not_name_are_as_usual(tmp_path):
    (tmp_path / "grids.toml").write_text("[mine]\npoint = [12, 24]\n", encoding="utf-8")
    (chosen, weight), _ = own_grids(tmp_path)["mine"].combinations()
    assert weight == 0.5
    assert chosen == {
        Choice.MEASURE: "november",
        Choice.POINT: "12",
        Choice.ORIGIN: "exit",
        Choice.MONTHLY_RULE: "day_15",
        Choice.TRANSFER: "3",
        Choice.REASONS: "kept",
        Choice.BREAKS: "none",
        Choice.ATTRIBUTION: "programme",
    }


def test_a_dataset_may_have_grids_and_measures_of_its_own(tmp_path):
    text = '[mine]\nmeasure = {"any_job,run_months=6" = 2, strict = 1}\neducation = [true, false]\n'
    (tmp_path / "grids.toml").write_text(text, encoding="utf-8")
    mine = '[strict]\ncounts = ["employment"]\nrun_months = 12\n'
    (tmp_path / "measures.toml").write_text(mine, encoding="utf-8")
    measures = own_measures(tmp_path)
    grid = own_grids(tmp_path, measures)["mine"]
    assert dict(grid.options)[Choice.MEASURE] == (
        Option("any_job;run_months=6", 2.0),
        Option("strict", 1.0),
    )
    assert texts(grid, Choice.EDUCATION) == ["yes", "no"]
    again = parse_grid("mine,measure=strict", {"mine": grid}, measures)
    assert again.name == "mine,measure=strict"
    assert own_grids(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("text", "point"),
    [("12", MeasurementPoint(12)), ("november_2", MeasurementPoint(24, read_in=11))],
)
def test_a_point_is_a_month_or_a_november(text, point):
    assert point_of(text) == point


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "choice",
            "No grid 'choice' (nearest: choices).\nAllowed: choices, near_choices, far_choices,"
            " whom_choices, rule_choices.",
        ),
        (
            "choices,point=november_0",
            "the grid 'choices,point=november_0': point has no option 'november_0'; allowed: a"
            " month from 1 to 600, or november_1 to november_15.",
        ),
        (
            "choices,point=june_1",
            "the grid 'choices,point=june_1': point has no option 'june_1'; allowed: a month from 1"
            " to 600, or november_1 to november_15.",
        ),
        (
            "choices,point=12+012",
            "The grid 'choices,point=12+12' cannot be: point has each option once.",
        ),
        (
            "choices,hours_per_week=0*1+20",
            "The grid 'choices,hours_per_week=0*1+20' cannot be: weights of hours_per_week are"
            " above 0.",
        ),
        (
            "choices,hours_per_week=nan*1",
            "the grid 'choices,hours_per_week=nan*1': hours_per_week: 'nan' is no weight.",
        ),
        (
            "choices,education=ja",
            "the grid 'choices,education=ja': education has no option 'ja'; allowed: yes, no.",
        ),
        (
            "choices,without_years=20",
            "the grid 'choices,without_years=20': without_years has no option '20'; allowed: none,"
            " wage_register, programme_register, covid, new_law, ukraine, or years and breaks with"
            " semicolons between, such as 2020;2021.",
        ),
        (
            "choices,transfer_months=30",
            "the grid 'choices,transfer_months=30': transfer_months has no option '30'; allowed:"
            " months, from 0 to 24.",
        ),
        (
            "choices,measure=any_jobb",
            "the grid 'choices,measure=any_jobb': measure: No measure 'any_jobb' (nearest:"
            " any_job).\nAllowed: november, november_grunnskole,"
            " any_job, danish_grant, part_time, full_time, earnings_1g, earnings_2g, earnings_3g,"
            " self_sufficient, upper_secondary_completed,"
            " language_test, membership, election.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(text, message):
    with pytest.raises(DesignError) as error:
        parse_grid(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            'subsidised = ["yes", "no"]',
            "subsidised has no option 'yes'; allowed: any, true, false.",
        ),
        (
            'without = ["none"]',
            "without has no option 'none'; allowed: any, social_assistance, introduction_benefit,"
            " qualification_benefit, unemployment_benefit, work_assessment_allowance,"
            " disability_benefit, or several benefits with semicolons between.",
        ),
        (
            'earnings = ["none"]',
            "earnings has no option 'none'; allowed: any, or a yearly amount, such as 100000 or"
            " 2G.",
        ),
        (
            "hours_per_week = [1, 'x']",
            "hours_per_week has no option 'x'; allowed: hours a week, such as 20 or 37.5.",
        ),
        ("run_months = [1.5]", "run_months has no option '1.5'; allowed: months, from 1 to 120."),
        (
            'denominator = ["residents"]',
            "denominator has no option 'residents' (nearest: resident); allowed: all, resident,"
            " completed.",
        ),
        (
            'origin = ["start"]',
            "origin has no option 'start' (nearest: programme_start); allowed: settlement,"
            " programme_start, exit.",
        ),
        ('point = {"12" = "x"}', "point: 'x' is no weight."),
        ("point = [true]", "point has no option 'True'; allowed: a month from 1 to 600, or novem"),
        (
            'measure = ["any_job;run_months=0"]',
            "measure: The measure 'any_job,run_months=0' cannot be: run_months lies between 1",
        ),
    ],
)
def test_an_option_that_cannot_be_is_named_with_its_choice_and_what_can(tmp_path, options, told):
    (tmp_path / "grids.toml").write_text(f"[mine]\n{options}\n", encoding="utf-8")
    with pytest.raises(DesignError) as error:
        own_grids(tmp_path)
    assert str(error.value).startswith(f"[mine] in grids.toml: {told}")


PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
CHOICES = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)


def test_the_page_names_every_choice_in_order_with_its_codes_and_what_holds_without():
    assert [name for name, _, _ in CHOICES] == list(Choice)
    for name, options, usual in CHOICES:
        coded = re.findall("`([^`]+)`", options)
        assert set(codes_of(Choice(name))) <= set(coded), name
        assert usual == (f"`{DEFAULTS[Choice(name)]}`" if name in DEFAULTS else "as the measure")


def test_every_option_that_the_page_names_can_be_read():
    for name, options, _ in CHOICES:
        for option in re.findall("`([^`]+)`", options):
            assert parse_grid(f"choices,{name}={option}")


def test_a_choice_that_does_not_exist_is_refused(tmp_path):
    (tmp_path / "grids.toml").write_text("[mine]\nhour = [1]\n", encoding="utf-8")
    with pytest.raises(DesignError, match=r"^\[mine\] in grids.toml: no field 'hour'"):
        own_grids(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mine]\npoint = 12\n", "options are a list, or a table of option and weight"),
        ("[mine]\npoint = []\n", "point has at least one option"),
        ("[mine]\n", "at least one choice is named"),
        ("mine = 3\n", "needs choices, such as"),
        ("[choices]\npoint = [12]\n", "'choices' is a preset"),
    ],
)
def test_a_file_of_ones_own_is_held_to_the_same(tmp_path, text, message):
    (tmp_path / "grids.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DesignError, match=message):
        own_grids(tmp_path)


def test_a_grid_of_too_many_combinations_is_refused():
    months = "+".join(map(str, range(1, 301)))
    with pytest.raises(DesignError, match="at most 20000 combinations, not 43200"):
        parse_grid(f"choices,point={months}")
