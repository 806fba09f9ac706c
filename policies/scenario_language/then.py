"""Compares what came of an act with what a scenario expects, and tells each difference in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import assert_never
from uuid import UUID

from pydantic import JsonValue, TypeAdapter

from domain.messages import Event, kind_of
from domain.refusals import Refusal
from domain.terms.deadlines import SHANGHAI
from policies.scenario_language.place import named
from policies.scenario_language.play import Player
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
from policies.scenario_language.terms import Term, terms

NONE = "none"


@dataclass(frozen=True)
class Came:
    """What came of the act in question: its events, or a refusal; and the case and all its events after it."""

    player: Player
    events: tuple[Event, ...]
    refusal: Refusal | None


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
            filing = came.player.filing_stream.state
            return _other("filing", expected.filing, filing.stage_name if filing else NONE)
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
    return ", ".join(kind_of(type(event)) for event in came.events) or "nothing happened"


def _happened(came: Came, expected: Happened) -> str | None:
    of_kind = [_facts(came, event) for event in came.events if kind_of(type(event)) == expected.event]
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
    if "term_id" in facts:
        codes = {str(term.id): term.names[0] for term in terms(came.player.filing_stream)}
        facts["term"] = codes[str(facts["term_id"])]
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


def _called(came: Came, name: str) -> list[Term]:
    """The terms of a name, in code or in Chinese: those of the case, then those of the risk filing."""
    of_both = (*terms(came.player.case_stream), *terms(came.player.filing_stream))
    return [term for term in of_both if name in term.names]


def _term(came: Came, expected: TermStands) -> str | None:
    subject = named(expected.subject) if expected.subject else None
    found = [term for term in _called(came, expected.term) if subject in (None, term.subject)]
    if not found:
        return None if expected.state == NONE else f"term {expected.term}: expected, but there is none"
    term = found[-1]
    actual: Mapping[str, object] = {
        "due": term.plan.due_on,
        "provisional": term.plan.provisional,
        "state": term.state,
        "by": term.by,
        "force": term.force.value,
    }
    return _differing(f"term {expected.term}", expected.model_dump(include={*actual}, exclude_none=True), actual)


def _differing(what: str, expected: Mapping[str, object], actual: Mapping[str, object]) -> str | None:
    wrong = [said for key, value in expected.items() if (said := _other(key, value, actual[key]))]
    return f"{what}: {'; '.join(wrong)}" if wrong else None


def _alarm(came: Came, expected: AlarmAhead) -> str | None:
    player = came.player
    ahead = {alarm.duty: alarm for alarm in (*player.case_stream.alarms, *player.filing_stream.alarms)}
    named_so = [ahead.get(term.id) for term in _called(came, expected.alarm)]
    alarm = named_so[-1] if named_so else None
    actual: Mapping[str, object] = {
        "rung": alarm.rung if alarm else NONE,
        "on": alarm.at.astimezone(SHANGHAI).date() if alarm else NONE,
    }
    return _differing(f"alarm {expected.alarm}", expected.model_dump(include={*actual}, exclude_none=True), actual)


_TELLING = {"reminder_sent", "escalation_raised", "risk_filing_reminder_sent", "risk_filing_escalated"}


def _told(came: Came) -> tuple[str, ...]:
    recipients = [dict(event)["to"] for event in came.events if kind_of(type(event)) in _TELLING]
    return tuple((to.position or to.organ) if to else NONE for to in recipients)


def _record(came: Came, expected: RecordIs) -> str | None:
    record = came.player.record_stream.state
    actual: Mapping[str, object] = {
        "record": record.stage_name if record else NONE,
        "next_due": (record and record.next_due) or NONE,
        "outcome": (record and record.outcome) or NONE,
    }
    return _differing("work record", expected.model_dump(exclude_none=True), actual)


def _results(came: Came, subject: str | None) -> tuple[str, ...]:
    """The areas open for a subject, or for the only one, in the order of the pack."""
    case, scene = came.player.case, came.player.scene
    in_force = case.results.get(named(subject or scene.first_subject)) if case else None
    areas = scene.place.pack.results.areas if in_force else ()
    return tuple(area.id for area in areas if in_force and area.id in in_force.areas)


def _ban(came: Came) -> str:
    case = came.player.case
    return case.error_class if case and case.granted_at else NONE


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
