"""The tables that dataset.toml declares: their files, and the owner's names and codes."""

from analysis.errors import nearest
from analysis.registers.contract import NEEDED_TABLES, TABLES, Table
from analysis.registers.dataset import TRANSLATED, TableFile
from analysis.registers.declared_faults import Fault, Wrong
from analysis.registers.declared_section import LONGEST, Section, quoted, shown

SHEETS = (".xlsx", ".xlsm")


def declared_tables(section: Section) -> dict[str, TableFile]:
    """Return the tables by name, and note what is wrong with them."""
    known = section.only(TABLES)
    for name in [name for name in NEEDED_TABLES if name not in section.content]:
        hint = f'Add a line [tables.{name}], and below it file = "…".'
        missing = Fault(Wrong.MISSING, (), f"[tables.{name}] is missing", hint)
        section.faults.found.append(missing)
    below = {name: section.table(name) for name in known}
    whole = [name for name in known if isinstance(section.content[name], dict)]
    tables = {name: _table_file(TABLES[name], below[name]) for name in whole}
    used: dict[tuple[str, str], str] = {}
    for name, table in tables.items():
        first = used.setdefault((table.file, table.sheet), name)
        if first != name and table.file:
            what = "sheet" if table.sheet else "file"
            rule = f"[tables.{first}] and [tables.{name}] have the same {what}"
            hint = "Give each table a file of its own, or a sheet of its own in a workbook."
            section.note(Wrong.AGAINST, name, rule, hint)
    return tables


def _table_file(table: Table, section: Section) -> TableFile:
    section.only(TableFile.__dataclass_fields__)
    columns = _columns(table, section.table("columns"))
    codes = section.table("codes")
    by_column = {name: _codes(table, name, codes) for name in codes.only(table.names)}
    sheet, rows = _place_in_workbook(section)
    section.text("file")
    file = str(section.content.get("file", ""))  # as it stands: a blank is part of a file's name
    found = TableFile(file, columns, by_column, section.texts("ignored"), sheet, rows)
    _note_read_and_ignored(table, found, section)
    return found


def _columns(table: Table, section: Section) -> dict[str, str]:
    columns = section.words(section.only(table.names))
    for name, own in columns.items():
        if not own.strip():
            section.note(Wrong.VALUE, name, f"{section.named(name)} is empty", "Fill it in.")
    same: dict[str, list[str]] = {}
    for name in table.names:
        same.setdefault(columns.get(name, name), []).append(name)
    for own, names in same.items():
        if len(names) > 1:
            rule = f"{section.title} gives {' and '.join(names)} the same own name {quoted(own)}"
            given = next(name for name in names if name in columns)
            section.note(Wrong.AGAINST, given, rule, "Give each the name of another column.")
    return columns


def _note_read_and_ignored(table: Table, found: TableFile, section: Section) -> None:
    """Note columns that dataset.toml names both as one to read and as one not to read."""
    for name in [name for name in table.names if name in found.columns or name in table.needed]:
        own = found.own(name)
        if own in found.ignored:
            rule = f"{quoted(own)} is ignored in {section.title}, and read as {name}"
            hint = f"Take it out of ignored, or name another column for {name}."
            section.note(Wrong.AGAINST, "ignored", rule, hint)


def _place_in_workbook(section: Section) -> tuple[str, tuple[int, ...]]:
    """Return the sheet and the rows of its header, which only a workbook has."""
    file = section.content.get("file")
    for key in [key for key in ("sheet", "header_rows") if key in section.content]:
        if isinstance(file, str) and not file.lower().endswith(SHEETS):
            hint = f"Take it out, or name a workbook ({', '.join(SHEETS)}) as file."
            rule = f"{section.named(key)} is for Excel files only"
            section.note(Wrong.AGAINST, key, rule, hint)
    sheet = section.text("sheet") if "sheet" in section.content else ""
    rows = section.content.get("header_rows", [1])
    if not _follow(rows):
        rule = f"{section.named('header_rows')} is a list of rows that follow, from 1 to 100"
        hint = "Write it so: header_rows = [2], or [2, 3] for a header in two rows."
        section.note(Wrong.TYPE, "header_rows", rule, hint)
        rows = [1]
    return sheet, tuple(rows)


def _follow(rows: object) -> bool:
    if not isinstance(rows, list) or not rows or not all(type(row) is int for row in rows):
        return False
    return rows == list(range(rows[0], rows[0] + len(rows))) and 1 <= rows[0] <= 100


def _codes(table: Table, name: str, above: Section) -> dict[str, str]:
    section, column = above.table(name), table.column(name)
    if column.kind not in TRANSLATED:
        rule = f"{section.title}: a column of kind '{column.kind}' has no codes"
        able = [column.name for column in table.columns if column.kind in TRANSLATED]
        above.note(Wrong.UNKNOWN, name, rule, f"Take it out. Allowed: {', '.join(able)}.")
        return {}
    codes = section.words(section.content)
    for own, target in codes.items():
        if column.codes and target not in column.codes:
            close = nearest(target[:LONGEST], list(column.codes))
            rule = f"{section.named(own)} is one of {', '.join(column.codes)}{close}"
            hint = "Write one of these, in quotes."
            if own in column.codes:
                hint = f'Write {shown(target)} = "{own}": your own code stands first.'
            section.note(Wrong.VALUE, own, rule, hint)
    return codes
