"""Published figures: spot values, both of two that disagree, sums, shares, and what is refused."""

import copy

import pandas as pd
import pytest

from analysis.errors import DataError, DesignError
from analysis.reference.places import code_periods
from analysis.reference.published import (
    figures,
    figures_of,
    published,
    series_counted,
    sources,
)
from analysis.reference.published_figure import Figure

STATUS = ("employed", "employed_and_education", "education", "unemployed", "on_measures", "other")


def rows(series, **terms):
    """Return the rows of a series that agree in all terms."""
    found = published(series)
    for column, value in terms.items():
        found = found[(found[column] == value).fillna(False).astype(bool)]
    return found


def value(series, **terms):
    """Return the value of the one row that agrees in all terms; of everybody where not said."""
    (row,) = rows(series, **{"place": "Norway", "sex": "both", "group": "", **terms})["value"]
    return row


@pytest.mark.parametrize(
    ("exit_year", "status_year", "share"),
    [
        (2005, 2006, 58),
        (2006, 2007, 65),
        (2007, 2008, 63),
        (2008, 2009, 57),
        (2009, 2010, 55),
        (2014, 2015, 58),
        (2016, 2017, 62),
        (2017, 2018, 63),
        (2021, 2022, 65),
    ],
)
def test_the_november_share_stands_under_the_year_of_exit_and_the_year_after(
    exit_year, status_year, share
):
    (row,) = rows("november", exit_year=exit_year, years_after=1, sex="both").itertuples()
    assert (row.status_year, row.value, row.unit) == (status_year, share, "per cent")


@pytest.mark.parametrize(
    ("exit_year", "source", "men", "women"),
    [
        (2013, "liberaleren_2015", 72, 50),
        (2013, "ssb_10824", 72, 50),
        (2015, "ntb_2017", 71, 49),
        (2016, "ssb_introinnv_2017", 71, 50),
        (2022, "ssb_introinnv_2023", 73, 59),
    ],
)
def test_men_and_women_are_apart(exit_year, source, men, women):
    terms = {"exit_year": exit_year, "years_after": 1, "source": source}
    assert value("november", sex="men", **terms) == men
    assert value("november", sex="women", **terms) == women


def test_two_values_for_the_leavers_of_2015_are_both_kept_and_never_averaged():
    found = rows("november", exit_year=2015, sex="both")
    assert dict(zip(found["source"], found["value"], strict=True)) == {
        "ntb_2017": 61,
        "ssb_2020_39": 58,
    }
    assert set(found["status_year"]) == {2016}


def test_preliminary_and_final_stand_beside_each_other():
    found = rows("november", exit_year=2022, sex="both").set_index("edition")
    assert found.loc["preliminary", ["numerator", "n"]].tolist() == [2054, 3170]
    assert found.loc["final", ["numerator", "n"]].tolist() == [2060, 3170]
    men = rows("november", exit_year=2022, sex="men").set_index("edition")
    assert men.loc["preliminary", "value"] == 972 - 6
    assert published().query("edition == 'preliminary'")["value"].tolist() == [2054, 966, 1088]


@pytest.mark.parametrize(
    ("series", "year", "ssb", "imdi", "exact"),
    [
        ("leavers", 2016, 4790, 4469, "printed"),
        ("leavers", 2022, 3170, 2800, "about"),
        ("participants", 2023, 31716, 32500, "about"),
    ],
)
def test_counts_of_statistics_norway_and_of_the_directorate_are_both_there(
    series, year, ssb, imdi, exact
):
    whose = sources().set_index("source")["figures_by"]
    found = rows(series, status_year=year, sex="both", place="Norway", group="")
    found = found.set_index(found["source"].map(whose))
    assert found["value"].to_dict() == {"SSB": ssb, "IMDi": imdi}
    assert found.loc["IMDi", "precision"] == exact


def test_the_direct_transition_lies_far_below_november_of_the_same_leavers():
    at_exit, later = (value(one, exit_year=2016) for one in ("direct", "november"))
    assert (at_exit, later) == (46, 62)
    (row,) = rows("direct", exit_year=2017, sex="both").itertuples()
    assert (row.value, row.precision, row.status_year, row.years_after) == (50, "under", 2017, 0)


@pytest.mark.parametrize(
    ("exit_year", "place", "code", "share"),
    [
        (2018, "Oslo", "03", 64),
        (2018, "Vest-Agder", "10", 62),
        (2018, "Finnmark", "20", 41),
        (2020, "Vestland", "46", 42),
        (2020, "Kinn", "4602", 58),
        (2020, "Voss", "4621", 50),
    ],
)
def test_direct_transition_of_places(exit_year, place, code, share):
    assert value("direct", exit_year=exit_year, place=place, code=code) == share


def test_follow_up_of_the_leavers_of_2013_rises_and_their_gap_narrows():
    terms = {"exit_year": 2013, "source": "ssb_2020_39"}
    assert [value("november", years_after=k, **terms) for k in (1, 5)] == [62, 67]
    assert [value("november_gap", years_after=k, **terms) for k in (1, 5)] == [22, 15]


def test_the_leavers_of_2010_shrink_while_their_share_stays():
    found = rows("november", exit_year=2010, sex="both", source="ssb_10824")
    assert found["years_after"].tolist() == [1, 2, 3, 4]
    assert found["value"].tolist() == [61, 63, 62, 62]
    assert found["n"].tolist() == [2897, 2857, 2819, 2786]


def test_a_pooled_cohort_is_no_single_year_of_exit():
    (row,) = rows("leavers_employed", cohort="exit 2005-2019").itertuples()
    assert (row.value, row.status_year) == (43, 2020)
    assert pd.isna(row.exit_year)
    assert pd.isna(row.years_after)
    assert value("leavers_employed", exit_year=2009, years_after=11) == 60


def test_a_printed_range_has_no_value():
    found = rows("earning", group="low").set_index("sex")
    assert found.loc["men", "value"] == 60
    assert pd.isna(found.loc["women", "value"])
    assert found.loc["women", ["low", "high"]].tolist() == [40, 50]
    assert set(found["place"]) == {"Denmark, Norway and Sweden"}


@pytest.mark.parametrize(
    ("place", "year", "share", "numerator", "n"),
    [
        ("Norway", 2009, 6.9, 638, 9207),
        ("Norway", 2010, 10.9, 1182, 10833),
        ("Hordaland", 2009, 1.1, 9, 837),
        ("Sør-Trøndelag", 2009, 15.4, 81, 526),
        ("Oppland", 2010, 9.4, 58, 620),
    ],
)
def test_grunnskole_of_counties(place, year, share, numerator, n):
    (row,) = rows("grunnskole", place=place, status_year=year).itertuples()
    assert (row.value, row.numerator, row.n) == (share, numerator, n)


def test_thirteen_counties_had_grunnskole_in_2009_and_four_of_them_in_2010():
    counted = {year: rows("grunnskole", status_year=year)["code"] for year in (2009, 2010)}
    assert [sum(codes != "") for codes in counted.values()] == [13, 4]
    assert set(counted[2010]) < set(counted[2009])


@pytest.mark.parametrize(
    ("series", "terms", "expected"),
    [
        ("participants", {"status_year": 2018, "group": "Syria"}, 13687),
        ("participants", {"status_year": 2024, "group": "56+"}, 1029),
        ("participants", {"status_year": 2019, "place": "Moss"}, 91),
        ("participants_men", {"status_year": 2023, "group": "Ukraine", "sex": "men"}, 34),
        ("participants_language_training", {"status_year": 2010}, 10833),
        ("programme_parts", {"group": "language practice"}, 4084),
        ("first_municipality", {"group": "single men"}, 63),
        ("first_municipality", {"cohort": "settled 2006"}, 76),
        ("refugees_employed", {"status_year": 2012, "group": "Somalia"}, 27.8),
        ("leavers", {"exit_year": 2023, "group": "Ukraine"}, 9100),
        ("spread_of_municipalities", {}, 22),
        ("municipalities", {"status_year": 2017}, 426),
        ("taken_part", {"population": "adult family migrants to refugees"}, 67.5),
        ("self_supported", {"sex": "women", "cohort": "arrived 2000"}, 35),
    ],
)
def test_other_figures_as_printed(series, terms, expected):
    assert value(series, **terms) == expected


@pytest.mark.parametrize(
    ("exit_year", "source"), [(2016, "ssb_introinnv_2017"), (2022, "ssb_introinnv_2023")]
)
def test_men_and_women_add_up_to_all(exit_year, source):
    terms = {"exit_year": exit_year, "source": source}
    for series in ("november", "november_status", "leavers"):
        found = rows(series, **terms)
        count = found["value"] if series == "leavers" else found["numerator"]
        table = found.assign(count=count).pivot(index="group", columns="sex", values="count")
        assert (table["men"] + table["women"] == table["both"]).all()


def test_men_and_women_add_up_in_every_year_of_table_10824():
    found = rows("november", source="ssb_10824")
    keys = ["exit_year", "years_after"]
    for column in ("numerator", "n"):
        table = found.pivot(index=keys, columns="sex", values=column)
        assert len(table) == 19
        assert (table["men"] + table["women"] == table["both"]).all()


@pytest.mark.parametrize(("sex", "total"), [("both", 4790), ("men", 2706), ("women", 2084)])
def test_the_six_rows_of_2017_add_up(sex, total):
    found = rows("november_status", exit_year=2016, sex=sex).set_index("group")["numerator"]
    assert tuple(found.index) == STATUS
    assert found.sum() == total == value("leavers", source="ssb_introinnv_2017", sex=sex)
    (success,) = rows("november", exit_year=2016, sex=sex)["numerator"]
    assert found[list(STATUS[:3])].sum() == success


def test_statuses_of_2023_and_2005_add_up_to_everybody():
    rest = rows("november_status", exit_year=2022, sex="both")["numerator"].sum()
    assert 2060 + rest == 3170
    assert value("november", exit_year=2005) + 12 + 30 == 100


@pytest.mark.parametrize(("year", "missing"), [(2018, 1), (2019, 0), (2024, 0)])
def test_ages_add_up_but_for_one_person_in_2018(year, missing):
    ages = rows("participants", status_year=year, by="age")["value"].sum()
    assert ages + missing == value("participants", status_year=year)


def test_homes_after_five_years_add_up_to_everybody():
    moved = rows("moved", cohort="settled 2005")["value"].sum()
    stayed = value("first_municipality", cohort="settled 2005", source="ssb_samfunnsspeilet_2012")
    assert moved + stayed == 100
    assert value("first_municipality", cohort="settled 2005", source="ssb_2011_30") == 73


def test_shares_follow_from_counts_to_rounding():
    found = published().query("unit == 'per cent'").dropna(subset=["numerator", "n"])
    share = (100 * found["numerator"] / found["n"]).astype(float)
    whole = found["value"] == found["value"].round()
    assert len(found) > 100
    assert ((share - found["value"]).abs() <= whole.map({True: 0.5, False: 0.0501})).all()


def test_status_year_is_year_of_exit_and_years_after():
    found = published().dropna(subset=["exit_year"])
    assert len(found) > 150
    assert (found["status_year"] == found["exit_year"] + found["years_after"]).all()
    official = found[found["series"].str.startswith("november")]
    assert official["years_after"].between(1, 5).all()


def test_every_row_has_a_listed_source_and_every_source_a_row():
    listed = sources()
    assert listed["source"].is_unique
    assert (listed[["title", "publisher", "figures_by", "address"]] != "").all(axis=None)
    used = set(published()["source"]) | set(published()["also"]) - {""}
    assert used == set(listed["source"])


def test_every_row_has_a_series_in_words_and_every_series_a_row():
    told = series_counted()
    assert set(told["series"]) == set(published()["series"])
    assert (told[["about", "population"]].map(len) > 5).all(axis=None)
    assert (published()["population"] != "").all()


def test_municipalities_have_a_code_of_their_year():
    found = published()
    local = found[found["code"].str.len() == 4]
    assert len(local) == 20
    for row in local.itertuples():
        known = [one for one in code_periods() if one.code == row.code]
        assert any(one.first <= row.status_year <= one.last for one in known), row.place


@pytest.mark.parametrize("year", [2012, 2013, 2016, 2017, 2018, 2019, 2020, 2023, 2024])
def test_the_number_of_municipalities_is_that_of_the_table_of_codes(year):
    codes = {one.code for one in code_periods() if one.first <= year <= one.last}
    assert value("municipalities", status_year=year) == len(codes)


def test_a_changed_frame_changes_no_later_one():
    first = published()
    first["value"] = 0.0
    assert value("november", exit_year=2005) == 58
    assert len(first) == len(figures())


def test_a_series_that_does_not_exist_is_refused():
    with pytest.raises(DesignError, match="No published series 'novembr'") as refused:
        published("novembr")
    assert "(nearest: november)" in str(refused.value)


CONTENT = {
    "series": {"november": {"about": "…", "population": "leavers"}},
    "sources": {"one": {"title": "T", "publisher": "P", "figures_by": "P", "address": "A"}},
    "figures": [
        {
            "series": "november",
            "source": "one",
            "unit": "per cent",
            "rows": [{"exit_year": 2016, "status_year": 2017, "years_after": 1, "value": 62}],
        }
    ],
}


def changed(**terms):
    """Return the small content with terms of its one row changed; None takes one away."""
    content = copy.deepcopy(CONTENT)
    row = {**content["figures"][0]["rows"][0], **terms}
    content["figures"][0]["rows"] = [{k: v for k, v in row.items() if v is not None}]
    return content


def test_the_small_content_is_read():
    (row,) = figures_of(CONTENT)
    assert row == Figure(
        series="november",
        source="one",
        exit_year=2016,
        status_year=2017,
        years_after=1,
        value=62.0,
        population="leavers",
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"status_year": 2016}, "status_year 2016 is not 2016 + 1 years after"),
        ({"status_year": None}, "a figure with exit_year needs status_year and years_after"),
        ({"status_year": 2016, "years_after": 0}, "read one to five years after exit"),
        ({"status_year": 2022, "years_after": 6}, "read one to five years after exit"),
        ({"value": 101}, "per cent lies between 0 and 100"),
        ({"value": -1}, "per cent lies between 0 and 100"),
        ({"value": 0.62, "unit": "persons"}, "persons are whole numbers from 0"),
        ({"value": None}, "either value, or low and high"),
        ({"low": 60}, "either value, or low and high"),
        ({"value": None, "low": 60, "high": 50}, "low is above high"),
        ({"value": "62"}, "value is not a number of its kind"),
        ({"value": True}, "value is not a number of its kind"),
        ({"n": 4790.5}, "n is not a number of its kind"),
        ({"sex": "female"}, "sex 'female' is not both, men or women"),
        ({"sex": 1}, "sex is not text"),
        ({"group": "Syria"}, "by and group stand together or not at all"),
        ({"code": "301"}, "code '301' has neither two nor four digits"),
        ({"cohort": "2005"}, "cohort '2005' is not written as 'exit 2005-2019'"),
        ({"cohort": "exit 2005-2019"}, "exit_year and cohort exclude each other"),
        ({"numerator": 4791, "n": 4790}, "numerator is not part of n"),
        ({"numerator": 2900, "n": 4790}, "numerator and n give 60.5 per cent, not the value"),
        ({"unit": "percent"}, "unit 'percent' is not one of per cent, points, persons, months"),
        ({"edition": "draft"}, "edition 'draft' is not one of preliminary, final, not stated"),
    ],
)
def test_a_figure_that_contradicts_itself_is_refused_with_its_place(terms, words):
    with pytest.raises(DataError) as refused:
        figures_of(changed(**terms))
    assert words in str(refused.value)
    assert str(refused.value).endswith("\nblock 1, row 1 of [[figures]].")


def test_settlement_and_status_must_agree_as_well():
    settled = {"exit_year": None, "cohort": "settled 2005", "years_after": 5}
    with pytest.raises(DataError, match="status_year 2017 is not 2005 \\+ 5 years after"):
        figures_of(changed(**settled) | {"series": {"november": {"population": "settled"}}})


def test_an_unknown_field_is_refused_with_the_nearest():
    with pytest.raises(DataError) as refused:
        figures_of(changed(exit_yaer=2016))
    assert str(refused.value).startswith(
        "published.toml: no field 'exit_yaer' (nearest: exit_year).\nblock 1, row 1 of [[figures]]."
        "\nAllowed: series, place, code,"
    )


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"source": "two"}, "source 'two' is not among [sources]"),
        ({"also": ""}, "also '' is not among [sources]"),
        ({"series": "october"}, "series 'october' is not among [series]"),
    ],
)
def test_a_source_or_series_that_is_not_listed_is_refused(terms, words):
    with pytest.raises(DataError) as refused:
        figures_of(changed(**terms))
    assert words in str(refused.value)


def test_a_row_without_a_source_is_refused():
    content = changed()
    del content["figures"][0]["source"]
    with pytest.raises(DataError, match="source '' is not among"):
        figures_of(content)


def test_a_source_without_an_address_is_refused():
    content = changed()
    content["sources"]["one"]["address"] = ""
    with pytest.raises(DataError, match=r"\[sources.one\] needs address, figures_by"):
        figures_of(content)


def test_one_figure_of_one_source_may_not_stand_twice_with_two_values():
    content = changed()
    content["figures"][0]["rows"] *= 2
    content["figures"][0]["rows"][1] = {**content["figures"][0]["rows"][0], "value": 58}
    with pytest.raises(DataError, match="one figure of one source stands twice"):
        figures_of(content)


def test_a_block_without_rows_is_refused():
    content = changed()
    content["figures"][0]["rows"] = []
    with pytest.raises(DataError, match=r"block 1 of \[\[figures\]\] has no rows"):
        figures_of(content)
