"""A sweep gives for each specification what a study answers when it is asked for it alone."""

import numpy as np
import pytest

from analysis.design import StudyDesign
from analysis.estimates.live import open_live
from analysis.estimates.strata import CLUSTER

from ...release.invented import shared_dataset

GRID = (
    "near_choices,hours_per_week=1+20,run_months=1+3,self_employment=yes,point=november_1+12+36,"
    "origin=exit+programme_start,monthly_rule=day_15+overlap"
)
NUMBERS = ["estimate", "lower", "upper", "n_at_risk", "n_events"]
CURVES = ["cumulative_incidence", "loss"]


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="module")
def everybody(live):
    return live.estimates(live.grid(GRID).ask("specifications")).frame


def design_of(row):
    measure = f"{row['measure']},denominator={row['choice_denominator']}"
    return StudyDesign(measure, row["origin"], row["choice_monthly_rule"])


def alone(live, row, by=()):
    """Return the rows of one specification, asked for by itself; None where no study can be."""
    if row["choice_point"].startswith("november") and "read_in=any" in row["measure"]:
        return None  # a run that is read in November: counted by hand elsewhere
    frame = live.estimates(design_of(row).ask(row["estimand"], by)).frame
    if row["estimand"] in CURVES and not by:  # a sweep tells who started, and all events till then
        frame = frame.assign(
            n_at_risk=frame["n_at_risk"].iloc[0], n_events=frame["n_events"].cumsum()
        )
    return frame[frame["month"] == row["month"]]


@pytest.mark.parametrize("estimand", ["prevalence", *CURVES])
def test_levels_and_intervals_are_those_of_single_questions(live, everybody, estimand):
    rows = everybody[(everybody["quantity"] == "level") & (everybody["estimand"] == estimand)]
    assert len(rows) == (192 if estimand == "prevalence" else 64)
    asked = 0
    for _, row in rows.iloc[::5].iterrows():
        own = alone(live, row)
        if own is not None:
            assert row[NUMBERS].to_numpy(float) == pytest.approx(
                own.iloc[0][NUMBERS].to_numpy(float)
            )
            assert row["method"] == own["method"].iloc[0]
            asked += 1
    assert asked >= 13


@pytest.mark.parametrize("estimand", ["prevalence", *CURVES])
def test_gap_is_the_difference_of_both_sexes_asked_alone(live, everybody, estimand):
    rows = everybody[(everybody["estimand"] == estimand) & (everybody["choice_point"] == "36")]
    gaps = rows[rows["quantity"] == "gap_of_sex"].iloc[::5]
    assert len(gaps) >= 4
    for _, row in gaps.iterrows():
        by_sex = alone(live, row, ("sex",)).set_index("sex")["estimate"]
        assert row["estimate"] == pytest.approx(by_sex["female"] - by_sex["male"])
        assert row["lower"] < row["estimate"] < row["upper"]


def test_gap_of_sex_in_incidence_has_the_interval_of_the_difference_of_curves(live, everybody):
    rows = everybody[everybody["estimand"] == "cumulative_incidence"]
    row = rows[rows["quantity"] == "gap_of_sex"].iloc[0]
    frame = live.estimates(design_of(row).ask("curve_difference", ("sex",))).frame
    male = frame[(frame["month"] == row["month"]) & (frame["sex"] == "male")].iloc[0]
    assert row["estimate"] == pytest.approx(-male["estimate"])
    assert "clustered" in row["method"]


@pytest.mark.parametrize("estimand", ["prevalence", "cumulative_incidence"])
def test_municipal_shares_are_those_of_single_questions(live, estimand):
    spec = live.grid(GRID).ask("specifications", (CLUSTER,))
    frame = live.estimates(spec).frame
    frame = frame[frame["estimand"] == estimand]
    for number in frame["specification"].unique()[::17]:
        rows = frame[frame["specification"] == number].set_index(CLUSTER)
        own = alone(live, rows.iloc[0], (CLUSTER,))
        if own is None:
            continue
        own = own.set_index(CLUSTER).loc[rows.index]
        assert rows["estimate"].to_numpy() == pytest.approx(own["estimate"].to_numpy())
        limits = own[["lower", "upper"]].to_numpy()
        assert rows[["lower", "upper"]].to_numpy() == pytest.approx(limits)


def test_ranks_are_among_those_with_twenty_persons_the_highest_share_first(live):
    spec = live.grid(GRID).ask("specifications", (CLUSTER,))
    frame = live.estimates(spec).frame
    assert (frame["rank"].notna() == (frame["n_at_risk"] >= 20)).all()
    for _, rows in frame[frame["rank"].notna()].groupby(["specification", "estimand"]):
        share, rank = rows["estimate"].to_numpy(), rows["rank"].to_numpy()
        higher = (share[None, :] > share[:, None]).sum(axis=1)
        assert (rank == 1 + higher).all()
        assert (rows["n_ranked"] == len(rows)).all()


def test_who_comes_late_under_risk_is_one_of_those_an_incidence_rests_on(live):
    """From settlement on all are observed only from the start of the programme (definitions 11)."""
    grid = "near_choices,grunnskole=no,hours_per_week=1,run_months=1,self_employment=yes"
    asked = live.grid(f"{grid},denominator=all,origin=settlement,point=12+24+60")
    spec = asked.ask("specifications", (CLUSTER,))
    frames = [live.estimates(one).frame for one in (asked.ask("specifications"), spec)]
    everybody, places = (one[one["estimand"] == "cumulative_incidence"] for one in frames)
    level = everybody[everybody["quantity"] == "level"].set_index("month")
    measure = level["measure"].iloc[0]
    followed = live.outcome(StudyDesign(measure, "settlement")).frame
    for month in (12, 24, 60):
        entered = followed[followed["entry"] < month]
        reached = (entered["event"] == 1) & (entered["duration"] <= month)
        assert level.loc[month, "n_at_risk"] == len(entered)
        assert level.loc[month, "n_events"] == reached.sum()
        own = places[places["month"] == month]
        by_place = entered.groupby("municipality", observed=True).size()
        assert own.set_index(CLUSTER)["n_at_risk"].equals(by_place.loc[own[CLUSTER]])
        gap = everybody[everybody["quantity"] == "gap_of_sex"].set_index("month")
        assert gap.loc[month, "n_at_risk"] == len(entered)  # everybody has a sex here
    assert (places["n_events"] <= places["n_at_risk"]).all()


def test_a_sweep_counts_once_and_no_specification_is_lost(live, everybody):
    grid = live.grid(GRID)
    fallen = live.estimates(grid.ask("impossible")).frame
    for estimand in ("prevalence", *CURVES):
        told = everybody[(everybody["quantity"] == "level") & (everybody["estimand"] == estimand)]
        lost = fallen[fallen["of"] == estimand]["n_events"].sum()
        assert len(told) + lost == grid.size
    assert everybody["weight"][everybody["quantity"] == "level"].max() == pytest.approx(
        1 / grid.size
    )
    assert np.isfinite(everybody["estimate"]).all()
