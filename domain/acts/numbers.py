"""The number that the office gave a case, or a document that went out of it (登记文号): shown instead of ours."""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.office_numbers import GivesNumber, NumberGiven, given
from domain.refusals import Refused, refusal
from domain.values import FreeText, Means, Version, is_absent


class RecordNumber(
    GivesNumber, path="number", summary="Record the number that the office gave", tag="filing", seen=False
):
    """登记文号 (A-45, A-59): the case, or a document of it, has a number in the registers of the office (OA).

    It is shown instead of ours.
    """

    example: ClassVar = {"number": "甲组〔2026〕12号"}
    on_stubs: ClassVar = True
    kind: Literal["record_number"] = "record_number"
    dispatched: Version | None = Field(
        default=None, description="the version of the event with which the document went out; none: the case's own"
    )


DOCUMENT_NOT_SENT = refusal("document_not_sent", 409, "A-59").says("""
    本案该条记录没有发出文书。
    No document went out with that event of the case.
    请在已经发出的文书中选择；案件本身的文号，不填此项。
    Choose one of the documents that went out; leave it empty for the number of the case itself.
""")


class NumberRecorded(NumberGiven, group="procedure", zh="登记文号", en="Number of the office recorded"):
    """登记文号 (A-45, A-59): from here on the case bears this number, or the document that went out with an event."""

    facts: ClassVar = {**NumberGiven.facts, "文书": "dispatched"}
    kind: Literal["number_recorded"] = "number_recorded"
    dispatched: Annotated[int | None, Means("version")] = Field(default=None, exclude_if=is_absent)


@guard(RecordNumber)
def _may_record(act: Act) -> None:
    act.require_role(act.counter)


def record(act: Act, command: RecordNumber) -> Events:
    """Take the number that the office gave, as the organ that has the case; a wrong one is put right alike."""
    _may_record(act)
    borne, since = act.case.office_number, act.case.opened.on
    if command.dispatched is not None:
        sent = act.case.dispatched.get(command.dispatched)
        if sent is None:
            raise Refused(DOCUMENT_NOT_SENT)
        borne, since = sent.office_number, sent.on
    year, canonical = given(command, borne, since)
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
    if event.dispatched is not None:
        sent = replace(case.dispatched[event.dispatched], office_number=event.number)
        return case.with_sent(event.dispatched, sent)
    return replace(case, office_number=event.number)
