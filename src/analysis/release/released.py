"""A release as a study: it answers what was declared when it was made, and names that otherwise."""

from dataclasses import dataclass, replace

import pandas as pd

from analysis.comparison import Comparison
from analysis.design import TIDY, Estimates, Measure, Source, Spec
from analysis.errors import DisclosureError
from analysis.estimates.columns import MORE
from analysis.grid import Choice, Grid
from analysis.reference.comparisons import parse_comparison
from analysis.reference.grids import parse_grid
from analysis.reference.measures import parse_measure, presets
from analysis.release.make import Release
from analysis.terms import OF_REGISTERS


@dataclass(frozen=True)
class ReleasedStudy:
    """A release; it answers only what was declared when it was made."""

    release_id: str
    release: Release

    @property
    def source(self) -> Source:
        """Whose numbers these are."""
        return self.release.source

    def measure(self, text: str) -> Measure:
        """Return the measure that a text names; it may be one that the release does not answer."""
        known = self.release.measures.get(text)
        return known or parse_measure(text, self._own())

    def comparison(self, text: str) -> Comparison:
        """Return the comparison that a text names; it may be one that the release lacks."""
        return parse_comparison(text, measures=self._own())

    def grid(self, text: str) -> Grid:
        """Return the grid of choices that a text names; a release answers few of them."""
        return parse_grid(text, measures=self._own())

    def estimates(self, spec: Spec) -> Estimates:
        """Return the released rows of a spec.

        Raises:
            DisclosureError: the spec is not in the release; the message names those that are.
        """
        measure = self.measure(spec.design.measure)
        named = replace(spec.design, measure=measure.name)
        key = str(replace(spec, design=named))
        if key not in self.release.specs:
            raise DisclosureError(
                f"Not in this release: {key}.\nAsk for what it was made for (below); or open the"
                " dataset itself, which answers everything; or make a release of one more measure:"
                "\n  analysis release DATASET --out FOLDER --measure any_job --measure …"
                f"\nThis one was made for:\n{self._declared()}"
            )
        rows = self.release.estimates
        rows = rows[rows["spec"] == key]
        columns = dict.fromkeys([*spec.by, *MORE.get(spec.estimand, ["shown"]), *TIDY])
        frame = rows.reindex(columns=[*columns, *chosen_in(rows)]).reset_index(drop=True)
        of = None if spec.grid else measure
        return Estimates(frame, self.release_id, self.source, of)

    def areas(self) -> dict[str, str]:
        """Return municipality code -> name."""
        return self.release.areas

    def counties(self) -> dict[str, str]:
        """Return municipality code -> county."""
        return self.release.counties

    def _declared(self) -> str:
        """Return the specs of the release, a line for each measure and origin."""
        lines: dict[str, list[str]] = {}
        for spec in self.release.specs.values():
            if spec.estimand in OF_REGISTERS:
                lines.setdefault("the registers", []).append(str(spec))
                continue
            groups = f" by {' and '.join(spec.by)}" if spec.by else ""
            of = spec.comparison or spec.grid or f"{spec.design.measure} from {spec.design.origin}"
            lines.setdefault(of, []).append(f"{spec.approach or spec.estimand}{groups}")
        return "\n".join(f"  {of}: {', '.join(asked)}" for of, asked in lines.items())

    def _own(self) -> dict[str, Measure]:
        measures = self.release.measures.items()
        return {name: m for name, m in measures if name not in presets() and "," not in name}


def chosen_in(rows: pd.DataFrame) -> list[str]:
    """Return the columns of choices that rows of a grid have options of."""
    names = [f"choice_{choice.value}" for choice in Choice]
    return [name for name in names if name in rows and rows[name].notna().any()]
