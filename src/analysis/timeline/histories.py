"""Twenty invented persons' lives in the registers, spell by spell, on the clock from settlement.

It is the only place where rows about single persons are made to be shown, so the value itself
refuses persons who exist. Whoever knows the field looks through them for what cannot be.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.design import Source
from analysis.errors import DesignError, DisclosureError
from analysis.registers.read import Registers
from analysis.terms import UNKNOWN, Access, Layer
from analysis.timeline.months import month_of

COLUMNS = ("person", "layer", "what", "start", "end", "amount")
PERSONS, MONTHS = 20, 144
DAYS_IN_MONTH = 365.25 / 12
EVENTS = (Layer.MOVE, Layer.BIRTH, Layer.LANGUAGE_TEST, Layer.DEPARTURE)
HOURS = 20.0
"""Hours a week of the job that rows are put in order by; it is an order, not a measure."""


@dataclass(frozen=True, eq=False)
class Histories:
    """Spells of persons who do not exist; beside Estimates the only thing that can be shown.

    Attributes:
        frame: one row a spell or event: `person` (1, 2, ...; never an id), `layer`, `what` (the
            register's code), `start` and `end` (months since settlement, to the day; the end is the
            day after the last; an event ends where it starts), `amount` (hours a week of a job, age
            at settlement of a person; else empty). The row of layer "person" ends where the person
            is last seen. No rows: there is nobody who may be shown.
        release_id: the release that was asked, which has no persons; None where registers were.
        source: whose registers they are.
    """

    frame: pd.DataFrame
    release_id: str | None
    source: Source

    def __post_init__(self) -> None:
        """Refuse persons who exist, and a frame with other columns."""
        if tuple(self.frame) != COLUMNS:
            raise DesignError(f"Histories have the columns {', '.join(COLUMNS)}, and no others.")
        if len(self.frame):
            refuse_persons_who_exist(self.source.access)

    def of(self, layer: Layer) -> pd.DataFrame:
        """Return the spells of one layer."""
        return self.frame[self.frame["layer"] == layer]


def refuse_persons_who_exist(access: Access) -> None:
    """Raise DisclosureError unless the persons of a dataset are invented."""
    if access is not Access.INVENTED:
        raise DisclosureError(
            f"Histories of single persons are shown of invented data only; this is {access}."
            "\nTo see them, make invented registers: analysis synthesize FOLDER."
        )


def nobody(release_id: str | None, source: Source) -> Histories:
    """Return histories without rows, for whom nobody may be shown of."""
    return Histories(pd.DataFrame(columns=list(COLUMNS)), release_id, source)


def histories(registers: Registers, source: Source) -> Histories:
    """Return the spells of twenty invented persons in the twelve years after settlement.

    Chosen are the first by a hash of the dataset's seed and the id: first one of each group by sex,
    whether the person ever went to school here and whether he ever moved, then of all. Whose
    settlement lies before the registers begin is not among them. They are put in order: those
    without school first, then by the first month of a job of twenty hours after the programme.

    Raises:
        DisclosureError: the persons are not invented.
        DesignError: nobody's settlement lies in the time that the registers show.
    """
    refuse_persons_who_exist(registers.dataset.access)
    registers.need("participants", "settled", "A figure of histories")
    settled = _settled(registers)
    if settled.empty:
        raise DesignError(
            "Nobody's settlement lies in the months that these registers show."
            "\nHistories begin there: see first_observed in dataset.toml."
        )
    chosen = settled.loc[_chosen(registers, settled.index)]
    spells = pd.concat(
        [_layer(registers, layer, rows, chosen) for layer, rows in _told(registers, chosen).items()]
    )
    return Histories(_numbered(spells), None, source)


def first_work(frame: pd.DataFrame) -> pd.Series:
    """Return months from settlement to the first job of twenty hours after the programme.

    Index person; infinite where there is none among the months shown, or no programme that ended.
    """
    programme = frame[frame["layer"] == Layer.PROGRAMME].groupby("person")["end"].max()
    jobs = frame[(frame["layer"] == Layer.WORK) & (frame["amount"] >= HOURS)]
    left = jobs["person"].map(programme)
    later = jobs.assign(start=jobs["start"].clip(lower=left))[jobs["end"] > left]
    first = later.groupby("person")["start"].min()
    return first.reindex(frame["person"].unique(), fill_value=np.inf)


def _settled(registers: Registers) -> pd.Series:
    """Return the day of settlement of everybody whose whole history is seen; index person."""
    first = registers.tables["participants"].groupby("person")["settled"].min().dropna()
    month, dataset = month_of(first), registers.dataset
    return first[(month >= dataset.first_observed) & (month <= dataset.last_observed)]


def _chosen(registers: Registers, persons: pd.Index) -> pd.Index:
    seed = registers.dataset.seed
    ids = [f"{seed} {registers.ids[person]}".encode() for person in persons]
    order = np.argsort([hashlib.sha256(one).hexdigest() for one in ids])
    drawn = persons[order]
    group = pd.DataFrame(
        {
            "sex": _first_of(registers, "sex").reindex(drawn).fillna(UNKNOWN),
            "school": drawn.isin(_rows(registers, "education", "level")["person"]),
            "moved": drawn.isin(_moves(registers)["person"]),
        },
        index=drawn,
    )
    one_each = ~group.duplicated()
    return drawn[one_each].append(drawn[~one_each])[:PERSONS]


def _first_of(registers: Registers, column: str) -> pd.Series:
    rows = registers.tables["participants"]
    values = rows[column] if column in rows else pd.Series(pd.NA, index=rows.index)
    return values.astype(object).groupby(rows["person"]).first()


def _rows(registers: Registers, table: str, what: str, start: str = "start") -> pd.DataFrame:
    """Return person, what, start and end of a table; no rows where the dataset does not have it."""
    rows = registers.tables.get(table)
    if rows is None:
        rows, start = registers.tables["participants"].iloc[:0], "settled"
        rows = rows.rename(columns={"municipality": what})
    end = rows["end"] if "end" in rows else rows[start]
    return pd.DataFrame(
        {"person": rows["person"], "what": rows[what], "start": rows[start], "end": end}
    )


def _moves(registers: Registers) -> pd.DataFrame:
    """Return the stays in a municipality that follow one in another."""
    stays = _rows(registers, "residence", "municipality")
    stays = stays.sort_values(["person", "start"], kind="stable")
    code = stays["what"].astype(str)
    new = (stays["person"] == stays["person"].shift()) & (code != code.shift())
    return stays[new].assign(what=Layer.MOVE.value)


def _told(registers: Registers, chosen: pd.Series) -> dict[Layer, pd.DataFrame]:
    """Return the rows of each layer with the columns `what`, `start`, `end` and `amount`."""
    births = _rows(registers, "family", "kind", "date")
    events = _rows(registers, "participation", "kind", "date")
    tests = events["what"].astype(str).str.startswith(Layer.LANGUAGE_TEST.value)
    return {
        Layer.PERSON: _people(registers, chosen),
        Layer.PROGRAMME: _programmes(registers.tables["participants"]),
        Layer.SCHOOL: _rows(registers, "education", "level"),
        Layer.WORK: _jobs(registers.tables["jobs"]),
        Layer.BENEFIT: _rows(registers, "benefits", "kind"),
        Layer.LABOUR_OFFICE: _rows(registers, "labour_office", "status"),
        Layer.MOVE: _moves(registers),
        Layer.BIRTH: births[births["what"] == Layer.BIRTH.value],
        Layer.LANGUAGE_TEST: events[tests],
        Layer.DEPARTURE: _rows(registers, "departures", "cause", "date"),
    }


def _programmes(rows: pd.DataFrame) -> pd.DataFrame:
    never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    dates = {"start": "programme_start", "end": "programme_end"}
    told = {name: rows.get(column, never) for name, column in dates.items()}
    return rows[["person"]].assign(what=Layer.PROGRAMME.value, **told)


def _people(registers: Registers, chosen: pd.Series) -> pd.DataFrame:
    """Return the time in which each is seen, with sex and age at settlement."""
    gone = _rows(registers, "departures", "cause", "date").groupby("person")["start"].min()
    sex = _first_of(registers, "sex").reindex(chosen.index)
    born = pd.to_numeric(_first_of(registers, "birth_year").reindex(chosen.index))
    frame = pd.DataFrame({"what": sex.fillna(UNKNOWN), "start": chosen})
    frame["end"] = gone.reindex(chosen.index) - pd.Timedelta(days=1)
    return frame.assign(amount=chosen.dt.year - born).rename_axis("person").reset_index()


def _jobs(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return jobs by how they are agreed: subsidised, else the contract, else unknown."""
    unknown = pd.Series(pd.NA, index=jobs.index)
    terms = jobs.get("contract", unknown).astype(object).fillna(UNKNOWN)
    paid = jobs.get("subsidised", unknown).astype("boolean").fillna(value=False).astype(bool)
    hours = pd.to_numeric(jobs.get("hours_per_week", unknown)) / 100
    return jobs.assign(what=terms.mask(paid, "subsidised"), amount=hours)


def _layer(
    registers: Registers, layer: Layer, rows: pd.DataFrame, chosen: pd.Series
) -> pd.DataFrame:
    """Return the rows of the chosen in months since their settlement, as far as they are shown."""
    mine = rows[rows["person"].isin(chosen.index) & rows["start"].notna()]
    origin = mine["person"].map(chosen)
    end = mine["start"] if layer in EVENTS else mine["end"] + pd.Timedelta(days=1)
    seen = pd.Timestamp(np.datetime64(registers.dataset.last_observed + 1, "M"))
    frame = pd.DataFrame(
        {
            "person": mine["person"].astype("int64"),
            "layer": layer.value,
            "what": mine["what"].astype(str),
            "start": (mine["start"] - origin).dt.days / DAYS_IN_MONTH,
            "end": (end.where(end < seen, seen) - origin).dt.days / DAYS_IN_MONTH,
            "amount": mine["amount"].astype("Float64") if "amount" in mine else np.nan,
        }
    )
    shown = frame[(frame["start"] < MONTHS) & (frame["end"] >= 0)].astype({"amount": "Float64"})
    return shown.assign(start=shown["start"].clip(lower=0), end=shown["end"].clip(upper=MONTHS))


def _numbered(spells: pd.DataFrame) -> pd.DataFrame:
    """Return spells by number instead of person, in the order in which rows are shown."""
    at_school = spells.loc[spells["layer"] == Layer.SCHOOL, "person"].unique()
    first = first_work(spells)
    order = pd.DataFrame({"school": first.index.isin(at_school), "first": first})
    order = order.sort_values(["school", "first"], kind="stable")
    number = pd.Series(range(1, len(order) + 1), index=order.index)
    layers = {layer.value: place for place, layer in enumerate(Layer)}
    told = spells.assign(
        person=spells["person"].map(number), place=spells["layer"].map(layers)
    ).sort_values(["person", "place", "start", "end"], kind="stable")
    amount = told["amount"].to_numpy(dtype=float, na_value=np.nan)
    return told.assign(amount=amount)[list(COLUMNS)].reset_index(drop=True)
