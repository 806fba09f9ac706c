"""What a command opens and names, which whoever loads for its decision goes by."""

from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.catalogue import CASE_COMMANDS, MEETING_COMMANDS, RISK_FILING_COMMANDS, WORK_RECORD_COMMANDS
from domain.messages import Command, Opens

ONE, OTHER, THIRD = (UUID(int=n) for n in (1, 2, 3))

FIELDS: dict[str, Any] = {
    "pack": "a-pack",
    "to_organ": "an-organ",
    "keeper": "an-organ",
    "organ": "an-organ",
    "meeting": OTHER,
    "applicant": ONE,
    "subjects": (OTHER, THIRD),
    "add": (ONE,),
    "remove": (OTHER,),
    "earlier_matter": ONE,
    "about": ONE,
    "risk_filing": OTHER,
    "case_id": OTHER,
    "target": OTHER,
    "pack_sha256": "ab" * 32,
}
SUBJECTS = {
    "file_application": (ONE, OTHER, THIRD),
    "begin_with_accountability": (OTHER, THIRD),
    "begin_by_organ": (OTHER, THIRD),
    "enter_paper_case": (OTHER, THIRD),
    "change_subjects": (ONE,),
    "risk_filing_file": (OTHER, THIRD),
    "work_record_open": (ONE,),
}
OF_FILING = (uuid5(OTHER, "matter"),)
"""What a risk filing registered."""
MATTERS = {
    "confirm_same_matter": (ONE,),
    "enter_paper_case": (ONE,),
    "work_record_open": (ONE,),
    "file_application": OF_FILING,
    "begin_by_organ": OF_FILING,
}
LINKS = {
    "file_application": OTHER,
    "begin_by_organ": OTHER,
    "risk_filing_link_case": OTHER,
    "work_record_link": OTHER,
    "work_record_open": OTHER,
    "enter_meeting_result": OTHER,
}
EDITIONS = {"choose_transition": "ab" * 32}


@pytest.mark.parametrize("declared", [*CASE_COMMANDS, *RISK_FILING_COMMANDS, *WORK_RECORD_COMMANDS, *MEETING_COMMANDS])
def test_a_command_says_what_it_opens_and_names(declared: type[Command]) -> None:
    """A command with an id of a subject, a matter, an edition or another stream in it says so; all others name none."""
    body = declared.model_construct(**{name: FIELDS[name] for name in declared.model_fields if name in FIELDS})
    kind = str(declared.model_fields["kind"].default)

    assert body.opens == (Opens("a-pack", "an-organ") if declared.endpoint and declared.endpoint.opens else None)
    assert body.names_subjects == SUBJECTS.get(kind, ())
    assert body.names_matters == MATTERS.get(kind, ())
    assert body.links_to == LINKS.get(kind)
    assert body.names_edition == EDITIONS.get(kind)
