"""What comes with a programme: its activities, and the benefit that is paid while it lasts."""

import numpy as np
import pandas as pd

from analysis.synthetic.dates import DAY, Days, Ints, day_of, last_day_of, month_of, year_of
from analysis.synthetic.programmes import NEW_LAW
from analysis.synthetic.spells import Known, in_order

LANGUAGE = "language_training"
SOME = ("language_practice", "work_practice", "ordinary_work", "branch_package")
INTRODUCTION_BENEFIT = "introduction_benefit"


def activities_table(participants: pd.DataFrame, row: Ints, known: Known) -> pd.DataFrame:
    """Return language training throughout, and for some a shorter activity of another kind.

    Args:
        participants: the participants table.
        row: the person of each of its rows, as a position in `known`.
        known: ids, numbers and luck.
    """
    start, end = _spans(participants, known)
    number = known.number[row]
    whole = pd.DataFrame(
        {"person_id": participants["person_id"], "kind": LANGUAGE, "start": start, "end": end}
    )
    parts = [whole]
    last = np.where(np.isnat(end), known.setting.window.after_last - DAY, end)
    months = month_of(last) - month_of(start)
    for kind in SOME:
        chance = known.setting.p.ladder("programme", "activities")[kind]
        takes = (known.setting.luck.uniform(kind, number) < chance) & (months >= 6)
        if kind == "branch_package":
            takes &= year_of(month_of(start)) >= NEW_LAW
        some = np.flatnonzero(takes)
        begins = 1 + known.setting.luck.uniform(f"{kind} from", number[some]) * (months[some] - 5)
        first = month_of(start[some]) + begins.astype(np.int64)
        lasts = known.setting.luck.between(f"{kind} for", number[some], (1, 4))
        until = np.minimum(first + lasts - 1, month_of(last[some]) - 1)
        parts.append(
            pd.DataFrame(
                {
                    "person_id": participants["person_id"].to_numpy()[some],
                    "kind": kind,
                    "start": day_of(first, 1),
                    "end": last_day_of(until),
                }
            )
        )
    return in_order(_since_the_first_day(parts, known), ["start", "kind"])


def introduction_benefit(participants: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return a spell of the benefit for each programme; its amount is that of its first year."""
    start, end = _spans(participants, known)
    welfare = known.setting.p.numbers("welfare")
    years = year_of(month_of(start)) - 2010
    amount = welfare["introduction_benefit"] * (1 + welfare["growth"]) ** years
    return pd.DataFrame(
        {
            "person_id": participants["person_id"],
            "kind": INTRODUCTION_BENEFIT,
            "start": start,
            "end": end,
            "monthly_amount": np.round(amount).astype(np.int64),
        }
    )


def benefits_table(participants: pd.DataFrame, helped: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return introduction benefit and what people live on after it, in one table."""
    welfare = known.setting.p.numbers("welfare")
    years = helped["start"].dt.year - 2010
    amount = welfare["assistance"] * (1 + welfare["growth"]) ** years
    others = helped.assign(monthly_amount=amount.round().astype("int64"))
    both = [introduction_benefit(participants, known), others]
    return in_order(_since_the_first_day(both, known), ["start", "kind"])


def _since_the_first_day(parts: list[pd.DataFrame], known: Known) -> pd.DataFrame:
    """Return spells that do not end before the registers begin."""
    spells = pd.concat(parts, ignore_index=True)
    return spells[~(spells["end"] <= pd.Timestamp(known.setting.window.before_first))]


def _spans(participants: pd.DataFrame, known: Known) -> tuple[Days, Days]:
    start = participants["programme_start"].to_numpy().astype("datetime64[D]")
    end = participants["programme_end"].to_numpy().astype("datetime64[D]")
    return start, end
