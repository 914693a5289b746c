"""One person's pay and benefits month by month, made into registers on disk."""

from analysis.registers.dataset import month_number, month_text

from .pictures import ORIGIN_DAY, day, read_tables

MONTH_0 = "2015-06"
OPTIONAL = ("monthly_earnings", "monthly_amount", "household_id")


def whole_month(month, **values):
    """Return a spell of one calendar month, its first day to its last."""
    return {"person_id": "p", "start": day(month, 1), "end": day(month, 0), **values}


def read_money(
    folder,
    pay,
    *,
    benefits=(),
    gone=None,
    entry=0,
    month_0=MONTH_0,
    last=None,
    households=(),
    optional=OPTIONAL,
    jobs=(),
):
    """Write and read a person with a job a month, and others of whom only benefits are known.

    Args:
        folder: where the dataset is written.
        pay: NOK by month from month 1; None is a job whose pay is missing, "" no job.
        benefits: (month, kind, amount) or (month, kind, amount, person).
        gone: the month in which the person emigrates.
        entry: the month of programme start.
        month_0: calendar month of the settlement.
        last: months observed after month 0; as many as `pay` has where none are named.
        households: (person, household_id); the person is "p".
        optional: columns that are there though no row names them.
        jobs: further rows: (month, values).
    """
    origin = month_number(month_0)
    ids = dict(households) or {"p": None}
    tables = {
        "participants": [
            {
                "person_id": person,
                "municipality": "0301",
                "settled": day(origin, ORIGIN_DAY),
                "programme_start": day(origin + entry, ORIGIN_DAY),
                **({"household_id": home} if "household_id" in optional else {}),
            }
            for person, home in ids.items()
        ],
        "jobs": [
            whole_month(origin + month, monthly_earnings=amount)
            for month, amount in enumerate(pay, start=1)
            if amount != ""
        ],
        "benefits": [
            whole_month(origin + month, kind=kind, monthly_amount=amount)
            | {"person_id": person[0] if person else "p"}
            for month, kind, amount, *person in benefits
        ],
        "departures": [
            {"person_id": "p", "date": day(origin + month, 20), "cause": "emigration"}
            for month in ([gone] if gone else [])
        ],
    }
    tables["jobs"] += [whole_month(origin + month, **values) for month, values in jobs]
    observed = (month_0, month_text(origin + (last or len(pay))))
    return read_tables(folder, tables, observed, "started", optional=optional)
