"""The times of a risk filing: what organs owe, the reply and any stage before it, and how long it stands (A-25)."""

from datetime import date, timedelta
from typing import Final, Literal
from uuid import UUID

from domain.act import BaseAct
from domain.messages import Event
from domain.pack.prevention import RiskFilingTrack, RiskStage, Validity
from domain.pack.terms import Force, Sourced, Within
from domain.risk_filings.act import RiskAct
from domain.risk_filings.events import RiskFilingTermOpened, RiskFilingTermReplanned
from domain.risk_filings.state import OpenTerm
from domain.terms.alarms import alarms
from domain.terms.deadlines import TermUnit, due_date, months_later
from domain.terms.events import Planned
from domain.terms.replanning import replan as counted_anew
from domain.values import Bilingual

REPLY: Final = "reply"
STAGE: Final = "stage"
VALIDITY: Final = "validity"

REPLY_NAME = Bilingual(zh="反馈容错报备", en="Reply to the risk filing")
VALIDITY_NAME = Bilingual(zh="报备有效期", en="Validity of the risk filing")


def open_reply(act: BaseAct, to_organ: str, track: RiskFilingTrack) -> RiskFilingTermOpened:
    """Begin the term of a reply, on the day of receipt."""
    return _owed(act, "reply", REPLY_NAME, to_organ, track.reply, track)


def open_stage(act: BaseAct, stage: RiskStage, organ: str) -> tuple[RiskFilingTermOpened, ...]:
    """Begin the term of a stage, if it has one, on the day on which the filing came to it."""
    return (_owed(act, "stage", stage.name, organ, stage.within, stage),) if stage.within else ()


def _owed(  # noqa: PLR0913, PLR0917 - what is owed, by whom, within what
    act: BaseAct, term: Literal["reply", "stage"], name: Bilingual, organ: str, within: Within, rule: Sourced
) -> RiskFilingTermOpened:
    context = act.context
    due = due_date(act.on, within.term, context.calendar)
    return RiskFilingTermOpened(
        on=act.on,
        term=term,
        name=name,
        responsible=organ,
        starts_on=act.on,
        amount=within.amount,
        unit=within.unit,
        force=within.force,
        standing=context.pack.standing_of(within, rule),
        cite=within.cite or rule.cite,
        due_on=due.due_on,
        provisional=due.provisional,
        calendar_version=due.calendar_version,
        locality=context.locality,
        alarms=alarms(due.due_on, within.force, context.pack.ladder, context.calendar),
    )


def open_validity(act: RiskAct) -> RiskFilingTermOpened:
    """Begin the time a filing stands, on the day of the reply. It is no term: a rest day does not move its end."""
    valid, context = act.track.valid, act.context
    until = last_day(act.on, valid)
    return RiskFilingTermOpened(
        on=act.on,
        term="validity",
        name=VALIDITY_NAME,
        responsible=act.filing.opened.unit,
        starts_on=act.on,
        amount=valid.amount,
        unit=TermUnit(valid.unit),
        force=Force.WINDOW,
        standing=context.pack.standing_of(valid, act.track),
        cite=valid.cite or act.track.cite,
        due_on=until,
        provisional=False,
        calendar_version=context.calendar.version,
        alarms=alarms(until, Force.WINDOW, context.pack.ladder, context.calendar),
    )


def last_day(since: date, valid: Validity) -> date:
    """The last day a filing stands."""
    return months_later(since, valid.amount) if valid.unit == "months" else since + timedelta(days=valid.amount)


def replanned(act: RiskAct, term_id: UUID, term: OpenTerm) -> RiskFilingTermReplanned:
    """Hold a running reply against the calendar now in force; what has passed stands, as with cases."""
    calendar = act.context.calendar
    new = counted_anew(term.running, calendar, act.today)
    kept = {name: getattr(term.plan, name) for name in Planned.model_fields if name not in Event.model_fields}
    if not new.stands:
        kept |= {
            "due_on": new.due.due_on,
            "provisional": new.due.provisional,
            "calendar_version": new.due.calendar_version,
            "locality": act.context.locality,
            "not_before": new.not_before,
            "alarms": alarms(new.due.due_on, term.opened.force, act.context.pack.ladder, calendar),
        }
    return RiskFilingTermReplanned(
        on=act.on, term_id=term_id, was=term.due_on, checked_version=calendar.version, **kept
    )
