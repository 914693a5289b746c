"""What notebooks ask that takes more than one answer."""

from types import SimpleNamespace

import pytest

from analysis.errors import DesignError
from analysis.questions import fair, over_grids
from analysis.reference.comparisons import parse_comparison

GRUNNSKOLE = parse_comparison("grunnskole")


def test_the_main_answer_is_asked_with_its_checks_and_the_slow_one_can_be_left_out():
    specs = fair(GRUNNSKOLE, "yes")
    assert [spec.approach for spec in specs] == ["target_trial", "g_formula", "doubly_robust"]
    assert fair(GRUNNSKOLE, "no") == specs[:2]
    with pytest.raises(DesignError) as error:
        fair(GRUNNSKOLE, "maybe")
    assert (
        str(error.value) == "No answer on doubly robust 'maybe' (nearest: yes).\nAllowed: yes, no."
    )


@pytest.mark.parametrize("text", ["none", ""])
def test_no_grid_is_asked_for_by_a_word_or_by_nothing(text):
    def refused(name):
        raise DesignError(f"No grid '{name}'.")

    study = SimpleNamespace(release_id=None, source=None, grid=refused)
    assert over_grids(study, text, "adjusted_gaps").frame.empty
    with pytest.raises(DesignError):
        over_grids(study, "non", "adjusted_gaps")


def test_grids_stand_apart_by_slashes_so_that_lists_within_an_option_stay_whole():
    asked = []

    class Asked:
        release_id, source = None, None

        def grid(self, text):
            asked.append(text)
            raise DesignError("asked")

    with pytest.raises(DesignError):
        over_grids(Asked(), "choices,without_years=none+2020;2021/near_choices", "variance_shares")
    assert asked == ["choices,without_years=none+2020;2021"]
