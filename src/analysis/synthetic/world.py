"""An invented world: registers of persons who do not exist, and what to say of them.

It is made in parts of so many persons, which neither need nor change each other: a million
persons take no more memory than one part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.synthetic.areas import areas_table
from analysis.synthetic.careers import Drawn, live
from analysis.synthetic.dates import Ints, Texts, Window, month_of
from analysis.synthetic.families import draw_families, family_table
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import allot, draw_municipalities
from analysis.synthetic.parameters import USUAL, parameters
from analysis.synthetic.participants import participants_table, with_main_activity
from analysis.synthetic.persons import draw_persons, person_ids
from analysis.synthetic.programme_tables import activities_table, benefits_table
from analysis.synthetic.programmes import draw_programmes
from analysis.synthetic.setting import Setting
from analysis.synthetic.society import participation_table
from analysis.synthetic.spells import Known, education_table, jobs_table, standing_table
from analysis.synthetic.stays import departures_table, draw_stays, residence_table
from analysis.synthetic.strategy import AS_CHOSEN, Strategy
from analysis.synthetic.welfare import KINDS, STATUSES

PART = 20_000
"""Persons of one part; an even number, so that couples stay together."""
DEFAULT_PERSONS, DEFAULT_SEED = 60_000, 2019


@dataclass(frozen=True)
class World:
    """What decides a world: the same one is drawn again from it, whole or in parts.

    Attributes:
        persons: number of participants, at least 1.
        seed: the only source of chance.
        window: which years the registers show, and in which programmes end.
        name: which numbers of the model, by a name of worlds.toml.
        strategy: what is done about grunnskole.
    """

    persons: int = DEFAULT_PERSONS
    seed: int = DEFAULT_SEED
    window: Window = field(default_factory=Window)
    name: str = USUAL
    strategy: Strategy = AS_CHOSEN

    def __post_init__(self) -> None:
        """Raise ValueError where there is nobody."""
        if self.persons < 1:
            raise ValueError(f"A world needs at least 1 person, not {self.persons}.")

    @property
    def setting(self) -> Setting:
        """Its municipalities with the character that is true here, its years, luck and numbers."""
        luck, p = Luck(self.seed), parameters(self.name)
        return Setting(draw_municipalities(luck, p), self.window, luck, p)

    @property
    def dataset(self) -> dict[str, object]:
        """What dataset.toml declares, but for the files of the tables."""
        return {
            "name": "Invented data (oppdiktede data)",
            "access": "invented",
            "selected_by": "started",
            "first_observed": f"{self.window.first_year}-01",
            "last_observed": f"{self.window.last_year}-12",
            "delivered": f"{self.window.last_year + 1}-03-01",
            "source": (
                "Everything here is invented: drawn by analysis.synthetic from its parameters. "
                "Names of municipalities are real, their qualities are drawn at random."
            ),
            "contact": "nobody: no person stands behind these data",
            "area_scheme": "norway",
            "split_rule": "largest",
            "tax": "before",
            "seed": self.seed,
            "basic_amount": {f"{year}-05-01": amount for year, amount in self._invented_amounts()},
        }

    def _invented_amounts(self) -> list[tuple[int, int]]:
        """Return years of the window, and the one before, with a basic amount that is invented."""
        years = range(self.window.first_year - 1, self.window.last_year + 1)
        invented = parameters(self.name).ladder("welfare", "basic_amount")
        return [(int(year), int(g)) for year, g in invented.items() if int(year) in years]


def parts_of(world: World, only: pd.Index | None = None) -> Iterator[dict[str, pd.DataFrame]]:
    """Draw a world part by part: table of the contract -> frame, the areas with the first.

    Args:
        world: what decides it.
        only: person_id of those who live, who do so as among all others; None: everybody.
    """
    setting = world.setting
    place = np.repeat(np.arange(len(setting.places.code)), allot(world.persons, setting.places))
    ids = person_ids(world.persons, setting.luck)
    for first in range(0, world.persons, PART):
        number = np.arange(first, min(first + PART, world.persons))
        drawn = _draw(number, place[number], setting)
        if only is not None:
            drawn = drawn.of(np.flatnonzero(pd.Index(ids[drawn.persons.number]).isin(only)))
        tables = _registers(drawn, ids[drawn.persons.number], setting, world.strategy)
        if first == 0:
            tables["areas"] = areas_table(setting)
        yield tables


def frailty(world: World) -> pd.Series:
    """Return of each person, by person_id, what no register shows: the higher, the abler to work.

    In standard deviations; normal, and independent of all else that persons are drawn with.
    """
    luck = world.setting.luck
    number = np.arange(world.persons)
    return pd.Series(luck.normal("frailty", number), person_ids(world.persons, luck))


def tables_of(world: World) -> dict[str, pd.DataFrame]:
    """Draw a world whole: table of the contract -> frame. An open end or no date is NaT."""
    return whole(parts_of(world))


def whole(parts: Iterable[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Return parts as one."""
    listed = list(parts)
    return {
        name: pd.concat([part[name] for part in listed if name in part], ignore_index=True)
        for name in listed[0]
    }


def _draw(number: Ints, place: Ints, setting: Setting) -> Drawn:
    """Draw those who begin a programme while the registers run or before, by settlement."""
    window = setting.window
    persons = draw_persons(number, place, setting)
    programmes = draw_programmes(persons, setting)
    stays = draw_stays(persons, programmes, setting)
    families = draw_families(persons, programmes, setting)
    began = programmes.start < np.fmin(stays.gone, window.after_last)
    order = np.argsort(month_of(programmes.settled), kind="stable")
    seen = order[(began & ~(stays.gone <= window.before_first))[order]]
    return Drawn(persons, programmes, stays, families).of(seen)


def _registers(
    drawn: Drawn, ids: Texts, setting: Setting, strategy: Strategy
) -> dict[str, pd.DataFrame]:
    """Let persons live, and write down what registers see."""
    careers = live(drawn, setting, strategy)
    persons, programmes, stays = drawn.persons, drawn.programmes, drawn.stays
    known = Known(ids, persons.number, stays.gone, setting)
    jobs = jobs_table(careers.jobs, known)
    education = education_table(careers.schools, known)
    participants = participants_table(persons, programmes, known)
    participants = with_main_activity(participants, jobs, education, known)
    row = pd.Series(np.arange(len(ids)), ids).loc[participants["person_id"]].to_numpy()
    helped = standing_table(careers.benefits, "kind", KINDS, known)
    return {
        "participants": participants,
        "jobs": jobs,
        "education": education,
        "activities": activities_table(participants, row, known),
        "benefits": benefits_table(participants, helped, known),
        "labour_office": standing_table(careers.office, "status", STATUSES, known),
        "residence": residence_table(persons, programmes.settled, stays, known),
        "departures": departures_table(stays, known),
        "family": family_table(drawn.families, known),
        "participation": participation_table(drawn.families, persons, programmes, known),
    }
