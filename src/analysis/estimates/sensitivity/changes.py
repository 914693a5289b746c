"""What is changed in a comparison, one thing at a time, and whom each change leaves out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.comparison import Comparison
from analysis.comparison_terms import Change
from analysis.errors import DesignError
from analysis.estimates.followed import Followed, followed
from analysis.estimates.sensitivity.changed import Changed, registers_of, told_at_zero
from analysis.terms import Covariate, Dating, MonthlyRule, OriginName
from analysis.timeline.eligible import eligible
from analysis.timeline.exposure import exposures, stays
from analysis.timeline.months import month_of
from analysis.timeline.panel import Bools
from analysis.timeline.past import past
from analysis.timeline.rows import Ints

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

GRACE = (6, 18)
MEASURES = ("part_time", "full_time", "danish_grant")
JANUARY_2015, COVID, NEW_LAW, UKRAINE = 540, (602, 623), 612, 636
"""Months since 1970 of breaks (definitions.md 32): wage register; March 2020 to December 2021; the
integration act of 2021; exits from 2023."""


def changes(study: "LiveStudy", asked: Comparison) -> Iterator[Changed]:
    """Yield what can be changed in the question, and whom to leave out.

    Args:
        study: where they are asked.
        asked: the comparison, with the draws that each of them gets.
    """
    questions: list[tuple[Change, str, dict[str, Any]]] = [
        (Change.GRACE, str(months), {"grace_months": months}) for months in GRACE
    ]
    questions += [(Change.MEASURE, name, {"measure": study.measure(name)}) for name in MEASURES]
    questions += [(Change.ORIGIN, origin, {"origin": origin}) for origin in OriginName]
    questions += [(Change.MONTHLY_RULE, MonthlyRule.OVERLAP, {"monthly_rule": MonthlyRule.OVERLAP})]
    for change, setting, fields in questions:
        if any(getattr(asked, name) != value for name, value in fields.items()):
            yield Changed(change, setting, partial(_question, study, asked, fields))
    yield Changed(Change.DATING, Dating.START, partial(_from_the_start, study, asked))
    everybody = partial(study.followed, asked)
    for setting, keeps in _eras(asked.grace_months).items():
        yield Changed(Change.BREAKS, setting, partial(_some, everybody, partial(_from, keeps)))
    yield Changed(Change.MOVERS, "", partial(_some, everybody, _stayers))
    yield Changed(Change.UKRAINE, "", partial(_some, everybody, partial(_early_exits, study)))


def _question(study: "LiveStudy", asked: Comparison, fields: dict[str, Any]) -> Followed:
    return study.followed(replace(asked, **fields))


def _from_the_start(study: "LiveStudy", asked: Comparison) -> Followed:
    """Return who is compared, in the state from the first month of a run that succeeds later.

    A comparison refuses to be dated so, since it knows in that month what comes (definitions.md 8):
    here it is told how much that moves. Who has no month left to be judged in drops out.
    """
    bare = re.sub(r",dated_at=\w+", "", asked.measure.name)
    measure = study.measure(f"{bare},dated_at={Dating.START}")
    design = replace(asked.design, measure=measure.name)
    panel, people = study.panel(design), study.cohort(design)
    exposed = exposures(study.registers, people, asked)
    who = eligible(study.outcome(design), exposed, asked)
    return followed(panel, people, who, stays(study.registers, people, asked), asked, measure)


def _some(everybody: Callable[[], Followed], keeps: Callable[[Followed], Bools]) -> Followed:
    persons = everybody()
    return persons.some(keeps(persons))


def _eras(grace: int) -> dict[str, Callable[[Ints], Bools]]:
    """Return which months of time zero are kept, by what is left out."""
    return {
        "before_2015": lambda zero: zero >= JANUARY_2015,
        "2020-2021": lambda zero: (zero + grace < COVID[0]) | (zero > COVID[1]),
        "from_2021": lambda zero: zero < NEW_LAW,
    }


def _from(keeps: Callable[[Ints], Bools], of: Followed) -> Bools:
    return keeps(told_at_zero(of, "origin").to_numpy(dtype=np.int64))


def _stayers(of: Followed) -> Bools:
    """Return who does not move to another municipality, which nobody knows at time zero."""
    panel, people = registers_of(of)
    frame, horizon = people.frame.loc[of.frame.index], of.comparison.horizon
    seen = past(panel, frame, (Covariate.MOVES,), horizon)
    if seen.lacking:
        raise DesignError("Without the table residence nobody is seen to move.")
    return np.asarray(seen.codes[Covariate.MOVES][:, -1] == 0)


def _early_exits(study: "LiveStudy", of: Followed) -> Bools:
    programmes = study.registers.tables["participants"]
    late = programmes[month_of(programmes["programme_end"]) >= UKRAINE]
    return ~np.asarray(of.frame.index.isin(late["person"]))
