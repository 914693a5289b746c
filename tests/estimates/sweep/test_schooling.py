"""With less without grunnskole, standardised; and what persons share over specifications."""

import numpy as np
import pytest

from analysis.design import MeasurementPoint
from analysis.estimates.live import open_live
from analysis.estimates.sweep.counts import counts
from analysis.estimates.sweep.people import People, codes_of
from analysis.estimates.sweep.schooling import NEITHER, WITH, WITHOUT, Schooling, school_gap
from analysis.reference.measures import parse_measure
from analysis.timeline.states import NAMES

from ...release.invented import shared_dataset

GRID = "near_choices,hours_per_week=1,run_months=1,self_employment=yes,point=november_1+12+36"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


def gap(side, stratum, y, known=0, month=12):
    n = len(side)
    of = Schooling(np.array(side), np.array(stratum), np.full(n, known), ("sex",), 2)
    person, place = np.arange(n), np.arange(n) % 2
    marks = np.ones(n, dtype=bool), np.array(y, dtype=bool)
    return school_gap(of, person, place, np.full(n, month), marks)


def test_gap_is_that_of_each_group_weighted_by_its_persons():
    # Group 0: 10 with (6 there), 20 without (8): .6 - .4; group 1: 10 with (2), 10 without (3).
    side = [WITH] * 10 + [WITHOUT] * 20 + [WITH] * 10 + [WITHOUT] * 10 + [NEITHER] * 3
    stratum = [0] * 30 + [1] * 20 + [0] * 3
    y = [1] * 6 + [0] * 4 + [1] * 8 + [0] * 12 + [1] * 2 + [0] * 8 + [1] * 3 + [0] * 7 + [1] * 3
    told = gap(side, stratum, y)
    assert told.estimate == pytest.approx((30 * 0.2 - 20 * 0.1) / 50)
    assert (told.size.sum(), told.n_events, told.left_out) == (50, 19, 0)
    assert told.by_place.sum() == pytest.approx(0)
    within = (30 / 50) ** 2 * (0.24 / 10 + 0.24 / 20) + (20 / 50) ** 2 * (0.16 / 10 + 0.21 / 10)
    between = (30 * (0.2 - 0.08) ** 2 + 20 * (-0.1 - 0.08) ** 2) / 50**2
    assert told.alone == pytest.approx(within + between)


def test_groups_without_a_counterpart_are_left_out_and_counted():
    side = [WITH] * 10 + [WITHOUT] * 10 + [WITHOUT] * 7
    told = gap(side, [0] * 20 + [1] * 7, [1] * 5 + [0] * 5 + [0] * 10 + [1] * 7)
    assert told.estimate == pytest.approx(0.5)
    assert (told.size.sum(), told.left_out) == (20, 7)


def test_with_few_on_a_side_or_a_side_not_known_yet_there_is_no_gap():
    side, y = [WITH] * 9 + [WITHOUT] * 20, [0] * 29
    assert gap(side, [0] * 29, y) is None
    assert gap([WITH] * 15 + [WITHOUT] * 14, [0] * 29, y, known=13, month=12) is None
    assert gap([WITH] * 15 + [WITHOUT] * 14, [0] * 29, y, known=12, month=12) is not None


def test_what_persons_share_is_the_variance_of_their_mean_over_specifications(live):
    made = counts(live, live.grid(GRID))
    codes = codes_of(live)
    place = codes.index("4601")
    total = np.zeros(live.registers.n_persons)
    for row in made.rows:
        one = row.specification
        people = People(live, one.design, codes)
        point = MeasurementPoint(one.point.month, one.point.read_in)
        told = people.states(parse_measure(one.measure.name), [point]).codes[:, 0]
        counted = ("in_state", "not_in_state")
        if one.whom.among == "all":
            counted += ("death", "emigration")
        at_risk = np.isin(told, [NAMES.index(name) for name in counted])
        here = at_risk & (people.cohort.frame["municipality"] == "4601").to_numpy()
        y = told[here] == NAMES.index("in_state")
        n = here.sum()
        own = (y - y.mean()) / np.sqrt(n * (n - 1))
        total[people.person[here]] += own / len(made.rows)
    assert made.shared[place] == pytest.approx((total**2).sum())
    n, events = (numbers[:, place] for numbers in made.together)
    share = events / n
    alone = share * (1 - share) / (n - 1)
    assert made.shared[place] < alone.mean()  # months differ, and chance with them
    assert made.shared[place] > alone.mean() / len(made.rows)
