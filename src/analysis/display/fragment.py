"""A piece of a page, with the rows it was made from: what lets a finished page be checked.

Every piece carries the release it comes from and a digest of each frame of estimates behind it, so
that a piece of another municipality, or one made from persons, is found out.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from analysis.design import Estimates, Source
from analysis.display.words import say
from analysis.terms import Access, Language
from analysis.timeline.histories import Histories

Shown = Estimates | Histories
"""What can be shown, and nothing else: estimates, and histories of persons who do not exist."""


@dataclass(frozen=True)
class Fragment:
    """HTML that a notebook shows; it exists so that notebooks and pages show the same."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


@lru_cache(maxsize=256)
def digest(estimates: Shown) -> str:
    """Return a short hash of the rows of estimates, which are shown in many pieces of a page."""
    text = estimates.frame.sort_index(axis=1).to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fragment(body: Markup, language: Language, *estimates: Shown, kind: str = "p") -> Fragment:
    """Return a piece of a page made from estimates; at least one says whose numbers they are."""
    rows = " ".join(dict.fromkeys(digest(one) for one in estimates))
    release = estimates[0].release_id or ""
    html = Markup('<div class="{}" data-release="{}" data-rows="{}">{}{}</div>').format(
        kind, release, rows, _room(estimates[0], language), body
    )
    return Fragment(str(html))


def _room(estimates: Shown, language: Language) -> Markup:
    return Markup("") if estimates.release_id is not None else room_mark(language)


def room_mark(language: Language) -> Markup:
    """Return the mark of what was made from persons; a notebook's output may be copied alone."""
    return Markup('<p class="room">{}</p>').format(say("confidential_banner", language))


def invented(source: Source, language: Language) -> str:
    """Return ' (invented data)' where persons are invented, else nothing."""
    return f" ({say('invented', language)})" if source.access is Access.INVENTED else ""


def heading(key: str, language: Language, **values: str | int) -> Markup:
    """Return a section heading from the catalogue."""
    return Markup("<h2>{}</h2>").format(say(f"heading_{key}", language, **values))


def paragraphs(texts: Iterable[str], mark: str) -> Markup:
    """Return texts as paragraphs, each with a mark: pieces may be copied alone."""
    return Markup("").join(Markup("<p>{}{}</p>").format(text, mark) for text in texts)


def folded(title: str, html: Markup, mark: str) -> Markup:
    """Return something folded away under a title with a mark."""
    return Markup("<details><summary>{}{}</summary>{}</details>").format(title, mark, html)
