"""From job spells in Parquet to outcomes and the table of events: ours, DuckDB and Polars.

All answer the same question: when did a person first begin six months in a row with 20 hours of
work a week or more, after leaving the programme; runs are dated at their start, the last observed
month ends the record. The answers are compared person by person before a ratio is printed.

    python -m benchmarks.panel [--persons 1000000]

Ours checks every row and speaks to ids as text; so do the peers, but for the checks. Each has done
its job once on few persons before the clock starts, so that all it consists of is loaded; of three
runs the fastest counts, on both sides. The SQL is written as an analyst would who knows DuckDB
well: `EXPANSION` turns each spell into its months, `CHANGES` sums what begins and ends.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.readers import FEW, invent
from benchmarks.rows import Code, Row, fastest, print_rows

LAST = 2023 * 12 + 11
"""Last observed month, counted from year 0."""
FIRST = LAST - 119
OURS_READ = """
from pathlib import Path
from analysis.design import StudyDesign
from analysis.estimates.live import open_live
from analysis.timeline.tables import events_table
"""
OURS = """
study = open_live(Path(folder))
outcome = study.outcome(StudyDesign(measure="{measure}", origin="exit"))
table = events_table(outcome)
"""
OURS_KEEP = """
frame = outcome.frame[["duration", "event"]]
frame.set_axis(study.registers.ids[frame.index]).rename_axis("person_id").reset_index().sort_values(
    "person_id").to_parquet(folder + "/ours.parquet")
"""
MONTHS = "year(d) * 12 + month(d) - 1"
SPELLS = f"""
spells AS (
    SELECT person_id, hours_per_week AS hours,
           greatest(year(start) * 12 + month(start) - 1 + (day(start) > 15)::INT, {FIRST}) AS first,
           least(coalesce(year("end") * 12 + month("end") - 1 - (day("end") < 15)::INT, {LAST}),
                 {LAST}) AS last
    FROM '{{folder}}/jobs.parquet'),
people AS (
    SELECT person_id, min(year(programme_end) * 12 + month(programme_end) - 1) AS origin
    FROM '{{folder}}/participants.parquet' GROUP BY person_id
    HAVING origin <= {LAST} - 3)"""
EXPANSION = (
    "CREATE OR REPLACE TABLE panel AS WITH"
    + SPELLS
    + """
SELECT person_id, month, sum(hours) AS hours
FROM (SELECT person_id, hours, unnest(generate_series(first, last)) AS month
      FROM spells WHERE first <= last)
GROUP BY person_id, month"""
)
ISLANDS = """
islands AS (
    SELECT person_id, min(month) AS first, max(month) AS last
    FROM (SELECT person_id, month, month - row_number() OVER (PARTITION BY person_id ORDER BY month)
                 AS island
          FROM panel SEMI JOIN people USING (person_id) WHERE hours >= {hours})
    GROUP BY person_id, island)"""
ENDS = f"""
ends AS (
    SELECT people.person_id, {LAST} - origin - {{run}} + 1 AS stop,
           min(greatest(first - origin, 1)) FILTER (
               last - origin - greatest(first - origin, 1) + 1 >= {{run}}) AS began
    FROM people LEFT JOIN islands USING (person_id) GROUP BY people.person_id, origin)
SELECT person_id, CASE WHEN began <= stop THEN began ELSE stop END AS duration,
       coalesce(began <= stop, false)::INT AS event
FROM ends WHERE stop > 0"""
OUTCOMES = "CREATE OR REPLACE TABLE outcomes AS WITH" + SPELLS + "," + ISLANDS + "," + ENDS
CHANGES = (
    "CREATE OR REPLACE TABLE outcomes AS WITH"
    + SPELLS
    + """,
steps AS (
    SELECT person_id, month, sum(step) AS step
    FROM (SELECT person_id, first AS month, hours AS step FROM spells WHERE first <= last
          UNION ALL
          SELECT person_id, last + 1, -hours FROM spells WHERE first <= last)
    GROUP BY person_id, month),
levels AS (
    SELECT person_id, month AS first,
           round(sum(step) OVER (PARTITION BY person_id ORDER BY month), 2) AS hours,
           lead(month) OVER (PARTITION BY person_id ORDER BY month) - 1 AS last
    FROM steps SEMI JOIN people USING (person_id)),
enough AS (
    SELECT person_id, first, last,
           first - lag(last) OVER (PARTITION BY person_id ORDER BY first) IS DISTINCT FROM 1 AS new
    FROM levels WHERE hours >= {hours} AND last IS NOT NULL),
islands AS (
    SELECT person_id, min(first) AS first, max(last) AS last
    FROM (SELECT *, sum(new::INT) OVER (PARTITION BY person_id ORDER BY first) AS island
          FROM enough)
    GROUP BY person_id, island),"""
    + ENDS
)
TABLE = (
    "CREATE OR REPLACE TABLE events AS"
    " SELECT duration, event, count(*) AS n FROM outcomes GROUP BY ALL"
)
DUCKDB = """
import duckdb
db = duckdb.connect(config={"threads": 2})
"""
KEEP = """
db.sql("COPY (SELECT * FROM outcomes ORDER BY person_id) TO '" + folder + "/{name}.parquet'")
"""
POLARS = f"""
import polars as pl
def month(name):
    return pl.col(name).dt.year().cast(pl.Int32) * 12 + pl.col(name).dt.month() - 1
def answer(folder, hours, run):
    people = (pl.scan_parquet(folder + "/participants.parquet")
        .group_by("person_id").agg(month("programme_end").min().alias("origin"))
        .filter(pl.col("origin") <= {LAST} - 3))
    spells = pl.scan_parquet(folder + "/jobs.parquet").select(
        "person_id", pl.col("hours_per_week").alias("hours"),
        pl.max_horizontal(month("start") + (pl.col("start").dt.day() > 15), {FIRST}).alias("first"),
        pl.min_horizontal((month("end") - (pl.col("end").dt.day() < 15)).fill_null({LAST}),
                          {LAST}).alias("last"))
    panel = (spells.filter(pl.col("first") <= pl.col("last"))
        .with_columns(pl.int_ranges("first", pl.col("last") + 1).alias("month"))
        .select("person_id", "hours", "month").explode("month")
        .group_by("person_id", "month").agg(pl.col("hours").sum())
        .filter(pl.col("hours") >= hours)
        .join(people, on="person_id", how="semi").sort("person_id", "month")
        .with_columns((pl.col("month") - pl.int_range(pl.len()).over("person_id")).alias("island"))
        .group_by("person_id", "island")
        .agg(pl.col("month").min().alias("first"), pl.col("month").max().alias("last")))
    began = (panel.join(people, on="person_id")
        .with_columns(pl.max_horizontal(pl.col("first") - pl.col("origin"), 1).alias("began"))
        .filter(pl.col("last") - pl.col("origin") - pl.col("began") + 1 >= run)
        .group_by("person_id").agg(pl.col("began").min()))
    ends = (people.join(began, on="person_id", how="left")
        .with_columns(({LAST} - pl.col("origin") - run + 1).alias("stop"))
        .filter(pl.col("stop") > 0)
        .with_columns((pl.col("began") <= pl.col("stop")).fill_null(False).alias("event")))
    return ends.select("person_id",
        pl.when("event").then("began").otherwise("stop").alias("duration"),
        pl.col("event").cast(pl.Int32)).collect()
"""
PART_TIME, FULL_TIME = {"hours": 20, "run": 6}, {"hours": 30, "run": 12}


def peers() -> dict[str, Code]:
    """Return the code of each peer, by name."""
    place = "folder=folder, " + ", ".join(f"{name}={value}" for name, value in PART_TIME.items())

    def sql(*statements: str) -> str:
        return "\n".join(f"db.execute({text!r}.format({place}))" for text in statements)

    return {
        "DuckDB, month expansion": Code(
            sql(EXPANSION, OUTCOMES, TABLE), DUCKDB, KEEP.format(name="expansion")
        ),
        "DuckDB, change points": Code(sql(CHANGES, TABLE), DUCKDB, KEEP.format(name="changes")),
        "Polars, month expansion": Code(
            "found = answer(folder, 20, 6)\ntable = found.group_by('duration', 'event').len()",
            POLARS,
            "found.sort('person_id').write_parquet(folder + '/polars.parquet')",
        ),
    }


def again() -> tuple[Code, Code]:
    """Return a further definition on the panel that is there: ours, and DuckDB's."""
    design = 'StudyDesign(measure="{}", origin="exit")'
    first = OURS_READ + OURS.format(measure="part_time")
    ours = Code(
        f"outcome = study.outcome({design.format('full_time')})\ntable = events_table(outcome)",
        first,
    )
    place = f"folder=folder, hours={FULL_TIME['hours']}, run={FULL_TIME['run']}"
    before = DUCKDB + f"db.execute({EXPANSION!r}.format(folder=folder))"
    job = f"db.execute({OUTCOMES!r}.format({place})); db.execute({TABLE!r})"
    return ours, Code(job, before)


def check_same(folder: Path) -> None:
    """Raise where a peer answers otherwise than ours for any person."""
    ours = pd.read_parquet(folder / "ours.parquet").astype({"duration": int, "event": int})
    for name in ("expansion", "changes", "polars"):
        theirs = pd.read_parquet(folder / f"{name}.parquet").astype({"duration": int, "event": int})
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)


def rows(persons: int) -> Iterator[Row]:
    """Run all jobs, one after the other, and compare their answers."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        invent(folder, persons, np.random.default_rng(1))
        invent(folder / "few", FEW, np.random.default_rng(1))
        ours = Code(OURS.format(measure="part_time"), OURS_READ, OURS_KEEP).loaded()
        seconds, gib = fastest(ours, folder, persons)
        peer_code = {name: code.loaded() for name, code in peers().items()}
        found = {name: fastest(code, folder, persons)[0] for name, code in peer_code.items()}
        check_same(folder)
        for name, peer in found.items():
            yield Row("spells in Parquet to outcomes and events", persons, seconds, gib, peer, name)
        mine, theirs = again()
        seconds, gib = fastest(mine, folder, persons)
        peer = fastest(theirs, folder, persons)[0]
        yield Row("a further definition on the same panel", persons, seconds, gib, peer, "DuckDB")


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [1_000_000]))
