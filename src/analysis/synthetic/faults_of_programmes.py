"""Faults in programmes of participants: two rows of one, dates out of order, programmes again."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.register_terms import Finding, RegisterFault
from analysis.registers.account import Fate, Remark
from analysis.synthetic.dates import Bools
from analysis.synthetic.faults import Fault, Ground, Plant, Right, days, is_there
from analysis.synthetic.faults_of_persons import OSLO, once, periods_of_code

OTHER_SEX = {"female": "male", "male": "female"}
QUIET = ("interrupted", "job_seeker")
"""Reasons of an exit that no other register can contradict."""


def _second_row(column: str, changed: Callable[[pd.Series], pd.Series]) -> Plant:
    """Return what adds a copy of a person's row in which one column says something else."""

    def plant(ground: Ground, fault: Fault) -> None:
        rows = ground.of(fault)
        places = ground.pick(fault, once(ground) & is_there(rows[column]))
        copies = rows.iloc[places]
        copies = copies.assign(**{column: changed(copies[column])})
        ground.add(fault, copies, column, "a second row of the person that says something else")

    return plant


def _copies(ground: Ground, fault: Fault) -> None:
    rows = ground.of(fault).iloc[ground.pick(fault, once(ground))]
    ground.add(fault, rows, "", "a second row that is the same")


def _from_start(column: str, after: int) -> Plant:
    """Return what sets a date so many days after the start of the programme."""

    def plant(ground: Ground, fault: Fault) -> None:
        rows = ground.of(fault)
        places = ground.pick(fault, once(ground) & is_there(rows["programme_start"]))
        dates = rows["programme_start"].iloc[places] + days(after)
        ground.put(fault, places, column, list(dates))

    return plant


def _no_reason(ground: Ground, fault: Fault) -> None:
    places = ground.pick(fault, once(ground) & ground.of(fault)["exit_reason"].isin(QUIET))
    ground.put(fault, places, "exit_reason", [None] * len(places))


def _again(after: int, *, elsewhere: bool = False) -> Plant:
    """Return what adds a programme, still running, so many days after the exit.

    Only persons who live in one place and stay there: where they live raises no other doubt.
    """

    def plant(ground: Ground, fault: Fault) -> None:
        rows = ground.of(fault)
        start = rows["programme_end"] + days(after)
        codes = pd.Series(OSLO, rows.index) if elsewhere else rows["municipality"]
        same = (codes == rows["municipality"]).to_numpy()
        in_use = [
            any(period.first <= year <= period.last for period in periods_of_code(code))
            for code, year in zip(codes, start.dt.year, strict=True)
        ]
        may = once(ground) & _settled(ground) & np.array(in_use) & (same != elsewhere)
        may &= np.asarray(start < ground.window.after_last, dtype=bool)
        places = ground.pick(fault, may)
        nothing = np.datetime64("NaT", "s")
        again = rows.iloc[places].assign(
            municipality=codes.iloc[places],
            programme_start=start.iloc[places],
            programme_end=nothing,
            registered=nothing,
            exit_reason=None,
        )
        also = [Finding.CONTINUED.value, Finding.LIVES_ELSEWHERE.value] if elsewhere else []
        column = "municipality" if elsewhere else "programme_start"
        ground.add(fault, again, column, f"a programme {after} days after the exit", also)

    return plant


def _settled(ground: Ground) -> Bools:
    """Tell of each row of participants whether the person lives in one place to the end."""
    homes = ground.clean["residence"]
    one = homes[~homes.duplicated("person_id", keep=False) & homes["end"].isna()]
    who = ground.clean["participants"]["person_id"]
    stays = who.isin(one["person_id"]) & ~who.isin(ground.clean["departures"]["person_id"])
    return np.asarray(stays, dtype=bool)


PROGRAMME_FAULTS = (
    Fault(
        "identical_rows",
        "participants",
        Right.REPAIR,
        "The same person and programme stands twice, in identical rows.",
        _copies,
        Fate.IDENTICAL,
    ),
    Fault(
        "conflicting_sex",
        "participants",
        Right.ERROR,
        "Two rows of a person say different sexes.",
        _second_row("sex", lambda sex: sex.map(OTHER_SEX)),
    ),
    Fault(
        "conflicting_prior_education",
        "participants",
        Right.ERROR,
        "Two rows of a person say different schooling from before.",
        _second_row(
            "prior_education",
            lambda level: pd.Series(np.where(level == "none", "higher", "none"), level.index),
        ),
    ),
    Fault(
        "conflicting_exit",
        "participants",
        Right.ERROR,
        "Two rows of a person's programme say different days of exit.",
        _second_row("programme_end", lambda end: end + days(40)),
    ),
    Fault(
        "exit_before_start",
        "participants",
        Right.ERROR,
        "A programme ends before it starts.",
        _from_start("programme_end", -30),
    ),
    Fault(
        "settled_after_start",
        "participants",
        Right.WARNING,
        "A person is settled after the programme has begun.",
        _from_start("settled", 10),
        Remark.SETTLED_LATE,
    ),
    Fault(
        "missing_exit_reason",
        "participants",
        Right.WARNING,
        "An exit has no reason.",
        _no_reason,
        RegisterFault.REASON_MISSING,
    ),
    Fault(
        "continued_programme",
        "participants",
        Right.WARNING,
        "A person begins again within three months: the programme goes on.",
        _again(30),
        Finding.CONTINUED,
    ),
    Fault(
        "reentered_programme",
        "participants",
        Right.WARNING,
        "A person begins again later than three months after the exit.",
        _again(200),
        Finding.REENTERED,
    ),
    Fault(
        "several_municipalities",
        "participants",
        Right.WARNING,
        "A person goes on in the programme of another municipality, and still lives in the first.",
        _again(30, elsewhere=True),
        Finding.SEVERAL_MUNICIPALITIES,
    ),
)
