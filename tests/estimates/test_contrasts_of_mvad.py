"""A published survey where schooling pays later: five or more GCSE passes, or not.

712 young people of Northern Ireland, July 1993 to June 1999 (McVicar and Anyadike-Danes, 2002); who
passed is registered as prior education upper secondary. July 1993 is month 1. Expected shares are
counted from the columns of the file.
"""

from pathlib import Path

import numpy as np
import pytest

from analysis.converters.mvad import convert_mvad
from analysis.design import MeasurementPoint, StudyDesign
from analysis.estimates.contrast import contrast_rows, of_groups
from analysis.estimates.live import LiveStudy
from analysis.estimates.prevalence import prevalence_curve
from analysis.registers.read import read_registers
from analysis.registers.write import write_registers
from analysis.terms import Contrast, Denominator
from analysis.timeline.states import States, states

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "mvad" / "mvad.csv"
PASSED, OTHERS = "upper_secondary", "grunnskole"
JUNE_1995, JUNE_1999 = 24, 72
N_PASSED, N_OTHERS = 260, 452


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    if not FILE.is_file():
        pytest.skip("the mvad survey is not here")
    folder = tmp_path_factory.mktemp("mvad")
    write_registers(folder, *convert_mvad(FILE))
    return LiveStudy(read_registers(folder))


def curves(study, counts):
    design = StudyDesign(f"any_job,run_months=1,counts={counts}", origin="programme_start")
    people, measure = study.cohort(design), study.measure(design.measure)
    points = [MeasurementPoint(month) for month in range(1, JUNE_1999 + 1)]
    seen = states(study.panel(design), people, measure, points)
    prior = people.frame["prior_education"].to_numpy()
    groups = (States(seen.names, seen.months, seen.codes[prior == one]) for one in (PASSED, OTHERS))
    return [prevalence_curve(group, Denominator.ALL) for group in groups]


def test_those_who_passed_work_less_at_first_and_less_still_after_six_years(study):
    one, other = curves(study, "employment")
    months = [JUNE_1995, JUNE_1999]
    assert 100 * one.estimate[months] == pytest.approx([15.0, 53.8], abs=0.05)
    assert 100 * other.estimate[months] == pytest.approx([38.9, 76.1], abs=0.05)
    rows = contrast_rows(of_groups(one, other), months, tuple(Contrast))
    told = rows.query("estimand == 'difference'")
    share = np.array([one.estimate[months], other.estimate[months]])
    error = np.sqrt((share * (1 - share) / [[N_PASSED], [N_OTHERS]]).sum(axis=0))
    assert told["estimate"].to_numpy() == pytest.approx(share[0] - share[1])
    assert told["upper"].to_numpy() == pytest.approx(share[0] - share[1] + 1.959964 * error)
    assert (rows.query("estimand == 'crossing'")["estimate"] == np.inf).all()


def test_with_education_counted_they_come_first_and_the_month_in_which_they_do_is_told(study):
    one, other = curves(study, "employment+education")
    assert 100 * one.estimate[JUNE_1999] == pytest.approx(91.5, abs=0.05)
    assert 100 * other.estimate[JUNE_1999] == pytest.approx(82.5, abs=0.05)
    rows = contrast_rows(of_groups(one, other), [JUNE_1999], tuple(Contrast))
    told = rows.query("estimand == 'difference'").iloc[0]
    assert 100 * told["estimate"] == pytest.approx(9.0, abs=0.05)
    assert told["lower"] > 0
