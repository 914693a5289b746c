"""What a release tells of the registers themselves: counts in fives, small tables left out."""

import pandas as pd

from analysis.design import Spec, StudyDesign
from analysis.estimates.live import LiveStudy
from analysis.release.protect import CURVE_PERSONS, Shown, in_fives, protect_counts
from analysis.release.rounded import shares, whole_per_cent
from analysis.terms import OF_REGISTERS, Estimand


def of_registers(study: LiveStudy) -> dict[Spec, pd.DataFrame]:
    """Return the rows of each question about registers; none of thirty persons or fewer."""
    found = {}
    asked = [StudyDesign().ask(estimand) for estimand in OF_REGISTERS]
    for spec in [*asked, StudyDesign().ask(Estimand.REGISTER_FAULTS, ("municipality",))]:
        estimand = spec.estimand
        rows = study.estimates(spec).frame
        if estimand is Estimand.REGISTER_FAULTS:
            rows = _faults_of_groups(rows, (*spec.by, "finding"))
        elif estimand is not Estimand.USES:
            few_persons = study.registers.n_persons <= CURVE_PERSONS
            rows = rows.iloc[:0] if few_persons else _whole_tables(rows)
        found[spec] = rows.assign(spec=str(spec), shown=Shown.FULL.value)
    return found


def _whole_tables(rows: pd.DataFrame) -> pd.DataFrame:
    """Return counts of the whole dataset in fives, of tables that are not small."""
    large = rows[rows["n_at_risk"] > CURVE_PERSONS]
    events, n = in_fives(large["n_events"]), in_fives(large["n_at_risk"])
    share = whole_per_cent(events / n)
    return large.assign(n_events=events, n_at_risk=n, estimate=share, lower=share, upper=share)


def _faults_of_groups(rows: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return shares of exits with a fault, by the groups of `by`, above the floors."""
    counts = rows.rename(columns={"n_at_risk": "n", "n_events": "events"})
    protected = shares(protect_counts(counts, by), by, Estimand.REGISTER_FAULTS)
    return protected.assign(measure="", origin="")
