"""What every study answers, of persons, of a release or of published results: one door."""

from typing import Protocol

from analysis.comparison import Comparison
from analysis.design import Estimates, Measure, Source, Spec
from analysis.grid import Grid


class Study(Protocol):
    """What a notebook may ask of a dataset or a release."""

    @property
    def release_id(self) -> str | None:
        """The release's id; None: made from persons, not for publication."""

    @property
    def source(self) -> Source:
        """Whose numbers these are."""

    def measure(self, text: str) -> Measure:
        """Return the measure that a text names."""

    def comparison(self, text: str) -> Comparison:
        """Return the comparison that a text names."""

    def grid(self, text: str) -> Grid:
        """Return the grid of choices that a text names."""

    def estimates(self, spec: Spec) -> Estimates:
        """Return the tidy rows of a spec."""

    def areas(self) -> dict[str, str]:
        """Return municipality code -> name."""

    def counties(self) -> dict[str, str]:
        """Return municipality code -> county, where it is known."""
