"""National curves with intervals clustered by municipality: ours and R's survfit.

    python -m benchmarks.curves [--persons 1000000]

Both begin with a row a person in memory; ours adds them up to the table of events on the clock.
Ours has done its job once on few persons before the clock starts, as R has loaded its package.
Estimates are compared before a ratio is printed: within 1e-6. R leaves `cluster` aside in curves
of several states without saying so, so that its Aalen-Johansen does less. Of three runs the fastest
counts, on both sides. Without R there is no peer.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.readers import FEW
from benchmarks.rows import RUNS, Code, Row, fastest, print_rows, r_seconds

MUNICIPALITIES = 357
BEFORE = """
import pandas as pd
from analysis.estimates.survival import incidence, survival
from analysis.timeline.outcome import Outcome
from analysis.timeline.tables import events_table
"""
READ = '\npeople = pd.read_parquet(folder + "/people.parquet")'
OURS = """
everybody = Outcome(people, left_out=pd.Series(dtype=object))
curve = {curve}(events_table(everybody, ("municipality",)), "municipality")
error = curve.error()
"""
AFTER = (
    'pd.DataFrame({"estimate": curve.estimate, "error": error})'
    '.to_csv(folder + "/ours.csv", index=False)'
)
CURVES = {"Kaplan-Meier": "survival", "Aalen-Johansen": "incidence"}
R_CODE = """
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "people.csv"))
d$id <- seq_len(nrow(d))
d$state <- factor(d$cause, c("censored", "event", "emigration"))
began <- proc.time()[["elapsed"]]
FIT
seconds <- proc.time()[["elapsed"]] - began
write.csv(data.frame(month = fit$time, estimate = ESTIMATE), file.path(folder, "theirs.csv"))
cat(seconds)
"""
R = {
    "Kaplan-Meier": (
        "fit <- survfit(Surv(entry, duration, cause == 'event') ~ 1, d, cluster = municipality)",
        "fit$surv",
    ),
    "Aalen-Johansen": (
        "fit <- survfit(Surv(entry, duration, state) ~ 1, d, id = id, cluster = municipality)",
        "fit$pstate[, 2]",
    ),
}


def invent(persons: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return persons in municipalities of their own hazards, with late entry and exits."""
    hazard = 0.02 * rng.gamma(20, 1 / 20, MUNICIPALITIES)
    size = rng.pareto(1.5, MUNICIPALITIES) + 0.2
    place = rng.choice(MUNICIPALITIES, persons, p=size / size.sum())
    entry = np.where(rng.random(persons) < 0.2, rng.integers(1, 13, persons), 0)
    left = entry + rng.geometric(hazard[place] + 0.002)
    censored = entry + rng.integers(12, 109, persons)
    cause = np.where(rng.random(persons) < 0.9, "event", "emigration")
    return pd.DataFrame(
        {
            "municipality": pd.Categorical.from_codes(place, [f"{one:04}" for one in range(357)]),
            "entry": entry,
            "duration": np.minimum(left, censored),
            "cause": pd.Categorical(np.where(left <= censored, cause, "censored")),
        }
    )


def peer(job: str, folder: Path) -> float | None:
    """Return R's seconds, or None without R."""
    fit, estimate = R[job]
    code = R_CODE.replace("FIT", fit).replace("ESTIMATE", estimate)
    runs = [seconds for _ in range(RUNS) if (seconds := r_seconds(code, folder)) is not None]
    if not runs:
        return None
    theirs = pd.read_csv(folder / "theirs.csv").set_index("month")
    ours = pd.read_csv(folder / "ours.csv").loc[theirs.index]
    apart = float((ours["estimate"] - theirs["estimate"]).abs().max())
    if apart > 1e-6:
        raise RuntimeError(f"{job}: the estimate differs from R by {apart}.")
    return min(runs)


def rows(persons: int) -> Iterator[Row]:
    """Estimate both curves of the same persons, ours first."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        people = invent(persons, np.random.default_rng(1))
        people.to_parquet(folder / "people.parquet")
        people.to_csv(folder / "people.csv", index=False)
        (folder / "few").mkdir()
        people.head(FEW).to_parquet(folder / "few" / "people.parquet")
        for job, curve in CURVES.items():
            ours = OURS.format(curve=curve)
            before = Code(READ + ours, BEFORE).loaded().before + READ
            seconds, gib = fastest(Code(ours, before, AFTER), folder, persons)
            theirs = peer(job, folder)
            name = "R survival, survfit on persons" if theirs else ""
            yield Row(f"{job}, clustered by municipality", persons, seconds, gib, theirs, name)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [1_000_000]))
