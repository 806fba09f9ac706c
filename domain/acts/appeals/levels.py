"""Levels of appeal (复议、申诉的层级, A-19, A-20): at which one a subject is, until when, and who decides it."""

from datetime import date
from uuid import UUID

from domain import refusals
from domain.case.act import Act
from domain.case.state import AppealWindow, OpenReappraisal
from domain.pack.pack import Pack
from domain.pack.routing import APPEALED_BY_SUBJECTS, deciding_body
from domain.pack.steps import HeardBy, Reappraisal, answerable, roles_of
from domain.pack.terms import Within
from domain.refusals import Refused, refusal
from domain.terms.deadlines import DueDate, due_date

OF_SUBJECT = frozenset(APPEALED_BY_SUBJECTS)
"""The routes that are the subject's own; the others are the organs'."""
REQUEST, NOT_ACCEPTED = APPEALED_BY_SUBJECTS

NO_REAPPRAISAL_RULE = refusal("no_reappraisal_rule", 409, "A-56").says("""
    本案适用的程序没有复议的规定。
    The procedure of this case has no reappraisal.
    请查看程序；对决定不服的，依其他规定反映。
    See the procedure; whoever objects to the decision goes another way.
""")
NO_REAPPRAISAL = refusal("no_such_reappraisal", 409, "A-20").says("""
    没有正在进行的这一复议。
    No such reappraisal is open.
    请查看案件的复议记录。
    See the reappraisals of the case.
""")
LEVEL_NOT_OPEN = refusal("appeal_level_not_open", 409, "A-62").says("""
    现在这一级不能以这一途径提起。
    By this route nothing may be asked for at the level that the case has come to.
    各级依次提起：前一级作出决定以后，方可提起下一级。请查看程序的各级途径。
    Levels follow one another: the next opens once the one before was decided. See the routes of each in the procedure.
""")
NO_ORGAN_ABOVE = refusal("no_organ_above", 409, "A-62").says("""
    机关登记中没有作出原决定机关的上一级机关，无法确定由谁办理。
    The register has no organ above the one that decided: nobody would look at it again.
    请先在机关登记中写明原决定机关的上级。
    Name the superior of that organ in the register of organs first.
""")
NO_OTHER_ORGAN = refusal("no_other_organ", 409, "A-62").says("""
    应由另一机关办理，而确定的机关自己作出了原决定。
    Another organ is to look at it, and the one that would has taken the decision itself.
    请报共同的上级机关，或者改由程序规定的其他途径。
    Put it before the common superior, or go another way of the procedure.
""")


def level_of(act: Act, state: OpenReappraisal) -> Reappraisal:
    """The rules by which an appeal that is under way is decided."""
    level = act.context.pack.level(state.level)
    if level is None:
        raise Refused(NO_REAPPRAISAL_RULE)
    return level


def level_at(pack: Pack, window: AppealWindow | None, route: str) -> Reappraisal | None:
    """The level at which something may be asked for now by a route: the one after the last that was decided.

    A subject goes on to it; organs may look again at it, or at one before.
    """
    levels = pack.levels
    ids = [level.id for level in levels]
    reached = ids.index(window.level) if window and window.level in ids else 0
    open_ones = levels[reached : reached + 1] if route in OF_SUBJECT else levels[reached::-1]
    return next((level for level in open_ones if level.way(route)), None)


def level_for(act: Act, route: str, subject: UUID) -> Reappraisal:
    """The level at which something may be asked for now for a subject, or a refusal."""
    found = level_at(act.context.pack, act.case.appeals.get(subject), route)
    if found is None:
        raise Refused(LEVEL_NOT_OPEN)
    return found


def window_of(pack: Pack, window: AppealWindow | None) -> Within | None:
    """The rule of the time in which a subject may appeal: at the level of a window that runs, or at the first."""
    level = pack.level(window.level) if window and window.level else next(iter(pack.levels), None)
    way = level.way(window.route if window else REQUEST) if level else None
    return way.within if way else None


def next_window(act: Act, state: OpenReappraisal) -> tuple[Reappraisal, DueDate] | None:
    """The next level, and until when a subject may appeal to it, once its own appeal was decided; None: none."""
    level = act.context.pack.level_after(state.level)
    way = level.way(state.route) if level and state.route in OF_SUBJECT else None
    if level is None or way is None or way.within is None:
        return None
    return level, due_date(act.on, way.within.term, act.context.calendar)


def hearing(act: Act, level: Reappraisal, route: str, subject: UUID) -> tuple[str, ...]:
    """The organs that decide an appeal, who answers for it first, by who took the decision that it is against."""
    decided = _decided_by(act, route, subject)
    match level.heard_by:
        case HeardBy.SAME:
            return decided
        case HeardBy.ABOVE:
            organ = act.context.organs.organ(decided[0])
            if organ is None or organ.superior is None:
                raise Refused(NO_ORGAN_ABOVE, detail=act.name_of(decided[0]))
            return (organ.superior,)
        case HeardBy.ANOTHER:
            others = of_body(act, level.body or "")
            if not {*others}.isdisjoint(decided):
                raise Refused(NO_OTHER_ORGAN, detail=act.name_of(others[0]))
            return others
        case None:
            return of_body(act, level.body or "")


def organs_of(act: Act, state: OpenReappraisal) -> tuple[str, ...]:
    """Who decides an appeal that is under way; what began before levels were told apart, the body of its level."""
    return state.organs or of_body(act, level_of(act, state).body or "")


def require_hearing(act: Act, state: OpenReappraisal) -> None:
    """Refuse whoever does not act for an organ that decides an appeal."""
    act.require_organ(*organs_of(act, state))


def of_body(act: Act, body_id: str) -> tuple[str, ...]:
    """The organs of a body for this case, the one that answers for it first."""
    body = act.context.pack.bodies[body_id]
    lead = answerable(body)
    return tuple(act.organ_of(role) for role in dict.fromkeys((lead, *roles_of(body))))


def _decided_by(act: Act, route: str, subject: UUID) -> tuple[str, ...]:
    window = act.case.appeals.get(subject)
    if window is not None and window.decided_by:
        return window.decided_by
    body = deciding_body(act.context.pack, route)
    if body is None:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    return of_body(act, body)


def closed(window: AppealWindow | None, on: date) -> bool:
    """Whether a subject may not appeal any more, or not yet."""
    return window is None or (on > window.until and not window.provisional)
