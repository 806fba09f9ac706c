"""A read model is nothing but the log: whatever happens on the way, the rows come out the same."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import TypedDict, get_args
from uuid import UUID, uuid4

import pytest

from domain.case import events
from domain.case.decisions import AcceptanceDecision, ExceptionDecision
from domain.case.events import AnyEvent
from domain.documents.kinds import OfficialDocumentKind
from domain.pack.results import Outcome
from domain.pack.steps import StepKind
from domain.values import SubjectFacts
from eventlog.outages import OUTAGE
from eventlog.pool import Pool
from projections.cases import case_page
from projections.projector import table
from projections.projector.logged import LoggedEvent, Sent
from projections.projector.projector import READ_MODELS, Projector
from projections.projector.table import Connection as Borrowed
from tests.conftest import ProjectorOver
from tests.projections.conftest import Show, following, fresh
from tests.projections.ending_stories import dismissed, disputed, passed_up, put_to_the_vote, taken_back
from tests.projections.jurisdiction_stories import handed_about
from tests.projections.results_stories import used
from tests.projections.stories import (
    COMMITTEE,
    Story,
    appealed,
    approved,
    corrected,
    examined,
    from_paper,
    publicised,
    side_by_side,
    supplemented,
    tolerated,
    withdrawn,
    written,
)
from tests.projections.tables import OF_CASES, contents

_CUT_LISTENER = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE query LIKE 'LISTEN%log%' AND datname = current_database()
"""


class Handler(TypedDict):
    """Who did something with a document."""

    organ: str
    person: str


def issued(story: Story) -> Story:
    """An official document is drafted, issued, and stands no longer."""
    story.opened()
    by, kind = Handler(organ=story.filed_by, person="p-officer"), OfficialDocumentKind.FEEDBACK_LETTER
    draft = story.tell(
        events.DocumentDrafted(on=story.on, document="letter", document_kind=kind, of=1, checked=True, **by)
    )
    story.tell(
        events.DocumentChecked(on=story.on, draft=draft, passed=True, **by),
        events.DocumentCountersigned(on=story.on, draft=draft, consents=True, **by),
        events.DocumentSigned(on=story.on, draft=draft, **by),
        events.DocumentNumbered(on=story.on, draft=draft),
        events.DocumentIssued(on=story.on, draft=draft, sha256="cd" * 32, size=48, code="7", **by),
        events.StampedScanFiled(on=story.on, issued=draft, scan="ef" * 32),
        events.DocumentWithdrawn(on=story.on, official=draft, **by),
    )
    return story


def every_kind_of_case() -> tuple[Story, ...]:
    """Stories in which every event occurs."""
    first = tolerated(Story(subjects=2), Outcome.EXEMPT, Outcome.NOT_TOLERATED)
    first.missed_and_urged(first.duty("correction", due_on=date(2026, 6, 30)), date(2026, 6, 30))
    asked, term = first.reappraisal()
    first.tell(
        events.ToleranceRevoked(on=first.on, subject=first.subjects[0], granted_version=first.version),
        events.ResultsEnded(on=first.on, subject=first.subjects[0]),
        events.ReappraisalDecided(
            on=first.on, reappraisal=asked, result="changed", opinions=first.opinions(Outcome.LIGHTER), grants=()
        ),
    )
    number = f"办〔2026〕{first.id}号"
    first.tell(
        events.NumberRecorded(
            on=first.on, number=number, organ="o", year=2026, canonical=number, dispatched=first.version
        )
    )
    first.met(term, late=True, recorded_late_days=2)

    again = Story()
    duty = again.opened(history=True)
    again.tell(
        events.SameMatterConfirmed(on=again.on, matter_id=again.matter, earlier_matter=first.matter),
        events.HistoryClosed(on=again.on),
        events.NumberRecorded(on=again.on, number="甲〔2026〕1号", organ="o", year=2026, canonical=str(again.id)),
        events.PaperStepRecorded(on=again.on, step="acceptance", outcome="accepted"),
    )
    finding = ExceptionDecision(cause="natural_disaster", evidence=())
    again.signed("exception", again.proposed("exception", finding))
    again.tell(events.RecurrenceExceptionFound(on=again.on, cause="natural_disaster", evidence=()))
    duty = again.determined(again.investigated(again.accepted(duty)))
    again.round_closed(again.met_on("returned", UUID(int=7)), "returned")
    again.met_on("returned", UUID(int=7), corrects=True)
    again.tell(events.CaseReturned(on=again.on, step="approval"))
    again.step("determination", StepKind.DETERMINATION, due_on=date(2026, 5, 8))
    again.result_corrected("returned", "undecided", UUID(int=7), "determination", opinions=again.opinions())
    again.round_closed(again.met_on("undecided", UUID(int=7), corrects=True), "undecided")

    other = Story()
    duty = other.opened()
    proposal = other.proposed("acceptance", AcceptanceDecision(accepted=True), "nj-discipline", COMMITTEE)
    other.tell(
        events.SameMatterDenied(on=other.on, candidates=(first.matter,)),
        events.JointActDisputed(on=other.on, step="acceptance", proposal=proposal, organ=COMMITTEE, person="p-du"),
    )
    other.barred("acceptance", first)
    other.tell(
        events.ApplicationNotAccepted(on=other.on, step="acceptance", ground="second_tolerance"),
        events.DutyCancelled(on=other.on, duty_id=duty, because="not_accepted"),
    )

    joined = SubjectFacts(subject_id=uuid4(), kind="person", sector="public", jurisdiction="nujiang")
    other.tell(
        events.SubjectsChanged(on=other.on, added=(joined,), removed=other.subjects),
        events.CaseDecided(on=other.on, step="acceptance", opinions=(), grants=()),
    )

    refused = Story()
    duty = refused.determined(refused.investigated(refused.accepted(refused.opened())))
    refused.voted("refused")
    refused.tell(events.ApprovalRefused(on=refused.on, step="approval"))
    shelved = supplemented(Story())
    failed = corrected(Story())
    first.appeal_replanned(date(2026, 7, 1), date(2026, 7, 2))
    against = Story()
    later = passed_up(against, disputed(against))
    dismissed(against, later, put_to_the_vote(against))
    digest = written(shelved)
    approved(shelved, digest)
    withdrawn(shelved, digest)
    approved(first, written(first))
    first.tell(
        events.TransitionChosen(
            on=first.on,
            choice="new",
            pack="nujiang",
            edition="later",
            pack_sha256="ef" * 32,
            was_edition="undated-1",
            was_sha256="cd" * 32,
            milder_in=("ban",),
            stricter_in=(),
            document="ab" * 32,
        )
    )
    endorsed = Story(asks_head=True)
    endorsed.opened(signatory="nj-unit-head")
    endorsed.endorsed("nj-unit-head")
    again.tell(
        events.RecusalLifted(on=again.on, member="p-member"),
        events.DocumentAdded(
            on=again.on,
            sha256="cd" * 32,
            size=48,
            format="pdf",
            classification="internal",
            organ=again.filed_by,
            by_unit=False,
            for_applicant=True,
        ),
    )
    ended = (
        appealed(Story()),
        against,
        taken_back(Story()),
        endorsed,
        handed_about(Story()),
        from_paper(Story()),
        issued(Story()),
    )
    return first, again, other, refused, shelved, failed, publicised(Story()), examined(Story()), used(Story()), *ended


async def test_a_rebuild_gives_identical_rows(
    show: Show, projector: Projector, app_pool: Pool, projector_over: ProjectorOver
) -> None:
    """Folding in small live batches and folding the whole log again give the same tables, for every event."""
    stories = every_kind_of_case()
    told = {event.kind for story in stories for event in story.told}
    for story in side_by_side(stories, (2, 7, 23, 99)):
        await show(story)
    live = await contents(app_pool)
    again = projector_over()
    for model in READ_MODELS:
        await again.rebuild(model.name)

    assert told == {kind.model_fields["kind"].default for kind in get_args(get_args(AnyEvent)[0])}
    assert all(live[table] for table in OF_CASES)
    assert await contents(app_pool) == live
    assert not await projector.step()


async def test_an_unknown_read_model_is_named(projector: Projector) -> None:
    """A misspelt name says which names there are."""
    with pytest.raises(ValueError, match="deadline_board"):
        await projector.rebuild("deadlines")


async def test_numbers_follow_the_log_of_each_year(show: Show, app_pool: Pool, projector: Projector) -> None:
    """Cases are numbered per business year in log order, across batches, and again so after a rebuild."""
    stories = [Story(date(year, 1, 5)) for year in (2031, 2031, 2032, 2031, 2032, 2031)]
    for story in stories:
        story.opened()
    await show(*stories[:2])
    await show(*stories[2:])
    numbers = [await _number(app_pool, story.id) for story in stories]
    await projector.rebuild("case_page")

    assert numbers == [
        "容〔2031〕1号",
        "容〔2031〕2号",
        "容〔2032〕1号",
        "容〔2031〕3号",
        "容〔2032〕2号",
        "容〔2031〕4号",
    ]
    assert [await _number(app_pool, story.id) for story in stories] == numbers


class Dying:
    """A read model whose first batch ends with its own connection, as if the process had been killed."""

    name = "dying"
    tables = ()
    opens = frozenset[str]()
    numbering = None

    def __init__(self, version: int = 1) -> None:
        self.version = version
        self.deaths = 0

    async def enter(self, connection: Borrowed, sent: Sequence[Sent]) -> None:
        """It keeps no register."""

    async def write(self, connection: Borrowed, _events: Sequence[LoggedEvent]) -> None:
        """Die once."""
        if self.deaths == 0:
            self.deaths += 1
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")


async def test_a_batch_cut_off_counts_once(
    number: Show, projector: Projector, app_pool: Pool, projector_over: ProjectorOver
) -> None:
    """After a connection dies behind all writes of a batch, the batch is done again and its rows are right."""
    story = tolerated(Story())
    await projector.catch_up()
    dying = Dying()
    fragile = projector_over((*READ_MODELS, dying))
    await fragile.prepare()
    await app_pool.execute("UPDATE projection_progress SET log_index = (SELECT max(log_index) FROM sequenced)")
    await number(story)
    with pytest.raises(OUTAGE):
        await fragile.step()
    lost = await case_page.shown_version(app_pool, story.id)
    await fragile.catch_up()
    live = await contents(app_pool)
    await _rebuild_all(projector)

    assert (dying.deaths, lost) == (1, 0)
    assert await contents(app_pool) == live


async def test_run_goes_on_after_a_lost_connection(number: Show, app_pool: Pool, projector_over: ProjectorOver) -> None:
    """The loop survives a dying batch and the loss of its listening connection, and stops when told."""
    dying = Dying(version=2)
    first, second = tolerated(Story()), tolerated(Story())
    async with following(projector_over((*READ_MODELS, dying))), fresh(app_pool) as read_models:
        await number(first)
        shown = [await read_models.wait_for(first.id, first.version, 20)]
        cut = await app_pool.fetchval(_CUT_LISTENER)
        await number(second)
        shown.append(await read_models.wait_for(second.id, second.version, 20))

    assert (shown, dying.deaths, cut) == ([True, True], 1, 1)


async def test_two_projectors_do_a_batch_once(
    number: Show, projector: Projector, app_pool: Pool, projector_over: ProjectorOver
) -> None:
    """Of two projectors with the same batch, one finds the progress moved and does nothing."""
    await projector.catch_up()
    await number(*(tolerated(Story()) for _ in range(3)))
    await asyncio.gather(*(projector_over(page_size=5).catch_up() for _ in range(3)))
    live = await contents(app_pool)
    await _rebuild_all(projector)

    assert await contents(app_pool) == live


async def test_a_late_read_model_catches_up_beside_the_others(
    show: Show, app_pool: Pool, projector_over: ProjectorOver
) -> None:
    """A new version starts from the beginning of the log and ends at the place of the others."""
    seen: list[int] = []

    class Counting(Dying):
        name = "counting"

        async def write(self, _connection: Borrowed, events: Sequence[LoggedEvent]) -> None:
            seen.extend(logged.log_index for logged in events)

    story = Story()
    story.opened()
    await show(story)
    await projector_over((*READ_MODELS, Counting()), page_size=4).catch_up()

    assert seen == list(range(len(seen)))
    assert len(seen) == 1 + await app_pool.fetchval("SELECT max(log_index) FROM sequenced")


async def test_whoever_is_behind_reads_longer_pages(
    show: Show, number: Show, app_pool: Pool, projector_over: ProjectorOver
) -> None:
    """While pages are full each is twice as long as the last, up to a bound; a failure and the end begin anew."""
    pages, most = list[int](), asyncio.Event()

    class Paged(Dying):
        name = "paged"

        async def write(self, connection: Borrowed, events: Sequence[LoggedEvent]) -> None:
            pages.append(len(events))
            if sum(pages) > 150:
                most.set()
            if len(pages) == 7:
                await super().write(connection, events)

    await show(*(tolerated(Story()) for _ in range(12)))
    last = tolerated(Story())
    async with following(projector_over((*READ_MODELS, Paged()), page_size=2)), fresh(app_pool) as read_models:
        await asyncio.wait_for(most.wait(), 20)
        await number(last)
        shown = await read_models.wait_for(last.id, last.version, 20)

    assert shown
    assert pages[:13] == [2, 4, 8, 16, 16, 16, 16, 2, 4, 8, 16, 16, 16]
    assert max(pages) == 16


async def test_many_rows_are_copied_as_few_are_put_in(
    show: Show, projector: Projector, app_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes in many a row is copied, with its tallies: the tables are those of a rebuild."""
    monkeypatch.setattr(table, "_COPIED_FROM", 0)
    for story in side_by_side(every_kind_of_case(), (2, 7, 23, 99)):
        await show(story)
    live = await contents(app_pool)
    await _rebuild_all(projector)

    assert await contents(app_pool) == live
    assert [wrong for model in READ_MODELS for each in model.tables for wrong in await each.miscounted(app_pool)] == []


async def _rebuild_all(projector: Projector) -> None:
    for model in READ_MODELS:
        await projector.rebuild(model.name)


async def _number(pool: Pool, case_id: UUID) -> str:
    page = await case_page.get(pool, case_id)
    assert page is not None
    return page.number
