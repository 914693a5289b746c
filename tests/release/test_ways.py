"""What a release tells of each way to measure: of counts in fives, in steps, above the floors."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.estimates.sweep.answer import some_counts
from analysis.estimates.sweep.counts import Counted, Counts
from analysis.grid import Among, Choice
from analysis.release.steps import step_of
from analysis.release.ways import counts_in_fives, effects_told, gaps_of_sex, levels, told_of_all

NOBODY = np.zeros(12)


def specified(*counts, method="m"):
    """Rows of specifications from (events, persons), and these by sex: all of them are women."""
    events, n = np.array(counts).T
    share = events / n
    limits = {"lower": share - 0.05, "upper": share + 0.05, "method": method}
    rows = pd.DataFrame({"specification": range(len(n)), "estimate": share, **limits})
    fives = (pd.DataFrame({0: (one + 2) // 5 * 5, 1: 0, 2: 0}) for one in (n, events))
    return rows, *fives


def test_all_specifications_have_the_step_of_the_one_with_fewest_persons():
    rows = levels(*specified((613, 1000), (407, 900), (1637, 2600), method="clustered"))
    assert rows["estimate"].tolist() == [0.6, 0.45, 0.65]
    assert rows["n_at_risk"].tolist() == [900, 900, 2525]  # of 400, 525, 650, 775, 900, …
    assert rows["n_events"].isna().all()
    assert rows["lower"].tolist() == [0.5, 0.35, 0.55]  # one step of 5 %, and half of another
    assert set(rows["method"]) == {"clustered; told in steps of 5%, which are no finer than chance"}


def test_shares_of_few_stay():
    assert levels(*specified((50, 90))).empty
    assert levels(*specified((500, 900), (50, 397))).empty
    assert levels(*specified((500, 900), (4, 900), (896, 900)))["estimate"].tolist() == [0.55]


@pytest.mark.parametrize(("least", "step"), [(400, 0.05), (2_500, 0.02), (10_000, 0.01)])
def test_a_number_of_persons_is_known_to_no_less_than_a_step_of_shares(least, step):
    """Of every number from where the step begins, at least so many are told as the same."""
    numbers = [n for n in range(least - 2, 6 * least) if step_of((n + 2) // 5 * 5) == step]
    rows = levels(*specified(*((n // 2, n) for n in numbers))).assign(n=numbers)
    same = rows.groupby("n_at_risk")["n"].agg(["min", "size"]).iloc[:-1]  # the last is cut off
    assert (same.index - 2 == same["min"]).all()  # a band begins with a five
    assert same["size"].min() >= step * least


def of_sexes(*counts):
    """Counts of two municipalities from (women, of them in the state, men, of them) a way."""
    measure = SimpleNamespace(name="m")
    whom = SimpleNamespace(among=Among.ALL)
    point, design = SimpleNamespace(month=12), SimpleNamespace(origin="exit")
    asked = [
        SimpleNamespace(
            options=(f"{at}",), weight=1.0, measure=measure, whom=whom, point=point, design=design
        )
        for at in range(len(counts))
    ]
    rows = [
        Counted(one, half(n_women, n_men), half(women, men), None)
        for one, (n_women, women, n_men, men) in zip(asked, counts, strict=True)
    ]
    grid = SimpleNamespace(options=((Choice.HOURS, ()),))
    return Counts(grid, rows, ("0001", "0002"), {}, np.zeros(2), [], asked, ())


def half(women, men):
    """Two municipalities, the second with one of each sex; nobody of neither."""
    return np.array([[women - 1, men - 1, 0], [1, 1, 0]])


def told_of(counts):
    """What is told of the gaps of counts, where every share is told."""
    everywhere = pd.DataFrame({"specification": range(len(counts.rows)), "n_at_risk": 900.0})
    gap = {"estimate": 0.5, "lower": 0.469, "upper": 0.531, "method": "clustered"}
    return gaps_of_sex(everywhere.assign(**gap), everywhere, *counts_in_fives(counts))


def test_gaps_of_all_ways_have_the_step_of_the_smaller_sex_where_it_is_smallest():
    rows = told_of(of_sexes((3000, 1100, 4000, 1900), (2600, 1300, 3900, 1400)))
    assert rows["estimate"].tolist() == [-0.1, 0.14]  # -0.108 and 0.141, in steps of 2 %
    assert rows["lower"].tolist() == [-0.16, 0.08]
    assert rows["upper"].tolist() == [-0.04, 0.2]
    assert rows["n_at_risk"].tolist() == [900, 900]  # what the share's denominator says
    assert rows["n_events"].isna().all()


@pytest.mark.parametrize(
    "counts",
    [(397, 200, 4000, 2000), (4000, 3, 4000, 2000), (4000, 2000, 4000, 3998)],
    ids=["too few women for a step", "few women in the state", "few men out of it"],
)
def test_no_gap_where_one_sex_is_too_few(counts):
    assert told_of(of_sexes(counts)).empty


def test_a_way_whose_share_is_not_told_has_no_gap_and_no_say_in_the_step():
    counts = of_sexes((3000, 1100, 4000, 1800), (500, 200, 700, 300))
    told = pd.DataFrame({"specification": [0], "n_at_risk": 900.0})
    rows = told.assign(estimate=0.0, lower=0.0, upper=0.0, method="by person")
    rows = gaps_of_sex(rows, told, *counts_in_fives(counts))
    assert rows["estimate"].tolist() == [-0.08]  # -0.083; in steps of 5 % it would be -0.1


# (women, of them in the state, men, of them) among residents and among all: with exact counts the
# shares of the same events would leave one count of women and one of men.
CUT = [(673, 70, 893, 205), (680, 70, 901, 205)]


def test_every_count_may_be_any_of_its_five_whatever_is_told():
    """Two denominators of the same events, a step that would end within a five, both floors."""
    rng = np.random.default_rng(7)
    edges = [(685, 157, 900, 319), (400, 100, 2500, 800), (900, 60, 900, 400), (900, 7, 900, 400)]
    edges += [(700, 228, 699, 227)]  # its limits by person tell 455 from 456
    given = np.array([*CUT, *edges])
    fives = (given + 2) // 5 * 5
    base = told_of_all(of_sexes(*given.tolist()))
    assert set(base["quantity"]) == {"level", "gap_of_sex"}
    for _ in range(40):
        moved = fives + rng.integers(-2, 3, fives.shape)
        again = told_of_all(of_sexes(*moved.tolist()))
        pd.testing.assert_frame_equal(again, base)


EARLY = "choices,point=november_1+november_2+12+24"
"""So early that each sex has persons enough for a step."""


def test_told_gaps_are_those_of_persons_but_for_their_step(live):
    exact = live.estimates(live.grid(EARLY).ask("specifications")).frame
    exact = exact[(exact["quantity"] == "gap_of_sex") & (exact["estimand"] == "prevalence")]
    told = told_of_all(some_counts(live, EARLY))
    rows = told[told["quantity"] == "gap_of_sex"].set_index("specification")
    assert len(rows) > 400
    exact = exact.set_index("specification").loc[rows.index]
    assert (rows["estimate"] - exact["estimate"]).abs().max() <= 0.025 + 0.01  # and of fives
    assert (rows["lower"] <= exact["lower"] + 0.01).all()
    assert (rows["upper"] >= exact["upper"] - 0.01).all()
    of_levels = told[told["quantity"] == "level"].set_index("specification")["n_at_risk"]
    assert rows["n_at_risk"].equals(of_levels.loc[rows.index])


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
    counts = Counts(None, [], (), {}, NOBODY, [], [], ())
    told = pd.DataFrame({"quantity": "level", "estimate": [0.5, 0.04], "specification": [0, 1]})
    rows = effects_told(counts, told)
    assert rows.empty
    assert "method" in rows  # a release says how each of its numbers was made
