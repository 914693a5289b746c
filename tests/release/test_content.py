"""What a release says: only fives, only the grid, only whole per cent, only what can be checked."""

import json
import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analysis.design import StudyDesign
from analysis.grid import OF_GRIDS

from .invented import BAND, LARGE, NOTHING, OSLO

GRID = {0, 3, 6, 12, 18, 24, 36, 48, 60}
BY = ("municipality", "sex", "age", "country", "prior_education", "municipality_size", "group")
CURVES = [
    "cumulative_incidence",
    "left_first",
    "stable_after_first_job",
    "first_job_lost",
    "loss",
]


def edged(share):
    """What is told of a share: 'under 5 %' is given as 4, 'over 95 %' as 96."""
    return 0.04 if share < 0.05 else 0.96 if share > 0.95 else share


def keys(row):
    return (row["spec"], *(str(row.get(name)) for name in BY))


@pytest.fixture(scope="module")
def estimates(frames):
    """What is made from tables of counts; test_compared.py and test_swept.py have the others."""
    rows = frames["estimates"]
    return rows[(rows["approach"] != "target_trial") & rows["grid"].isna()]


@pytest.fixture(scope="module")
def curves(estimates):
    return estimates[
        (estimates["estimand"] == "cumulative_incidence") & estimates["estimate"].notna()
    ]


@pytest.fixture(scope="module")
def counts(frames):
    """Rounded counts of every curve by spec, group and month."""
    rows = frames["events"].to_dict("records")
    return {(*keys(row), row["month"]): row for row in rows}


def test_every_released_count_is_a_multiple_of_five(frames):
    for name, columns in {
        "events": ["n", "events", "exits", "censored"],
        "status": ["n", "events"],
        "estimates": ["n_at_risk", "n_events"],
    }.items():
        rows = frames[name]
        if "estimand" in rows:  # columns and ways to measure are no persons
            rows = rows[(rows["estimand"] != "uses") & rows["grid"].isna()]
        values = rows[columns].to_numpy(dtype=float).ravel()
        values = values[~np.isnan(values)]
        assert len(values) > 100
        assert not (values % 5).any()


def test_months_are_those_of_the_grid_and_no_other(frames, estimates):
    for frame in {**frames, "estimates": estimates}.values():
        assert set(frame["month"].dropna().astype(int)) <= GRID
    curve = estimates.query("spec == 'cumulative_incidence of any_job from exit'")
    assert curve["month"].tolist() == sorted(GRID)


def test_every_share_is_whole_per_cent_and_never_nobody_or_everybody(estimates):
    told = estimates[(estimates["month"] > 0) | ~estimates["estimand"].isin(CURVES)]
    shares = told.loc[told["estimand"] != "uses", "estimate"].dropna()
    assert len(shares) > 300
    assert shares.between(0.04, 0.96).all()
    assert ((shares * 100).round(9) % 1 == 0).all()


def test_limits_are_whole_per_cent_around_their_share(estimates):
    rows = estimates[estimates["estimate"].notna()]
    assert ((rows[["lower", "upper"]] * 100).round(9) % 1 == 0).all(axis=None)
    assert (rows["lower"] <= rows["estimate"]).all()
    assert (rows["estimate"] <= rows["upper"]).all()
    assert rows["lower"].min() >= 0
    assert rows["upper"].max() <= 1


def test_a_share_in_a_month_is_that_of_the_counts_beside_it(estimates):
    rows = estimates[estimates["estimand"].isin(["prevalence", "already_there", "flow"])]
    rows = rows[rows["estimate"].notna()]
    for row in rows.itertuples():
        share = edged(row.n_events / row.n_at_risk)
        assert abs(row.estimate - share) <= 0.005 + 1e-9  # whole per cent


def waiting_by_hand(steps, n, months):
    """Mean months free in plain Python: Kaplan-Meier on the grid; the least and the most."""
    at_risk, free, least, most = n, 1.0, 0.0, 0.0
    for (events, gone), (start, end) in zip(steps, pairwise(months), strict=True):
        before, free = free, free * (1 - events / (at_risk - gone / 2))
        at_risk -= events + gone
        least += before + (end - start - 1) * free
        most += (end - start) * before
    return least, most


def test_limits_of_mean_months_hold_what_the_counts_beside_them_leave_open(estimates, counts):
    rows = estimates[estimates["estimand"] == "restricted_mean"]
    assert len(rows) > 100
    assert rows["municipality"].isna().all()
    assert rows["estimate"].isna().all()
    for row in rows.to_dict("records"):
        of_curve = keys({**row, "spec": row["spec"].replace("restricted_mean", CURVES[0])})
        at = [counts[key] for key in counts if key[:-1] == of_curve]
        end, n_events = at[-1], counts[*of_curve, row["month"]]["events"]
        n = max(end["n"], end["events"] + end["exits"] + end["censored"])
        steps = [
            (b["events"] - a["events"], sum(b[x] - a[x] for x in ("exits", "censored")))
            for a, b in pairwise(one for one in at if one["month"] <= row["month"])
        ]
        months = [one["month"] for one in at if one["month"] <= row["month"]]
        least, most = waiting_by_hand(steps, n, months)
        assert row["lower"] <= least <= most <= row["upper"] <= row["month"]
        assert row["lower"] % 1 == row["upper"] % 1 == 0
        assert row["n_events"] == n_events


def test_limits_of_mean_months_hold_the_mean_of_persons(estimates, live):
    rows = estimates[estimates["spec"] == "restricted_mean of any_job from exit"]
    monthly = live.estimates(StudyDesign().ask("restricted_mean")).frame.set_index("month")
    assert list(rows["month"]) == [3, 6, 12, 18, 24, 36, 48, 60]
    for row in rows.to_dict("records"):
        assert row["lower"] <= monthly.loc[row["month"], "estimate"] <= row["upper"]
        assert row["upper"] - row["lower"] < 0.1 * row["month"] + 2.5


def by_hand(steps, n):
    """Aalen-Johansen in plain Python; who is censored in an interval is half at risk in it."""
    at_risk, free, incidence = n, 1.0, 0.0
    for events, exits, censored in steps:
        present = at_risk - censored / 2
        incidence += free * events / present
        free *= 1 - (events + exits) / present
        at_risk -= events + exits + censored
    return incidence


def test_a_curve_can_be_computed_from_the_counts_that_are_shown(curves, counts):
    compared = 0
    for row in curves.to_dict("records"):
        months = sorted(month for *key, month in counts if tuple(key) == keys(row))
        until = [counts[(*keys(row), month)] for month in months if month <= row["month"]]
        steps = [
            tuple(now[name] - before[name] for name in ("events", "exits", "censored"))
            for before, now in pairwise(until)
        ]
        end = counts[(*keys(row), months[-1])]  # rounding can make the parts more than the whole
        everybody = max(until[0]["n"], end["events"] + end["exits"] + end["censored"])
        share = by_hand(steps, everybody)
        expected = edged(share) if row["month"] else 0
        assert row["estimate"] == pytest.approx(expected, abs=0.005 + 1e-9)
        compared += 1
    assert compared > 100


def test_at_risk_are_those_not_counted_out_by_then(curves, counts):
    for row in curves.to_dict("records"):
        shown = counts[(*keys(row), row["month"])]
        out = shown["events"] + shown["exits"] + shown["censored"]
        assert row["n_at_risk"] == max(shown["n"] - out, 0)


def test_a_median_is_an_interval_of_the_grid_where_the_curve_passes_a_half(estimates, curves):
    medians = estimates[estimates["estimand"] == "median"]
    assert len(medians) > 10
    assert medians["estimate"].isna().all()
    assert medians["month"].isna().all()
    ordered = sorted(GRID)
    for row in medians.to_dict("records"):
        row["spec"] = row["spec"].replace("median", "cumulative_incidence")
        curve = {
            one["month"]: one["estimate"]
            for one in curves.to_dict("records")
            if keys(one) == keys(row)
        }
        assert curve[row["lower"]] < 0.5
        if math.isnan(row["upper"]):
            assert row["lower"] == max(curve)
        else:
            assert ordered.index(row["upper"]) == ordered.index(row["lower"]) + 1
            assert curve[row["upper"]] >= 0.5


def test_a_group_in_a_band_has_one_row_without_estimate_or_count(estimates):
    here = estimates[estimates["municipality"] == BAND]
    curve = here[here["spec"] == "cumulative_incidence of any_job from exit, by municipality"]
    assert len(curve) == 1
    assert curve["month"].item() == 24
    assert curve[["estimate", "n_at_risk", "n_events"]].isna().all(axis=None)
    assert curve["upper"].item() - curve["lower"].item() == pytest.approx(1 / 3, abs=0.01)
    assert "median of any_job from exit, by municipality" not in set(here["spec"])


def test_no_table_of_the_release_tells_the_counts_behind_a_band(frames):
    for name in ("events", "status"):
        assert set(frames[name]["shown"]) == {"full"}


@pytest.mark.parametrize("code", [NOTHING, OSLO])
def test_a_group_under_the_floor_is_in_no_table(frames, code):
    for frame in frames.values():
        assert code not in set(frame["municipality"].dropna())


def test_every_group_with_a_curve_has_at_least_thirty(frames, live):
    outcome = live.outcome(StudyDesign()).frame
    sizes = outcome["municipality"].value_counts()
    spec = str(StudyDesign().ask("cumulative_incidence", ("municipality",)))
    counted, told = (
        set(frames[name].loc[frames[name]["spec"] == spec, "municipality"])
        for name in ("events", "estimates")
    )
    assert counted <= set(sizes[sizes > 30].index)
    assert counted < told <= set(sizes[sizes > 10].index)


def test_the_released_curve_runs_close_to_the_live_one(study, live):
    spec = StudyDesign().ask("cumulative_incidence")
    released = study.estimates(spec).frame.set_index("month")
    exact = live.estimates(spec).frame.set_index("month").loc[released.index]
    # 1,425 persons: rounding moves each count by at most 2.5 (0.2 points), whole per cent move a
    # share by half a point, and half the censored of an interval stand for their own months.
    assert (released["estimate"] - exact["estimate"]).abs().max() < 0.015
    assert (released["lower"] <= exact["estimate"]).all()
    assert (exact["estimate"] <= released["upper"]).all()


def test_a_released_interval_is_not_narrower_than_the_live_one(study, live):
    spec = StudyDesign().ask("cumulative_incidence", ("municipality",))
    released = study.estimates(spec).of(municipality=LARGE).frame.set_index("month")
    exact = live.estimates(spec).of(municipality=LARGE).frame.set_index("month")
    exact = exact.loc[released.index]
    width = {
        name: rows["upper"] - rows["lower"]
        for name, rows in {"released": released, "exact": exact}.items()
    }
    # The estimate itself moves with the rounding, and the width with it: a point is allowed.
    assert (width["released"] > width["exact"] - 0.01).all()


def test_nothing_in_the_release_names_a_person(release, dataset):
    people = pd.read_parquet(dataset / "participants.parquet")["person_id"].astype(str)
    raw = b"".join(path.read_bytes() for path in sorted(release.iterdir()))
    decoded = set()
    for path in release.glob("*.parquet"):
        frame = pd.read_parquet(path)
        assert "person" not in " ".join(frame.columns)
        decoded |= {str(value) for name in frame for value in frame[name].unique()}
    assert len(people) > 1000
    assert not decoded & set(people)
    assert not [one for one in people if one.encode() in raw]


def test_the_numbers_of_release_json_are_parameters_and_no_counts(release):
    content = json.loads((release / "release.json").read_text(encoding="utf-8"))
    assert sorted(content) == [
        "areas",
        "counties",
        "format",
        "measures",
        "refused",
        "release_id",
        "source",
        "specs",
    ]
    assert content["refused"] == {}
    assert content["source"]["seed"] == 7
    for spec in content["specs"].values():
        of_comparison = ("approach", "comparison") if spec["estimand"] == "comparison" else ()
        of_grid = ("grid",) if spec["estimand"] in OF_GRIDS else ()
        assert sorted({*spec} - {*of_comparison, *of_grid}) == [
            "by",
            "estimand",
            "measure",
            "monthly_rule",
            "origin",
            "transfer_months",
        ]


def test_parquet_files_carry_no_metadata_of_who_made_them(release):
    import pyarrow.parquet as pq

    for path in release.glob("*.parquet"):
        assert pq.read_schema(path).metadata is None
