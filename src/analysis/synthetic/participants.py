"""The participants table: a row for each programme, as a municipality registers it.

The reason for the end is the main activity that a municipality notes: work, education (ordinary),
grunnskole, job_seeker, no_activity; or interrupted, moved, departed, and automatic where the
register closed it by itself. It is empty where none was noted and where the programme runs on.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import (
    DAY,
    NO_DAY,
    Bools,
    Days,
    Ints,
    Texts,
    month_of,
    year_of,
)
from analysis.synthetic.municipalities import code_of_date
from analysis.synthetic.persons import PRIOR, Persons, origins
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.spells import Known, in_order
from analysis.terms import ExitReason

CLOSING_MONTH, CLOSING_DAY = 2, 28


@dataclass(frozen=True)
class Parts:
    """Programmes as registered, one element each: whose, where, from when, until when as planned.

    `moved` says that the programme goes on elsewhere.
    """

    person: Ints
    place: Ints
    start: Days
    planned: Days
    moved: Bools


def participants_table(persons: Persons, programmes: Programmes, known: Known) -> pd.DataFrame:
    """Return the participants table; `exit_reason` does not yet know work and school."""
    parts = _parts(persons, programmes)
    who = parts.person
    gone, number = known.gone[who], known.number[who]
    departs = parts.planned >= gone
    end = np.where(departs, gone - DAY, parts.planned)
    end = np.where(end < known.setting.window.after_last, end, NO_DAY)
    prior = np.array(PRIOR, dtype=object)[persons.prior]
    reason = _reason(end, departs, parts.moved, programmes.interrupted[who], known, number)
    rank = known.setting.luck.uniform("part of municipality", number)
    began_in = year_of(month_of(parts.start))
    frame = pd.DataFrame(
        {
            "person_id": known.ids[who],
            "municipality": code_of_date(parts.place, began_in, rank, known.setting.p),
            "settled": programmes.settled[who],
            "programme_start": parts.start,
            "programme_end": end,
            "sex": np.where(persons.woman, "female", "male").astype(object)[who],
            "birth_year": (year_of(month_of(programmes.start)) - persons.years_old)[who],
            "country_of_origin": origins(known.setting.p)[persons.origin[who]],
            "admission": np.where(persons.family, "family", "refugee").astype(object)[who],
            "prior_education": np.where(persons.prior_known, prior, "").astype(object)[who],
            "exit_reason": reason,
            "household_id": "h-" + persons.household[who].astype(str).astype(object),
            "registered": _registered(end, number, known),
        }
    )
    began = ~(parts.start >= gone) & (parts.start < known.setting.window.after_last)
    return in_order(frame[began], ["programme_start"])


def with_main_activity(
    participants: pd.DataFrame, jobs: pd.DataFrame, education: pd.DataFrame, known: Known
) -> pd.DataFrame:
    """Return participants whose main activity at the end is known told apart.

    A municipality knows less than the registers: it looks a little after the end, sees a full week
    sooner than a few hours, and counts who works and studies once.
    """
    seeking = participants["exit_reason"] == ExitReason.JOB_SEEKER
    seekers = participants[seeking].set_index("person_id")
    number = known.setting.p.numbers("recording")
    day = seekers["programme_end"] + pd.Timedelta(days=int(number["days_after_exit"]))
    ordinary = education["level"] != "grunnskole"
    enough = jobs["hours_per_week"] >= number["noted_hours"]
    reason = participants["exit_reason"]
    who = pd.Series(known.number, known.ids).loc[participants["person_id"]].to_numpy()
    rank = known.setting.luck.uniform("noted", who)
    idle = pd.Series(rank < number["no_activity"], participants.index)
    reason = reason.mask(idle & seeking, ExitReason.NO_ACTIVITY)
    soon = int(number["school_within"])
    for activity, spells, within in (
        (ExitReason.GRUNNSKOLE, education[~ordinary], soon),
        (ExitReason.EDUCATION, education[ordinary], soon),
        (ExitReason.WORK, jobs[enough], 0),
    ):
        busy = participants["person_id"].isin(_active(spells, day, within))
        reason = reason.mask(busy & seeking, activity)
    return participants.assign(exit_reason=reason.astype(str).astype(object))


def _parts(persons: Persons, programmes: Programmes) -> Parts:
    """A transfer makes two programmes out of one."""
    transferred = ~np.isnat(programmes.second_start)
    second = np.flatnonzero(transferred)
    first_planned = np.where(transferred, programmes.first_end, programmes.end)
    return Parts(
        person=np.concatenate([np.arange(len(persons)), second]),
        place=np.concatenate([persons.place, programmes.second_place[second]]),
        start=np.concatenate([programmes.start, programmes.second_start[second]]),
        planned=np.concatenate([first_planned, programmes.end[second]]),
        moved=np.concatenate([transferred, np.zeros(len(second), dtype=bool)]),
    )


def _reason(
    end: Days, departs: Bools, moved: Bools, interrupted: Bools, known: Known, number: Ints
) -> Texts:
    luck, p = known.setting.luck, known.setting.p
    year = np.where(np.isnat(end), 0, year_of(month_of(end)))
    silent = luck.uniform("not registered", number) < p.by_year("recording", "not_registered", year)
    closed = luck.uniform("closed", number) < p.numbers("recording")["automatic"]
    reason = np.select(
        [np.isnat(end), closed & ~departs, silent, departs, moved, interrupted],
        ["", ExitReason.AUTOMATIC.value, "", "departed", ExitReason.MOVED.value, "interrupted"],
        default=ExitReason.JOB_SEEKER.value,
    )
    return np.asarray(reason, dtype=object)


def _registered(end: Days, number: Ints, known: Known) -> Days:
    """Most ends are registered within two months, some much later."""
    recording, luck = known.setting.p.numbers("recording"), known.setting.luck
    in_time = recording["in_time"]
    late = luck.uniform("late", number) < recording["late"]
    rank = luck.uniform("registered", number)
    days = np.where(late, 1 + in_time + rank * recording["late_days"], rank * in_time)
    registered = end + days.astype(np.int64)
    return np.where(registered < known.setting.window.after_last, registered, NO_DAY)


def _active(spells: pd.DataFrame, day: "pd.Series[pd.Timestamp]", within: int) -> "pd.Series[str]":
    """Return the ids of persons with a spell that holds on their day, or so many days later."""
    on = spells["person_id"].map(day)
    begun = spells["start"] <= on + pd.Timedelta(days=within)
    holds = begun & (spells["end"].isna() | (spells["end"] >= on))
    return spells.loc[holds, "person_id"]
