"""What comes with a programme: its activities, and the benefit that is paid while it lasts."""

import numpy as np
import pandas as pd

from analysis.reference.basic_amount import basic_amounts as published
from analysis.synthetic.dates import DAY, Days, Ints, day_of, last_day_of, month_of, year_of
from analysis.synthetic.parameters import Parameters
from analysis.synthetic.programmes import NEW_LAW
from analysis.synthetic.spells import Known, in_order

LANGUAGE = "language_training"
SOME = ("language_practice", "work_practice", "ordinary_work", "branch_package")
INTRODUCTION_BENEFIT = "introduction_benefit"
MAY = 5


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


def benefits_table(participants: pd.DataFrame, helped: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return introduction benefit and what people live on after it, in one table.

    Introduction benefit and qualification benefit are two basic amounts a year, less for the
    young, and change with the basic amount each May; social assistance is uneven.
    """
    start, end = _spans(participants, known)
    programme = pd.DataFrame(
        {
            "person_id": participants["person_id"],
            "kind": INTRODUCTION_BENEFIT,
            "start": start.astype("datetime64[s]"),
            "end": end.astype("datetime64[s]"),
        }
    )
    born = participants.drop_duplicates("person_id").set_index("person_id")["birth_year"]
    assisted = helped["kind"] == "social_assistance"
    by_law = by_basic_amount(pd.concat([programme, helped[~assisted]], ignore_index=True), known)
    by_law["monthly_amount"] = _by_law(by_law, by_law["person_id"].map(born), known.setting.p)
    others = helped[assisted].assign(monthly_amount=_assistance(helped[assisted], known))
    return in_order(_since_the_first_day([by_law, others], known), ["start", "kind"])


def by_basic_amount(spells: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Return spells cut at each 1 May, on which the basic amount changes."""
    last = spells["end"].fillna(pd.Timestamp(known.setting.window.after_last - DAY))
    first = spells["start"].dt.year - (spells["start"].dt.month < MAY)
    count = (last.dt.year - (last.dt.month < MAY) - first + 1).clip(lower=1).to_numpy()
    row = np.repeat(np.arange(len(spells)), count)
    piece = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    year = (first.to_numpy()[row] + piece - 1970).astype("datetime64[Y]")
    may = year.astype("datetime64[M]") + (MAY - 1)
    cut, start = spells.iloc[row].reset_index(drop=True), may.astype("datetime64[D]")
    until = (may + 12).astype("datetime64[D]") - DAY
    final = piece == np.repeat(count, count) - 1
    return cut.assign(
        start=cut["start"].where(piece == 0, pd.Series(start.astype("datetime64[s]"))),
        end=cut["end"].where(final, pd.Series(until.astype("datetime64[s]"))),
    )


def _by_law(spells: pd.DataFrame, born: "pd.Series[int]", p: Parameters) -> Ints:
    welfare, year = p.numbers("welfare"), spells["start"].dt.year.to_numpy()
    amounts = basic_amounts(p)
    since = year - (spells["start"].dt.month < MAY).to_numpy()
    basic = np.interp(since, list(amounts), list(amounts.values()))
    young = year - born.to_numpy() < welfare["young_below"]
    full = welfare["introduction_benefit"] * basic / 12
    return np.asarray(np.round(full * np.where(young, welfare["young"], 1.0)).astype(np.int64))


def _assistance(spells: pd.DataFrame, known: Known) -> Ints:
    welfare = known.setting.p.numbers("welfare")
    who = pd.Series(known.number, known.ids).loc[spells["person_id"]].to_numpy()
    month = month_of(spells["start"].to_numpy().astype("datetime64[D]"))
    luck = known.setting.luck.normal("amount of assistance", who, month)
    level = welfare["assistance"] * (1 + welfare["growth"]) ** (year_of(month) - 2010)
    return np.round(level * np.exp(welfare["uneven"] * luck), -1).astype(np.int64)


def basic_amounts(p: Parameters) -> dict[int, int]:
    """Return year -> basic amount from its 1 May: published ones, and the invented between them."""
    invented = {int(year): int(g) for year, g in p.ladder("welfare", "basic_amount").items()}
    return dict(sorted({**invented, **published()}.items()))


def _since_the_first_day(parts: list[pd.DataFrame], known: Known) -> pd.DataFrame:
    """Return spells that do not end before the registers begin."""
    spells = pd.concat(parts, ignore_index=True)
    return spells[~(spells["end"] <= pd.Timestamp(known.setting.window.before_first))]


def _spans(participants: pd.DataFrame, known: Known) -> tuple[Days, Days]:
    start = participants["programme_start"].to_numpy().astype("datetime64[D]")
    end = participants["programme_end"].to_numpy().astype("datetime64[D]")
    return start, end
