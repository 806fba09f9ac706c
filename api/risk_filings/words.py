"""The words of risk filings on pages: stages, replies, and what each event says, in Chinese first."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from api.labels.event_facts import Fact, document
from api.labels.naming import Names
from api.labels.words import EventWords, Group
from domain.risk_filings import events
from domain.risk_filings.events import RiskFilingEvent
from domain.terms.events import Recipient
from domain.values import Bilingual


def _words(**names: tuple[str, str]) -> Mapping[str, Bilingual]:
    return MappingProxyType({code: Bilingual(zh=zh, en=en) for code, (zh, en) in names.items()})


def _events(group: Group, **names: tuple[str, str]) -> dict[str, EventWords]:
    return {f"risk_filing_{kind}": EventWords(group, word) for kind, word in _words(**names).items()}


RISK_EVENTS: Mapping[str, EventWords] = MappingProxyType(
    _events(
        "procedure",
        received=("收到容错报备", "Risk filing received"),
        sent_to_group=("提交协调小组会商", "Sent to the coordination group"),
        archived=("报备存档", "Archived"),
        amended=("变更报备", "Material change told"),
        linked=("关联案件", "Linked to a case"),
        closed=("报备终结", "Filing ended"),
    )
    | _events("decision", replied=("报备反馈", "Reply"))
    | _events(
        "deadline",
        term_opened=("期限开始计算", "Term begins"),
        term_replanned=("期限重排或核定（日历更新）", "Deadline held against a new calendar"),
        term_met=("反馈完成", "Reply given"),
        reminder_sent=("到期提醒", "Reminder"),
        reply_missed=("期限届满未反馈", "Reply missed"),
        escalated=("逐级督办", "Escalated"),
        expired=("报备有效期满", "Filing expired"),
    )
)

STAGES = _words(
    reply=("待反馈", "awaiting the reply"),
    with_group=("会商中", "with the coordination group"),
    archive=("待存档", "to be archived"),
    in_force=("有效", "in force"),
    closed=("已终结", "ended"),
)

REPLIES = _words(filed=("予以备案", "filed"), not_filed=("不予备案", "not filed"))

ENDINGS = _words(
    expired=("有效期满", "expired"),
    withdrawn=("单位撤回", "withdrawn"),
    matter_ended=("事项办结", "the matter has ended"),
    not_filed=("不予备案", "not filed"),
)

TEXTS: tuple[tuple[str, Bilingual], ...] = (
    ("title", Bilingual(zh="标题", en="title")),
    ("statement", Bilingual(zh="说明", en="statement")),
    ("reasons", Bilingual(zh="理由", en="reasons")),
    ("advice", Bilingual(zh="意见建议", en="advice")),
    ("late_entry_reason", Bilingual(zh="事后录入的理由", en="why it was entered late")),
    ("risks", Bilingual(zh="预判的风险", en="risks foreseen")),
    ("conditions", Bilingual(zh="备案条件", en="conditions")),
)
"""The parts of what people write that have words, in the order in which a page shows them."""

EVIDENCE_NOT_PROMISE = Bilingual(zh="作为证据，不是免责承诺", en="as evidence; it is no promise of exemption")


def facts_of(event: RiskFilingEvent, names: Names, titles: tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts of an event; `titles` are those of its documents, in their order, where they may be read."""
    return tuple(_facts(event, names, titles))


def _facts(event: RiskFilingEvent, names: Names, titles: tuple[str, ...]) -> Iterator[Fact]:  # noqa: C901, PLR0912 - one arm an event, closed by assert_never
    match event:
        case events.RiskFilingReceived():
            yield Fact("报备单位", names.organ(event.unit))
            yield Fact("受理机关", names.organ(event.to_organ))
            yield Fact("计划开工", event.planned_start.isoformat())
            yield from _late(late=event.late)
            yield from _documents(event.dossier, titles)
        case events.RiskFilingTermOpened():
            yield Fact("期限", event.name.zh)
            yield Fact("至", event.due_on.isoformat() + _sure(event.provisional))
            yield Fact("责任", names.organ(event.responsible))
        case events.RiskFilingTermReplanned():
            yield Fact("原定", event.was.isoformat())
            yield Fact("至", event.due_on.isoformat() + _sure(event.provisional))
        case events.RiskFilingTermMet():
            yield Fact("结果", "逾期反馈" if event.late else "按期反馈")
        case events.RiskFilingReminderSent():
            yield Fact("到期", event.due_on.isoformat())
            yield from _recipient(event.to, names)
        case events.RiskFilingReplyMissed():
            yield Fact("到期", event.due_on.isoformat())
            yield Fact("责任", names.organ(event.attributed_to))
            yield Fact("说明", "期限届满不等于备案，也不等于不予备案")
        case events.RiskFilingEscalated():
            yield Fact("层级", event.name.zh)
            yield Fact("到期", event.due_on.isoformat())
            yield from _recipient(event.to, names)
        case events.RiskFilingSentToGroup():
            yield Fact("协调小组", names.organ(event.group))
        case events.RiskFilingReplied():
            yield Fact("结果", REPLIES[event.result].zh + ("（就变更）" if event.amendment else ""))
            if event.minutes is not None:
                yield document("会商纪要", event.minutes, titles[0] if titles else None)
        case events.RiskFilingArchived():
            yield from _documents(event.documents, titles)
        case events.RiskFilingAmended():
            yield Fact("计划开工", event.planned_start.isoformat())
            yield from _late(late=event.late)
            yield from _documents(event.dossier, titles)
        case events.RiskFilingLinked():
            yield Fact("案件", str(event.case_id)[:8], title=str(event.case_id), href=f"/cases/{event.case_id}")
            yield Fact("说明", EVIDENCE_NOT_PROMISE.zh)
        case events.RiskFilingExpired():
            yield Fact("最后一日", event.on.isoformat())
        case events.RiskFilingClosed():
            yield Fact("原因", ENDINGS[event.because].zh)
        case _:
            assert_never(event)


def _late(*, late: bool) -> Iterator[Fact]:
    if late:
        yield Fact("提示", "晚于计划开工，按事后报备标明")


def _documents(digests: tuple[str, ...], titles: tuple[str, ...]) -> Iterator[Fact]:
    for number, digest in enumerate(digests):
        yield document("材料", digest, titles[number] if number < len(titles) else None)


def _recipient(to: Recipient | None, names: Names) -> Iterator[Fact]:
    if to is None:
        yield Fact("送达", "无合适的人，见机关名录")
        return
    yield Fact("送达", names.organ(to.organ) + (f" {names.person(to.person)}" if to.person else ""))


def _sure(provisional: bool) -> str:
    return "（暂定）" if provisional else ""
