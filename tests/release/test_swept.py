"""What a release tells of all choices together: steps of shares, quarters of rankings, floors."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DisclosureError
from analysis.estimates.sweep.answer import some_counts
from analysis.estimates.sweep.counts import Counted, Counts
from analysis.release.steps import step_of
from analysis.release.swept import (
    FAR,
    MAIN,
    NEAR,
    asked_of_all,
    effects_told,
    gaps_of_sex,
    levels,
    quarters,
    read_officially,
    told_of_all,
    variance_in_per_cent,
)

NAMES = tuple(f"{number:04d}" for number in range(1, 13))
GRIDS = (MAIN, NEAR, FAR)


def specified(*counts, quantity="level", estimand="prevalence"):
    """Rows of specifications from (events, persons)."""
    events, n = np.array(counts, dtype=float).T
    share = events / n
    of = {"quantity": quantity, "estimand": estimand, "method": "m"}
    limits = {"lower": share - 0.05, "upper": share + 0.05}
    return pd.DataFrame({"estimate": share, **limits, "n_at_risk": n, "n_events": events, **of})


def test_all_specifications_have_the_step_of_the_one_with_fewest_persons():
    rows = levels(specified((613, 1000), (407, 900), (1637, 2600)))
    assert rows["estimate"].tolist() == [0.6, 0.45, 0.65]
    assert rows["n_at_risk"].tolist() == [900, 900, 2525]  # of 400, 525, 650, 775, 900, …
    assert rows["n_events"].isna().all()
    assert set(rows["method"]) == {"m; told in steps of 5%, which are no finer than chance"}


def test_incidence_stays_and_so_do_gaps_of_school_and_shares_of_few():
    rows = [
        specified((500, 900)),
        specified((500, 900), quantity="gap_of_grunnskole"),
        specified((500, 900), estimand="cumulative_incidence"),
    ]
    assert len(levels(pd.concat(rows, ignore_index=True))) == 1
    assert levels(specified((50, 90))).empty
    assert levels(specified((500, 900), (50, 399))).empty
    assert levels(specified((500, 900), (4, 900), (896, 900)))["estimate"].tolist() == [0.55]


@pytest.mark.parametrize(("least", "step"), [(400, 0.05), (2_500, 0.02), (10_000, 0.01)])
def test_a_number_of_persons_is_known_to_no_less_than_a_step_of_shares(least, step):
    """Of every number from where the step begins, at least so many are told as the same."""
    numbers = [n for n in range(least, 6 * least) if step_of(n) == step]
    rows = levels(specified(*((n // 2, n) for n in numbers))).assign(n=numbers)
    same = rows.groupby("n_at_risk")["n"].agg(["min", "size"]).iloc[:-1]  # the last is cut off
    assert (same.index == same["min"]).all()
    assert same["size"].min() >= step * least


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
    assert (rows["estimate"] - exact["estimate"]).abs().max() <= 0.025 + 1e-9  # steps of 5 %
    assert ((rows["estimate"] * 20).round(6) % 1 == 0).all()
    assert (rows["lower"] <= exact["lower"] + 1e-9).all()
    assert (rows["upper"] >= exact["upper"] - 1e-9).all()
    assert rows["n_events"].isna().all()
    assert ((rows["n_at_risk"] - 400) % 125 == 0).all()
    assert (rows["n_at_risk"] <= exact["n_at_risk"]).all()
    assert not rows["method"].str.contains(r"\d+ municipalities").any()


def of_sexes(*counts):
    """Counts of two municipalities from (women, of them in the state, men, of them) a way."""
    asked = [SimpleNamespace(options=(f"{at}",), weight=1.0) for at in range(len(counts))]
    rows = [
        Counted(one, half(n_women, n_men), half(women, men), None)
        for one, (n_women, women, n_men, men) in zip(asked, counts, strict=True)
    ]
    return Counts(None, rows, NAMES[:2], {}, np.zeros(2), [], asked, ())


def half(women, men):
    """Two municipalities, the first with all but one of each sex; nobody of neither."""
    return np.array([[women - 1, men - 1, 0], [1, 1, 0]])


def told_of(counts):
    """What persons say of the gaps, and what is told of the shares."""
    gap = [
        one.n_events.sum(axis=0) / np.maximum(one.n_at_risk.sum(axis=0), 1) for one in counts.rows
    ]
    gaps = pd.DataFrame({"specification": range(len(gap)), "estimate": [g[0] - g[1] for g in gap]})
    gaps = gaps.assign(lower=gaps["estimate"] - 0.031, upper=gaps["estimate"] + 0.031, method="m")
    gaps = gaps.assign(quantity="gap_of_sex", n_at_risk=-1, n_events=-1)
    return gaps, pd.DataFrame({"specification": range(len(gap)), "n_at_risk": 900.0})


def test_gaps_of_all_ways_have_the_step_of_the_smaller_sex_where_it_is_smallest():
    counts = of_sexes((3000, 1100, 4000, 1900), (2600, 1300, 3900, 1400))
    rows = gaps_of_sex(counts, *told_of(counts))
    assert rows["estimate"].tolist() == [-0.1, 0.14]  # -0.108 and 0.141, in steps of 2 %
    assert rows["lower"].tolist() == [-0.16, 0.08]
    assert rows["upper"].tolist() == [-0.04, 0.2]
    assert rows["n_at_risk"].tolist() == [900, 900]  # what the share's denominator says
    assert rows["n_events"].isna().all()


@pytest.mark.parametrize(
    "counts",
    [(399, 200, 4000, 2000), (4000, 3, 4000, 2000), (4000, 2000, 4000, 3998)],
    ids=["too few women for a step", "few women in the state", "few men out of it"],
)
def test_no_gap_where_one_sex_is_too_few(counts):
    of = of_sexes(counts)
    assert gaps_of_sex(of, *told_of(of)).empty


def test_a_way_whose_share_is_not_told_has_no_gap_and_no_say_in_the_step():
    counts = of_sexes((3000, 1100, 4000, 1800), (500, 200, 700, 300))
    gaps, told = told_of(counts)
    rows = gaps_of_sex(counts, gaps, told.iloc[:1])
    assert rows["specification"].tolist() == [0]
    assert rows["estimate"].tolist() == [-0.08]  # -0.083; in steps of 5 % it would be -0.1


EARLY = "choices,point=november_1+november_2+12+24"
"""So early that each sex has persons enough for a step."""


def test_told_gaps_are_those_of_persons_but_for_their_step(live):
    exact = live.estimates(live.grid(EARLY).ask("specifications")).frame
    exact = exact[(exact["quantity"] == "gap_of_sex") & (exact["estimand"] == "prevalence")]
    told = told_of_all(some_counts(live, EARLY))
    rows = told[told["quantity"] == "gap_of_sex"].set_index("specification")
    assert len(rows) > 400
    exact = exact.set_index("specification").loc[rows.index]
    assert (rows["estimate"] - exact["estimate"]).abs().max() <= 0.025 + 1e-9
    assert (rows["lower"] <= exact["lower"] + 1e-9).all()
    assert (rows["upper"] >= exact["upper"] - 1e-9).all()
    levels = told[told["quantity"] == "level"].set_index("specification")["n_at_risk"]
    assert rows["n_at_risk"].equals(levels.loc[rows.index])


def test_told_effects_are_made_of_what_is_told_alone(live):
    counts = some_counts(live, EARLY)
    told = told_of_all(counts)
    rows = effects_told(counts, told)
    assert rows[["lower", "upper"]].isna().all(axis=None)
    effects = rows.set_index(["quantity", "choice", "option"])["estimate"]
    changed = "choice_hours_per_week"
    for quantity in ("level", "gap_of_sex"):
        some = told[told["quantity"] == quantity]
        names = [name for name in some if str(name).startswith("choice_") and name != changed]
        wide = some.pivot(index=names, columns=changed, values="estimate").dropna()
        assert len(wide) > 100
        mean = (wide["30"] - wide["1"]).mean()
        assert effects[quantity, "hours_per_week", "30"] == pytest.approx(mean)
    exact = live.estimates(live.grid(EARLY).ask("choice_effects")).frame
    exact = exact.set_index(["quantity", "choice", "option"])["estimate"]
    assert (effects - exact.loc[effects.index]).abs().max() < 0.02


def test_a_coded_share_makes_no_effect():
    counts = Counts(None, [], NAMES, {}, np.zeros(12), [], [], ())
    told = pd.DataFrame({"quantity": "level", "estimate": [0.5, 0.04], "specification": [0, 1]})
    rows = effects_told(counts, told)
    assert rows.empty
    assert "method" in rows  # a release says how each of its numbers was made


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
