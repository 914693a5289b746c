"""Rules that name something stand in the reader's language, from where they are raised to the page.

No rule is written here: the registers raise it, and the page is read.
"""

import re
from dataclasses import replace

import pytest

from analysis.display.choice_rules import rule_text
from analysis.display.choice_tables import impossible
from analysis.estimates.live import LiveStudy, open_live
from analysis.reference.breaks import breaks
from analysis.terms import Language

from ..release.invented import shared_dataset

COLUMNS = {
    "jobs.hours_per_week": "hours_per_week=20",
    "jobs.contract": "contract=permanent",
    "education.level": "education=yes",
    "participants.settled": "origin=settlement",
    "participants.exit_reason": "missing_reasons=left_out",
    "residence.municipality": "attribution=residence",
}
"""A column, and an option that needs it."""
OF_EXIT = [one for one in breaks() if one.axis == "exit"]
ONE = "choices,education=no,grunnskole=no,hours_per_week=1,run_months=1,gap_months=0,point=24"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return open_live(shared_dataset(tmp_path_factory.getbasetemp()))


def without(live, column):
    """Return a study of the same registers less one column."""
    table, _, name = column.partition(".")
    kept = live.registers.tables[table].drop(columns=name, errors="ignore")
    return LiveStudy(replace(live.registers, tables={**live.registers.tables, table: kept}))


def fallen(study, *changed):
    names = {one.partition("=")[0] for one in changed}
    kept = [part for part in ONE.split(",") if part.partition("=")[0] not in names]
    rows = study.estimates(study.grid(",".join([*kept, *changed])).ask("impossible"))
    rules = rows.frame.loc[rows.frame["of"] == "prevalence", "rule"]
    return rows, rules.unique().tolist()


def plain(rows):
    """Return the page without its marks; columns may be broken where they have a mark."""
    return re.sub("<[^>]+>", " ", impossible(rows, "nb").html.replace("<wbr>", ""))


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_a_dataset_lacks_is_named_in_the_reader_s_language(live, column):
    rows, rules = fallen(without(live, column), COLUMNS[column])
    (rule,) = rules
    assert f"needs {column}, which this dataset does not have" in rule
    assert rule_text(rule, Language.NB) == f"Datasettet har ikke {column}, som dette bygger på."
    assert rule_text(rule, Language.EN) == (
        f"The dataset does not have {column}, which this rests on."
    )
    page = plain(rows)
    assert f"Datasettet har ikke {column}, som dette bygger på." in page
    assert not re.search("which|does not|choose", page)


@pytest.mark.parametrize("one", OF_EXIT, ids=[one.name for one in OF_EXIT])
def test_a_break_of_exit_is_called_by_its_name_in_the_reader_s_language(live, one):
    _, (rule,) = fallen(live, f"without_years={one.name}", "origin=programme_start")
    assert one.name in rule
    told = rule_text(rule, Language.NB)
    assert told.startswith(f"Bruddet «{one.label_nb}» følger året for avslutningen")
    assert f"‘{one.label_en}’ goes by the year of exit" in rule_text(rule, Language.EN)


def test_rules_of_one_text_are_one_row_of_the_page(live):
    lacks = without(live, "participants.exit_reason")
    changed = ("missing_reasons=kept+left_out", "denominator=all+completed")
    rows, rules = fallen(lacks, *changed)
    assert sum("participants.exit_reason" in rule for rule in rules) == 2
    told = re.findall(r"participants\.exit_reason, som dette bygger på\. +(\d)", plain(rows))
    lacking = rows.frame[rows.frame["rule"].str.contains("exit_reason")]
    sums = lacking.groupby("of", sort=False)["n_events"].sum()
    assert list(map(int, told)) == sums.tolist()
    assert sums["prevalence"] == 2


def test_a_rule_without_a_text_stands_as_code_tells_it():
    assert rule_text("a rule without a text", Language.NB) == "a rule without a text"
