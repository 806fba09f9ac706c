"""Compares what came of an act with what a scenario expects, and tells each difference in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID

from pydantic import JsonValue, TypeAdapter

from domain.case.agenda import agenda
from domain.case.events import (
    DeadlineMissed,
    DutyCancelled,
    DutyMet,
    DutyOpened,
    DutyPaused,
    DutyResumed,
    EscalationRaised,
    ReminderSent,
    ResultsApplied,
    ResultsEnded,
)
from domain.messages import Event
from domain.refusals import Refusal
from domain.risk_filings.events import (
    RiskFilingEscalated,
    RiskFilingReminderSent,
    RiskFilingTermOpened,
)
from domain.terms.deadlines import SHANGHAI
from domain.terms.duty import DutyEvent
from domain.terms.events import Planned
from domain.values import event_id
from policies.scenario_language.filing_then import filing_terms
from policies.scenario_language.place import CASE_ID, named
from policies.scenario_language.play import AnyPlayed, Player
from policies.scenario_language.scenarios import (
    AlarmAhead,
    BanTaken,
    Expectation,
    FilingIs,
    Happened,
    OutcomesAre,
    RecordIs,
    RefusedWith,
    ResultsInForce,
    StageIs,
    TermStands,
    Told,
    WindowOpen,
)

NONE = "none"


@dataclass(frozen=True)
class Came:
    """What came of the act in question: its events, or a refusal; and the case and all its events after it."""

    player: Player
    events: tuple[AnyPlayed, ...]
    refusal: Refusal | None


@dataclass(frozen=True)
class _Term:
    opened: DutyOpened | RiskFilingTermOpened
    plan: Planned
    state: str = "open"


def difference(came: Came, expected: Expectation) -> str | None:  # noqa: C901, PLR0911, PLR0912 - one line an expectation
    """What is otherwise than expected, if anything is."""
    match expected:
        case Happened():
            return _happened(came, expected)
        case RefusedWith():
            return _refused(came, expected)
        case TermStands():
            return _term(came, expected)
        case AlarmAhead():
            return _alarm(came, expected)
        case StageIs():
            case = came.player.case
            return _other("stage", expected.stage, case.stage if case else NONE)
        case Told():
            return _other("told", expected.told, _told(came))
        case ResultsInForce():
            return _other("results", expected.results, _results(came, expected.subject))
        case BanTaken():
            return _other("ban", expected.ban, _ban(came))
        case WindowOpen():
            return _window(came, expected)
        case OutcomesAre():
            return _outcomes(came, expected)
        case FilingIs():
            return _other("filing", expected.filing, came.player.filing.stage or NONE)
        case RecordIs():
            return _record(came, expected)
        case _:
            assert_never(expected)


def _other(what: str, expected: object, actual: object) -> str | None:
    return None if expected == actual else f"{what}: expected {_say(expected)}, is {_say(actual)}"


def _say(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_say, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_say(each)}' for key, each in value.items())}}}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _refused(came: Came, expected: RefusedWith) -> str | None:
    if came.refusal is None:
        return f"expected to be refused ({expected.refused}), is admitted: {_kinds(came)}"
    wrong = _other("refused", expected.refused, came.refusal.code)
    return wrong or (_other("cite", expected.cite, came.refusal.cite) if expected.cite is not None else None)


def _kinds(came: Came) -> str:
    return ", ".join(event.kind for event in came.events) or "nothing happened"


def _happened(came: Came, expected: Happened) -> str | None:
    of_kind = [_facts(came, event) for event in came.events if event.kind == expected.event]
    found = [facts for facts in of_kind if _within(dict(expected.facts), facts)]
    if (len(found) == expected.times) if expected.times is not None else found:
        return None
    if expected.times is not None:
        return f"event {expected.event}: expected {expected.times} times, is {len(found)} times among {_kinds(came)}"
    if not of_kind:
        return f"event {expected.event}: expected, but there is only {_kinds(came)}"
    actual = [{key: facts.get(key) for key in expected.facts} for facts in of_kind]
    return f"event {expected.event}: expected {_say(dict(expected.facts))}, is {' and '.join(map(_say, actual))}"


_FACTS: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


def _facts(came: Came, event: Event) -> dict[str, JsonValue]:
    """The facts of an event as a scenario tells them: names for ids, and the name of the duty it is about."""
    facts = _FACTS.validate_python(event.model_dump(mode="json", exclude={"private", "kind"}))
    case = came.player.case
    if case and "duty_id" in facts and (duty := case.duties.get(UUID(str(facts["duty_id"])))):
        facts["duty"] = duty.opened.duty
    if term := came.player.filing.terms.get(UUID(str(facts.get("term_id", CASE_ID)))):
        facts["term"] = term.term
    named_facts = _named(came.player.scene.names, facts)
    return named_facts if isinstance(named_facts, dict) else facts


def _named(names: Mapping[str, str], value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _named(names, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_named(names, each) for each in value]
    return names.get(value, value) if isinstance(value, str) else value


def _within(expected: JsonValue, actual: JsonValue) -> bool:
    """Whether all that is expected is so; of a mapping only what is told, of a list each in its place."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(_within(each, actual.get(key)) for key, each in expected.items())
    if isinstance(expected, list):
        same = isinstance(actual, list) and len(actual) == len(expected)
        return same and all(map(_within, expected, actual if isinstance(actual, list) else []))
    return expected == actual and type(expected) is type(actual)


def _terms(came: Came) -> Iterator[tuple[UUID, _Term]]:
    """Every term the case has had, in the order of their opening, as its events have left them."""
    terms: dict[UUID, _Term] = {}
    for version, event in enumerate(came.player.events, 1):
        if isinstance(event, DutyOpened):
            terms[event_id(CASE_ID, version)] = _Term(event, event)
        elif isinstance(event, DutyEvent):
            terms[event.duty_id] = _after(terms[event.duty_id], event)
    yield from terms.items()
    yield from ((id_, _Term(each.opened, each.plan, each.state)) for id_, each in filing_terms(came.player.filing))


def _is(term: _Term, name: str) -> bool:
    """Whether a term is called so, in code or in Chinese."""
    opened = term.opened
    return name in (opened.duty if isinstance(opened, DutyOpened) else opened.term, opened.name.zh)


def _concerns(term: _Term, subject: str | None) -> bool:
    return subject is None or (isinstance(term.opened, DutyOpened) and term.opened.subject == named(subject))


def _after(term: _Term, event: DutyEvent) -> _Term:
    if isinstance(event, Planned):
        term = replace(term, plan=event)
    match event:
        case DutyMet():
            return replace(term, state="late" if event.late else "met")
        case DutyCancelled():
            return replace(term, state="cancelled")
        case DutyPaused():
            return replace(term, state="paused")
        case DutyResumed():
            return replace(term, state="open")
        case DeadlineMissed():
            return replace(term, state="missed")
        case _:
            return term


def _term(came: Came, expected: TermStands) -> str | None:
    found = [term for _, term in _terms(came) if _is(term, expected.term) and _concerns(term, expected.subject)]
    if not found:
        return None if expected.state == NONE else f"term {expected.term}: expected, but there is none"
    term = found[-1]
    actual: Mapping[str, object] = {
        "due": term.plan.due_on,
        "provisional": term.plan.provisional,
        "state": term.state,
        "by": term.opened.responsible,
        "force": term.opened.force.value,
    }
    return _differing(f"term {expected.term}", expected.model_dump(include={*actual}, exclude_none=True), actual)


def _differing(what: str, expected: Mapping[str, object], actual: Mapping[str, object]) -> str | None:
    wrong = [said for key, value in expected.items() if (said := _other(key, value, actual[key]))]
    return f"{what}: {'; '.join(wrong)}" if wrong else None


def _alarm(came: Came, expected: AlarmAhead) -> str | None:
    case = came.player.case
    alarms = (*(agenda(case).alarms if case else ()), *came.player.filing.alarms)
    ahead = {alarm.duty: alarm for alarm in alarms}
    named_so = [ahead.get(id_) for id_, term in _terms(came) if _is(term, expected.alarm)]
    alarm = named_so[-1] if named_so else None
    actual: Mapping[str, object] = {
        "rung": alarm.rung if alarm else NONE,
        "on": alarm.at.astimezone(SHANGHAI).date() if alarm else NONE,
    }
    return _differing(f"alarm {expected.alarm}", expected.model_dump(include={*actual}, exclude_none=True), actual)


def _told(came: Came) -> tuple[str, ...]:
    telling = ReminderSent | EscalationRaised | RiskFilingReminderSent | RiskFilingEscalated
    recipients = [event.to for event in came.events if isinstance(event, telling)]
    return tuple((to.position or to.organ) if to else NONE for to in recipients)


def _record(came: Came, expected: RecordIs) -> str | None:
    record = came.player.record.record
    actual: Mapping[str, object] = {
        "record": record.stage_name if record else NONE,
        "next_due": (record and record.next_due) or NONE,
        "outcome": (record and record.outcome) or NONE,
    }
    return _differing("work record", expected.model_dump(exclude_none=True), actual)


def _results(came: Came, subject: str | None) -> tuple[str, ...]:
    """The areas open for a subject, or for the only one."""
    open_: dict[UUID, tuple[str, ...]] = {}
    for event in came.player.events:
        if isinstance(event, ResultsApplied):
            open_[event.subject] = tuple(area.id for area in event.areas)
        elif isinstance(event, ResultsEnded):
            open_.pop(event.subject, None)
    return open_.get(named(subject or came.player.scene.first_subject), ())


def _ban(came: Came) -> str:
    case = came.player.case
    return case.opened.error_class if case and case.granted_at else NONE


def _window(came: Came, expected: WindowOpen) -> str | None:
    case = came.player.case
    subject = expected.subject or came.player.scene.first_subject
    window = case.appeals.get(named(subject)) if case else None
    if window is None:
        return f"window of {subject}: expected {expected.window}, but there is none"
    actual: Mapping[str, object] = {"until": window.until, "provisional": window.provisional}
    wanted: dict[str, date | bool] = {"until": expected.window}
    if expected.provisional is not None:
        wanted["provisional"] = expected.provisional
    return _differing(f"window of {subject}", wanted, actual)


def _outcomes(came: Came, expected: OutcomesAre) -> str | None:
    case = came.player.case
    opinions = case.opinions if case else {}
    actual = {
        name: opinions[named(name)].outcome.value if named(name) in opinions else NONE for name in expected.outcomes
    }
    return _other("outcomes", {name: each.value for name, each in expected.outcomes.items()}, actual)
