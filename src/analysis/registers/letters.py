"""Encodings: which one a file most likely has, and which texts were read in a wrong one."""

import re

import numpy as np
from numpy.typing import NDArray

ENCODINGS = ("utf-8", "latin-1", "cp1252", "cp850", "cp865", "utf-16", "utf-16-le", "utf-16-be")
"""What a dataset may declare."""

NORWEGIAN = "æøåÆØÅ"
STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\u2500-\u259f]|[^\\W\\d_][†›°]")
"""Control and box characters, and signs inside words: letters of another code page."""
LAST_LATIN = "\u024f"


def likely_encoding(sample: bytes) -> str:
    """Return the encoding that bytes which are not UTF-8 most likely have."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in sample:
        return "utf-16"
    counts = {
        name: sum(sample.count(letter.encode(name)) for letter in NORWEGIAN)
        for name in ("latin-1", "cp865")
    }
    return max(counts, key=lambda name: counts[name])


def odd_texts(texts: list[str]) -> NDArray[np.bool_]:
    """Tell which texts hold more than plain letters, digits and signs (printable ASCII)."""
    together = "".join(texts)
    if together.isascii() and together.isprintable():  # a million texts in one look
        return np.zeros(len(texts), dtype=bool)
    return np.array([not (text.isascii() and text.isprintable()) for text in texts], dtype=bool)


def is_garbled(text: str) -> bool:
    """Tell whether a text was read in another encoding than it was written in.

    'TromsÃ¸' is UTF-8 read as Latin-1: its Latin-1 bytes are UTF-8 of Latin letters, which hardly
    a word's are by chance (those of Evenášši are UTF-8, but of an Ogham letter).
    """
    if text.isascii() and text.isprintable():
        return False
    if STRAY.search(text):
        return True
    return not text.isascii() and any(_is_latin_in(text, name) for name in ("latin-1", "cp1252"))


def _is_latin_in(text: str, encoding: str) -> bool:
    try:
        meant = text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return False
    return all(letter <= LAST_LATIN or "\u2010" <= letter <= "\u20ac" for letter in meant)
