"""Years from which a series of results counts otherwise, or counts others (definitions.md 32)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Break:
    """One break in the series.

    Attributes:
        name: what it is called here.
        axis: whether its years are those of exit, or those whose status is read.
        first: the first year that is other.
        last: the last year of the change; 9999 where it goes on.
        label_nb, label_en: in words.
        source: who says so.
    """

    name: str
    axis: str
    first: int
    last: int
    label_nb: str
    label_en: str
    source: str

    def first_exit(self, years_after: int) -> int:
        """Return the first year of exit that it touches in statuses read so many years after."""
        return self.first - years_after if self.axis == "status" else self.first


@cache
def breaks() -> tuple[Break, ...]:
    """Return the breaks, in the order of their years."""
    text = files("analysis.reference").joinpath("breaks.toml").read_text(encoding="utf-8")
    found = (Break(name, **raw) for name, raw in tomllib.loads(text).items())
    return tuple(sorted(found, key=lambda one: one.first))
