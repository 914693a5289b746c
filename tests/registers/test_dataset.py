"""What dataset.toml may declare of months and of the dialect of text files."""

import pytest

from analysis.registers.dataset import Dialect, month_number, month_text


@pytest.mark.parametrize(("text", "number"), [("1970-01", 0), ("1969-12", -1), ("2015-06", 545)])
def test_months_are_counted_from_january_1970(text, number):
    assert month_number(text) == number
    assert month_text(number) == text


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        ({"decimal": ";"}, """'decimal' is "." or ",\""""),
        ({"delimiter": ""}, """'delimiter' is one character, such as ";" or "\\t\""""),
        ({"delimiter": '"'}, """'delimiter' is one character, such as ";" or "\\t\""""),
        ({"date_format": "%d.%m"}, """'date_format' has %Y, %m and %d, such as "%d.%m.%Y\""""),
        ({"yes": ("J",), "no": ("j ",)}, "'yes' and 'no' have a word in common"),
    ],
)
def test_dialect_that_cannot_be_is_none(dialect, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        Dialect(**dialect)
    assert str(caught.value) == said
