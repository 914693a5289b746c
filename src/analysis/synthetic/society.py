"""Life in society beyond work: language tests passed, memberships and elections.

Nothing else in the world depends on memberships and elections: they are drawn as they are written.
"""

import numpy as np
import pandas as pd

from analysis.participation_terms import Participation
from analysis.synthetic.dates import EPOCH_YEAR, NEVER, Bools, Days, Ints, day_of, month_of
from analysis.synthetic.families import TESTS, Families, events
from analysis.synthetic.persons import PRIOR, Persons
from analysis.synthetic.programmes import Programmes
from analysis.synthetic.spells import Known, in_order

MEMBERSHIP = Participation.MEMBERSHIP.value
ELECTION_RIGHT, ELECTION = Participation.ELECTION_RIGHT.value, Participation.ELECTION.value


def participation_table(
    families: Families, persons: Persons, programmes: Programmes, known: Known
) -> pd.DataFrame:
    """Return a row for each test passed and membership begun, and one or two for an election.

    Whoever could vote in an election has a row, and one more if he did.
    """
    parts = [
        _tests(families, known),
        _memberships(persons, programmes, known),
        *_elections(persons, programmes, known),
    ]
    return in_order(pd.concat(parts, ignore_index=True), ["date", "kind"])


def _tests(families: Families, known: Known) -> pd.DataFrame:
    row, column = np.nonzero(families.tests < known.setting.window.end)
    month = families.tests[row, column]
    date = _working_day(month, known.number[row] * 8 + column, "test day", known)
    return events(row, date, np.array(TESTS, dtype=object)[column], known)


def _memberships(persons: Persons, programmes: Programmes, known: Known) -> pd.DataFrame:
    """Some join an association, at an even chance a month from the start of the programme."""
    luck, p = known.setting.luck, known.setting.p
    share = p.effects("society", "joins", PRIOR)[persons.prior]
    wait = luck.wait("membership", p.numbers("society")["joins_a_month"], persons.number)
    month = month_of(programmes.start) + np.ceil(wait).clip(1, NEVER / 2).astype(np.int64)
    joins = luck.uniform("joins", persons.number) < share
    row = np.flatnonzero(joins & (month < known.setting.window.end))
    date = _working_day(month[row], known.number[row], "day of joining", known)
    return events(row, date, np.full(len(row), MEMBERSHIP, object), known)


def _elections(persons: Persons, programmes: Programmes, known: Known) -> list[pd.DataFrame]:
    """Who has been settled for long enough may vote; who does so once is likely to do it again."""
    luck, society = known.setting.luck, known.setting.p.numbers("society")
    share = known.setting.p.effects("society", "votes", PRIOR)[persons.prior]
    inclined = np.log(share / (1 - share)) + society["spread"] * luck.normal("vote", known.number)
    settled = month_of(programmes.settled)
    parts = []
    first = 12 * (int(society["first_election"]) - EPOCH_YEAR) + int(society["election_month"]) - 1
    for month in range(first, known.setting.window.end, 12 * int(society["years_between"])):
        could = settled + int(society["months_settled"]) <= month
        votes = could & luck.happens("votes", inclined, known.number, month)
        parts += [
            _on_election_day(month, *one, known)
            for one in ((could, ELECTION_RIGHT), (votes, ELECTION))
        ]
    return parts


def _on_election_day(month: int, who: Bools, kind: str, known: Known) -> pd.DataFrame:
    """Return a row of each, on the second Monday of the month."""
    row = np.flatnonzero(who)
    date = np.busday_offset(day_of(np.full(len(row), month), 1), 1, roll="forward", weekmask="Mon")
    return events(row, date, np.full(len(row), kind, object), known)


def _working_day(month: Ints, who: Ints, purpose: str, known: Known) -> Days:
    day = known.setting.luck.between(purpose, who, (1, 28))
    return np.busday_offset(day_of(month, day), 0, roll="forward")
