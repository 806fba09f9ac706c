"""Urging by hand (督促办理, A-60): a rung of the ladder raised by somebody, beside those of the clock (A-06).

Who is told follows from the ladder of the procedure, never from whoever urges.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.acts.terms import SUBJECT
from domain.case.act import Act, Events
from domain.guards import guard
from domain.messages import EXAMPLE_ID, Command
from domain.pack.terms import Force, LadderRung
from domain.people.duties import OPERATOR, SUPERVISOR
from domain.refusals import Refused, refusal
from domain.terms.alarms import rung_of
from domain.terms.duty import OpenDuty
from domain.terms.events import DutyUrged, Recipient
from domain.terms.ladder import Ladder, is_within
from domain.values import FreeText, Text, Whole

_SUPERVISING = frozenset({SUPERVISOR, OPERATOR})
"""The posts that may tell somebody above a late organ; all others only remind that organ itself."""


class UrgeDuty(Command, path="urgings", summary="Urge whoever owes a duty", tag="deadlines", seen=False):
    """督促办理 (A-06, A-60): remind the organ that owes a duty, or tell whoever is above it, as the ladder says."""

    example: ClassVar = {"duty": EXAMPLE_ID, "level": 2, "reasons": "期限已过，请于本周内办结并反馈。"}
    kind: Literal["urge_duty"] = "urge_duty"
    duty: UUID
    level: Annotated[Whole, Field(ge=1, le=100, description="of the ladder of the procedure")]
    reasons: Text


NOT_URGED_NOW = refusal("not_urged_now", 409, "A-60").says("""
    该期限现在不计时（中止、补录、移送中），或者日期只是暂定。
    The clock of this term stands still or has not begun, or its day is an estimate.
    计时之后再督促。
    Urge once it runs.
""")
SUBJECT_NOT_URGED = refusal("subject_not_urged", 409, "A-60").says("""
    该事项由当事人办理，不逐级督促当事人。
    This is for the subject to do; the ladder is for organs.
    需要告知当事人的，按程序告知。
    Tell the subject by the way that the procedure gives.
""")
OWN_DUTY = refusal("own_duty_not_urged", 409, "A-60").says("""
    该事项由您所在的机关承担，不能由本机关督促自己。
    Your own organ owes this duty, and does not urge itself.
    请直接办理；需要延长的，按规定申请。
    Do it, or ask for an extension where the rule allows one.
""")
URGED_TODAY = refusal("urged_already", 409, "A-60").says("""
    该事项当天已经督促过，一天只督促一次。
    This duty was urged on that day; once a day is all.
    请待次日仍未办结时再督促。
    Urge again on another day, if it is still open.
""")
NO_SUCH_RUNG = refusal("no_such_rung", 422, "A-06").says("""
    程序的督办层级中没有这一级。
    The ladder of the procedure has no such rung.
    请从程序规定的层级中选择。
    Choose one of the rungs of the procedure.
""")
NOT_LATE = refusal("escalated_before_due", 409, "A-02", "A-60").says("""
    该期限尚未届满，或者只是参考期限，只能提醒承担的机关，不能向上级督办。
    The term has not passed, or is advisory: only the organ that owes the duty is reminded of it.
    请选提醒、催办等告知承担机关的层级。
    Choose a rung that is for that organ.
""")
RUNG_SKIPPED = refusal("rung_skipped", 409, "A-60").says("""
    须逐级督促，前一级尚未进行。
    The ladder is climbed rung by rung, and the one before was not reached.
    请先选前一级。
    Choose the rung before it first.
""")
ONLY_REMINDS = refusal("only_reminds", 409, "A-60").says("""
    您的职务只能提醒承担的机关；向上级督办由监督人员或运维人员办理。
    With your post you remind the organ that owes the duty; telling those above it is for supervisors and operators.
    请选告知承担机关的层级，或请监督人员办理。
    Choose a rung that is for that organ, or ask a supervisor.
""")
NOBODY_TOLD = refusal("nobody_to_tell", 409, "A-06").says("""
    这一级没有可以告知的人员：机关没有任职的人，或者只剩逾期的机关和本案的经办人。
    There is nobody to tell at this rung: the post is empty, or only the late organ and the handlers are left.
    请选其他层级，或者先登记任职。
    Choose another rung, or have the post filled.
""")


@guard(UrgeDuty, duty=Act.duties)
def _may_urge(act: Act, duty: UUID) -> OpenDuty:
    running = act.open_duty(duty)
    act.require_not_moving()
    act.require_not_before(running.opened.on)
    if running.paused or running.plan.provisional or act.case.history_open:
        raise Refused(NOT_URGED_NOW)
    if running.opened.responsible == SUBJECT:
        raise Refused(SUBJECT_NOT_URGED)
    if running.opened.responsible == act.actor.organ:
        raise Refused(OWN_DUTY)
    if act.on in running.urged:
        raise Refused(URGED_TODAY)
    return running


def urge(act: Act, command: UrgeDuty) -> Events:
    """Raise a rung of the ladder by hand."""
    duty, ladder = _may_urge(act, command.duty), act.context.pack.ladder
    step = next((each for each in ladder.rungs if each.level == command.level), None)
    if step is None:
        raise Refused(NO_SUCH_RUNG)
    _require_rung(act, duty, step)
    to = _told(act, duty, step)
    urged = DutyUrged(
        on=act.on,
        private=FreeText(reasons=command.reasons),
        duty_id=command.duty,
        due_on=duty.due_on,
        rung=rung_of(step),
        level=step.level,
        name=step.name,
        to=to,
    )
    return [urged]


def _require_rung(act: Act, duty: OpenDuty, step: LadderRung) -> None:
    """Refuse a rung that is too high for the day, for what was reached before, or for the post."""
    if not is_within(step.to):
        position = act.context.organs.position(act.actor.position)
        if position is None or position.duty not in _SUPERVISING:
            raise Refused(ONLY_REMINDS)
        if duty.opened.force is not Force.STATUTORY or not duty.over(act.on):
            raise Refused(NOT_LATE)
    passed = duty.passed.get(duty.due_on, frozenset())
    urged = set(duty.urged.values())
    before = [each for each in act.context.pack.ladder.rungs if each.level < step.level]
    if before and not any(rung_of(each) in passed or each.level in urged for each in (before[-1], step)):
        raise Refused(RUNG_SKIPPED)


def _told(act: Act, duty: OpenDuty, step: LadderRung) -> Recipient:
    told = Ladder(act.context.organs, act.case.jurisdiction, act.today, act.case.handlers)
    to = told.recipient(duty.opened.responsible, step.to)
    if to is None or to.person == act.actor.person:
        raise Refused(NOBODY_TOLD)
    return to
