"""dataset.toml into a Dataset: all that is wrong is said at once, before a table is read."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.registers.dataset import (
    FILE,
    SCHEMES,
    SPLIT_RULES,
    Dataset,
    Dialect,
    Repairs,
    broken_rules,
    month_number,
)
from analysis.registers.declared_faults import Faults, Wrong
from analysis.registers.declared_section import Section
from analysis.registers.declared_tables import declared_tables
from analysis.terms import Access, SelectedBy, Tax

MONTHS = ("first_observed", "last_observed")


def read_dataset(folder: Path) -> Dataset:
    """Read dataset.toml of a folder.

    Raises:
        DataError: the file is missing or is no TOML; or with everything that it declares and the
            contract does not know: line, key, what is allowed, what to do.
    """
    path = folder / FILE
    if not path.is_file():
        raise DataError(
            f"No {FILE} in {folder}.\nA dataset is a folder with {FILE} and one file per table."
            "\nWrite one; README.md, 'Your own registers', has an example."
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{FILE} is not valid TOML in UTF-8.\n{path}: {error}"
            "\nMend that place; README.md, 'Your own registers', has an example."
        ) from error
    faults = Faults()
    dataset = _dataset(Section(content, (), faults))
    faults.stop_if_any(path, text)
    return dataset


def _dataset(section: Section) -> Dataset:
    section.only(Dataset.__dataclass_fields__)
    first, last = (_month(section, name) for name in MONTHS)
    if first is not None and last is not None and last < first:
        rule = "'last_observed' lies before 'first_observed'"
        section.note(Wrong.AGAINST, "last_observed", rule, "Mend one of the two months.")
    tables = section.table("tables")
    has_tables = isinstance(section.content.get("tables", {}), dict)
    return Dataset(
        name=section.text("name"),
        access=Access(section.choice("access", list(Access))),
        selected_by=SelectedBy(section.choice("selected_by", list(SelectedBy))),
        first_observed=first or 0,
        last_observed=last or 0,
        source=section.text("source"),
        contact=section.text("contact"),
        delivered=_delivered(section),
        area_scheme=section.choice("area_scheme", list(SCHEMES), SCHEMES[0]),
        split_rule=section.choice("split_rule", list(SPLIT_RULES), SPLIT_RULES[0]),
        missing=section.texts("missing"),
        open_dates=section.texts("open_dates"),
        dialect=_dialect(section.table("dialect")),
        repairs=_repairs(section.table("repairs")),
        tables=declared_tables(tables) if has_tables else {},
        tax=Tax(section.choice("tax", list(Tax), Tax.UNDECLARED)),
        basic_amount=_basic_amount(section.table("basic_amount")),
        seed=section.number("seed"),
    )


def _month(section: Section, name: str) -> int | None:
    """Return a month, or None where there is none."""
    if name not in section.content:
        section.missing(name, "YYYY-MM")
        return None
    try:
        return month_number(str(section.content[name]))
    except ValueError as error:
        hint = f'Write it in quotes, such as {name} = "2015-01".'
        section.note(Wrong.VALUE, name, f"'{name}': {error}", hint)
        return None


def _delivered(section: Section) -> str:
    """Return when the registers were delivered, as a text or as a date of TOML."""
    value = section.content.get("delivered", "")
    if not isinstance(value, str | date):
        section.no_text("delivered")
    return str(value)


def _dialect(section: Section) -> Dialect:
    known = section.only(Dialect.__dataclass_fields__)
    words: dict[str, Any] = {**vars(Dialect())}
    lists = ("yes", "no")
    words |= {name: section.texts(name, words[name]) for name in lists if name in known}
    words |= section.words(name for name in known if name not in lists)
    broken = broken_rules(words)
    for name, (rule, hint) in broken.items():
        kind = Wrong.AGAINST if name in lists else Wrong.VALUE
        section.note(kind, name, f"{section.named(name)} {rule}", hint)
    return Dialect() if broken else Dialect(**words)


def _repairs(section: Section) -> Repairs:
    section.only(Repairs.__dataclass_fields__)
    net = section.content.get("net_negative_hours", False)
    days = section.content.get("residence_gap_days", 0)
    if not isinstance(net, bool):
        rule = f"{section.named('net_negative_hours')} is true or false"
        section.note(Wrong.TYPE, "net_negative_hours", rule, "Write it without quotes.")
    if type(days) is not int or not 0 <= days <= 366:
        rule = f"{section.named('residence_gap_days')} is a number of days from 0 to 366"
        hint = "Write it in digits, without quotes."
        section.note(Wrong.VALUE, "residence_gap_days", rule, hint)
    return Repairs(net, days)


def _basic_amount(section: Section) -> dict[int, int]:
    """Return year -> basic amount from 1 May of that year."""
    found = {}
    for name, value in section.content.items():
        if not re.fullmatch("(19|20)[0-9]{2}-05-01", name):
            rule = f"{section.named(name)}: a basic amount holds from 1 May of a year"
            section.note(Wrong.VALUE, name, rule, 'Write the date so: "2012-05-01".')
        elif type(value) is not int or not 1_000 <= value <= 1_000_000:
            rule = f"{section.named(name)} is whole NOK a year, from 1000 to 1000000"
            section.note(Wrong.VALUE, name, rule, "Write it in digits, without quotes or blanks.")
        else:
            found[int(name[:4])] = value
    return found
