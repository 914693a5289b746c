"""How ids may be written, so that two that look the same are the same and a total is no person.

Only distinct texts are looked at, and those of plain letters and digits are passed over quickly.
"""

import re
import unicodedata
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.registers.contract import Column, Kind
from analysis.registers.letters import odd_texts

Bools = NDArray[np.bool_]
HIDDEN = (
    "an id holds no character that cannot be seen, and no other blank than a plain one;"
    " '?' stands where one is|"
    "Take it out at its source; it may be a zero-width or a no-break space, or a soft hyphen."
)
NOT_COMPOSED = (
    "a letter with an accent in an id is one character, not a letter and a mark (Unicode NFC)|"
    "Write the ids in the form NFC in every table, or replace them by pseudonyms of plain letters."
)
WITH_EXPONENT = (
    "an id is not a number with an exponent, as a spreadsheet writes long numbers; its last digits"
    " are lost|"
    "Export the column again as text from its source."
)
LOOKS_ALIKE = (
    "texts of a column that look the same are the same; this one differs from another by a"
    " character that cannot be seen, a kind of blank, or the way an accent is stored|"
    "Write them in one way (Unicode NFC, plain blanks)."
)
TOTAL = (
    "a row is about one person or place; this one is named as a total|"
    "Take the row out; totals are counted from the other rows."
)
OTHER_ZEROS = (
    "an id is written in the same way in every table; some differ from a participant's only by"
    " zeros in front (rows: {rows}, ids: {ids})|Write the ids as text in every table."
)
EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}")
"""What Excel makes of an id of twelve digits or more: 1.23457E+11."""
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that show nothing; Python holds them for printable."""
TOTAL_WORDS = re.compile(
    r"(?:(?:total|del|hoved)?sum(?:men|me)?|(?:sub-?|grand )?total(?:t|en)?|i ?alt|til ?sammen"
    r"|antall|gjennomsnitt|snitt|average|mean|hele landet|alle (?:kommuner|personer|deltakere)"
    r"|n(?= ?=))(?![^\W_]|[-_])",
    re.IGNORECASE,
)
"""How the name of a total begins: 'Sum', 'Totalt (2020)', 'I alt:', 'N = 200'."""
MAY_BEGIN = frozenset("sStTdDhHiIaAgGmMnN")
"""Letters with which they begin: most ids are passed over by their first."""


def ids_and_texts(texts: list[str], column: Column, among: Bools) -> dict[str, Bools]:
    """Return 'rule|hint' -> which distinct texts of a column break it.

    Args:
        texts: distinct texts without blanks around them.
        column: what the column holds. An id or a code of a place must be the same in every table,
            so a form that can be mistaken is refused; other texts only beside their look-alike.
        among: which texts may be looked at.
    """
    found = {}
    odd = odd_texts(texts)
    places = [int(place) for place in np.flatnonzero(odd & among)]
    if column.kind is Kind.TEXT and not column.name.endswith("_id"):
        found[LOOKS_ALIKE] = _among(texts, _look_alikes(texts, places))
    else:
        hidden = [place for place in places if _hides(texts[place])]
        found[HIDDEN] = _among(texts, hidden)
        composed = [unicodedata.is_normalized("NFC", texts[place]) for place in places]
        loose = {place for place, is_one in zip(places, composed, strict=True) if not is_one}
        found[NOT_COMPOSED] = _among(texts, sorted(loose - set(hidden)))
    if column.kind is Kind.ID or column.name.endswith("_id"):
        cut = [
            place for place, text in enumerate(texts) if "+" in text and EXPONENT.fullmatch(text)
        ]
        found[WITH_EXPONENT] = _among(texts, cut) & among
    if column.kind in (Kind.ID, Kind.AREA):
        found[TOTAL] = _among(texts, _totals(texts)) & among
    return found


def _totals(texts: list[str]) -> list[int]:
    """Return which texts begin as the name of a total; ids without a letter are passed over."""
    if not any(letter in MAY_BEGIN for letter in set("".join(texts))):
        return []
    return [
        place
        for place, text in enumerate(texts)
        if text[:1] in MAY_BEGIN and TOTAL_WORDS.match(text)
    ]


def any_total(texts: list[str]) -> bool:
    """Tell whether a text begins as the name of a total."""
    return len(_totals(texts)) > 0


def lost_zeros(ids: pd.Series, participants: pd.Index) -> tuple[Bools, str]:
    """Return which rows have a participant's id but for zeros in front, and 'rule|hint' of them.

    Such ids went through a number in one table and not in another: 7 beside 007.

    Args:
        ids: person_id of a table, as categories.
        participants: the ids of participants.
    """
    codes = ids.cat.codes.to_numpy()
    others = np.unique(codes[codes >= 0])
    others = others[participants.get_indexer(ids.cat.categories[others]) < 0]
    written = ids.cat.categories[others]
    if len(written):
        bare = {text.lstrip("0") for text in participants}
        others = others[[text.lstrip("0") in bare for text in written]]
    rows = np.isin(codes, others)
    return rows, OTHER_ZEROS.format(rows=int(rows.sum()), ids=len(others))


def twins_by_zeros(ids: pd.Series) -> Bools:
    """Tell of each row whether its id differs from another of the column only by zeros in front."""
    if not _any_begins_with_zero(ids.cat.categories):
        return np.zeros(len(ids), dtype=bool)
    used = ids.cat.remove_unused_categories().cat
    written = used.categories.tolist()
    twins = np.zeros(len(written), dtype=bool)
    if len(set(map(len, written))) > 1:
        bare = pd.Index([text.lstrip("0") for text in written], dtype=object)
        twins = bare.duplicated(keep=False)
    return np.append(twins, False)[used.codes.to_numpy()]


def _any_begins_with_zero(texts: pd.Index) -> bool:
    if texts.is_monotonic_increasing:  # those that do stand together
        return bool(texts.searchsorted("0") < texts.searchsorted("1"))
    return "\n0" in "\n".join(["", *texts.tolist()])  # a million texts in one look


def _among(texts: list[str], places: list[int]) -> Bools:
    found = np.zeros(len(texts), dtype=bool)
    found[places] = True
    return found


def _hides(text: str) -> bool:
    """Tell whether a text holds a character that shows nothing, or a blank that is not plain."""
    return not text.isprintable() or UNSEEN.search(text) is not None


def _look_alikes(texts: list[str], places: list[int]) -> list[int]:
    """Return which of the odd texts look like another text."""
    looks = {place: _as_seen(texts[place]) for place in places}
    if all(look == texts[place] for place, look in looks.items()):
        return []
    seen = Counter(looks.values()) + Counter(set(texts) - {texts[place] for place in places})
    return [place for place in places if seen[looks[place]] > 1 and looks[place] != texts[place]]


def _as_seen(text: str) -> str:
    """Return a text as a reader sees it: composed, blanks plain, nothing that shows nothing."""
    plain = "".join(" " if sign.isspace() else sign for sign in UNSEEN.sub("", text))
    shown = "".join(sign for sign in plain if sign.isprintable())
    return unicodedata.normalize("NFC", shown)
