"""What reaches a terminal is text, whatever a name or a file holds."""

import pytest

from analysis.errors import in_one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\u202eb\u2066c\u200fd", r"a\u202eb\u2066c\u200fd"),
        ("over\rwritten\x08\x07", r"over\rwritten\x08\x07"),
        ("tab\tnull\x00del\x7f", r"tab\tnull\x00del\x7f"),
        ("line\u2028paragraph\u2029next\x85", r"line\u2028paragraph\u2029next\x85"),
        ("not a letter \udcff", r"not a letter \udcff"),
        ("<b>{{ 7*7 }} $x$ %s \\x1b", "<b>{{ 7*7 }} $x$ %s \\x1b"),
        ("Porsáŋgu – Ås «» 6\u00a0000", "Porsáŋgu – Ås «» 6\u00a0000"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_what_cannot_be_printed_stands_as_an_escape(text, shown):
    assert printable(text) == shown


def test_a_name_makes_no_line_of_its_own():
    assert in_one_line("Oslo\n2/2 4601 Bergen: made") == r"Oslo\n2/2 4601 Bergen: made"
