"""Lines of dataset.toml, which the parser of TOML does not tell."""

import pytest

from analysis.registers.declared_faults import lines_of

TEXT = '''\
# a comment = "x"
name = "small"

missing = [
  "[tables.no]",

  "9", # ]
]
note = """
name = "other"
"""
a.b = 1
[dialect]
decimal = ","  # [x]
[tables.jobs]
file = "j.csv"
columns = { start = "Fra",  "Til [dato]" = "x" }
[tables.jobs.codes."Kjønn, kode"]
K = "female"
[[many]]
x = 1
[[many]]
x = 2
y = [ { z = 1 } ]
'''
LINES = {
    ("name",): 2,
    ("missing",): 4,
    ("note",): 9,
    ("a",): 12,
    ("a", "b"): 12,
    ("dialect",): 13,
    ("dialect", "decimal"): 14,
    ("tables",): 15,
    ("tables", "jobs"): 15,
    ("tables", "jobs", "file"): 16,
    ("tables", "jobs", "columns"): 17,
    ("tables", "jobs", "columns", "start"): 17,
    ("tables", "jobs", "columns", "Til [dato]"): 17,
    ("tables", "jobs", "codes"): 18,
    ("tables", "jobs", "codes", "Kjønn, kode"): 18,
    ("tables", "jobs", "codes", "Kjønn, kode", "K"): 19,
    ("many",): 20,
    ("many", "x"): 21,
    ("many", "y"): 24,
    ("many", "y", "z"): 24,
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_each_key_and_table_is_found_on_the_line_where_it_begins(ends):
    assert lines_of(TEXT.replace("\n", ends)) == LINES


def test_many_lines_are_found_soon():
    codes = "".join(f'c{number} = "x"\n' for number in range(20_000))
    listed = "".join(f'"{number}",\n' for number in range(20_000))
    numbers = lines_of(f"[codes]\n{codes}ignored = [\n{listed}]\nlast = 1\n")
    assert numbers["codes", "c19999"] == 20_001
    assert numbers["codes", "last"] == 40_004
