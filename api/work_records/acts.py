"""The acts on a work record: who may hand them in, and what the answer is."""

from uuid import UUID, uuid5

from fastapi import APIRouter, Request

from api.auth.risk_filings import require_visible as require_visible_filing
from api.auth.visibility import require_visible as require_visible_case
from api.auth.work_records import require_visible
from api.commands.gateway import Done
from api.commands.registry import WORK_RECORD_ROUTES
from api.commands.routes import StreamCommands
from api.identity.personas import Persona
from api.reports.figures import with_basis
from domain.reports.periods import Period
from domain.values import Frozen
from domain.work_records.commands import HandInReport, LinkRecord, OpenRecord, WorkRecordEnvelope
from domain.work_records.reports import report_id

router = APIRouter(prefix="/v1")


class WorkRecordLinks(Frozen):
    """Where to look next; the record waits until it shows this command."""

    record: str
    command: str


class WorkRecordRecorded(Frozen):
    """The act stands: the versions and kinds of its events. The same key and body give the same answer."""

    record_id: UUID
    first_version: int
    version: int
    events: tuple[str, ...]
    links: WorkRecordLinks


async def _check(
    request: Request,
    who: Persona,
    record_id: UUID | None,  # noqa: ARG001 - as with other streams
    envelope: WorkRecordEnvelope,
) -> None:
    """Whoever links must be allowed to see what they link to."""
    match envelope.body:
        case LinkRecord(to="case"):
            await require_visible_case(request, who, "read_case", envelope.body.target)
        case LinkRecord(target=filing) | OpenRecord(risk_filing=UUID() as filing):
            await require_visible_filing(request, who, "read_risk_filings", filing)
        case _:
            return


async def _new_id(_request: Request, envelope: WorkRecordEnvelope) -> UUID:
    """A report is one for its organ and period; all else is new."""
    if isinstance(envelope.body, HandInReport):
        return report_id(envelope.body.organ, Period.parse(envelope.body.period))
    return uuid5(envelope.command_id, "work-record")


def _recorded(record_id: UUID, done: Done, command_id: UUID) -> WorkRecordRecorded:
    record = f"/v1/records/{record_id}?seen={done.version}"
    links = WorkRecordLinks(record=record, command=f"/v1/commands/{command_id}")
    return WorkRecordRecorded(record_id=record_id, **dict(done), links=links)


ACTS = StreamCommands(
    kind="work_record",
    path="/records",
    id_name="record_id",
    envelope=WorkRecordEnvelope,
    routes=WORK_RECORD_ROUTES,
    new_id=_new_id,
    visible=lambda request, who, _, id_: require_visible(request, who, id_),
    check=_check,
    answer=WorkRecordRecorded,
    recorded=_recorded,
    brings=with_basis,
)
ACTS.mount(router)
