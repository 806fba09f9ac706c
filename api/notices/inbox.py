"""What somebody in a post was told (通知), with the number of what it is of: in JSON and on its page."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose_listed
from api.auth.policy import Action
from api.identity.personas import Persona
from domain.streams import StreamName
from domain.values import Frozen
from eventlog.notices import reading
from eventlog.notices.reading import PersonalNotice
from eventlog.pool import Pool
from projections.cases import case_page
from projections.meetings import model as meetings
from projections.risk_filings import model as risk_filings
from projections.work_records import model as work_records

_READ_AS: Mapping[StreamName, Action] = {
    "case": "read_inbox",
    "risk_filing": "read_risk_filings",
    "work_record": "read_work_records",
    "meeting": "read_meetings",
}
"""As what it is kept that somebody was told of such a stream."""
_NUMBERS: Mapping[StreamName, Callable[[Pool, Collection[UUID]], Awaitable[Mapping[UUID, str]]]] = {
    "case": case_page.numbers_of,
    "risk_filing": risk_filings.numbers_of,
    "work_record": work_records.numbers_of,
    "meeting": meetings.numbers_of,
}
"""What such streams are called."""


class NoticesRead(Frozen):
    """How many notices were marked as read, and how many are unread now."""

    read: int
    unread: int


@dataclass(frozen=True, slots=True)
class NoticesOf:
    """A page of what somebody was told, the newest first."""

    unread: int
    notices: tuple[PersonalNotice, ...]


async def notices_of(request: Request, who: Persona, before: int | None, limit: int, *, unread: bool) -> NoticesOf:
    """What somebody in a post was told before a place in the log."""
    pool = context_of(request).pool
    found = await reading.of_recipient(pool, who.person, who.position, before, limit, unread=unread)
    numbers: dict[UUID, str] = {}
    for stream, ids in disclosed(request, who, found).items():
        numbers |= await _NUMBERS[stream](pool, ids)
    notices = tuple(each.model_copy(update={"case_number": numbers.get(each.case_id)}) for each in found)
    return NoticesOf(await reading.unread(pool, who.person, who.position), notices)


def disclosed(request: Request, who: Persona, notices: Sequence[PersonalNotice]) -> Mapping[StreamName, list[UUID]]:
    """What some notices tell of, which the answer discloses: the streams by their kinds."""
    found: dict[StreamName, list[UUID]] = defaultdict(list)
    for each in notices:
        if each.case_id not in found[each.stream]:
            found[each.stream].append(each.case_id)
    for stream, ids in found.items():
        disclose_listed(request, who, _READ_AS[stream], ids)
    return found
