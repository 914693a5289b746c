"""What a release tells of all choices together: steps of shares, quarters of rankings, floors."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DisclosureError
from analysis.estimates.sweep.counts import Counted, Counts
from analysis.release.swept import (
    FAR,
    MAIN,
    NEAR,
    asked_of_all,
    quarters,
    read_officially,
    variance_in_per_cent,
)

NAMES = tuple(f"{number:04d}" for number in range(1, 13))
GRIDS = (MAIN, NEAR, FAR)


def test_what_is_read_on_the_official_days_is_known_by_its_calendar_month():
    def one(of_point, of_measure):
        return SimpleNamespace(
            point=SimpleNamespace(read_in=of_point), measure=SimpleNamespace(read_in=of_measure)
        )

    asked = [one(None, None), one(11, None), one(None, 11), one(None, None)]
    assert read_officially(SimpleNamespace(asked=asked)) == [1, 2]


def swept(*specifications):
    """Counts from (persons, events) by place, a pair a specification."""
    rows = [
        Counted(SimpleNamespace(weight=1.0), np.array([n]).T, np.array([events]).T, None)
        for n, events in specifications
    ]
    return Counts(None, rows, NAMES, {}, np.zeros(len(NAMES)), [], [], ())


MANY = [100_000] * 12
DOWN = [95_000 - 8_000 * place for place in range(12)]
"""So many that chance moves no rank."""


def spans(rows, over):
    rows = rows[rows["over"] == over].set_index("municipality")
    return {code: (row["lower"], row["upper"]) for code, row in rows.iterrows()}


def test_a_place_is_told_as_quarters_of_the_ranking():
    # the second way swaps the first with the fourth, and leaves all others
    swapped = [DOWN[3], *DOWN[1:3], DOWN[0], *DOWN[4:]]
    rows = quarters(swept((MANY, DOWN), (MANY, swapped)))
    quarter = {1: (1, 3), 2: (4, 6), 3: (7, 9), 4: (10, 12)}
    assert spans(rows, "chance") == {
        code: quarter[1 + place // 3] for place, code in enumerate(NAMES)
    }
    definition = spans(rows, "definition")
    assert definition["0001"] == definition["0004"] == (1, 6)
    assert definition["0002"] == (1, 3)
    assert definition["0012"] == (10, 12)
    assert spans(rows, "both") == definition
    assert rows[["estimate", "n_at_risk"]].isna().all(axis=None)
    assert set(rows["n_events"]) == {12}


def test_quarters_of_ten_are_of_two_or_three():
    few = [*[100_000] * 10, 20, 20]
    rows = quarters(swept((few, [*DOWN[:10], 10, 10])))
    told = spans(rows, "definition")
    assert [told[code] for code in NAMES[:10]] == [
        *[(1, 2)] * 2,
        *[(3, 5)] * 3,
        *[(6, 7)] * 2,
        *[(8, 10)] * 3,
    ]


def test_nothing_below_five_changes_what_is_told():
    n = [100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50, 45]
    events = [50, 45, 40, 35, 30, 40, 35, 25, 20, 15, 20, 25]
    rng = np.random.default_rng(3)
    base = quarters(swept((n, events), (n, events[::-1])))
    for _ in range(10):
        moved = [np.array(x) + rng.integers(-2, 3, 12) for x in (n, events, events[::-1])]
        again = quarters(swept((moved[0], moved[1]), (moved[0], moved[2])))
        pd.testing.assert_frame_equal(again, base)


@pytest.mark.parametrize(("persons", "is_ranked"), [(29, False), (30, False), (31, True)])
def test_who_has_too_few_under_one_way_is_not_ranked_even_if_one_insider_goes(persons, is_ranked):
    n = [*[200] * 11, persons]
    rows = quarters(swept(([200] * 12, [100] * 12), (n, [100] * 11 + [15])))
    assert (NAMES[-1] in set(rows["municipality"])) == is_ranked
    assert set(rows["n_events"]) == {11 + is_ranked}


def test_fewer_than_ten_municipalities_have_no_quarters():
    n = [*[200] * 9, 30, 30, 30]
    assert quarters(swept((n, [15] * 12))).empty


def test_shares_of_variance_are_whole_per_cent_and_of_ten_municipalities_or_more():
    rows = pd.DataFrame(
        {
            "component": ["point", "point_less_municipality"],
            "estimate": [0.1234, -0.0449],
            "lower": [0.0777, -0.0901],
            "upper": [0.2111, 0.0123],
            "deviation": [0.0567, np.nan],
            "n_at_risk": [10, 10],
            "n_events": [960, 960],
            "method": "m",
        }
    )
    told = variance_in_per_cent(rows)
    assert told["estimate"].tolist() == [0.12, -0.04]
    assert told["lower"].tolist() == [0.07, -0.1]
    assert told["upper"].tolist() == [0.22, 0.02]
    assert variance_in_per_cent(rows.assign(n_at_risk=9)).empty


@pytest.fixture(scope="module")
def of_grids(frames):
    rows = frames["estimates"]
    return rows[rows["grid"].notna()]


def test_a_release_answers_what_a_dataset_does_with_the_same_columns(study, live):
    for spec in asked_of_all(live, ["november"]):
        released, exact = (one.estimates(spec) for one in (study, live))
        assert set(exact.frame) == set(released.frame)


@pytest.mark.parametrize("name", [MAIN, NEAR])
def test_released_shares_of_everybody_are_those_of_persons_but_for_their_step(study, live, name):
    spec = live.grid(name).ask("specifications")
    exact = live.estimates(spec).frame
    exact = exact[(exact["quantity"] == "level") & (exact["estimand"] == "prevalence")]
    exact = exact.set_index("specification")
    told = study.estimates(spec).frame
    rows = told[told["quantity"] == "level"].set_index("specification")
    assert len(rows) == len(exact) >= 160
    exact = exact.loc[rows.index]
    assert (
        rows["estimate"] - exact["estimate"]
    ).abs().max() <= 0.025 + 0.01  # steps of 5 %, of fives
    assert ((rows["estimate"] * 20).round(6) % 1 == 0).all()
    assert (rows["lower"] <= exact["lower"] + 0.01).all()
    assert (rows["upper"] >= exact["upper"] - 0.01).all()
    assert rows["n_events"].isna().all()
    assert ((rows["n_at_risk"] - 400) % 125 == 0).all()
    assert (rows["n_at_risk"] <= exact["n_at_risk"] + 6).all()
    assert not rows["method"].str.contains(r"\d+ municipalities").any()


def test_no_share_of_a_municipality_is_among_all_choices(study, live, of_grids):
    of_places = of_grids[of_grids["municipality"].notna()]
    assert set(of_places["estimand"]) == {"rank_range"}
    assert of_places[["estimate", "n_at_risk"]].isna().all(axis=None)
    assert set(of_places["grid"]) == {NEAR}
    for estimand, by in (("specifications", ("municipality",)), ("curve_test", ())):
        with pytest.raises(DisclosureError, match=f"^Not in this release: {estimand} of choices"):
            study.estimates(live.grid(MAIN).ask(estimand, by))


def test_every_released_rank_lies_within_its_quarters_for_who_is_large(study, live):
    spec = live.grid(NEAR).ask("rank_range")
    exact = live.estimates(spec).frame
    rows = study.estimates(spec).frame
    n = rows["n_events"].iloc[0]
    starts = {np.floor(n * q / 4) + 1 for q in range(4)}
    ends = {np.floor(n * q / 4) for q in range(1, 5)}
    assert set(rows["lower"]) <= starts
    assert set(rows["upper"]) <= ends
    assert set(rows["municipality"]) < set(exact["municipality"])
    assert set(rows["over"]) == {"chance", "definition", "both"}
