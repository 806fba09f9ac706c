"""How many working days terms have run, counted by the database for whoever reads tallies of terms."""

from collections.abc import Mapping
from pathlib import Path

from eventlog.queries import load_queries

_USED_DAYS = load_queries(Path(__file__).with_suffix(".sql"))["used_days"]


def counting_used_days(queries: Mapping[str, str], *, until: str, ordinals: str) -> Mapping[str, str]:
    """Statements in which `{used_days}` is that number.

    Args:
        queries: by their names.
        until: the day until which they are counted, as the statement has it.
        ordinals: those of the working days of all years in question (`Calendar.ordinals_of_years`), likewise.
    """
    used = _USED_DAYS.replace("{until}", until).replace("{ordinals}", ordinals)
    return {name: statement.replace("{used_days}", used) for name, statement in queries.items()}
