"""A document of a case as a letter: what it is set from, as a draft and as it goes out."""

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from api.documents.views import CasePapers, Paper
from api.labels.naming import Names
from domain.acts.official_documents import DocumentSigned
from domain.classification import above
from domain.documents.kinds import OfficialDocumentKind
from domain.documents.letter import EventProof, Letter, Secrecy, Verification
from domain.documents.words import blocks

_PARTED = re.compile(r"[、，,；;]")


def letter_of(
    papers: CasePapers,
    paper: Paper,
    *,
    dated: date | None = None,
    verification: Verification | None = None,
    proof: EventProof | None = None,
) -> Letter:
    """What a document says, where its words can be read; with a date and a code as it goes out, without as a draft.

    Raises:
        ValueError: its words were erased.
    """
    if paper.title is None or paper.words is None:
        raise ValueError(f"the words of document {paper.document_id} were erased")
    names = Names(papers.organs, papers.pack)
    document = papers.paperwork.documents[paper.document_id]
    organ = names.organ(paper.organ)
    joint = tuple(names.organ(each) for each in sorted(document.countersigning))
    signed = paper.signed_by is not None
    secrecy = papers.page.secrecy
    return Letter(
        kind=paper.kind,
        organ=organ,
        joint_organs=joint,
        number=paper.number,
        signers=tuple(_signers(papers, names, paper.document_id)) if paper.kind in _UPWARDS else (),
        title=paper.title,
        addressees=parted(paper.addressees),
        body=blocks(paper.words),
        enclosures=tuple(line for each in (paper.enclosures or "").splitlines() if (line := each.strip())),
        note=paper.note,
        signed_for=(organ, *joint) if signed else (),
        dated=dated,
        copies_to=parted(paper.copies_to),
        printed_by=organ if signed else None,
        printed_on=dated if signed else None,
        secrecy=Secrecy(level=secrecy) if secrecy and above(secrecy, "internal") else None,
        verification=verification,
        draft=dated is None,
        proof=proof,
    )


_UPWARDS = frozenset({OfficialDocumentKind.APPROVAL_REQUEST})
"""What goes upwards names who signed it (签发人)."""


def parted(names: str | None) -> tuple[str, ...]:
    """Names that stand in one line."""
    return tuple(name for part in _PARTED.split(names or "") if (name := part.strip()))


def _signers(papers: CasePapers, names: Names, document: UUID) -> Iterable[str]:
    return (
        names.person(event.person)
        for _, event in papers.history
        if isinstance(event, DocumentSigned) and event.draft == document
    )
