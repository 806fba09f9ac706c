"""Putting a document in the file from its page: by the same doors as over JSON; a refusal is raised as its problem."""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request

from api.auth.callers import require
from api.auth.visibility import require_actable
from api.commands.gateway import Done, gateway_of
from api.evidence.receiving import ADD_DOCUMENT
from api.http.problems import BUSY_HEADERS, UNAVAILABLE, Particulars, ProblemRaised, of_refusal
from api.identity.personas import Persona
from domain.acts.evidence.documents import AddDocument
from domain.case.commands import CommandEnvelope
from domain.refusals import Refusal
from eventlog.files.uploads import Upload

LABELS: Mapping[str, str] = {
    "/file": "文件",
    "/title": "名称",
    "/classification": "密级",
    "/for_applicant": "公开范围",
    "/replaces": "代替",
    "/remarks": "说明",
}
"""What the form calls the fields of the act."""


async def hand_in(request: Request, who: Persona, command_id: UUID, case_id: UUID, command: AddDocument) -> Done:
    """Put an uploaded document in the file.

    Raises:
        ProblemRaised: 403 not with this post; 404 a case out of sight; what the rules refuse; 503.
    """
    rules = require(request, who, ADD_DOCUMENT)
    await require_actable(request, who, ADD_DOCUMENT, case_id)
    envelope = CommandEnvelope(
        command_id=command_id,
        actor=who.actor,
        request_id=request.state.request_id,
        access_rules=rules,
        body=command,
    )
    outcome = await gateway_of(request).submit("case", case_id, envelope)
    match outcome:
        case Done():
            return outcome
        case Refusal():
            raise ProblemRaised(of_refusal(outcome), Particulars(detail=outcome.detail, clause=outcome.cite))
        case _:
            raise ProblemRaised(UNAVAILABLE, Particulars(headers=BUSY_HEADERS))


async def take_over(  # noqa: PLR0913, PLR0917 - who puts what where, under which name
    request: Request, who: Persona, command_id: UUID, case_id: UUID, upload: Upload, title: str
) -> Done:
    """Put what the folder of an organ holds in the file of a case.

    Raises:
        ProblemRaised: as `hand_in`.
    """
    said = said_of(upload, {"title": title})
    return await hand_in(request, who, command_id, case_id, AddDocument.model_validate(said))


def said_of(upload: Upload, filled: Mapping[str, str]) -> dict[str, str | int | bool | None]:
    """What the act says of an upload that is kept, and what was filled in."""
    return {
        "sha256": upload.sha256,
        "size": upload.size,
        "format": upload.format,
        "title": filled.get("title") or upload.name.rpartition(".")[0],
        "classification": filled.get("classification", "internal"),
        "for_applicant": filled.get("for_applicant") == "yes",
        "replaces": filled.get("replaces"),
        "remarks": filled.get("remarks"),
    }
