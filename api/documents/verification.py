"""What anybody who holds a document is told: kind, number, organ, date, digest, whether it stands; no name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from typing import Literal
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.documents.codes import read_code
from api.documents.views import TELLING, folded
from api.installed import installed_of
from api.labels.words import OFFICIAL_DOCUMENTS
from domain.acts.official_documents import DocumentIssued, DocumentNumbered, StampedScanFiled
from domain.case.events import EVENT
from domain.case.official_documents import Withdrawn
from domain.organs import Organs
from domain.streams import CASE
from domain.values import Bilingual
from eventlog.log import EventLog
from eventlog.pool import Pool
from eventlog.reading import facts_of
from policies.packs.words import word_table
from projections.dispatches import model as dispatches

Standing = Literal["stands", "withdrawn", "replaced", "undone"]
STANDINGS: Mapping[str, Bilingual] = word_table(
    stands=("本系统制发，仍然有效", "Issued by this system, and stands"),
    withdrawn=("已作废", "Withdrawn"),
    replaced=("已作废，由另一份文书代替", "Withdrawn: another document took its place"),
    undone=("不再有效：所依据的事项已撤销或变更", "Stands no longer: what it is of was undone or changed"),
)


@dataclass(frozen=True, slots=True)
class Verified:
    """核验结果: a document of the log, as anybody may know it.

    Attributes:
        sha256: of the file that was issued.
        scan: of the scan of its stamped paper, as it was filed last.
    """

    kind: Bilingual
    number: str | None
    organ: Bilingual
    issued_on: date
    sha256: str
    standing: Standing
    scan: str | None = None

    @property
    def said(self) -> Bilingual:
        """Whether it stands, in words."""
        return STANDINGS[self.standing]


async def verified(request: Request, typed: str) -> Verified | None:
    """What a code leads to; None: it is on no document of this log."""
    context, read = context_of(request), read_code(typed)
    found = await context.event_log.event_at(read[1]) if read else None
    if read is None or found is None:
        return None
    organs, code = await installed_of(request).organs(), read[0].encode()
    return await _told(context.event_log, context.pool, organs, found[0], code=code)


async def issued_as(log: EventLog, pool: Pool, organs: Organs, sha256: str) -> Verified | None:
    """The document that was issued as a file of this digest, or whose stamped scan it is; None: there is none."""
    case_id = await log.case_of_issued(sha256)
    return await _told(log, pool, organs, case_id, sha256=sha256) if case_id else None


async def _told(  # noqa: PLR0913 - where it is read, and by what it is known
    log: EventLog, pool: Pool, organs: Organs, case_id: UUID, *, code: bytes | None = None, sha256: str = ""
) -> Verified | None:
    stored = await log.read_beginning(case_id, with_types=TELLING)
    if not stored or stored[0].type != CASE.begins:
        return None
    history = [(each, facts_of(EVENT, each)) for each in stored]
    scans = {event.issued: event.scan for _, event in history if isinstance(event, StampedScanFiled)}

    def is_it(event: DocumentIssued) -> bool:
        if code is not None:
            return compare_digest(event.code.encode(), code)
        return sha256 in {event.sha256, scans.get(event.draft)}

    issued = next((event for _, event in history if isinstance(event, DocumentIssued) and is_it(event)), None)
    if issued is None:
        return None
    paperwork = folded(case_id, history)
    document = paperwork.documents[issued.draft]
    numbered = (
        each.version for each, event in history if isinstance(event, DocumentNumbered) and event.draft == issued.draft
    )
    version, organ = next(numbered, document.of), organs.organ(document.organ)
    sent = await dispatches.of_stream(pool, case_id)
    standing: Standing = "stands"
    if isinstance(document.stage, Withdrawn):
        standing = "replaced" if document.stage.by else "withdrawn"
    elif not paperwork.stands(document):
        standing = "undone"
    return Verified(
        kind=OFFICIAL_DOCUMENTS[document.kind.value],
        number=next((each.number for each in sent if each.version == version), None),
        organ=organ.name if organ else Bilingual(zh=document.organ, en=document.organ),
        issued_on=issued.on,
        sha256=issued.sha256,
        standing=standing,
        scan=scans.get(issued.draft),
    )
