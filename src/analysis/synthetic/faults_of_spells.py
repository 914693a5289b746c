"""Faults in spells of jobs, education and residence: days, hours, and who they are of."""

import numpy as np
import pandas as pd

from analysis.register_terms import Finding
from analysis.registers.account import Fate, Remark
from analysis.synthetic.dates import Bools
from analysis.synthetic.faults import Fault, Ground, Plant, Right, cell, days
from analysis.synthetic.faults_of_persons import OSLO, never_issued

JOB = ("person_id", "employer_id", "kind")
GAP, SHORT_GAP, FILLED = 60, 14, 20
"""Days of a gap that is shown, of one that is filled, and up to which gaps are filled."""


def _lasting(spells: pd.DataFrame, least: int) -> Bools:
    """Tell which spells last more than so many days, or are open."""
    return np.asarray(~(spells["end"] <= spells["start"] + days(least)), dtype=bool)


def _lone(spells: pd.DataFrame, key: tuple[str, ...]) -> Bools:
    """Tell which spells are the only one of their person, or of their thing."""
    return np.asarray(~spells.duplicated(list(key), keep=False), dtype=bool)


def _apart(spells: pd.DataFrame) -> Bools:
    """Tell which spells have no day in common with another of the same person."""
    ordered = spells.sort_values(["person_id", "start"], kind="stable")
    end = ordered["end"].fillna(pd.Timestamp("2200-01-01"))
    person = ordered["person_id"]
    before = end.groupby(person).cummax().groupby(person).shift(1)
    after = ordered["start"].groupby(person).shift(-1)
    apart = ~(ordered["start"] <= before) & ~(after <= end)
    return np.asarray(apart.reindex(spells.index), dtype=bool)


def _overlapping(key: tuple[str, ...], more_hours: float = 0) -> Plant:
    """Return what adds a spell of the same thing within one: it begins ten days later."""

    def plant(ground: Ground, fault: Fault) -> None:
        spells = ground.of(fault)
        may = _lone(spells, key) & _lasting(spells, 20)
        if more_hours:
            may &= (spells["hours_per_week"] < 160).to_numpy()
        rows = spells.iloc[ground.pick(fault, may)]
        rows = rows.assign(start=rows["start"] + days(10))
        if not more_hours:
            ground.add(fault, rows, "", "a spell within another of the same thing")
            return
        rows = rows.assign(hours_per_week=rows["hours_per_week"] + more_hours)
        planted = "a spell within another of the same job that says other hours"
        ground.add(fault, rows, "hours_per_week", planted)

    return plant


def _long_week(ground: Ground, fault: Fault) -> None:
    jobs = ground.of(fault)
    places = ground.pick(fault, _apart(jobs) & (jobs["hours_per_week"] > 8).to_numpy())
    rows = jobs.iloc[places].assign(hours_per_week=160.0, employer_id="e-second")
    ground.add(fault, rows, "hours_per_week", "a second job of 160 hours a week, at the same time")


def _turned(ground: Ground, fault: Fault) -> None:
    jobs = ground.of(fault)
    places = ground.pick(fault, jobs["end"].notna())
    ground.put(fault, places, "end", list(jobs["start"].iloc[places] - days(1)))


def _minus(ground: Ground, fault: Fault) -> None:
    """Write hours below 0 in jobs of more than a month: no correction, declared or not."""
    jobs = ground.of(fault)
    places = ground.pick(fault, _lasting(jobs, 62) & jobs["hours_per_week"].notna().to_numpy())
    ground.put(fault, places, "hours_per_week", [-7.5] * len(places))


def _corrections(ground: Ground, fault: Fault) -> None:
    jobs = ground.of(fault)
    one_month = jobs["start"].dt.to_period("M") == jobs["end"].dt.to_period("M")
    may = _lone(jobs, JOB) & one_month.to_numpy() & (jobs["hours_per_week"] > 8).to_numpy()
    rows = jobs.iloc[ground.pick(fault, may)].assign(hours_per_week=-2.5, monthly_earnings=0)
    ground.add(fault, rows, "hours_per_week", "a correction of -2.5 hours")


def _after_death(ground: Ground, fault: Fault) -> None:
    dead = ground.clean["departures"]
    dead = dead[(dead["cause"] == "death") & (dead["date"] + days(100) < ground.window.after_last)]
    date = dead.set_index("person_id")["date"]
    jobs = ground.of(fault)
    # A job to copy is one of the dead person's own: his others end before he dies.
    places = ground.pick(fault, jobs["person_id"].isin(date.index))
    rows = jobs.iloc[places]
    died = rows["person_id"].map(date)
    rows = rows.assign(start=died + days(40), end=died + days(90), employer_id="e-second")
    ground.add(fault, rows, "", "a job from 40 days after the person's death")


def _gap(length: int) -> Plant:
    """Return what ends a residence so many days before the next one begins."""

    def plant(ground: Ground, fault: Fault) -> None:
        homes = ground.of(fault)
        following = homes.groupby("person_id")["start"].shift(-1)
        new_end = homes["end"] - days(length)
        may = (following - homes["end"] == days(1)) & (homes["start"] < new_end)
        may &= _last_start(ground) < new_end
        places = ground.pick(fault, may)
        ground.put(fault, places, "end", list(new_end.iloc[places]))

    return plant


def _last_start(ground: Ground) -> pd.Series:
    """Return by row of residence when the person's last programme began."""
    begun = ground.clean["participants"].groupby("person_id")["programme_start"].max()
    return ground.clean["residence"]["person_id"].map(begun)


def _early_end(ground: Ground, fault: Fault) -> None:
    homes = ground.of(fault)
    end = pd.Timestamp(ground.window.after_last.astype("datetime64[s]")) - days(366)
    may = homes["end"].isna() & (homes["start"] < end) & (_last_start(ground) < end)
    may &= ~homes["person_id"].isin(ground.clean["departures"]["person_id"])
    places = ground.pick(fault, may)
    ground.put(fault, places, "end", [end] * len(places))


def _two_homes(ground: Ground, fault: Fault) -> None:
    homes = ground.of(fault)
    may = _lasting(homes, 20) & (homes["municipality"] != OSLO).to_numpy()
    rows = homes.iloc[ground.pick(fault, may)]
    rows = rows.assign(start=rows["start"] + days(10), municipality=OSLO)
    ground.add(fault, rows, "start", "a residence in another municipality at the same time")


def _employers_number(ground: Ground, fault: Fault) -> None:
    """Name one employer of one job by an identity number, as happens to the self-employed."""
    jobs = ground.of(fault)
    may = _lone(jobs, ("employer_id",)) & (jobs["employer_id"].nunique() >= 200)
    places = ground.pick(fault, may, times=1)
    number = never_issued(ground.luck, 1000)[-1]  # none of those that persons may have got
    ground.put(fault, places, "employer_id", [number])


def _lost_zeros(ground: Ground, fault: Fault) -> None:
    """Give a person an id of digits, from which jobs have lost the zeros in front."""
    jobs = ground.of(fault)
    places = ground.pick(fault, _lone(jobs, ("person_id",)), times=1)
    before = jobs["person_id"].iloc[int(places[0])]
    for name, frame in ground.tables.items():
        if name != fault.table and "person_id" in frame:
            ids = frame["person_id"].replace(before, "000000007")
            ground.tables[name] = frame.assign(person_id=ids)
    ground.put(fault, places, "person_id", ["7"])


def _job(name: str, right: Right, what: str, plant: Plant, counted_as: str = "") -> Fault:
    return Fault(name, "jobs", right, what, plant, counted_as)


def _home(name: str, right: Right, what: str, plant: Plant, counted_as: str) -> Fault:
    return Fault(name, "residence", right, what, plant, counted_as)


SPELL_FAULTS = (
    _job(
        "overlapping_job",
        Right.REPAIR,
        "Two spells of one job, with the same hours and pay, have days in common.",
        _overlapping(JOB),
        Fate.JOINED,
    ),
    Fault(
        "overlapping_education",
        "education",
        Right.REPAIR,
        "Two stays in school at one level have days in common.",
        _overlapping(("person_id", "level")),
        Fate.JOINED,
    ),
    _home(
        "overlapping_residence",
        Right.REPAIR,
        "Two stays in one municipality have days in common.",
        _overlapping(("person_id", "municipality")),
        Fate.JOINED,
    ),
    _job(
        "overlapping_job_of_other_hours",
        Right.ERROR,
        "Two spells of one job have days in common, and say different hours.",
        _overlapping(JOB, more_hours=1.0),
    ),
    _job(
        "over_168_hours_together",
        Right.WARNING,
        "Two jobs at one time have more hours than a week.",
        _long_week,
        Remark.LONG_WEEK,
    ),
    _job("end_before_start", Right.ERROR, "A job ends before it starts.", _turned),
    _job(
        "missing_start",
        Right.ERROR,
        "A job has no first day.",
        cell("start", pd.NaT),
    ),
    Fault(
        "declared_open_date",
        "jobs",
        Right.REPAIR,
        "9999-12-31 stands for an open end, and is declared.",
        cell("end", pd.Timestamp("9999-12-31"), known=False),
        Remark.OPEN_DATE,
        declares={"open_dates": ["9999-12-31"]},
    ),
    _job("negative_hours", Right.ERROR, "Hours are below 0, and are no correction.", _minus),
    Fault(
        "netted_hours",
        "jobs",
        Right.REPAIR,
        "Hours below 0 correct a job of the same month, as is declared.",
        _corrections,
        Fate.NETTED,
        declares={"repairs": {"net_negative_hours": True}},
    ),
    _job(
        "hours_over_168",
        Right.ERROR,
        "A job has more hours than a week.",
        cell("hours_per_week", 744.0),
    ),
    _job(
        "half_an_hour",
        Right.KEPT,
        "A job has half an hour a week, which is not 0.",
        cell("hours_per_week", 0.5),
    ),
    _job(
        "job_after_death",
        Right.WARNING,
        "A person works after having died.",
        _after_death,
        Finding.AFTER_DEATH,
    ),
    _job(
        "identity_number_of_employer",
        Right.WARNING,
        "One employer among hundreds is named by an identity number; it can be nobody's.",
        _employers_number,
        Remark.IDENTITY_NUMBER,
    ),
    _job(
        "spreadsheet_id",
        Right.ERROR,
        "An id went through a spreadsheet, which wrote it with an exponent.",
        cell("person_id", "1,23457E+10"),
    ),
    _job(
        "id_without_zeros",
        Right.ERROR,
        "An id has lost its zeros in front, in one table and not in the others.",
        _lost_zeros,
    ),
    _home(
        "residence_gap",
        Right.WARNING,
        f"A person lives nowhere for {GAP} days.",
        _gap(GAP),
        Finding.RESIDENCE_GAP,
    ),
    Fault(
        "filled_residence_gap",
        "residence",
        Right.REPAIR,
        f"A person lives nowhere for {SHORT_GAP} days, and such gaps are declared to be filled.",
        _gap(SHORT_GAP),
        Remark.GAP_FILLED,
        declares={"repairs": {"residence_gap_days": FILLED}},
    ),
    _home(
        "residence_ends_early",
        Right.WARNING,
        "A person is nowhere in the last year, and has neither died nor left.",
        _early_end,
        Finding.RESIDENCE_ENDS_EARLY,
    ),
    _home(
        "two_residences",
        Right.WARNING,
        "A person lives in two municipalities at one time.",
        _two_homes,
        Remark.TWO_PLACES,
    ),
)
