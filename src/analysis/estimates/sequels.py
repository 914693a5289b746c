"""The clocks of first jobs and of stable work, as a study asks for them."""

from typing import TYPE_CHECKING

from analysis.design import StudyDesign
from analysis.terms import Estimand
from analysis.timeline.outcome import Outcome
from analysis.timeline.sequels import first_job, loss

if TYPE_CHECKING:
    from analysis.estimates.live import LiveStudy

SEQUELS = (Estimand.STABLE_AFTER_FIRST_JOB, Estimand.FIRST_JOB_LOST, Estimand.LOSS)
Sequels = dict[Estimand, Outcome]


def sequel_outcomes(study: "LiveStudy", design: StudyDesign, estimand: Estimand) -> Sequels:
    """Return the clock that an estimand runs on, and others that are made with it.

    Raises:
        DesignError: the dataset, or the measure, does not allow it.
    """
    measure, found = study.measure(design.measure).dated(), study.outcome(design)
    if estimand is Estimand.LOSS:
        return {Estimand.LOSS: loss(study.panel(design), study.cohort(design), measure, found)}
    of = first_job(study.first_jobs(design), measure, found)
    return {Estimand.STABLE_AFTER_FIRST_JOB: of.stable, Estimand.FIRST_JOB_LOST: of.lost}
