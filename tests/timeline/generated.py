"""Registers and questions that Hypothesis makes up: short lives, and every fault that is allowed.

Days cluster round the middle and the ends of months, where the monthly rules differ.
"""

from calendar import monthrange
from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from analysis.design import Measure
from analysis.participation_terms import Participation
from analysis.reference.basic_amount import Amount
from analysis.terms import (
    Benefit,
    Contract,
    Counts,
    Dating,
    Level,
    MonthlyRule,
    OriginName,
    Unit,
)

from .reference_months import Question, World

FIRST = (2015 - 1970) * 12  # January 2015
DAYS = (1, 10, 14, 15, 16, 20, 31)
PAY = st.sampled_from([None, 0, 1, 5000, 9999, 10000, 10000, 10001, 20000])
AMOUNTS = [Amount(nok=60_000), Amount(nok=120_000), Amount(nok=1), Amount(basic_amounts=150)]
EVENTS = [Participation.MEMBERSHIP, Participation.ELECTION, Participation.ELECTION_RIGHT]
KINDS = ["social_assistance", "qualification_benefit", "housing_allowance"]
RULES = [rule.value for rule in MonthlyRule]
WEIGHTS = st.sampled_from([1, 333_333, 1_000_000, 1_500_000, 2_999_999_999])  # millionths
ONE_IN_SIX = st.integers(0, 5).map(lambda number: number == 5)
REFUSED = {"left": ("settlement", "programme_start")}


def on_day(month, number):
    """Return a day of a month, its last where the month is shorter."""
    year, month = 1970 + month // 12, month % 12 + 1
    return date(year, month, min(number, monthrange(year, month)[1]))


def days(first, last):
    """Return a strategy of dates in months first to last."""
    return st.builds(on_day, st.integers(first, last), st.sampled_from(DAYS))


@st.composite
def spells(draw, first, last, longest=9):
    """Return start and end of a spell that begins in months first to last."""
    start = draw(days(first, last))
    month = (start.year - 1970) * 12 + start.month - 1
    length = draw(st.integers(-1, longest))  # -1: open
    end = None if length < 0 else max(start, on_day(month + length, draw(st.sampled_from(DAYS))))
    return {"start": start, "end": end}


@st.composite
def jobs(draw, first, last):
    """Return the rows of one job: an employer's one or two spells, or a row without employer."""
    hours = st.sampled_from([None, 10, 20, 70, 99, 100, 1000, 2000, 3750])
    values = {
        "employer_id": draw(st.sampled_from([None, "a", "b"])),
        "kind": draw(st.sampled_from(["employee", "employee", "self_employed"])),
        "contract": draw(st.sampled_from(["permanent", "temporary", None])),
        "subsidised": draw(st.sampled_from([False, True, None])),
    }
    one = {**draw(spells(first, last)), "hours_per_week": draw(hours), **values}
    one["monthly_earnings"] = draw(PAY)
    if values["employer_id"] is None or draw(st.booleans()):
        return [one]
    other = {**one, **draw(spells(first, last))}
    early, late = sorted([one, other], key=lambda row: row["start"])
    if early["end"] is not None and early["end"] < late["start"]:
        late["hours_per_week"] = draw(hours)  # where they overlap they must be the same
        late["monthly_earnings"] = draw(PAY)
    return [early, late]


@st.composite
def whole_months(draw, first, last):
    """Return jobs that come and go by whole months, so that runs are broken and resumed."""
    n_months = last - first
    works = st.sampled_from([True, True, True, False])
    held = draw(st.lists(works, min_size=n_months // 2, max_size=n_months))
    known = {"hours_per_week": 3750, "employer_id": None, "kind": "employee"}
    values = {**known, "contract": "permanent", "subsidised": False}
    return [
        {
            "start": on_day(first + j, 1),
            "end": on_day(first + j, 31),
            "monthly_earnings": 10_000 if j % 5 else draw(PAY),
            **values,
        }
        for j, at_work in enumerate(held)
        if at_work
    ]


@st.composite
def programmes(draw, first, last):
    """Return the programmes of one person, in order of their starts; some never start or end."""
    month = draw(st.integers(first, last))
    settled = None if draw(ONE_IN_SIX) else draw(days(month, month))
    if draw(ONE_IN_SIX):
        return [{"settled": settled, "programme_start": None, "programme_end": None}]
    rows, month = [], month + draw(st.sampled_from([-1, 0, 0, 1, 2, 3, 5, 7, 18]))
    for _ in range(draw(st.sampled_from([1, 1, 2, 3]))):
        start = draw(days(month, month))
        length = draw(st.integers(0, 6))
        end = max(start, draw(days(month + length, month + length)))
        end = None if draw(ONE_IN_SIX) else end
        rows.append({"settled": settled, "programme_start": start, "programme_end": end})
        month += length + draw(st.integers(-1, 7))
    return list({row["programme_start"]: row for row in rows}.values())


@st.composite
def residences(draw, first, last):
    """Return where one person lived: all along, with a gap, from late, or not to the end."""
    from_start = {"start": on_day(first - 6, 1), "end": None}
    gap = draw(st.lists(days(first, last), max_size=2, unique=True).map(sorted))
    if not gap or draw(st.booleans()):
        return [from_start]
    if len(gap) == 1:
        until, since = {**from_start, "end": gap[0]}, {"start": gap[0], "end": None}
        return draw(st.sampled_from([[until], [since], [until, since]]))
    return [{**from_start, "end": gap[0]}, {"start": gap[1], "end": None}]


@st.composite
def lives(draw, first, last):
    """Return the rows by table of one person."""
    drawn = draw(st.lists(jobs(first - 2, last), max_size=4))
    by_job = {}
    for rows in drawn:
        key = (rows[0]["employer_id"], rows[0]["kind"])
        by_job.setdefault(key if key[0] else len(by_job), rows)  # one set of values a job
    by_job["whole"] = draw(whole_months(first, last)) if draw(st.booleans()) else []
    level = st.sampled_from(["grunnskole", "upper_secondary", "higher"])
    taught = draw(st.lists(st.tuples(level, spells(first - 2, last)), max_size=2))
    sex = draw(st.sampled_from(["female", "male", None]))
    home = draw(st.sampled_from([None, "home", "other"]))
    weight = draw(WEIGHTS)
    done = st.sampled_from([True, True, False, None])
    given = draw(
        st.lists(st.tuples(st.sampled_from(KINDS), PAY, spells(first, last, 2)), max_size=2)
    )
    took_part = st.sampled_from(EVENTS)
    gone = draw(st.none() | days(first + 2, last + 1))
    cause = draw(st.sampled_from(["death", "emigration"]))
    return {
        "participants": [
            {
                **row,
                "sex": sex,
                "municipality": draw(st.sampled_from(["0301", "4601"])),
                "household_id": home,
                "weight": weight,
            }
            for row in draw(programmes(first - 2, first + (last - first) // 2))
        ],
        "jobs": [row for rows in by_job.values() for row in rows],
        "education": [
            {"level": level, "completed": draw(done), **spell} for level, spell in taught
        ],
        "benefits": [
            {"kind": kind, "monthly_amount": amount, **spell} for kind, amount, spell in given
        ],
        "residence": draw(residences(first, last)),
        "departures": [] if gone is None else [{"date": gone, "cause": cause}],
        "participation": [
            {"date": day, "kind": str(kind)}
            for day, kind in draw(
                st.lists(st.tuples(days(first - 3, last), took_part), min_size=1, max_size=5)
            )
        ],
    }


@st.composite
def worlds(draw, max_persons=3):
    """Return the registers of a few persons."""
    last = FIRST + draw(st.integers(12, 34))
    always = ("participants", "jobs", "education", "benefits", "participation")
    tables = {name: [] for name in always}
    for name in draw(st.sampled_from([("residence", "departures"), ("departures",), ()])):
        tables[name] = []
    for number in range(draw(st.integers(1, max_persons))):
        person = f"p{number}"
        for name, rows in draw(lives(FIRST, last)).items():
            for row in rows if name in tables else []:
                tables[name].append({"person_id": person, **row})
    for name in draw(st.lists(st.sampled_from(sorted(tables)), max_size=2)):
        tables[name].extend(tables[name][:1])  # an identical row
    absent = draw(st.sampled_from([(), (), ("employer_id",), ("subsidised",)]))
    for row in tables["jobs"]:
        for name in absent:
            row.pop(name, None)
    if draw(st.booleans()):
        for row in tables["participants"]:
            row.pop("weight", None)
    first = FIRST + draw(st.sampled_from([-2, -2, -6, 4]))
    selected_by = draw(st.sampled_from(["settled", "started", "started", "left"]))
    return World(tables, first, last, selected_by)


@st.composite
def measures(draw):
    """Return a measure of any kind."""
    without = draw(st.sampled_from([(), (), (Benefit.SOCIAL_ASSISTANCE,), tuple(Benefit)]))
    common = {
        "name": "drawn",
        "contract": draw(st.sampled_from([None, None, None, *Contract])),
        "subsidised": draw(st.sampled_from([None, None, None, False])),
        "without": without,
        "unit": draw(st.sampled_from(Unit)) if without else Unit.PERSON,
        "dated_at": draw(st.sampled_from(Dating)),
    }
    return draw(st.sampled_from([measures_of_months, measures_of_months, measures_of_sums]))(
        draw, common
    )


def measures_of_sums(draw, common):
    """Return a measure of earnings or income."""
    jobs = [(Counts.EMPLOYMENT,), (Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT)]
    return Measure(
        **common,
        **{draw(st.sampled_from(["earnings", "income"])): draw(st.sampled_from(AMOUNTS))},
        counts=draw(st.sampled_from(jobs)),
        run_months=draw(st.integers(1, 7)),
    )


def measures_of_months(draw, common):
    """Return a measure whose months qualify one by one."""
    counted = draw(st.sets(st.sampled_from(list(Counts)), min_size=1))
    counted |= draw(st.sampled_from([set(), {Counts.EMPLOYMENT}]))
    completed = draw(st.sampled_from([None, None, *Level]))
    participation = draw(st.sampled_from([(), (EVENTS[0],), tuple(EVENTS[:2])]))
    completed = None if participation else completed
    if (completed or participation) and draw(st.booleans()):
        counted = set()
    on_jobs = bool(counted & {Counts.EMPLOYMENT, Counts.SELF_EMPLOYMENT})
    read_in = draw(st.sampled_from([None, None, None, 11]))
    run = 1 if read_in else draw(st.integers(1, 6))
    if not on_jobs:
        common = {**common, "contract": None, "subsidised": None}
    return Measure(
        **common,
        counts=tuple(item for item in Counts if item in counted),
        completed=completed,
        participation=participation,
        among=tuple(EVENTS[2:]) if participation and not read_in and draw(st.booleans()) else (),
        hours_per_week=draw(st.sampled_from([0, 0, 100, 2000])) if on_jobs else 0,
        run_months=run,
        gap_months=draw(st.integers(0, 3)) if run > 1 else 0,
        read_in=read_in,
    )


@st.composite
def questions(draw, selected_by):
    """Return a question that a dataset of persons so selected may be asked."""
    allowed = [name for name in OriginName if name not in REFUSED.get(selected_by, ())]
    allowed += [OriginName.SETTLEMENT] if selected_by == "started" else []  # late entry
    return Question(
        measure=draw(measures()),
        origin=draw(st.sampled_from(allowed)).value,
        rule=draw(st.sampled_from(["day_15", *RULES])),
        transfer_months=draw(st.sampled_from([3, 3, 0, 6])),
    )


@st.composite
def cases(draw, max_persons=3):
    """Return registers and a question that they, and any part of them, may be asked.

    A part may split a household, or lack all benefits or events of a kind: none is asked for.
    """
    world = draw(worlds(max_persons))
    question = draw(questions(world.selected_by))
    asked = question.measure
    counts = asked.counts or (() if asked.completed else (Counts.EMPLOYMENT,))
    none = {"without": (), "unit": Unit.PERSON, "participation": (), "among": ()}
    return world, replace(question, measure=replace(asked, counts=counts, **none))


@st.composite
def many_asked(draw):
    """Return registers and a few questions, since reading costs more than asking."""
    world = draw(worlds(max_persons=5))
    return world, draw(st.lists(questions(world.selected_by), min_size=1, max_size=4))
