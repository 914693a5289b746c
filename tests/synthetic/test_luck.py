import numpy as np
import pytest

from analysis.synthetic.luck import Luck, _draw

MASK = 2**64 - 1


def mix(number):
    """SplitMix64's finaliser in whole numbers of Python, which do not overflow."""
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


def test_a_draw_is_the_hash_of_seed_purpose_person_and_month():
    luck = Luck(7)
    key = int(luck._key("find"))
    expected = []
    for person in (0, 1, 59_999):
        first = mix((person * 0x9E3779B97F4A7C15 + key) & MASK)
        both = mix((first + 130 * 0xD1B54A32D192ED03) & MASK)
        expected.append((both >> 11) / 2**53)
    assert luck.uniform("find", np.array([0, 1, 59_999]), 130).tolist() == expected


def test_a_person_draws_the_same_in_whatever_company():
    luck = Luck(1)
    everybody = luck.uniform("find", np.arange(100), 5)
    some = np.array([97, 3, 50])
    assert luck.uniform("find", some, 5).tolist() == everybody[some].tolist()
    assert Luck(1).uniform("find", some, 5).tolist() == everybody[some].tolist()


@pytest.mark.parametrize("other", [("lose", 1, 5), ("find", 2, 5), ("find", 1, 6)])
def test_another_purpose_seed_or_month_is_other_luck(other):
    purpose, seed, month = other
    person = np.arange(20_000)
    one, two = Luck(1).uniform("find", person, 5), Luck(seed).uniform(purpose, person, month)
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.03


def test_draws_are_even_over_persons_and_over_months():
    over_persons = Luck(3).uniform("find", np.arange(100_000), 17)
    over_months = Luck(3).uniform("find", np.full(100_000, 17), np.arange(100_000))
    for drawn in (over_persons, over_months):
        counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
        assert ((counts - 5000) ** 2 / 5000).sum() < 43.8  # chi-square, 19 df, 0.1 %
        assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.02


def test_normal_draws_have_mean_0_and_deviation_1():
    drawn = Luck(5).normal("frailty", np.arange(50_000))
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.std() == pytest.approx(1, abs=0.02)


def test_whole_numbers_reach_both_bounds_and_nothing_else():
    drawn = Luck(5).between("day", np.arange(10_000), (3, 7))
    assert set(drawn.tolist()) == {3, 4, 5, 6, 7}


def test_log_odds_are_chances():
    person = np.arange(50_000)
    drawn = Luck(5).happens("find", np.full(50_000, np.log(0.2 / 0.8)), person)
    assert drawn.mean() == pytest.approx(0.2, abs=0.01)
    assert not Luck(5).happens("find", np.full(50_000, -np.inf), person).any()


def test_a_wait_of_one_in_fifty_a_month_lasts_fifty_months_on_average():
    assert Luck(5).wait("move", 0.02, np.arange(50_000)).mean() == pytest.approx(50, abs=1)


def test_the_loop_of_draws_is_compiled_for_one_kind_of_arrays_only():
    luck, person = Luck(3), np.arange(6)
    alone = [luck.uniform("find", person[[i]], 10 + i).item() for i in range(6)]
    assert luck.uniform("find", person, 10 + person).tolist() == alone
    assert luck.uniform("find", person.reshape(2, 3), 5).shape == (2, 3)
    assert len(_draw.signatures) == 1
