"""One door for notebooks: a study of persons, or of a release; the same call, the same tidy rows.

On a dataset a study is live: it computes from persons, and nothing of it is for publication. On a
release it is released: it looks specs up in the release's declared list.
"""

from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.comparison import Comparison
from analysis.comparison_terms import Approach
from analysis.design import TIDY, Estimates, Spec, StudyDesign
from analysis.errors import DataError, DesignError, DisclosureError, EstimationError
from analysis.estimates.columns import MORE
from analysis.estimates.live import LiveStudy, open_live
from analysis.estimates.strata import COUNTY
from analysis.reference.places import area_name, code_of
from analysis.reference.series import is_series
from analysis.registers.dataset import FILE as DATASET_FILE
from analysis.release.answers import is_answers, read_answers
from analysis.release.compared import SCHOOL, told_answer, told_groups
from analysis.release.door import Study
from analysis.release.files import is_release, read_release
from analysis.release.released import ReleasedStudy
from analysis.release.series import PublishedStudy, read_published
from analysis.release.swept import NEAR
from analysis.terms import Estimand

OFFICIAL = ("november", "november_grunnskole")
"""The official measure, and the same with adult primary school counted."""
BESIDE = ("full_time", "self_sufficient")
"""Rules that a report lays beside the official ones and its own."""
SOCIETY = ("language_test", "membership", "election")
"""Measures of life in society beyond work."""


def open_study(path: str | Path) -> Study:
    """Open a dataset folder (live), a release folder (released) or a published series.

    A fourth kind is made by a report for its own notebook, and goes with it: what a live study has
    answered. It is as live as that study, without reading the registers again.

    The last dataset that was opened is kept while its files are the same, with all that was made of
    it: who changes a parameter and runs a notebook again does not wait for the registers.

    Raises:
        DataError: the folder is neither, or its files do not keep the contract.
    """
    folder = Path(path)
    if is_release(folder):
        return ReleasedStudy(*read_release(folder))
    if is_answers(folder):
        return read_answers(folder)
    if is_series(folder):
        return read_published(folder)
    if not (folder / DATASET_FILE).is_file():
        raise DataError(
            f"{folder} is neither a dataset (dataset.toml), a release (release.json) nor a"
            " published series (series.toml)."
            "\n`make reports` makes both for the invented world."
        )
    whole = folder.resolve()
    files = [(str(file), file.stat()) for file in whole.rglob("*") if file.is_file()]
    known = ((name, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for name, one in files)
    return _live(whole, tuple(sorted(known)))


@lru_cache(maxsize=1)
def _live(folder: Path, files: tuple[tuple[str, int, int, int], ...]) -> LiveStudy:
    """Return the study of a dataset folder with these files."""
    return open_live(folder)


def answered(study: Study, *specs: Spec) -> Estimates:
    """Return the rows of specs, one after the other; none of those this study cannot answer.

    For what a report shows only where the registers allow it; the text then says that it is absent.
    """
    columns = [*specs[0].by, *MORE.get(specs[0].estimand, []), *TIDY]
    found = []
    for spec in specs:
        with suppress(DesignError, DisclosureError, EstimationError):
            found.append(study.estimates(spec))
    if not found:
        return Estimates(pd.DataFrame(columns=columns), study.release_id, study.source)
    if len(found) == 1:
        return found[0]
    return replace(found[0], frame=pd.concat([one.frame for one in found], ignore_index=True))


def beside(study: Study, path: str, *specs: Spec, is_printed: bool = False) -> Estimates:
    """Return what a published series has of specs, to lay beside a study's own rows.

    Args:
        study: whose rows it is laid beside.
        path: the folder of the series; empty: the one that a release was made with. Without any
            there are no rows.
        specs: what is asked.
        is_printed: municipalities are those of their time, not those of 2024 they became.
    """
    if path:
        return answered(read_published(Path(path), is_printed), *specs)
    if isinstance(study, ReleasedStudy) and study.release.published is not None:
        released = PublishedStudy(study.release.published, study.release_id, is_printed)
        return answered(released, *specs)
    columns = [*specs[0].by, *MORE.get(specs[0].estimand, []), *TIDY]
    return Estimates(pd.DataFrame(columns=columns), study.release_id, study.source)


def in_society(study: Study, design: StudyDesign, by: tuple[str, ...] = ()) -> Estimates:
    """Return who has taken part in society beyond work; no rows where registers are silent."""
    asked = (replace(design, measure=name).ask(Estimand.PREVALENCE, by) for name in SOCIETY)
    return answered(study, *asked)


@dataclass(frozen=True)
class Municipal:
    """What one municipality's report is made of; frames without rows where nothing may be said.

    Attributes:
        code: the municipality's code, as text.
        place: its name.
        origin: where the clock of its curve starts.
        compared: whether the dataset holds other municipalities to compare with.
        here: cumulative incidence of the design's measure in the municipality.
        everybody: the same for the whole dataset.
        state_here: who is there in a month, may be lost again, in the municipality.
        state_everybody: the same for the whole dataset.
        official: share by the official measure, by year, in the municipality.
        with_grunnskole: the same where adult primary school counts.
        official_everybody: the official share for the whole dataset.
        rules_here: shares by several rules from the exit on, in the municipality.
        rules_everybody: the same for the whole dataset.
        official_by_year: the official share by year of exit, in the municipality.
        published: the same as it was published; its source is who published it.
        published_everybody: the same of the whole country.
        flow: who is followed and who is left out, in the whole dataset.
        already_there: who had the work when the clock started, in the whole dataset.
        rows: the rows of the registers by what became of them.
        found: what was repaired in the registers, and what contradicts what.
        faults: known faults of the programme's register in the municipality.
        faults_everybody: the same for the whole dataset.
        uses: what measures and notebooks ask of the registers, and whether it is there.
        comparison: who is compared in the next two.
        school: the main answer to the comparison, of the whole dataset.
        school_here: groups at its landmark in the municipality, by how far they had come.
        ways: the share of everybody by many ways to measure, all near the official one.
        ways_matter: how much each choice among them matters.
        ranks_here: between which ranks the municipality lies over them.
        society: who has taken part in society beyond work, in the whole dataset.
        society_here: the same in the municipality.
        county: where the municipality lies; empty where that is not known.
        school_county: the main answer of its county, where enough have begun.
        school_near: groups at the landmark in its county.
    """

    code: str
    place: str
    origin: str
    compared: bool
    here: Estimates
    everybody: Estimates
    state_here: Estimates
    state_everybody: Estimates
    official: Estimates
    with_grunnskole: Estimates
    official_everybody: Estimates
    rules_here: Estimates
    rules_everybody: Estimates
    official_by_year: Estimates
    published: Estimates
    published_everybody: Estimates
    flow: Estimates
    already_there: Estimates
    rows: Estimates
    found: Estimates
    faults: Estimates
    faults_everybody: Estimates
    uses: Estimates
    comparison: Comparison
    school: Estimates
    school_here: Estimates
    ways: Estimates
    ways_matter: Estimates
    ranks_here: Estimates
    society: Estimates
    society_here: Estimates
    county: str
    school_county: Estimates
    school_near: Estimates

    @property
    def parts(self) -> tuple[Estimates, ...]:
        """All estimates that the report may show."""
        every = (getattr(self, field.name) for field in fields(self))
        return tuple(one for one in every if isinstance(one, Estimates))


def municipal(study: Study, design: StudyDesign, code: str, published: str = "") -> Municipal:
    """Return the estimates of one municipality's report.

    Args:
        study: a dataset, a release, or what a dataset has answered.
        design: what is asked.
        code: the municipality's code, or the number that it was read as.
        published: the folder of a published series; of a release it is the one it was made with.

    Raises:
        DataError: the folder holds no published series.
        DesignError: the study has no such municipality; or it cannot answer the design's measure.
        DisclosureError: the release does not hold the measure, or was made without the series.
    """
    code = code_of(code)
    place, by_place = municipality_name(study, code), ("municipality",)
    asked, ways = study.comparison(SCHOOL), study.grid(NEAR)
    county, by_county = study.counties().get(code, ""), (COUNTY,)
    trials = answered(study, asked.ask(Approach.TARGET_TRIAL, by_county)).of(county=county)
    here = answered(study, asked.ask(Approach.LANDMARK, by_place)).of(municipality=code)
    near = answered(study, asked.ask(Approach.LANDMARK, by_county)).of(county=county)
    return Municipal(
        code=code,
        place=place,
        origin=design.origin,
        compared=len(study.areas()) > 1,
        here=study.estimates(design.ask("cumulative_incidence", by_place)).of(municipality=code),
        everybody=study.estimates(design.ask("cumulative_incidence")),
        state_here=answered(study, design.ask("prevalence", by_place)).of(municipality=code),
        state_everybody=answered(study, design.ask("prevalence")),
        **_official(study, design, code, published),
        flow=study.estimates(design.ask("flow")),
        already_there=answered(study, design.ask("already_there")),
        rows=answered(study, design.ask("rows")),
        found=answered(study, design.ask("findings")),
        faults=answered(study, design.ask("register_faults", by_place)).of(municipality=code),
        faults_everybody=answered(study, design.ask("register_faults")),
        uses=answered(study, design.ask("uses")),
        comparison=asked,
        school=answered(study, asked.ask(Approach.TARGET_TRIAL)),
        school_here=told_groups(here, "municipality"),
        ways=answered(study, ways.ask(Estimand.SPECIFICATIONS)),
        ways_matter=answered(study, ways.ask(Estimand.VARIANCE_SHARES)),
        ranks_here=answered(study, ways.ask(Estimand.RANK_RANGE)).of(municipality=code),
        society=in_society(study, design),
        society_here=in_society(study, design, by_place).of(municipality=code),
        county=county,
        school_county=told_answer(trials),
        school_near=told_groups(near, COUNTY),
    )


def by_rules(design: StudyDesign) -> list[StudyDesign]:
    """Return the official rules, the design's own and those laid beside it, all from the exit."""
    names = dict.fromkeys((*OFFICIAL, design.measure, *BESIDE))
    return [replace(design, measure=name, origin="exit") for name in names]


def _official(study: Study, design: StudyDesign, code: str, published: str) -> dict[str, Estimates]:
    """Return the official shares of a report, and those that were published.

    What others published does not follow the page's own rules; it is a piece of the page all the
    same, and carries its release.
    """
    if published and study.release_id is not None:
        raise DisclosureError(
            "Published results are laid beside a release when it is made: what they would open by"
            " subtraction is then left out."
            f"\nMake one: analysis release DATASET --out FOLDER --published {published}."
        )
    november, school, *_ = rules = by_rules(design)
    by_place, by_year = ("municipality",), ("municipality", "year")
    printed, country = (
        beside(study, published, StudyDesign(OFFICIAL[0]).ask("prevalence", by))
        for by in (by_year, ("year",))
    )
    here = {
        "official": answered(study, november.ask("prevalence", by_place)),
        "with_grunnskole": answered(study, school.ask("prevalence", by_place)),
        "rules_here": answered(study, *(one.ask("prevalence", by_place) for one in rules)),
        "official_by_year": answered(study, november.ask("prevalence", by_year)),
        "published": replace(printed, release_id=study.release_id),
    }
    return {
        **{name: rows.of(municipality=code) for name, rows in here.items()},
        "official_everybody": answered(study, november.ask("prevalence")),
        "rules_everybody": answered(study, *(one.ask("prevalence") for one in rules)),
        "published_everybody": replace(country, release_id=study.release_id),
    }


def municipality_name(study: Study, code: str) -> str:
    """Return the name of a municipality of the study.

    Raises:
        DesignError: the study has no such municipality, naming the nearest.
    """
    return area_name(code, study.areas())
