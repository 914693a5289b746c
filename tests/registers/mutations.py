"""Files broken at random, and what must hold however they are broken.

A broken file is either refused with a DataError, or read as a slow, obvious reader reads it: every
row used or left out by a named reason, every value as it stands in the file.
"""

import csv
import signal
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.registers.read import read_registers
from analysis.registers.values import BLANKS

SECONDS = 20
"""Longer than this on a file of a few hundred bytes is a hang."""
TOML = """\
name = "fuzz"
access = "invented"
selected_by = "started"
first_observed = "2015-01"
last_observed = "2017-12"
source = "broken at random"
contact = "nobody"
missing = ["ukjent"]
open_dates = ["31.12.9999"]

[dialect]
delimiter = ";"
decimal = ","
date_format = "%d.%m.%Y"

[tables.participants]
file = "participants.csv"

[tables.jobs]
file = "jobs.csv"
"""
PARTICIPANTS = """\
person_id;municipality;programme_start;programme_end;sex
007;0301;02.02.2015;03.06.2016;female
008;4601;02.02.2015;;male
æø;5501;05.03.2015;03.06.2016;ukjent
010;;02.02.2015;01.07.2016;
"""
JOBS = """\
person_id;start;end;hours_per_week
007;03.08.2015;31.12.9999;37,5
007;03.08.2016;30.11.2016;0,5
008;01.04.2016;30.06.2016;20
æø;01.04.2016;30.04.2016;ukjent
999;01.04.2016;30.04.2016;12
"""
TOKENS = [
    *(token.encode() for token in ("31.02.2016", "2020-13", "1e400", "-1", "nan", "9999-12-31")),
    *(token.encode() for token in ("=1+1", "<script>", "{{x}}", "\u00a0", "\u202e", "\ufeff")),
    *(token.encode() for token in ("301", "0301", "TromsÃ¸", "03.04.2020", "37.5", "0,285")),
    b'"',
    b'""',
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b",",
    b"\0",
    b"\xff",
    b"\xe6\xf8",
    b"\x1b[2J",
    b"'",
    b" ",
    b"\x1a",
]


def mutate(content: bytes, rng: np.random.Generator) -> bytes:
    """Return the content with one to three random changes: bytes, tokens, cuts, lines."""
    for _ in range(int(rng.choice([1, 1, 1, 2, 3]))):
        content = _CHANGES[int(rng.integers(len(_CHANGES)))](content, rng)
    return content


def _at(content, rng):
    return int(rng.integers(len(content) + 1))


def _flip(content, rng):
    if not content:
        return content
    changed = bytearray(content)
    changed[_at(content[1:], rng)] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def _put(content, rng):
    place = _at(content, rng)
    return content[:place] + TOKENS[int(rng.integers(len(TOKENS)))] + content[place:]


def _replace(content, rng):
    place, length = _at(content, rng), int(rng.integers(1, 8))
    return content[:place] + TOKENS[int(rng.integers(len(TOKENS)))] + content[place + length :]


def _cut(content, rng):
    place, length = _at(content, rng), int(rng.integers(1, 20))
    return content[:place] + content[place + length :]


def _end(content, rng):
    return content[: _at(content, rng)]


def _line(content, rng):
    """Repeat, drop or move a line."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    one = int(rng.integers(len(lines)))
    what = int(rng.integers(3))
    line = lines[one] if what == 0 else lines.pop(one)
    if what != 1:
        lines.insert(int(rng.integers(len(lines) + 1)), line)
    return b"".join(lines)


def _encode(content, rng):
    codecs = ["latin-1", "cp865", "utf-16", "utf-8-sig"]
    text = content.decode("utf-8", errors="replace")
    return text.encode(codecs[int(rng.integers(len(codecs)))], errors="replace")


_CHANGES = [_flip, _flip, _put, _put, _put, _replace, _replace, _cut, _end, _line, _line, _encode]


@dataclass(frozen=True)
class Fuzzed:
    """What became of one broken file: read, or refused, or a fault of the program."""

    fate: str
    message: str = ""


def read_broken(folder: Path) -> Fuzzed:
    """Read a dataset with a broken file, and hold what was read against the slow reader."""

    def late(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        registers = read_registers(folder)
        signal.alarm(0)
        wrong = differences(folder, registers)
        return Fuzzed("differs", wrong) if wrong else Fuzzed("read")
    except AnalysisError as error:
        return Fuzzed("refused", str(error))
    except TimeoutError:
        return Fuzzed("hangs")
    except Exception as error:  # what a fuzz is for
        return Fuzzed("fault", f"{type(error).__name__}: {error}")
    finally:
        signal.alarm(0)


def differences(folder: Path, registers) -> str:
    """Return how registers read from CSV differ from the slow reading; empty where they do not."""
    for table, of_file in registers.rows.groupby("table")["rows"].sum().items():
        rows = _slow_rows(folder, table)
        if of_file != len(rows):
            return f"{table}: {of_file} rows accounted for, {len(rows)} in the file"
    expected, found = _slow_jobs(folder), _jobs(registers)
    return "" if expected == found else "jobs are not as they stand in the file"


def _slow_rows(folder, table):
    declared = tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8-sig"))
    dialect = {"delimiter": ",", "encoding": "utf-8", **declared.get("dialect", {})}
    encoding = dialect["encoding"]
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    text = (folder / declared["tables"][table]["file"]).read_bytes().decode(encoding)
    rows = list(csv.reader(text.splitlines(), delimiter=dialect["delimiter"]))
    names = [name.strip(BLANKS) for name in rows[0]]
    return [
        dict(zip(names, [cell.strip(BLANKS) for cell in row], strict=False)) for row in rows[1:]
    ]


def _slow_jobs(folder):
    """Return the jobs of participants as a multiset of person, start, end and hundredths."""
    people = {row["person_id"] for row in _slow_rows(folder, "participants") if any(row.values())}
    spells = {
        (
            row["person_id"],
            _slow_date(row["start"]),
            _slow_date(row["end"]),
            _slow_hours(row.get("hours_per_week", "")),
        )
        for row in _slow_rows(folder, "jobs")
        if any(row.values()) and row["person_id"] in people
    }
    return Counter(spells)


def _slow_date(text):
    if text in ("", "ukjent", "31.12.9999"):
        return None
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day))


def _slow_hours(text):
    if text in ("", "ukjent"):
        return None
    hundredths = Decimal(text.replace(",", ".")) * 100
    return int(hundredths.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _jobs(registers):
    jobs = registers.tables["jobs"]
    ids = registers.ids
    hours = jobs["hours_per_week"] if "hours_per_week" in jobs else [None] * len(jobs)
    return Counter(
        (
            ids[person],
            start.date(),
            None if pd.isna(end) else end.date(),
            None if pd.isna(hour) else int(hour),
        )
        for person, start, end, hour in zip(
            jobs["person"], jobs["start"], jobs["end"], hours, strict=True
        )
    )


def write_base(folder: Path) -> dict[str, bytes]:
    """Write the dataset that is broken; return file -> content."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"dataset.toml": TOML, "participants.csv": PARTICIPANTS, "jobs.csv": JOBS}
    content = {name: text.encode() for name, text in texts.items()}
    for name, one in content.items():
        (folder / name).write_bytes(one)
    return content


def break_one(folder: Path, content: dict[str, bytes], rng: np.random.Generator) -> str:
    """Break one file of a dataset that is otherwise whole; return its name."""
    for name, one in content.items():
        (folder / name).write_bytes(one)
    files = ["jobs.csv", "jobs.csv", "participants.csv", "dataset.toml"]
    name = files[int(rng.integers(len(files)))]
    (folder / name).write_bytes(mutate(content[name], rng))
    return name
