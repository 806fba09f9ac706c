"""How long it takes to recompute ten thousand open deadlines for a new calendar: `decide` alone, without a log.

Ten thousand cases, each with its acceptance term running, filed over three weeks. The new calendar announces
2027, turns two days of 2026 round, and moves, confirms or leaves every one of the terms, with the alarms of its ladder.
"""

import time
from datetime import date, datetime, timedelta
from datetime import time as hour
from uuid import UUID, uuid5

from bench.measured import Plain
from domain.case.commands import CommandEnvelope, Replan
from domain.case.decide import decide
from domain.case.events import CaseOpened, DeadlineConfirmed, DeadlineReplanned, DutyOpened, StepOpened
from domain.case.evolve import fold
from domain.case.lifecycle import EndorsementFact
from domain.case.state import Case
from domain.context import DecisionContext
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.steps import StepKind
from domain.pack.terms import Force, Standing
from domain.terms.calendar import Calendar, DayKind, ListedDay
from domain.terms.deadlines import SHANGHAI, Term, TermUnit, due_date
from domain.values import CLOCK, Bilingual, SubjectFacts, event_id
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_pack

DEADLINES = 10_000
ROUNDS = 3
TODAY = date(2026, 11, 23)
_NAMESPACE = UUID(int=7)
_FIRST_DAY = date(2026, 10, 30)
_DAYS = 22
_DIGEST = "0" * 64


async def measure() -> list[Plain]:
    """Seconds for all of them."""
    known = DecisionContext(bundled_pack("nujiang"), _DIGEST, _after(), _no_organs())
    cases = [_case(number, known.pack) for number in range(DEADLINES)]
    taken = [_round(cases, known) for _ in range(ROUNDS)]
    return [Plain("replan_10k_seconds", "s", taken, 3, {"deadlines": DEADLINES})]


def _round(cases: list[Case], known: DecisionContext) -> float:
    at = datetime.combine(TODAY, hour(10), tzinfo=SHANGHAI)
    started = time.perf_counter()
    moved = confirmed = 0
    for case in cases:
        envelope = CommandEnvelope(command_id=case.id, actor=CLOCK, body=Replan(calendar_version=2))
        for event in decide(case.id, case, envelope, at, known):
            moved += isinstance(event, DeadlineReplanned)
            confirmed += isinstance(event, DeadlineConfirmed)
    seconds = time.perf_counter() - started
    if moved + confirmed != len(cases) or not moved:
        raise RuntimeError(f"{moved} moved and {confirmed} confirmed of {len(cases)} deadlines")
    return seconds


def _before() -> Calendar:
    return national_calendar().model_copy(update={"version": 1})


def _after() -> Calendar:
    """The calendar with 2027 announced and two days of late 2026 exchanged."""
    before = _before()
    exchanged = (
        ListedDay(day=date(2026, 11, 27), kind=DayKind.in_lieu),
        ListedDay(day=date(2026, 12, 5), kind=DayKind.make_up),
    )
    days = {listed.day: listed for listed in (*before.days, *exchanged)}
    return before.model_copy(
        update={
            "version": 2,
            "years": {**before.years, 2027: "bench"},
            "days": tuple(days[day] for day in sorted(days)),
        }
    )


def _no_organs() -> Organs:
    return Organs(name="bench", jurisdictions=(), organs=(), positions=(), people=(), holdings=())


def _case(number: int, pack: Pack) -> Case:
    case_id = uuid5(_NAMESPACE, str(number))
    on = _FIRST_DAY + timedelta(days=number % _DAYS)
    due = due_date(on, Term(amount=15, unit=TermUnit.working_days), _before())
    folded = fold(case_id, [_opened(case_id, on, pack), _step(on), _duty(on, due.due_on, provisional=due.provisional)])
    if folded is None:
        raise RuntimeError("a case with events")
    return folded


def _opened(case_id: UUID, on: date, pack: Pack) -> CaseOpened:
    subject = SubjectFacts(subject_id=case_id, kind="person", sector="government_organ", jurisdiction="bench")
    return CaseOpened(
        on=on,
        pack=pack.pack,
        edition=pack.edition,
        pack_sha256=_DIGEST,
        route="application",
        history=False,
        jurisdiction="bench",
        to_organ="bench",
        applicant=case_id,
        subjects=(subject,),
        matter_id=event_id(case_id, 1),
        occurrence_id=event_id(case_id, 2),
        occurred_on=on,
        ground="s1",
        error_class="procedure_flaw",
        endorsement=EndorsementFact(kind="refused"),
        evidence=(),
        after_accountability=None,
    )


def _step(on: date) -> StepOpened:
    return StepOpened(on=on, step="acceptance", step_kind=StepKind.ACCEPTANCE)


def _duty(on: date, due_on: date, *, provisional: bool) -> DutyOpened:
    return DutyOpened(
        on=on,
        duty="acceptance",
        name=Bilingual(zh="受理", en="acceptance"),
        step="acceptance",
        responsible="bench",
        starts_on=on,
        amount=15,
        unit=TermUnit.working_days,
        due_on=due_on,
        provisional=provisional,
        calendar_version=1,
        force=Force.STATUTORY,
        standing=Standing.PROPOSED,
        cite=("NJ-12",),
        alarms=(),
    )
