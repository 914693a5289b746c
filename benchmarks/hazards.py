"""Hazard models of invented persons with ten categorical covariates: ours and R's.

    python -m benchmarks.hazards [--persons 1000000]

Both begin with a row a person in memory. R's coxph takes persons; ours adds them up to patterns
first, on the clock. Coefficients and errors are compared before a ratio is printed: within 1e-4.
Without R (Debian: r-cran-survival) there is no peer.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Code, Row, print_rows, r_seconds

LEVELS = {
    "sex": 2,
    "age": 4,
    "prior_education": 3,
    "children": 2,
    "partner": 2,
    "year": 5,
    "centrality": 3,
    "track": 2,
    "admission": 2,
    "language": 3,
}
NEAR = 1e-4
BEFORE = """
import os
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as R's: threads that wait for each other measure luck
import pandas as pd
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.fine_gray import fine_gray
from analysis.estimates.hazards.model import Covariate, Errors, Model
persons_read = pd.read_parquet(folder + "/persons.parquet")
covariates = tuple(Covariate(name, "0") for name in persons_read.columns[:-4])
"""
AFTER = 'fit.frame.to_csv(folder + "/ours.csv", index=False)'
OURS = {
    "Cox, Efron": "fit = cox(persons_read, Model(covariates))",
    "Cox, Efron, robust errors by person": "fit = cox(persons_read, "
    "Model(covariates, errors=Errors.PERSON))",
    "Fine-Gray": "fit = fine_gray(persons_read, Model(covariates))",
    "discrete time, complementary log-log": "fit = discrete_time(persons_read, Model(covariates))",
}
R = {
    "Cox, Efron": "fit <- coxph(y ~ ., x)",
    "Cox, Efron, robust errors by person": "fit <- coxph(y ~ ., x, robust = TRUE, "
    "cluster = seq_len(nrow(x)))",
}
R_CODE = """
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(TRUE)[1]
d <- read.csv(file.path(folder, "persons.csv"))
x <- as.data.frame(lapply(d[seq_len(ncol(d) - 4)], factor))
y <- Surv(d$entry, d$duration, d$cause == "event")
began <- proc.time()[["elapsed"]]
JOB
seconds <- proc.time()[["elapsed"]] - began
write.csv(data.frame(estimate = coef(fit), std_error = sqrt(diag(fit$var))),
          file.path(folder, "theirs.csv"))
cat(seconds)
"""


def invent(persons: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return persons with covariates, late entry, ties by month, and competing exits."""
    columns = {name: rng.integers(0, size, persons) for name, size in LEVELS.items()}
    risk = sum(0.1 * (place + 1) * (column > 0) for place, column in enumerate(columns.values()))
    entry = np.where(rng.random(persons) < 0.1, rng.integers(1, 13, persons), 0)
    to_event = np.ceil(rng.exponential(90 / np.exp(risk - 2)))
    to_exit = np.ceil(rng.exponential(400, persons))
    to_end = rng.integers(12, 61, persons)
    length = np.minimum(np.minimum(to_event, to_exit), to_end)
    cause = np.select([to_event == length, to_exit == length], ["event", "emigration"], "censored")
    frame = pd.DataFrame(columns).astype(str).astype("category")
    return frame.assign(
        entry=entry,
        duration=(entry + length).astype(int),
        cause=pd.Categorical(cause),
        n=1,
    )


def peer(job: str, folder: Path) -> float | None:
    """Return R's seconds, or None without R or without such a job."""
    seconds = r_seconds(R_CODE.replace("JOB", R[job]), folder) if job in R else None
    if seconds is None:
        return None
    theirs = pd.read_csv(folder / "theirs.csv")
    ours = pd.read_csv(folder / "ours.csv")
    for name in ("estimate", "std_error"):
        apart = float(np.abs(ours[name] - theirs[name]).max())
        if apart > NEAR:
            raise RuntimeError(f"{job}: {name} differs from R by {apart}.")
    return seconds


def rows(persons: int) -> Iterator[Row]:
    """Fit each model to the same persons, ours first."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        frame = invent(persons, np.random.default_rng(1))
        frame.to_parquet(folder / "persons.parquet")
        frame.to_csv(folder / "persons.csv", index=False)
        for job, code in OURS.items():
            seconds, gib = Code(code, BEFORE, AFTER).measured(folder, persons)
            theirs = peer(job, folder)
            name = "R survival, coxph on persons" if theirs else ""
            yield Row(f"{job}, 10 covariates", persons, seconds, gib, theirs, name)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [10_000, 100_000, 1_000_000]))
