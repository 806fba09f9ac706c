"""Plays a scenario through the domain alone: decide, evolve and agenda; no server, and no clock but the dates in it.

Time passes between acts as it would for the engine: what rings before an act has rung when it is done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.acts.results import ACKNOWLEDGEMENT
from domain.case.agenda import agenda
from domain.case.commands import AnyCommand, CommandEnvelope, Replan, RingAlarm
from domain.case.context import ANY_ERROR, DecisionContext, LinkedStream, Matters, Slot, ban_key
from domain.case.correction import EVALUATION
from domain.case.decide import decide
from domain.case.events import AnyEvent, TransitionChosen
from domain.case.evolve import evolve, fold
from domain.case.state import DISAGREEMENT, Case
from domain.messages import Command
from domain.risk_filings.events import RiskFilingEvent
from domain.terms.deadlines import SHANGHAI, end_of_day
from domain.terms.duty import Duty
from domain.values import CLOCK as CLOCK_ACTOR
from domain.values import Actor
from domain.work_records.events import WorkRecordEvent
from policies.scenario_language.acts import DIGEST, DISPUTED, LOOKED_UP, compose, usual_actors
from policies.scenario_language.filing_acts import compose_filing_act, usual_filing_actor
from policies.scenario_language.filing_play import FILING_ID, FilingPlayer
from policies.scenario_language.path import ordinary_acts, round_acts
from policies.scenario_language.place import CASE_ID, FESTIVALS, Place, calendar_of, named
from policies.scenario_language.record_acts import compose_record_act, usual_record_actor
from policies.scenario_language.record_play import RecordPlayer
from policies.scenario_language.scenarios import Act, CalendarChoice, Scenario, ScenarioFile
from policies.scenario_language.scene import CannotTell, Scene, examiners
from policies.scenario_language.words import CLOCK, FILING_COMMANDS, ORDINARY, RECORD_COMMANDS, ROUND

AnyPlayed = AnyEvent | RiskFilingEvent | WorkRecordEvent
"""What may come of an act of a scenario."""

_OFFICE_OPENS = time(10, tzinfo=SHANGHAI)
_BEFORE = datetime(2000, 1, 1, tzinfo=SHANGHAI)
_MOMENT = timedelta(microseconds=1)
_UNKNOWN = UUID(int=0)


@dataclass
class Player:
    """One scenario under way: the case, what is known beside it, and all that has come of it.

    Attributes:
        filing: The risk filing, if the scenario has one.
        record: The work record, if it has one.
        events: What happened in the case.
        happened: What happened in the case, the risk filing and the work record, in its order.
        steps: How many commands were decided, those of the clock among them.
    """

    scene: Scene
    context: DecisionContext
    festivals: tuple[date, ...] = ()
    now: datetime = _BEFORE
    case: Case | None = None
    filing: FilingPlayer = field(default_factory=FilingPlayer)
    record: RecordPlayer = field(default_factory=RecordPlayer)
    events: list[AnyEvent] = field(default_factory=list)
    happened: list[AnyPlayed] = field(default_factory=list)
    steps: int = 0

    def do(self, act: Act) -> list[AnyPlayed]:
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
        match act.what:
            case "replan":
                self._replan(act)
            case _ if act.what == ORDINARY:
                for each in ordinary_acts(self.scene, act, lambda: self.case):
                    self.do(each)
            case _ if act.what == ROUND:
                for each in round_acts(self.scene, act, self.case):
                    self.do(each)
            case _ if act.what in FILING_COMMANDS:
                self._filing_act(act)
            case _ if act.what in RECORD_COMMANDS:
                self._record_act(act)
            case _:
                self._command(act)
        return self.happened[before:]

    def _command(self, act: Act) -> None:
        """Send an act's command, and for a joint act the signature of each other organ named."""
        first, *others = act.by or self._usual_actors(act)
        self._send(self._actor(first), compose(self.scene, act, self._ids(act)))
        for each in others:
            signature = Act(on=act.on, what="sign_off", recorded=act.recorded)
            self._send(self._actor(each), compose(self.scene, signature, self._ids(signature)))

    def _filing_act(self, act: Act) -> None:
        """Send an act's command to the risk filing."""
        self.steps += 1
        actor = self._actor(act.by[0] if act.by else usual_filing_actor(self.scene, act.what))
        body = compose_filing_act(self.scene, act)
        self.happened += self.filing.send(actor, body, self.now, self._context_of(body))

    def _record_act(self, act: Act) -> None:
        """Send an act's command to the work record."""
        self.steps += 1
        actor = self._actor(act.by[0] if act.by else usual_record_actor(self.scene, act, self.record.record))
        body = compose_record_act(self.scene, act)
        self.happened += self.record.send(actor, body, self.now, self._context_of(body))

    def _usual_actors(self, act: Act) -> tuple[str, ...]:
        if act.what == "sign_off" and self.case and (proposals := [*self.case.proposals.values()]):
            return (min(proposals[-1].awaited),)
        duty = self._duty(act) if {"duty", DISPUTED} & {*LOOKED_UP.get(act.what, ())} else None
        if duty and act.what in ("evaluate_correction", DISAGREEMENT):
            return (duty[1].opened.responsible,)
        if duty and act.what in ("complete_duty", ACKNOWLEDGEMENT):
            return ("unit" if duty[1].opened.responsible == "subject" else duty[1].opened.responsible,)
        if act.what in ("record_legality_check", "record_consultation") and self.case:
            return examiners(self.scene, self.case)
        within = self.scene.place.pack.step(duty[1].opened.step).within if duty and duty[1].opened.step else None
        if within and within.extension:
            return (within.extension.by,)
        return usual_actors(self.scene, act.what)

    def _actor(self, name: str) -> Actor:
        actor = self.scene.place.actors.get(name)
        if actor is None:
            raise CannotTell((), f"the pack has no {name}: say who does this: by")
        return actor

    def _ids(self, act: Act) -> Mapping[str, UUID | int | str]:
        """The ids that only the running case has; the domain refuses what names nothing."""
        wanted, case = LOOKED_UP.get(act.what, ()), self.case
        if not wanted:
            return {}
        if wanted in ((DIGEST,), (DISPUTED,)):
            return {wanted[0]: self._named_by_case(wanted[0])}
        found: dict[str, UUID | int | str] = dict.fromkeys(wanted, _UNKNOWN)
        if case is None:
            return found
        if "round" in wanted and case.round:
            found["round"] = case.round.id
        if "reappraisal" in wanted and case.reappraisals:
            found["reappraisal"] = [*case.reappraisals][-1]
        if "contrary_use" in wanted and case.contrary_uses:
            found["contrary_use"] = [*case.contrary_uses][-1]
        if "clarification" in wanted and case.clarifications:
            found["clarification"] = [*case.clarifications][-1]
        if "proposal" in wanted and case.proposals:
            of = str(act.facts.get("of", [*case.proposals][-1]))
            found["proposal"] = case.proposals[of].id if of in case.proposals else _UNKNOWN
        if "duty" in wanted and (duty := self._duty(act)):
            found["duty"] = duty[0]
        return found

    def _named_by_case(self, what: str) -> int | str:
        """The version of the digest, or the step that is disputed; where there is none, what names nothing."""
        case = self.case
        if what == DISPUTED:
            return case.disagreement.step if case and case.disagreement else DISAGREEMENT
        written = (case.digest_draft or case.digest_approved) if case else None
        return written.version if written else 1

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
        self._send(CLOCK_ACTOR, Replan(calendar_version=version))

    def _pass_until(self, until: datetime) -> None:
        """Ring what comes due, in the order of the agendas."""
        while True:
            of_case, of_filing = agenda(self.case).alarms[:1] if self.case else (), self.filing.alarms[:1]
            alarm = min((*of_case, *of_filing), key=lambda each: each.at, default=None)
            if alarm is None or alarm.at > until:
                break
            self.now = max(self.now, alarm.at)
            if alarm in of_case:
                self._send(CLOCK_ACTOR, RingAlarm(duty=alarm.duty, due_on=alarm.due_on, rung=alarm.rung))
            else:
                self.steps += 1
                self.happened += self.filing.ring(alarm, self.now, self.context)
        self.now = max(self.now, until)

    def _send(self, actor: Actor, body: AnyCommand) -> None:
        self.steps += 1
        envelope = CommandEnvelope(command_id=UUID(int=self.steps), actor=actor, body=body)
        events = decide(CASE_ID, self.case, envelope, self.now, self._context_of(body))
        for event in events:
            self.case = evolve(self.case, event) if self.case else fold(CASE_ID, [event])
            if isinstance(event, TransitionChosen) and event.moves:
                self._move()
        self.events += events
        self.happened += events

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
        return replace(self.context, matters=matters, linked=self._linked(command.links_to))

    def _linked(self, stream: UUID | None) -> LinkedStream | None:
        """What a command links to, if the scenario has it by now."""
        if stream == CASE_ID and self.case:
            return LinkedStream("case", self.case.opened.to_organ)
        filing = self.filing.filing if stream == FILING_ID else None
        return LinkedStream("risk_filing", filing.opened.to_organ) if filing else None

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


def player(place: Place, file: ScenarioFile, scenario: Scenario) -> Player:
    """Set up a scenario: nothing has happened yet."""
    scene = Scene(place, scenario)
    context = DecisionContext(
        place.pack,
        place.pack_sha256,
        calendar_of(file.calendar, file.festivals, 1),
        place.organs,
        scene.subjects,
        locality=FESTIVALS if file.festivals else None,
        other_pack=place.later,
    )
    return Player(scene, context, file.festivals)
