"""What may be searched (查找), each kind with the right to the list that shows it."""

from collections.abc import Mapping
from typing import Literal

from api.auth.policy import Action, allowed
from api.identity.personas import Persona

SearchedKind = Literal["case", "risk_filing", "work_record", "meeting", "subject"]

SEARCHED: Mapping[SearchedKind, Action] = {
    "case": "read_case",
    "risk_filing": "read_risk_filings",
    "work_record": "read_work_records",
    "meeting": "read_meetings",
    "subject": "read_subjects",
}
"""In the order in which what was found is shown."""


def searched_by(who: Persona) -> tuple[SearchedKind, ...]:
    """What somebody may search at all."""
    return tuple(kind for kind, action in SEARCHED.items() if allowed(who, action).allow)
