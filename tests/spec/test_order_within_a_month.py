"""Order within a month: late entries, events, competing exits, censoring (definitions.md 4)."""

import numpy as np
import pytest

from analysis.estimates.survival import aalen_johansen, kaplan_meier
from analysis.estimates.units import persons, rows_of
from analysis.timeline.tables import events_table

from .pictures import follow, read_pictures

MONTH_3 = ["..W", "...", "..X", "--."]


@pytest.fixture
def events(tmp_path):
    """Return a function: pictures -> the table of events of a run of one month."""

    def ask(*pictures):
        return events_table(follow(read_pictures(tmp_path, pictures), "any_job,run_months=1"))

    return ask


def test_all_who_leave_in_a_month_are_at_risk_in_it(events):
    at = persons(rows_of(events(*MONTH_3)))
    assert at.at_risk[:, 0].tolist() == [0, 3, 3, 4]
    assert at.moves.tolist() == [[0, 0], [0, 0], [0, 0], [1, 1]]


def test_event_is_a_share_of_all_who_are_at_risk_in_its_month(events):
    assert kaplan_meier(events(*MONTH_3))["estimate"].tolist() == [1, 1, 1, 0.75]
    assert aalen_johansen(events(*MONTH_3))["estimate"].tolist() == [0, 0, 0, 0.25]


def test_late_entrant_is_at_risk_from_the_month_after_entry(events):
    at = persons(rows_of(events("--..W", "....W", ".W...")))
    assert at.at_risk[:, 0].tolist() == [0, 2, 2, 2, 2, 2]
    survival = kaplan_meier(events("--..W", "....W", ".W..."))["estimate"]
    assert survival.tolist() == [1, 1, 0.5, 0.5, 0.5, 0]


def test_who_is_censored_in_a_month_is_not_at_risk_in_the_next(events):
    at = persons(rows_of(events("..", "...W")))
    assert at.at_risk[:, 0].tolist() == [0, 2, 2, 1, 1]


def test_the_gone_stay_in_the_denominator_of_incidence(events):
    table = events("..X.....", "...W....")
    incidence = aalen_johansen(table)["estimate"]
    assert np.allclose(incidence, [0, 0, 0, 0, 0.5])
    assert np.allclose(kaplan_meier(table)["estimate"], [1, 1, 1, 1, 0])
