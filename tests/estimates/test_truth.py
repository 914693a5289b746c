"""Twins: the same persons with the same luck under two strategies."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError
from analysis.estimates.live import LiveStudy
from analysis.estimates.truth import BEGIN, CLOSED, NEVER, truth
from analysis.reference.comparisons import parse_comparison
from analysis.registers.read import read_registers
from analysis.registers.write_parts import write_parts
from analysis.synthetic.strategy import Grunnskole, Strategy
from analysis.synthetic.world import World, tables_of
from analysis.terms import Estimand

WORLD = World(3000, seed=11)
BELOW = ("none", "primary", "")


@pytest.fixture(scope="module")
def twins():
    begin = Strategy(Grunnskole.BEGIN)
    strategies = {
        "chosen": Strategy(),
        BEGIN: begin,
        NEVER: Strategy(Grunnskole.NEVER),
        CLOSED: replace(begin, springboard=False),
    }
    return {
        name: tables_of(replace(WORLD, strategy=strategy)) for name, strategy in strategies.items()
    }


@pytest.fixture(scope="module")
def usual():
    return truth(WORLD, parse_comparison("grunnskole"))


def below(tables, prior=BELOW):
    """First programmes of those who may begin grunnskole, or of some of them, by person."""
    first = tables["participants"].drop_duplicates("person_id").set_index("person_id")
    return first[first["prior_education"].isin(prior)]


def test_who_and_where_people_are_is_the_same_under_every_strategy(twins):
    for name in ("residence", "departures", "family", "participation"):
        for tables in twins.values():
            pd.testing.assert_frame_equal(tables[name], twins["chosen"][name])


def test_who_may_not_begin_grunnskole_lives_the_same_life(twins):
    first = twins["chosen"]["participants"].drop_duplicates("person_id")
    others = first.loc[~first["prior_education"].isin(BELOW), "person_id"]
    for tables in twins.values():
        for name in ("jobs", "education", "benefits", "labour_office"):
            own = tables[name][tables[name]["person_id"].isin(others)].reset_index(drop=True)
            chosen = twins["chosen"][name]
            chosen = chosen[chosen["person_id"].isin(others)].reset_index(drop=True)
            pd.testing.assert_frame_equal(own, chosen)
            assert len(own) > 500


def test_nobody_is_in_grunnskole_under_never(twins):
    assert not (twins[NEVER]["education"]["level"] == "grunnskole").any()


@pytest.mark.parametrize("strategy", [BEGIN, CLOSED])
def test_all_who_stay_begin_within_twelve_months_and_complete_it(twins, strategy):
    tables = twins[strategy]
    may = below(tables)
    school = tables["education"].query("level == 'grunnskole'").set_index("person_id")
    gone = tables["departures"].set_index("person_id")["date"].reindex(may.index)
    may = may[may["programme_start"] >= "2005-01-01"]  # older spells may lie before the registers
    gone = gone.reindex(may.index)
    limit = may["programme_start"] + pd.DateOffset(months=13)
    stays = may.index[~(gone < limit)]
    assert len(stays) > 700
    begun = school["start"].reindex(stays)
    start = may.loc[stays, "programme_start"]
    months = (begun.dt.year - start.dt.year) * 12 + begun.dt.month - start.dt.month
    assert months.between(1, 12).all()
    left = school[school["end"].notna() & ~school["completed"]]
    dates = tables["departures"].set_index("person_id")["date"].reindex(left.index)
    assert (left["end"] == dates - pd.Timedelta(days=1)).all()  # only the gone leave it


def test_who_begins_in_time_by_choice_begins_in_the_same_month_under_the_strategy(twins):
    chosen, begin = (
        twins[name]["education"].query("level == 'grunnskole'").set_index("person_id")["start"]
        for name in ("chosen", BEGIN)
    )
    start = below(twins["chosen"])["programme_start"]
    both = chosen.index.intersection(begin.index).intersection(start.index)
    in_time = chosen[both] < start[both] + pd.DateOffset(months=12)
    assert in_time.sum() > 50
    assert (chosen[both] == begin[both])[in_time].mean() > 0.95  # work may differ by then


def test_closed_springboard_lets_nobody_from_grunnskole_into_upper_secondary(twins):
    had_less = below(twins[CLOSED], prior=BELOW[:2]).index  # the unknown may have more
    school = twins[CLOSED]["education"]
    assert not (school["person_id"].isin(had_less) & (school["level"] == "upper_secondary")).any()
    school = twins[BEGIN]["education"]
    went = school["person_id"].isin(had_less) & (school["level"] == "upper_secondary")
    assert went.sum() > 200


@pytest.mark.no_cover  # lines that other tests run
@pytest.mark.parametrize("name", ["no_effect_of_school", "immortal_time_only"])
def test_where_school_does_nothing_the_difference_is_exactly_nothing(name):
    found = truth(World(1000, seed=3, name=name), parse_comparison("grunnskole,horizon=60"))
    for estimand in (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE):
        assert found.difference(estimand).eq(0).all()
        assert found.crossing(estimand) == 0


def test_in_the_usual_world_school_holds_back_first_and_pays_later(usual):
    for estimand in (Estimand.CUMULATIVE_INCIDENCE, Estimand.PREVALENCE):
        difference = usual.difference(estimand)
        assert difference[30] < -0.03
        assert difference[120] > 0.02
        assert 40 < usual.crossing(estimand) < 110
        after = difference.loc[usual.crossing(estimand) :]
        assert after.ge(0).all()
        assert difference[usual.crossing(estimand) - 1] < 0


def test_direct_and_indirect_effect_add_up_and_the_springboard_is_the_larger_in_the_end(usual):
    effects = usual.springboard()
    assert effects["month"].tolist() == [60, 96, 120]
    assert np.allclose(effects["direct"] + effects["indirect"], effects["total"])
    assert effects["indirect"].iloc[-1] > 2


def test_the_incidence_is_what_counting_the_twins_by_hand_gives(twins, usual):
    """Any job of an hour on the 15th of three months in a row, counted with dates alone."""
    world, month = twins[NEVER], 12
    may = world["participants"].drop_duplicates("person_id").set_index("person_id")
    may = may[may["prior_education"].isin(BELOW) & (may["programme_start"] >= "2005-01-01")]
    jobs = world["jobs"][world["jobs"]["person_id"].isin(may.index)]
    spells = {person: [] for person in jobs["person_id"].unique()}
    for person, start, end in jobs[["person_id", "start", "end"]].itertuples(index=False):
        spells[person].append((start, end if pd.notna(end) else pd.Timestamp.max))
    gone = world["departures"].set_index("person_id")["date"].to_dict()
    reached, eligible = 0, 0
    for person, held in spells.items():
        first = may.loc[person, "programme_start"].to_period("M")
        days = [(first + m).to_timestamp() + pd.Timedelta(days=14) for m in range(month + 1)]
        works = [any(start <= day <= end for start, end in held) for day in days]
        eligible += not (works[0] and works[1] and works[2] and works[3])
        runs = [m for m in range(3, month + 1) if works[m] and works[m - 1] and works[m - 2]]
        runs = [m for m in runs if m - 2 >= 1]
        already = works[0] and runs[:1] == [3]
        reached += bool(runs) and not already
        assert person not in gone or gone[person] > days[0]
    without_job = len(may) - jobs["person_id"].nunique()
    share = reached / (eligible + without_job)
    told = usual.curves.query(
        "strategy == 'never' and estimand == 'cumulative_incidence' and month == @month"
    )["estimate"].item()
    assert told == pytest.approx(share, abs=0.004)  # the gone at entry differ


def test_who_is_there_before_beginning_lives_as_under_never(twins, usual, tmp_path):
    """Definitions 21: a job before starting counts in both arms; states of persons, told apart."""
    month, asked = 36, parse_comparison("grunnskole")
    lived, ids = {}, None
    for name in ("chosen", NEVER, BEGIN):
        folder = tmp_path / name
        write_parts(folder, WORLD.dataset, [twins[name]])
        study = LiveStudy(read_registers(folder))
        frame = study.eligible(asked).frame
        frame = frame.set_axis(study.registers.ids[frame.index])
        seen = study.followed(asked).states
        frame["there"] = np.array(seen.names)[seen.codes[:, month - 1]] == "in_state"
        frame["told"] = seen.codes[:, month - 1] >= 0
        ids = frame.index if ids is None else ids
        lived[name] = frame.reindex(ids)
    before = lived[NEVER]["duration"] < lived[BEGIN]["begun"].fillna(10**6)
    spared = before & (lived[NEVER]["event"] == 1)
    assert 20 < spared.sum() < len(ids) / 2
    mixed = lived[BEGIN]["there"].where(~spared, lived[NEVER]["there"])
    share = mixed[lived[NEVER]["told"]].mean()
    told = usual.curves.query(
        "strategy == 'begin' and estimand == 'prevalence' and month == @month"
    )["estimate"].item()
    assert told == pytest.approx(share, abs=1e-12)
    assert share != pytest.approx(lived[BEGIN]["there"][lived[NEVER]["told"]].mean(), abs=1e-4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "work_practice",
            "No truth of the comparison 'work_practice': its exposure is activities:work_practice."
            "\nAn invented world has strategies for exposure = education:grunnskole only.",
        ),
        (
            "grunnskole,origin=exit",
            "No truth of the comparison 'grunnskole,origin=exit': its origin is exit."
            "\nAn invented world has strategies for origin = programme_start only.",
        ),
        (
            "grunnskole,stay_months=35",
            "No truth of the comparison 'grunnskole,stay_months=35': in an invented world everybody"
            " stays until completion.\nAllowed: stay_months of at least 36.",
        ),
        (
            "grunnskole,prior_education=any",
            "No truth of the comparison 'grunnskole,prior_education=any': in an invented world only"
            " those below grunnskole may begin it."
            "\nAllowed: prior_education among none, primary, unknown.",
        ),
        (
            "grunnskole,prior_education=none+higher",
            "No truth of the comparison 'grunnskole,prior_education=none+higher': in an invented"
            " world only those below grunnskole may begin it."
            "\nAllowed: prior_education among none, primary, unknown.",
        ),
    ],
)
def test_no_truth_is_told_of_strategies_that_the_world_does_not_have(text, message):
    with pytest.raises(DesignError) as error:
        truth(WORLD, parse_comparison(text))
    assert str(error.value) == message
