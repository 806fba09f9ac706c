"""The number that an office gave to what it handles (登记文号, A-45, A-59): a case, filing or record, or what it sent.

It is shown instead of ours; one of an organ and year is given once, whatever it is given to.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, NamedTuple

from pydantic import Field

from domain.acts.filing import FactNumber
from domain.identity import canonical_number
from domain.messages import Command, Event, SentDocument
from domain.refusals import Refused, refusal
from domain.values import Means, OrganId, Text, Version, is_absent

_YEAR = re.compile(r"\(((?:19|20)\d\d)\)")


class GivesNumber(Command):
    """What all acts share that record such a number."""

    number: FactNumber
    reasons: Text | None = None


class GivesDocumentNumber(GivesNumber):
    """What acts share where it may be that of a document which went out."""

    dispatched: Version | None = Field(
        default=None,
        description="the version of the event with which the document went out; none: that of the stream itself",
    )


class NumberGiven(Event):
    """What all events share that tell of such a number, as written; before it there was another one, or ours.

    Attributes:
        organ: The organ whose number it is.
        year: The year it counts in: the one that stands in it, else that in which what bears it began.
        canonical: The one spelling by which it is compared.
    """

    facts: ClassVar = {"文号": "number", "编号机关": "organ"}
    number: str
    organ: OrganId
    year: int
    canonical: str


class DocumentNumberGiven(NumberGiven):
    """What events share that may tell of the number of a document which went out, by the version of its event."""

    facts: ClassVar = {**NumberGiven.facts, "文书": "dispatched"}
    dispatched: Annotated[int | None, Means("version")] = Field(default=None, exclude_if=is_absent)

    def put_in(self, sent: Mapping[int, SentDocument]) -> Mapping[int, SentDocument]:
        """What went out, with the number that one of it bears now."""
        if self.dispatched is None:
            return sent
        return {**sent, self.dispatched: replace(sent[self.dispatched], office_number=self.number)}


class Given(NamedTuple):
    """The facts of a number."""

    year: int
    canonical: str


NUMBER_TAKEN = refusal("number_taken", 409, "A-45").says("""
    本机关同一年度的这个文号已经登记在另一案件、报备或者工作记录上。
    Another case, filing or record has this number of the organ and year already.
    请核对文号；登记在另一件上的有误时，先在那一件上登记正确的文号。
    Check the number; if it is the other one's that is wrong, record the right one there first.
""")
NUMBER_SAME = refusal("number_same", 409, "A-45").says("""
    已经登记的就是这个文号。
    It bears this very number already.
    不必再登记。
    There is nothing to record.
""")


DOCUMENT_NOT_SENT = refusal("document_not_sent", 409, "A-59").says("""
    该条记录没有发出文书。
    No document went out with that event.
    请在已经发出的文书中选择；登记案件或者报备本身的文号，不填此项。
    Choose one of the documents that went out; leave it empty for the number of the case or filing itself.
""")


def given(command: GivesNumber, borne: str | None, begun_on: date) -> Given:
    """The facts of a number that is given to what bears another one, or none, and began on a day.

    Raises:
        Refused: It bears that number already, written alike.
    """
    if command.number == borne:
        raise Refused(NUMBER_SAME)
    canonical = canonical_number(command.number)
    written = _YEAR.search(canonical)
    return Given(int(written[1]) if written else begun_on.year, canonical)


def given_to(
    command: GivesDocumentNumber, borne: str | None, begun_on: date, sent: Mapping[int, SentDocument]
) -> Given:
    """The facts of a number that is given to one of the documents sent, or else to what bears it and began on a day.

    Raises:
        Refused: No document went out with that event, or it bears that number already.
    """
    if command.dispatched is None:
        return given(command, borne, begun_on)
    document = sent.get(command.dispatched)
    if document is None:
        raise Refused(DOCUMENT_NOT_SENT)
    return given(command, document.office_number, document.on)
