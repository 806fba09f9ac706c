"""What the events of results in use and of clarification say, as labelled facts in words."""

from collections.abc import Iterator
from typing import assert_never

from api.labels.naming import Names
from api.labels.words import REACHES, word
from domain.case import events

AfterResults = (
    events.ResultsAcknowledged
    | events.ContraryUseReported
    | events.ContraryUseDecided
    | events.ClarificationOpened
    | events.ClarificationIssued
    | events.FalseAccusationReferred
)

Labelled = tuple[str, str]
"""A label, and what it says."""


def result_facts(event: events.ResultsApplied, names: Names) -> Iterator[Labelled]:
    """The areas of a result, and who must take note of it; also that nobody plays a role."""
    for protects, label in (("subject", "适用"), ("unit", "适用于所在单位")):
        if areas := [area.name.zh for area in event.areas if area.protects == protects]:
            yield (label, "、".join(areas))
    if organs := [consumer.organ for consumer in event.consumers if consumer.organ]:
        yield ("须知悉", names.organ_list(organs))
    if roles := [names.role(consumer.role) for consumer in event.consumers if not consumer.organ]:
        yield ("本地没有的机关", "、".join(roles))


def facts_after_results(event: AfterResults, names: Names) -> Iterator[Labelled]:
    """What an event says beside its documents."""
    match event:
        case events.ResultsAcknowledged():
            yield ("机关", names.organ(event.organ))
            yield ("容错对象", names.subject(event.subject))
            yield ("意见", "提出异议" if event.objects else "无异议")
        case events.ContraryUseReported():
            yield ("容错对象", names.subject(event.subject))
            yield ("领域", names.area(event.area))
        case events.ContraryUseDecided():
            yield ("结论", found_words(found=event.found))
        case events.ClarificationOpened():
            yield ("当事人", names.subject(event.subject))
            yield ("事由", names.clarification_ground(event.ground))
        case events.ClarificationIssued():
            yield ("方式", names.clarification_form(event.form))
            yield ("范围", reach_words(event.reach, consent=event.consent))
            yield ("发送", names.organ_list(event.recipients))
        case events.FalseAccusationReferred():
            yield ("移送", referred_words(event.to, names, to_justice=event.to_justice))
        case _:
            assert_never(event)


def documents_after_results(event: AfterResults) -> tuple[str, ...]:
    """The digests of an event's documents."""
    match event:
        case events.ContraryUseReported():
            return event.evidence
        case events.ContraryUseDecided() | events.ClarificationIssued() | events.FalseAccusationReferred():
            return (event.document,)
        case events.ResultsAcknowledged() | events.ClarificationOpened():
            return ()
        case _:
            assert_never(event)


def found_words(*, found: bool) -> str:
    """What was found of a report."""
    return "违反结果运用，责令整改" if found else "未发现违反结果运用"


def reach_words(reach: str, *, consent: bool) -> str:
    """How far a clarification goes, and whether the subject consents."""
    return word(REACHES, reach).zh + ("（当事人同意）" if consent else "")


def referred_words(to: str | None, names: Names, *, to_justice: bool) -> str:
    """To whom a false accusation was referred."""
    return "、".join([*([names.organ(to)] if to else []), *(["司法机关"] if to_justice else [])])
