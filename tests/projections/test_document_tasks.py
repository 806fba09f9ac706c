"""What official documents ask of organs: what the acts admit, from the draft to the stamped scan, and no longer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.case import events
from domain.case.events import AnyEvent
from domain.documents.kinds import OfficialDocumentKind
from domain.organs import Position
from domain.possible import possible_acts
from domain.streams import CASE
from domain.values import Actor
from eventlog.pool import Pool
from projections.inbox import inbox
from projections.inbox.inbox import WITH_DOCUMENTS, What
from projections.official_documents import paperwork
from projections.official_documents.paperwork import DocumentTask, PaperworkRow
from projections.projector.logged import Logged
from projections.projector.table import Rows
from tests.domain.scenario import Given
from tests.domain.stories import cases
from tests.domain.stories import official_documents as documents
from tests.projections.conftest import Show
from tests.projections.stories import DISCIPLINE, ORGANIZATION, Story

_LETTER = OfficialDocumentKind.FEEDBACK_LETTER
_HEAD, _OFFICER, _COLLEAGUE = "p-head", "p-officer", "p-colleague"


def drafted(story: Story, *awaited: str, of: int = 1, revises: UUID | None = None) -> UUID:
    """Somebody drafts a letter that a colleague checks, others sign along and the head signs."""
    id_ = story.tell(
        events.DocumentDrafted(
            on=story.on,
            document="letter",
            document_kind=_LETTER,
            of=of,
            organ=ORGANIZATION,
            person=_OFFICER,
            checked=True,
            awaited=awaited,
            signed_by="head",
            revises=revises,
        )
    )
    return revises or id_


def checked(story: Story, draft: UUID, *, passed: bool = True) -> None:
    """A colleague passes it, or sends it back."""
    story.tell(events.DocumentChecked(on=story.on, draft=draft, passed=passed, organ=ORGANIZATION, person=_COLLEAGUE))


def signed(story: Story, draft: UUID) -> None:
    """The head signs it."""
    story.tell(events.DocumentSigned(on=story.on, draft=draft, organ=ORGANIZATION, person=_HEAD))


def issued(story: Story, draft: UUID) -> None:
    """It goes out."""
    story.tell(
        events.DocumentIssued(
            on=story.on, draft=draft, sha256="cd" * 32, size=48, code="7", organ=ORGANIZATION, person=_OFFICER
        )
    )


async def asked(pool: Pool, story: Story, organ: str = ORGANIZATION) -> list[tuple[What, str | None]]:
    """What is asked of an organ with the documents of a case, and of which post."""
    items = await inbox.for_organs(pool, (organ,))
    mine = [item for item in items if item.case_id == story.id and item.what in WITH_DOCUMENTS]
    assert all(
        (item.code, item.document_kind, item.case_number is not None) == ("letter", _LETTER, True) for item in mine
    )
    return [(item.what, item.signed_by) for item in mine]


async def test_a_document_is_asked_for_step_by_step(show: Show, app_pool: Pool) -> None:
    """Of the organ that checks, of each that signs along, of the post that signs, and of whoever sends it out."""
    story = Story()
    story.opened()
    draft = drafted(story, DISCIPLINE)
    await show(story)
    to_check = await asked(app_pool, story)
    checked(story, draft)
    await show(story)
    waiting = await asked(app_pool, story), await asked(app_pool, story, DISCIPLINE)
    story.tell(
        events.DocumentCountersigned(on=story.on, draft=draft, consents=True, organ=DISCIPLINE, person="p-other")
    )
    await show(story)
    to_sign = await asked(app_pool, story), await asked(app_pool, story, DISCIPLINE)
    signed(story, draft)
    await show(story)
    to_issue = await asked(app_pool, story)
    issued(story, draft)
    await show(story)
    to_file = await asked(app_pool, story)
    story.tell(events.StampedScanFiled(on=story.on, issued=draft, scan="ef" * 32))
    await show(story)

    assert to_check == [(What.CHECK, None)]
    assert waiting == ([], [(What.COUNTERSIGN, None)])
    assert to_sign == ([(What.SIGN_DOCUMENT, "head")], [])
    assert to_issue == [(What.ISSUE, None)]
    assert to_file == [(What.FILE_SCAN, None)]
    assert await asked(app_pool, story) == []


async def test_what_was_sent_back_is_asked_for_anew(show: Show, app_pool: Pool) -> None:
    """A draft anew is another task, so that whoever checked the first has it among what they have done."""
    story = Story()
    story.opened()
    draft = drafted(story)
    checked(story, draft, passed=False)
    await show(story)
    back = await asked(app_pool, story)
    drafted(story, revises=draft)
    await show(story)
    again = await asked(app_pool, story)
    rows = await app_pool.fetch(
        "SELECT level, done_on, acted FROM read_model.document_task_v1 WHERE case_id = $1 AND what = $2 ORDER BY 1",
        story.id,
        What.CHECK,
    )

    assert back == [(What.REDRAFT, None)]
    assert again == [(What.CHECK, None)]
    assert [row["done_on"] for row in rows] == [story.on, None]
    assert [row["acted"] for row in rows] == [["p"], [_OFFICER]]


@pytest.mark.parametrize("how", ["withdrawn", "undone", "closed"])
async def test_nothing_is_asked_for_any_more(show: Show, app_pool: Pool, how: str) -> None:
    """Once the document is void, what it is of was undone, or the case is closed."""
    story = Story()
    story.opened()
    of = story.version + 1
    story.tell(events.DigestApproved(on=story.on, digest=1, published=False, organ=ORGANIZATION, person=_HEAD))
    drafted(story, of=of)
    await show(story)
    before = await asked(app_pool, story)
    match how:
        case "withdrawn":
            draft = story.told[-1]
            assert isinstance(draft, events.DocumentDrafted)
            id_ = await app_pool.fetchval("SELECT about FROM read_model.document_task_v1 WHERE case_id = $1", story.id)
            story.tell(events.DocumentWithdrawn(on=story.on, official=id_, organ=ORGANIZATION, person=_OFFICER))
        case "undone":
            story.tell(events.DigestWithdrawn(on=story.on, digest=1, organ=ORGANIZATION, person=_HEAD))
        case _:
            story.tell(events.CaseClosed(on=story.on))
    await show(story)

    assert before == [(What.CHECK, None)]
    assert await asked(app_pool, story) == []


async def test_what_was_served_is_received_by_each_subject(show: Show, app_pool: Pool) -> None:
    """Each once; what is served anew is received anew, and with the case it is asked of nobody."""
    story = Story(subjects=2)
    story.opened()
    served = events.FeedbackServed(on=story.on, step="service", notice="ab" * 32)
    story.tell(served)
    await show(story)
    first = await received_by(app_pool, story)
    story.tell(events.ReceiptConfirmed(on=story.on, subject=story.subjects[0], appeal_until=None, provisional=False))
    await show(story)
    second = await received_by(app_pool, story)
    story.tell(served)
    await show(story)
    anew = await received_by(app_pool, story)
    story.tell(events.CaseClosed(on=story.on))
    await show(story)

    assert first == anew == set(story.subjects)
    assert second == {story.subjects[1]}
    assert await received_by(app_pool, story) == set()


async def received_by(pool: Pool, story: Story) -> set[UUID | None]:
    """The subjects of a case who have yet to receive what was served."""
    items = await inbox.for_organs(pool, ("subject",))
    return {item.subject_id for item in items if item.case_id == story.id and item.what is What.RECEIPT}


def folded(given: Given) -> tuple[DocumentTask, ...]:
    """The open tasks after what has happened."""
    rows = Rows[PaperworkRow]()
    for version, event in enumerate(given.events, 1):
        if type(event) in paperwork.MODEL.handles:
            paperwork.MODEL.fold(rows, Logged(version, given.id, version, _NOW, event, b"{}"))
    return tuple(each for each in rows[()].tasks if each.done_on is None)


_NOW = datetime(2026, 12, 1, tzinfo=UTC)
_PEOPLE = (
    cases.ORGANISATION,
    cases.ORGANISATION_2,
    documents.HEAD,
    cases.DISCIPLINE,
    cases.DISCIPLINE_2,
    cases.CONTACT,
)
_OPINION = cases.DETERMINED.given(documents.drafted(documents.OPINION, "2026-02-11"))
_LIVES = {
    "drafted": documents.DRAFTED,
    "sent back": documents.DRAFTED.given(documents.checked(reasons="不通")),
    "written anew": documents.DRAFTED.given(documents.checked(reasons="不通"), documents.revised()),
    "checked": documents.CHECKED,
    "signed": documents.SIGNED,
    "issued": documents.ISSUED,
    "scan filed": documents.ISSUED.given(documents.scanned()),
    "withdrawn": documents.ISSUED.given(documents.withdrawn()),
    "drafted by the head": cases.ACCEPTED.given(documents.drafted(actor=documents.HEAD), documents.checked()),
    "to countersign": _OPINION.given(documents.checked("2026-02-11")),
    "countersigned": _OPINION.given(documents.checked("2026-02-11"), documents.countersigned("2026-02-11")),
    "a form": cases.FILED.given(documents.drafted(documents.RECEIPT)),
    "undone": documents.UNDONE,
    "everything": documents.EVERYTHING,
}


def offered(given: Given, who: Actor) -> Iterator[tuple[str, str]]:
    """What the acts themselves admit of somebody that a document waits for."""
    for act in possible_acts(CASE, given.case, who, _NOW, given.context):
        about = act.about.get("draft") or act.about.get("issued")
        if act.offered and about is not None and act.kind in WITH_DOCUMENTS:
            yield act.kind, str(about)


def given_to(given: Given, who: Actor) -> Iterator[tuple[str, str]]:
    """What the tasks say is for somebody."""
    post: Position | None = given.context.organs.position(who.position)
    for task in folded(given):
        duty = task.signed_by is None or (post is not None and post.duty == task.signed_by)
        if task.organ == who.organ and duty and who.person not in task.acted and task.what != "draft_document":
            yield task.what, str(task.about)


@pytest.mark.parametrize("life", _LIVES)
def test_tasks_are_what_the_acts_admit(life: str) -> None:
    """Of everybody, wherever a document is: neither more nor less. A scan may be filed again, and is asked for once."""
    given = _LIVES[life]
    for who in _PEOPLE:
        acts = set(offered(given, who))
        if life == "scan filed":
            acts = {each for each in acts if each[0] != "file_stamped_scan"}

        assert set(given_to(given, who)) == acts, who.position


def test_who_wrote_it_is_not_asked_to_look_it_over() -> None:
    """Nor the head to sign what the head wrote."""
    by_officer, by_head = _LIVES["drafted"], _LIVES["drafted by the head"]

    assert list(given_to(by_officer, cases.ORGANISATION)) == []
    assert [what for what, _ in given_to(by_officer, cases.ORGANISATION_2)] == ["check_document"]
    assert list(given_to(by_head, documents.HEAD)) == []
    assert [each.what for each in folded(by_head)] == ["sign_document"]


def test_the_case_and_the_read_model_know_the_same_documents() -> None:
    """Both fold the events that documents depend on by the same rule."""
    for given in _LIVES.values():
        rows = Rows[PaperworkRow]()
        told: list[AnyEvent] = list(given.events)
        for version, event in enumerate(told, 1):
            if type(event) in paperwork.MODEL.handles:
                paperwork.MODEL.fold(rows, Logged(version, given.id, version, _NOW, event, b"{}"))

        kept = rows[()].paperwork
        assert (kept.documents, kept.occasions) == (given.case.paperwork.documents, given.case.paperwork.occasions)
        assert PaperworkRow.model_validate_json(rows[()].model_dump_json()) == rows[()]
