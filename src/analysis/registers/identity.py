"""Norwegian identity numbers by their build, so that ids which are not pseudonyms are seen.

Source: Skatteetaten, fødselsnummer and D-number: a date (day + 40 in a D-number), three digits and
two check digits modulo 11.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.text_numbers import Form

IDENTITY_NUMBERS = (
    "no value is a national identity number, or holds one; more than 1 in 100 here do|"
    "Replace ids by pseudonyms, the same in every table; take the numbers out of other texts."
)
"""'rule|hint' of columns in which more than TOLERATED of the distinct values are or hold one."""
WITHIN = re.compile(r"(?<![0-9])[0-9]{6}[ .-]?[0-9]{5}(?![0-9])")
"""How an identity number is written within a text."""
LIKE_ONE = re.compile(WITHIN.pattern + r"|^[0-9]{10}$", re.MULTILINE)
"""The same, or a number that may have lost its leading zero, alone on a line."""
DIGITS = slice(ord("0"), ord("9") + 1)
SHORTEST = 12
BLOCK = 1 << 17
"""Bytes looked at together, so that they stay in fast memory."""
WEIGHTS = np.array(
    [[3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]], dtype=np.int64
)
DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
TOLERATED = 0.01
"""Of random pseudonyms of 11 digits about 6 in 10,000 pass; more than this share is no chance."""


def any_like_one(texts: pd.Index, form: Form | None = None) -> bool:
    """Tell whether any text may hold an identity number, from a look at all of them together."""
    if form is not None and not _are_long(np.any(form.has[:, DIGITS], axis=1)):
        return False
    together = "\n".join(texts.tolist())
    return _has_long_number(together.encode()) and LIKE_ONE.search(together) is not None


def _has_long_number(signs: bytes) -> bool:
    """Tell whether ten digits follow each other, or six and five with one sign between them."""
    parts = range(0, len(signs), BLOCK)
    return any(_holds_long_number(signs[first : first + BLOCK + SHORTEST]) for first in parts)


def _holds_long_number(signs: bytes) -> bool:
    return _are_long(np.frombuffer(signs, dtype=np.uint8) - np.uint8(ord("0")) < 10)


def _are_long(digit: NDArray[np.bool_]) -> bool:
    """Tell whether ten signs that follow each other may be digits, or six and five so apart."""
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    six = four[:-2] & two[4:]
    if not six.any():
        return False
    five = four[:-1] & digit[4:]
    return bool((six[:-4] & four[6:]).any() or (six[:-6] & five[7:]).any())


def hold_identity_numbers(texts: pd.Index) -> NDArray[np.bool_]:
    """Tell of each text whether it is an identity number, or holds one among other words."""
    holds = pass_as_identity_numbers(texts)
    found = [WITHIN.search(text) if len(text) >= SHORTEST else None for text in texts.tolist()]
    places = [place for place, match in enumerate(found) if match]
    bare = [re.sub("[^0-9]", "", match[0]) for match in found if match]
    holds[places] |= pass_as_identity_numbers(pd.Index(bare, dtype=object))
    return holds


def pass_as_identity_numbers(ids: pd.Index) -> NDArray[np.bool_]:
    """Tell of each text whether it has the date and both check digits of an identity number.

    Numbers that lost a leading zero count as well.
    """
    long = [len(text) in (10, 11) and text.isdecimal() and text.isascii() for text in ids.tolist()]
    passes = np.array(long, dtype=bool)
    padded = [list(text.zfill(11)) for text in ids[passes]]
    digits = np.array(padded, dtype=np.int64).reshape(-1, 11)
    checked = (digits @ WEIGHTS.T % 11 == 0).all(axis=1)
    day, month, year = (digits[:, i] * 10 + digits[:, i + 1] for i in (0, 2, 4))
    day = np.where(day > 40, day - 40, day)
    longest = DAYS[np.where(month <= 12, month, 0)]
    dated = (day >= 1) & (day <= longest) & ~((month == 2) & (day == 29) & (year % 4 != 0))
    passes[passes] = checked & dated
    return np.asarray(passes)
