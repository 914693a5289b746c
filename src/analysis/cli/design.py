"""The design of a study as options of the command line."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.design import StudyDesign


def add_design(verb: argparse.ArgumentParser) -> None:
    """Add the options that make a design."""
    verb.add_argument("--measure", default="any_job", help="such as any_job,run_months=6")
    verb.add_argument("--origin", default="exit", help="exit, programme_start or settlement")
    verb.add_argument("--monthly-rule", default="day_15", help="day_15, overlap or day_weighted")
    verb.add_argument("--transfer-months", type=int, default=3)


def design_of(chosen: argparse.Namespace) -> "StudyDesign":
    """Return the design that was chosen."""
    from analysis.design import StudyDesign

    return StudyDesign(chosen.measure, chosen.origin, chosen.monthly_rule, chosen.transfer_months)
