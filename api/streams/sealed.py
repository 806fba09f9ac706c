"""What stands in a history in place of what a reader may not know: who votes and how, who objected, documents."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.acts.voting.approval import Tally
from domain.case.decisions import RoundResult
from domain.values import Actor, Code, Frozen

OBJECTOR = Actor(person="sealed", position="objector", organ="sealed")
"""Whoever raised an objection, to those who may not know who it was."""


class SealedRound(Frozen):
    """表决名册不公开: that a round of votes was opened, and not who is on its roster."""

    kind: Literal["round_opened"] = "round_opened"
    on: date
    step: Code
    committee: Code
    quorum: str
    sealed: Literal[True] = True


class SealedRecusal(Frozen):
    """委员回避，姓名不公开: that a member left a round, and not who."""

    kind: Literal["member_recused"] = "member_recused"
    on: date
    round_id: UUID
    sealed: Literal[True] = True


class SealedBallot(Frozen):
    """未公开的一票: that a ballot was cast, and nothing of how."""

    kind: Literal["ballot_cast"] = "ballot_cast"
    on: date
    round_id: UUID
    member: str | None
    sealed: Literal[True] = True


class SealedMeeting(Frozen):
    """会议名册不公开: that a meeting decided, the count and the result, and not who came or how anybody voted."""

    kind: Literal["recorded_meeting"] = "recorded_meeting"
    on: date
    step: Code
    committee: Code
    tally: Tally | None
    result: RoundResult | None
    sealed: Literal[True] = True


class SealedDocument(Frozen):
    """不公开的材料: that a document came into the file, and nothing of it."""

    kind: Literal["document_added"] = "document_added"
    on: date
    sealed: Literal[True] = True


class SealedPaperwork(Frozen):
    """文书办理，内容不公开: that something was done with an official document, and not with which."""

    kind: Literal[
        "document_drafted",
        "document_checked",
        "document_countersigned",
        "document_signed",
        "document_numbered",
        "document_issued",
        "stamped_scan_filed",
        "document_withdrawn",
    ]
    on: date
    sealed: Literal[True] = True


Sealed = SealedBallot | SealedRound | SealedRecusal | SealedMeeting | SealedDocument | SealedPaperwork
"""All that can stand in the place of an event."""
