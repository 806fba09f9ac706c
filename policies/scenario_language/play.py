"""Plays a scenario through the domain alone: decide, evolve and agenda; no server, and no clock but the dates in it.

Time passes between acts as it would for the engine: what rings before an act has rung when it is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import assert_never
from uuid import UUID

from domain.acts.filing import BeginCase, FileApplication
from domain.acts.results import ACKNOWLEDGEMENT
from domain.acts.voting.rounds import NOT_ENTITLED
from domain.case.correction import EVALUATION
from domain.case.state import DISAGREEMENT, AwaitingReceipt, AwaitingSuperior, Case
from domain.context import ANY_ERROR, DecisionContext, LinkedStream, Matters, Slot, ban_key
from domain.messages import Command, Event
from domain.pack.steps import StepKind
from domain.refusals import CONFLICT_OF_INTEREST, Refused
from domain.streams import CASE, RISK_FILING, WORK_RECORD, stream_of
from domain.terms.deadlines import SHANGHAI, end_of_day
from domain.terms.duty import Duty
from domain.values import CLOCK as CLOCK_ACTOR
from domain.values import Actor
from policies.packs.earlier_facts import as_of
from policies.scenario_language.actors import OPEN_RECORD, usual_actors
from policies.scenario_language.acts import LOOKED_UP, compose, nothing
from policies.scenario_language.path import ordinary_acts, round_acts
from policies.scenario_language.place import (
    CASE_ID,
    FESTIVALS,
    FILING_ID,
    MEETING_ID,
    RECORD_ID,
    Place,
    calendar_of,
    named,
    subjects_of,
)
from policies.scenario_language.scenarios import Act, CalendarChoice, Scenario, ScenarioFile
from policies.scenario_language.scene import CannotTell, Scene, advisers, examiners, members_of, scene_of
from policies.scenario_language.streams import CasePlayed, FilingPlayed, PlayedStream, RecordPlayed
from policies.scenario_language.words import CLOCK, COMMANDS, ORDINARY, REPLAN, ROUND

_BALLOT = "cast_ballot"
_NO_VOTE = frozenset({NOT_ENTITLED.code, CONFLICT_OF_INTEREST.code})
_OFFICE_OPENS = time(10, tzinfo=SHANGHAI)
_BEFORE = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_MOMENT = timedelta(microseconds=1)


_OF_THE_STEP: Mapping[str, Callable[[Scene, Case], tuple[str, ...]]] = {
    "give_advice": advisers,
    **dict.fromkeys(("record_legality_check", "record_consultation"), examiners),
}
"""What is done by whom the step under way has for it."""


@dataclass
class Player:
    """One scenario under way: its streams, what is known beside them, and all that has come of it.

    Attributes:
        happened: What happened in the case, the risk filing and the work record, in its order.
        steps: How many commands were decided, those of the clock among them.
    """

    scene: Scene
    context: DecisionContext
    festivals: tuple[date, ...] = ()
    now: datetime = _BEFORE
    case_stream: CasePlayed = field(default_factory=lambda: PlayedStream(CASE, CASE_ID))
    filing_stream: FilingPlayed = field(default_factory=lambda: PlayedStream(RISK_FILING, FILING_ID))
    record_stream: RecordPlayed = field(default_factory=lambda: PlayedStream(WORK_RECORD, RECORD_ID))
    happened: list[Event] = field(default_factory=list)
    steps: int = 0

    @property
    def case(self) -> Case | None:
        """The case as it stands; None before it begins."""
        return self.case_stream.state

    def do(self, act: Act) -> list[Event]:
        """Let time pass until an act, and do it; returns what came of it.

        Raises:
            Refused: The rules do not admit it.
            CannotTell: The scenario does not say enough.
        """
        before = len(self.happened)
        if act.what == CLOCK:
            self._pass_until(end_of_day(act.on) - _MOMENT)
            return self.happened[before:]
        self._pass_until(datetime.combine(act.entered_on, _OFFICE_OPENS))
        before = len(self.happened)
        if act.what == REPLAN:
            self._replan(act)
        elif act.what == ORDINARY:
            for each in ordinary_acts(self.scene, act, lambda: self.case):
                self.do(each)
        elif act.what == ROUND:
            for each in round_acts(self.scene, act, self.case):
                self._in_round(each)
        else:
            self._command(act)
        return self.happened[before:]

    def _in_round(self, act: Act) -> None:
        """One act of a whole vote, which goes on without the ballot of whoever has no vote in it."""
        try:
            self.do(act)
        except Refused as refused:
            if act.what != _BALLOT or refused.refusal.code not in _NO_VOTE:
                raise

    def _command(self, act: Act) -> None:
        """Send an act's command, and for a joint act on a case the signature of each other organ named."""
        first, *others = act.by or self._usual_actors(act)
        streams = {each.kind.name: each for each in (self.case_stream, self.filing_stream, self.record_stream)}
        stream = streams[stream_of(act.what)]
        self._send(stream, self._actor(first), compose(self.scene, act, self._ids(act)))
        for each in others if stream is self.case_stream else ():
            signature = Act(on=act.on, what="sign_off", recorded=act.recorded)
            self._send(stream, self._actor(each), compose(self.scene, signature, self._ids(signature)))

    def _usual_actors(self, act: Act) -> tuple[str, ...]:
        if self.case and (asked := _asked_in(self.case, act.what)):
            return (asked,)
        duty = self._duty(act) if LOOKED_UP.get(act.what) in ("duty", "step") else None
        if duty and act.what in ("evaluate_correction", DISAGREEMENT, "complete_duty", ACKNOWLEDGEMENT):
            return ("unit" if duty[1].opened.responsible == "subject" else duty[1].opened.responsible,)
        if self.case and (of_step := _OF_THE_STEP.get(act.what)):
            return of_step(self.scene, self.case)
        if stream_of(act.what) == "work_record" and act.what != OPEN_RECORD and self.record_stream.state:
            return (self.record_stream.state.opened.keeper,)
        within = self.scene.place.pack.step(duty[1].opened.step).within if duty and duty[1].opened.step else None
        if within and within.extension:
            return (within.extension.by,)
        return usual_actors(self.scene, act)

    def _actor(self, name: str) -> Actor:
        actor = self.scene.place.actors.get(name)
        if actor is None:
            raise CannotTell((), f"the pack has no {name}: say who does this: by")
        return actor

    def _ids(self, act: Act) -> Mapping[str, UUID | int | str]:
        """What an act names that only the running case has."""
        wanted = LOOKED_UP.get(act.what)
        if wanted is None:
            return {}
        found = self._looked_up(self.case, wanted, act) if self.case else None
        return {wanted: nothing(wanted) if found is None else found}

    def _looked_up(self, case: Case, wanted: str, act: Act) -> UUID | int | str | None:
        match wanted:
            case "digest":
                written = case.digest_draft or case.digest_approved
                return written.version if written else None
            case "step":
                return case.disagreement.step if case.disagreement else None
            case "round":
                return case.round.id if case.round else None
            case "proposal":
                of = str(act.facts.get("of", [*case.proposals][-1] if case.proposals else None))
                return case.proposals[of].id if of in case.proposals else None
            case "duty":
                duty = self._duty(act)
                return duty[0] if duty else None
        begun = {
            "reappraisal": [*case.reappraisals],
            "contrary_use": [*case.contrary_uses],
            "clarification": [*case.clarifications],
        }
        return begun[wanted][-1] if begun[wanted] else None

    def _duty(self, act: Act) -> tuple[UUID, Duty] | None:
        """The duty of a name (and for a subject): the oldest that is open, else the last of all.

        A result is taken note of by whoever is named, each for their own organ.
        """
        usual = {
            "evaluate_correction": EVALUATION,
            "escalate_correction": self.scene.corrected_by,
            "acknowledge_results": ACKNOWLEDGEMENT,
            "settle_disagreement": DISAGREEMENT,
        }
        name, subject = act.facts.get("duty", usual.get(act.what)), act.facts.get("subject")
        organ = self._actor(act.by[0]).organ if act.what == ACKNOWLEDGEMENT and act.by else None
        if self.case is None:
            return None
        same = [
            (id_, duty)
            for id_, duty in self.case.duties.items()
            if name in (duty.opened.duty, duty.opened.name.zh)
            and (subject is None or duty.opened.subject == named(str(subject)))
            and organ in (None, duty.opened.responsible)
        ]
        open_ = [(id_, duty) for id_, duty in same if id_ in self.case.open_duties]
        return open_[0] if open_ else same[-1] if same else None

    def _replan(self, act: Act) -> None:
        """Put another calendar in force, and let the clock ask for what a roll-out asks."""
        version = self.context.calendar.version + 1
        calendar = calendar_of(CalendarChoice.model_validate(act.facts), self.festivals, version)
        self.context = replace(self.context, calendar=calendar)
        self._send(self.case_stream, CLOCK_ACTOR, COMMANDS[REPLAN].model_validate({"calendar_version": version}))

    def _pass_until(self, until: datetime) -> None:
        """Ring what comes due, in the order of the agendas."""
        while True:
            first = [
                (stream, alarm) for stream in (self.case_stream, self.filing_stream) for alarm in stream.alarms[:1]
            ]
            stream, alarm = min(first, key=lambda each: each[1].at, default=(None, None))
            if stream is None or alarm is None or stream.kind.ring is None or alarm.at > until:
                break
            self.now = max(self.now, alarm.at)
            self._send(stream, CLOCK_ACTOR, stream.kind.ring(alarm))
        self.now = max(self.now, until)

    def _send(self, stream: CasePlayed | FilingPlayed | RecordPlayed, actor: Actor, body: Command) -> None:
        self.steps += 1
        self.happened += stream.send(actor, body, self.now, self._context_of(body))
        if self.case and self.case.pack_sha256 != self.context.pack_sha256:
            self._move()

    def _move(self) -> None:
        """Go on under the other edition, in the same place."""
        place = self.scene.place
        if place.later is not None:
            self.scene = replace(self.scene, place=replace(place, pack=place.later, later=place.pack))
            place = self.scene.place
            self.context = replace(self.context, pack=place.pack, pack_sha256=place.pack_sha256, other_pack=place.later)

    def _context_of(self, command: Command) -> DecisionContext:
        """The context of a decision: with the matter register where the scenario tells of earlier matters."""
        matters = self._matters() if self.scene.scenario.known else self.context.matters
        about = {*command.names_subjects, *((each.subject_id for each in self.case.subjects) if self.case else ())}
        persons = frozenset(person for subject, person in self.scene.persons.items() if subject in about)
        subjects = subjects_of(self.scene.place.pack, self.scene.scenario.subjects, self.now.date())
        linked = self._linked(command.links_to)
        opening = command if isinstance(command, FileApplication | BeginCase) else None
        begun = opening.occurred_on if opening else self.case.opened.occurred_on if self.case else None
        pack = as_of(self.context.pack, begun) if self.context.pack.earlier else self.context.pack
        return replace(self.context, pack=pack, subjects=subjects, matters=matters, linked=linked, persons=persons)

    def _linked(self, stream: UUID | None) -> LinkedStream | None:
        """What a command links to, if the scenario has it by now."""
        if stream == CASE_ID and self.case:
            return LinkedStream("case", self.case.to_organ)
        if stream == MEETING_ID:
            return LinkedStream("meeting", members_of(self.scene.body(StepKind.APPROVAL))[0])
        filing = self.filing_stream.state if stream == FILING_ID else None
        if filing is None:
            return None
        return LinkedStream("risk_filing", filing.opened.to_organ, filing.opened.unit, filing.filed)

    def _matters(self) -> Matters:
        """The matter register as far as this case touches it: earlier matters, and what was tolerated in its own."""
        known, case, today = self.scene.scenario.known, self.case, self.now.date()
        roots = {named(each.matter): named(each.matter) for each in known}
        if case is None:
            return Matters(roots)
        by_class = "error_class" in self.context.pack.ban.key
        slots = tuple(
            Slot(
                ban_key(case.matter_id, each.tolerated if by_class else ANY_ERROR),
                named(f"occurrence of {each.matter}"),
                named(f"case of {each.matter}"),
            )
            for each in known
            if each.tolerated and named(each.matter) == case.matter_id and (each.since or today) <= today
        )
        return Matters({**roots, case.opened.matter_id: case.matter_id}, slots)


def _asked_in(case: Case, what: str) -> str | None:
    """Whose signature or answer a case awaits; whoever has it asks a superior."""
    if what == "sign_off" and case.proposals:
        return min([*case.proposals.values()][-1].awaited)
    if what not in {"answer_handover", "refer_to_superior"}:
        return None
    match case.handover:
        case AwaitingReceipt(to_organ=organ) | AwaitingSuperior(organ=organ):
            return f"{organ}-officer-1"
        case None:
            return f"{case.to_organ}-officer-1"
        case _:
            assert_never(case.handover)


def player(place: Place, file: ScenarioFile, scenario: Scenario) -> Player:
    """Set up a scenario: nothing has happened yet."""
    scene = scene_of(place, scenario)
    context = DecisionContext(
        place.pack,
        place.pack_sha256,
        calendar_of(file.calendar, file.festivals, 1),
        scene.place.organs,
        scene.subjects,
        locality=FESTIVALS if file.festivals else None,
        other_pack=place.later,
    )
    return Player(scene, context, file.festivals)
