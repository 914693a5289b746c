"""How seconds grow with persons, drawn from a table that `make bench` printed.

    python -m benchmarks.growth TABLE FIGURE

Every job that the table has at three sizes or more is a line, beside one of slope 1: twice the
persons, twice the time. A job that is below it at first has a part that does not grow.
"""

import argparse
import re
import sys
from itertools import cycle
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt  # after the choice of a backend
import pandas as pd

from analysis.display.style import WIDE, theme

ROW = re.compile(r"^(?P<job>\S.*?) +(?P<size>[\d,]+) +(?P<seconds>[\d.]+)s")
SIZES = 3


def read_table(text: str) -> pd.DataFrame:
    """Return job, size and seconds of each printed row, a job of a size once."""
    found = [match.groupdict() for line in text.splitlines() if (match := ROW.match(line))]
    frame = pd.DataFrame(found, columns=["job", "size", "seconds"])
    frame["size"] = frame["size"].str.replace(",", "").astype("int64")
    frame["seconds"] = frame["seconds"].astype(float)
    return frame.drop_duplicates(["job", "size"])


def draw(rows: pd.DataFrame, path: Path) -> None:
    """Draw seconds by size, both in logarithms."""
    with mpl.rc_context(theme(WIDE)):
        figure, axes = plt.subplots(figsize=(WIDE.inches, WIDE.height + 1), layout="constrained")
        jobs = [one for one in rows.groupby("job", sort=False) if len(one[1]) >= SIZES]
        for (job, one), mark in zip(jobs, cycle("os^Dvph*X"), strict=False):
            axes.plot(one["size"], one["seconds"].clip(lower=0.01), marker=mark, label=job)
        low, high = rows["size"].min(), rows["size"].max()
        for at_most in (0.1, 10.0):
            axes.plot([low, high], [at_most * low / high, at_most], "--", color="#9a9a9a", lw=1)
        axes.set(xscale="log", yscale="log", xlabel="persons", ylabel="seconds", ylim=(0.005, 20))
        for axis, form in ((axes.xaxis, "{x:,.0f}"), (axes.yaxis, "{x:g}")):
            axis.set_major_formatter(form)
        figure.legend(
            loc="outside lower center", ncols=2, fontsize=8, title="dashed: linear growth"
        )
        figure.savefig(path, metadata={"Software": None})
        plt.close(figure)


def main() -> int:
    """Read the table and draw the figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("figure", type=Path)
    asked = parser.parse_args()
    draw(read_table(asked.table.read_text()), asked.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
