"""Comparisons as data: presets, the grammar, what registers they need, what is refused."""

from dataclasses import replace

import pytest

from analysis.comparison import Comparison, Exposure
from analysis.errors import DesignError
from analysis.reference.comparisons import comparisons, own_comparisons, parse_comparison
from analysis.reference.measures import own_measures, parse_measure
from analysis.terms import Contrast, Covariate, Dating, OriginName, Sex


def test_the_default_target_trial_is_that_of_the_definitions():
    trial = parse_comparison("grunnskole")
    assert trial.exposure == Exposure("education", "grunnskole")
    assert trial.prior_education == ("none", "primary", "unknown")
    assert (trial.grace_months, trial.stay_months, trial.horizon) == (12, 36, 120)
    assert trial.origin is OriginName.PROGRAMME_START
    assert trial.landmarks == (24, 36, 48, 60)
    assert trial.adjustment == tuple(Covariate)
    assert trial.contrasts == tuple(Contrast)


def test_presets_are_of_school_and_of_parts_of_a_programme():
    assert {name: str(one.exposure) for name, one in comparisons().items()} == {
        "grunnskole": "education:grunnskole",
        "upper_secondary": "education:upper_secondary",
        "work_practice": "activities:work_practice",
        "language_practice": "activities:language_practice",
        "branch_package": "activities:branch_package",
    }
    assert all(one.label_nb and one.label_en and one.source for one in comparisons().values())


def test_a_comparison_follows_both_strategies_dated_at_confirmation():
    design = parse_comparison("grunnskole,measure=any_job;run_months=6").design
    assert design.measure == "any_job,run_months=6,dated_at=confirmation"
    assert parse_measure(design.measure).dated_at is Dating.CONFIRMATION
    stated = parse_comparison("grunnskole,measure=any_job;dated_at=confirmation").design
    assert stated.measure == "any_job,dated_at=confirmation"


def test_work_practice_for_women_without_schooling_is_asked_by_changing_fields():
    asked = parse_comparison(
        "work_practice, sex=female, prior_education=none, measure=part_time, grace_months=6"
    )
    assert asked.sex is Sex.FEMALE
    assert asked.prior_education == ("none",)
    assert (asked.measure.hours_per_week, asked.measure.run_months) == (2000, 6)
    assert asked.name == (
        "work_practice,grace_months=6,measure=part_time,prior_education=none,sex=female"
    )
    assert parse_comparison(asked.name) == asked


def test_all_kinds_of_fields_are_read_and_spelled_in_one_way():
    text = (
        "grunnskole,transfer_months=0,monthly_rule=overlap,contrasts=ratio+difference,"
        "adjustment=county+sex,landmarks=24+48,points=none,prior_education=unknown+none,"
        "exposure=activities:module:Digital skills,measure=any_job;run_months=6;gap_months=1"
    )
    asked = parse_comparison(text)
    assert asked.name == (
        "grunnskole,adjustment=sex+county,contrasts=difference+ratio,"
        "exposure=activities:module:Digital skills,landmarks=24+48,"
        "measure=any_job;gap_months=1;run_months=6,monthly_rule=overlap,points=none,"
        "prior_education=none+unknown,transfer_months=0"
    )
    assert parse_comparison(asked.name) == asked
    everybody = parse_comparison("grunnskole,prior_education=any,adjustment=none")
    assert everybody.name == "grunnskole,adjustment=none,prior_education=any"
    assert (everybody.prior_education, everybody.adjustment) == ((), ())


def test_a_field_changed_to_what_it_was_is_no_change():
    assert parse_comparison("grunnskole,grace_months=12") is comparisons()["grunnskole"]


def test_points_and_landmarks_beyond_the_horizon_are_not_asked():
    near = parse_comparison("grunnskole,horizon=60")
    assert near.asked_points == (24, 60)
    assert near.asked_landmarks == (24, 36, 48)


def test_a_comparison_names_the_registers_that_it_needs():
    few = parse_comparison("grunnskole,adjustment=births+unemployment+year+sex")
    assert few.columns == {
        ("participants", "prior_education"): True,
        ("education", "level"): True,
        ("education", "completed"): True,
        ("family", "kind"): False,
        ("areas", "unemployment"): False,
        ("participants", "sex"): False,
    }
    women = parse_comparison(
        "work_practice,exposure=activities:module:Work,sex=female,adjustment=sex"
    )
    assert women.columns == {
        ("activities", "kind"): True,
        ("activities", "name"): True,
        ("participants", "sex"): True,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "grunnskol",
            "No comparison 'grunnskol' (nearest: grunnskole).\nAllowed: grunnskole,"
            " upper_secondary, work_practice, language_practice, branch_package.",
        ),
        (
            "grunnskole,measure=any_job;dated_at=start",
            "The comparison 'grunnskole,measure=any_job;dated_at=start' cannot be: the measure"
            " 'any_job,dated_at=start' is dated at the start, so that groups would be formed by the"
            " future; leave dated_at out.",
        ),
        (
            "grunnskole,measure=november_grunnskole",
            "The comparison 'grunnskole,measure=november_grunnskole' cannot be: the measure"
            " 'november_grunnskole' counts grunnskole itself, so that to begin would be success;"
            " take a measure that leaves it out.",
        ),
        (
            "grunnskole,measure=any_job;runmonths=3",
            "the measure 'any_job,runmonths=3': no field 'runmonths' (nearest: run_months).",
        ),
        ("grunnskole,grace=3", "the comparison 'grunnskole,grace=3': no field 'grace' (nearest:"),
        (
            "grunnskole,grace_months",
            "'grace_months' in the comparison 'grunnskole,grace_months' is",
        ),
        ("grunnskole,sex=male,sex=female", "'sex' stands twice in the comparison"),
        ("grunnskole,grace_months=120", "grace_months is at least 1, and below horizon."),
        ("grunnskole,grace_months=0", "grace_months is at least 1, and below horizon."),
        ("grunnskole,grace_months=1.5", "'1.5' is not a whole number"),
        ("grunnskole,stay_months=0", "stay_months lies between 1 and 600."),
        ("grunnskole,horizon=601", "horizon lies between 2 and 600."),
        (
            "grunnskole,landmarks=48+24",
            "landmarks are months of at least 1, each once and in order",
        ),
        ("grunnskole,points=0+24", "points are months of at least 1, each once and in order."),
        ("grunnskole,transfer_months=25", "transfer_months lies between 0 and 24."),
        ("grunnskole,sex=woman", "'woman' is not allowed; allowed: female, male."),
        (
            "grunnskole,origin=start",
            "'start' is not allowed (nearest: programme_start)",
        ),
        ("grunnskole,prior_education=nothing", "no 'nothing' (nearest: none); allowed: none, "),
        ("grunnskole,adjustment=children", "no 'children'; allowed: sex, age, "),
        ("grunnskole,exposure=grunnskole", "no exposure 'grunnskole'; it is written table:kind,"),
        ("grunnskole,exposure=activity:module", "no exposure 'activity:module' (nearest: activ"),
        ("grunnskole,exposure=education:", "'education:' is not table:kind, or activities:kind:n"),
        ("grunnskole,exposure=activities:module:", "'activities:module:' is not table:kind"),
        ("grunnskole,exposure=education:higher:x", "'education:higher:x' is not table:kind"),
        ("grunnskole,exposure=education:grunskole", "no level 'grunskole' (nearest: grunnskole)"),
    ],
)
def test_what_cannot_be_is_refused_with_its_rule(text, message):
    with pytest.raises(DesignError) as error:
        parse_comparison(text)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("exposure", "measure", "refused"),
    [
        ("education:upper_secondary", "danish_grant", True),
        ("education:higher", "danish_grant", True),
        ("education:grunnskole", "danish_grant", False),
        ("education:upper_secondary", "upper_secondary_completed", True),
        ("education:grunnskole", "upper_secondary_completed", False),
        ("activities:ordinary_work", "any_job", True),
        ("activities:ordinary_work", "any_job;counts=self_employment", False),
        ("activities:ordinary_work", "upper_secondary_completed", False),
        ("activities:work_practice", "any_job", False),
    ],
)
def test_an_exposure_that_the_measure_counts_is_refused(exposure, measure, refused):
    text = f"grunnskole,exposure={exposure},measure={measure}"
    if not refused:
        assert parse_comparison(text)
        return
    with pytest.raises(DesignError, match="so that to begin would be success"):
        parse_comparison(text)


def test_prior_education_is_among_its_codes_also_when_made_by_hand():
    with pytest.raises(DesignError, match="prior_education is among none, primary, grunnskole"):
        replace(comparisons()["grunnskole"], prior_education=("little",))


def test_own_comparisons_stand_beside_presets_and_take_own_measures(tmp_path):
    (tmp_path / "measures.toml").write_text(
        '[ten]\ncounts = ["employment"]\nhours_per_week = 10\n', encoding="utf-8"
    )
    (tmp_path / "comparisons.toml").write_text(
        '[digital]\nexposure = "activities:module:Digital skills"\nmeasure = "ten,run_months=2"\n',
        encoding="utf-8",
    )
    measures = own_measures(tmp_path)
    own = own_comparisons(tmp_path, measures)
    asked = parse_comparison("digital,grace_months=6", own, measures)
    assert asked.exposure == Exposure("activities", "module", "Digital skills")
    assert (asked.measure.hours_per_week, asked.measure.run_months) == (1000, 2)
    assert parse_comparison("grunnskole,measure=ten", own, measures).measure.name == "ten"
    assert own_comparisons(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[mine]\ngrace_months = 3\n",
            'comparisons.toml: [mine] needs exposure = "education:grunnskole", or another.',
        ),
        (
            '[grunnskole]\nexposure = "education:grunnskole"\n',
            "comparisons.toml: 'grunnskole' is a preset.\nChoose another name.",
        ),
        ("[mine\n", "comparisons.toml is not valid TOML in UTF-8."),
        (
            '[mine]\nexposure = "education:grunnskole"\nlandmarks = 24\n',
            "[mine] in comparisons.toml: '24' is not a list.",
        ),
        (
            '[mine]\nexposure = "education:grunnskole"\ngrace_months = true\n',
            "[mine] in comparisons.toml: 'True' is not a whole number.",
        ),
    ],
)
def test_own_comparisons_are_checked_on_reading(text, message, tmp_path):
    (tmp_path / "comparisons.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DesignError) as error:
        own_comparisons(tmp_path)
    assert message in str(error.value)


def test_a_comparison_without_labels_is_made_by_hand():
    made = Comparison("mine", Exposure("labour_office", "on_measures"), parse_measure("any_job"))
    assert str(made.exposure) == "labour_office:on_measures"
    assert made.exposure.columns == (("labour_office", "status"),)
