"""How long an invented world takes, and how much memory: the default one, and a million persons.

    python -m benchmarks.world [--persons 60000 1000000]

It has no peer.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rows import Code, Row, print_rows

WRITE = Code(
    "assert main(['synthesize', folder + '/world', '--persons', str(persons)]) == 0",
    "from analysis.cli import main",
)


def rows(persons: int) -> Iterator[Row]:
    """Write a world in a process of its own."""
    with tempfile.TemporaryDirectory() as made:
        seconds, gib = WRITE.measured(Path(made), persons)
    yield Row("write an invented world", persons, seconds, gib)


if __name__ == "__main__":
    sys.exit(print_rows(rows, __doc__, [60_000, 1_000_000]))
