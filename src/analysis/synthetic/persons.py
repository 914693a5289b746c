"""Who the invented persons are, before anything happens to them.

Persons are numbered 0, 1, 2 … through the whole world. Numbers 2n and 2n + 1 may be a couple: they
arrive together, live together and share a household. All draws are by number, so that a person is
the same in whatever part of the world he is drawn.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import EPOCH_YEAR, Bools, Floats, Ints, Texts, year_of
from analysis.synthetic.luck import Luck
from analysis.synthetic.municipalities import leavers_by_year
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.records import Records
from analysis.synthetic.setting import Setting

PRIOR = ("none", "primary", "grunnskole", "upper_secondary", "higher", "unknown")
AGES = ("18-25", "26-35", "36-45", "46-55", "56-60")
BELOW_GRUNNSKOLE = ("none", "primary", "unknown")
UKRAINE = "Ukraine"


@dataclass(frozen=True)
class Persons(Records):
    """One element a person.

    `place` is a position in Municipalities, `prior`, `age` and `origin` are positions in codes,
    `exit` is the month in which the programme is planned to end, `frailty` what no register shows.
    """

    number: Ints
    household: Ints
    coupled: Bools
    place: Ints
    exit: Ints
    woman: Bools
    age: Ints
    years_old: Ints
    origin: Ints
    family: Bools
    prior: Ints
    prior_known: Bools
    frailty: Floats

    def __len__(self) -> int:
        """Return the number of persons."""
        return len(self.number)


def draw_persons(number: Ints, place: Ints, setting: Setting) -> Persons:
    """Draw persons by their numbers, each in a municipality, a position in its places."""
    luck, p = setting.luck, setting.p
    shares = p.numbers("persons")
    lead = number - number % 2
    coupled = (luck.uniform("couple", lead) < shares["couple"]) & _with_neighbour(number, place)
    shared = np.where(coupled, lead, number)
    exit_month = _exit_month(shared, place, setting)
    year = year_of(exit_month)
    woman = _women(number, coupled, year, luck, p)
    origin = _by_wave("origin", year, luck.uniform("origin", shared), p)
    alike = luck.shared("age", number, shared, shares["alike_in_age"])
    age = _by_wave("age", year, np.where(coupled, alike, luck.uniform("age", number)), p)
    bounds = np.array([[int(end) for end in band.split("-")] for band in AGES])[age]
    family_share = np.where(woman, shares["family_women"], shares["family_men"])
    prior = _prior_education(number, woman, origin, setting.places.composition[place], luck, p)
    return Persons(
        number=number,
        household=shared,
        coupled=coupled,
        place=place,
        exit=exit_month,
        woman=woman,
        age=age,
        years_old=luck.between("years old", number, (bounds[:, 0], bounds[:, 1])),
        origin=origin,
        family=luck.uniform("family", number) < family_share,
        prior=prior,
        prior_known=luck.uniform("prior unknown", number) >= shares["prior_unknown"],
        frailty=shares["frailty"] * luck.normal("frailty", number),
    )


def origins(p: Parameters) -> Texts:
    """Return the countries that a position in `origin` stands for."""
    return np.array(p.codes("origin", "2013"), dtype=object)


def person_ids(persons: int, luck: Luck) -> Texts:
    """Return an id for each number, shuffled: it tells nothing about municipality or date."""
    digits = max(6, len(str(persons)))
    order = np.argsort(luck.uniform("person id", np.arange(persons)), kind="stable")
    ids = np.empty(persons, dtype=object)
    ids[order] = [f"p-{n:0{digits}d}" for n in range(1, persons + 1)]
    return ids


def _with_neighbour(number: Ints, place: Ints) -> Bools:
    """Return whose neighbour in number is drawn too, and in the same municipality."""
    other = np.arange(len(number)) + np.where(number % 2 == 0, 1, -1)
    there = (other >= 0) & (other < len(number))
    return np.asarray(there & (place[np.where(there, other, 0)] == place))


def _exit_month(shared: Ints, place: Ints, setting: Setting) -> Ints:
    """Draw year and calendar month in which the programme ends, by the numbers of leavers."""
    luck, p = setting.luck, setting.p
    years = np.arange(setting.window.first_exit, setting.window.last_exit + 1)
    weights = leavers_by_year(setting.places, years, luck, p)
    bounds = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    rank = luck.uniform("exit year", shared)
    chosen = (rank[:, None] >= bounds[place]).sum(axis=1)
    year = years[np.minimum(chosen, len(years) - 1)]
    season = p.draw_number("programme", "exit_month", luck.uniform("exit month", shared))
    return np.asarray((year - EPOCH_YEAR) * 12 + season.astype(np.int64) - 1)


def _women(number: Ints, coupled: Bools, year: Ints, luck: Luck, p: Parameters) -> Bools:
    """A couple is a woman and a man; of the others so many are women that the share is met."""
    couples = p.numbers("persons")["couple"]
    share = (p.by_year("persons", "women", year) - couples / 2) / (1 - couples)
    alone = luck.uniform("sex", number) < share
    first = luck.uniform("sex of first", number - number % 2) < 1 / 2
    return np.where(coupled, first == (number % 2 == 0), alone)


def _by_wave(section: str, year: Ints, rank: Floats, p: Parameters) -> Ints:
    """Draw a code by the last list of shares that begins in or before the year of exit."""
    waves = sorted(p.waves(section))
    drawn = np.zeros(len(year), dtype=np.int64)
    for wave in waves:
        rows = np.flatnonzero(year >= int(wave)) if wave != waves[0] else np.arange(len(year))
        drawn[rows] = p.draw_code(section, wave, rank[rows])
    return drawn


def _prior_education(
    number: Ints, woman: Bools, origin: Ints, composition: Floats, luck: Luck, p: Parameters
) -> Ints:
    """Draw prior education; a power above 1 on the rank sends people down the ladder."""
    shares = p.numbers("persons")
    power = composition + p.effects("persons", "prior_origin", p.codes("origin", "2013"))[origin]
    power = np.exp(power + shares["prior_women"] * woman)
    rank = luck.uniform("prior education", number) ** power
    return p.draw_code("persons", "prior", rank)
