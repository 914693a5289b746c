"""What a study answers about time: curves and their means, clustered where they are national."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from analysis.design import TIDY, StudyDesign
from analysis.errors import DesignError
from analysis.estimates import live as live_study
from analysis.estimates.between_groups import BETWEEN_GROUPS
from analysis.estimates.live import LiveStudy, open_live
from analysis.estimates.strata import COMPARISONS, CURVES, MOMENTS, curve_rows, needed
from analysis.reference.comparisons import own_comparisons
from analysis.reference.measures import own_measures
from analysis.timeline.recent import MOST, Recent

from ..release.invented import shared_dataset, world, write_dataset

DESIGN = StudyDesign()
OF_STATES = ("occupation", "time_in_state")


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.mark.parametrize("estimand", [*CURVES, *COMPARISONS, *BETWEEN_GROUPS, *OF_STATES])
def test_every_estimand_of_time_is_answered_by_group(live, estimand):
    frame = live.estimates(DESIGN.ask(estimand, ("sex",))).frame
    assert {"sex", *TIDY} <= set(frame)
    assert (frame["estimand"] == estimand).all()
    assert frame["method"].str.len().gt(0).all()


def test_restricted_mean_is_the_area_under_survival(live):
    survival = live.estimates(DESIGN.ask("survival")).frame
    mean = live.estimates(DESIGN.ask("restricted_mean")).frame
    area = np.cumsum(survival["estimate"])[:-1]
    assert mean["estimate"].to_numpy() == pytest.approx(area.to_numpy())
    assert ((mean["lower"] <= mean["estimate"]) & (mean["estimate"] <= mean["upper"])).all()


def test_what_was_asked_before_is_not_computed_again(live, monkeypatch):
    asked = [DESIGN.ask(name, ("age",)) for name in ("cumulative_incidence", "hazard_ratio")]
    first = [live.estimates(spec) for spec in asked]
    found = live.estimates(DESIGN.ask("findings"))
    monkeypatch.setattr(live_study, "ANSWERS", {})  # nothing can be computed any longer
    monkeypatch.setattr(live_study, "of_registers", None)
    assert [live.estimates(spec) for spec in asked] == first
    of_another = StudyDesign("full_time", "programme_start").ask("findings")
    assert live.estimates(of_another) is found


@pytest.mark.parametrize("by", [(), ("sex",), ("age", "sex")])
def test_months_by_which_half_came_there_are_those_of_the_curve_that_is_shown(live, by):
    events = live.events(DESIGN, needed(by))
    for estimand in MOMENTS:
        frame = live.estimates(DESIGN.ask(estimand, by)).frame
        expected = curve_rows(events, estimand, by)
        assert_frame_equal(frame[list(expected)], expected, check_exact=True)


def test_within_one_municipality_intervals_are_by_person(live):
    frame = live.estimates(DESIGN.ask("survival", ("municipality",))).frame
    assert frame["method"].str.contains("Greenwood by person").all()


def test_what_a_study_has_no_answer_for_is_said(live):
    with pytest.raises(DesignError) as error:
        live.estimates(DESIGN.ask("immortal_share"))
    assert str(error.value) == (
        "A study does not answer 'immortal_share' yet."
        "\nCall its function on the tables of counts instead."
    )


def test_who_is_compared_and_who_is_not_are_all_participants(live):
    comparison = live.comparison("grunnskole")
    who = live.eligible(comparison)
    everybody = live.registers.tables["participants"]["person"].unique()
    assert sorted([*who.frame.index, *who.left_out.index]) == sorted(everybody)
    assert who.left_out.notna().all()
    assert set(who.frame["prior_education"]) == {"none", "primary", "unknown"}
    assert who.frame["begun"].min() == 1
    assert who.frame["begun"].notna().sum() > 100
    assert set(who.frame["already_there"]) == {"no", "unknown"}
    assert live.eligible(comparison) is who


def test_a_dataset_may_have_comparisons_of_its_own(live, tmp_path):
    text = '[practice]\nexposure = "activities:work_practice"\nmeasure = "mine"\n'
    (tmp_path / "comparisons.toml").write_text(text, encoding="utf-8")
    mine = '[mine]\ncounts = ["employment"]\nrun_months = 2\n'
    (tmp_path / "measures.toml").write_text(mine, encoding="utf-8")
    measures = own_measures(tmp_path)
    own = LiveStudy(live.registers, measures, own_comparisons(tmp_path, measures))
    asked = own.comparison("practice,grace_months=6")
    assert (asked.measure.run_months, asked.grace_months) == (2, 6)
    assert own.eligible(asked).frame["begun"].notna().sum() > 10


def test_a_study_keeps_what_was_asked_for_last_and_makes_the_rest_again(live):
    spec = StudyDesign("any_job,hours_per_week=10").ask("prevalence")
    first = live.estimates(spec).frame
    panel = live.panel(DESIGN)
    for hours in range(11, 11 + 2 * MOST):
        live.outcome(StudyDesign(f"any_job,hours_per_week={hours}"))
    assert max(len(panel._layers), len(live._outcomes)) == MOST
    newest = StudyDesign(f"any_job,hours_per_week={10 + 2 * MOST}")
    assert live.outcome(newest) is live.outcome(newest)
    assert live.estimates(spec).frame.equals(first)


def test_what_was_asked_for_again_is_kept_longest():
    recent = Recent()
    for key in range(MOST):
        recent[key] = key
    assert recent[0] == 0
    recent["new"] = 1
    assert 0 in recent
    assert 1 not in recent


WEIGHTED = """\
participants.weight is not taken into {}: without it their numbers would be of another population.
Name the column under 'ignored' in dataset.toml to count persons all alike; or make tables with \
weights from a cohort (docs/python.md)."""


def test_weights_are_not_left_out_of_official_numbers_in_silence(tmp_path):
    people = world().tables["participants"]
    tables = {**world().tables, "participants": people.assign(weight=1.5)}
    weighted = open_live(write_dataset(tmp_path / "weighted", tables))
    november = StudyDesign("november")
    for spec in (
        november.ask("prevalence"),
        november.ask("official_status"),
        DESIGN.ask("at_exit"),
        StudyDesign("self_sufficient").ask("foretelling"),
    ):
        with pytest.raises(DesignError) as caught:
            weighted.estimates(spec)
        assert str(caught.value) == WEIGHTED.format("official measures")
    with pytest.raises(DesignError):  # as a release asks
        weighted.status(november, ())
    with pytest.raises(DesignError) as caught:
        weighted.estimates(weighted.grid("near_choices").ask("rank_range"))
    assert str(caught.value) == WEIGHTED.format("grids of choices")
    assert "weight" in weighted.source.blind_to  # every page says so
    assert len(weighted.estimates(november.ask("flow")).frame)
    assert len(weighted.estimates(DESIGN.ask("prevalence")).frame)
