"""The periodic reports that are late on a day, for its digest: derived from law, calendar and what came in."""

from collections.abc import Iterator
from datetime import date, datetime, time

from activities.digest import LateReport
from activities.law import ORGANS
from domain.organs import Organs
from domain.pack.pack import Pack
from domain.pack.terms import Force
from domain.reports.owed import Duties
from domain.terms.calendar import Calendar
from domain.terms.deadlines import SHANGHAI, working_days_between
from domain.values import Bilingual
from eventlog import reference
from eventlog.pool import Pool
from projections.work_records import model as work_records

_MORNING = time(9, tzinfo=SHANGHAI)


async def late_reports(pool: Pool, day: date, calendar: Calendar) -> tuple[LateReport, ...]:
    """What should have been handed in before a day and was not, the oldest first."""
    duties = await _duties(pool, calendar)
    if duties is None:
        return ()
    owing = [organ for organ in duties.organs.organs if duties.of_organ(organ)]
    came: dict[str, set[str]] = {organ.id: set() for organ in owing}
    for each in await work_records.handed_in(pool, list(came)):
        came[each.organ].add(each.period)
    late = (line for organ in owing for line in _late(duties, organ.id, came[organ.id], day))
    return tuple(sorted(late, key=lambda line: (line.due_on, line.organ, line.period)))


def _late(duties: Duties, organ_id: str, came: set[str], day: date) -> Iterator[LateReport]:
    organ = duties.organs.organ(organ_id)
    for owed in duties.owed(organ, came, day) if organ else ():
        if owed.due.due_on >= day or owed.due.provisional:
            continue
        rule, period = owed.obligation.rule, owed.period
        raised = duties.raised(owed, datetime.combine(day, _MORNING))
        yield LateReport(
            organ=owed.obligation.organ.id,
            jurisdiction=owed.obligation.organ.jurisdiction,
            period=str(period),
            name=Bilingual(zh=f"{period.name.zh}{rule.name.zh}", en=f"{rule.name.en}, {period.name.en}"),
            due_on=owed.due.due_on,
            days_late=working_days_between(
                owed.due.due_on, day, duties.calendar_of(owed.obligation.organ.jurisdiction)
            ),
            advisory=rule.within.force is not Force.STATUTORY,
            rung=raised.name if raised else None,
            raised_to=raised.to.organ if raised and raised.to else None,
        )


async def _duties(pool: Pool, calendar: Calendar) -> Duties | None:
    """What says which reports are owed, as of now; None: there is no register of organs yet."""
    register = await reference.get(pool, "organs", ORGANS)
    if register is None:
        return None
    organs, packs = Organs.model_validate_json(register.content), list[Pack]()
    since: dict[str, date] = {}
    for line in await reference.installed(pool):  # the newest of a name first
        if line.kind != "pack":
            continue
        if line.name not in since and (found := await reference.get(pool, "pack", line.name)) is not None:
            packs.append(Pack.model_validate_json(found.content))
        since[line.name] = line.installed_at.astimezone(SHANGHAI).date()
    local = {overlay.name: calendar.local(overlay.name) for overlay in calendar.overlays}
    return Duties(organs, tuple(packs), since, lambda place: local.get(organs.locality(place) or "", calendar))
