"""What a notice may be about, what each kind is called, and which of them nobody may switch off."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from domain.meetings.state import Meeting
from domain.risk_filings.state import RiskFiling
from domain.values import Bilingual, Code, Frozen, WrittenDate
from domain.work_records.state import WorkRecord


class NoticeKind(StrEnum):
    """What a notice is about."""

    DUTY = "duty"
    SIGN = "sign"
    ENDORSE = "endorse"
    VOTE = "vote"
    CONFIRM = "confirm"
    RECEIPT = "receipt"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    REDRAFT = "draft_document"
    CHECK = "check_document"
    COUNTERSIGN = "countersign_document"
    SIGN_DOCUMENT = "sign_document"
    ISSUE = "issue_document"
    FILE_SCAN = "file_stamped_scan"
    MOVED = "moved"
    PAUSED = "paused"
    RESUMED = "resumed"
    FILING = "filing"
    ANSWER = "answer"
    RECORD = "record"
    REPORT = "report"
    MEETING = "meeting"
    MINUTES = "minutes"


OBLIGED = frozenset(
    {
        NoticeKind.VOTE,
        NoticeKind.RECEIPT,
        NoticeKind.REMINDER,
        NoticeKind.ESCALATION,
        NoticeKind.ANSWER,
        NoticeKind.MEETING,
    }
)
"""What the law or the procedure has somebody told: a vote to cast and a meeting to come to (NJ-18, NS-05), feedback
(NJ-19), the reply to a risk filing (ZS-18), the ladder (A-06, A-60). Nobody mutes it, no quiet hours hold it back, and
it waits for no digest."""


KINDS: Mapping[NoticeKind, Bilingual] = MappingProxyType(
    {
        NoticeKind.DUTY: Bilingual(zh="有新的办理事项", en="Something to be done"),
        NoticeKind.SIGN: Bilingual(zh="有意见待会签", en="A decision to sign"),
        NoticeKind.ENDORSE: Bilingual(zh="有申请待背书", en="An application to endorse"),
        NoticeKind.VOTE: Bilingual(zh="有表决待投票", en="A vote to cast"),
        NoticeKind.CONFIRM: Bilingual(zh="有更正待复核", en="A correction to confirm"),
        NoticeKind.RECEIPT: Bilingual(zh="书面反馈已发出，待签收", en="Written feedback, to be received"),
        NoticeKind.REMINDER: Bilingual(zh="期限将到，请办理", en="A deadline is near"),
        NoticeKind.ESCALATION: Bilingual(zh="期限已过，督促办理", en="A deadline has passed"),
        NoticeKind.REDRAFT: Bilingual(zh="文稿被退回，待修改", en="A draft was sent back"),
        NoticeKind.CHECK: Bilingual(zh="有文稿待核稿", en="A draft to check"),
        NoticeKind.COUNTERSIGN: Bilingual(zh="有文稿待会签", en="A draft to countersign"),
        NoticeKind.SIGN_DOCUMENT: Bilingual(zh="有文书待签发", en="A document to sign for issue"),
        NoticeKind.ISSUE: Bilingual(zh="有文书待印发", en="A document to issue"),
        NoticeKind.FILE_SCAN: Bilingual(zh="有盖章件待归卷", en="A stamped scan to file"),
        NoticeKind.MOVED: Bilingual(zh="期限有变更", en="A deadline has changed"),
        NoticeKind.PAUSED: Bilingual(zh="中止计时", en="A clock has stopped"),
        NoticeKind.RESUMED: Bilingual(zh="恢复计时", en="A clock goes on"),
        NoticeKind.FILING: Bilingual(zh="容错报备有进展", en="News of a risk filing"),
        NoticeKind.ANSWER: Bilingual(zh="容错报备已反馈", en="A risk filing was replied to"),
        NoticeKind.RECORD: Bilingual(zh="工作记录有新内容", en="News of a work record"),
        NoticeKind.REPORT: Bilingual(zh="收到定期报告", en="A periodic report came in"),
        NoticeKind.MEETING: Bilingual(zh="会议安排", en="A meeting to come to"),
        NoticeKind.MINUTES: Bilingual(zh="会议结果已登记", en="What a meeting decided was entered"),
    }
)
"""What notices are called to whoever gets them."""


STREAMS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "case": Bilingual(zh="案件", en="case"),
        "risk_filing": Bilingual(zh="报备", en="risk filing"),
        "work_record": Bilingual(zh="工作记录", en="work record"),
        "meeting": Bilingual(zh="会议", en="meeting"),
    }
)
"""What an event may be of, in words."""


class Asked(Frozen):
    """What an event asks of somebody, or tells them.

    Attributes:
        about: the duty, proposal, round or event that it is about.
        organ: who is told; `subject`: whoever speaks for the subjects of the case.
        position: the post that is told, where one is named; then nobody else of the organ is.
        people: the persons who are told, where they are named.
        duty: the duty of the posts that are told, where others of the organ are not.
        apart: the persons who are not told, as it is not for them to do.
        together: whether one cause brings many of the kind at once: by mail they come in one message.
    """

    kind: NoticeKind
    about: UUID
    code: Code
    organ: Code
    name: Bilingual | None = None
    due_on: WrittenDate | None = None
    position: Code | None = None
    people: tuple[Code, ...] = ()
    duty: Code | None = None
    apart: tuple[Code, ...] = ()
    together: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """Who owes something now, and what it is called."""

    organ: Code
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Happened:
    """What is known around an event, as far as it matters here.

    Attributes:
        id: the event's id, which is that of the duty, proposal or round it opens.
        organ: who acted; None: the clock.
        before: the risk filing, work record or meeting before it; None: it begins one, or is of a case.
        owed: of an event that changes until when a duty of a case is owed: who owes that now; None: nobody any more.
        looks: of an event that brings a risk filing to a stage without a time of its own: the organ whose it is.
    """

    id: UUID
    organ: Code | None
    before: RiskFiling | WorkRecord | Meeting | None = None
    owed: Owed | None = None
    looks: Code | None = None
