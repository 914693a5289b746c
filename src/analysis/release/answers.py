"""What a study of persons has answered, so that another process need not read the persons again.

Counts by month and municipality, none of them protected: for the folder of one run, which goes with
it. A question that was not answered before is asked of the persons.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.comparison import Comparison
from analysis.design import TIDY, Estimates, Measure, Source, Spec
from analysis.errors import DesignError
from analysis.estimates.columns import MORE
from analysis.estimates.live import LiveStudy, open_live
from analysis.grid import OF_GRIDS, Grid
from analysis.reference.comparisons import own_comparisons, parse_comparison
from analysis.reference.grids import own_grids, parse_grid
from analysis.reference.measures import own_measures, parse_measure
from analysis.release.door import Study
from analysis.release.files import source_of, spec_content, spec_of
from analysis.terms import OF_REGISTERS

FILE = "answers.json"


@dataclass(frozen=True)
class Answers:
    """Answers of a live study; no person is among them.

    Attributes:
        dataset: the folder of the registers.
        source: whose registers they are.
        areas: municipality code -> name.
        counties: municipality code -> county.
        rows: spec -> its tidy rows.
        refused: spec -> why this dataset cannot answer it.
    """

    dataset: Path
    source: Source
    areas: dict[str, str]
    counties: dict[str, str]
    rows: dict[Spec, pd.DataFrame] = field(default_factory=dict)
    refused: dict[Spec, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AnsweredStudy:
    """A study of persons that is asked each question once, and opened only for a new one."""

    answers: Answers
    live: Callable[[], LiveStudy]
    told: Callable[[Spec], None] = lambda spec: None
    """Called before a question is asked of the persons."""

    release_id = None

    @property
    def source(self) -> Source:
        """Whose registers these are."""
        return self.answers.source

    def measure(self, text: str) -> Measure:
        """Return the measure that a text names, among presets and the dataset's own."""
        return parse_measure(text, own_measures(self.answers.dataset))

    def comparison(self, text: str) -> Comparison:
        """Return the comparison that a text names, among presets and the dataset's own."""
        folder = self.answers.dataset
        own = own_measures(folder)
        return parse_comparison(text, own_comparisons(folder, own), own)

    def grid(self, text: str) -> Grid:
        """Return the grid of choices that a text names, among presets and the dataset's own."""
        folder = self.answers.dataset
        own = own_measures(folder)
        return parse_grid(text, own_grids(folder, own), own)

    def areas(self) -> dict[str, str]:
        """Return municipality code -> name."""
        return self.answers.areas

    def counties(self) -> dict[str, str]:
        """Return municipality code -> county."""
        return self.answers.counties

    def estimates(self, spec: Spec) -> Estimates:
        """Return the tidy rows of a spec.

        Raises:
            DesignError: the spec needs what the dataset does not have.
            EstimationError: nobody is left to estimate from.
        """
        known = self.answers
        if spec not in known.rows and spec not in known.refused:
            self.told(spec)
            try:
                known.rows[spec] = self.live().estimates(spec).frame
            except DesignError as error:
                known.refused[spec] = str(error)
        if spec in known.refused:
            raise DesignError(known.refused[spec])
        no_one = spec.estimand in (*OF_REGISTERS, *OF_GRIDS)
        of = None if no_one else self.measure(spec.design.measure)
        return Estimates(known.rows[spec], None, self.source, of)


@dataclass(frozen=True)
class UnansweredStudy(AnsweredStudy):
    """A study that answers with no rows, to know beforehand what it will be asked."""

    def estimates(self, spec: Spec) -> Estimates:
        """Return no rows, and keep the question."""
        columns = [*spec.by, *MORE.get(spec.estimand, []), *TIDY]
        self.answers.rows[spec] = pd.DataFrame(columns=columns)
        return Estimates(self.answers.rows[spec], None, self.source)


def answering(
    dataset: Path, live: LiveStudy, told: Callable[[Spec], None] = lambda spec: None
) -> AnsweredStudy:
    """Return a study that keeps what the live study of a dataset's folder answers."""
    return AnsweredStudy(_nothing_yet(dataset, live), lambda: live, told)


def questions(dataset: Path, live: LiveStudy, ask: Callable[[Study], object]) -> int:
    """Return how many different questions are asked of a dataset, without answering any."""
    study = UnansweredStudy(_nothing_yet(dataset, live), lambda: live)
    ask(study)
    return len(study.answers.rows)


def _nothing_yet(dataset: Path, live: LiveStudy) -> Answers:
    return Answers(dataset.resolve(), live.source, live.areas(), live.counties())


def is_answers(folder: Path) -> bool:
    """Tell whether a folder holds answers."""
    return (folder / FILE).is_file()


def write_answers(answers: Answers, folder: Path) -> None:
    """Write answers into a new folder that only its owner may open."""
    folder.mkdir(mode=0o700)
    specs = []
    for number, (spec, frame) in enumerate(answers.rows.items()):
        frame.to_parquet(folder / f"{number}.parquet", index=False)
        specs.append(spec_content(spec))
    content = {
        "dataset": str(answers.dataset),
        "source": asdict(answers.source),
        "areas": answers.areas,
        "counties": answers.counties,
        "specs": specs,
        "refused": [
            {"spec": spec_content(spec), "why": why} for spec, why in answers.refused.items()
        ],
    }
    (folder / FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read_answers(folder: Path) -> AnsweredStudy:
    """Return the study whose answers a folder holds."""
    content: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    dataset = Path(content["dataset"])
    rows = {
        spec_of(raw): pd.read_parquet(folder / f"{number}.parquet", use_threads=False)
        for number, raw in enumerate(content["specs"])
    }
    refused = {spec_of(raw["spec"]): raw["why"] for raw in content["refused"]}
    areas, counties = content["areas"], content["counties"]
    answers = Answers(dataset, source_of(content["source"]), areas, counties, rows, refused)
    return AnsweredStudy(answers, cache(lambda: open_live(dataset)))
