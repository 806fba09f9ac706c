"""Refusals (拒绝): why the rules do not admit an act, in Chinese and English, with the article and what to do.

A refusal is never an event; its row in the ledger of commands keeps it. `decide` raises `Refused`; the one
place that catches it is the activity that appends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from domain.values import Frozen

Status = Literal[403, 404, 409, 412, 422]


class Refusal(Frozen):
    """The answer to an act that is not admitted.

    `status` is the HTTP status (RFC 9110) of the answer: 403 not competent, 404 unknown, 409 the rule refuses,
    412 stale, 422 malformed.
    """

    code: str
    status: Status
    zh: str
    en: str
    todo_zh: str
    todo_en: str
    cite: tuple[str, ...] = ()
    earlier_case: UUID | None = None
    detail: str | None = None


class Refused(Exception):  # noqa: N818 - the field's word is refusal, not error
    """An act the rules do not admit, with its particulars: the article, the earlier case, the names concerned."""

    def __init__(
        self,
        refusal: Refusal,
        *,
        cite: tuple[str, ...] = (),
        earlier_case: UUID | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal.model_copy(
            update={"cite": cite or refusal.cite, "earlier_case": earlier_case, "detail": detail}
        )


_DECLARED: dict[str, Refusal] = {}


@dataclass(frozen=True, slots=True)
class _Declaring:
    """A refusal by its code, status and articles, still without words."""

    code: str
    status: Status
    cite: tuple[str, ...]

    def says(self, text: str) -> Refusal:
        """Declare it by a text of four lines: why in Chinese and in English, what to do in Chinese and in English.

        Raises:
            ValueError: there are more lines or fewer, or two refusals have the same code.
        """
        zh, en, todo_zh, todo_en = four_lines(text)
        declared = Refusal(
            code=self.code, status=self.status, zh=zh, en=en, todo_zh=todo_zh, todo_en=todo_en, cite=self.cite
        )
        if _DECLARED.setdefault(self.code, declared) is not declared:
            raise ValueError(f"refusal {self.code} is declared twice")
        return declared


def four_lines(text: str) -> Iterable[str]:
    """The lines of a text: why in Chinese and in English, what to do in Chinese and in English."""
    return (" ".join(line.split()) for line in text.strip().splitlines())


def refusal(code: str, status: Status, *cite: str) -> _Declaring:
    """Begin to declare a refusal and what it rests on; `says` gives it words. One act's own stands beside that act."""
    return _Declaring(code, status, cite)


def declared(code: str) -> Refusal:
    """The refusal of that code as it was declared."""
    return _DECLARED[code]


def declared_refusals() -> tuple[Refusal, ...]:
    """Every refusal declared by the modules imported so far, by its code; `domain.catalogue` has imported them all."""
    return tuple(sorted(_DECLARED.values(), key=lambda declared: declared.code))


UNKNOWN_CASE = refusal("unknown_case", 404).says("""
    没有这个案件。
    There is no such case.
    请核对案件编号。
    Check the case id.
""")
CASE_EXISTS = refusal("case_exists", 409).says("""
    该案件已经立案。
    The case has been opened already.
    请打开该案件继续办理。
    Open that case and go on there.
""")
STALE = refusal("stale_version", 412).says("""
    您看到的内容之后，本环节已有新的变动。
    Since what you saw, this very step has changed.
    请重新载入案卷，核对后再提交。
    Reload the case, check it and send again.
""")
SEEN_MISSING = refusal("seen_missing", 422).says("""
    没有说明您看到的是案件的哪个版本。
    The version of the case you saw is missing.
    请在 If-Match 中填写案卷的版本。
    Send the version shown in If-Match.
""")
NOT_COMPETENT = refusal("not_competent", 403).says("""
    您所在的机关或您的职务无权办理此事。
    Your organ or position is not competent for this act.
    请由有权的机关办理。
    Leave it to the competent organ.
""")
NOT_IN_OFFICE = refusal("not_in_office", 403).says("""
    在该日期，此人不担任该职务。
    The person did not hold that position on that day.
    请核对任职日期，或以现任职务办理。
    Check the dates of office, or act in the present position.
""")
CONFLICT_OF_INTEREST = refusal("conflict_of_interest", 409, "A-39").says("""
    此人是当事人，或提出了申请、签字背书，不得办理、调查、会签、表决本件。
    A subject of the matter, and whoever filed or endorsed it, may not handle, investigate, sign or vote on it.
    请由本机关其他人员办理；委员请回避，由其他委员表决。
    Let somebody else of the organ act; a member of a committee recuses, and the others vote.
""")
PERSON_NAME_DIFFERS = refusal("person_name_differs", 409, "A-39").says("""
    机关名录中此人的姓名与当事人登记的姓名、别名都不相同。
    The person's name in the organs is neither the subject's name nor an alias.
    请核对是否同一人；确系同一人的，先登记别名。
    Check whether they are one person; if so, register the alias first.
""")
BEFORE_OPENING = refusal("date_before_predecessor", 422).says("""
    业务日期早于它所依据的前一事项。
    The date is earlier than the act it rests on.
    请核对日期。
    Check the date.
""")
WRONG_STEP = refusal("wrong_step", 409).says("""
    案件目前不在可以办理此事的环节。
    The case is not in a step in which this can be done.
    请查看案件当前环节及其待办事项。
    See the current step of the case and what it asks for.
""")
NO_SUCH_STEP = refusal("no_such_step", 409).says("""
    本案适用的程序没有可以办理此事的环节。
    The procedure of this case has no step in which this is done.
    请按本案适用的程序办理。
    Go on by the procedure of the case.
""")
UNKNOWN_PACK = refusal("unknown_pack", 422).says("""
    没有安装这个程序包。
    No such procedure pack is installed.
    请从程序包列表中选择。
    Choose one of the installed packs.
""")
UNKNOWN_ITEM = refusal("unknown_item", 422).says("""
    程序包中没有这一项。
    The pack has no such item.
    请从程序包列出的项目中选择。
    Choose one of the items the pack lists.
""")
UNKNOWN_SUBJECT = refusal("unknown_subject", 422).says("""
    当事人未登记，或不是本案当事人。
    The subject is not registered, or not a subject of this case.
    请先登记当事人，或核对其编号。
    Register the subject first, or check the id.
""")
WRONG_LEVEL = refusal("wrong_level", 409, "NJ-09").says("""
    按照干部管理权限，该机关无权受理。
    By cadre-management authority this organ is not the competent one.
    请向有管理权限的受理机关提出。
    Apply to the receiving organ with authority over the subject.
""")
NOT_LAW_HERE = refusal("not_law_here", 409, "NJ-09").says("""
    该程序不在本地区施行。
    This procedure does not hold in this jurisdiction.
    请按本地区施行的程序提出。
    Use a procedure that holds here.
""")
NO_LAW_HERE = refusal("no_law_here", 409, "A-49").says("""
    该地区没有公布施行的程序，案件不能在那里办理。
    No procedure has been published that holds in that place: no case can be handled there.
    请先公布在该地区施行的程序（jurisdiction），再办理。
    Publish a procedure that holds there (jurisdiction) first.
""")
AMBIGUOUS_LAW = refusal("ambiguous_law", 409, "A-49").says("""
    该地区有几个同样适用的程序，无法确定适用哪一个。
    Several procedures hold in that place alike: nothing says which of them a case gets.
    请在程序中写明各自的施行地区（jurisdiction）；新立案的，也可以写明程序（pack）。
    Say in each procedure where it holds (jurisdiction); a new case may also name its procedure (pack).
""")
HANDOVER_PENDING = refusal("handover_pending", 409, "A-48").says("""
    本案正在移交，尚待接收或者上级决定管辖，现不能办理。
    The case is being handed over: it awaits its receipt, or a superior's word on who has it.
    请先由接收机关接收，或者由上级机关指定管辖。
    Have it received, or an organ designated, first.
""")
DUPLICATE_GRANT = refusal("duplicate_grant", 409, "A-08").says("""
    同一失误、同一当事人、同一责任已有生效的容错认定。
    A live grant exists for this occurrence, subject and liability.
    请核对已有认定，勿重复认定。
    See the existing grant; do not grant twice.
""")
NOT_BARRED = refusal("not_barred", 409, "NJ-31").says("""
    该事项没有二次容错的限制，无需例外认定。
    Nothing bars this matter; no exception is needed.
    请直接办理。
    Proceed without it.
""")
ALREADY_PROPOSED = refusal("already_proposed", 409, "NJ-04").says("""
    本环节已有待会签的意见。
    A proposal is already awaiting signature in this step.
    请先会签或由其他机关表示不同意。
    Have it signed or disputed first.
""")
SAME_PERSON = refusal("same_person", 409, "NJ-04").says("""
    同一人不能代表两个机关会签。
    One person cannot act for two organs of a joint body.
    请由该机关的其他人员会签。
    Have somebody else of that organ sign.
""")
LEGALITY_FAILED = refusal("legality_check_failed", 409, "BT-12").says("""
    最近一次合法性审查未通过，不得继续。
    The last legality check did not pass; the case cannot go on.
    请更正后重新审查，通过后再提出。
    Correct it and have it checked again; go on once that passes.
""")
ROUND_OPEN = refusal("round_already_open", 409, "NJ-18").says("""
    已有一轮表决正在进行。
    A round is open already.
    请先结束这一轮表决。
    Close it first.
""")
REASONS_MISSING = refusal("reasons_missing", 422, "A-07").says("""
    不同意须说明理由。
    Not agreeing needs reasons.
    请填写理由。
    Give reasons.
""")
NO_DUTY = refusal("no_such_duty", 409).says("""
    没有这项未完成的职责。
    There is no such open duty.
    请查看案件的待办事项。
    See the open duties of the case.
""")
SHELVED = refusal("shelved", 409, "ZS-25", "A-22").says("""
    本案已暂缓认定（搁置），现不能办理该环节。
    The case is shelved; this step cannot go on now.
    须先恢复办理。
    Take the case up again first.
""")
NOTHING_TO_REPLAN = refusal("nothing_to_replan", 409).says("""
    本案没有按旧日历计算的未届满期限。
    No running term of this case was counted by an older calendar.
    无需办理。
    Nothing to do.
""")
LOCALITY_MISSING = refusal("locality_missing", 409, "A-29").says("""
    工作日历中没有本地区的放假日，不能计算期限。
    The working-day calendar carries no local days of this place, so no term can be counted.
    请运维人员装入本地区的放假通知后再办理。
    Ask the operators to import the local notice first.
""")
NOT_DUE = refusal("alarm_not_due", 409).says("""
    该期限不存在、已完成或尚未到点。
    The alarm does not exist, is settled or not yet due.
    无需办理。
    Nothing to do.
""")
UNREADABLE = refusal("unreadable", 422).says("""
    无法识别提交的内容。
    What was sent cannot be read.
    请按接口说明重新提交。
    Send it again in the documented form.
""")
RECORD_CHANGED = refusal("record_changed", 409).says("""
    该件的记录在登记之后被改动过，与登记时的摘要不符，已停止显示和办理。
    The record was changed after it was made and no longer has its digests; it is neither shown nor acted on.
    请告知运维人员：先保全现场，以 rongcuo log verify 核查，恢复被改动的记录后再办理。
    Tell the operators: secure the evidence, check with `rongcuo log verify`, restore what was changed, and act then.
""")
RECORD_UNREADABLE = refusal("record_unreadable", 409).says("""
    该件的记录有当前版本软件不能读取的内容，未作任何猜测，也未办理。
    The record holds what this release of the software cannot read; nothing was guessed and nothing done.
    正在升级的，请稍后以新的幂等键重试；否则请告知运维人员。
    While an upgrade is under way try again later with a new Idempotency-Key; else tell the operators.
""")
KEY_REUSED = refusal("key_reused", 422).says("""
    同一幂等键已用于不同的内容。
    The same Idempotency-Key was used for something else.
    请换用新的幂等键。
    Use a new key.
""")
STUB_IS_ON_PAPER = refusal("stub_is_on_paper", 409, "A-47").says("""
    本案是涉密案件的存根，内容在纸上办理，系统中只登记编号、机关、日期和环节结果。
    The case is a stub: its content is handled on paper; here stand its number, organ, dates and the outcomes of steps.
    请在纸上办理后登记该环节的日期和结果；不得把涉密内容录入本系统。
    Handle it on paper, then record the day and outcome of the step; enter nothing of what it holds.
""")
UNKNOWN_RISK_FILING = refusal("unknown_risk_filing", 404).says("""
    没有这件报备。
    There is no such risk filing.
    请核对报备编号。
    Check the id of the filing.
""")
RISK_FILING_STAGE = refusal("risk_filing_wrong_stage", 409, "ZS-18").says("""
    报备目前的阶段不能办理此事。
    At its present stage the filing does not admit this.
    请重新载入报备，按其所处阶段办理。
    Reload the filing and act by its stage.
""")
UNKNOWN_RECORD = refusal("unknown_record", 404).says("""
    没有这份工作记录。
    There is no such work record.
    请核对记录编号。
    Check the id of the record.
""")
UNKNOWN_MEETING = refusal("unknown_meeting", 404).says("""
    没有这次会议。
    There is no such meeting.
    请核对会议编号。
    Check the id of the meeting.
""")
MINUTES_NUMBER_TAKEN = refusal("minutes_number_taken", 409, "A-42").says("""
    本机关的另一次会议已经使用这个会议纪要文号。
    Another meeting of the organ has minutes of that number.
    请核对文号；此前登记错误、已经更正的，请写明再次使用的理由。
    Check the number; where it was entered wrongly before, say why it is used again (number_used_because).
""")
