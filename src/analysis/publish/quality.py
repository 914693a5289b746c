"""The data-quality report of `analysis check`: on the screen, as pages and as JSON.

It is made from persons and stays in the confidential room; it holds counts of rows, values and
persons, says which rows a sheet hides, and holds no person.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from analysis.design import Estimates, StudyDesign
from analysis.display import cohort, figures, prose, quality, tables
from analysis.display.fragment import room_mark
from analysis.display.quality_lines import lines
from analysis.display.warnings import warnings
from analysis.display.words import say
from analysis.errors import DesignError, EstimationError
from analysis.estimates.live import LiveStudy
from analysis.publish.confidential_folder import CHECKED
from analysis.publish.page import file_name, other_languages, render, without_marks
from analysis.study import answered
from analysis.terms import OF_REGISTERS, Estimand, Language

GAP = 2


@dataclass(frozen=True)
class Quality:
    """What is known of a dataset's quality: answers by estimand, and names of municipalities."""

    answers: dict[Estimand, Estimates]
    flow: Estimates | None
    already: Estimates | None
    why_no_flow: str
    areas: dict[str, str]
    name: str
    warned: dict[Language, list[str]]


def quality_of(study: LiveStudy, design: StudyDesign) -> Quality:
    """Return all that `check` tells, for persons followed under a design."""
    answers = {}
    for estimand in OF_REGISTERS:
        by = ("municipality",) if estimand is Estimand.REGISTER_FAULTS else ()
        answers[estimand] = study.estimates(design.ask(estimand, by))
    flow, already, why = None, None, ""
    try:
        flow = study.estimates(design.ask("flow"))
        already = answered(study, design.ask("already_there"))
    except (DesignError, EstimationError) as error:  # an origin that these registers do not have
        why = str(error).splitlines()[0]
    warned = {language: warnings(study.registers, language) for language in Language}
    return Quality(answers, flow, already, why, study.areas(), study.source.name, warned)


def screen(found: Quality, language: Language = Language.EN) -> str:
    """Return the report as plain text."""
    parts = [found.name, say("confidential_banner", language)]
    if found.warned[language]:
        told = "\n".join(f"  {text}" for text in found.warned[language])
        parts.append(f"{say('heading_warnings', language)}\n{told}")
    for estimand, estimates in found.answers.items():
        header, body = lines(estimand, estimates, language)
        text = _columns([header, *body]) if body else say("nothing_found", language)
        if estimand is Estimand.REGISTER_FAULTS:
            text = _faults_text(estimates, body, text, language)
        parts.append(f"{say(f'heading_{estimand}', language)}\n{text}")
        if estimand is Estimand.ROWS:
            parts.append(_flow_text(found, language))
    return "\n\n".join(parts)


def _faults_text(estimates: Estimates, body: list[list[str]], text: str, language: Language) -> str:
    """Return the table of register faults with what its dashes mean, and what it cannot tell."""
    dash = any("–" in cells for cells in body)
    told = [text] if body else []
    told += [say("register_faults_text", language)] if dash else []
    return "\n".join([*told, *quality.untold(estimates, language)])


def _flow_text(found: Quality, language: Language) -> str:
    title = say("heading_people", language)
    if found.flow is None:
        return f"{title}\n{found.why_no_flow}"
    rows = found.flow.frame.sort_values("n_events", ascending=False)
    body = [
        [say(f"fate_{fate}", language), tables.count(people, language)]
        for fate, people in zip(rows["fate"], rows["n_events"], strict=True)
    ]
    return f"{title}\n{_columns(body)}"


def _columns(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
        lines.append((" " * GAP).join(cells).rstrip())
    return "\n".join(f"  {line}" for line in lines)


def write_quality(found: Quality, out: Path) -> list[Path]:
    """Write the report as a page a language and as JSON; each file whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    texts = {file_name(CHECKED, language): page(found, language) for language in Language}
    texts[f"{CHECKED}.json"] = json.dumps(content(found), ensure_ascii=False, indent=1) + "\n"
    paths = []
    for name, text in texts.items():
        part = out / f".{name}.part"
        part.write_text(text, encoding="utf-8", newline="\n")
        paths.append(part.replace(out / name))
    return paths


def page(found: Quality, language: Language) -> str:
    """Return the report as a page."""
    answers = found.answers
    rows, missing = answers[Estimand.ROWS], answers[Estimand.MISSING_VALUES]
    pieces = [prose.question("cohort_title", rows, language, found.flow)]
    if found.flow is not None and found.already is not None:
        pieces.append(cohort.answer(found.flow, rows, language))
        pieces.append(quality.rows(rows, language))
        pieces.append(tables.flow(found.flow, found.already, language))
    else:
        pieces.append(quality.rows(rows, language))
    pieces += [
        quality.missing_values(missing, language),
        figures.missing_values(missing, language),
        quality.findings(answers[Estimand.FINDINGS], language, found.warned[language]),
        quality.register_faults(answers[Estimand.REGISTER_FAULTS], language, found.areas),
        quality.uses(answers[Estimand.USES], language),
    ]
    return render(
        "page.html.j2",
        language,
        title=f"{found.name} – {say('confidential_banner', language)}",
        mark=room_mark(language),
        pieces=without_marks([Markup(piece.html) for piece in pieces], language),
        back=None,
        languages=other_languages(CHECKED, language),
        stamp=say("confidential_banner", language),
    )


def content(found: Quality) -> dict[str, Any]:
    """Return the report as plain values: counts only."""
    columns = ("table", "column", "fate", "finding", "municipality", "what", "method")
    answers: dict[str, Any] = {}
    for estimand, estimates in found.answers.items():
        kept = [name for name in columns if name in estimates.frame]
        frame = estimates.frame[[*kept, "n_events", "n_at_risk"]]
        answers[estimand.value] = json.loads(frame.to_json(orient="records"))
    flow = (
        []
        if found.flow is None
        else json.loads(
            found.flow.frame[["fate", "n_events", "n_at_risk"]].to_json(orient="records")
        )
    )
    note = say("confidential_banner", Language.EN)
    untold = quality.untold_faults(found.answers[Estimand.REGISTER_FAULTS])
    answers[f"{Estimand.REGISTER_FAULTS}_not_told"] = [str(fault) for fault in untold]
    answers["warnings"] = found.warned[Language.EN]
    return {"name": found.name, "note": note, "flow": flow, "no_flow": found.why_no_flow, **answers}
