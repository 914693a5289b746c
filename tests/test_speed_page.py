"""The page of speed: README quotes its ratios, and its figure is of its own table."""

import re
from pathlib import Path

import pytest
from benchmarks.growth import draw, read_table

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def ratio(job, peer):
    rows = [line for line in PAGE.splitlines() if line.startswith(job) and peer in line]
    return next(float(re.split(r"\s+", row.partition("1,000,000")[2])[3]) for row in rows[-1:])


@pytest.mark.parametrize(
    ("job", "peer", "said"),
    [
        (
            "spells in Parquet",
            "DuckDB, month expansion",
            r"(\S+) times as fast as DuckDB with a row",
        ),
        ("spells in Parquet", "change points", r"(\S+) times as with change"),
        ("a further definition", "DuckDB", r"further definition (\S+) times"),
        ("Cox, Efron, 10", "coxph", r"Cox (\S+) times"),
        ("Kaplan-Meier", "survfit", r"Kaplan-Meier (\S+) and"),
        ("Aalen-Johansen", "survfit", r"Aalen-Johansen (\S+) times"),
    ],
)
def test_readme_quotes_the_ratios_of_the_table(job, peer, said):
    quoted = re.search(said, " ".join(README.split()))
    assert quoted is not None
    assert float(quoted[1]) == pytest.approx(ratio(job, peer), abs=0.6)


TABLE = """\
job                                        size      ours      peer   ratio    GiB  peer
Cox, Efron, 10 covariates                10,000     0.05s     0.11s     2.2   0.75  coxph on persons
Cox, Efron, 10 covariates               100,000     0.14s     1.28s     9.1   0.75  coxph on persons
Cox, Efron, 10 covariates               100,000     0.14s     4.25s    30.4   0.75  another peer
Cox, Efron, 10 covariates             1,000,000     0.95s    13.78s    14.5   1.24  coxph on persons
target trial to month 120                60,000    25.30s14091.11s   556.9   0.66  refits alone
"""


def test_a_table_is_read_and_drawn(tmp_path):
    rows = read_table(TABLE)
    cox = rows[rows["job"] == "Cox, Efron, 10 covariates"]
    assert cox["size"].tolist() == [10_000, 100_000, 1_000_000]
    assert cox["seconds"].tolist() == [0.05, 0.14, 0.95]
    assert rows["seconds"].tolist() == [0.05, 0.14, 0.95, 25.3]
    draw(rows, tmp_path / "growth.png")
    assert (tmp_path / "growth.png").read_bytes()[:4] == b"\x89PNG"


def test_jobs_of_the_page_that_grow_have_three_sizes():
    sizes = read_table(PAGE).groupby("job")["size"].apply(list)
    assert sizes["Cox, Efron, 10 covariates"] == [10_000, 100_000, 1_000_000]
    assert sizes["spells in Parquet to outcomes and events"] == [10_000, 100_000, 1_000_000]
