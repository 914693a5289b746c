"""The words of the official measure: what Statistics Norway and the programme's register tell."""

from enum import StrEnum


class ExitReason(StrEnum):
    """Main activity at exit, as the programme's register (NIR) has it; other texts are kept too."""

    WORK = "work"
    EDUCATION = "education"
    GRUNNSKOLE = "grunnskole"
    JOB_SEEKER = "job_seeker"
    NO_ACTIVITY = "no_activity"
    MOVED = "moved"
    AUTOMATIC = "automatic"


class OfficialStatus(StrEnum):
    """What a former participant does in November; older tables tell only the last two sums apart.

    Source: Statistics Norway, introinnv, former participants by status (table of November 2017).
    """

    EMPLOYED = "employed"
    EMPLOYED_AND_EDUCATION = "employed_and_education"
    EDUCATION = "education"
    WORK_OR_EDUCATION = "work_or_education"
    UNEMPLOYED = "unemployed"
    ON_MEASURES = "on_measures"
    UNEMPLOYED_OR_MEASURES = "unemployed_or_measures"
    OTHER = "other"


class Level(StrEnum):
    """Of what place a published row is."""

    COUNTRY = "country"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"


SIX = tuple(
    status
    for status in OfficialStatus
    if status not in (OfficialStatus.WORK_OR_EDUCATION, OfficialStatus.UNEMPLOYED_OR_MEASURES)
)
"""The rows of the table: everybody resident is in exactly one."""
LOOKING = (OfficialStatus.UNEMPLOYED, OfficialStatus.ON_MEASURES)
"""Rows that only the labour office can fill."""
REACHED = tuple(OfficialStatus)[:4]
"""What the official measure counts as success."""
COUNTED_AT_EXIT = {
    "work_or_education": (ExitReason.WORK, ExitReason.EDUCATION),
    "grunnskole_too": (ExitReason.WORK, ExitReason.EDUCATION, ExitReason.GRUNNSKOLE),
}
"""What the programme's own register (NIR) counts as success at exit, and with grunnskole."""
EVERYBODY = "all"
"""The sex of rows that are of both."""
GOAL, GOAL_SINCE = 0.7, 2010
"""The national goal for the first November: at least so large a share, since that year.

Source: Office of the Auditor General of Norway (Riksrevisjonen), Document 3:4 (2019-2020).
"""
