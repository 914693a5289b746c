import tomllib
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from analysis.synthetic.dates import NO_DAY, Window
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import draw_municipalities
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.participants import with_main_activity
from analysis.synthetic.setting import Setting
from analysis.synthetic.spells import Known

EXIT = pd.Timestamp("2016-05-31")
IDLE = {"work_not_seen": 0.0, "school_not_seen": 0.0, "no_activity": 0.0, "school_later": 0.0}


def known(**recording):
    text = (files("analysis.synthetic") / "parameters.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    for name, value in recording.items():
        content["recording"][name]["value"] = value
    p, luck = Parameters(content), Luck(1)
    setting = Setting(draw_municipalities(luck, p), Window(), luck, p)
    return Known(np.array(["a"], dtype=object), np.array([0]), np.array([NO_DAY]), setting)


def noted(jobs=(), schools=(), reason="job_seeker", **recording):
    """Return the reason noted of one exit on 31 May 2016; jobs and schools by days after it."""
    exits = pd.DataFrame({"person_id": ["a"], "programme_end": [EXIT], "exit_reason": [reason]})
    spells = [
        pd.DataFrame(
            [
                {
                    "person_id": "a",
                    "start": EXIT + pd.Timedelta(days=start),
                    "end": EXIT + pd.Timedelta(days=end),
                    name: value,
                }
                for start, end, value in rows
            ],
            columns=["person_id", "start", "end", name],
        ).astype({"start": "datetime64[s]", "end": "datetime64[s]"})
        for rows, name in ((jobs, "hours_per_week"), (schools, "level"))
    ]
    table = with_main_activity(exits, *spells, known(**{**IDLE, **recording}))
    return table["exit_reason"].item()


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ((-90, 400, 37.5), "work"),
        ((31, 400, 37.5), "work"),
        ((32, 400, 37.5), "job_seeker"),
        ((-90, 14, 37.5), "job_seeker"),
        ((-90, 15, 37.5), "work"),
        ((-90, 400, 6.9), "job_seeker"),
        ((-90, 400, 7.0), "work"),
    ],
)
def test_a_job_is_noted_if_held_a_fortnight_after_or_begun_within_a_month(job, reason):
    assert noted(jobs=[job]) == reason


@pytest.mark.parametrize("level", ["upper_secondary", "higher", "grunnskole"])
@pytest.mark.parametrize(
    ("start", "share", "seen"),
    [(31, 0.0, True), (32, 0.0, False), (32, 1.0, True), (195, 1.0, True), (196, 1.0, False)],
)
def test_school_that_begins_later_than_a_month_is_noted_of_a_share(level, start, share, seen):
    reason = "grunnskole" if level == "grunnskole" else "education"
    found = noted(schools=[(start, 400, level)], school_later=share)
    assert found == (reason if seen else "job_seeker")


def test_work_comes_before_school_and_ordinary_education_before_grunnskole():
    both = [(0, 400, "grunnskole"), (0, 400, "higher")]
    assert noted(schools=both) == "education"
    assert noted(jobs=[(0, 400, 20.0)], schools=both) == "work"


def test_work_and_school_may_be_noted_of_whom_no_register_shows_any():
    assert noted(work_not_seen=1.0) == "work"
    assert noted(school_not_seen=1.0) == "education"
    assert noted(no_activity=1.0) == "no_activity"
    assert noted(schools=[(0, 400, "higher")], work_not_seen=1.0) == "education"


def test_a_reason_that_is_known_stays():
    for reason in ("interrupted", "moved", "departed", "automatic", ""):
        assert noted(jobs=[(0, 400, 37.5)], reason=reason) == reason


def exits_without(tables, name, *reasons):
    """Return how many exits have a reason, and the share of them without a spell within 31 days."""
    people = tables["participants"]
    said = people[people["exit_reason"].isin(reasons) & people["programme_end"].notna()]
    pairs = said[["person_id", "programme_end"]].merge(tables[name], on="person_id")
    begun = pairs["start"] <= pairs["programme_end"] + pd.Timedelta(days=31)
    holds = begun & ~(pairs["end"] < pairs["programme_end"])
    return len(said), 1 - said["person_id"].isin(pairs.loc[holds, "person_id"]).mean()


def test_few_exits_to_work_or_school_are_contradicted_by_the_registers(tables):
    work, no_job = exits_without(tables, "jobs", "work")
    school, no_school = exits_without(tables, "education", "education", "grunnskole")
    assert work > 1500
    assert school > 800
    assert 0.02 < no_job < 0.1
    assert 0.02 < no_school < 0.1
