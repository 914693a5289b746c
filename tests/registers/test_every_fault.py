"""Every fault that a register extract may have, in the order of the list of faults, by table.

Each case is a broken file and what is said of it: the full text of a refusal, or the exact counts
of what was repaired or is doubtful. A case is made for every table and column where the fault can
occur. Faults of sheets, of Stata, SPSS and SAS files and of municipality codes of another date
have lists of their own: test_workbooks, test_statistics_files, test_areas, test_merged_areas.
Faults of estimates, releases and pages are none of files.
"""

import datetime as dt
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.errors import DataError
from analysis.registers import limits
from analysis.registers.contract import TABLES, Kind
from analysis.registers.quality import findings
from analysis.registers.read import read_registers
from analysis.registers.ready_outcomes import read_outcomes

from .folders import JOBS, PARTICIPANTS, PLAIN, breaks, fates, file_of, remarks, write_folder
from .test_identity import numbers_of

OPENING = breaks()


@dataclass(frozen=True)
class Case:
    """A fault in one file, and what is right.

    Attributes:
        fault: its name in the list of faults.
        table: the table it stands in; "outcomes" is a ready-made file.
        what: the column, or which of several forms.
        content: the table's file.
        lines: of the refusal, after its opening; none where the file is read.
        rows: fate -> rows of the table.
        told: (column, remark) -> rows of the table.
        found: finding -> number, of the registers as a whole.
        values: column -> values as read.
        declared: lines of dataset.toml.
        more: other tables.
        damage: what is done to the folder after it is written.
    """

    fault: str
    table: str
    what: str
    content: object
    lines: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=lambda: {"used": 1})
    told: dict[tuple[str, str], int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    declared: str = ""
    more: dict[str, object] = field(default_factory=dict)
    damage: Callable[[Path], object] = lambda folder: None

    def __str__(self) -> str:
        return f"{self.fault} | {self.table} | {self.what}".replace("\0", "NUL")


def columns(*kinds, needed=None):
    """Return (table, column) of some kinds, in every table."""
    return [
        (table.name, column)
        for table in TABLES.values()
        for column in table.columns
        if column.kind in kinds and (needed is None or needed is not column.may_be_blank)
    ]


def at(table, column, rule, found, hint, row=2, ending="csv"):
    """Return the lines of a refusal of one value."""
    return (
        f"{table}.{ending}, column '{column}': {rule}.",
        f"  row {row}: found '{found}'",
        f"  {hint}",
    )


def plain(table):
    return file_of(table)


def several(*cases):
    return [case for some in cases for case in some]


SPELLS = [name for name, table in TABLES.items() if ("start", "end") in table.in_order]
DATE = "a date without time of day, written as date_format says: {}, 1900 to 2100"
ISO, NORDIC = "%Y-%m-%d (as 2016-12-31)", "%d.%m.%Y (as 31.12.2016)"
MEND_DATE = "Mend the date"
WRITE_SO = "Write the date so, or declare another date_format under [dialect]"
NORWEGIAN = '[dialect]\ndate_format = "%d.%m.%Y"\n'
ENDS = [(table, column) for table, column in columns(Kind.DATE) if column.name in
        ("end", "programme_end")]  # fmt: skip
OTHER_SIGN = ("Write '.' before decimals, and no other sign in a number; or declare"
              ' decimal = "," under [dialect], where all numbers are written so.')  # fmt: skip
DIGITS = ("Write digits only, with '.' before decimals; leave unknown values empty, or declare"
          " their word in missing.")  # fmt: skip
NET = "Mend it; where it is a correction, set net_negative_hours = true under [repairs]."
MEND = "Mend the value."
NUMBERS = {
    Kind.HOURS: "hours a week are a number between 0 and 168",
    Kind.MONEY: "an amount is a number of NOK, not negative",
    Kind.WEIGHT: "a weight is a number above 0",
    Kind.YEAR: "a year is a whole number between 1900 and 2100",
    Kind.NUMBER: "a number is written as [dialect] declares",
}
ID_RULE = "no value is a national identity number, or holds one; more than 1 in 100 here do"
ID_HINT = "Replace ids by pseudonyms, the same in every table; take the numbers out of other texts."
KEEP = "  Keep the row that is right."


def number_rule(column, hint):
    """Return rule and hint; a year has one hint only."""
    if column.kind is Kind.YEAR:
        hint = "Write the year with four digits."
    return NUMBERS[column.kind], hint


def identical():
    for table in TABLES:
        text = plain(table)
        twice = text + text.partition("\n")[2]
        yield Case("same person twice, identical rows", table, "whole row", twice,
                   rows={"identical_row": 1, "used": 1})  # fmt: skip


def conflicting():
    fault = "same person twice, conflicting values"
    values = {
        "sex": ("female", "male", "aaaaaa", "aaaa"),
        "birth_year": ("1985", "1986", "9999", "9999"),
        "country_of_origin": ("Syria", "Iran", "aaaaa", "aaaa"),
        "admission": ("refugee", "family", "aaaaaaa", "aaaaaa"),
        "prior_education": ("none", "higher", "aaaa", "aaaaaa"),
        "settled": ("2015-01-01", "2015-01-02", "9999-99-99", "9999-99-99"),
    }
    for column, (one, other, *shapes) in values.items():
        starts = {"programme_start": "2015-08-01"}, {"programme_start": "2017-08-01"}
        rows = [{column: value, **start} for value, start in zip((one, other), starts, strict=True)]
        yield Case(fault, "participants", column, file_of("participants", *rows), (
            f"participants.csv, column '{column}': one value a person.",
            f"  rows 2 and 3: found '{shapes[0]}' and '{shapes[1]}'", KEEP))  # fmt: skip
    one = "one row a person{}; these rows are of one, and differ here."
    rows = {"programme_end": "2016-08-01"}, {"programme_end": "2016-09-01"}
    yield Case(fault, "participants", "exit", file_of("participants", *rows), (
        f"participants.csv, column 'programme_end': {one.format(' and programme')}",
        "  rows 2 and 3: found '9999-99-99' and '9999-99-99'", KEEP))  # fmt: skip
    rows = {"cause": "death"}, {"cause": "emigration"}
    yield Case(fault, "departures", "cause", file_of("departures", *rows), (
        f"departures.csv, column 'cause': {one.format('')}",
        "  rows 2 and 3: found 'aaaaa' and 'aaaaaaaaaa'", KEEP))  # fmt: skip
    two = ("  Keep the row that is right; where they are two contracts, give each an employer_id of"
           " its own, or move that column to ignored under [tables.jobs]: then each row is a job of"
           " its own.")  # fmt: skip
    for column, one, other in (("hours_per_week", "10", "20"), ("contract", "permanent",
                                                                "temporary")):  # fmt: skip
        rows = [{"employer_id": "e", column: value} for value in (one, other)]
        shapes = ["99", "99"] if one == "10" else ["a" * 9, "a" * 9]
        yield Case(fault, "jobs", f"one job, {column}", file_of("jobs", *rows), (
            f"jobs.csv, column '{column}': overlapping spells of one job have the same {column}.",
            f"  rows 2 and 3: found '{shapes[0]}' and '{shapes[1]}'", two))  # fmt: skip


def many_to_many():
    people = file_of(
        "participants", {"programme_start": "2015-02-01"}, {"programme_start": "2016-02-01"}
    )
    for table in SPELLS:
        rows = {"start": "2015-01-01", "end": "2015-01-31"}, {"start": "2016-01-01"}
        text = file_of(table, rows[0], {**rows[1], "end": ""})
        yield Case("m:m merge inflates rows", table, "2 programmes x 2 spells", text,
                   rows={"used": 2}, more={"participants": people})  # fmt: skip


def overlapping():
    fault = "overlapping spells of one thing"
    days = {"start": "2015-08-01", "end": "2015-12-31"}, {"start": "2015-12-31", "end": ""}
    joined = {"joined_to_another_spell": 1, "used": 1}
    for table, values in (
        ("jobs", {"employer_id": "e"}), ("education", {}), ("residence", {}), ("labour_office", {}),
    ):  # fmt: skip
        text = file_of(table, *days, **values)
        yield Case(fault, table, "same values", text, rows=joined, values={"end": [None]})
    rows = {**days[0], "completed": "ja"}, {**days[1], "completed": "nei"}
    yield Case(fault, "education", "completed differs", file_of("education", *rows),
               rows={"used": 2}, told={("start", "overlaps_another_spell"): 1})  # fmt: skip
    for table in ("activities", "benefits"):
        yield Case(fault, table, "same kind", file_of(table, *days), rows={"used": 2},
                   told={("start", "overlaps_another_spell"): 1})  # fmt: skip
    rows = {**days[0], "municipality": "0301"}, {**days[1], "municipality": "1103"}
    yield Case(fault, "residence", "two places", file_of("residence", *rows), rows={"used": 2},
               told={("start", "two_places_at_once"): 1})  # fmt: skip
    rows = [{**day, "employer_id": e} for day, e in zip(days, "ef", strict=True)]
    for hours, told in (("84", {}), ("85", {("hours_per_week", "over_168_hours_together"): 1})):
        text = file_of("jobs", *rows, hours_per_week=hours)
        yield Case(fault, "jobs", f"two jobs of {hours} hours", text, rows={"used": 2}, told=told)
    follow = {"start": "2015-01-01", "end": "2015-07-31"}, {"start": "2015-08-01"}
    for table in SPELLS:
        yield Case(fault, table, "follow each other", file_of(table, *follow), rows={"used": 2})


def turned():
    for name, table in TABLES.items():
        for first, second in table.in_order:
            text = file_of(name, **{first: "2015-08-02", second: "2015-08-01"})
            lines = at(name, second, f"a date is not before '{first}'", "9999-99-99",
                       "Mend the dates.")  # fmt: skip
            yield Case("exit before start", name, second, text, lines)


def event_before_entry():
    fault = "event before entry in a ready-made table"
    for entry in ("3", "4"):
        text = f"person_id,entry,duration,event\na,{entry},3,1\n"
        yield Case(fault, "outcomes", f"entry {entry}, event 3", text, at(
            "outcomes", "duration", "duration is later than entry", "9",
            "Mend the months, or leave out whose event or end of follow-up comes before entry.",
        ))  # fmt: skip


def dates(fault, written, declared=""):
    """Yield a case for every column of dates."""
    shape = "".join("9" if c.isdigit() else "a" if c.isalpha() else c for c in written)
    people = {"participants": file_of("participants", programme_start="01.02.2015")}
    jobs = {"jobs": file_of("jobs", start="01.02.2015", end="")}
    for table, column in columns(Kind.DATE):
        values = {column.name: written}
        if declared:
            values = {c.name: "01.02.2015" for c in TABLES[table].columns if c.kind is Kind.DATE
                      and (c.needed or c.name == "programme_start")} | values  # fmt: skip
        is_day = re.fullmatch("9999-99-99" if not declared else "99.99.9999", shape)
        end = "; declare the code of an open end in open_dates" * ((table, column) in ENDS)
        lines = at(table, column.name, DATE.format(NORDIC if declared else ISO), shape,
                   f"{MEND_DATE if is_day else WRITE_SO}{end}.")  # fmt: skip
        more = {**people, **jobs} if declared else {}
        text = file_of(table, **values)
        yield Case(fault, table, f"{column.name} {written}", text, lines, declared=declared,
                   more={n: t for n, t in more.items() if n != table})  # fmt: skip


def open_codes():
    fault = "9999-12-31, 2999, 1900-01-01"
    for code in ("9999-12-31", "2999-01-01", "1900-01-01"):
        yield from dates(f"{fault}, undeclared", code)
        for table, column in ENDS:
            text = file_of(table, **{column.name: code})
            yield Case(f"{fault}, declared", table, f"{column.name} {code}", text,
                       told={(column.name, "open_date_code"): 1}, values={column.name: [None]},
                       declared=f'open_dates = ["{code}"]\n')  # fmt: skip


def no_dates():
    yield from dates("2020-13", "2020-13")
    yield from dates("2020-13", "2020-13-01")
    yield from dates("31.02", "31.02.2016", NORWEGIAN)
    yield from dates("31.02", "2016-02-31")


def days_and_months():
    fault = "03.04.2020"
    yield from dates(fault, "03.04.2020")
    for table, column in columns(Kind.DATE):
        needed = {
            c.name: "01.02.2015"
            for c in TABLES[table].columns
            if c.kind is Kind.DATE and (c.needed or c.name == "programme_start")
        }
        needed |= {"end": ""} if "end" in needed else {}
        text = file_of(table, **{**needed, column.name: "03.04.2016"})
        tables = {"participants": file_of("participants", programme_start="01.02.2015"),
                  "jobs": file_of("jobs", start="01.02.2015", end="")}  # fmt: skip
        told = {}
        if column.name == "settled":
            told = {("settled", "settled_after_programme"): 1}
        yield Case(f"{fault}, declared", table, column.name, text, told=told, declared=NORWEGIAN,
                   values={column.name: [pd.Timestamp("2016-04-03")]},
                   more={n: t for n, t in tables.items() if n != table})  # fmt: skip


def times():
    yield from dates("time zone", "2020-01-31T23:30Z")
    yield from dates("time zone", "2020-01-31T00:00:00")
    moment = pd.Timestamp("2015-08-01", tz="UTC")
    frame = pd.DataFrame({"person_id": ["a"], "start": [moment], "end": [dt.date(2015, 9, 1)]})
    lines = at("jobs", "start", DATE.format(ISO), "9999-99-99 99:99:99+99:9…", f"{WRITE_SO}.", 1,
               "parquet")  # fmt: skip
    yield Case("time zone", "jobs", "start in Parquet", frame, lines)


HOME = file_of("residence", {"start": "2015-01-01", "end": "2015-03-31"},
               {"start": "2015-05-01", "end": ""})  # fmt: skip


def missing_months():
    fault = "month missing for a person"
    yield Case(fault, "residence", "no fill declared", HOME, rows={"used": 2},
               found={"residence_gap": 1, "no_residence": 1})  # fmt: skip
    yield Case(fault, "residence", "fill declared", HOME, rows={"used": 2},
               told={("end", "gap_filled"): 1}, found={"gap_filled": 1, "no_residence": 1},
               declared="[repairs]\nresidence_gap_days = 30\n",
               values={"end": [pd.Timestamp("2015-04-30"), None]})  # fmt: skip


def decimals():
    fault = 'decimal comma "0,5"'
    for table, column in columns(*NUMBERS):
        rule, hint = number_rule(column, OTHER_SIGN)
        text = file_of(table, **{column.name: '"0,5"'})
        yield Case(fault, table, column.name, text, at(table, column.name, rule, "9,9", hint))
    read = {Kind.HOURS: 50, Kind.MONEY: 1, Kind.WEIGHT: 500_000, Kind.NUMBER: 0.5}
    for table, column in columns(*read):
        tables = {"participants": PARTICIPANTS, "jobs": JOBS.replace("37.5", "37"),
                  table: file_of(table, **{column.name: "0¤5"})}  # fmt: skip
        tables = {name: text.replace(",", ";").replace("¤", ",") for name, text in tables.items()}
        yield Case(f"{fault}, declared", table, column.name, tables.pop(table), more=tables,
                   declared='[dialect]\ndecimal = ","\ndelimiter = ";"\n',
                   values={column.name: [read[column.kind]]})  # fmt: skip


def shapes_of_rows():
    for table in TABLES:
        header, row = plain(table).split("\n")[:2]
        n = header.count(",") + 1
        yield Case("semicolon file read with comma", table, "whole file",
                   plain(table).replace(",", ";"), (
            f"{table}.csv: the delimiter ',' gives 1 column(s); found ';'.",
            "  row 1",
            "  Declare delimiter under [dialect] in dataset.toml."))  # fmt: skip
        for what, broken, fields in (("short", row.rpartition(",")[0], n - 1),
                                     ("long", f"{row},x", n + 1)):  # fmt: skip
            yield Case(f"{what} row", table, "second row", f"{header}\n{row}\n{broken}\n", (
                f"{table}.csv: every row has {n} fields, as the header has.",
                f"  row 3: {fields} fields",
                "  Mend the rows; a text that holds the delimiter stands in quotes."))  # fmt: skip
        yield Case("unclosed quote", table, "second row", f'{header}\n{row}\n"{row}\n{row}\n', (
            f"{table}.csv, row 3: a quote is not closed in its row, or text follows it.",
            '  Allowed: "a text in quotes", on one line; a quote inside it is written twice.',
            "  Mend the row."))  # fmt: skip


def names_of_columns():
    for name, table in TABLES.items():
        header = plain(name).split("\n")[0]
        ignore = (
            f"  Name your own columns under [tables.{name}.columns] in dataset.toml.",
            f"  To leave them out, write under [tables.{name}]:",
        )
        for column in table.needed:
            wrong = f"{column}x"
            broken = ",".join(wrong if c == column else c for c in header.split(","))
            yield Case("renamed column", name, column, plain(name).replace(header, broken, 1), (
                f"{name}.csv: no column '{column}' (nearest: {wrong}).",
                f"{name}.csv: column '{wrong}' is not in the contract (nearest: {column}).",
                f"  The header has: {broken.replace(',', ', ')}.",
                *ignore, f'  ignored = ["{wrong}"]'))  # fmt: skip
            less = [[v for c, v in zip(header.split(","), line.split(","), strict=True)
                     if c != column] for line in plain(name).split("\n")[:2]]  # fmt: skip
            yield Case("missing column", name, column, "\n".join(map(",".join, less)) + "\n", (
                f"{name}.csv: no column '{column}'.",
                f"  The header has: {', '.join(less[0])}.",
                ignore[0]))  # fmt: skip
        extra = plain(name).replace("\n", ",zzz\n")
        yield Case("extra column", name, "zzz", extra, (
            f"{name}.csv: column 'zzz' is not in the contract.",
            f"  The header has: {header.replace(',', ', ')}, zzz.",
            *ignore, '  ignored = ["zzz"]'))  # fmt: skip


TEXTS = columns(Kind.TEXT)


def encodings():
    garbled = (
        "the text was read in another encoding than it was written in",
        "Declare encoding under [dialect]; a Parquet file is written again from its source.",
    )
    told_to_write = (
        '  Write encoding = "{}" under [dialect] in dataset.toml, which holds for all its files; or'
        " save this one as utf-8."
    )
    for table, column in [*TEXTS, *columns(Kind.ID)]:
        text = file_of(table, **{column.name: "Tromsø"})
        read = "aaaaaa¸"
        yield Case("UTF-8 read as Latin-1", table, column.name, text.encode("utf-8"),
                   at(table, column.name, garbled[0], read, garbled[1]),
                   declared='[dialect]\nencoding = "latin-1"\n')  # fmt: skip
        for encoding in ("latin-1", "cp865"):
            yield Case("CP865 / Latin-1", table, f"{column.name} {encoding}",
                       text.encode(encoding), (
                f"{table}.csv, row 2, byte {text.splitlines()[1].index('ø') + 1}: the text is not"
                " utf-8.",
                f"  Most likely it is {encoding}.", told_to_write.format(encoding)))  # fmt: skip
    for table in TABLES:
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            yield Case("UTF-16", table, encoding, plain(table).encode(encoding), (
                f"{table}.csv: the text is not utf-8.",
                "  Most likely it is utf-16.", told_to_write.format("utf-16")))  # fmt: skip


def blanks():
    for table in TABLES:
        yield Case("BOM", table, "whole file", ("\ufeff" + plain(table)).encode())
        yield Case("CRLF", table, "whole file", plain(table).replace("\n", "\r\n").encode())
    for table, column in columns(*Kind):
        for blank, what in ((" ", "trailing blank"), ("\u00a0", "NBSP")):
            text = file_of(table, **{column.name: plain_value(column) + blank})
            yield Case(what, table, column.name, text, told={(column.name, "blanks_stripped"): 1})


def plain_value(column):
    """Return a value of a column with which nothing is wrong, beside plain other values."""
    return column.codes[0] if column.codes else PLAIN[column.kind]


def areas():
    rule = "a municipality code is four digits kept as text (0301, not 301)"
    hint = 'Write the column as text, or set area_scheme = "own".'
    for table, column in columns(Kind.AREA):
        for written, shape in (("301", "999"), ("03011", "99999"), ("Oslo", "aaaa")):
            yield Case("kommunenr 0301", table, f"{column.name} {written}",
                       file_of(table, **{column.name: written}),
                       at(table, column.name, rule, shape, hint))  # fmt: skip


def places():
    yield Case("municipality missing", "participants", "municipality",
               file_of("participants", municipality=""),
               told={("municipality", "municipality_missing"): 1},
               found={"municipality_missing": 1})  # fmt: skip
    rows = [{"municipality": code, "programme_start": start, "programme_end": end} for
            code, start, end in (("0301", "2015-01-01", "2015-06-30"),
                                 ("1103", "2015-08-01", "2016-06-30"))]  # fmt: skip
    yield Case("person in two municipalities / moved", "participants", "two programmes",
               file_of("participants", *rows), rows={"used": 2},
               found={"several_municipalities": 1, "continued": 1})  # fmt: skip


(NUMBER,) = numbers_of("150685")


def identity():
    fault = "ids look like national identity numbers"
    for table, column in columns(Kind.ID, Kind.TEXT):
        yield Case(fault, table, column.name, file_of(table, **{column.name: NUMBER}),
                   at(table, column.name, ID_RULE, "9" * 11, ID_HINT))  # fmt: skip
    for table, column, years in (
        ("participants", "person_id", {}),
        ("jobs", "employer_id", {}),
        ("labour_office", "status", {}),
        ("areas", "name", {"year": "2016"}),
    ):
        rows = [{column: f"p{n}", **({"year": str(1901 + n)} if years else {})} for n in range(99)]
        text = file_of(table, *rows, {column: NUMBER, **years})
        more = {"jobs": file_of("jobs", person_id="p1")} if table == "participants" else {}
        yield Case(f"{fault}, 1 in 100", table, column, text, rows={"used": 100}, more=more,
                   told={(column, "looks_like_identity_number"): 1})  # fmt: skip
    for text in (f"Kari {NUMBER}", f"{NUMBER[:6]} {NUMBER[6:]}"):
        shape = "".join("a" if c.isalpha() else "9" if c.isdigit() else c for c in text)
        yield Case(fault, "activities", f"name {shape}", file_of("activities", name=text),
                   at("activities", "name", ID_RULE, shape, ID_HINT))  # fmt: skip


UNSEEN = ("\u2060", "\u200b", "\u200d", "\u00ad", "\ufeff", "\u00a0", "\u202f", "\u3164")
HIDDEN_HINT = (
    "Take it out at its source; it may be a zero-width or a no-break space, or a soft hyphen."
)
COMPOSED = (
    "a letter with an accent in an id is one character, not a letter and a mark (Unicode NFC)",
    "Write the ids in the form NFC in every table, or replace them by pseudonyms of plain letters.",
)
ALIKE = (
    "texts of a column that look the same are the same; this one differs from another by a"
    " character that cannot be seen, a kind of blank, or the way an accent is stored",
    "Write them in one way (Unicode NFC, plain blanks).",
)
IDS = [(table, column) for table, column in columns(Kind.ID, Kind.TEXT)
       if column.kind is Kind.ID or column.name.endswith("_id")]  # fmt: skip
GROUPS = [(table, column) for table, column in TEXTS if (table, column) not in IDS]


def look_alikes():
    fault = "ids that look the same"
    rule = ("an id holds no character that cannot be seen, and no other blank than a plain one;"
            " '?' stands where one is")  # fmt: skip
    for table, column in IDS:
        for sign in UNSEEN:
            text = file_of(table, **{column.name: f"x{sign}7"})
            yield Case(fault, table, f"{column.name} U+{ord(sign):04X}", text,
                       at(table, column.name, rule, "a?9", HIDDEN_HINT))  # fmt: skip
        text = file_of(table, **{column.name: "a\u030a7"})
        yield Case(fault, table, f"{column.name} NFD", text,
                   at(table, column.name, COMPOSED[0], "a\u030a9", COMPOSED[1]))  # fmt: skip
    for table, column in GROUPS:
        for odd, shape in (("A\u030as i", "a\u030aa a"), ("\u00c5s\u00a0i", "aa?a"),
                           ("\u00c5s\u00ad i", "aa? a")):  # fmt: skip
            other = {"year": "2016"} if table == "areas" else {"person_id": "b"}
            text = file_of(table, {column.name: "\u00c5s i"}, {column.name: odd, **other})
            yield Case("texts that look the same", table, f"{column.name} {odd!a}", text,
                       at(table, column.name, ALIKE[0], shape, ALIKE[1], row=3))  # fmt: skip


def totals():
    rule = "a row is about one person or place; this one is named as a total"
    hint = "Take the row out; totals are counted from the other rows."
    for table, column in columns(Kind.ID):
        for word, shape in (("Sum", "aaa"), ("TOTALT", "aaaaaa"), ("i alt", "a aaa"),
                            ("Antall: 12", "aaaaaa: 99"), ("N = 12", "a = 99")):  # fmt: skip
            yield Case("row of totals", table, f"{column.name} {word}",
                       file_of(table, {}, {column.name: word}),
                       at(table, column.name, rule, shape, hint, row=3))  # fmt: skip
    for table, column in columns(Kind.AREA):
        other = {} if table == "areas" else {"person_id": "b"}
        yield Case("row of totals", table, f"{column.name} Sum, own areas",
                   file_of(table, {}, {column.name: "Sum", **other}),
                   at(table, column.name, rule, "aaa", hint, row=3),
                   declared='area_scheme = "own"\n')  # fmt: skip
    for name, row in (("only an id", "x,,"), ("an id that says nothing", "9999,,")):
        shape = "a" if row[0] == "x" else "9999"
        yield Case("row of totals", "participants", name, PARTICIPANTS + row + "\n", at(
            "participants", "person_id", "a row of participants holds more than an id", shape,
            "Fill in dates and municipality, or take the row out; a row of totals is no person.",
            row=4))  # fmt: skip
    yield Case("row of totals", "participants", "no id, a count", PARTICIPANTS + ",,2015-01-01\n",
               at("participants", "person_id", "a value is needed in every row", "(empty)",
                  "Fill it in, or take the row out.", row=4))  # fmt: skip


PERSONS = [name for name, table in TABLES.items() if "person_id" in table.names]


def ids_of_two_tables():
    for table in PERSONS[1:]:
        for own, other in (("7", "007"), ("007", "7")):
            people = file_of("participants", person_id=own)
            jobs = {"jobs": file_of("jobs", person_id=own)} if table != "jobs" else {}
            lines = at(
                table, "person_id", "an id is written in the same way in every table; some differ"
                " from a participant's only by zeros in front (rows: 1, ids: 1)",
                "9" * len(other), "Write the ids as text in every table.", row=3,
            )  # fmt: skip
            rows = {"person_id": own}, {"person_id": other}
            yield Case("7 beside 007", table, f"{other}, participant {own}", file_of(table, *rows),
                       lines, more={"participants": people, **jobs})  # fmt: skip
        yield Case("ids of another pseudonymisation", table, "no row is of a participant",
                   file_of(table, person_id="x"), rows={"not_a_participant": 1},
                   told={("person_id", "hardly_any_participants"): 1})  # fmt: skip
    text = file_of("participants", {"person_id": "7"}, {"person_id": "007"})
    yield Case("7 beside 007", "participants", "both", text, rows={"used": 2},
               told={("person_id", "differs_by_zeros_in_front"): 2},
               more={"jobs": file_of("jobs", person_id="7")})  # fmt: skip


AUGUST = {"start": "2015-08-01", "end": "2015-08-31", "employer_id": "e"}


def hours():
    for table, column in columns(Kind.HOURS):
        for written, hundredths in (("0.5", 50), ("0.99", 99), ("1.0", 100)):
            yield Case("hours 0.5", table, f"{column.name} {written}",
                       file_of(table, **{column.name: written}),
                       values={column.name: [hundredths]})  # fmt: skip
    for table, column in columns(Kind.HOURS, Kind.MONEY):
        rule, hint = number_rule(column, NET if column.corrected else MEND)
        yield Case("hours negative", table, column.name, file_of(table, **{column.name: "-5"}),
                   at(table, column.name, rule, "-9", hint))  # fmt: skip
    rows = [{**AUGUST, "hours_per_week": h} for h in ("30", "-10")]
    net = "[repairs]\nnet_negative_hours = true\n"
    netted = {"netted_with_its_correction": 1, "used": 1}
    told = {("", "correction_netted"): 1}
    yield Case("hours negative, declared", "jobs", "hours_per_week", file_of("jobs", *rows),
               rows=netted, told=told, values={"hours_per_week": [2000]},
               declared=net)  # fmt: skip
    rows = [{**AUGUST, "monthly_earnings": m} for m in ("3000", "-1000")]
    yield Case("hours negative, declared", "jobs", "monthly_earnings", file_of("jobs", *rows),
               rows=netted, told=told, values={"monthly_earnings": [2000]},
               declared=net)  # fmt: skip
    yield Case("hours negative, declared", "jobs", "nothing to correct",
               file_of("jobs", {**AUGUST, "hours_per_week": "-10"}), at(
        "jobs", "hours_per_week",
        "a correction stands beside a row of the same job that starts and ends in the same month",
        "-99",
        "Add the row that it corrects, split a longer one by month, or take the correction out.",
    ), declared=net)  # fmt: skip
    for written, shape in (("168.01", "999.99"), ("744", "999"), ("inf", "aaa"), ("1e400", "9a999"),
                           ("NaN", "aaa")):  # fmt: skip
        for table, column in columns(*NUMBERS):
            if column.kind is not Kind.HOURS and written[0] in "17" and written != "1e400":
                continue
            rule, hint = number_rule(column, MEND if written[0] in "17" and "e" not in written
                                     else DIGITS)  # fmt: skip
            text = file_of(table, **{column.name: written})
            yield Case("hours > 168, > 744, inf, 1e400", table, f"{column.name} {written}", text,
                       at(table, column.name, rule, shape, hint))  # fmt: skip


CODES = (("2", "9"), ("ja", "aa"), ("JA ", "aa "), ("True", "aaaa"), ("9", "9"))


def codes():
    fault = 'event codes 2, "ja", "JA ", True, 9'
    for written, shape in CODES:
        for table, column in columns(Kind.CODE):
            allowed = ", ".join(column.codes)
            hint = f"Translate your own codes under [tables.{table}.codes.{column.name}]."
            yield Case(fault, table, f"{column.name} {written}",
                       file_of(table, **{column.name: written}),
                       at(table, column.name, f"allowed: {allowed}", shape, hint))  # fmt: skip
        for table, column in columns(Kind.YES_NO):
            own = '[dialect]\nyes = ["J"]\nno = ["N"]\n'
            rule = "yes and no are written as [dialect] declares"
            lines = at(table, column.name, rule, shape, "Declare yes and no under [dialect].")
            text = file_of(table, **{column.name: written})
            yield Case(f"{fault}, other words declared", table, f"{column.name} {written}", text,
                       lines, declared=own)  # fmt: skip
            if shape == "9":
                yield Case(fault, table, f"{column.name} {written}", text, lines)
                continue
            told = {(column.name, "blanks_stripped"): 1} if written.endswith(" ") else {}
            yield Case(f"{fault}, usual words", table, f"{column.name} {written}", text,
                       values={column.name: [True]}, told=told)  # fmt: skip
        text = f"person_id,duration,event\na,3,{written}\n"
        hint = "Write 1 for who reached the event, 0 for the others."
        yield Case(fault, "outcomes", f"event {written}", text,
                   at("outcomes", "event", "event is 0 or 1", shape, hint))  # fmt: skip


def nothing():
    fault = "NaN in time, event"
    duration = (
        "duration is a whole number of months, 1 to 1200",
        "Write the months from the origin to the event, or to the end of follow-up.",
    )
    event = ("event is 0 or 1", "Write 1 for who reached the event, 0 for the others.")
    for name, row, (rule, hint) in (("duration", "a,,1", duration), ("event", "a,3,", event)):
        yield Case(fault, "outcomes", name, f"person_id,duration,event\n{row}\n",
                   at("outcomes", name, rule, "(empty)", hint))  # fmt: skip
    for table, column in columns(*Kind, needed=True):
        text = file_of(table, **{"kind": "employee", column.name: ""} if table == "jobs" else
                       {column.name: ""})  # fmt: skip
        yield Case(fault, table, column.name, text, at(
            table, column.name, "a value is needed in every row", "(empty)",
            "Fill it in, or take the row out."))  # fmt: skip


def again():
    for start, finding in (("2016-08-01", "continued"), ("2017-01-01", "reentered")):
        rows = ({"programme_start": "2015-08-01", "programme_end": "2016-06-30"},
                {"programme_start": start, "programme_end": ""})  # fmt: skip
        text = file_of("participants", *rows)
        yield Case("re-entry into the programme", "participants", finding, text,
                   rows={"used": 2}, found={finding: 1})  # fmt: skip


def as_parquet(content):
    """Return what makes a table's file a Parquet file of this content."""

    def damage(folder):
        text = (folder / "dataset.toml").read_text(encoding="utf-8")
        csv = next(p for p in folder.glob("*.csv") if p.stem not in ("participants", "jobs")
                   or p.read_bytes() == b"to be replaced")  # fmt: skip
        (folder / "dataset.toml").write_text(
            text.replace(csv.name, f"{csv.stem}.parquet"), encoding="utf-8"
        )
        (folder / f"{csv.stem}.parquet").write_bytes(content)

    return damage


def parquet_bytes(table):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({name: ["x" * 50] for name in TABLES[table].needed}), sink)
    return sink.getvalue().to_pybytes()


PACKED = {
    b"\x1f\x8b\x08": "a gzip file",
    b"PK\x03\x04": "a zip or Excel file",
    b"BZh9": "a bzip2 file",
    b"\xfd7zXZ\0": "an xz file",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"7z\xbc\xaf\x27\x1c": "a 7z file",
    b"\x80\x04\x95": "a pickle",
}


def incomplete():
    for table in TABLES:
        whole = parquet_bytes(table)
        where = f"  [tables.{table}] in dataset.toml"
        broken = (f"{table}.parquet: not a whole Parquet file; the file may be incomplete.", where,
                  "  Copy it again, or write it again.")  # fmt: skip
        for share in (0.1, 0.5, 0.99):
            content = whole[: int(len(whole) * share)]
            yield Case("truncated / 0-byte parquet", table, f"first {share:.0%}", b"to be replaced",
                       broken, damage=as_parquet(content))  # fmt: skip
        yield Case("truncated / 0-byte parquet", table, "0 bytes", b"to be replaced", (
            f"{table}.parquet: the file is incomplete: 0 bytes.", where, "  Copy it again."),
            damage=as_parquet(b""))  # fmt: skip
        yield Case("pickle", table, "named .parquet", b"to be replaced", broken,
                   damage=as_parquet(pickle.dumps("never loaded" * 9)))  # fmt: skip
        for magic, kind in PACKED.items():
            fault = "pickle" if kind == "a pickle" else "gzip/zip bomb"
            yield Case(fault, table, f"{kind} named .csv", magic + b"\0" * 50, (
                f"{table}.csv: this is {kind}, not text.",
                "  Allowed: CSV as it is, not packed.",
                "  Unpack it, or write the table as CSV or Parquet."))  # fmt: skip


PAYLOADS = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "</title>",
    "**x**",
    "$x$",
    "{{ x }}",
    "!!python/object:x",
    "__import__('os')",
)


def payloads():
    for table, column in TEXTS:
        for text in PAYLOADS:
            fault = "CSV formula" if text[0] in "=+-@" else "label with markup or code"
            yield Case(fault, table, f"{column.name} {text}", file_of(table, **{column.name: text}),
                       values={column.name: [text]})  # fmt: skip


def ends_of_files():
    for table in TABLES:
        text = plain(table)
        yield Case("last line may be cut", table, "no line end", text.rstrip("\n"),
                   told={("", "no_last_line_end"): 1})  # fmt: skip
        yield Case("line ends", table, "CR only", text.replace("\n", "\r").encode())
        yield Case("NUL", table, "second row", text.replace("\n", "\0\n").encode(), (
            f"{table}.csv, row 1: a NUL character stands in the text.",
            "  Allowed: letters, digits and signs; the file may be damaged.",
            "  Copy it again, or write it again from its source."))  # fmt: skip
        yield Case("very long value", table, "second row", text + "x" * 131_073 + "\n", (
            f"{table}.csv, row 3: a value is longer than any register's.",
            "  Allowed: 131,072 characters a value.",
            "  Mend the row; the file may be damaged, or have another delimiter."))  # fmt: skip
        yield Case("empty lines", table, "between and after", text + "\n \n",
                   rows={"empty_row": 2, "used": 1})  # fmt: skip
    for table, column in TEXTS:
        rule = "a text holds a control character, which is no letter or sign"
        lines = at(table, column.name, rule, "a?a", "Take it out; the file may be damaged.")
        text = file_of(table, **{column.name: "x\x07y"})
        yield Case("control character", table, column.name, text, lines)


def order_of_dates():
    people = (
        ("settled", "2015-08-02", "settled_after_programme"),
        ("birth_year", "2014", "unlikely_age"),
        ("birth_year", "1914", "unlikely_age"),
        ("settled", "2018-01-01", "after_last_observed"),
        ("programme_end", "2018-01-01", "after_last_observed"),
    )
    for column, value, remark in people:
        told = {(column, remark): 1}
        if column == "settled" and remark == "after_last_observed":
            told[column, "settled_after_programme"] = 1
        yield Case("dates out of order", "participants", f"{column} {value}",
                   file_of("participants", **{column: value}), told=told)  # fmt: skip
    text = file_of("participants", programme_end="2016-08-01", registered="2016-07-31")
    yield Case("dates out of order", "participants", "registered", text,
               told={("registered", "registered_before_exit"): 1})  # fmt: skip
    for table in SPELLS:
        yield Case("dates out of order", table, "start", file_of(table, start="2018-01-01", end=""),
                   told={("start", "after_last_observed"): 1})  # fmt: skip
    for table in ("departures", "family", "participation"):
        yield Case("dates out of order", table, "date late", file_of(table, date="2018-01-01"),
                   told={("date", "after_last_observed"): 1})  # fmt: skip
    for table in ("family", "participation"):
        yield Case("dates out of order", table, "date early", file_of(table, date="2014-12-31"),
                   told={("date", "before_first_observed"): 1})  # fmt: skip


FAULTS = several(
    identical(), conflicting(), many_to_many(), overlapping(), turned(), event_before_entry(),
    open_codes(), no_dates(), days_and_months(), times(), missing_months(), decimals(),
    shapes_of_rows(), names_of_columns(), encodings(), blanks(), areas(), places(), identity(),
    hours(), codes(), nothing(), again(), incomplete(), payloads(), ends_of_files(),
    order_of_dates(), look_alikes(), totals(), ids_of_two_tables(),
)  # fmt: skip


def refusal(case, folder):
    """Return the text with which a case is refused, or None."""
    try:
        if case.table == "outcomes":
            path = folder / "outcomes.csv"
            path.write_text(case.content, encoding="utf-8")
            return read_outcomes(path)
        write_folder(folder, {**case.more, case.table: case.content}, case.declared)
        case.damage(folder)
        return read_registers(folder)
    except DataError as error:
        return str(error)


def parameters():
    """Yield the cases; of each fault the first tells which lines are run, the others run the same.

    Following lines takes as long as running them.
    """
    met = set()
    for case in FAULTS:
        marks = [pytest.mark.no_cover] if case.fault in met else []
        yield pytest.param(case, id=str(case), marks=marks)
        met.add(case.fault)


@pytest.mark.parametrize("case", list(parameters()))
def test_every_fault(case, tmp_path):
    result = refusal(case, tmp_path)
    if case.lines:
        assert result == "\n".join([OPENING, *case.lines])
        return
    assert not isinstance(result, str), result
    assert fates(result, case.table) == case.rows
    assert remarks(result) == {(case.table, *place): n for place, n in case.told.items()}
    for column, values in case.values.items():
        name = "person" if column == "person_id" else column
        read = result.tables[case.table][name]
        assert [None if pd.isna(value) else value for value in read] == values
    if case.found:
        frame = findings(result)
        assert dict(zip(frame["finding"], frame["n_events"], strict=True)) == case.found


@pytest.mark.parametrize("table", TABLES)
def test_parquet_bomb_is_refused_from_its_metadata(table, tmp_path, monkeypatch):
    many = pa.table({name: pa.array(["x"] * 300_000) for name in TABLES[table].needed})
    monkeypatch.setattr(limits, "MAX_ROWS", 200_000)
    write_folder(tmp_path, {table: b"to be replaced"})
    sink = pa.BufferOutputStream()
    pq.write_table(many, sink)
    content = sink.getvalue().to_pybytes()
    as_parquet(content)(tmp_path)
    with pytest.raises(DataError) as caught:
        read_registers(tmp_path)
    size = pq.ParquetFile(pa.BufferReader(content)).metadata.row_group(0).total_byte_size
    assert len(content) < 20_000
    assert str(caught.value) == breaks(
        f"{table}.parquet: too large to read at once: 300,000 rows, {size:,} bytes.",
        "  Allowed: 200,000 rows, 8,589,934,592 bytes.",
        "  Take out the rows of those who are no participants, or split the dataset.",
    )


@pytest.mark.parametrize("table", TABLES)
def test_huge_file_is_refused_before_memory_runs_out(table, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.registers.text_files.free_memory", lambda: 100)
    monkeypatch.setattr("analysis.registers.parquet_files.free_memory", lambda: 100)
    write_folder(tmp_path, {table: plain(table)})
    n = plain(table).split("\n")[0].count(",") + 1
    with pytest.raises(DataError) as caught:
        read_registers(tmp_path)
    assert "\n".join(
        [
            f"{table}.csv: too large for this machine: 1 rows with {n} columns need about"
            " 0.0 MB of memory.",
            "  Allowed: what is free, 0.0 MB.",
            "  Take out the rows of those who are no participants, declare columns that are not"
            " needed as ignored, or use a larger machine.",
        ]
    ) in str(caught.value)
