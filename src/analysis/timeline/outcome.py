"""When stable employment is reached: entry, duration, event and cause, one row a person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.compiled import each_share
from analysis.design import Measure
from analysis.terms import Cause, Dating, LeftOut
from analysis.timeline import kernels
from analysis.timeline.cohort import Cohort
from analysis.timeline.panel import Panel
from analysis.timeline.pay import check_amounts
from analysis.timeline.rows import Asked, Codes, Ends, Ints, People, Run, new_rows
from analysis.timeline.status import asked

CAUSES = {
    kernels.EVENT: Cause.EVENT,
    kernels.DEATH: Cause.DEATH,
    kernels.EMIGRATION: Cause.EMIGRATION,
    kernels.CENSORED: Cause.CENSORED,
}
THERE = {kernels.NO: "no", kernels.YES: "yes", kernels.UNSEEN: "unknown"}
REASONS = {
    kernels.GONE_AT_ENTRY: LeftOut.GONE_AT_ENTRY,
    kernels.HISTORY_UNSEEN: LeftOut.HISTORY_UNSEEN,
    kernels.FOLLOW_UP_TOO_SHORT: LeftOut.FOLLOW_UP_TOO_SHORT,
    kernels.IN_PROGRESS_AT_ENTRY: LeftOut.IN_PROGRESS_AT_ENTRY,
}


@dataclass(frozen=True)
class Clock:
    """How far each person is followed, in months from the origin; rows are those of the cohort.

    Attributes:
        entry: last month not at risk.
        followed_to: L, the last month seen (definitions.md 5, 7).
        calendar_end: last observed month by the calendar alone; decides who is eligible.
        gone: month of departure; NEVER where there is none.
    """

    entry: Ints
    followed_to: Ints
    calendar_end: Ints
    gone: Ints

    def limit(self, measure: Measure) -> Ints:
        """Return where records stop: C for runs dated at the start, else L (definitions.md 7)."""
        if measure.dated_at is Dating.CONFIRMATION:
            return self.followed_to
        return self.followed_to - measure.window + 1


@dataclass(frozen=True)
class Outcome:
    """One measure on one cohort.

    Attributes:
        frame: index person; entry, duration (months since the origin, >= 1), event (0/1), cause,
            already_there (yes, no, unknown; both categories) and the cohort's groups.
        left_out: index person; the reason of everybody else.
        weight: by row of the frame, in millionths; None where the participants have none.
    """

    frame: pd.DataFrame
    left_out: pd.Series
    weight: Ints | None = None


def asked_of(panel: Panel, people: Cohort, measure: Measure) -> tuple[Asked, People, Run]:
    """Return what the loops over the months of a cohort need.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    asks = asked(panel, measure)
    origin = people.frame["origin"].to_numpy(dtype=np.int64)
    if measure.amount and len(origin):
        check_amounts(panel.registers.dataset, measure, int(origin.min()) + 1)
    followed = People(
        person=people.frame.index.to_numpy(dtype=np.int64),
        shift=origin - panel.first,
        entry=people.frame["entry"].to_numpy(dtype=np.int64),
    )
    at_start = int(measure.dated_at is not Dating.CONFIRMATION)
    return asks, followed, Run(measure.run_months, measure.window, at_start)


def outcomes(panel: Panel, people: Cohort, measure: Measure) -> Outcome:
    """Return when, and why, each person's time at risk ended.

    Args:
        panel: the registers by month.
        people: who is followed, from which month.
        measure: what counts; dated at the start unless it says otherwise.

    Raises:
        DesignError: the dataset lacks what the measure needs.
    """
    found = _ends(panel, people, measure.dated())
    kept = found.reason == kernels.KEPT
    rows = slice(None) if kept.all() else kept  # columns of a million texts are not copied
    front = {
        "entry": people.frame["entry"].to_numpy()[rows],
        "duration": found.duration[rows],
        "event": (found.cause[rows] == kernels.EVENT).astype(np.int8),
        "cause": _words(CAUSES, found.cause[rows]),
        "already_there": _words(THERE, found.already_there[rows]),
    }
    groups = people.frame.columns.drop(["origin", "entry"])
    rest = {name: people.frame[name].to_numpy()[rows] for name in groups}
    frame = pd.DataFrame(front | rest, index=people.frame.index[rows], copy=False)
    reasons = np.array([None, *REASONS.values()], dtype=object)[found.reason[~kept]]
    left_out = pd.Series(reasons, index=people.frame.index[~kept], dtype="object")
    weight = None if people.weight is None else people.weight[kept]
    return Outcome(frame, pd.concat([people.left_out, left_out]), weight)


def clock(panel: Panel, people: Cohort, measure: Measure) -> Clock:
    """Return how far each person of a cohort is followed."""
    asks, followed, _ = asked_of(panel, people, measure)
    gone = asks.gone[followed.person]
    return Clock(
        entry=followed.entry,
        followed_to=_ends(panel, people, measure).followed_to,
        calendar_end=panel.n_months - 1 - followed.shift,
        gone=np.where(gone == kernels.NEVER, gone, gone - followed.shift),
    )


def _ends(panel: Panel, people: Cohort, measure: Measure) -> Ends:
    asks, followed, run = asked_of(panel, people, measure)
    n = len(followed.person)
    months, codes = np.zeros((2, n), np.int64), np.zeros((3, n), np.int8)
    found = Ends(*months, *codes)

    def share(begin: int, end: int) -> None:
        kernels.ends(asks, followed, run, found, new_rows(panel.n_months, run.window), begin, end)

    each_share(n, share)
    return found


def _words(names: Mapping[int, str], codes: Codes) -> pd.Categorical:
    """Return the words of codes from 0 on."""
    words = pd.Index([str(names[code]) for code in range(len(names))])
    return pd.Categorical.from_codes(codes, words)  # type: ignore[arg-type]  # an array is meant
