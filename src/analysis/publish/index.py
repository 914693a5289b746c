"""The front page of a batch: each municipality with what its report says in a line."""

from dataclasses import dataclass
from pathlib import Path

from analysis.design import StudyDesign
from analysis.display import words
from analysis.display.fragment import invented
from analysis.display.goals import goal
from analysis.display.leavers import years_text
from analysis.display.prose import band, title_text
from analysis.display.rows import printed_row
from analysis.display.words import percent, say
from analysis.publish.batch import Result
from analysis.publish.page import file_name, file_stem, other_languages, render
from analysis.release.door import Study
from analysis.study import Municipal
from analysis.terms import Access, Language, OriginName


@dataclass(frozen=True)
class Line:
    """One municipality in the index; without a report there is no address."""

    name: str
    text: str
    href: str


@dataclass(frozen=True)
class Entry:
    """One report as the index tells of it: what it says, what became of it, what it measured."""

    report: Municipal
    result: Result
    design: StudyDesign


def write_index(out: Path, study: Study, entries: list[Entry], stamp: str) -> None:
    """Write index.html and its other languages."""
    designs = {entry.design for entry in entries}
    for language in Language:
        invented_here = study.source.access is Access.INVENTED
        html = render(
            "index.html.j2",
            language,
            title=_title(entries, language),
            banner=say("invented_banner", language) if invented_here else "",
            intro=say("index_intro", language),
            years=_years(entries, language) if len(designs) == 1 else "",
            measure=_measured(study, designs, language),
            lines=[_line(study, entry, language, told=len(designs) > 1) for entry in entries],
            source=say(
                "index_source",
                language,
                **words.source_and_contact(study.source, language),
                last=words.month_in_words(study.source.last_observed, language),
            ),
            back=None,
            languages=other_languages("index", language),
            stamp=say("stamp", language, stamp=stamp),
        )
        _write_where_changed(out / file_name("index", language), html)


def _write_where_changed(path: Path, html: str) -> None:
    """Write a page whole; one that says the same stays as it is, with its time."""
    content = html.encode()
    if path.is_file() and path.read_bytes() == content:
        return
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _measured(study: Study, designs: set[StudyDesign], language: Language) -> str:
    """Return the one definition of all reports, or that each line has its own."""
    if len(designs) > 1:
        return say("index_measures_differ", language)
    (design,) = designs
    measure = study.measure(design.measure)
    return say("index_measure", language, definition=words.definition(measure, language))


def _title(entries: list[Entry], language: Language) -> str:
    """Return the title; of reports that do not measure the same one that names no goal."""
    goals = {goal(entry.report.here, language)["goal"] for entry in entries}
    if len(goals) != 1:
        return say("index_title_of_several", language)
    return say("index_title", language, goal=goals.pop())


def _years(entries: list[Entry], language: Language) -> str:
    """Return whose leavers, by year, all reports are about."""
    flow = entries[0].report.flow
    text = years_text(flow, language)
    return text + invented(flow.source, language) if text else ""


def _line(study: Study, entry: Entry, language: Language, *, told: bool) -> Line:
    """Return a line of the index; with its definition where reports differ in theirs."""
    report = entry.report
    name, mark = title_text(report, language), invented(report.here.source, language)
    if entry.result.fate == "failed":
        return Line(name, say("index_failed", language) + mark, "")
    text = _summary(report, language)
    if told:
        text = say("index_line_measure", language, line=text, **_definition(study, entry, language))
    return Line(name, text + mark, file_name(file_stem(report.code, report.place), language))


def _definition(study: Study, entry: Entry, language: Language) -> dict[str, str]:
    design = entry.design
    measure, months = study.measure(design.measure), design.transfer_months
    rules = [say(f"rule_{design.monthly_rule}", language)]
    if design.origin == OriginName.EXIT:
        rules.append(say("transfers", language, months=months))
    return {
        "definition": words.definition(measure, language, design.origin),
        "origin": say(f"origin_{design.origin}", language),
        "rules": " ".join(rules),
    }


def _summary(report: Municipal, language: Language) -> str:
    row = printed_row(report.here)
    if row is None:
        return say("index_nothing", language)
    after, told = say(f"after_{report.origin}", language), goal(report.here, language)
    if not row.has_share:
        third = band(row.lower, language)
        return say("index_band", language, band=third, month=row.month, **told)
    return say(
        "index_line",
        language,
        share=percent(row.estimate, language),
        month=row.month,
        after=after,
        interval=words.interval(row.lower, row.upper, language),
        **told,
    )
