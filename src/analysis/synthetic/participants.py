"""The participants table: a row for each programme, as a municipality registers it.

The reason for the end is the main activity that a municipality notes: work, education (ordinary),
grunnskole, job_seeker, no_activity; or interrupted, moved, departed, and automatic where the
register closed it by itself. It is empty where none was noted and where the programme runs on.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.official_terms import ExitReason
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

    A municipality looks a little after the end and knows what begins soon, does not note a few
    hours, and counts who works and studies once. Now and then it notes school that begins long
    after, or work and school that the registers never show.
    """
    seeking = participants["exit_reason"] == ExitReason.JOB_SEEKER
    exits = participants.loc[seeking, ["person_id", "programme_end"]]
    exits = exits.assign(number=_numbers(exits, known))
    ordinary = education["level"] != "grunnskole"
    enough = jobs["hours_per_week"] >= known.setting.p.numbers("recording")["noted_hours"]
    noted = pd.Series(_without_spell(exits, known), exits.index, dtype=object)
    for activity, spells in (
        (ExitReason.GRUNNSKOLE, education[~ordinary]),
        (ExitReason.EDUCATION, education[ordinary]),
    ):
        busy = _known_school(spells, exits, known)
        noted = noted.mask(busy, activity.value)
    soon = known.setting.p.numbers("recording")["known_ahead"]
    noted = noted.mask(_active(jobs[enough], exits, known, int(soon)), ExitReason.WORK.value)
    reason = participants["exit_reason"].astype(object)
    reason[seeking] = noted
    return participants.assign(exit_reason=reason.astype(str).astype(object))


def _numbers(participants: pd.DataFrame, known: Known) -> Ints:
    return pd.Series(known.number, known.ids).loc[participants["person_id"]].to_numpy()


def _without_spell(exits: pd.DataFrame, known: Known) -> Texts:
    """Return what is noted of those of whom neither a job nor school is seen, by rank."""
    recording, rank = known.setting.p.numbers("recording"), known.setting.luck.uniform
    idle = rank("noted", exits["number"].to_numpy())
    unseen = rank("noted and not seen", exits["number"].to_numpy())
    work, school = recording["work_not_seen"], recording["school_not_seen"]
    return np.select(
        [unseen < work, unseen < work + school, idle < recording["no_activity"]],
        [ExitReason.WORK.value, ExitReason.EDUCATION.value, ExitReason.NO_ACTIVITY.value],
        default=ExitReason.JOB_SEEKER.value,
    ).astype(object)


def _known_school(spells: pd.DataFrame, exits: pd.DataFrame, known: Known) -> Bools:
    """Return of which exits school is noted: held, soon to begin, and of some later."""
    recording = known.setting.p.numbers("recording")
    soon = _active(spells, exits, known, int(recording["known_ahead"]))
    later = _active(spells, exits, known, int(recording["school_within"]))
    told = known.setting.luck.uniform("school told of", exits["number"].to_numpy())
    return soon | (later & (told < recording["school_later"]))


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


def _active(spells: pd.DataFrame, exits: pd.DataFrame, known: Known, within: int) -> Bools:
    """Return of which exits a spell holds when the municipality looks, or so many days later."""
    looked = exits["programme_end"] + pd.Timedelta(
        days=int(known.setting.p.numbers("recording")["days_after_exit"])
    )
    on = spells["person_id"].map(looked.set_axis(exits["person_id"]))
    begun = spells["start"] <= on + pd.Timedelta(days=within)
    holds = begun & (spells["end"].isna() | (spells["end"] >= on))
    return exits["person_id"].isin(spells.loc[holds, "person_id"]).to_numpy()
