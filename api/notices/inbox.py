"""What somebody in a post was told (通知), with the numbers of the cases: for the list in JSON and its page."""

from dataclasses import dataclass

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose_listed
from api.identity.personas import Persona
from domain.values import Frozen
from eventlog.notices import reading
from eventlog.notices.reading import PersonalNotice
from projections.cases import case_page


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
    numbers = await case_page.numbers_of(pool, {each.case_id for each in found})
    disclose_listed(request, who, "read_inbox", list(dict.fromkeys(each.case_id for each in found)))
    notices = tuple(each.model_copy(update={"case_number": numbers.get(each.case_id)}) for each in found)
    return NoticesOf(await reading.unread(pool, who.person, who.position), notices)
