"""Official documents (文书): drafted, checked, countersigned, signed for issue, issued, withdrawn (拟稿至印发、作废).

Which ones a procedure asks for, and who signs them, its pack says; the words are the drafter's, and private. What is
issued is the file that was set: its digest stands in the log. A document stands as long as what it is of does.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never, get_args
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.appeals.reappraisal import ReappraisalDecided
from domain.acts.digests import DigestWithdrawn
from domain.acts.publicity import PublicityConcluded
from domain.acts.voting.approving import CaseReturned
from domain.acts.voting.corrected_results import VoteSetAside
from domain.case.act import Act, Events
from domain.case.official_documents import (
    Draft,
    Issued,
    OfficialDocument,
    PaperAct,
    Paperwork,
    Signed,
    Withdrawn,
)
from domain.case.state import Case
from domain.documents.facts import missing_in
from domain.documents.kinds import OfficialDocumentKind
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, Capacity, Command, Dispatch, Event, TypesetFile, kind_of
from domain.organs import Organs
from domain.pack.documents import JOINTLY, DocumentRule, Occasion
from domain.refusals import Refused, refusal
from domain.values import (
    Code,
    Document,
    Flag,
    FreeText,
    Line,
    LongText,
    Means,
    OrganId,
    Sha256,
    Text,
    Version,
    event_id,
    is_absent,
)

_TAG = "official documents"


class DraftDocument(Command, path="official-documents", summary="Draft an official document", tag=_TAG, seen=False):
    """拟稿 (A-63): a document that the procedure asks for, in words that may have been edited; or a draft anew."""

    example: ClassVar = {
        "document": "acceptance_notice",
        "title": "受理通知书",
        "text": "关于某项目（案件编号甲组容〔2026〕1号），经审查，决定受理。",
        "addressees": "某局",
    }
    kind: Literal["draft_document"] = "draft_document"
    document: Code = Field(description="which of those that the procedure asks for")
    of: Version | None = Field(default=None, description="the event that it is of; else the last of those it may be of")
    revises: UUID | None = Field(default=None, description="the draft that this takes the place of")
    title: Line
    addressees: Line | None = None
    copies_to: Line | None = None
    text: LongText
    enclosures: Text | None = Field(default=None, description="附件, by title, one a line")
    note: Line | None = Field(default=None, description="附注: what stands below in brackets")


class CheckDocument(Command, path="document-checks", summary="Check a draft", tag=_TAG, seen=False):
    """核稿 (A-63): another person of the organ looks a draft over, and passes it or sends it back with reasons."""

    example: ClassVar = {"draft": EXAMPLE_ID, "passed": True}
    kind: Literal["check_document"] = "check_document"
    draft: UUID
    passed: Flag
    reasons: Text | None = None


class CountersignDocument(
    Command,
    path="document-countersignatures",
    summary="Countersign a draft",
    tag=_TAG,
    seen=False,
    capacity=Capacity.SIGNING,
):
    """文书会签 (A-63): another organ in whose name a document goes out consents to its words, or not."""

    example: ClassVar = {"draft": EXAMPLE_ID, "consents": True}
    kind: Literal["countersign_document"] = "countersign_document"
    draft: UUID
    consents: Flag
    reasons: Text | None = None


class SignDocument(
    Command,
    path="document-signatures",
    summary="Sign a document for issue",
    tag=_TAG,
    seen=False,
    capacity=Capacity.SIGNING,
):
    """签发 (A-63): whoever the procedure names lets a document go out; it gets its number with that."""

    example: ClassVar = {"draft": EXAMPLE_ID}
    kind: Literal["sign_document"] = "sign_document"
    draft: UUID


class IssueDocument(Command, path="document-issues", summary="Issue a signed document", tag=_TAG, seen=False):
    """印发 (A-63): the document is set with number, date and code, and the log keeps the digest of the file."""

    example: ClassVar = {"draft": EXAMPLE_ID}
    kind: Literal["issue_document"] = "issue_document"
    draft: UUID


class FileStampedScan(Command, path="document-scans", summary="File the stamped scan", tag=_TAG, seen=False):
    """盖章件归卷 (A-63): the scan of the stamped paper is in the file, and is that of this document."""

    example: ClassVar = {"issued": EXAMPLE_ID, "scan": EXAMPLE_DOCUMENT}
    kind: Literal["file_stamped_scan"] = "file_stamped_scan"
    issued: UUID
    scan: Document


class WithdrawDocument(Command, path="document-withdrawals", summary="Withdraw a document", tag=_TAG, seen=False):
    """文书作废 (A-63): a draft is given up, or what was issued stands no longer, perhaps for another in its place."""

    example: ClassVar = {"official": EXAMPLE_ID, "reasons": "文书中当事人姓名有误，另行制发。"}
    kind: Literal["withdraw_document"] = "withdraw_document"
    official: UUID
    replaced_by: UUID | None = Field(default=None, description="the issued document that takes its place")
    reasons: Text


class DocumentDrafted(Event, group="material", zh="文书拟稿", en="Document drafted"):
    """文书拟稿 (A-63): a draft, its words private; its id is that of the document, unless it revises one.

    Attributes:
        of: The event that it is of.
        checked: Whether another person has to look it over.
        awaited: The organs that sign along.
        signed_by: The duty of the post that signs it; none: nobody does.
    """

    facts: ClassVar = {"文书": "document_kind", "所依据的事项": "of", "制发机关": "organ", "须会签": "awaited"}
    kind: Literal["document_drafted"] = "document_drafted"
    document: Code
    document_kind: Annotated[OfficialDocumentKind, Means("official_documents")]
    of: Annotated[int, Means("version")]
    organ: OrganId
    person: Code
    checked: bool
    awaited: tuple[OrganId, ...] = ()
    signed_by: Code | None = None
    numbered: bool = False
    for_applicant: bool = False
    revises: UUID | None = Field(default=None, exclude_if=is_absent)


class DocumentChecked(Event, group="material", zh="文书核稿", en="Draft checked"):
    """文书核稿 (A-63): a draft was passed on, or sent back with reasons, which are private."""

    facts: ClassVar = {"文书": "draft", "结果": "passed"}
    kind: Literal["document_checked"] = "document_checked"
    draft: Annotated[UUID, Means("official_document")]
    passed: Annotated[bool, Means("draft_checks")]
    organ: OrganId
    person: Code


class DocumentCountersigned(Event, group="material", zh="文书会签", en="Draft countersigned"):
    """文书会签 (A-63): an organ signed along, or did not; then the draft goes back."""

    facts: ClassVar = {"文书": "draft", "机关": "organ", "意见": "consents"}
    kind: Literal["document_countersigned"] = "document_countersigned"
    draft: Annotated[UUID, Means("official_document")]
    consents: Annotated[bool, Means("countersignatures")]
    organ: OrganId
    person: Code


class DocumentSigned(Event, group="material", zh="文书签发", en="Document signed for issue"):
    """文书签发 (A-63): it may go out."""

    facts: ClassVar = {"文书": "draft", "签发机关": "organ"}
    kind: Literal["document_signed"] = "document_signed"
    draft: Annotated[UUID, Means("official_document")]
    organ: OrganId
    person: Code


class DocumentNumbered(Event, group="material", zh="文书编号", en="Document numbered"):
    """文书编号 (A-59, A-63): a document gets a number of its own, since what it is of has none."""

    dispatch: ClassVar = Dispatch("容文", "文书", "Official document", by_actor=True)
    facts: ClassVar = {"文书": "draft"}
    kind: Literal["document_numbered"] = "document_numbered"
    draft: Annotated[UUID, Means("official_document")]


class DocumentIssued(Event, group="material", zh="文书印发", en="Document issued"):
    """文书印发 (A-63): the very file that went out, by its digest, and the code that is printed on it."""

    facts: ClassVar = {"文书": "draft", "文件": "sha256", "核验码": "code", "公开范围": "for_applicant"}
    kind: Literal["document_issued"] = "document_issued"
    draft: Annotated[UUID, Means("official_document")]
    sha256: Annotated[str, Means("digest")]
    size: int
    format: Annotated[Literal["pdf"], Means("file_formats")] = "pdf"
    code: str
    for_applicant: Annotated[bool, Means("document_sides")] = False
    organ: OrganId
    person: Code


class StampedScanFiled(Event, group="material", zh="盖章件归卷", en="Stamped scan filed"):
    """盖章件归卷 (A-63): the scan of the stamped paper of an issued document, by its own digest."""

    facts: ClassVar = {"文书": "issued", "盖章件": "scan"}
    kind: Literal["stamped_scan_filed"] = "stamped_scan_filed"
    issued: Annotated[UUID, Means("official_document")]
    scan: Sha256


class DocumentWithdrawn(Event, group="material", zh="文书作废", en="Document withdrawn"):
    """文书作废 (A-63): it stands no longer; the reasons are private."""

    facts: ClassVar = {"文书": "official", "代替的文书": "replaced_by"}
    kind: Literal["document_withdrawn"] = "document_withdrawn"
    official: Annotated[UUID, Means("official_document")]
    replaced_by: Annotated[UUID | None, Means("official_document")] = Field(default=None, exclude_if=is_absent)
    organ: OrganId
    person: Code


PaperworkEvent = (
    DocumentDrafted
    | DocumentChecked
    | DocumentCountersigned
    | DocumentSigned
    | DocumentNumbered
    | DocumentIssued
    | StampedScanFiled
    | DocumentWithdrawn
)

NO_DOCUMENT_ASKED = refusal("no_document_asked", 409, "A-63").says("""
    适用的程序此时没有要贵机关制作的文书。
    The procedure asks your organ for no document now.
    请在有关事项办理之后再拟稿。
    Draft it once what it is of has happened.
""")
UNKNOWN_RULE = refusal("document_not_asked_for", 409, "A-63").says("""
    适用的程序没有这种文书，或者它所依据的事项还没有发生、已经撤销。
    The procedure has no such document, or what it would be of has not happened or does not stand.
    请在案卷的文书页选择列出的文书。
    Choose one of those listed on the page of official documents.
""")
DOCUMENT_THERE = refusal("document_already_drafted", 409, "A-63").says("""
    同一事项的这种文书已经拟稿或印发。
    There is a document of this kind of the same event already.
    请修改原稿；已经印发的，先作废再重新制作。
    Revise that draft, or withdraw what was issued first.
""")
FACT_MISSING = refusal("document_fact_missing", 409, "A-63").says("""
    文书中还有没有填写的内容。
    Something in the words of the document is still missing.
    请先在所列的地方登记，或者在文稿中写明，再拟稿。
    Enter it where it says, or write it into the draft.
""")
NO_DRAFT = refusal("no_such_draft", 409, "A-63").says("""
    没有这份文稿，或者它不在可以这样办理的环节。
    There is no such draft, or it is not at the point at which this is done.
    请在案卷的文书页查看它现在的状态。
    See where it is on the page of official documents.
""")
OWN_DRAFT = refusal("own_draft", 409, "A-63").says("""
    文书不得由拟稿人自己核稿、签发。
    Whoever drafted a document neither checks nor signs it.
    请由本机关的另一名人员办理。
    Have another person of the organ do it.
""")
NOT_STANDING = refusal("document_event_undone", 409, "A-63").says("""
    文书所依据的事项已经撤销或变更，不能再继续办理。
    What the document is of has been undone: it goes no further.
    请作废这份文稿，按现在的决定重新制作。
    Withdraw it, and draft one of what was decided now.
""")
NOT_SET = refusal("document_not_set", 409, "A-63").says("""
    文书没有排版成文件，不能印发。
    The document was not set as a file: it is not issued.
    请在案卷的文书页印发。
    Issue it on the page of official documents.
""")
NO_REPLACEMENT = refusal("no_such_replacement", 409, "A-63").says("""
    代替的文书不在本案中，没有印发，或者就是这一份。
    What would take its place is not of this case, was not issued, or is this very document.
    请选择本案中已经印发的另一份文书，或者不填。
    Choose another issued document of this case, or none.
""")


def issuer(rule: DocumentRule, organs: Organs, jurisdiction: str, to_organ: str) -> str:
    """The organ that issues a document: whoever plays the role of its rule, else the organ that has the case."""
    if rule.by is None:
        return to_organ
    found = organs.in_role(rule.by, jurisdiction)
    return found.id if found else rule.by


def _issuer(act: Act, rule: DocumentRule) -> str:
    return issuer(rule, act.context.organs, act.case.jurisdiction, act.case.to_organ)


def open_rules(rules: Iterable[DocumentRule], paperwork: Paperwork) -> Iterable[tuple[DocumentRule, int]]:
    """Which of some documents may be drafted now, each with the last event that it is of and has none for."""
    for rule in rules:
        of = paperwork.latest(rule.of)
        if of is not None and _live(paperwork, rule.id, of) is None:
            yield rule, of


def _live(paperwork: Paperwork, rule: str, of: int) -> OfficialDocument | None:
    found = (each for each in paperwork.documents.values() if (each.rule, each.of) == (rule, of) and each.live)
    return next(found, None)


@guard(DraftDocument)
def _may_draft(act: Act) -> None:
    """Somebody of the organ that issues one of them; or a draft of theirs may be revised."""
    asked = open_rules(act.context.pack.official_documents, act.case.paperwork)
    issuers = {_issuer(act, rule) for rule, _ in asked}
    drafting = {each.organ for each in act.case.paperwork.documents.values() if isinstance(each.stage, Draft)}
    if not issuers | drafting:
        raise Refused(NO_DOCUMENT_ASKED)
    act.require_organ(*sorted(issuers | drafting))


def draft(act: Act, command: DraftDocument) -> Events:
    """Write a document that the procedure asks for, or write a draft anew, which begins its way again."""
    _may_draft(act)
    rule = act.context.pack.official_document(command.document)
    of = command.of or (act.case.paperwork.latest(rule.of) if rule else None)
    if rule is None or of is None or act.case.paperwork.occasions.get(of) not in rule.of:
        raise Refused(UNKNOWN_RULE)
    organ = _issuer(act, rule)
    if command.revises is not None:
        organ, of = _revised(act, command, rule)
    elif _live(act.case.paperwork, rule.id, of) is not None:
        raise Refused(DOCUMENT_THERE)
    act.require_organ(organ)
    if missing := missing_in(*_words(command)):
        raise Refused(FACT_MISSING, detail="；".join(missing))
    said = FreeText(
        title=command.title,
        document_text=command.text,
        addressees=command.addressees,
        copies_to=command.copies_to,
        enclosures=command.enclosures,
        note=command.note,
    )
    return [
        DocumentDrafted(
            on=act.on,
            private=said,
            document=rule.id,
            document_kind=rule.kind,
            of=of,
            organ=organ,
            person=act.actor.person,
            checked=rule.checked,
            awaited=_countersigning(act, rule, organ),
            signed_by=rule.signed_by,
            numbered=rule.numbered and of not in act.case.dispatched,
            for_applicant=rule.for_applicant,
            revises=command.revises,
        )
    ]


def _words(command: DraftDocument) -> Iterator[str | None]:
    yield from (command.title, command.addressees, command.copies_to, command.text, command.enclosures, command.note)


def _revised(act: Act, command: DraftDocument, rule: DocumentRule) -> tuple[str, int]:
    """The organ and the event of the draft that is written anew: not after it was signed for issue."""
    before = act.case.paperwork.documents.get(command.revises or UUID(int=0))
    if before is None or not isinstance(before.stage, Draft) or before.rule != rule.id:
        raise Refused(NO_DRAFT)
    _require_standing(act, before)
    return before.organ, before.of


def _countersigning(act: Act, rule: DocumentRule, organ: str) -> tuple[str, ...]:
    """The other organs that sign a document along; a role that nobody plays signs nothing."""
    named = (each for role in rule.countersigned_by for each in ((role,) if role != JOINTLY else _jointly(act)))
    organs = dict.fromkeys(act.organ_of(role) for role in named)
    return tuple(each for each in organs if each != organ and act.context.organs.organ(each))


def _jointly(act: Act) -> tuple[str, ...]:
    return act.context.pack.deciders


def _issued(act: Act) -> Iterable[UUID]:
    return (id_ for id_, each in act.case.paperwork.documents.items() if isinstance(each.stage, Issued))


def _waiting_for(kind: PaperAct) -> Callable[[Act], Iterable[UUID]]:
    """The documents that wait for an act."""

    def found(act: Act) -> Iterable[UUID]:
        documents = act.case.paperwork.documents.items()
        return (id_ for id_, each in documents if (waits := each.next_act) and waits.act == kind)

    return found


def _document(act: Act, id_: UUID, among: Iterable[UUID]) -> OfficialDocument:
    """A document at the point at which something is done with it, not before its last date."""
    found = act.case.paperwork.documents.get(id_)
    if found is None or id_ not in set(among):
        raise Refused(NO_DRAFT)
    act.require_not_before(found.on)
    return found


def _require_standing(act: Act, document: OfficialDocument) -> None:
    if not act.case.paperwork.stands(document):
        raise Refused(NOT_STANDING)


def _may(act: Act, id_: UUID, kind: PaperAct) -> OfficialDocument:
    """A document that waits for an act of whoever acts: of their organ, in such a post, and not of who wrote it."""
    document = _document(act, id_, _waiting_for(kind)(act))
    if (waits := document.next_act) is not None:
        act.require_organ(*sorted(waits.organs))
        _require_duty(act, waits.duty)
        if not waits.apart.isdisjoint(act.actor.persons):
            raise Refused(OWN_DRAFT)
    _require_standing(act, document)
    return document


def _require_duty(act: Act, duty: str | None) -> None:
    """Refuse whoever is not in a post with the duty that signs a document."""
    position = act.context.organs.position(act.actor.position)
    if duty and (position is None or position.duty != duty):
        raise Refused(refusals.NOT_COMPETENT)


@guard(CheckDocument, draft=_waiting_for("check_document"))
def _may_check(act: Act, draft: UUID) -> None:
    _may(act, draft, "check_document")


def check(act: Act, command: CheckDocument) -> Events:
    """Pass a draft on, or send it back with reasons."""
    _may_check(act, command.draft)
    if not command.passed and command.reasons is None:
        raise Refused(refusals.REASONS_MISSING)
    return [
        DocumentChecked(
            on=act.on,
            private=FreeText(reasons=command.reasons) if command.reasons else None,
            draft=command.draft,
            passed=command.passed,
            organ=act.actor.organ,
            person=act.actor.person,
        )
    ]


@guard(CountersignDocument, draft=_waiting_for("countersign_document"))
def _may_countersign(act: Act, draft: UUID) -> None:
    _may(act, draft, "countersign_document")


def countersign(act: Act, command: CountersignDocument) -> Events:
    """Sign a draft along for another organ; whoever does not consent says why, and it goes back."""
    _may_countersign(act, command.draft)
    if not command.consents and command.reasons is None:
        raise Refused(refusals.REASONS_MISSING)
    return [
        DocumentCountersigned(
            on=act.on,
            private=FreeText(reasons=command.reasons) if command.reasons else None,
            draft=command.draft,
            consents=command.consents,
            organ=act.actor.organ,
            person=act.actor.person,
        )
    ]


@guard(SignDocument, draft=_waiting_for("sign_document"))
def _may_sign(act: Act, draft: UUID) -> OfficialDocument:
    return _may(act, draft, "sign_document")


def sign(act: Act, command: SignDocument) -> Events:
    """Let a document go out; where what it is of has no number, it gets one of its own."""
    document = _may_sign(act, command.draft)
    signed = DocumentSigned(on=act.on, draft=command.draft, organ=act.actor.organ, person=act.actor.person)
    return [signed, DocumentNumbered(on=act.on, draft=command.draft)] if document.numbered else [signed]


@guard(IssueDocument, draft=_waiting_for("issue_document"))
def _may_issue(act: Act, draft: UUID) -> OfficialDocument:
    return _may(act, draft, "issue_document")


def issue(act: Act, command: IssueDocument, typeset: TypesetFile | None) -> Events:
    """Keep what a signed document was set as: whoever takes the command in sets it, and brings the digest along."""
    document = _may_issue(act, command.draft)
    if typeset is None or typeset.document != command.draft:
        raise Refused(NOT_SET)
    return [
        DocumentIssued(
            on=act.on,
            draft=command.draft,
            sha256=typeset.sha256,
            size=typeset.size,
            code=typeset.code,
            for_applicant=document.for_applicant,
            organ=act.actor.organ,
            person=act.actor.person,
        )
    ]


@guard(FileStampedScan, issued=_issued)
def _may_file_scan(act: Act, issued: UUID) -> None:
    act.require_organ(_document(act, issued, _issued(act)).organ)


def file_scan(act: Act, command: FileStampedScan) -> Events:
    """Say which document of the file is the stamped paper of an issued one; the newest scan counts."""
    _may_file_scan(act, command.issued)
    titled = FreeText(document_titles=(command.scan.title,))
    return [StampedScanFiled(on=act.on, private=titled, issued=command.issued, scan=command.scan.sha256)]


def _live_ones(act: Act) -> Iterable[UUID]:
    return (id_ for id_, each in act.case.paperwork.documents.items() if each.live)


@guard(WithdrawDocument, official=_live_ones)
def _may_withdraw(act: Act, official: UUID) -> OfficialDocument:
    """Whoever drafts for the organ gives up a draft; what was issued, only who signs there."""
    document = _document(act, official, _live_ones(act))
    act.require_organ(document.organ, act.case.to_organ)
    if isinstance(document.stage, Issued):
        _require_duty(act, document.signed_by)
    return document


def withdraw(act: Act, command: WithdrawDocument) -> Events:
    """Give up a draft, or say that what was issued stands no longer."""
    _may_withdraw(act, command.official)
    if command.replaced_by is not None:
        other = act.case.paperwork.documents.get(command.replaced_by)
        if other is None or not isinstance(other.stage, Issued) or command.replaced_by == command.official:
            raise Refused(NO_REPLACEMENT)
    return [
        DocumentWithdrawn(
            on=act.on,
            private=FreeText(reasons=command.reasons),
            official=command.official,
            replaced_by=command.replaced_by,
            organ=act.actor.organ,
            person=act.actor.person,
        )
    ]


def evolve(case: Case, event: PaperworkEvent) -> Case:
    """The case after something was done with a document; nobody's view of a step is behind by it."""
    return replace(case, paperwork=_after(case.paperwork, event, case.version, event_id(case.id, case.version)))


def document_of(event: PaperworkEvent, id_: UUID) -> UUID:
    """The document that an event of this id is about."""
    match event:
        case DocumentDrafted():
            return event.revises or id_
        case StampedScanFiled():
            return event.issued
        case DocumentWithdrawn():
            return event.official
        case _:
            return event.draft


def _after(paperwork: Paperwork, event: PaperworkEvent, version: int, id_: UUID) -> Paperwork:
    about = document_of(event, id_)
    before = paperwork.documents.get(about)
    if isinstance(event, DocumentDrafted):
        return paperwork.with_(about, _drafted(before, event, version))
    document = paperwork.documents[about]
    match event:
        case StampedScanFiled():
            if isinstance(document.stage, Issued):
                document = document.moved(replace(document.stage, scan=event.scan), event.on)
        case DocumentWithdrawn():
            document = document.moved(Withdrawn(event.replaced_by), event.on)
        case _:
            document = _gone_on(document, event, version)
    return paperwork.with_(about, document)


def _drafted(before: OfficialDocument | None, event: DocumentDrafted, version: int) -> OfficialDocument:
    document = OfficialDocument(
        rule=event.document,
        kind=event.document_kind,
        of=event.of,
        organ=event.organ,
        drafters=event.doers(event.person) | (before.drafters if before else frozenset()),
        checked=event.checked,
        countersigning=frozenset(event.awaited),
        signed_by=event.signed_by,
        numbered=event.numbered,
        for_applicant=event.for_applicant,
        drafted=version,
        on=event.on,
        stage=Draft("check"),
    )
    return document if event.checked else _after_check(document)


def _after_check(document: OfficialDocument) -> OfficialDocument:
    """What a draft awaits that nobody has to look over any more."""
    if document.countersigning:
        return replace(document, stage=Draft("countersignature", document.countersigning))
    return replace(document, stage=Draft("signature") if document.signed_by else Signed())


def _gone_on(
    document: OfficialDocument,
    event: DocumentChecked | DocumentCountersigned | DocumentSigned | DocumentNumbered | DocumentIssued,
    version: int,
) -> OfficialDocument:
    match event:
        case DocumentChecked():
            after = _after_check(document) if event.passed else replace(document, stage=Draft("redraft"))
        case DocumentCountersigned():
            awaited = document.stage.awaited - {event.organ} if isinstance(document.stage, Draft) else frozenset[str]()
            if not event.consents:
                after = replace(document, stage=Draft("redraft"))
            elif awaited:
                after = replace(document, stage=Draft("countersignature", awaited))
            else:
                after = replace(document, stage=Draft("signature") if document.signed_by else Signed())
        case DocumentSigned():
            after = replace(document, stage=Signed(), signed=version)
        case DocumentNumbered():
            after = document
        case DocumentIssued():
            after = replace(document, stage=Issued(event.sha256))
        case _:
            assert_never(event)
    return after.moved(after.stage, event.on)


OCCASIONS: frozenset[str] = frozenset(get_args(Occasion))
_DECISIONS: frozenset[Occasion] = frozenset({"case_decided", "case_approved", "approval_refused"})
_FOLLOWING: frozenset[Occasion] = frozenset(
    {"feedback_served", "receipt_confirmed", "results_applied", "publicity_started", "filed_with_committee"}
)
_OF_A_DECISION = _DECISIONS | _FOLLOWING | {"determination_issued", "digest_approved"}
_OF_A_MEETING = _DECISIONS | _FOLLOWING | {"round_closed", "recorded_meeting", "case_closed"}
_ONE_OF: tuple[frozenset[Occasion], ...] = (
    _DECISIONS,
    *(
        frozenset[Occasion]({kind})
        for kind in (
            "investigation_reported",
            "determination_issued",
            "feedback_served",
            "publicity_started",
            "case_closed",
        )
    ),
)
"""Of each of these a case has one that stands: the next takes its place."""


HEEDED = OCCASIONS | {
    kind_of(each) for each in (ReappraisalDecided, VoteSetAside, PublicityConcluded, CaseReturned, DigestWithdrawn)
}
"""The kinds of events by which it changes what documents may be of; all others are passed by, as a fold is long."""


def keep_up(case: Case, event: Event) -> Case:
    """The case with what documents may be of now."""
    return replace(case, paperwork=_kept_up(case.paperwork, event, case.version))


def _kept_up(paperwork: Paperwork, event: Event, version: int) -> Paperwork:
    """With what just happened, less what it undoes."""
    kind = kind_of(type(event))
    gone = list(_undone(paperwork.occasions, kind, event))
    if not gone and kind not in OCCASIONS:
        return paperwork
    occasions = {each: of for each, of in paperwork.occasions.items() if each not in gone}
    if kind in OCCASIONS:
        occasions[version] = kind
    return replace(paperwork, occasions=occasions)


def followed(paperwork: Paperwork, event: Event, version: int, id_: UUID) -> Paperwork:
    """The documents of a case after any event, as the case itself has them: for whoever folds these alone."""
    if kind_of(type(event)) in HEEDED:
        paperwork = _kept_up(paperwork, event, version)
    return _after(paperwork, event, version, id_) if isinstance(event, PaperworkEvent) else paperwork


def _undone(occasions: Mapping[int, str], kind: str, event: Event) -> Iterable[int]:
    """What no longer stands because of an event, by its version: what it sets aside, changes or takes the place of."""
    kinds, since = frozenset[str](), 0
    match event:
        case ReappraisalDecided(result="changed"):
            kinds = _OF_A_DECISION
        case ReappraisalDecided(result="reopened"):
            kinds = frozenset({"application_not_accepted"})
        case VoteSetAside():
            kinds, since = _OF_A_MEETING, event.set_aside
        case PublicityConcluded(result="upheld"):
            kinds = _DECISIONS | {"publicity_started", "determination_issued"}
        case CaseReturned():
            kinds = frozenset({"determination_issued"})
        case DigestWithdrawn():
            kinds = frozenset({"digest_approved"})
        case _:
            kinds = next((group for group in _ONE_OF if kind in group), kinds)
    return (
        version for version, of in occasions.items() if (of in kinds and version >= since) or version == event.replaces
    )
