"""Pages from pieces: one template for reports and index, everything escaped but the pieces."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.display.fragment import room_mark
from analysis.display.goals import goal
from analysis.display.prose import title_text
from analysis.display.words import say
from analysis.errors import DisclosureError
from analysis.study import Municipal
from analysis.terms import Language

if TYPE_CHECKING:
    from jinja2 import Environment

LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "á": "a", "š": "s", "ŋ": "n", "đ": "d", "č": "c", "ž": "z"}
)
LONGEST = 60
"""Letters of a name in a file's name; file systems take 255 bytes in all."""
MARKED = ".confidential"
"""What stands in the name of a page that is not for publication."""
PIECE = re.compile(r'<div class="[a-z]+" data-release="[0-9a-f]*" data-rows="[0-9a-f ]*">')


@dataclass(frozen=True)
class Link:
    """A link of the page's head."""

    href: str
    text: str
    code: str = ""


def file_stem(code: str, name: str) -> str:
    """Return a file's name without ending: the code whole, the first name in plain letters."""
    plain = name.partition(" - ")[0].lower().translate(LETTERS)
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-")
    safe = (
        re.sub(r"[^A-Za-z0-9.]+", "-", code).strip(".-")
        or hashlib.sha256(code.encode()).hexdigest()[:8]
    )
    return f"{safe}-{slug}" if slug and slug != safe.lower() else safe


def file_name(stem: str, language: Language) -> str:
    """Return the file of a page: bokmål has the plain name."""
    return f"{stem}.html" if language is Language.NB else f"{stem}.{language}.html"


def report_page(report: Municipal, pieces: list[str], stamp: str, language: Language) -> str:
    """Return the page of one municipality.

    Raises:
        DisclosureError: a piece is no fragment made from estimates of a release.
    """
    stem = file_stem(report.code, report.place)
    told = goal(report.here, language)
    return render(
        "page.html.j2",
        language,
        title=f"{title_text(report, language)} – {say('index_title', language, **told)}",
        pieces=_pieces(pieces),
        back=Link(file_name("index", language), say("back", language)),
        languages=other_languages(stem, language),
        stamp=say("stamp", language, stamp=stamp),
    )


def marked_page(
    report: Municipal, pieces: list[str], languages: tuple[Language, ...], language: Language
) -> str:
    """Return the page of one municipality made from persons: marked, and linked to no index.

    Args:
        report: made from a live study.
        pieces: what the notebook shows.
        languages: all that the page is made in.
        language: of this page.

    Raises:
        DisclosureError: a piece is no fragment made from estimates.
    """
    banner = say("confidential_banner", language)
    links = other_languages(marked_stem(report), language)
    return render(
        "page.html.j2",
        language,
        title=f"{title_text(report, language)} – {banner}",
        mark=room_mark(language),
        pieces=without_marks(_pieces(pieces), language),
        back=None,
        languages=[link for link in links if link.code in languages],
        stamp=banner,
    )


def without_marks(pieces: list[Markup], language: Language) -> list[Markup]:
    """Return pieces without the mark of each: the page says it once, where it is always seen."""
    return [Markup(piece.replace(room_mark(language), "", 1)) for piece in pieces]


def marked_stem(report: Municipal) -> str:
    """Return a marked page's file without ending, such as 0301-oslo.confidential."""
    return file_stem(report.code, report.place) + MARKED


def _pieces(pieces: list[str]) -> list[Markup]:
    """Return fragments as markup: they were escaped where they were made."""
    for piece in pieces:
        if not is_one_piece(piece):
            raise DisclosureError("A notebook shows something that was not made from estimates.")
    return [Markup(piece) for piece in pieces]


def is_one_piece(html: str) -> bool:
    """Tell whether HTML is one fragment, with nothing before or behind it."""
    depth, tags = 0, list(re.finditer(r"<(/?)div\b", html))
    for tag in tags:
        depth += -1 if tag[1] else 1
        if depth == 0:
            return bool(PIECE.match(html)) and html[tag.start() :] == "</div>"
    return False


def other_languages(stem: str, language: Language) -> list[Link]:
    """Return the links to the same page in the other languages."""
    return [
        Link(file_name(stem, other), say("language_name", other), other.value)
        for other in Language
        if other is not language
    ]


def render(template: str, language: Language, **values: object) -> str:
    """Return a filled template."""
    return (
        _environment()
        .get_template(template)
        .render({"language": language.value, "style": Markup(_style()), "mark": "", **values})
    )


@cache
def _style() -> str:
    folder = files("analysis.publish") / "templates"
    return folder.joinpath("style.css").read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("analysis.publish"), autoescape=True, undefined=StrictUndefined
    )
