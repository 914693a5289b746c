"""A finished page against the release: the right name, the right numbers, one stamp, nothing else.

The page is read as a reader's browser would read it; what it must say is computed anew.
"""

import base64
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import Markup

from analysis.display import school
from analysis.display.fragment import digest, invented
from analysis.display.meanings import meaning_texts
from analysis.display.prose import answer_texts, title_text
from analysis.display.published_here import published_mark, published_table, published_texts
from analysis.display.ranks_here import ranks_table, ranks_texts
from analysis.display.rules_here import rules_table, rules_texts
from analysis.display.slider import measurement_point
from analysis.display.words import say
from analysis.errors import DisclosureError
from analysis.publish.notebook import NotebookFailed
from analysis.study import Municipal
from analysis.terms import Language

OUTSIDE = re.compile(r"""(?:src|srcset|href)=["']?(?:[a-z]+:)?//""", re.IGNORECASE)

PANELS = '<fieldset class="points">'
"""What the reader's own measurement point begins with."""
MARKED = 3
"""How often a marked page says that it is not for publication: title, strip above it, footer."""


@dataclass
class Page(HTMLParser):
    """What a page holds: text, title, the rows behind its pieces, their marks, its pictures."""

    text: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    marks: int = 0
    marks_above: int = 0
    images: list[tuple[str, str | None]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    language: str = ""
    _inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, the rows of a piece, a picture with its alternative text."""
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if tag in ("h1", "style", "title"):
            self._inside.append(tag)
        if tag == "html":
            self.language = values.get("lang", "")
        if "data-release" in values:
            self.releases.add(values["data-release"])
            self.rows |= set(values.get("data-rows", "").split())
        if tag == "p" and values.get("class") == "room":
            self.marks += 1
            self.marks_above += not self.releases
        if tag == "img":
            self.images.append((values.get("src", ""), values.get("alt", "")))
        if tag == "source":
            self.images.append((values.get("srcset", ""), None))

    def handle_endtag(self, tag: str) -> None:
        """Leave a heading or a style."""
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Collect what can be read."""
        if "style" not in self._inside:
            self.text.append(data)
        if "h1" in self._inside:
            self.heading.append(data)
        if "title" in self._inside:
            self.title.append(data)


def check_page(html: str, report: Municipal, stamp: str, language: Language) -> None:
    """Hold a finished page against the release, or a marked page against the study of persons.

    Raises:
        DisclosureError: a piece was made from persons, or from another release.
        NotebookFailed: the page is not this municipality's, or says other numbers than the release.
    """
    page = Page()
    page.feed(html)
    page.close()
    if page.releases != {report.here.release_id or ""}:
        whence = "this release" if report.here.release_id else "these persons"
        raise DisclosureError(
            f"{report.place} ({report.code}): a piece of the page was not made from {whence}."
        )
    text = " ".join("".join(page.text).split())
    wrong = [
        *_wrong_words(page, text, report, language),
        *_wrong_marks(page, text, report, stamp, language),
        *_wrong_rows(page, report),
        *_wrong_pictures(page, report, language),
        *_wrong_parts(html, page, text, report, language),
    ]
    if "script" in page.tags or OUTSIDE.search(html):
        wrong.append("the page holds a script or reaches outside itself")
    if wrong:
        raise NotebookFailed(f"{report.place} ({report.code}): {'; '.join(wrong)}.")


def _wrong_words(page: Page, text: str, report: Municipal, language: Language) -> list[str]:
    wrong = []
    if page.language != language:
        wrong.append("the page is in another language")
    if "".join(page.heading) != title_text(report, language):
        wrong.append("the title is another municipality's")
    mark = invented(report.here.source, language)
    shown = digest(report.school) in page.rows  # a notebook of one's own may leave it out
    told = (school.answer_texts, school.near_texts)
    of_school = [text for ask in told for text in ask(report, language)] if shown else []
    answers = (*answer_texts(report, language), *meaning_texts(report, language), *of_school)
    if _lacks(text, answers, mark):
        wrong.append("an answer differs from the release")
    return wrong


def _invented(report: Municipal, language: Language) -> str:
    return invented(report.here.source, language)


@dataclass(frozen=True)
class Optional:
    """A part of a page with a table and sentences, which is held to the release where it is there.

    Attributes:
        rows: fields of the report that it is made of; it is there where the page shows one of them.
        table: as it is written.
        texts: all its sentences.
        wrong: what is said where they differ.
        mark: what stands behind each sentence.
    """

    rows: tuple[str, ...]
    table: Callable[[Municipal, Language], Markup]
    texts: Callable[[Municipal, Language], list[str]]
    wrong: str
    mark: Callable[[Municipal, Language], str] = _invented


OPTIONAL = (
    Optional(
        ("rules_everybody",),
        rules_table,
        rules_texts,
        "a share by another rule differs from the release",
    ),
    Optional(
        ("ways", "ways_matter", "ranks_here"),
        ranks_table,
        ranks_texts,
        "a place among municipalities differs from the release",
    ),
    Optional(
        ("published",),
        published_table,
        published_texts,
        "the published results differ from the series",
        published_mark,
    ),
)


def _wrong_parts(
    html: str, page: Page, text: str, report: Municipal, language: Language
) -> list[str]:
    """Return what is wrong with parts that a notebook of one's own may leave out."""
    wrong = []
    if PANELS in html:
        _, begin, rest = measurement_point(report, language).html.partition(PANELS)
        if begin + rest.partition("</fieldset>")[0] not in html:
            wrong.append("a panel of the measurement point differs from the release")
    for part in OPTIONAL:
        rows = [getattr(report, name) for name in part.rows]
        if not any(len(one.frame) and digest(one) in page.rows for one in rows):
            continue
        has_table = str(part.table(report, language)) in html
        mark = part.mark(report, language)
        if not has_table or _lacks(text, part.texts(report, language), mark):
            wrong.append(part.wrong)
    return wrong


def _lacks(text: str, sentences: Iterable[str], mark: str) -> bool:
    """Tell whether a page's text lacks one of its sentences."""
    return any(" ".join((one + mark).split()) not in text for one in sentences)


def _wrong_marks(
    page: Page, text: str, report: Municipal, stamp: str, language: Language
) -> list[str]:
    """Return what is wrong with the stamp of a batch, or with the marks of a page from persons."""
    banner = say("confidential_banner", language)
    if report.here.release_id is None:
        around = page.marks_above == page.marks == 1 and text.endswith(banner)
        marked = around and text.count(banner) == MARKED and banner in "".join(page.title)
        return [] if marked else ["a mark that it is not for publication is missing"]
    wrong = ["it is marked as not for publication"] if page.marks else []
    if say("stamp", language, stamp=stamp) not in text:
        wrong.append("the batch stamp is missing or another")
    return wrong


def _wrong_rows(page: Page, report: Municipal) -> list[str]:
    allowed = {digest(part) for part in report.parts}
    needed = {digest(part) for part in (report.here, report.everybody)}
    if page.rows - allowed:
        return ["a piece was made from other rows"]
    return [] if needed <= page.rows else ["a piece is missing"]


def _wrong_pictures(page: Page, report: Municipal, language: Language) -> list[str]:
    from PIL import Image

    allowed = {digest(part) for part in report.parts}
    mark = invented(report.here.source, language)
    wrong = []
    for source, alt in page.images:
        head, _, coded = source.partition("base64,")
        if head != "data:image/png;":
            return ["a picture is not inside the page"]
        picture = Image.open(io.BytesIO(base64.b64decode(coded)))
        texts = picture.info
        rows = set(str(texts.get("Description", "")).split())
        if not rows or rows - allowed:
            wrong.append("a picture shows other rows")
        title = str(texts.get("Title", ""))
        if alt not in (None, title) or not title.endswith(mark):
            wrong.append("a picture's alternative text is another's")
    return wrong
