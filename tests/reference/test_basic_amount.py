"""The basic amount by date: its list, months between two amounts, and years that are not known."""

import tomllib
from importlib.resources import files

import pytest

from analysis.reference.basic_amount import Amount, basic_amount_in, basic_amounts, read_amount
from analysis.registers.dataset import month_number


@pytest.mark.parametrize(
    ("month", "amount"),
    [
        ("2016-04", 90_068),
        ("2016-05", 92_576),
        ("2017-04", 92_576),
        ("2015-12", 90_068),
        ("2024-05", 124_028),
        ("2025-04", 124_028),
        ("2025-05", None),
        ("2014-04", None),
        ("2014-05", 88_370),
        ("2012-04", 79_216),
        ("2012-05", None),
        ("1969-12", None),
    ],
)
def test_a_month_has_the_amount_in_force_from_the_may_before(month, amount):
    assert basic_amount_in(month_number(month), {}) == amount


def test_an_amount_of_the_dataset_fills_a_year_and_wins():
    own = {2012: 82_000, 2016: 92_000}
    assert basic_amount_in(month_number("2013-04"), own) == 82_000
    assert basic_amount_in(month_number("2013-05"), own) is None
    assert basic_amount_in(month_number("2016-05"), own) == 92_000


def test_each_amount_has_a_source_and_years_without_one_are_left_out():
    text = files("analysis.reference").joinpath("basic_amount.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)
    assert all(set(row) == {"amount", "source"} and row["source"] for row in rows.values())
    assert all(date.endswith("-05-01") for date in rows)
    absent = {2005, 2006, 2007, 2009, 2012, 2013, 2025}
    assert not absent & set(basic_amounts())
    amounts = [basic_amounts()[year] for year in sorted(basic_amounts())]
    assert amounts == sorted(amounts)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("2G", Amount(basic_amounts=200)),
        ("0.01 G", Amount(basic_amounts=1)),
        ("1.5g", Amount(basic_amounts=150)),
        ("1.05G", Amount(basic_amounts=105)),
        ("10G", Amount(basic_amounts=1000)),
        (100000, Amount(nok=100_000)),
        ("1", Amount(nok=1)),
        ("any", None),
    ],
)
def test_an_amount_is_whole_kroner_or_a_multiple_of_the_basic_amount(written, amount):
    assert read_amount(written) == amount


@pytest.mark.parametrize("written", [True, 2.0, "G", "1,5G", "2 GG", "", "½G", "1e5", "٣G"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError, match="is not an amount: whole NOK a year"):
        read_amount(written)
