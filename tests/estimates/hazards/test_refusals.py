"""What cannot be estimated is said in one plain sentence, never computed."""

import pandas as pd
import pytest

from analysis.errors import DesignError, EstimationError
from analysis.estimates.hazards.cox import cox
from analysis.estimates.hazards.discrete_time import discrete_time
from analysis.estimates.hazards.model import Covariate, Errors, Link, Model, Ties, by_levels
from analysis.terms import Cause

FITS = {
    "cox": cox,
    "breslow": lambda rows, model: cox(rows, model, Ties.BRESLOW),
    "cloglog": discrete_time,
    "logit": lambda rows, model: discrete_time(rows, model, Link.LOGIT),
    "log": lambda rows, model: discrete_time(rows, model, Link.LOG, (3,)),
}


def table(**columns):
    return pd.DataFrame({"entry": 0, "n": 1} | columns)


def refused(fit, rows, model):
    with pytest.raises(EstimationError) as found:
        fit(rows, model)
    return str(found.value)


@pytest.mark.parametrize("name", list(FITS))
def test_a_level_without_events_is_named_before_any_fit(name):
    rows = table(
        school=["yes", "yes", "no", "no", "no"],
        duration=[3, 5, 1, 2, 4],
        cause=["censored", "death", "event", "event", "censored"],
    )
    assert refused(FITS[name], rows, Model(by_levels("school"))) == (
        "'school', level 'yes', has no 'event': its coefficient would be infinite.\n"
        "Join the level with another, or leave the covariate out."
    )


def test_a_level_without_events_in_some_months_is_named_with_them():
    rows = table(
        school=["yes", "yes", "no", "no", "no"],
        duration=[3, 5, 1, 6, 7],
        cause=["event", "censored", "event", "event", "censored"],
    )
    model = Model((Covariate("school", changes=(3,)),))
    assert refused(cox, rows, model).startswith(
        "'school', level 'yes', months 4 to the end, has no 'event': its"
    )


@pytest.mark.parametrize("name", list(FITS))
def test_separation_by_two_covariates_together_is_no_number(name):
    """Each level has events and others, but two of three covariates hold for every event."""
    rows = table(
        school=["yes", "yes", "no", "yes", "no", "no"],
        norwegian=["yes", "no", "yes", "no", "yes", "no"],
        licence=["no", "yes", "yes", "no", "no", "yes"],
        duration=1,
        cause=["event"] * 3 + ["censored"] * 3,
    )
    covariates = tuple(Covariate(one, "no") for one in ("school", "norwegian", "licence"))
    named, _, rest = refused(FITS[name], rows, Model(covariates)).partition(": ")
    assert named in {f"'{one.name}', level 'yes'" for one in covariates}
    assert rest == (
        "the coefficient grows without end. Together with the other covariates it "
        "separates those with the event from those without.\n"
        "Join levels, or leave the covariate out."
    )


@pytest.mark.parametrize("name", list(FITS))
def test_separation_by_a_number_is_no_number(name):
    rows = table(
        score=[8, 8, 5, 4, 3], duration=[1, 2, 3, 3, 3], cause=["event"] * 2 + ["censored"] * 3
    )
    model = Model((Covariate("score", numeric=True),))
    assert refused(FITS[name], rows, model).startswith("'score': the coefficient grows without end")


@pytest.mark.parametrize("name", list(FITS))
def test_nobody_with_the_event_is_said(name):
    rows = table(school=["yes", "no"], duration=[3, 5], cause=["censored", "death"])
    assert refused(FITS[name], rows, Model(by_levels("school"))) == (
        "Nobody has the cause 'event' in this table: there is no hazard to model."
    )


def test_a_covariate_of_one_level_is_named():
    rows = table(school=["yes", "yes"], duration=[3, 5], cause=["event", "death"])
    assert refused(cox, rows, Model(by_levels("school"))) == (
        "The covariate 'school' has one level only, 'yes': there is nothing to compare.\n"
        "Leave it out."
    )


def test_a_reference_that_nobody_has_is_named():
    rows = table(school=["yes", "no"], duration=[3, 5], cause=["event", "event"])
    assert refused(cox, rows, Model((Covariate("school", "some"),))) == (
        "Nobody has the level 'some' of 'school', which is its reference.\nLevels: no, yes."
    )


@pytest.mark.parametrize("name", list(FITS))
def test_a_combination_of_other_covariates_is_named(name):
    rows = table(
        place=["a", "a", "b", "b", "c", "c"],
        county=["north", "north", "north", "north", "south", "south"],
        duration=[1, 2, 3, 1, 4, 5],
        cause=["event"] * 6,
    )
    covariates = (Covariate("place", "a"), Covariate("county", "north"))
    assert refused(FITS[name], rows, Model(covariates)) == (
        "'county', level 'south', is a combination of the covariates before it or of the strata: "
        "their coefficients cannot be told apart.\nLeave one of them out."
    )


def test_a_covariate_that_the_strata_decide_is_named():
    rows = table(
        place=["a", "a", "b", "b"],
        county=["n", "n", "s", "s"],
        duration=[1, 2, 3, 1],
        cause="event",
    )
    model = Model((Covariate("place", "a"),), strata=("county",))
    assert refused(cox, rows, model).startswith("'place', level 'b', is a combination")


def test_missing_values_are_never_dropped():
    rows = table(school=["yes", None], duration=[3, 5], cause=["event", "event"])
    assert refused(cox, rows, Model(by_levels("school"))) == (
        "The column 'school' has missing values.\n"
        "Nobody is dropped: give them a level of their own, such as 'unknown'."
    )


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"cause": "moved"}, "No cause 'moved' is known.\nAllowed: event, death, emigration"),
        ({"duration": 0}, "A row of the table of events has no month at risk: duration must"),
        ({"entry": -1}, "A row of the table of events has no month at risk: duration must"),
        ({"n": 0}, "Nobody is in this table of events: there is nothing to estimate."),
        ({"w": 0}, "Weights must be above 0; leave out whoever has none."),
        ({"w": 500_000}, "A table with weights needs 'w2', the sums of squared weights."),
    ],
)
def test_a_table_that_breaks_its_form_is_refused(change, text):
    rows = table(school=["yes", "no"], duration=[3, 5], cause=["event", "event"]).assign(**change)
    assert refused(cox, rows, Model(by_levels("school"))).startswith(text)


def test_an_absent_column_is_named():
    rows = table(school=["yes", "no"], duration=[3, 5], cause=["event", "event"])
    assert refused(cox, rows, Model(by_levels("sex"))) == (
        "The table of events has no column 'sex'."
    )


@pytest.mark.parametrize("second", [{"entry": 2}, {"entry": 3, "first": "event"}])
def test_stretches_that_overlap_or_follow_an_event_are_refused(second):
    first = second.pop("first", "censored")
    rows = table(
        person=["p", "p", "q"],
        school=["no", "yes", "no"],
        duration=[3, 5, 4],
        cause=[first, "event", "event"],
    ).assign(entry=[0, second["entry"], 0])
    model = Model(by_levels("school"), person="person", errors=Errors.PERSON)
    assert refused(cox, rows, model) == (
        "Stretches of a person's time overlap, or one comes after an event or an exit."
    )


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"covariates": ()}, "A model needs at least one covariate."),
        ({"covariates": by_levels("a", "a")}, "The column 'a' is named twice in the model."),
        ({"strata": ("a",)}, "The column 'a' is named twice in the model."),
        ({"causes": (Cause.CENSORED,)}, "A hazard is of one cause or more, and censoring is none."),
        ({"cluster": "b"}, "Errors by cluster need a column of clusters, and only they do."),
        ({"level": 1.0}, "The coverage of an interval lies between 0 and 1."),
    ],
)
def test_a_model_without_meaning_is_refused_when_it_is_made(asked, text):
    with pytest.raises(DesignError) as found:
        Model(**({"covariates": by_levels("a")} | asked))
    assert str(found.value) == text


def test_a_covariate_without_meaning_is_refused_when_it_is_made():
    with pytest.raises(DesignError) as found:
        Covariate("a", changes=(6, 3))
    assert str(found.value) == (
        "The months after which 'a' changes are whole, rising and at least 1."
    )
    with pytest.raises(DesignError) as found:
        Covariate("a", "b", numeric=True)
    assert str(found.value) == "The covariate 'a' is a number and has no reference."
