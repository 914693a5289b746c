"""The data contract as data: which tables and columns a dataset may have, and what they hold.

Numbers are integers inside (definitions.md 3): hours in hundredths, weights in millionths, money in
whole NOK, so that the result depends neither on file format nor on row order.
"""

from dataclasses import dataclass
from enum import StrEnum

from analysis.terms import PriorEducation, Sex


class Kind(StrEnum):
    """How a column is read, and what it becomes."""

    ID = "id"  # text; becomes a code
    DATE = "date"  # a calendar date; datetime64[s]
    AREA = "area"  # text; four digits in the Norwegian scheme
    TEXT = "text"  # text
    CODE = "code"  # one of the declared codes
    HOURS = "hours"  # a week; Int32 of one hundredth
    MONEY = "money"  # whole NOK; Int64
    WEIGHT = "weight"  # Int64 of one millionth
    YEAR = "year"  # Int32
    YES_NO = "yes_no"  # boolean
    NUMBER = "number"  # Float64, only for area traits


@dataclass(frozen=True)
class Column:
    """One column of a table: its name here, how it is read, and whether it must be there.

    Attributes:
        corrected: negative values are corrections where dataset.toml declares it.
    """

    name: str
    kind: Kind
    needed: bool = False
    codes: tuple[str, ...] = ()
    may_be_blank: bool = True
    corrected: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns, and pairs of dates that must come in order.

    Attributes:
        keeps_others: columns of other names are read as text, not refused.
    """

    name: str
    columns: tuple[Column, ...]
    one_row_a_person: bool = False
    in_order: tuple[tuple[str, str], ...] = ()
    keeps_others: bool = False

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def needed(self) -> list[str]:
        """Names of the columns without which the table cannot be read."""
        return [column.name for column in self.columns if column.needed]

    @property
    def names(self) -> list[str]:
        """Names of all columns."""
        return [column.name for column in self.columns]


def _needed(name: str, kind: Kind, codes: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, needed=True, codes=codes, may_be_blank=False)


PERSON = _needed("person_id", Kind.ID)
SPELL = (_needed("start", Kind.DATE), Column("end", Kind.DATE, needed=True))
START_END = (("start", "end"),)
SEX = tuple(sex.value for sex in Sex)
PRIOR_EDUCATION = tuple(level.value for level in PriorEducation)
LEVELS = ("grunnskole", "upper_secondary", "higher")

TABLES = {
    table.name: table
    for table in (
        Table(
            "participants",
            (
                PERSON,
                Column("municipality", Kind.AREA, needed=True),
                Column("settled", Kind.DATE),
                Column("programme_start", Kind.DATE),
                Column("programme_end", Kind.DATE),
                Column("sex", Kind.CODE, codes=SEX),
                Column("birth_year", Kind.YEAR),
                Column("country_of_origin", Kind.TEXT),
                Column("admission", Kind.TEXT),
                Column("prior_education", Kind.CODE, codes=PRIOR_EDUCATION),
                Column("exit_reason", Kind.TEXT),
                Column("track", Kind.TEXT),
                Column("household_id", Kind.TEXT),
                Column("weight", Kind.WEIGHT),
                Column("registered", Kind.DATE),
            ),
            in_order=(("programme_start", "programme_end"),),
        ),
        Table(
            "jobs",
            (
                PERSON,
                *SPELL,
                Column("hours_per_week", Kind.HOURS, corrected=True),
                Column("monthly_earnings", Kind.MONEY, corrected=True),
                Column("employer_id", Kind.TEXT),
                Column("kind", Kind.CODE, codes=("employee", "self_employed"), may_be_blank=False),
                Column("contract", Kind.CODE, codes=("permanent", "temporary")),
                Column("subsidised", Kind.YES_NO),
            ),
            in_order=START_END,
        ),
        Table(
            "education",
            (
                PERSON,
                _needed("level", Kind.CODE, LEVELS),
                *SPELL,
                Column("completed", Kind.YES_NO),
            ),
            in_order=START_END,
        ),
        Table(
            "activities",
            (
                PERSON,
                _needed("kind", Kind.TEXT),
                *SPELL,
                Column("name", Kind.TEXT),
                Column("hours_per_week", Kind.HOURS),
            ),
            in_order=START_END,
        ),
        Table(
            "benefits",
            (PERSON, _needed("kind", Kind.TEXT), *SPELL, Column("monthly_amount", Kind.MONEY)),
            in_order=START_END,
        ),
        Table(
            "labour_office",
            (PERSON, _needed("status", Kind.TEXT), *SPELL),
            in_order=START_END,
        ),
        Table(
            "residence",
            (PERSON, Column("municipality", Kind.AREA, needed=True), *SPELL),
            in_order=START_END,
        ),
        Table(
            "departures",
            (
                PERSON,
                _needed("date", Kind.DATE),
                _needed("cause", Kind.CODE, ("death", "emigration")),
            ),
            one_row_a_person=True,
        ),
        Table("family", (PERSON, _needed("date", Kind.DATE), _needed("kind", Kind.TEXT))),
        Table("participation", (PERSON, _needed("date", Kind.DATE), _needed("kind", Kind.TEXT))),
        Table(
            "areas",
            (
                _needed("code", Kind.AREA),
                Column("name", Kind.TEXT, needed=True),
                _needed("year", Kind.YEAR),
                Column("population", Kind.NUMBER),
                Column("unemployment", Kind.NUMBER),
                Column("centrality", Kind.NUMBER),
                Column("lon", Kind.NUMBER),
                Column("lat", Kind.NUMBER),
                Column("county", Kind.TEXT),
            ),
        ),
    )
}
"""Every table of the contract by name; only participants and jobs are needed."""

NEEDED_TABLES = ("participants", "jobs")
PROGRAMME_DATES = ("settled", "programme_start", "programme_end")
