"""What an application rests on: its ground (情形), and the other procedure that its time hangs on, if one does.

A ground is one of the pack's list, or told in one's own words where the list is not known (A-33).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain import refusals
from domain.act import BaseAct
from domain.pack.assessment import FREE_TEXT
from domain.pack.pack import Pack
from domain.pack.steps import Alongside
from domain.refusals import Refused, refusal
from domain.terms.deadlines import due_date
from domain.values import SubjectFacts

GROUND_STATEMENT_MISSING = refusal("ground_statement_missing", 422, "A-33").says("""
    本程序没有列出容错情形，须以文字写明所依据的情形。
    This procedure lists no grounds; the ground must be stated in words.
    请填写情形说明（ground_statement）。
    State the ground in ground_statement.
""")

OTHER_PROCEDURE_UNSTATED = refusal("other_procedure_unstated", 422).says("""
    申请的期间与另一程序相联，须写明该程序有关时刻的日期，且先后相符。
    The time to apply hangs on another procedure: the days of its moments are told, in their order.
    请填写另一程序开始、结束的日期；尚未结束的，结束日期不填。
    Give the days on which it began and ended; where it has not ended, no day of its end.
""")
NOT_ALONGSIDE = refusal("not_alongside", 422).says("""
    本程序的申请期间不与另一程序相联，不必填写另一程序的日期。
    In this procedure the time to apply hangs on no other procedure; no days of one are told.
    请清空这两个日期后重新提交。
    Leave the two days empty and send again.
""")
APPLIED_TOO_EARLY = refusal("applied_too_early", 409).says("""
    另一程序还没有到可以申请的时刻。
    The other procedure has not come to the moment from which on one may apply.
    请在该时刻以后提出申请。
    Apply once it has.
""")
APPLIED_TOO_LATE = refusal("applied_too_late", 409).says("""
    申请期间已过：本程序只在另一程序的规定时刻以前或其后的期间内受理申请。
    The time to apply has passed: it ends with a moment of the other procedure, or so long after it.
    请核对另一程序的日期；确已过期的，依其他规定办理。
    Check the days of the other procedure; where they are right, proceed under the rules that apply.
""")


def require_alongside(rule: Alongside | None, began_on: date | None, ended_on: date | None, act: BaseAct) -> None:
    """Refuse an application before or after the time that another procedure gives it; its days are as they were told.

    A last day that is only estimated has not passed.
    """
    if rule is None:
        if began_on or ended_on:
            raise Refused(NOT_ALONGSIDE)
        return
    stated = (began_on is None) == (rule.begins is None) and (ended_on is None or rule.ends is not None)
    if not stated or (began_on and ended_on and ended_on < began_on):
        raise Refused(OTHER_PROCEDURE_UNSTATED, cite=rule.cite, detail=_moments(rule))
    if began_on and act.on < began_on:
        raise Refused(APPLIED_TOO_EARLY, cite=rule.cite, detail=_moments(rule))
    since = ended_on if rule.ends else began_on
    if since is None or (rule.ends is None and rule.within is None):
        return
    last, provisional = since, False
    if rule.within:
        due = due_date(since, rule.within.term, act.context.calendar)
        last, provisional = due.due_on, due.provisional
    if act.on > last and not provisional:
        raise Refused(APPLIED_TOO_LATE, cite=rule.cite, detail=f"{_moments(rule)}，{last.isoformat()}")


def _moments(rule: Alongside) -> str:
    """The other procedure and its moments."""
    named = "、".join(moment.zh for moment in (rule.begins, rule.ends) if moment)
    return f"{rule.name.zh}：{named}"


RISK_FILING_NEEDED = refusal("risk_filing_needed", 409).says("""
    本程序以此方式启动，须写明所依据的、已予备案的事前报备。
    To begin in this way the procedure asks for the risk filing that the case rests on, as it was filed.
    请填写报备编号；没有报备的，按其他方式启动。
    Name the filing; without one, begin in another way.
""")
RISK_NOT_FILED = refusal("risk_not_filed", 409, "A-25").says("""
    该报备没有予以备案，不能由它启动案件。
    That filing was never filed by its organ; no case begins from it.
    请待反馈予以备案后再办，或不写明该报备。
    Wait until it is filed, or begin without it.
""")


def require_rests_on(filing: UUID | None, act: BaseAct, receiver: str, *, asked: bool) -> None:
    """Refuse a case that names no filing where one is asked for, or one that its unit does not know or nobody filed.

    Whoever may not know of a filing is told that there is none.
    """
    if filing is None:
        if asked:
            raise Refused(RISK_FILING_NEEDED)
        return
    linked = act.context.linked
    if linked is None or linked.name != "risk_filing":
        raise Refused(refusals.UNKNOWN_RISK_FILING)
    own = linked.unit is not None and act.context.organs.same_unit(act.actor.organ, linked.unit)
    if not own and act.actor.organ not in {linked.to_organ, receiver}:
        raise Refused(refusals.UNKNOWN_RISK_FILING)
    if not linked.filed:
        raise Refused(RISK_NOT_FILED)


GROUND_OUT_OF_SCOPE = refusal("ground_out_of_scope", 409).says("""
    所选情形不适用于当事人的类别。
    The situation chosen is not for subjects of that class.
    请选择适用于当事人的情形，或者分别提出。
    Choose a situation that is for them, or file apart.
""")


def require_ground_for(ground: str, subjects: Iterable[SubjectFacts], pack: Pack) -> None:
    """Refuse a ground that the procedure has for other classes of people or units than a subject is of."""
    found = pack.assessment.ground(ground)
    its = [item for item in pack.scope if found and item.id in found.scope]
    if found is not None and its and not all(any(item.holds(each) for item in its) for each in subjects):
        raise Refused(
            GROUND_OUT_OF_SCOPE, cite=found.cite, detail=f"{found.name.zh}：{'、'.join(i.name.zh for i in its)}"
        )


def require_ground(ground: str, statement: str | None, pack: Pack) -> None:
    """Refuse a ground that the pack does not have; where it lists none, one without a statement."""
    if not pack.assessment.in_own_words:
        if pack.assessment.ground(ground) is None:
            raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
        return
    if ground != FREE_TEXT:
        raise Refused(refusals.UNKNOWN_ITEM, detail=ground)
    if statement is None:
        unavailable = pack.assessment.unavailable.grounds
        raise Refused(GROUND_STATEMENT_MISSING, detail=unavailable.reason.zh if unavailable else None)
