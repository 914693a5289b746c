"""An invented world in one call: registers of persons who do not exist, and what to say of them.

Municipalities keep their 2024 codes through the whole period, which real registers do not.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.synthetic.careers import live
from analysis.synthetic.dates import FIRST, LAST
from analysis.synthetic.municipalities import areas_table, draw_municipalities
from analysis.synthetic.participants import participants_table, with_main_activity
from analysis.synthetic.persons import draw_persons
from analysis.synthetic.programmes import draw_programmes
from analysis.synthetic.spells import education_table, jobs_table
from analysis.synthetic.stays import departures_table, draw_stays, residence_table

DATASET: dict[str, object] = {
    "name": "Invented data (oppdiktede data)",
    "access": "invented",
    "selected_by": "started",
    "first_observed": FIRST,
    "last_observed": LAST,
    "delivered": "2024-03-01",
    "source": (
        "Everything here is invented: drawn by analysis.synthetic from its parameters. "
        "Names of municipalities are real, their qualities are drawn at random."
    ),
    "contact": "nobody: no person stands behind these data",
    "area_scheme": "norway",
}
"""What dataset.toml declares, but for the files of the tables."""


@dataclass(frozen=True)
class World:
    """Tables of the data contract by name, and the content of dataset.toml."""

    tables: dict[str, pd.DataFrame]
    dataset: dict[str, object]


def make_world(persons: int, rng: np.random.Generator) -> World:
    """Draw a world of so many participants; the same generator state gives the same frames.

    Args:
        persons: number of participants, at least 1.
        rng: the only source of chance.

    Returns:
        Spells as registers keep them; an open end or no date is NaT. Nothing is written.

    Raises:
        ValueError: `persons` is below 1.
    """
    if persons < 1:
        raise ValueError(f"A world needs at least 1 person, not {persons}.")
    places = draw_municipalities(rng)
    people = draw_persons(persons, places, rng)
    programmes = draw_programmes(people, places, rng)
    stays = draw_stays(people, programmes, places, rng)
    job_log, school_log = live(people, programmes, stays, places, rng)
    jobs = jobs_table(job_log, people, stays, places, rng)
    education = education_table(school_log, people, stays, rng)
    participants = participants_table(people, programmes, stays, places.code, rng)
    return World(
        tables={
            "participants": with_main_activity(participants, jobs, education),
            "jobs": jobs,
            "education": education,
            "residence": residence_table(people, stays, places.code),
            "departures": departures_table(people, stays),
            "areas": areas_table(places),
        },
        dataset=dict(DATASET),
    )
