"""Which models a month has: what each decision may depend on.

A term is a categorical covariate, or several at once with all their combinations. Levels are bands
of the history up to the month, so that observed months become counts in cells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from analysis.estimates.g_formula import walk
from analysis.terms import Covariate


@dataclass(frozen=True)
class Part:
    """A variable in bands: its position among a person's variables, and where each band begins."""

    variable: int
    bands: tuple[int, ...]


@dataclass(frozen=True)
class Term:
    """Parts whose levels are combined, and the covariate that it stands for; None: not optional."""

    parts: tuple[Part, ...]
    covariate: Covariate | None = None

    @property
    def size(self) -> int:
        """Number of levels."""
        return int(np.prod([len(part.bands) for part in self.parts]))


def _clock(*bands: Sequence[int]) -> tuple[int, ...]:
    """Return where bands begin on a clock, from bands within each stage after the first."""
    stages = enumerate(bands, start=1)
    return (
        0,
        *chain.from_iterable([stage * walk.LONG + at for at in some] for stage, some in stages),
    )


SINGLE = tuple(range(61))
GAIN = (0, 3, 6, 12, 18, 24, 36, 48, 72)
TIME = Part(walk.MONTH, (0, 2, 3, 7, 13, 19, 25, 37, 49, 61, 85))
EACH_MONTH = Part(walk.MONTH, SINGLE)
SEASON = Part(walk.SEASON, tuple(range(12)))
IN_PROGRAMME = Part(walk.PROGRAMME, (0, 1, 3, 5, 8, 13, 25, 37, 49, 61, 73, 97))
OUT_OF_PROGRAMME = Part(walk.PROGRAMME, (0, 1))
ABOUT_EXIT = Part(walk.PROGRAMME, (0, 1, 7, 13))
EXPOSED = Part(walk.EXPOSURE, _clock((0, 6, 12, 24), (0, 12), GAIN))
AT_SCHOOL = Part(walk.EXPOSURE, _clock((0,), (0,)))
STAGE = Part(walk.EXPOSURE, _clock((0,), (0,), (0, 12)))
INSIDE = Part(walk.EXPOSURE, _clock(SINGLE, (0,), (0,)))
ON = Part(walk.THROUGH, _clock((0, 6, 12, 24), (0, 12), GAIN))
ON_STAGE = Part(walk.THROUGH, _clock((0,), (0,), (0,)))
INSIDE_ON = Part(walk.THROUGH, _clock(SINGLE, (0,), (0,)))
STAYED = (0, 2, 6, 12, 24)
LEAVING = Part(walk.EXPOSURE, _clock(STAYED, (0,), (0,)))
LEAVING_ON = Part(walk.THROUGH, _clock(STAYED, (0,), (0,)))
OTHER = Part(walk.OTHER, (0, 1))
OTHER_CLOCK = Part(walk.OTHER, (0, *range(1, 61)))
HELD = (0, 1, 2, 3, walk.EARLY, walk.EARLY + 2, walk.EARLY + 3)
WORKED = Part(walk.WORKED, (0, 1, 7, 19, 37, 61, 85))
OFTEN = (0, 35, 50, 70, 95, 120, 150, 190, 250)
FOUND_OFTEN = Part(walk.FOUND_OFTEN, OFTEN)
LOST_OFTEN = Part(walk.LOST_OFTEN, OFTEN)
HAD = Part(walk.HAD, (0, 1))
MONTH_IN = Part(walk.MONTH_IN, (0, 1, 4, 7, 10, 12, 16, 19, 22, 24, 28, 31, 34, 36))
WITHOUT = Part(walk.WORK, (0, 4, 7, 13, 25))
HOLDING = Part(walk.WORK, _clock(HELD))
IN_STABLE = Part(walk.WORK, _clock((0,), (0, 2, 3, 4, 7, 13, 25, 49, 73)))
AT_WORK = Part(walk.WORK, _clock((0,), (0,)))
SMALL_CHILD = Part(walk.CHILD, (0, 1, 38))
CHILDREN = Part(walk.CHILD, (0, 1, 10, 13, 19, 25, 37, 61))
LANGUAGE = Part(walk.LANGUAGE, (0, 1, 2))
BENEFIT = Part(walk.BENEFIT, (0, 1))
BENEFIT_CLOCK = Part(walk.BENEFIT, (0, 1, 3, 6, 12, 24))
LOOKING = Part(walk.LOOKING, (0, 1))
LOOKING_CLOCK = Part(walk.LOOKING, (0, 1, 3, 6, 12, 24))


def _of(covariate: Covariate, *parts: Part) -> Term:
    return Term(parts, covariate)


def _terms(*parts: Part) -> list[Term]:
    return [Term((part,)) for part in parts]


@dataclass(frozen=True)
class Groups:
    """The groups of the baseline: name -> levels, in the order of the variables."""

    levels: dict[str, tuple[str, ...]]

    def part(self, name: str, every: int = 1) -> list[Part]:
        """Return a group as a part, so many neighbours together; none without the group."""
        if name not in self.levels:
            return []
        bands = tuple(range(0, len(self.levels[name]), every))
        return [Part(walk.FIXED + list(self.levels).index(name), bands)]

    def terms(self, *names: str, every: int = 1) -> list[Term]:
        """Return each group that there is as a term."""
        return _terms(*(part for name in names for part in self.part(name, every)))

    def by(self, name: str, *parts: Part, covariate: Covariate | None = None) -> list[Term]:
        """Return parts together with a group, or alone without it."""
        return [Term((*parts, *self.part(name)), covariate)]


def declared(groups: dict[str, tuple[str, ...]], years: tuple[int, int]) -> dict[int, list[Term]]:
    """Return the terms of each process.

    Args:
        groups: name -> levels of the baseline, in the order of the variables after the fixed ones.
        years: the first and last calendar year, since 1970.
    """
    who = Groups(groups)
    everybody = who.terms("age", "prior_education", "country", "admission", "track", "county")
    known = [
        *everybody,
        *who.by("sex", SMALL_CHILD, covariate=Covariate.BIRTHS),
        _of(Covariate.LANGUAGE, LANGUAGE),
        _of(Covariate.YEAR, Part(walk.YEAR, tuple(range(years[0], years[1] + 1)))),
    ]
    return {**_life(who), **_school(who, known), **_work(who, known), **_offices(who)}


def _life(who: Groups) -> dict[int, list[Term]]:
    """Return the terms of departures, the programme's end, births and language tests."""
    short = [*who.terms("sex", "age"), *_terms(TIME)]
    return {
        walk.GOES: short,
        walk.EXITS: [
            *who.terms("sex", "prior_education", "year"),
            *_terms(EACH_MONTH, SEASON, AT_WORK),
        ],
        walk.GIVES_BIRTH: [*who.by("sex", CHILDREN), *who.terms("age", "country"), *_terms(TIME)],
        walk.PASSES: [*short, *who.terms("prior_education"), *_terms(LANGUAGE, STAGE, ABOUT_EXIT)],
    }


def _school(who: Groups, known: list[Term]) -> dict[int, list[Term]]:
    """Return the terms of school: of the exposure, of what it opens, and of any other."""
    choice = [
        *known,
        *who.by("sex", ABOUT_EXIT),
        *_terms(SEASON, TIME, OTHER, ON_STAGE),
        _of(Covariate.WORK, AT_WORK),
        _of(Covariate.BENEFITS, BENEFIT),
    ]
    lasts = who.terms("sex", "age")
    return {
        walk.BEGINS: [*choice, *who.by("sex", STAGE)],
        walk.COMPLETES: _terms(INSIDE, SEASON),
        walk.LEAVES: [*lasts, *_terms(LEAVING)],
        walk.BEGINS_ON: [*choice, *who.by("prior_education", STAGE), *who.terms("sex")],
        walk.COMPLETES_ON: _terms(INSIDE_ON, SEASON),
        walk.LEAVES_ON: [*lasts, *_terms(LEAVING_ON)],
        walk.BEGINS_OTHER: [
            *who.terms("sex", "age", "prior_education"),
            *_terms(SEASON, TIME, ON_STAGE, STAGE, ABOUT_EXIT, AT_WORK),
        ],
        walk.ENDS_OTHER: _terms(OTHER_CLOCK, SEASON),
    }


def _work(who: Groups, known: list[Term]) -> dict[int, list[Term]]:
    """Return the terms of work: found, kept, become stable, lost.

    Summer jobs are found and lost by season, and otherwise where somebody is at school or in the
    programme. What a person has found and lost before tells of what no register shows.
    """
    market = [
        *known,
        *who.by("sex", IN_PROGRAMME),
        *_terms(MONTH_IN, EXPOSED, ON, OTHER),
        *who.terms("year", every=3),
    ]
    past = [
        _of(Covariate.WORK, FOUND_OFTEN, HAD),
        _of(Covariate.WORK, LOST_OFTEN),
        _of(Covariate.WORK, WORKED),
    ]
    season = [Term((SEASON, OUT_OF_PROGRAMME, AT_SCHOOL))]
    in_stable = [Term((IN_STABLE, SEASON))]
    few = who.terms("sex", "age")
    summer = [
        *who.terms("age", "prior_education"),
        *who.by("sex", IN_PROGRAMME),
        *_terms(MONTH_IN, STAGE, ON_STAGE, OTHER),
        _of(Covariate.LANGUAGE, LANGUAGE),
        *past,
    ]
    finds = [*market, *past, *season, *_terms(WITHOUT), _of(Covariate.BENEFITS, BENEFIT)]
    gains = [*few, *_terms(HOLDING, STAGE, ON_STAGE)]
    return {
        walk.FINDS: finds,
        walk.KEEPS: [*market, *past, Term((HOLDING, SEASON))],
        walk.GAINS: gains,
        walk.LOSES: [*market, *past, *in_stable],
        walk.WORKS_ON: [*few, *_terms(TIME, STAGE, ON_STAGE)],
        walk.SUMMER + walk.FINDS: finds,
        walk.SUMMER + walk.KEEPS: [*summer, Term((HOLDING, SEASON))],
        walk.SUMMER + walk.GAINS: gains,
        walk.SUMMER + walk.LOSES: [*summer, *in_stable],
        walk.HOPES: [*market, *season],
        walk.FEARS: [*market, *in_stable],
    }


def _offices(who: Groups) -> dict[int, list[Term]]:
    """Return the terms of benefits and of the labour office."""
    short = [*who.terms("sex", "age"), *_terms(TIME, AT_WORK, STAGE, ON_STAGE)]
    return {
        walk.RECEIVES: [*short, *who.terms("prior_education", "county"), *_terms(ABOUT_EXIT)],
        walk.ENDS_BENEFIT: [*short, *_terms(BENEFIT_CLOCK)],
        walk.LOOKS: [*short, *who.terms("prior_education"), *_terms(ABOUT_EXIT)],
        walk.ENDS_LOOKING: [*short, *_terms(LOOKING_CLOCK)],
    }


def kept(terms: dict[int, list[Term]], adjustment: Sequence[Covariate]) -> dict[int, list[Term]]:
    """Return terms without the covariates that a comparison does not adjust for."""
    return {
        process: [one for one in some if one.covariate is None or one.covariate in adjustment]
        for process, some in terms.items()
    }
