"""Which reports are owed (应报送的报告): by the law of a place, the calendar, and what was handed in. Derived only."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.localities import procedures_at, upwards
from domain.organs import Organ, Organs
from domain.pack.pack import Pack
from domain.pack.reporting import Frequency, ReportRule
from domain.reports.periods import Period, ended_since
from domain.terms.alarms import alarms, level_of, reminds
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI, DueDate, due_date
from domain.terms.events import Recipient
from domain.terms.ladder import Ladder
from domain.values import Bilingual

REMINDED = Bilingual(zh="提醒", en="Reminded")
"""What only reminds the organ that owes."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """That an organ owes a report every so often: by which rule of which procedure, and to whom.

    Attributes:
        to: The organ that it goes to; None: the register has none above, as where the next level is elsewhere.
    """

    organ: Organ
    pack: Pack
    rule: ReportRule
    to: Organ | None


@dataclass(frozen=True, slots=True)
class OwedReport:
    """A report that an organ has to hand in, of a period that has ended, with the last day for it."""

    obligation: Obligation
    period: Period
    due: DueDate


@dataclass(frozen=True, slots=True)
class RaisedReport:
    """提醒、催办、督办、上报: how far a report that is not in has come on the ladder of its procedure (A-06), and when.

    Attributes:
        level: Of the ladder; 0: it only reminds.
        to: Who is told; None: there is nobody to tell.
    """

    level: int
    name: Bilingual
    on: date
    to: Recipient | None


@dataclass(frozen=True, slots=True)
class Duties:
    """What is needed to say which reports are owed.

    Attributes:
        packs: The newest edition of every procedure.
        since: Since when each procedure has held, by its name.
        calendar_of: The calendar of a place.
    """

    organs: Organs
    packs: tuple[Pack, ...]
    since: Mapping[str, date]
    calendar_of: Callable[[str], Calendar]

    def of_organ(self, organ: Organ) -> Mapping[Frequency, Obligation]:
        """The reports that an organ owes, the oftenest first; one a period, whatever number of procedures hold.

        Figures are of places: by ours (A-53) one organ of a place reports, that of the first procedure that has one.
        """
        found: dict[Frequency, Obligation] = {}
        if not any(rule.by == organ.role for pack in self.packs for rule in pack.reporting):
            return found
        held = procedures_at(self.organs, self.packs, organ.jurisdiction, ())
        by_ours: Organ | None = None
        for pack in sorted(held, key=lambda pack: pack.pack):
            if pack.reports is None:
                roles = (rule.by for rule in pack.reporting)
                by_ours = by_ours or next((o for r in roles if (o := self.organs.in_role(r, organ.jurisdiction))), None)
                if by_ours != organ:
                    continue
            for rule in pack.reporting:
                if rule.by == organ.role and rule.every not in found:
                    found[rule.every] = Obligation(organ, pack, rule, receiver(self.organs, organ, rule))
        return found

    def owed(self, organ: Organ, handed_in: Collection[str], today: date) -> Iterator[OwedReport]:
        """The reports of an organ that are not in, by the periods that are; whichever ended since its law has held."""
        for obligation in self.of_organ(organ).values():
            since = self.since.get(obligation.pack.pack)
            if since is None:
                continue
            for period in ended_since(obligation.rule.every, since, today):
                if str(period) not in handed_in:
                    yield OwedReport(obligation, period, self.due(obligation, period))

    def raised(self, owed: OwedReport, at: datetime) -> RaisedReport | None:
        """The last that the ladder says of a report by an instant; of several overdue at once the highest alone.

        It is that of any other term (decision 4): the organ is reminded, supervision goes to whoever the procedure
        names, never to the late organ. What is advisory only reminds (A-02); an estimated day raises nothing.
        """
        organ, within = owed.obligation.organ, owed.obligation.rule.within
        ladder, calendar = owed.obligation.pack.ladder, self.calendar_of(organ.jurisdiction)
        rung: RaisedReport | None = None
        told = Ladder(self.organs, organ.jurisdiction, at.astimezone(SHANGHAI).date(), handlers=())
        for alarm in alarms(owed.due.due_on, within.force, ladder, calendar):
            if alarm.at > at or (owed.due.provisional and not reminds(alarm.rung)):
                continue
            on, step = alarm.at.astimezone(SHANGHAI).date(), level_of(alarm.rung, ladder)
            if step is not None:
                rung = RaisedReport(step.level, step.name, on, told.recipient(organ.id, step.to))
            elif reminds(alarm.rung):
                rung = RaisedReport(0, REMINDED, on, told.in_organ(organ.id, "officer"))
        return rung

    def due(self, obligation: Obligation, period: Period) -> DueDate:
        """The last day for the report of a period."""
        calendar = self.calendar_of(obligation.organ.jurisdiction)
        return due_date(period.last, obligation.rule.within.term, calendar)


def receiver(organs: Organs, organ: Organ, rule: ReportRule) -> Organ | None:
    """To whom a report goes: whoever has the role nearest above, else the organ above in the register."""
    if rule.to is None:
        return organs.organ(organ.superior) if organ.superior else None
    places = upwards(organs, organ.jurisdiction)
    return next((found for place in places if (found := organs.in_role(rule.to, place))), None)
