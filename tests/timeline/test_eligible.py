"""Who is compared: decided at time zero, one reason for everybody else, and all add up."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison_terms import NotCompared
from analysis.errors import DesignError
from analysis.reference.comparisons import parse_comparison
from analysis.terms import LeftOut
from analysis.timeline.eligible import eligible
from analysis.timeline.outcome import Outcome

COLUMNS = ["sex", "prior_education", "already_there", "begun", "left", "completed"]
PERSONS = [
    ("female", "none", "no", None, None, None),
    ("female", "primary", "unknown", 1, 30, 30),
    ("male", "unknown", "no", 14, None, None),
    ("male", "higher", "yes", 0, None, None),  # the first reason is the one that counts
    ("female", "none", "no", 0, 5, None),
    ("female", "none", "yes", -3, -2, -2),
    ("female", "none", "yes", 2, 9, None),
]
GRUNNSKOLE = parse_comparison("grunnskole")


def found():
    frame = pd.DataFrame(PERSONS, columns=COLUMNS)
    frame = frame.assign(entry=0, duration=9, event=1, cause="event")
    left_out = pd.Series([LeftOut.FOLLOW_UP_TOO_SHORT.value], index=[7], dtype="object")
    return Outcome(frame.drop(columns=["begun", "left", "completed"]), left_out)


def exposed():
    return pd.DataFrame(PERSONS, columns=COLUMNS)[["begun", "left", "completed"]].astype("Int64")


def test_each_participant_is_compared_or_left_out_by_one_reason():
    who = eligible(found(), exposed(), GRUNNSKOLE)
    assert who.frame.index.tolist() == [0, 1, 2]
    assert who.frame["begun"].tolist() == [pd.NA, 1, 14]
    assert who.left_out.to_dict() == {
        7: LeftOut.FOLLOW_UP_TOO_SHORT,
        3: NotCompared.OTHER_PRIOR_EDUCATION,
        4: NotCompared.BEGUN_BEFORE,
        5: NotCompared.BEGUN_BEFORE,
        6: NotCompared.ALREADY_THERE,
    }


def test_women_alone_or_everybody_may_be_compared():
    women = eligible(found(), exposed(), parse_comparison("grunnskole,sex=female"))
    assert women.frame.index.tolist() == [0, 1]
    assert women.left_out[[2, 3]].tolist() == [NotCompared.OTHER_SEX] * 2
    everybody = eligible(found(), exposed(), parse_comparison("grunnskole,prior_education=any"))
    assert everybody.frame.index.tolist() == [0, 1, 2]
    assert everybody.left_out[3] == NotCompared.BEGUN_BEFORE


def test_what_happens_later_decides_nobody_s_place():
    now = eligible(found(), exposed(), GRUNNSKOLE)
    other = found().frame.assign(duration=np.arange(1, 8), event=0, cause="death")
    later = eligible(replace(found(), frame=other), exposed(), GRUNNSKOLE)
    assert later.frame.index.equals(now.frame.index)
    pd.testing.assert_series_equal(later.left_out, now.left_out)


def test_weights_stay_with_their_persons():
    weight = np.arange(7) * 10**6
    kept = eligible(replace(found(), weight=weight), exposed(), GRUNNSKOLE)
    assert kept.weight.tolist() == [0, 10**6, 2 * 10**6]


def test_persons_by_what_the_dataset_does_not_have_are_refused():
    without = replace(found(), frame=found().frame.drop(columns="prior_education"))
    with pytest.raises(DesignError) as caught:
        eligible(without, exposed(), GRUNNSKOLE)
    assert str(caught.value) == (
        "The comparison 'grunnskole' is of persons by prior_education, and the dataset has no"
        " participants.prior_education.\nAdd it to the dataset, or ask with prior_education=any."
    )
