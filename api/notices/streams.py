"""What a notice of a risk filing, a work record or a meeting rests on: the stream as it was, and who may know of it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.auth.meetings import meeting_resource
from api.auth.policy import allowed
from api.auth.risk_filings import filing_resource
from api.auth.work_records import sees as sees_record
from api.auth.work_records import visible_within
from api.identity.personas import Persona
from domain.meetings.events import MeetingConvened
from domain.meetings.state import Meeting
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.risk_filings.events import RiskFilingAmended, RiskFilingReceived, RiskFilingStagePassed
from domain.risk_filings.state import RiskFiling
from domain.streams import MEETING, RISK_FILING, WORK_RECORD
from domain.values import Code
from domain.work_records.events import WorkRecordOpened
from domain.work_records.state import WorkRecord
from eventlog.log_reader import LogReader
from eventlog.pool import Pool
from projections.projector.logged import Logged, decode


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a risk filing, a work record or a meeting around one of its events.

    Attributes:
        opened: how it began.
        before: as it was before the event; None: it begins with it.
        sees: who may know of it after the event.
    """

    opened: RiskFilingReceived | WorkRecordOpened | MeetingConvened
    before: RiskFiling | WorkRecord | Meeting | None
    sees: Callable[[Persona], bool]


async def whole_streams(pool: Pool, logged: Sequence[Logged[Any]]) -> Mapping[UUID, list[Any]]:
    """The events of the streams of some events that could be read, up to the last of these, with one statement.

    They are short: a filing, a record or a meeting has a few dozen events at most.
    """
    found: dict[UUID, list[Any]] = defaultdict(list)
    if logged:
        async with pool.acquire() as connection:
            ids = list({each.case_id for each in logged})
            page = await LogReader.read_streams(connection, ids, max(each.log_index for each in logged))
        for each in decode(page).events:
            found[each.case_id].append(each.event)
    return found


def around(stream_id: UUID, events: Sequence[Any], organs: Organs) -> Around:
    """A risk filing, a work record or a meeting around the last of its events so far."""
    opened, earlier = events[0], list(events[:-1])
    match opened:
        case RiskFilingReceived():
            filing = filing_resource(opened, events, organs)
            before = RISK_FILING.fold(stream_id, earlier)
            return Around(opened, before, lambda who: allowed(who, "read_risk_filings", filing, organs).allow)
        case WorkRecordOpened():
            return Around(opened, WORK_RECORD.fold(stream_id, earlier), lambda who: _sees_record(who, opened, organs))
        case MeetingConvened():
            meeting = meeting_resource(opened)
            held = MEETING.fold(stream_id, earlier)
            return Around(opened, held, lambda who: allowed(who, "read_meetings", meeting, organs).allow)
        case _:
            raise TypeError(f"{stream_id} is no risk filing, work record or meeting")


def looks_at(event: object, opened: object, packs: Mapping[str, Pack], organs: Organs) -> Code | None:
    """The organ of a stage that a filing comes to by an event, where that has no time of its own: else None.

    By the newest edition of its procedure; where nobody plays the role, whoever takes filings in.
    """
    if not isinstance(opened, RiskFilingReceived):
        return None
    if isinstance(event, RiskFilingReceived | RiskFilingAmended):
        stage = event.stage
    else:
        stage = event.then if isinstance(event, RiskFilingStagePassed) else None
    pack = packs.get(opened.pack)
    stages = pack.risk_filing.stages if pack and pack.risk_filing else ()
    rule = next((each for each in stages if each.id == stage), None)
    if rule is None or rule.within is not None:
        return None
    organ = organs.in_role(rule.by, opened.jurisdiction)
    return organ.id if organ else opened.to_organ


def _sees_record(who: Persona, opened: WorkRecordOpened, organs: Organs) -> bool:
    return allowed(who, "read_work_records").allow and sees_record(visible_within(organs, who), opened)
