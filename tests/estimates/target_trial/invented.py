"""People who follow a few simple rules, month by month, made with a generator alone."""

from dataclasses import fields

import numpy as np
import pandas as pd

from analysis.estimates.target_trial.kernels import CENSORED, EVENT, EXIT
from analysis.estimates.target_trial.people import People
from analysis.terms import Covariate
from analysis.timeline.kernels import NEVER
from analysis.timeline.past import Past

HORIZON, GRACE, STAY, RUN = 36, 12, 20, 3
ZERO = 480  # January 2010
JANUARY, AUGUST = 0, 7
WORK = ("none", "now")


def invent(n, rng, places=14):
    """Return n people: women, the young and those without work begin more often."""
    sex = rng.choice(["female", "male"], n)
    age = rng.choice(["18-25", "26-35", "36-45"], n)
    able = rng.normal(size=n) - 0.4 * (sex == "female")
    origin = ZERO + rng.integers(0, 24, n)
    stop = np.minimum(HORIZON, ZERO + 24 + rng.integers(12, 40, n) - origin)
    rows = [_life(origin[i], stop[i], sex[i], age[i], able[i], rng) for i in range(n)]
    work = np.array([row.pop("work") for row in rows])
    state = np.array([row.pop("state") for row in rows])
    frame = pd.DataFrame(rows)
    return People(
        origin=origin,
        entry=np.zeros(n, dtype=np.int64),
        **{name: frame[name].to_numpy(np.int64) for name in frame if name != "cause"},
        cause=frame["cause"].to_numpy(np.uint8),
        stop=stop,
        state=state.astype(np.int8),
        place=np.array([f"{one:04}" for one in rng.integers(0, places, n)], dtype=object),
        traits=pd.DataFrame({"sex": sex, "age": age}),
        past=Past({Covariate.WORK: WORK}, {Covariate.WORK: work.astype(np.int8)}, ()),
    )


def _life(origin, stop, sex, age, able, rng):
    begun = out = completed = NEVER
    gone, work, run, reached, exit_month = False, False, 0, NEVER, NEVER
    past, state = np.zeros(HORIZON + 1), np.full(HORIZON, -1)
    for month in range(1, HORIZON + 1):
        past[month] = work
        if month > stop:
            continue
        season = (origin + month) % 12
        if not gone and begun == NEVER and season in (JANUARY, AUGUST):
            odds = -1.3 + 0.5 * (sex == "female") + 0.6 * (age == "18-25") - 0.9 * work
            begun = month if rng.random() < _chance(odds - 0.7 * (season == JANUARY)) else begun
        inside = begun < month and out == NEVER and completed == NEVER
        if not gone and inside and month == begun + 16:
            completed = month
        elif not gone and inside and rng.random() < 0.04 + 0.04 * work:
            out = month
        if not gone and rng.random() < 0.004:
            gone, exit_month = True, month
        in_school = begun <= month and out == NEVER and completed == NEVER
        keeps = 0.9 if work else _chance(able - 2.3 - 0.9 * in_school + 0.5 * (completed < NEVER))
        work = not gone and rng.random() < keeps
        run = run + 1 if work else 0
        reached = month if run == RUN and reached == NEVER else reached
        state[month - 1] = run >= RUN
    duration = min(reached, exit_month, stop)
    return {
        "duration": duration,
        "cause": EVENT if duration == reached else EXIT if duration == exit_month else CENSORED,
        "begun": begun,
        "out": out,
        "completed": completed,
        "followed": min(stop, exit_month - 1),
        "work": past,
        "state": state,
    }


def _chance(log_odds):
    return 1 / (1 + np.exp(-log_odds))


def write(people, folder):
    """Write people as two tables, persons and their months."""
    names = [one.name for one in fields(People)]
    flat = [name for name in names if name not in ("state", "traits", "past", "lacking", "drawn")]
    persons = pd.DataFrame({name: getattr(people, name) for name in flat}).join(people.traits)
    persons.to_csv(folder / "target_trial_persons.csv", index_label="person")
    months = pd.DataFrame(
        {
            "person": np.repeat(np.arange(len(people)), HORIZON),
            "month": np.tile(np.arange(1, HORIZON + 1), len(people)),
            "work": people.past.codes[Covariate.WORK][:, 1:].ravel(),
            "state": people.state.ravel(),
        }
    )
    months.to_csv(folder / "target_trial_months.csv", index=False)


def read(folder):
    """Return the people that `write` wrote."""
    persons = pd.read_csv(folder / "target_trial_persons.csv", dtype={"place": str})
    months = pd.read_csv(folder / "target_trial_months.csv")
    work, state = (
        months.pivot(index="person", columns="month", values=name).to_numpy(np.int8)
        for name in ("work", "state")
    )
    work = np.concatenate([np.zeros((len(work), 1), np.int8), work], axis=1)
    numbers = ("origin", "entry", "duration", "begun", "out", "completed", "followed", "stop")
    return People(
        **{name: persons[name].to_numpy(np.int64) for name in numbers},
        cause=persons["cause"].to_numpy(np.uint8),
        state=state,
        place=persons["place"].to_numpy(object),
        traits=persons[["sex", "age"]],
        past=Past({Covariate.WORK: WORK}, {Covariate.WORK: work}, ()),
    )
