"""What a study answers about time: curves and their means, clustered where they are national."""

import numpy as np
import pytest

from analysis.design import TIDY, StudyDesign
from analysis.errors import DesignError
from analysis.estimates.live import open_live
from analysis.estimates.strata import COMPARISONS, CURVES

from ..release.invented import shared_dataset

DESIGN = StudyDesign()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.mark.parametrize("estimand", [*CURVES, *COMPARISONS])
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


def test_within_one_municipality_intervals_are_by_person(live):
    frame = live.estimates(DESIGN.ask("survival", ("municipality",))).frame
    assert frame["method"].str.contains("Greenwood by person").all()


def test_what_a_study_has_no_answer_for_is_said(live):
    with pytest.raises(DesignError) as error:
        live.estimates(DESIGN.ask("occupation"))
    assert str(error.value) == (
        "A study does not answer 'occupation' yet."
        "\nCall its function on the tables of counts instead."
    )
