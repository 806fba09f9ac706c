"""The certificate of a duty's due date (期限计算凭证): day by day, by the very calendar and ledger it was counted by.

With it and the calendar file it links to, anybody can count the date again offline (`rongcuo deadline verify`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.disclosure import disclose_case
from api.auth.visibility import Opening, SeenCase, require_visible
from api.deadlines.duty_ledger import Ledger, ledgers_of
from api.dispatches import views as dispatches
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of, pack_of_facts
from api.streams.timeline import whole_stream
from domain.pack.pack import Pack
from domain.terms.calendar import Calendar
from domain.terms.certificate import Certificate, certify
from domain.terms.deadlines import Term
from eventlog.shapes import StoredEvent
from projections.dispatches.model import DispatchView


@dataclass(frozen=True, slots=True)
class Certified:
    """A duty's certificate and what it rests on.

    Attributes:
        asked: the duty asked for.
        sent: the documents that went out with the act by which it began, and with that by which it ended.
        counted: the duty counted; another one where the first has no term of its own and goes with it (A-05).
        pack: the edition that it was counted by; the case may have begun under another one.
        first: that other one.
    """

    opening: Opening
    pack: Pack
    first: Pack | None
    asked: Ledger
    sent: tuple[tuple[DispatchView, ...], tuple[DispatchView, ...]]
    counted: Ledger
    calendar: Calendar
    certificate: Certificate

    @property
    def calendar_path(self) -> str:
        """Where the calendar it was counted by is to be had as a file."""
        duty = self.counted.duty
        locality = f"?locality={quote(duty.locality)}" if duty.locality else ""
        return f"/v1/calendars/{duty.calendar_version}{locality}"


async def certified(request: Request, who: Persona, case_id: UUID, duty_id: UUID) -> Certified:
    """Count a due date again, as it was counted.

    Raises:
        ProblemRaised: 404, there is no such case or duty, or the caller may not know of it.
    """
    seen = await require_visible(request, who, "read_case", case_id)
    opening = seen.opening
    disclose_case(request, who, case_id, seen.resource, "certificate")
    stored = await whole_stream(context_of(request).event_log, case_id)
    ledgers = ledgers_of(case_id, stored)
    if duty_id not in ledgers or not _is_told(ledgers[duty_id], seen):
        raise ProblemRaised(NOT_FOUND)
    counted = _counted(ledgers, duty_id)
    duty = counted.duty
    began, runs = [
        await _edition(request, sha256, opening.event.occurred_on)
        for sha256 in (opening.event.pack_sha256, counted.pack_sha256)
    ]
    first, pack = (began, runs) if opening.event.pack_sha256 != counted.pack_sha256 else (None, runs)
    calendar = await installed_of(request).published(pack.calendar, duty.calendar_version, duty.locality)
    certificate = certify(
        duty.starts_on,
        Term(amount=duty.amount, unit=duty.unit),
        calendar,
        extended_by=duty.extended_by,
        pauses=duty.pauses,
        not_before=duty.not_before,
    )
    asked = ledgers[duty_id]
    went_out = await dispatches.of_case(request, who, case_id, None)
    sent = _sent_with(asked.opened, went_out, stored), _sent_with(asked.settled, went_out, stored)
    return Certified(opening, pack, first, asked, sent, counted, calendar, certificate)


def _sent_with(
    version: int | None, went_out: Sequence[DispatchView], stored: Sequence[StoredEvent]
) -> tuple[DispatchView, ...]:
    """What went out with the act that recorded an event, of what the reader may know of."""
    if version is None:
        return ()
    act = stored[version - 1].command_id
    return tuple(each for each in went_out if stored[each.version - 1].command_id == act)


async def _edition(request: Request, sha256: str, occurred_on: date) -> Pack:
    """An edition by its hash, as it is for facts of a day; packs are kept as read, so the same one is read once."""
    content = await context_of(request).event_log.recorded_edition(bytes.fromhex(sha256))
    return pack_of_facts(content, occurred_on)


def _is_told(ledger: Ledger, seen: SeenCase) -> bool:
    """Whether a reader is told of a duty: in their own matter of what is asked of them."""
    duty = ledger.duty
    if seen.subjects is None:
        return True
    return duty.responsible == "subject" and (duty.subject is None or duty.subject in seen.subjects)


def _counted(ledgers: Mapping[UUID, Ledger], duty_id: UUID) -> Ledger:
    """The duty whose term gives the date; whoever goes with one goes with what opened before it."""
    ledger = ledgers[duty_id]
    while ledger.duty.goes_with is not None:
        ledger = ledgers[ledger.duty.goes_with]
    return ledger
