from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.design import StudyDesign
from analysis.display import (
    figures,
    prose,
    published_here,
    quality,
    ranks_here,
    rules_here,
    school,
    slider,
    society,
    tables,
)
from analysis.publish import reports
from analysis.publish.batch import Result
from analysis.publish.page import report_page
from analysis.study import Municipal, ReleasedStudy, municipal, open_study
from analysis.terms import Language

from ..release.invented import shared_dataset, shared_release

REPOSITORY = Path(__file__).parents[2]
STAMP = "0123456789abcdef"
BEFORE_FIGURES = 5
"""Title, answer, definition, people and quality of data come before the figures."""


@dataclass(frozen=True, eq=False)
class Report:
    """One municipality's report as notebook 05 makes it, without a kernel."""

    study: ReleasedStudy
    municipal: Municipal
    language: Language
    asked: StudyDesign = field(default_factory=StudyDesign)

    @cache  # noqa: B019 - pictures are slow, and reports live as long as the session
    def pieces(self) -> tuple[str, ...]:
        """What the notebook shows, in its order."""
        study, report, language = self.study, self.municipal, self.language
        words = self.words()
        before, after = words[:BEFORE_FIGURES], words[BEFORE_FIGURES:]
        shown = (
            figures.municipality(study.measure(self.asked.measure), report, language),
            figures.years(study.measure("november"), report, language),
            published_here.published_results(report, language),
            slider.measurement_point(report, language),
            rules_here.rules_and_dates(report, language),
            ranks_here.places_among_all(report, language),
            school.municipality(report, language),
            society.municipality(report, language),
        )
        return (*before, *(figure.html for figure in shown), *after)

    def words(self) -> list[str]:
        """The same without the figures."""
        report, language = self.municipal, self.language
        design, measure = self.asked, self.study.measure(self.asked.measure)
        shown = (
            prose.title(report, language),
            prose.answer(report, language),
            prose.design(measure, design, report.here, language),
            tables.flow(report.flow, report.already_there, language, report),
            quality.municipality(report, language),
            prose.meaning(report, language),
            prose.caveats(measure, report.here, language),
            prose.provenance(measure, design, report.here, language),
        )
        return [piece.html for piece in shown]

    def page(self, pieces: Sequence[str] | None = None, stamp: str = STAMP) -> str:
        """The page of these pieces, or of others."""
        return report_page(self.municipal, list(pieces or self.pieces()), stamp, self.language)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    return shared_dataset(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    return shared_release(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def study(release):
    return open_study(release)


@pytest.fixture(scope="session")
def report_of(study):
    """Return a function: the report of a municipality, renamed or of other access if asked."""

    @cache
    def ask(code, language="nb", name=None, access=None):
        release = study.release
        if name is not None:
            release = replace(release, areas={**release.areas, code: name})
        if access is not None:
            release = replace(release, source=replace(release.source, access=access, seed=None))
        asked = ReleasedStudy(study.release_id, release)
        return Report(asked, municipal(asked, StudyDesign(), code), Language(language))

    return ask


@pytest.fixture
def notebook():
    """The notebook of the batch."""
    return REPOSITORY / "notebooks" / "05_municipality.ipynb"


@pytest.fixture
def batch(release, notebook, tmp_path, monkeypatch):
    """Return a function: exit code of a batch, whose jobs are kept and not run."""
    asked = []

    def keep(jobs, study, workers, report):
        asked.extend(jobs)
        return [Result(job.code, study.areas()[job.code], "made") for job in jobs]

    monkeypatch.setattr(reports, "run_batch", keep)

    def run(*arguments):
        out = str(tmp_path / "out")
        return main(["batch", str(release), "--out", out, "--notebook", str(notebook), *arguments])

    run.jobs, run.out = asked, tmp_path / "out"
    return run
