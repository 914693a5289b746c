"""What a number format of Excel makes of a stored number or date: its digits, or something else.

A format has up to four sections: for numbers above 0, below 0, for 0, and for texts. Digits,
blanks, signs, colours and countries show the number that is stored. A text beside it, a per cent,
a scale or a fraction shows another, and whoever looks at the sheet believes the one that is shown.
"""

import datetime as dt
import operator
import re
from dataclasses import dataclass

from analysis.registers.contract import Kind
from analysis.registers.problems import shape_of

TEXTS = (Kind.ID, Kind.AREA, Kind.TEXT, Kind.CODE)
"""Kinds of which each sign counts: 123-456 is not 123456."""
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<blank>[_*].)|\[(?P<bracket>[^]]*)\]'
    r"|(?P<digits>[0#?.,]+)|(?P<plain>General|@|E[+-][0#?]+)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
BLANKS, SIGNS = " \u00a0\u202f", "-+() \u00a0\u202f\u2212"
KRONER = re.compile(rf"[{SIGNS}]*((kr|nok)\.?|,-)[{SIGNS}]*", re.IGNORECASE)
"""What may stand beside an amount; the mark of another currency makes it another amount."""
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
SCALE = re.compile(r"(?<=[0#?]),+(?![0#?,])")
"""Commas behind the last digit: each divides what is shown by 1000."""
COUNTRY = re.compile(r"\[\$-[0-9A-Fa-f]{3,4}\]|;@$|\\")
OF_THE_MACHINE = "mm-dd-yy"
"""How a file names Excel's short date, which each machine shows in the way of its own country."""
DATE = re.compile(r"(yyyy|yy|mm?|dd?)([. -])(yyyy|yy|mm?|dd?)\2(yyyy|yy|mm?|dd?)", re.IGNORECASE)
DATE_CELL = "a date cell"


@dataclass(frozen=True)
class Section:
    """The part of a format that is used for a number.

    Attributes:
        pieces: blocks of digits and what stands around them, in order.
        condition: what a number must be for the section, if that is said.
    """

    pieces: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None

    @property
    def digits(self) -> str:
        """The places of digits, with decimal sign and separators."""
        return "".join(text for what, text in self.pieces if what == "digits")

    @property
    def zeros(self) -> int:
        """How many digits are shown at least before the decimal sign."""
        return self.digits.partition(".")[0].count("0")

    @property
    def is_scaled(self) -> bool:
        """Whether the number is shown in thousands, per cent or as a fraction."""
        signs = {text for what, text in self.pieces if what == "other"}
        return bool({"%", "/"} & signs or SCALE.search(self.digits))


def section_for(value: float, number_format: str) -> Section:
    """Return the section of a format by which a number is shown."""
    sections = _sections(number_format)[:3]
    if any(section.condition for section in sections):
        return next((one for one in sections if _holds(one, value)), sections[-1])
    if value < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


def text_section(number_format: str) -> Section | None:
    """Return the section of a format by which a text is shown, if the format has one."""
    sections = _sections(number_format)
    if len(sections) == 4:
        return sections[3]
    return next((one for one in sections if ("plain", "@") in one.pieces), None)


def shows_another(section: Section, value: float, kind: Kind) -> bool:
    """Tell whether somebody who looks at the sheet sees something else than the stored number."""
    if section.is_scaled:
        return True
    texts = "".join("\0" if what in ("digits", "plain") else text for what, text in section.pieces)
    plain = BLANKS if kind in TEXTS and value >= 0 else SIGNS
    for text in texts.split("\0"):
        is_amount = kind is Kind.MONEY and KRONER.fullmatch(text)
        if text.strip(plain) and not is_amount:
            return True
    return value != 0 and "\0" not in texts  # it shows nothing, or a sign alone


def shape_shown(section: Section, value: float, decimal: str) -> str:
    """Return the shape of what the sheet shows for a number, in quotes, or in words."""
    if ("other", "/") in section.pieces:
        return "a fraction"
    scale = SCALE.search(section.digits)
    times = 100 if ("other", "%") in section.pieces else 1
    number = abs(value) * times / 1000 ** len(scale[0] if scale else "")
    rooms = [_places(text) if what == "digits" else (0, 0) for what, text in section.pieces]
    whole, _, rest = f"{number:.{sum(behind for _, behind in rooms)}f}".partition(".")
    whole = whole.zfill(section.zeros)
    blocks = [at for at, (what, _) in enumerate(section.pieces) if what == "digits"]
    shown = ""
    for at in reversed(range(len(rooms))):
        what, text = section.pieces[at]
        if what == "digits":  # filled from the right; what is left over stands in the first block
            before, behind = rooms[at]
            cut = max(len(whole) - before, 0) if at != blocks[0] else 0
            text, whole = whole[cut:] + (decimal + rest) * (behind > 0), whole[:cut]
        elif text.casefold() in ("general", "@"):
            text = f"{value:g}".replace(".", decimal)
        shown = text + shown
    shown = shown.strip(BLANKS)
    return f"'{shape_of(shown)}'" if shown else "nothing"


def shape_of_date(day: dt.date, number_format: str) -> str:
    """Return the shape of a date as the sheet shows it, in quotes; else that it is a date cell."""
    form = COUNTRY.sub("", number_format)
    match = DATE.fullmatch(form)
    if number_format == OF_THE_MACHINE or match is None:
        return DATE_CELL
    first, sign, second, third = match.groups()
    numbers = {"y": f"{day.year:04d}", "m": f"{day.month:02d}", "d": f"{day.day:02d}"}
    parts = [
        numbers[part[0].lower()][-len(part) :]
        if len(part) > 1
        else numbers[part.lower()].lstrip("0")
        for part in (first, second, third)
    ]
    return f"'{shape_of(sign.join(parts))}'"


def _places(digits: str) -> tuple[int, int]:
    """Return how many digits a block has room for before and behind the decimal sign."""
    before, _, behind = digits.partition(".")
    return sum(map(before.count, "0#?")), sum(map(behind.count, "0#?"))


def _sections(number_format: str) -> list[Section]:
    found: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for match in TOKEN.finditer(number_format):
        what = str(match.lastgroup)
        text = match[what]
        if what == "other" and text == ";":
            found.append([])
            conditions.append(None)
        elif what == "bracket":
            condition = CONDITION.fullmatch(text)
            if condition:
                conditions[-1] = (condition[1], float(condition[2]))
            elif text.startswith("$"):
                found[-1].append(("quoted", text[1:].partition("-")[0]))
        else:
            found[-1].append((what, " " if what == "blank" else text))
    return [Section(tuple(pieces), at) for pieces, at in zip(found, conditions, strict=True)]


def _holds(section: Section, value: float) -> bool:
    if section.condition is None:
        return True
    sign, limit = section.condition
    return bool(COMPARED[sign](value, limit))
