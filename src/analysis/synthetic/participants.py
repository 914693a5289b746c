"""The participants table: a row for each programme, with the reason for its end.

The reason is the main activity that a municipality notes at exit: work, education (ordinary),
grunnskole, job_seeker; or interrupted, moved, departed. It is empty where none was noted and where
the programme is still running.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.dates import AFTER_LAST, DAY, NO_DAY, Bools, Days, Ints, Texts
from analysis.synthetic.parameters import numbers
from analysis.synthetic.persons import PRIOR, Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.stays import Stays

DAYS_AFTER_EXIT = 15 * DAY
"""Main activity at exit is what a person does so long after it."""


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


def participants_table(
    persons: Persons, programmes: Programmes, stays: Stays, codes: Texts, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the participants table; `exit_reason` does not yet know work and school."""
    parts = _parts(persons, programmes)
    who, gone = parts.person, stays.gone[parts.person]
    departs = parts.planned >= gone
    end = np.where(departs, gone - DAY, parts.planned)
    end = np.where(end < AFTER_LAST, end, NO_DAY)
    prior = np.array([*PRIOR[:-1], ""], dtype=object)
    frame = pd.DataFrame(
        {
            "person_id": persons.person_id[who],
            "municipality": codes[parts.place],
            "settled": persons.settled[who].astype("datetime64[s]"),
            "programme_start": parts.start.astype("datetime64[s]"),
            "programme_end": end.astype("datetime64[s]"),
            "sex": np.where(persons.woman, "female", "male").astype(object)[who],
            "birth_year": persons.birth_year[who],
            "country_of_origin": persons.origin[who],
            "admission": np.where(persons.family, "family", "refugee").astype(object)[who],
            "prior_education": prior[persons.prior[who]],
            "exit_reason": _reason(end, departs, parts.moved, programmes.interrupted[who], rng),
        }
    )
    began = frame[~(parts.start >= gone)]
    return began.sort_values(["person_id", "programme_start"], ignore_index=True)


def with_main_activity(
    participants: pd.DataFrame, jobs: pd.DataFrame, education: pd.DataFrame
) -> pd.DataFrame:
    """Return participants with job seekers at exit told apart from who works or goes to school."""
    seeking = participants["exit_reason"] == "job_seeker"
    seekers = participants[seeking].set_index("person_id")
    day = seekers["programme_end"] + pd.Timedelta(DAYS_AFTER_EXIT)
    ordinary = education["level"] != "grunnskole"
    reason = participants["exit_reason"]
    for activity, spells in (
        ("grunnskole", education[~ordinary]),
        ("education", education[ordinary]),
        ("work", jobs),
    ):
        busy = participants["person_id"].isin(_active(spells, day))
        reason = reason.mask(busy & seeking, activity)
    return participants.assign(exit_reason=reason)


def _parts(persons: Persons, programmes: Programmes) -> Parts:
    """A transfer makes two programmes out of one."""
    transferred = ~np.isnat(programmes.second_start)
    second = np.flatnonzero(transferred)
    first_planned = np.where(transferred, programmes.first_end, programmes.end)
    return Parts(
        person=np.concatenate([np.arange(len(persons)), second]),
        place=np.concatenate([persons.place, programmes.second_place[second]]),
        start=np.concatenate([persons.programme_start, programmes.second_start[second]]),
        planned=np.concatenate([first_planned, programmes.end[second]]),
        moved=np.concatenate([transferred, np.zeros(len(second), dtype=bool)]),
    )


def _reason(
    end: Days, departs: Bools, moved: Bools, interrupted: Bools, rng: np.random.Generator
) -> Texts:
    silent = rng.random(len(end)) < numbers("programme")["not_registered"]
    reason = np.select(
        [np.isnat(end) | silent, departs, moved, interrupted],
        ["", "departed", "moved", "interrupted"],
        default="job_seeker",
    )
    return reason.astype(object)


def _active(spells: pd.DataFrame, day: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Return the ids of persons with a spell that holds on their day."""
    on = spells["person_id"].map(day)
    holds = (spells["start"] <= on) & (spells["end"].isna() | (spells["end"] >= on))
    return spells.loc[holds, "person_id"]
