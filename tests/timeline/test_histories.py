"""Twenty invented persons' histories: who they are, when things happen, and who is never shown."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DesignError, DisclosureError
from analysis.estimates.live import LiveStudy
from analysis.registers.read import read_registers
from analysis.terms import Access, Layer
from analysis.timeline.histories import COLUMNS, PERSONS, Histories, first_work, histories

from ..registers.folders import write_folder
from ..release.invented import shared_dataset

REFUSED = (
    "Histories of single persons are shown of invented data only; this is {access}."
    "\nTo see them, make invented registers: analysis synthesize FOLDER."
)
PARTICIPANTS = (
    "person_id,municipality,settled,programme_start,programme_end,sex,birth_year\n"
    "a,0301,2015-01-01,2015-03-01,2016-12-31,female,1990\n"
    "b,1103,2015-01-01,2015-03-01,2016-12-31,,1980\n"
    "early,1103,2014-12-31,2015-03-01,2016-12-31,male,1980\n"
)
JOBS = (
    "person_id,start,end,hours_per_week,contract,subsidised\n"
    "a,2016-01-01,2016-06-30,37.5,permanent,nei\n"
    "b,2016-07-01,,20,temporary,ja\n"
)
OTHERS = {
    "education": "person_id,level,start,end\na,grunnskole,2015-08-15,2016-06-20\n",
    "residence": "person_id,municipality,start,end\na,0301,2015-01-01,2015-12-31\n"
    "a,0301,2016-01-01,2016-01-31\na,1103,2016-02-01,\n",
    "departures": "person_id,date,cause\nb,2017-07-01,emigration\n",
    "family": "person_id,date,kind\na,2015-06-01,birth\na,2015-07-01,separation\n",
    "participation": (
        "person_id,date,kind\na,2015-12-01,language_test_a2\na,2015-12-02,membership\n"
    ),
}


def months(day, settled="2015-01-01"):
    """Months from settlement to a day, of 365.25 / 12 days each."""
    return (pd.Timestamp(day) - pd.Timestamp(settled)).days / 30.4375


def shown(registers):
    return histories(registers, LiveStudy(registers).source)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return read_registers(shared_dataset(tmp_path_factory.getbasetemp()))


@pytest.fixture
def small(tmp_path):
    tables = {"participants": PARTICIPANTS, "jobs": JOBS, **OTHERS}
    return read_registers(write_folder(tmp_path, tables))


def told(frame, layer):
    """The spells of a layer: person, what, start, end, amount; months to two decimals."""
    rows = frame[frame["layer"] == layer].drop(columns="layer").round(2)
    return [tuple(row) for row in rows.itertuples(index=False)]


def test_twenty_are_numbered_and_no_id_is_among_them(world):
    frame = shown(world).frame
    assert list(frame["person"].unique()) == list(range(1, PERSONS + 1))
    assert tuple(frame) == COLUMNS
    assert not set(frame["what"]) & set(world.ids)


def test_of_each_kind_of_person_there_is_one(world):
    frame = shown(world).frame
    people = frame[frame["layer"] == Layer.PERSON].set_index("person")["what"]
    at_school = people.index.isin(frame.loc[frame["layer"] == Layer.SCHOOL, "person"])
    moved = people.index.isin(frame.loc[frame["layer"] == Layer.MOVE, "person"])
    assert len(set(zip(people, at_school, moved, strict=True))) >= 6  # eight, less what came later
    assert {"female", "male"} <= set(people)


def test_the_same_seed_gives_the_same_twenty_and_another_seed_others(world):
    first, again = shown(world).frame, shown(world).frame
    pd.testing.assert_frame_equal(first, again)
    other = replace(world, dataset=replace(world.dataset, seed=8))
    assert not shown(other).frame.equals(first)


def test_nothing_is_shown_after_a_person_is_gone_or_before_he_is_settled(world):
    frame = shown(world).frame
    last = frame[frame["layer"] == Layer.PERSON].set_index("person")["end"]
    spells = frame[frame["layer"] != Layer.DEPARTURE]
    assert (spells["start"] >= 0).all()
    assert (spells["end"] <= spells["person"].map(last) + 1e-9).all()
    assert (frame["start"] <= frame["end"]).all()


def test_a_spell_reaches_from_its_first_day_to_the_day_after_its_last(small):
    frame = shown(small).frame
    work, gone = round(months("2016-07-01"), 2), round(months("2017-07-01"), 2)
    assert told(frame, Layer.WORK) == [
        (1, "subsidised", work, round(months("2018-01-01"), 2), 20.0),
        (2, "permanent", round(months("2016-01-01"), 2), work, 37.5),
    ]
    (b, a) = told(frame, Layer.PERSON)
    assert b == (1, "unknown", 0.0, gone, 35.0)
    assert a == (2, "female", 0.0, round(months("2018-01-01"), 2), 25.0)
    assert told(frame, Layer.DEPARTURE)[0][:4] == (1, "emigration", gone, gone)


def test_events_are_moves_births_and_tests(small):
    frame = shown(small).frame
    for layer, what, day in [
        (Layer.MOVE, "move", "2016-02-01"),
        (Layer.BIRTH, "birth", "2015-06-01"),
        (Layer.LANGUAGE_TEST, "language_test_a2", "2015-12-01"),
    ]:
        at = round(months(day), 2)
        assert [row[:4] for row in told(frame, layer)] == [(2, what, at, at)]


def test_who_was_settled_before_the_registers_begin_is_not_among_them(small):
    assert shown(small).frame["person"].nunique() == 2


def test_a_dataset_with_the_needed_tables_only_has_histories_too(tmp_path):
    people = "person_id,municipality,settled,programme_start\na,0301,2015-01-01,2015-03-01\n"
    registers = read_registers(write_folder(tmp_path, {"participants": people}))
    frame = shown(registers).frame
    assert set(frame["layer"]) == {Layer.PERSON, Layer.PROGRAMME, Layer.WORK}
    assert told(frame, Layer.PERSON)[0][1] == "unknown"


def test_without_a_settlement_in_its_months_a_dataset_has_none(tmp_path):
    people = PARTICIPANTS.replace("2015-01-01", "2014-01-01")
    registers = read_registers(write_folder(tmp_path, {"participants": people}))
    with pytest.raises(DesignError, match="Nobody's settlement lies in the months"):
        shown(registers)


def test_the_first_work_is_a_job_of_twenty_hours_after_the_programme():
    rows = [
        (1, "programme", "programme", 2, 24, np.nan),
        (1, "work", "permanent", 10, 20, 37.5),  # before it ended
        (1, "work", "permanent", 30, 40, 19.5),  # too few hours
        (1, "work", "permanent", 50, 60, 20),
        (2, "programme", "programme", 2, 24, np.nan),
        (2, "work", "permanent", 20, 30, 20),  # goes on when it ends
        (3, "programme", "programme", 2, 24, np.nan),
        (4, "work", "permanent", 20, 30, 40),  # no programme
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"start": float, "end": float})
    assert list(first_work(frame)) == [50, 24, np.inf, np.inf]


@pytest.mark.parametrize("access", [Access.CONFIDENTIAL, Access.PUBLIC])
def test_persons_who_exist_are_refused(world, access):
    registers = replace(world, dataset=replace(world.dataset, access=access))
    with pytest.raises(DisclosureError) as caught:
        shown(registers)
    assert str(caught.value) == REFUSED.format(access=access)


@pytest.mark.parametrize("access", [Access.CONFIDENTIAL, Access.PUBLIC])
def test_the_value_itself_takes_no_rows_of_persons_who_exist(small, access):
    one = shown(small)
    with pytest.raises(DisclosureError) as caught:
        Histories(one.frame, None, replace(one.source, access=access))
    assert str(caught.value) == REFUSED.format(access=access)


def test_the_value_takes_no_other_columns(small):
    one = shown(small)
    with pytest.raises(DesignError) as caught:
        Histories(one.frame.assign(person_id="a"), None, one.source)
    assert str(caught.value) == (
        "Histories have the columns person, layer, what, start, end, amount, and no others."
    )
