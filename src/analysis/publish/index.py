"""The front page of a batch: each municipality with what its report says in a line."""

from dataclasses import dataclass
from pathlib import Path

from analysis.design import Measure
from analysis.display import words
from analysis.display.fragment import invented
from analysis.display.prose import band, title_text
from analysis.display.rows import printed_row
from analysis.display.words import percent, say
from analysis.publish.batch import Result
from analysis.publish.page import file_name, file_stem, other_languages, render
from analysis.study import Municipal, Study
from analysis.terms import Access, Language


@dataclass(frozen=True)
class Line:
    """One municipality in the index; without a report there is no address."""

    name: str
    text: str
    href: str


def write_index(
    out: Path, study: Study, measure: Measure, reports: list[tuple[Municipal, Result]], stamp: str
) -> None:
    """Write index.html and its other languages."""
    for language in Language:
        invented_here = study.source.access is Access.INVENTED
        html = render(
            "index.html.j2",
            language,
            title=say("index_title", language),
            banner=say("invented_banner", language) if invented_here else "",
            intro=say("index_intro", language),
            measure=say("index_measure", language, definition=words.definition(measure, language)),
            lines=[_line(report, result, language) for report, result in reports],
            source=say(
                "index_source",
                language,
                source=study.source.source.rstrip("."),
                contact=study.source.contact,
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


def _line(report: Municipal, result: Result, language: Language) -> Line:
    name, mark = title_text(report, language), invented(report.here.source, language)
    if result.fate == "failed":
        return Line(name, say("index_failed", language) + mark, "")
    stem = file_stem(report.code, report.place)
    return Line(name, _summary(report, language) + mark, file_name(stem, language))


def _summary(report: Municipal, language: Language) -> str:
    row = printed_row(report.here)
    if row is None:
        return say("index_nothing", language)
    after = say(f"after_{report.origin}", language)
    if not row.has_share:
        return say("index_band", language, band=band(row.lower, language), month=row.month)
    return say(
        "index_line",
        language,
        share=percent(row.estimate, language),
        month=row.month,
        after=after,
        interval=words.interval(row.lower, row.upper, language),
    )
