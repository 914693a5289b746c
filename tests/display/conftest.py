"""Studies of an invented world, and estimates drawn by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.design import Estimates, Source
from analysis.display import pictures
from analysis.reference.comparisons import parse_comparison
from analysis.release import compared as released
from analysis.study import Municipal, open_study
from analysis.terms import Access

from ..release.invented import shared_dataset, shared_release

SOURCE = Source("drawn", Access.PUBLIC, "2023-12", "drawn by hand", "nobody")


@pytest.fixture(scope="session")
def dataset(tmp_path_factory):
    return shared_dataset(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    return open_study(shared_release(tmp_path_factory.getbasetemp()))


@pytest.fixture(scope="module")
def measures(study):
    return study.measure("any_job"), study.measure("november")


@pytest.fixture
def rendered():
    """Pictures as readers get them."""


@pytest.fixture
def drawn(rendered, monkeypatch):
    """The matplotlib figures that are printed from here on."""
    kept = []
    coded_png = pictures.coded_png

    def keep(figure, marks):
        kept.append(figure)
        return coded_png(figure, marks)

    monkeypatch.setattr(pictures, "coded_png", keep)
    return kept


@pytest.fixture(autouse=True)
def unseen(request, monkeypatch):
    """Pictures that a test does not ask for, composed but not rendered: most of the time of a test.

    Every kind of picture is rendered where the notebooks are run, with all they show.
    """
    if "rendered" not in request.fixturenames:
        blank = pictures.coded_png(Figure(figsize=(0.1, 0.1)), {})
        monkeypatch.setattr(pictures, "coded_png", lambda figure, marks: blank)


def rows(*told, release_id="0a", estimand="cumulative_incidence", access=Access.PUBLIC):
    """Estimates from (month, estimate, lower, upper); an estimate of None is a broad band."""
    frame = pd.DataFrame(
        [
            ("any_job", "exit", month, estimand, estimate, lower, upper, 100, 50, "by hand")
            for month, estimate, lower, upper in told
        ],
        columns=[
            "measure",
            "origin",
            "month",
            "estimand",
            "estimate",
            "lower",
            "upper",
            "n_at_risk",
            "n_events",
            "method",
        ],
    ).astype({"estimate": float})
    source = Source(SOURCE.name, access, SOURCE.last_observed, SOURCE.source, SOURCE.contact)
    return Estimates(frame, release_id, source)


def with_counts(estimates, **counts):
    return replace(estimates, frame=estimates.frame.assign(**counts))


NONE = rows()
SCHOOL = parse_comparison(released.SCHOOL)


def report(
    here,
    everybody,
    official=NONE,
    with_grunnskole=NONE,
    official_everybody=NONE,
    compared=True,
    faults=NONE,
    faults_everybody=NONE,
    uses=NONE,
    school=NONE,
    school_here=NONE,
    county="Møre og Romsdal",
    school_county=NONE,
    school_near=NONE,
    state_here=NONE,
    state_everybody=NONE,
    ways=NONE,
    ways_matter=NONE,
    ranks_here=NONE,
    society=NONE,
    society_here=NONE,
    rules_here=NONE,
    rules_everybody=NONE,
    official_by_year=NONE,
    published=NONE,
    published_everybody=NONE,
):
    """A municipality's report from estimates drawn by hand."""
    return Municipal(
        code="1515",
        place="Herøy",
        origin="exit",
        compared=compared,
        here=here,
        everybody=everybody,
        state_here=state_here,
        state_everybody=state_everybody,
        official=official,
        with_grunnskole=with_grunnskole,
        official_everybody=official_everybody,
        rules_here=rules_here,
        rules_everybody=rules_everybody,
        official_by_year=official_by_year,
        published=published,
        published_everybody=published_everybody,
        flow=NONE,
        already_there=NONE,
        rows=NONE,
        found=NONE,
        faults=faults,
        faults_everybody=faults_everybody,
        uses=uses,
        comparison=SCHOOL,
        school=school,
        school_here=school_here,
        ways=ways,
        ways_matter=ways_matter,
        ranks_here=ranks_here,
        society=society,
        society_here=society_here,
        county=county,
        school_county=school_county,
        school_near=school_near,
    )
