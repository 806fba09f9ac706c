"""The words of work records on pages: states, and what each event says, in Chinese first."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from api.labels.event_facts import Fact, document
from api.labels.naming import Names
from api.labels.words import EventWords
from domain.values import Bilingual
from domain.work_records import events
from domain.work_records.events import WorkRecordEvent

WORK_RECORD_EVENTS: Mapping[str, EventWords] = MappingProxyType(
    {
        "work_record_opened": EventWords("procedure", Bilingual(zh="登记", en="Opened")),
        "work_record_entry_added": EventWords("procedure", Bilingual(zh="续记", en="Entry")),
        "work_record_linked": EventWords("procedure", Bilingual(zh="关联", en="Linked")),
        "work_record_closed": EventWords("decision", Bilingual(zh="办结", en="Closed")),
    }
)

STATES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "open": Bilingual(zh="记录中", en="open"),
        "overdue": Bilingual(zh="定期工作逾期", en="next entry overdue"),
        "closed": Bilingual(zh="已办结", en="closed"),
    }
)

TEXTS: tuple[tuple[str, Bilingual], ...] = (
    ("statement", Bilingual(zh="内容", en="statement")),
    ("late_entry_reason", Bilingual(zh="事后录入的理由", en="why it was entered late")),
)
"""The parts of what people write that stand below an entry; the title stands above the record."""


def facts_of(event: WorkRecordEvent, names: Names, titles: tuple[str, ...]) -> tuple[Fact, ...]:
    """The facts of an event; `titles` are those of its documents, in their order, where they may be read."""
    return tuple(_facts(event, names, titles))


def _facts(event: WorkRecordEvent, names: Names, titles: tuple[str, ...]) -> Iterator[Fact]:
    match event:
        case events.WorkRecordOpened():
            if event.opened_by != event.keeper:
                yield Fact("提出单位", names.organ(event.opened_by))
            yield from _documents(event.documents, titles)
        case events.WorkRecordEntryAdded() | events.WorkRecordClosed():
            if event.outcome is not None:
                yield Fact("结果", event.outcome.name.zh)
            yield from _documents(event.documents, titles)
            if isinstance(event, events.WorkRecordEntryAdded) and event.next_due is not None:
                yield Fact("下次应于", event.next_due.isoformat())
        case events.WorkRecordLinked(to="case"):
            yield Fact("案件", str(event.target)[:8], title=str(event.target), href=f"/cases/{event.target}")
        case events.WorkRecordLinked():
            yield Fact("事前报备", str(event.target)[:8], title=str(event.target), href=f"/risk-filings/{event.target}")
        case _:
            assert_never(event)


def _documents(digests: tuple[str, ...], titles: tuple[str, ...]) -> Iterator[Fact]:
    for number, digest in enumerate(digests):
        yield document("材料", digest, titles[number] if number < len(titles) else None)
