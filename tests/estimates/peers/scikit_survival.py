"""Golden values for tests/estimates/test_curves_against_etm.py, with scikit-survival 0.28.0.

Run in an environment of its own (it is not in the lock): python scikit_survival.py
Reads ../r/etm_extract.csv, tells its version and writes scikit_survival_*.csv beside itself. It has
late entry for Kaplan-Meier only.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import sksurv
from sksurv.compare import compare_survival
from sksurv.nonparametric import cumulative_incidence_competing_risks, kaplan_meier_estimator
from sksurv.util import Surv

HERE = Path(__file__).parent
CODES = {"censored": 0, "event": 1, "death": 2, "emigration": 2}


def main() -> None:
    """Write what scikit-survival makes of the extract."""
    extract = pd.read_csv(HERE.parent / "r" / "etm_extract.csv")
    incidence, survival = [], []
    for group, rows in extract.groupby("group", sort=False):
        code, duration = rows["cause"].map(CODES).to_numpy(), rows["duration"].to_numpy(float)
        month, share, limits = kaplan_meier_estimator(
            code == 1, duration, time_enter=rows["entry"].to_numpy(float), conf_type="log-log"
        )
        survival.append(_frame(group, month, estimate=share, lower=limits[0], upper=limits[1]))
        if (rows["entry"] == 0).all():
            month, shares = cumulative_incidence_competing_risks(code, duration)
            incidence.append(_frame(group, month, event=shares[1], gone=shares[2]))
    _write("incidence", incidence)
    _write("survival", survival)
    both = extract[extract["group"].isin(["from_start", "few"])]
    outcome = Surv.from_arrays(both["cause"] == "event", both["duration"])
    statistic, p = compare_survival(outcome, both["group"].to_numpy())
    _write("log_rank", [pd.DataFrame({"statistic": [statistic], "p": [p]})])
    print("scikit-survival", sksurv.__version__)


def _frame(group: object, month: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"group": group, "month": month.astype(int), **columns})


def _write(name: str, parts: list[pd.DataFrame]) -> None:
    path = HERE / f"scikit_survival_{name}.csv"
    pd.concat(parts).to_csv(path, index=False, float_format="%.14g", lineterminator="\n")


if __name__ == "__main__":
    main()
