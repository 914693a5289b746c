"""What a month is, a second time: slow and obvious, one person, one month, one day at a time.

Written from definitions 2, 3 and 5 and the decision on other monthly rules alone, for comparison
with the fast engine. It reads rows as they stand in a file (dates are `date`, hours whole
hundredths, None is empty) and knows nothing of panels, arrays or the project's readers. Months are
counted from January 1970.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

JOB_KINDS = {"employment": "employee", "self_employment": "self_employed"}
BASIC_AMOUNTS = {2014: 88370, 2015: 90068, 2016: 92576, 2017: 93634, 2018: 96883}  # from 1 May
SCHOOL = {"education": ("upper_secondary", "higher"), "grunnskole": ("grunnskole",)}


@dataclass(frozen=True)
class World:
    """The registers of a dataset: rows by table; a table that is absent is not a key."""

    tables: dict
    first: int
    last: int
    selected_by: str

    def of(self, person):
        """Return the registers of one person alone; identical rows are one."""
        own = {name: [] for name in self.tables}
        for name, rows in self.tables.items():
            for row in rows:
                if row["person_id"] == person and row not in own[name]:
                    own[name].append(row)
        homes = {row.get("household_id") for row in own["participants"]} - {None}
        mates = {
            row["person_id"]
            for row in self.tables["participants"]
            if row.get("household_id") in homes
        } | {person}
        own["benefits of all"] = [r for r in self.rows("benefits") if r["person_id"] in mates]
        return World(own, self.first, self.last, self.selected_by)

    def rows(self, table):
        """Return the rows of a table, none where it is absent."""
        return self.tables.get(table, [])


@dataclass(frozen=True)
class Question:
    """A measure, an origin and a monthly rule."""

    measure: object
    origin: str
    rule: str
    transfer_months: int = 3

    @property
    def window(self):
        """Months from a start to the last in which it can succeed: k + g."""
        return self.measure.run_months + self.measure.gap_months

    @property
    def at_start(self):
        """Whether a run is dated at its first month."""
        return self.measure.dated_at != "confirmation"


def month_of(day):
    """Return the calendar month of a date."""
    return (day.year - 1970) * 12 + day.month - 1


@cache
def days_of(month):
    """Return every date of a calendar month."""
    day = date(1970 + month // 12, month % 12 + 1, 1)
    days = []
    while month_of(day) == month:
        days.append(day)
        day += timedelta(days=1)
    return days


def on(spell, day):
    """Tell whether a spell holds on a day; its last day is one of its days."""
    return spell["start"] <= day and (spell["end"] is None or day <= spell["end"])


def asked_of(month, rule):
    """Return the days of a month that a rule asks of: its 15th, or all."""
    return days_of(month)[14:15] if rule == "day_15" else days_of(month)


def held_in(spells, month, rule):
    """Tell whether any spell holds on any day that decides the month."""
    return any(on(spell, day) for day in asked_of(month, rule) for spell in spells)


def jobs_of(own):
    """Return the person's jobs, each a list of spells: one employer and kind, or one row."""
    jobs = []
    by_employer = {}
    for row in own.rows("jobs"):
        if row.get("employer_id") is None:
            jobs.append([row])
        else:
            by_employer.setdefault((row["employer_id"], row.get("kind")), []).append(row)
    return jobs + list(by_employer.values())


def counts(row, measure):
    """Return whether a job counts: True, False, or None where a missing value decides."""
    kinds = [kind for name, kind in JOB_KINDS.items() if name in measure.counts]
    if not kinds or ("kind" in row and row["kind"] not in kinds):
        return False
    answer = True
    for name in ("contract", "subsidised"):
        wanted = getattr(measure, name)
        if wanted is None or name not in row:
            continue
        if row[name] is None:
            answer = None
        elif row[name] != wanted:
            return False
    return answer


def amount_in(job, month, rule, column="hours_per_week"):
    """Return the hours or pay of one job in a month that are known, and whether some are missing.

    Of several spells of the job in one month the largest counts; under day_weighted each day is
    asked apart, and the month's hours are the mean over its days.
    """
    days = asked_of(month, rule)
    spells = [spell for spell in job if any(on(spell, day) for day in days)]
    known = [spell for spell in spells if spell[column] is not None]
    total = Fraction(0)
    for day in days:
        that_day = [s for s in known if rule == "overlap" or on(s, day)]
        total += max((spell[column] for spell in that_day), default=0)
    return total / len(days), len(known) < len(spells)


def works(own, month, question):
    """Return whether jobs make a month qualify: True, False, or None where it is not known."""
    measure = question.measure
    sure, maybe = [], []
    for job in jobs_of(own):
        answer = counts(job[0], measure)
        if answer:
            sure.append(job)
        if answer is not False:
            maybe.append(job)
    if measure.hours_per_week == 0:
        together = [[spell for job in jobs for spell in job] for jobs in (sure, maybe)]
        if held_in(together[0], month, question.rule):
            return True
        return None if held_in(together[1], month, question.rule) else False
    if sum(amount_in(job, month, question.rule)[0] for job in sure) >= measure.hours_per_week:
        return True
    hours = [amount_in(job, month, question.rule) for job in maybe]
    some_missing = any(missing for _, missing in hours)
    enough = sum(known for known, _ in hours) >= measure.hours_per_week
    return None if some_missing or enough else False


def qualifies(own, month, question):
    """Return whether a calendar month qualifies: True, False, or None where it is missing."""
    if not own.first <= month <= own.last:
        return None
    gone, _ = departure(own)
    if gone is not None and month >= gone:
        return False
    if "residence" in own.tables and not held_in(own.rows("residence"), month, question.rule):
        return None
    if question.measure.read_in not in (None, month % 12 + 1):
        return False
    if excluded(own, month, question):
        return False
    measure = question.measure
    if measure.earnings or measure.income:
        paid = pay(own, month, question)
        return None if paid is None else paid > 0
    done = completed(own, month, measure.completed) if measure.completed else True
    if measure.participation:
        done = has_come(own, month, measure.participation)
    if not measure.counts or done is False:
        return done
    active = is_active(own, month, question)
    return None if active and done is None else active


def is_active(own, month, question):
    """Return whether work or school makes a month qualify: True, False, or None."""
    for name, levels in SCHOOL.items():
        taught = [row for row in own.rows("education") if row["level"] in levels]
        if name in question.measure.counts and held_in(taught, month, question.rule):
            return True
    return works(own, month, question)


def excluded(own, month, question):
    """Tell whether a benefit is received that the measure asks to be absent."""
    table = "benefits of all" if question.measure.unit == "household" else "benefits"
    given = [row for row in own.rows(table) if row["kind"] in question.measure.without]
    return held_in(given, month, question.rule)


def has_come(own, month, kinds):
    """Tell whether an event of some kinds has come by a month."""
    rows = own.rows("participation")
    return any(row["kind"] in kinds and month_of(row["date"]) <= month for row in rows)


def completed(own, month, level):
    """Return whether a level is completed by a month: True, False, or None where unknown."""
    ended = [
        row["completed"]
        for row in own.rows("education")
        if row["level"] == level and row["end"] is not None and month_of(row["end"]) <= month
    ]
    if True in ended:
        return True
    return None if None in ended else False


def pay(own, month, question):
    """Return what is paid in a month, of jobs or of jobs and benefits; None where not known."""
    total = Fraction(0)
    for job in jobs_of(own):
        answer = counts(job[0], question.measure)
        amount, missing = amount_in(job, month, question.rule, "monthly_earnings")
        if answer is not False and (missing or (answer is None and amount > 0)):
            return None
        total += amount if answer else 0
    for row in own.rows("benefits") if question.measure.income else []:
        amount, missing = amount_in([row], month, question.rule, "monthly_amount")
        if missing:
            return None
        total += amount
    return total


def part_of_amount(month, measure):
    """Return a twelfth of the yearly amount that holds on the 15th of a month."""
    amount = measure.earnings or measure.income
    if amount.nok:
        return Fraction(amount.nok, 12)
    year, number = 1970 + month // 12, month % 12 + 1
    basic = BASIC_AMOUNTS[year if number >= 5 else year - 1]
    return Fraction(basic * amount.basic_amounts, 100 * 12)


def departure(own):
    """Return the calendar month and the cause of a departure, (None, None) without one."""
    for row in own.rows("departures"):
        return month_of(row["date"]), row["cause"]
    return None, None
