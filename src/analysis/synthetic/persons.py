"""Who the invented persons are, before anything happens to them.

Country of origin changes nothing here; sex, age and prior education do, as parameters.toml says.
"""

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.dates import Bools, Days, Floats, Ints, Texts, day_of
from analysis.synthetic.municipalities import Municipalities, allot
from analysis.synthetic.parameters import draw_code, draw_number, ladder, numbers

PRIOR = ("none", "primary", "grunnskole", "upper_secondary", "higher", "unknown")
AGES = ("18-25", "26-35", "36-45", "46-55", "56-60")
BELOW_GRUNNSKOLE = ("none", "primary", "unknown")


@dataclass(frozen=True)
class Persons:
    """One element a person; `place` is a position in Municipalities, `prior` and `age` in codes."""

    person_id: Texts
    place: Ints
    woman: Bools
    age: Ints
    birth_year: Ints
    origin: Texts
    family: Bools
    prior: Ints
    frailty: Floats
    settled: Days
    programme_start: Days

    def __len__(self) -> int:
        """Return the number of persons."""
        return len(self.place)


def draw_persons(persons: int, places: Municipalities, rng: np.random.Generator) -> Persons:
    """Draw persons, each in a municipality, with the dates of settlement and programme start."""
    place = np.repeat(np.arange(len(places.code)), allot(persons, places))
    woman = rng.random(persons) < numbers("persons")["women"]
    settled, start = _settle_and_start(persons, rng)
    start_year = start.astype("datetime64[Y]").astype(np.int64) + 1970
    age = draw_code("persons", "age", rng.random(persons))
    return Persons(
        person_id=_person_ids(persons, rng),
        place=place,
        woman=woman,
        age=age,
        birth_year=start_year - _years_old(age, rng),
        origin=_origin(start_year, rng),
        family=rng.random(persons) < np.where(woman, *_family_shares()),
        prior=_prior_education(woman, places.composition[place], rng),
        frailty=numbers("persons")["frailty"] * rng.standard_normal(persons),
        settled=settled,
        programme_start=start,
    )


def _person_ids(persons: int, rng: np.random.Generator) -> Texts:
    """Numbers are shuffled, so that an id tells nothing about municipality or date."""
    digits = max(6, len(str(persons)))
    return np.array([f"p-{n:0{digits}d}" for n in rng.permutation(persons) + 1], dtype=object)


def _settle_and_start(persons: int, rng: np.random.Generator) -> tuple[Days, Days]:
    year = draw_number("programme", "start_year", rng.random(persons)).astype(np.int64)
    month = (year - 2010) * 12 + rng.integers(0, 12, persons)
    wait = rng.integers(0, int(numbers("programme")["wait"]) + 1, persons)
    start_day = np.where(
        rng.random(persons) < numbers("programme")["start_on_first"],
        1,
        rng.integers(1, 29, persons),
    )
    settled_day = np.where(
        wait > 0, rng.integers(1, 29, persons), 1 + (rng.random(persons) * start_day).astype(int)
    )
    return day_of(month - wait, settled_day), day_of(month, start_day)


def _years_old(age: Ints, rng: np.random.Generator) -> Ints:
    bounds = np.array([[int(end) for end in band.split("-")] for band in AGES])
    return np.asarray(rng.integers(bounds[age, 0], bounds[age, 1] + 1))


def _origin(start_year: Ints, rng: np.random.Generator) -> Texts:
    rank = rng.random(len(start_year))
    early = np.array(list(ladder("persons", "origin_until_2014")), dtype=object)
    late = np.array(list(ladder("persons", "origin_from_2015")), dtype=object)
    return np.where(
        start_year <= 2014,
        early[draw_code("persons", "origin_until_2014", rank)],
        late[draw_code("persons", "origin_from_2015", rank)],
    )


def _family_shares() -> tuple[float, float]:
    persons = numbers("persons")
    return persons["family_women"], persons["family_men"]


def _prior_education(woman: Bools, composition: Floats, rng: np.random.Generator) -> Ints:
    persons = numbers("persons")
    power = np.exp(composition) * np.where(woman, persons["prior_women"], 1.0)
    known = draw_code("persons", "prior", rng.random(len(woman)) ** power)
    unknown = rng.random(len(woman)) < persons["prior_unknown"]
    return np.where(unknown, PRIOR.index("unknown"), known)
