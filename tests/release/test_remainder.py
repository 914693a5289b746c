"""Groups beside everybody: what is left must not be known to be under five."""

import numpy as np
import pandas as pd
import pytest

from analysis.release.protect import protect_counts, protect_events
from analysis.release.remainder import at_most, told_of


@pytest.mark.parametrize(
    ("whole", "told", "most"),
    # everybody is at most two more than shown, each group at least two less
    [(102, [100], 4), (103, [100], 9), (97, [100], -1), (202, [100, 100], 6), (100, [], 102)],
)
def test_the_most_that_can_be_left(whole, told, most):
    groups = np.array(told, dtype=float).reshape(len(told), 1)
    assert at_most(np.array([float(whole)]), groups) == [most]


def test_who_is_left_beside_one_group_is_not_known_to_be_under_five():
    # 102 are shown as 100, and so are 100 of one sex: two at most four
    assert told_of(np.array([[100.0], [2.0]]), [True, False]) == [False, False]
    # 108 are shown as 110: of eight it is known that they are from 6 to 14
    assert told_of(np.array([[100.0], [8.0]]), [True, False]) == [True, False]
    # nobody is left
    assert told_of(np.array([[100.0], [0.0]]), [True, False]) == [True, False]
    # roundings of two groups leave open whether there are three, or eight
    assert told_of(np.array([[100.0], [100.0], [3.0]]), [True, True, False]) == [True, True, False]


def test_the_smallest_group_gives_way():
    # 47 and 53 are shown as 45 and 55, everybody as 100 or so: what is left at most 3
    counts = np.array([[58.0], [48.0], [1.0]])
    assert at_most(counts.sum(axis=0), counts[:2]) == [105 + 2 - 58 - 48]
    assert told_of(counts, [True, True, False]) == [True, False, False]


def test_every_division_of_everybody_leaves_nobody_known_under_five():
    rng = np.random.default_rng(5)
    for _ in range(300):
        counts = rng.integers([31, 31, 0, 0], [300, 120, 12, 12])[:, None].astype(float)
        told = told_of(counts, [True, True, False, False])
        left = [one for one, kept in zip(counts[:, 0], told, strict=True) if not kept]
        if sum(left) and any(told):
            whole = round(counts.sum() / 5) * 5 + 2
            shown = sum(round(one / 5) * 5 - 2 for one in counts[told, 0])
            assert whole - shown >= 5


def by_sex(**told):
    rows = [(sex, 24, n, events) for sex, (n, events) in told.items()]
    return pd.DataFrame(rows, columns=["sex", "month", "n", "events"])


def test_a_share_of_one_sex_is_not_told_where_everybody_leaves_under_five_of_the_other():
    few = protect_counts(by_sex(male=(100, 50), female=(2, 1)), ("sex",))
    assert list(few["shown"]) == ["band"]
    more = protect_counts(by_sex(male=(100, 50), female=(22, 11)), ("sex",))
    assert list(more["shown"]) == ["full", "band"]
    # twelve women, of whom one or two are in the state: 52 and 50 are both shown as 50
    one = protect_counts(by_sex(male=(100, 50), female=(12, 1)), ("sex",))
    assert list(one["shown"]) == ["band", "band"]


def curve(**told):
    rows = [
        (place, 0, month, cause, n)
        for place, (n_events, others) in told.items()
        for month, cause, n in ((10, "event", n_events), (40, "censored", others))
    ]
    return pd.DataFrame(rows, columns=["municipality", "entry", "duration", "cause", "n"])


def test_a_curve_of_one_place_is_not_told_where_everybody_leaves_under_five_of_the_other():
    few = protect_events(curve(large=(50, 50), small=(1, 1)), ("municipality",))
    assert set(few["shown"]) == {"band"}
    more = protect_events(curve(large=(50, 50), small=(5, 7)), ("municipality",))
    assert set(more.loc[more["municipality"] == "large", "shown"]) == {"full"}
