"""Stubs of classified cases, and the numbers that the office gives (A-45, A-47)."""

from domain.acts.numbers import RecordNumber
from domain.acts.on_paper.stubs import RecordPaperStep, RegisterStub
from tests.domain.scenario import Deed, deed
from tests.domain.stories import cases

STUB = RegisterStub(pack="nujiang", route="application", to_organ="county-a-organization", level="confidential")


def stub(day: str = "2026-01-20", **changes: object) -> Deed:
    """The organ that took the case in registers it."""
    return deed(cases.ORGANISATION, STUB.model_copy(update=changes), day)


def stepped(step: str, outcome: str, day: str) -> Deed:
    """A step was handled on paper."""
    return deed(cases.ORGANISATION, RecordPaperStep(step=step, outcome=outcome), day)


def numbered(number: str, day: str = "2026-01-22", **more: object) -> Deed:
    """The organ that took the case in records its number."""
    return deed(cases.ORGANISATION, RecordNumber(number=number).model_copy(update=more), day)


REGISTERED = cases.NOTHING.given(stub())
