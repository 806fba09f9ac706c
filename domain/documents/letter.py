"""What stands in an official document, part by part (公文格式要素, GB/T 9704-2012): text as data, whatever is in it.

How it is set in type is none of its business, nor which case it is of (docs/documents.md).
"""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from domain.classification import Level
from domain.documents.kinds import OfficialDocumentKind
from domain.values import Day, Flag, Frozen, Line, Name, Sha256, Version, readable_lines

Words = Annotated[str, StringConstraints(min_length=1, max_length=1_200_000), AfterValidator(readable_lines)]
"""A text of the document, in several lines if need be: the words of a pack with facts of the case put into them."""

Cell = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(lambda text: text and readable_lines(text))]
"""What stands in a cell of a table, which may be empty."""


class Paragraph(Frozen):
    """正文: a paragraph; each of its lines begins anew."""

    kind: Literal["paragraph"] = "paragraph"
    text: Words


class Heading(Frozen):
    """小标题: what heads a part of the text. The number before it (一、（一）1.（1）) follows from its level and place.

    Attributes:
        level: How deep it stands.
        numbered: Whether it has a number.
    """

    kind: Literal["heading"] = "heading"
    text: Line
    level: Literal[1, 2, 3, 4] = 1
    numbered: Flag = True


class FactTable(Frozen):
    """表格: rows of cells under headings, which stand at the top of each page that it goes on to.

    Attributes:
        title: What stands above it (表题).
    """

    kind: Literal["table"] = "table"
    headings: tuple[Line, ...] = Field(min_length=1, max_length=16)
    rows: tuple[tuple[Cell, ...], ...] = Field(max_length=10_000)
    title: Line | None = None

    @model_validator(mode="after")
    def _whole_rows(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.headings):
                raise PydanticCustomError(
                    "table_row",
                    "has a row of {cells} cells under {headings} headings",
                    {"cells": len(row), "headings": len(self.headings)},
                )
        return self


class Entry(Frozen):
    """项目: a label with what is said of it (时间：…), or who speaks with what they say (问：…答：…)."""

    kind: Literal["entry"] = "entry"
    label: Name
    text: Words


class SignatureLine(Frozen):
    """签名栏: where somebody signs by hand.

    Attributes:
        label: As what they sign.
        name: Who they are, where that is printed.
        each_page: Whether they sign at the foot of each page (笔录逐页签名), and not only here.
    """

    kind: Literal["signature"] = "signature"
    label: Name
    name: Line | None = None
    each_page: Flag = False


Block = Annotated[Paragraph | Heading | FactTable | SignatureLine | Entry, Field(discriminator="kind")]
"""What the text of a document is made of, in its order."""


class Secrecy(Frozen):
    """密级和保密期限: how secret it is and how long (秘密★10年)."""

    level: Level
    period: Name | None = None


class Verification(Frozen):
    """核验: what is printed so that somebody can ask whether this is the document and whether it stands.

    Attributes:
        code: What they type in.
        address: Where they ask; it stands in the QR code.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z\-]{8,80}$")]
    address: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,300}$")]


class EventProof(Frozen):
    """What leads from the file back to the log: the event that the document is of.

    Attributes:
        stream: The case.
        version: The version of its event.
        digest: Its leaf in the log, which commits to it and to all before it in its stream (docs/event-log.md).
    """

    stream: UUID
    version: Version
    digest: Sha256


class Letter(Frozen):
    """公文: what stands in an official document.

    Attributes:
        organ: The organ that issues it (发文机关), by its name; its mark stands in red at the head of a letter.
        joint_organs: The others that issue it with it (联合行文).
        number: Its number (发文字号); none while it is a draft, or where its kind has none.
        signers: Who signed it for issue (签发人), where it goes upwards.
        addressees: Whom it is to (主送机关).
        enclosures: What is enclosed (附件说明), by title.
        signed_for: For whom it is signed at its end (发文机关署名).
        dated: Its date (成文日期).
        note: What stands below in brackets (附注).
        copies_to: Who gets a copy (抄送机关).
        printed_by: Who had it printed and sent (印发机关); with `printed_on` (印发日期) it closes the document (版记).
        draft: Whether the mark of a draft (稿) lies over each page.
        proof: What the file carries along for whoever checks it.
    """

    kind: OfficialDocumentKind
    organ: Line
    joint_organs: tuple[Line, ...] = ()
    number: Name | None = None
    signers: tuple[Name, ...] = ()
    title: Line
    addressees: tuple[Line, ...] = ()
    body: tuple[Block, ...] = Field(max_length=20_000)
    enclosures: tuple[Line, ...] = ()
    signed_for: tuple[Line, ...] = ()
    dated: Day | None = None
    note: Line | None = None
    copies_to: tuple[Line, ...] = ()
    printed_by: Line | None = None
    printed_on: Day | None = None
    secrecy: Secrecy | None = None
    verification: Verification | None = None
    draft: Flag = True
    proof: EventProof | None = None
