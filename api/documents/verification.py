"""What anybody who holds a document is told: kind, number, organ, date, digest, whether it stands; no name."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from typing import Literal

from starlette.requests import Request

from api.auth.context import context_of
from api.documents.codes import read_code
from api.installed import installed_of
from api.labels.words import OFFICIAL_DOCUMENTS
from api.streams.timeline import whole_stream
from domain.acts.official_documents import DocumentIssued, DocumentNumbered
from domain.case.events import EVENT
from domain.case.evolve import fold
from domain.case.official_documents import Withdrawn
from domain.streams import CASE
from domain.values import Bilingual
from eventlog.reading import facts_of
from projections.dispatches import model as dispatches

Standing = Literal["stands", "withdrawn", "replaced", "undone"]


@dataclass(frozen=True, slots=True)
class Verified:
    """核验结果: a document of the log, as anybody may know it."""

    kind: Bilingual
    number: str | None
    organ: Bilingual
    issued_on: date
    sha256: str
    standing: Standing


async def verified(request: Request, typed: str) -> Verified | None:
    """What a code leads to; None: it is on no document of this log."""
    context, read = context_of(request), read_code(typed)
    found = await context.event_log.event_at(read[1]) if read else None
    if read is None or found is None:
        return None
    case_id, _ = found
    beginning = await context.event_log.read_stream(case_id, limit=1)
    if not beginning or beginning[0].type != CASE.begins:
        return None
    history = [(each, facts_of(EVENT, each)) for each in await whole_stream(context.event_log, case_id)]
    issued = next(
        (
            event
            for _, event in history
            if isinstance(event, DocumentIssued) and compare_digest(event.code.encode(), read[0].encode())
        ),
        None,
    )
    case = fold(case_id, [event for _, event in history])
    if issued is None or case is None:
        return None
    document = case.paperwork.documents[issued.draft]
    numbered = (
        each.version for each, event in history if isinstance(event, DocumentNumbered) and event.draft == issued.draft
    )
    version = next(numbered, document.of)
    sent = await dispatches.of_stream(context.pool, case_id)
    organ = (await installed_of(request).organs()).organ(document.organ)
    standing: Standing = "stands"
    if isinstance(document.stage, Withdrawn):
        standing = "replaced" if document.stage.by else "withdrawn"
    elif not case.paperwork.stands(document):
        standing = "undone"
    return Verified(
        kind=OFFICIAL_DOCUMENTS[document.kind.value],
        number=next((each.number for each in sent if each.version == version), None),
        organ=organ.name if organ else Bilingual(zh=document.organ, en=document.organ),
        issued_on=issued.on,
        sha256=issued.sha256,
        standing=standing,
    )
