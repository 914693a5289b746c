"""Tests, hazard ratios and bands as a study answers them: by hand, against R, and what has none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, hypergeom

from analysis.errors import DesignError, EstimationError
from analysis.estimates.banded import incidence_band
from analysis.estimates.division import divided
from analysis.estimates.equal_groups import equality_rows
from analysis.estimates.gray import gray
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.model import Covariate, Errors, Model
from analysis.estimates.hazards.wald import wald
from analysis.estimates.log_rank import log_rank
from analysis.estimates.max_combo import max_combo
from analysis.estimates.ratios import proportionality_rows, ratio_rows
from analysis.estimates.strata import curve_rows
from analysis.estimates.survival import aalen_johansen
from analysis.terms import Estimand

R = Path(__file__).parent / "r"
KEYS = ["sex", "municipality", "entry", "duration", "cause", "n"]


def table(*rows):
    return pd.DataFrame(rows, columns=KEYS)


@pytest.fixture(scope="module")
def one_month():
    """Return 20 women of whom 5 have the event in month 1, and 10 men of whom 5."""
    return table(
        ("female", "0301", 0, 1, "event", 5),
        ("female", "0301", 0, 1, "censored", 15),
        ("male", "0301", 0, 1, "event", 5),
        ("male", "0301", 0, 1, "censored", 5),
    )


@pytest.fixture(scope="module")
def extract():
    """Return the extract of R's hazard models, its places as municipalities."""
    rows = pd.read_csv(R / "hazards_extract.csv").rename(columns={"place": "municipality"})
    keys = ["sex", "age", "municipality", "entry", "duration", "cause"]
    return rows.groupby(keys).size().rename("n").reset_index()


def of_test(rows, name):
    return rows.set_index("test").loc[name]


def test_log_rank_of_one_month_is_the_hypergeometric_by_hand(one_month):
    row = of_test(equality_rows(divided(one_month, ("sex",))), "log-rank")
    mean, variance = hypergeom.stats(30, 20, 10)
    assert row["statistic"] == pytest.approx((5 - mean) ** 2 / variance)
    assert row["estimate"] == pytest.approx(chi2.sf((5 - mean) ** 2 / variance, 1))
    assert (row["n_at_risk"], row["n_events"], row["sex"]) == (30, 10, "every")
    assert row["method"].endswith("hypergeometric variance; by person")


def test_each_row_is_what_its_test_finds(extract):
    rows = equality_rows(divided(extract, ("sex",)))
    assert list(rows["test"]) == [
        "log-rank",
        "Fleming-Harrington (1, 0)",
        "Fleming-Harrington (0, 1)",
        "Wald",
        "Gray",
        "max-combo",
    ]
    clustered = log_rank(extract, "sex", cluster="municipality")
    for name, found in (
        ("log-rank", clustered),
        ("Gray", gray(extract, "sex")),
        ("max-combo", max_combo(extract, "sex")),
    ):
        row = of_test(rows, name)
        assert (row["statistic"], row["estimate"]) == (found.statistic, found.p)
    assert "clustered, 14 clusters, F" in of_test(rows, "log-rank")["method"]
    assert of_test(rows, "max-combo")["method"].endswith("; by person")


def test_a_difference_that_all_clusters_share_is_found():
    # In each of 12 places, one of them large, 1 woman and 4 men of 5 have the event in month 1.
    sizes = [20, *[2] * 11]
    rows = [
        (sex, f"{1100 + place}", 0, 1, cause, size * n)
        for place, size in enumerate(sizes)
        for sex, events in (("female", 1), ("male", 4))
        for cause, n in (("event", events), ("censored", 5 - events))
    ]
    # Without any difference between places errors by cluster are 0: two places differ a little.
    rows += [("female", "1103", 0, 1, "event", 1), ("male", "1107", 0, 1, "censored", 1)]
    found = equality_rows(divided(table(*rows), ("sex",)))
    assert of_test(found, "log-rank")["estimate"] < 1e-4
    wald = of_test(found, "Wald")
    assert wald["estimate"] < 1e-4
    persons = np.array([10.0 * size for size in sizes])
    persons[[3, 7]] += 1
    left = persons.sum() ** 2 / (persons**2).sum() - 1
    assert wald["denominator"] == pytest.approx(left)
    assert wald["method"].startswith("Wald of Cox, ties by Efron; robust errors by cluster (12), F")


def test_wald_leaves_out_a_group_without_events_and_says_so(extract):
    none = extract[extract["sex"] == "f"].assign(sex="x", cause="censored")
    with_level = of_test(equality_rows(divided(pd.concat([extract, none]), ("sex",))), "Wald")
    without = of_test(equality_rows(divided(extract, ("sex",))), "Wald")
    assert with_level["estimate"] == pytest.approx(without["estimate"])
    assert with_level["method"].endswith("; without groups where nobody has the event")


def test_more_groups_than_clusters_can_tell_apart_are_refused_by_wald(extract):
    by_cluster = Model((Covariate("kind"),), errors=Errors.CLUSTER, cluster="municipality")
    half_in_one = extract["municipality"].where(extract.index % 2 == 0, "p00")
    kinds = extract.assign(kind=extract["sex"] + extract["age"], municipality=half_in_one)
    with pytest.raises(EstimationError) as refused:
        wald(cox(kinds, by_cluster))
    assert str(refused.value).splitlines()[0] == "14 clusters cannot tell 6 groups apart."


def test_three_groups_and_groups_of_two_columns_have_no_max_combo(extract):
    by_age = equality_rows(divided(extract, ("age",)))
    assert "max-combo" not in set(by_age["test"])
    assert of_test(by_age, "Gray")["degrees_of_freedom"] == 2
    both = equality_rows(divided(extract, ("sex", "age")))
    assert of_test(both, "Gray")["degrees_of_freedom"] == 5
    assert {*both["sex"], *both["age"]} == {"every"}


def test_a_test_that_cannot_be_had_says_why():
    nobody = table(("a", "0301", 0, 4, "censored", 3), ("b", "0301", 0, 5, "death", 2))
    rows = equality_rows(divided(nobody, ("sex",)))
    assert rows["estimate"].isna().all()
    assert set(rows["n_at_risk"]) == {5}
    assert of_test(rows, "log-rank")["method"] == (
        "no test: Nobody in these groups has the event: there is nothing to compare."
    )


@pytest.mark.parametrize("by", [(), ("sex",)])
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (equality_rows, "A test of equal groups needs at least two."),
        (ratio_rows, "A hazard ratio needs at least two groups."),
        (proportionality_rows, "A hazard ratio needs at least two groups."),
    ],
)
def test_fewer_than_two_groups_are_refused(one_month, asked, text, by):
    women = one_month[one_month["sex"] == "female"]
    with pytest.raises(DesignError) as refused:
        asked(divided(women, by))
    assert str(refused.value) == f"{text}\nName a group column that has them."


def of_level(rows, level, model="discrete time", first=1, last=None):
    at = rows[(rows["sex"] == level) & (rows["model"] == model) & (rows["first_month"] == first)]
    at = at[at["last_month"].isna() if last is None else at["last_month"] == last]
    assert len(at) == 1
    return at.iloc[0]


def test_the_ratio_of_one_month_is_that_of_its_cumulative_hazards_by_hand(one_month):
    rows = ratio_rows(divided(one_month, ("sex",)))
    men, women = of_level(rows, "male"), of_level(rows, "female")
    assert men["estimate"] == pytest.approx(np.log(1 - 5 / 10) / np.log(1 - 5 / 20))
    assert (men["reference"], men["n_at_risk"], men["n_events"]) == ("female", 10, 5)
    assert (women["estimate"], women["lower"], women["upper"]) == (1, 1, 1)
    assert (women["reference"], women["n_at_risk"], women["n_events"]) == ("female", 20, 5)


@pytest.mark.parametrize(
    ("model", "case"), [("discrete time", "cloglog month place"), ("Cox", "cox efron place")]
)
def test_ratios_of_several_covariates_are_those_of_r_with_errors_by_place(extract, model, case):
    golden = pd.read_csv(R / "hazards_coefficients.csv", skipinitialspace=True)
    theirs = golden[golden["case"] == case]["estimate"].to_numpy()
    rows = ratio_rows(divided(extract, ("sex", "age")))
    rows = rows[(rows["model"] == model) & (rows["first_month"] == 1) & rows["last_month"].isna()]
    log = {(row.sex, row.age): np.log(row.estimate) for row in rows.itertuples()}
    ours = [
        log["f", "every"] - log["m", "every"],
        log["every", "old"] - log["every", "middle"],
        log["every", "young"] - log["every", "middle"],
    ]
    np.testing.assert_allclose(ours, theirs, atol=1e-6, rtol=0)
    assert rows["method"].str.contains("robust errors by cluster").all()


def test_proportionality_is_the_test_of_cox_zph(extract):
    golden = pd.read_csv(R / "hazards_proportional.csv", skipinitialspace=True)
    theirs = golden[(golden["case"] == "cox efron") & (golden["clock"] == "km")]
    ours = proportionality_rows(divided(extract, ("sex", "age")))
    assert list(ours["covariate"]) == ["sex", "age", "all covariates"]
    np.testing.assert_allclose(ours["estimate"], theirs["p_value"].astype(float), atol=1e-6)
    assert list(ours["degrees_of_freedom"]) == list(theirs["df"])


def test_a_ratio_may_be_another_after_the_first_year(extract):
    rows = ratio_rows(divided(extract, ("sex",)))
    parts = {
        level: [of_level(rows, level, last=12), of_level(rows, level, first=13)] for level in "fm"
    }
    low, high = sorted(part["estimate"] for part in parts["m"])
    assert low < of_level(rows, "m")["estimate"] < high
    for level, (early, late) in parts.items():
        whole, here = of_level(rows, level), extract[extract["sex"] == level]
        assert early["n_events"] + late["n_events"] == whole["n_events"]
        assert early["n_at_risk"] == here.loc[here["entry"] < 12, "n"].sum()
        assert late["n_at_risk"] == here.loc[here["duration"] > 12, "n"].sum()


def test_a_level_without_events_is_left_out_and_moves_no_other_ratio(extract):
    none = extract[extract["sex"] == "f"].assign(sex="x", cause="censored")
    with_level = ratio_rows(divided(pd.concat([extract, none]), ("sex",)))
    aside = with_level[with_level["sex"] == "x"]
    assert list(aside["method"]) == ["no ratio: nobody at this level has the event"]
    assert aside["estimate"].isna().all()
    assert aside["n_at_risk"].tolist() == [none["n"].sum()]
    others = with_level[with_level["sex"] != "x"].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, ratio_rows(divided(extract, ("sex",))), check_dtype=False)


def test_where_one_group_alone_has_the_event_there_is_no_ratio_and_no_test(one_month):
    alone = one_month.assign(cause=one_month["cause"].mask(one_month["sex"] == "male", "death"))
    rows = ratio_rows(divided(alone, ("sex",)))
    assert rows["estimate"].isna().all()
    assert set(rows["sex"]) == {"male"}
    test = proportionality_rows(divided(alone, ("sex",))).iloc[0]
    assert np.isnan(test["estimate"])
    assert test["method"] == "no ratio: Fewer than two groups have the event.; by person"


def test_a_period_without_events_of_a_level_leaves_the_other_ratios(one_month):
    rows = ratio_rows(divided(one_month, ("sex",)))
    by_period = rows[rows["method"].str.startswith("no ratio")]
    assert len(by_period) == 2
    assert by_period["estimate"].isna().all()
    assert of_level(rows, "male")["estimate"] > 1


def test_groups_that_are_municipalities_take_errors_of_the_model(extract):
    rows = ratio_rows(divided(extract, ("municipality",)))
    for_all_months = rows[rows["first_month"].eq(1) & rows["last_month"].isna()]
    assert for_all_months["method"].str.contains("errors from the information").all()
    assert len(for_all_months) == 2 * extract["municipality"].nunique()


def test_a_band_is_wider_than_the_pointwise_intervals_around_the_same_curve(extract):
    band = incidence_band(extract, "municipality").set_index("month")
    alone = aalen_johansen(extract, "municipality").set_index("month").loc[band.index]
    assert list(band["estimate"]) == list(alone["estimate"])
    inside = (alone["estimate"] > 0) & (alone["estimate"] < 1)
    assert (band["lower"] < alone["lower"])[inside].all()
    assert (band["upper"] > alone["upper"])[inside].all()
    assert set(band["estimand"]) == {"incidence_band"}


def test_without_events_there_is_no_band_and_it_says_so(one_month):
    nobody = one_month.assign(cause="censored", duration=3)
    for estimand, by in ((Estimand.INCIDENCE_BAND, ()), (Estimand.CURVE_DIFFERENCE, ("sex",))):
        rows = curve_rows(nobody, estimand, by)
        assert list(rows["month"]) == [1, 2, 3]
        assert list(rows["estimate"]) == [0, 0, 0]
        assert rows[["lower", "upper"]].isna().all(axis=None)
        assert set(rows["method"].str.partition(": ")[0]) == {"no band"}
        assert set(rows["estimand"]) == {estimand}


def test_the_difference_of_curves_is_of_each_group_with_the_first(extract):
    rows = curve_rows(extract, Estimand.CURVE_DIFFERENCE, ("sex",))
    curves = curve_rows(extract, Estimand.CUMULATIVE_INCIDENCE, ("sex",))
    wide = curves.pivot(index="month", columns="sex", values="estimate").loc[rows["month"]]
    np.testing.assert_allclose(rows["estimate"], wide["m"] - wide["f"], atol=1e-12)
    assert set(rows["sex"]) == {"m"}
    assert rows["method"].str.endswith("; against sex f").all()
