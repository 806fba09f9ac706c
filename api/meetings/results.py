"""What an entry of minutes does in each case on the agenda: one command a case, and what became of it.

A case takes an entry in once (`domain/acts/voting/meetings.py`). The id of its command is made of meeting, entry and
version of the case: the same attempt gives the same answer, and one that was refused may be made again as soon as the
case has moved. So sending again finishes what was missing, and changes nothing else.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from fastapi import Request

from api.auth.callers import require
from api.auth.context import context_of
from api.auth.policy import CommandName
from api.auth.visibility import require_actable
from api.commands.gateway import Done, Pending, gateway_of, outcome_of
from api.http.problems import NOT_FOUND, ProblemRaised
from api.identity.personas import Persona
from api.streams.timeline import whole_stream
from domain import refusals
from domain.acts.voting.corrected_results import ResultCorrectionProposed
from domain.acts.voting.meetings import MEETING_ENTERED, EnterMeetingResult
from domain.case.commands import CommandEnvelope
from domain.meetings.events import MEETING_EVENT, MeetingCorrected, MeetingRecorded
from domain.meetings.minutes import Minutes, NamedVote
from domain.messages import kind_of
from domain.refusals import Refusal
from domain.secrecy import in_clear
from domain.values import Document, FreeText, Frozen
from eventlog.reading import facts_of
from eventlog.shapes import LedgerRow, StoredEvent
from projections.cases import case_page
from projections.cases.view import CasePage

ENTER = CommandName(kind_of(EnterMeetingResult))
_PROPOSED = kind_of(ResultCorrectionProposed)
OutcomeName = Literal["recorded", "to_confirm", "refused", "pending", "missing", "not_taken_up"]

_AT_ONCE = 4
_ENTRIES = frozenset({kind_of(MeetingRecorded), kind_of(MeetingCorrected)})


class CaseOutcome(Frozen):
    """议题办理结果: what became of an item of a meeting in its case; `refusal` says why it was not taken in.

    `version` is that of the case with what was just recorded: what a page of the case has to show.
    """

    case_id: UUID
    outcome: OutcomeName
    version: int | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of minutes with its words: the version of its event, the facts, what was written."""

    version: int
    facts: MeetingRecorded | MeetingCorrected
    words: FreeText

    @property
    def ballots(self) -> Mapping[UUID, tuple[NamedVote, ...]]:
        """How members voted on each case, where the minutes say so."""
        return dict(zip((item.case for item in self.facts.items), in_clear(self.facts.ballots), strict=True))

    @property
    def remarks(self) -> Mapping[UUID, str]:
        """What was said of each case, where something was."""
        told = zip((item.case for item in self.facts.items), self.words.item_remarks, strict=False)
        return {case: said for case, said in told if said}


async def newest_entry(request: Request, meeting_id: UUID) -> Entry | None:
    """The entry of a meeting as it stands, from the log; None while it was not entered."""
    stored = [each for each in await whole_stream(context_of(request).event_log, meeting_id) if each.type in _ENTRIES]
    return _entry(stored[-1]) if stored else None


def _entry(stored: StoredEvent) -> Entry:
    facts = facts_of(MEETING_EVENT, stored)
    if not isinstance(facts, MeetingRecorded | MeetingCorrected):
        raise TypeError(f"{stored.type} is no entry")
    words = FreeText.model_validate_json(stored.private, extra="ignore") if stored.private else FreeText()
    return Entry(stored.version, facts, words)


async def carry_out(request: Request, who: Persona, meeting_id: UUID) -> tuple[CaseOutcome, ...]:
    """Send what was entered to every case on the agenda that was taken up; each answers for itself.

    Raises:
        ProblemRaised: 403, somebody who enters no results of meetings.
    """
    rules = require(request, who, ENTER)
    entry = await newest_entry(request, meeting_id)
    if entry is None:
        return ()
    pages = await case_page.of_cases(context_of(request).pool, [item.case for item in entry.facts.items])
    sending = asyncio.Semaphore(_AT_ONCE)

    async def send(number: int) -> CaseOutcome:
        async with sending:
            return await _sent(request, who, rules, meeting_id, entry, number, pages)

    return tuple(await asyncio.gather(*(send(number) for number in range(len(entry.facts.items)))))


async def shown(request: Request, outcomes: Iterable[CaseOutcome]) -> None:
    """Wait until the cases show what was just recorded in them, at most two seconds."""
    wait = context_of(request).read_models.wait_for
    recorded = ((each.case_id, each.version) for each in outcomes if each.version is not None)
    await asyncio.gather(*(wait(id_, version, shown=case_page.shown_version) for id_, version in recorded))


async def _sent(  # noqa: PLR0913, PLR0917 - an item of an entry, and who sends it
    request: Request,
    who: Persona,
    rules: tuple[str, ...],
    meeting_id: UUID,
    entry: Entry,
    number: int,
    pages: Mapping[UUID, CasePage],
) -> CaseOutcome:
    item = entry.facts.items[number]
    if not item.taken_up:
        return CaseOutcome(case_id=item.case, outcome="not_taken_up")
    confirms = item.case in pages and _to_confirm(pages[item.case], meeting_id, entry)
    command_id = _command_id(meeting_id, entry.version, item.case, pages, who.person if confirms else "")
    envelope = CommandEnvelope(
        command_id=command_id,
        actor=who.actor,
        request_id=request.state.request_id,
        access_rules=rules,
        body=_command(meeting_id, entry, number),
    )
    try:
        await require_actable(request, who, ENTER, item.case)
        outcome = await gateway_of(request).submit("case", item.case, envelope)
    except ProblemRaised as raised:
        if raised.kind is NOT_FOUND:
            return CaseOutcome(case_id=item.case, outcome="refused", refusal=refusals.UNKNOWN_CASE)
        return CaseOutcome(case_id=item.case, outcome="pending")
    if isinstance(outcome, Refusal) and outcome.code == refusals.KEY_REUSED.code:
        row = await context_of(request).event_log.outcome(command_id)  # sent before by a colleague
        outcome = await outcome_of(context_of(request).event_log, row) if row else outcome
    return _told(item.case, outcome)


def _told(case_id: UUID, outcome: Done | Refusal | Pending) -> CaseOutcome:
    if isinstance(outcome, Pending):
        return CaseOutcome(case_id=case_id, outcome="pending")
    if isinstance(outcome, Done):
        if _PROPOSED in outcome.events:
            return CaseOutcome(case_id=case_id, outcome="to_confirm", version=outcome.version)
        return CaseOutcome(case_id=case_id, outcome="recorded", version=outcome.version)
    if outcome.code == MEETING_ENTERED.code:
        return CaseOutcome(case_id=case_id, outcome="recorded")
    return CaseOutcome(case_id=case_id, outcome="refused", refusal=outcome)


def _command(meeting_id: UUID, entry: Entry, number: int) -> EnterMeetingResult:
    """What a case is told of its item; what is said in the entry of why it comes late holds for the case as well."""
    facts, words, item = entry.facts, entry.words, entry.facts.items[number]
    late = words.late_entry_reason or f"会议于{facts.on}召开，按会议登记记入本案"
    return EnterMeetingResult(
        on=facts.on,
        late_entry_reason=late,
        meeting=meeting_id,
        entry=entry.version,
        step=item.step,
        minutes=Minutes(
            number=facts.minutes_number,
            document=Document(sha256=facts.minutes, title=(*words.document_titles, "会议纪要")[0]),
        ),
        attendance=facts.attendance,
        recused=item.recused,
        recusal_reasons=_of_item(words.recusal_reasons, number),
        votes=item.votes,
        ballots=in_clear(facts.ballots)[number],
        result=item.result,
        agreed=item.agreed,
        remarks=_of_item(words.item_remarks, number),
        corrects=words.reasons if isinstance(facts, MeetingCorrected) else None,
    )


def _of_item(texts: Sequence[str], number: int) -> str | None:
    return (texts[number] or None) if number < len(texts) else None


def _command_id(meeting_id: UUID, entry: int, case_id: UUID, pages: Mapping[UUID, CasePage], person: str = "") -> UUID:
    """The id of an attempt, whoever makes it; to confirm another result is an attempt of each person's own."""
    version = pages[case_id].version if case_id in pages else 0
    return uuid5(meeting_id, f"{case_id}:{entry}:{version}{person and ':'}{person}")


async def outcomes_of(request: Request, meeting_id: UUID, entry: Entry) -> tuple[CaseOutcome, ...]:
    """What has become of an entry so far in each case: what the cases show, and what the ledger holds of attempts."""
    items = entry.facts.items
    pages = await case_page.of_cases(context_of(request).pool, [item.case for item in items])
    ids = {item.case: _command_id(meeting_id, entry.version, item.case, pages) for item in items}
    known = await context_of(request).event_log.outcomes(list(ids.values()))
    found = []
    for item in items:
        row = known.get(ids[item.case])
        if not item.taken_up:
            found.append(CaseOutcome(case_id=item.case, outcome="not_taken_up"))
        elif item.case in pages and _shows(pages[item.case], meeting_id, entry):
            found.append(CaseOutcome(case_id=item.case, outcome="recorded"))
        elif item.case in pages and _to_confirm(pages[item.case], meeting_id, entry):
            found.append(CaseOutcome(case_id=item.case, outcome="to_confirm"))
        elif row is None:
            found.append(CaseOutcome(case_id=item.case, outcome="missing"))
        else:
            found.append(_kept(item.case, row))
    return tuple(found)


def _kept(case_id: UUID, row: LedgerRow) -> CaseOutcome:
    """What the ledger holds of an attempt."""
    if row.refusal is not None:
        return _told(case_id, Refusal.model_validate_json(row.refusal))
    return CaseOutcome(case_id=case_id, outcome="recorded", version=row.last_version)


def _to_confirm(page: CasePage, meeting_id: UUID, entry: Entry) -> bool:
    """Whether an entry gives a vote another result, which somebody has yet to confirm."""
    proposed = (each.proposed for each in page.rounds if each.meeting == meeting_id)
    return any(each is not None and each.entry == entry.version for each in proposed)


def _shows(page: CasePage, meeting_id: UUID, entry: Entry) -> bool:
    """Whether a case has taken an entry in: as a vote, or as the way a disagreement was settled."""
    voted = any(each.meeting == meeting_id and each.entry == entry.version for each in page.rounds)
    levels = (level for view in page.disagreements for level in view.levels)
    return voted or any(level.minutes == entry.facts.minutes for level in levels)
