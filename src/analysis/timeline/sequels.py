"""What follows a beginning: from a first job to stable work, and from stable work to its loss.

Each is a clock of its own, with entry 0, so that tables and estimates of the first clock serve it
too. A state is judged up to C, as everywhere (definitions.md 7, 13).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design import Measure, MeasurementPoint
from analysis.errors import DesignError
from analysis.reference.measure_rules import JOBS
from analysis.terms import Cause, Counts, LeftOut, State
from analysis.timeline.cohort import Cohort
from analysis.timeline.outcome import Outcome, outcomes
from analysis.timeline.panel import Panel
from analysis.timeline.rows import Ints
from analysis.timeline.states import NAMES, states

FIRST_JOB = Measure("first_job", (Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT))
"""Any job in one month, whatever its hours, pay or contract."""
GONE = {State.DEATH: Cause.DEATH, State.EMIGRATION: Cause.EMIGRATION}


@dataclass(frozen=True)
class FirstJob:
    """Persons from the month before their first job, in which they have none.

    Attributes:
        stable: the event is stable work, in the month that the measure dates it; losing the job
            ends nothing.
        lost: the event is the first month without any job, before stable work; stable work is a
            competing end (Cause.OTHER).
    """

    stable: Outcome
    lost: Outcome


def loss(panel: Panel, people: Cohort, measure: Measure, found: Outcome) -> Outcome:
    """Return how long stable work lasts, in months since the month that the measure dates it.

    The event is the first month that is not in the state (definitions.md 13): where more than the
    tolerated months in a row fail. Death and emigration compete; who is still in the state where
    it can be judged no longer is censored. Only the first stable work of a person is followed.

    Args:
        panel: the registers by month.
        people: who is followed from the origin.
        measure: what counts.
        found: the outcome of the measure.

    Returns:
        Those who came into stable work; left out are those who came too late to be followed.

    Raises:
        DesignError: the measure is read once a year; or the dataset lacks what it needs.
    """
    _need_months(measure)
    came = _some(found, (found.frame["event"] == 1).to_numpy())
    begin = came.frame["duration"].to_numpy()
    month, cause = _first_end(_codes(panel, people, measure, came.frame.index), begin)
    return _outcome(came, month - begin, cause)


def first_jobs(panel: Panel, people: Cohort) -> pd.DataFrame:
    """Return who finds a first job, whatever the measure of stable work.

    Followed is who finds a job in a month after the origin; who had one in the origin's month and
    kept it found it before.

    Returns:
        Index person; found, the month of the first job; end, the first month without any, or in
        which the person left, or the last in which the job can be seen; why, its cause.
    """
    jobs = outcomes(panel, people, FIRST_JOB).frame
    found = jobs[(jobs["event"] == 1) & (jobs["already_there"] != "yes")]
    begin = found["duration"].to_numpy()
    end, why = _first_end(_codes(panel, people, FIRST_JOB, found.index), begin)
    return pd.DataFrame({"found": begin, "end": end, "why": why}, index=found.index)


def first_job(jobs: pd.DataFrame, measure: Measure, reached: Outcome) -> FirstJob:
    """Return what becomes of first jobs; the month of the first job is month 1.

    Records stop where stable work can be judged no longer.

    Args:
        jobs: what `first_jobs` tells.
        measure: what stable work is.
        reached: its outcome, from the same origin.

    Raises:
        DesignError: the measure counts more than jobs, or is read once a year.
    """
    _need_months(measure)
    if not measure.counts or set(measure.counts) - JOBS:
        raise DesignError(
            f"The measure '{measure.name}' counts more than jobs: it can be reached before any job."
            "\nAsk for first jobs of a measure whose counts are employment or self_employment."
        )
    followed = _some(reached, reached.frame.index.isin(jobs.index))
    job = jobs.loc[followed.frame.index]
    before = job["found"].to_numpy() - 1
    end = followed.frame["duration"].to_numpy()
    cause = followed.frame["cause"].to_numpy(dtype=object)
    first = (job["why"] == Cause.EVENT).to_numpy() & (job["end"].to_numpy() <= end)
    lost_at = np.where(first, job["end"].to_numpy(), end)
    other = np.where(cause == Cause.EVENT, Cause.OTHER.value, cause)
    return FirstJob(
        stable=_outcome(followed, end - before, cause),
        lost=_outcome(followed, lost_at - before, np.where(first, Cause.EVENT.value, other)),
    )


def _need_months(measure: Measure) -> None:
    if measure.read_in is not None:
        raise DesignError(
            f"The measure '{measure.name}' is read once a year: what lasts cannot be told from it."
            "\nAsk of a measure that looks at every month."
        )


def _codes(
    panel: Panel, people: Cohort, measure: Measure, persons: pd.Index
) -> NDArray[np.signedinteger]:
    """Return persons x months 1, 2, … of states, as far as anybody is followed."""
    some = Cohort(people.frame.loc[persons], people.groups, people.left_out)
    longest = panel.first + panel.n_months - 1 - some.frame["origin"].min() if len(persons) else 1
    points = [MeasurementPoint(month) for month in range(1, int(longest) + 1)]
    return states(panel, some, measure, points).codes


def _first_end(codes: NDArray[np.signedinteger], begin: Ints) -> tuple[Ints, NDArray[np.object_]]:
    """Return the month in which the state that holds in month `begin` ends, and why.

    Censored in the last month in which it holds, where no later one can be judged.
    """
    n_months = codes.shape[1]
    months = np.arange(1, n_months + 1)
    ended = (codes != NAMES.index(State.IN_STATE)) & (months > begin[:, None])
    ends = ended.any(axis=1)
    month = np.where(ends, ended.argmax(axis=1) + 1, n_months + 1)
    code = codes[np.arange(len(codes)), np.minimum(month, n_months) - 1]
    cause = np.full(len(codes), Cause.CENSORED.value, dtype=object)
    for state, name in {State.NOT_IN_STATE: Cause.EVENT, **GONE}.items():
        cause[ends & (code == NAMES.index(state))] = name.value
    return np.where(cause == Cause.CENSORED, month - 1, month), cause


def _some(outcome: Outcome, chosen: NDArray[np.bool_]) -> Outcome:
    weight = None if outcome.weight is None else outcome.weight[chosen]
    return replace(outcome, frame=outcome.frame[chosen], weight=weight)


def _outcome(followed: Outcome, duration: Ints, cause: NDArray[np.object_]) -> Outcome:
    """Return persons on their new clock; who would be followed for no month is left out."""
    event = np.asarray(cause == Cause.EVENT).astype(np.int8)
    frame = followed.frame.drop(columns="already_there")
    frame = frame.assign(entry=0, duration=duration, event=event, cause=cause)
    kept = duration >= 1
    reason = pd.Series(LeftOut.FOLLOW_UP_TOO_SHORT, frame.index[~kept], dtype="object")
    return replace(_some(replace(followed, frame=frame), kept), left_out=reason)
