"""What whoever reads registers is warned of before anything is made of them, in sentences."""

from collections.abc import Iterator

from analysis.display.register_names import table_name
from analysis.display.tables import count
from analysis.display.words import percent, say
from analysis.registers.account import Fate, Remark
from analysis.registers.hidden import Hidden, stretches
from analysis.registers.read import Registers
from analysis.terms import Language

STRANGERS = (Remark.STRANGERS, Remark.MANY_STRANGERS)


def warnings(registers: Registers, language: Language) -> list[str]:
    """Return what may be wrong with the files as a whole: rows of nobody, and what sheets hide."""
    told = [*_strangers(registers, language)]
    return told + [text for one in registers.hidden for text in _hidden(one, language)]


def _strangers(registers: Registers, language: Language) -> Iterator[str]:
    rows, remarks = registers.rows, registers.remarks
    for table in remarks.loc[remarks["remark"].isin(STRANGERS), "table"]:
        of_table = rows[rows["table"] == table]
        n = int(of_table.loc[of_table["fate"] == Fate.NOT_A_PARTICIPANT, "rows"].sum())
        every = int(of_table["rows"].sum())
        told = {"n": count(n, language), "every": count(every, language)}
        share = percent(n / every, language)
        name = table_name(table, language)
        yield say("warning_strangers", language, table=name, share=share, **told)


def _hidden(hidden: Hidden, language: Language) -> Iterator[str]:
    place = say("warning_place", language, file=hidden.file, sheet=hidden.sheet)
    if hidden.whole:
        table = table_name(hidden.table, language)
        yield say("warning_hidden_sheet", language, place=place, table=table)
    if hidden.columns:
        columns = ", ".join(hidden.columns)
        yield say("warning_hidden_columns", language, place=place, columns=columns)
    if hidden.rows:
        n, rows = count(len(hidden.rows), language), stretches(hidden.rows)
        yield say("warning_hidden_rows", language, place=place, n=n, rows=rows)
