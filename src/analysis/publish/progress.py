"""What is said while reports or a release are made; the clock is asked for the screen only."""

import sys
import time
from dataclasses import dataclass, field

from analysis.design import Spec
from analysis.errors import in_one_line, printable
from analysis.publish.batch import Result
from analysis.publish.screen_lines import say_step

MINUTE, HOUR = 60, 3600


@dataclass
class Progress:
    """Says each result, and from the first report that was made how much time is left.

    It has a state, the count of reports made so far, because results come one by one.

    Attributes:
        total: reports in all.
        to_make: reports that are not there already.
    """

    total: int
    to_make: int
    made: int = 0
    started: float = field(default_factory=time.monotonic)

    def __call__(self, done: int, result: Result) -> None:
        """Print one line."""
        self.made += result.fate != "unchanged"
        what = f"{result.fate}: {result.reason}" if result.reason else result.fate
        left = time_left(time.monotonic() - self.started, self.made, self.to_make)
        name = in_one_line(f"{done}/{self.total} {result.code} {result.name}")
        print(f"{name}: {printable(what)}{left}", file=sys.stderr, flush=True)


@dataclass
class Steps:
    """Says each step that is done, and how much time is left.

    Attributes:
        started: when the first step began, by the clock of this process.
    """

    started: float = field(default_factory=time.monotonic)

    def __call__(self, done: int, total: int, what: str) -> None:
        """Print one line."""
        left = time_left(time.monotonic() - self.started, done, total)
        say_step(f"{done}/{total} {what}{left}")


@dataclass
class Questions:
    """Says each question before it is answered: which of how many, and what is asked.

    No time is told: a few questions take nearly all of it.

    Attributes:
        total: questions in all.
        asked: questions asked so far.
    """

    total: int
    asked: int = 0

    def __call__(self, spec: Spec) -> None:
        """Print one line."""
        self.asked += 1
        say_step(f"{self.asked}/{self.total} {spec}")


def time_left(elapsed: float, made: int, to_make: int) -> str:
    """Return ' (about 20 s left)'; nothing before the first report, or after the last."""
    if not 0 < made < to_make:
        return ""
    seconds = elapsed / made * (to_make - made)
    if seconds < 2 * MINUTE:
        told = f"{max(round(seconds), 1)} s"
    elif seconds < 2 * HOUR:
        told = f"{round(seconds / MINUTE)} min"
    else:
        told = f"{round(seconds / HOUR)} h"
    return f" (about {told} left)"
