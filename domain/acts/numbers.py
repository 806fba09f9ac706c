"""The number that the office gave a case, or a document that went out of it (登记文号): shown instead of ours."""

from dataclasses import replace
from typing import ClassVar, Literal

from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.office_numbers import DocumentNumberGiven, GivesDocumentNumber, given_to
from domain.values import FreeText


class RecordNumber(
    GivesDocumentNumber, path="number", summary="Record the number that the office gave", tag="filing", seen=False
):
    """登记文号 (A-45, A-59): the case, or a document of it, has a number in the registers of the office (OA).

    It is shown instead of ours.
    """

    example: ClassVar = {"number": "甲组〔2026〕12号"}
    on_stubs: ClassVar = True
    kind: Literal["record_number"] = "record_number"


class NumberRecorded(DocumentNumberGiven, group="procedure", zh="登记文号", en="Number of the office recorded"):
    """登记文号 (A-45, A-59): from here on the case bears this number, or the document that went out with an event."""

    kind: Literal["number_recorded"] = "number_recorded"


@guard(RecordNumber)
def _may_record(act: Act) -> None:
    act.require_role(act.counter)


def record(act: Act, command: RecordNumber) -> Events:
    """Take the number that the office gave, as the organ that has the case; a wrong one is put right alike."""
    _may_record(act)
    year, canonical = given_to(command, act.case.office_number, act.case.opened.on, act.case.dispatched)
    return [
        NumberRecorded(
            on=act.on,
            private=FreeText(reasons=command.reasons) if command.reasons else None,
            number=command.number,
            organ=act.actor.organ,
            year=year,
            canonical=canonical,
            dispatched=command.dispatched,
        )
    ]


def evolve(case: Case, event: NumberRecorded) -> Case:
    """The case with the number that it bears now, or a document of it."""
    own = event.number if event.dispatched is None else case.office_number
    return replace(case, office_number=own, dispatched=event.put_in(case.dispatched))
