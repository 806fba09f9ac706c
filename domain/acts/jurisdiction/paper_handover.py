"""A stub that goes to another organ (涉密案件移交, A-47, A-48): its papers are handed over, here stand days and organs.

By the same rules as any case, but for what only its papers tell: whose the subjects are, and why.
"""

from typing import ClassVar, Literal, assert_never, get_args

from domain.acts.jurisdiction import handing_over, superior
from domain.acts.jurisdiction.arrival import Restated
from domain.acts.on_paper.stubs import NO_STUB, StubCommand
from domain.case.act import Act, Events
from domain.case.lifecycle import MovedBy
from domain.guards import guard
from domain.refusals import Refused
from domain.values import Code


class RecordPaperHandover(
    StubCommand, path="paper-handovers", summary="Record that a stub goes to another organ", tag="jurisdiction"
):
    """登记涉密案件移交 (A-47, A-48): the papers of a stub were transferred, handed down, raised, or an organ named.

    Who hands over or decides records it; the organ that it goes to answers as ever, without a word.
    """

    example: ClassVar = {"by": "transfer", "to_organ": "prefecture-organization"}
    moves: ClassVar = True
    kind: Literal["record_paper_handover"] = "record_paper_handover"
    by: MovedBy
    to_organ: Code

    @property
    def goes_to(self) -> str:
        """The organ that is to have the case."""
        return self.to_organ


_WAYS: tuple[MovedBy, ...] = get_args(MovedBy)


@guard(RecordPaperHandover, by=lambda _: _WAYS)
def _may_record(act: Act, by: MovedBy) -> None:
    """Of a stub, whoever may hand a case over or decide about it in that way."""
    if not act.case.opened.on_paper:
        raise Refused(NO_STUB)
    match by:
        case "transfer":
            handing_over.may_transfer(act)
        case "hand_down":
            handing_over.may_hand_down(act)
        case "designation":
            superior.may_designate(act)
        case "elevation":
            superior.may_elevate(act)
        case _:
            assert_never(by)


def record(act: Act, command: RecordPaperHandover) -> Events:
    """Hand a stub over, by the rules of what was decided on paper."""
    _may_record(act, command.by)
    match command.by:
        case "transfer":
            return handing_over.transfer(act, command.to_organ, None)
        case "hand_down":
            return handing_over.hand_down(act, command.to_organ, None)
        case "designation":
            return superior.designate(act, command.to_organ, None)
        case "elevation":
            act.require_organ(command.to_organ)
            return superior.elevate(act, None, Restated())
        case _:
            assert_never(command.by)
