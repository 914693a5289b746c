"""One municipality's page for the researcher, made from persons: marked, and kept from all others.

Nothing here is for publication: the page stands in a folder of its own, never among reports.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis.design import StudyDesign
from analysis.errors import AnalysisError, DesignError, DisclosureError
from analysis.estimates.live import open_live
from analysis.publish.check import check_page
from analysis.publish.confidential_folder import (
    NOTE,
    check_folder,
    check_owner,
    folder_name,
    write_note,
)
from analysis.publish.notebook import NotebookFailed, run
from analysis.publish.page import file_name, marked_page, marked_stem
from analysis.publish.progress import Questions
from analysis.publish.screen_lines import say_step, say_warnings
from analysis.release.answers import Answers, answering, questions, write_answers
from analysis.release.door import Study
from analysis.release.files import is_release
from analysis.study import Municipal, municipal
from analysis.terms import Language

ANSWERS = "answers"
FOLDER = Path("build") / "confidential"


@dataclass(frozen=True)
class Asked:
    """What a marked page is asked for.

    Without a folder it goes below FOLDER; without published results, the path of a series, it lays
    none beside. `shown` changes what is drawn, and no number.
    """

    data: Path
    notebook: Path
    out: Path | None
    languages: tuple[Language, ...]
    code: str
    design: StudyDesign
    published: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)


def make_marked(asked: Asked) -> list[Path]:
    """Make the pages, whole or not at all, and return their paths.

    Raises:
        DataError: the registers do not keep the contract.
        DesignError: a municipality or measure does not exist, or the folder is another's.
        NotebookFailed: the notebook or the check of a page failed.
    """
    if asked.out is not None:
        check_folder(asked.out)
        check_owner(asked.out, asked.data)
    say_step(f"reading {asked.data}")
    report, answers = _answered(asked)
    out = asked.out or FOLDER / folder_name(report.here.source.name)
    check_folder(out)
    check_owner(out, asked.data)
    with _folder_to_write(out, report) as made:
        write_answers(answers, made / ANSWERS)
        names = []
        for language in asked.languages:
            say_step(f"running {asked.notebook.name} on {report.code} {report.place} ({language})")
            names.append(file_name(marked_stem(report), language))
            html = _page(asked, report, made, language)
            (made / names[-1]).write_text(html, encoding="utf-8", newline="\n")
        write_note(made, asked.data, report.here.source.name)
        shutil.move(made / NOTE, out / NOTE)
        return [Path(shutil.move(made / name, out / name)) for name in names]


def _answered(asked: Asked) -> tuple[Municipal, Answers]:
    """Return the estimates of the municipality, and the answers that a kernel makes them from.

    The registers are read here and nowhere else; the persons are let go before a kernel starts.
    """
    if is_release(asked.data):
        raise DesignError(
            f"{asked.data} is a release, and this page is made from persons."
            "\nOf a release: analysis batch RELEASE --out REPORTS."
        )
    live = open_live(asked.data)
    say_warnings(live.registers)

    def ask(study: Study) -> Municipal:
        return municipal(study, asked.design, asked.code, asked.published)

    study = answering(asked.data, live, Questions(questions(asked.data, live, ask)))
    return ask(study), study.answers


@contextmanager
def _folder_to_write(out: Path, report: Municipal) -> Iterator[Path]:
    """Yield a folder inside `out` that is gone afterwards; so is `out` where nothing came of it."""
    new = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=out, prefix=f".{marked_stem(report)}-") as made:
            yield Path(made)
    finally:
        for folder in new:
            if not any(folder.iterdir()):
                folder.rmdir()


def _page(asked: Asked, report: Municipal, made: Path, language: Language) -> str:
    parameters = {
        "data": str((made / ANSWERS).resolve()),
        "municipality": asked.code,
        "language": language.value,
        **({"published": asked.published} if asked.published else {}),
        **asdict(asked.design),
        **asked.shown,
    }
    executed = made / f"{language}.ipynb"  # holds what persons gave; gone with its folder
    pieces = _run(asked.notebook, executed, parameters)
    try:
        html = marked_page(report, pieces, asked.languages, language)
        check_page(html, report, "", language)
    except DisclosureError as error:
        raise NotebookFailed(str(error)) from error
    return html


def _run(notebook: Path, executed: Path, parameters: dict[str, object]) -> list[str]:
    """Run the notebook; what a fault of its own says may hold a person's value, and is not said."""
    try:
        return run(notebook, executed, parameters)
    except NotebookFailed as failed:
        kind = getattr(failed.__cause__, "ename", None)
        if kind is None or kind in {one.__name__ for one in _refusals(AnalysisError)}:
            raise
        raise NotebookFailed(
            f"{notebook.name}: {kind}; its text may hold a person's value, and is not shown."
            "\nOpen the notebook on the dataset to see it."
        ) from None


def _refusals(kind: type[AnalysisError]) -> Iterator[type[AnalysisError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _refusals(below)
