"""Made-up worlds written as a dataset, read again, and asked of the fast engine."""

from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.registers.dataset import month_text
from analysis.registers.read import Registers
from analysis.terms import MonthlyRule, OriginName
from analysis.timeline.cohort import cohort
from analysis.timeline.outcome import clock, outcomes
from analysis.timeline.panel import Panel
from analysis.timeline.states import states
from analysis.timeline.tables import events_table, pairs_table, status_table, transitions_table

from ..spec.pictures import HOURS, read_tables
from .reference_months import World

OPTIONAL = (
    "monthly_earnings",
    "kind",
    "contract",
    "completed",
    "monthly_amount",
    "household_id",
    "country_of_origin",
)


class Fast:
    """One question to the fast engine, answered in the words of the slow one."""

    def __init__(self, panel, question):
        self.panel, self.question, self.ids = panel, question, panel.registers.ids
        origin = OriginName(question.origin)
        self.people = cohort(panel.registers, origin, question.transfer_months)

    @classmethod
    def of(cls, world, question):
        """Return the engine on a made-up world, which goes through files."""
        return cls(Panel(write_and_read(world), MonthlyRule(question.rule)), question)

    def outcome(self):
        """Return the engine's own outcome."""
        return outcomes(self.panel, self.people, self.question.measure)

    def events(self, by=()):
        """Return the table of events."""
        return events_table(self.outcome(), by)

    def status(self, points, by=()):
        """Return the table of status."""
        return status_table(self.panel, self.people, self.question.measure, points, by)

    def pairs(self, points, others, by=()):
        """Return the table of pairs of points."""
        return pairs_table(self.people, self._states(points), self._states(others), by)

    def transitions(self, points, by=()):
        """Return the table of transitions from month to month."""
        return transitions_table(self.people, self._states(points), by)

    def _states(self, points):
        return states(self.panel, self.people, self.question.measure, points)

    def limits(self):
        """Return person_id -> C, or L, of those with an origin."""
        time = clock(self.panel, self.people, self.question.measure)
        limits = time.limit(self.question.measure)
        return dict(zip(self.ids[self.people.frame.index], limits.tolist(), strict=True))

    def outcomes(self):
        """Return person_id -> (entry, duration, event, cause, already_there), or the reason."""
        found = self.outcome()
        names = ["entry", "duration", "event", "cause", "already_there"]
        rows = {
            self.ids[person]: tuple(row)
            for person, row in zip(found.frame.index, found.frame[names].values, strict=True)
        }
        return rows | {self.ids[person]: reason for person, reason in found.left_out.items()}

    def states(self, points):
        """Return person_id -> month of the point -> state."""
        table = self.status(points, ("country_of_origin",))
        assert (table["n"] == 1).all()
        found = {person: {} for person in self.ids}
        for row in table.itertuples():
            found[row.country_of_origin][row.month] = row.state
        return found


def write_and_read(world: World) -> Registers:
    """Write a made-up world as a dataset and read it; hours become numbers with two decimals."""
    tables = {name: [dict(row) for row in rows] for name, rows in world.tables.items()}
    for row in tables["jobs"]:
        hours = row["hours_per_week"]
        row["hours_per_week"] = None if hours is None else hours / 100
    for row in tables.get("residence", []):
        row["municipality"] = "0301"
    for row in tables["participants"]:
        row["country_of_origin"] = row["person_id"]  # a group of one
        if "weight" in row:
            row["weight"] = row["weight"] / 10**6
    optional = (*HOURS, *OPTIONAL)
    observed = (month_text(world.first), month_text(world.last))
    with TemporaryDirectory() as folder:
        return read_tables(Path(folder), tables, observed, world.selected_by, optional=optional)
