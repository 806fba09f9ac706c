"""Refusals (拒绝): why the rules do not admit an act, in Chinese and English, with the article and what to do.

A refusal is never an event; its row in the ledger of commands keeps it. `decide` raises `Refused`; the one
place that catches it is the activity that appends.
"""

from typing import Literal
from uuid import UUID

from domain.values import Frozen


class Refusal(Frozen):
    """The answer to an act that is not admitted.

    `status` is the HTTP status (RFC 9110) a door answers with: 403 not competent, 404 unknown, 409 the rule refuses,
    412 stale, 422 malformed.
    """

    code: str
    status: Literal[403, 404, 409, 412, 422]
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


def _refusal(
    code: str, status: Literal[403, 404, 409, 412, 422], *sentences: str, cite: tuple[str, ...] = ()
) -> Refusal:
    zh, en, todo_zh, todo_en = sentences
    return Refusal(code=code, status=status, zh=zh, en=en, todo_zh=todo_zh, todo_en=todo_en, cite=cite)


UNKNOWN_CASE = _refusal(
    "unknown_case",
    404,
    "没有这个案件。",
    "There is no such case.",
    "请核对案件编号。",
    "Check the case id.",
)
CASE_EXISTS = _refusal(
    "case_exists",
    409,
    "该案件已经立案。",
    "The case has been opened already.",
    "请打开该案件继续办理。",
    "Open that case and go on there.",
)
NO_SUCH_ROUTE = _refusal(
    "no_such_route",
    409,
    "该程序没有这种启动方式。",
    "This procedure has no such way to begin a case.",
    "请按该程序规定的方式启动。",
    "Begin it in one of the ways the procedure has.",
)
NO_TEAM = _refusal(
    "no_team",
    409,
    "该程序由机关自行调查核实，不另设联合组。",
    "In this procedure the organ investigates by itself; there is no joint team.",
    "请直接听取申辩、逐项研判。",
    "Hear the defence and make the findings directly.",
)
NO_SUBJECT_CHANGE = _refusal(
    "no_subject_change",
    409,
    "该程序不允许变更当事人。",
    "This procedure does not allow the subjects to be changed.",
    "请按原当事人办理，或另行立案。",
    "Go on with the subjects as they are, or begin another case.",
)
SUBJECTS_WRONG = _refusal(
    "subjects_wrong",
    409,
    "变更后的当事人不对：至少保留一人，加入的不得重复，退出的须在案。",
    "The change of subjects is wrong: one must remain, nobody is added twice, and who leaves must be in the case.",
    "请核对加入和退出的当事人。",
    "Check who is added and who leaves.",
)
DISPOSITION_WRONG = _refusal(
    "disposition_wrong",
    409,
    "问责处理意见缺失，或与容错结论不相配。",
    "The disposition of accountability is missing, or does not go with the outcome of tolerance.",
    "请选择与该结论相配的问责处理意见。",
    "Choose a disposition that goes with the outcome.",
    cite=("BT-08", "BT-09", "BT-10", "BT-11"),
)
STALE = _refusal(
    "stale_version",
    412,
    "您看到的内容之后，本环节已有新的变动。",
    "Since what you saw, this very step has changed.",
    "请重新载入案卷，核对后再提交。",
    "Reload the case, check it and send again.",
)
SEEN_MISSING = _refusal(
    "seen_missing",
    422,
    "没有说明您看到的是案件的哪个版本。",
    "The version of the case you saw is missing.",
    "请在 If-Match 中填写案卷的版本。",
    "Send the version shown in If-Match.",
)
NOT_COMPETENT = _refusal(
    "not_competent",
    403,
    "您所在的机关或您的职务无权办理此事。",
    "Your organ or position is not competent for this act.",
    "请由有权的机关办理。",
    "Leave it to the competent organ.",
)
NOT_IN_OFFICE = _refusal(
    "not_in_office",
    403,
    "在该日期，此人不担任该职务。",
    "The person did not hold that position on that day.",
    "请核对任职日期，或以现任职务办理。",
    "Check the dates of office, or act in the present position.",
)
IN_FUTURE = _refusal(
    "date_in_future",
    422,
    "业务日期不能晚于今天。",
    "The business date cannot be later than today.",
    "请填写实际发生的日期。",
    "Give the date on which it happened.",
)
LATE_ENTRY = _refusal(
    "late_entry_reason_missing",
    422,
    "补记以前日期的事项须说明理由。",
    "An act of an earlier date needs a reason for being entered late.",
    "请填写补记理由。",
    "Give late_entry_reason.",
)
BEFORE_OPENING = _refusal(
    "date_before_predecessor",
    422,
    "业务日期早于它所依据的前一事项。",
    "The date is earlier than the act it rests on.",
    "请核对日期。",
    "Check the date.",
)
WRONG_STEP = _refusal(
    "wrong_step",
    409,
    "案件目前不在可以办理此事的环节。",
    "The case is not in a step in which this can be done.",
    "请查看案件当前环节及其待办事项。",
    "See the current step of the case and what it asks for.",
)
UNKNOWN_PACK = _refusal(
    "unknown_pack",
    422,
    "没有安装这个程序包。",
    "No such procedure pack is installed.",
    "请从程序包列表中选择。",
    "Choose one of the installed packs.",
)
UNKNOWN_ITEM = _refusal(
    "unknown_item",
    422,
    "程序包中没有这一项。",
    "The pack has no such item.",
    "请从程序包列出的项目中选择。",
    "Choose one of the items the pack lists.",
)
UNKNOWN_SUBJECT = _refusal(
    "unknown_subject",
    422,
    "当事人未登记，或不是本案当事人。",
    "The subject is not registered, or not a subject of this case.",
    "请先登记当事人，或核对其编号。",
    "Register the subject first, or check the id.",
)
OUT_OF_SCOPE = _refusal(
    "out_of_scope",
    409,
    "该单位或人员不在容错纠错的适用范围内。",
    "The unit or person is outside the scope of the procedure.",
    "请依其适用的其他规定办理。",
    "Proceed under the rules that apply to them.",
    cite=("NJ-02",),
)
WRONG_LEVEL = _refusal(
    "wrong_level",
    409,
    "按照干部管理权限，该机关无权受理。",
    "By cadre-management authority this organ is not the competent one.",
    "请向有管理权限的组织人事部门提出。",
    "Apply to the organisation department with authority over the subject.",
    cite=("NJ-09",),
)
ENDORSEMENT_MISSING = _refusal(
    "endorsement_missing",
    409,
    "申请缺少本单位党委(党组)负责人的签字背书。",
    "The endorsement by the head of the own party committee is missing.",
    "请补签；负责人拒签或本人是当事人的，可由上一级党委代签，或附拒签理由直接提出。",
    "Have it signed; if the head refuses or is a subject, use the committee above or file with the refusal's reasons.",
    cite=("NJ-11", "A-11"),
)
ENDORSER_INVALID = _refusal(
    "endorser_not_competent",
    409,
    "签字人在签字当日不是有权背书的党委(党组)负责人。",
    "On the day of signature the signatory was no head of the endorsing committee.",
    "请由本单位（或上一级）党委(党组)负责人签字。",
    "Have the head of the own committee, or the one above, sign.",
    cite=("NJ-11", "A-11"),
)
EVIDENCE_MISSING = _refusal(
    "evidence_missing",
    409,
    "申请没有附证据材料。",
    "The application has no evidence attached.",
    "请至少附一份证据材料。",
    "Attach at least one document.",
    cite=("NJ-10",),
)
SECOND_TOLERANCE = _refusal(
    "second_tolerance",
    409,
    "同一事项的同类失误已经容错，不再给予二次容错。",
    "The same error in this matter has been tolerated before; no second tolerance.",
    "如本次系不可抗力等特殊因素所致，请先由认定机关作出例外认定；否则应决定不予受理或不予容错。",
    "If force majeure or another special factor caused the recurrence, have that found first; else do not accept.",
    cite=("NJ-31",),
)
DUPLICATE_GRANT = _refusal(
    "duplicate_grant",
    409,
    "同一失误、同一当事人、同一责任已有生效的容错认定。",
    "A live grant exists for this occurrence, subject and liability.",
    "请核对已有认定，勿重复认定。",
    "See the existing grant; do not grant twice.",
    cite=("A-08",),
)
NOT_BARRED = _refusal(
    "not_barred",
    409,
    "该事项没有二次容错的限制，无需例外认定。",
    "Nothing bars this matter; no exception is needed.",
    "请直接办理。",
    "Proceed without it.",
    cite=("NJ-31",),
)
MATTER_UNKNOWN = _refusal(
    "unknown_matter",
    422,
    "没有登记过这个事项，或它就是本案的事项。",
    "No such earlier matter is registered, or it is this case's own.",
    "请从候选事项中选择。",
    "Choose one of the candidates.",
    cite=("A-08",),
)
ALREADY_PROPOSED = _refusal(
    "already_proposed",
    409,
    "本环节已有待会签的意见。",
    "A proposal is already awaiting signature in this step.",
    "请先会签或由其他机关表示不同意。",
    "Have it signed or disputed first.",
    cite=("NJ-04",),
)
DISAGREEMENT_OPEN = _refusal(
    "disagreement_open",
    409,
    "会同机关意见不一致，正在按程序处理，处理之前不能在该环节另行提出。",
    "The joint organs disagree, and what the procedure does about it is under way: nothing else goes on in that step.",
    "请等待联席会议或党委（党组）处理。",
    "Wait for the joint conference or the committee.",
    cite=("A-13",),
)
DECISION_DISMISSED = _refusal(
    "decision_dismissed",
    409,
    "同样的意见已经表决不予支持，不能再次提出。",
    "The committee voted the same decision down: it is not proposed again.",
    "请提出不同的意见。",
    "Propose another decision.",
    cite=("A-13",),
)
NO_DISAGREEMENT = _refusal(
    "no_disagreement",
    409,
    "该环节没有待处理的会同意见不一致。",
    "There is no disagreement to settle in that step.",
    "请重新载入案件，查看是否已经处理。",
    "Reload the case and see whether it was settled.",
    cite=("A-13",),
)
DISAGREEMENT_VOTED = _refusal(
    "disagreement_voted",
    409,
    "该意见不一致已提交表决机关，以表决处理。",
    "The disagreement is before a committee, which votes on it.",
    "请由表决机关的秘书或负责人开启表决。",
    "Have the committee's secretary or head open a round of votes.",
    cite=("A-13",),
)
NOT_APPLIED_FOR = _refusal(
    "not_applied_for",
    409,
    "该案件不是依申请启动的，没有可以撤回的申请。",
    "The case was not begun by an application: there is none to withdraw.",
    "请由办理机关依程序办结。",
    "The handling organs bring it to its end.",
    cite=("NJ-10",),
)
ALREADY_DECIDED = _refusal(
    "already_decided",
    409,
    "已经作出决定，不能撤回申请。",
    "A decision has been made: the application is not withdrawn any more.",
    "对决定有异议的，请在期限内申请复议。",
    "Whoever disagrees with the decision may ask for reappraisal in time.",
    cite=("NJ-10",),
)
NO_PROPOSAL = _refusal(
    "no_such_proposal",
    409,
    "没有这份待会签的意见，或它不待您所在机关会签。",
    "No such proposal awaits your organ's signature.",
    "请查看当前待会签的意见。",
    "See what awaits signature now.",
    cite=("NJ-04",),
)
SAME_PERSON = _refusal(
    "same_person",
    409,
    "同一人不能代表两个机关会签。",
    "One person cannot act for two organs of a joint body.",
    "请由该机关的其他人员会签。",
    "Have somebody else of that organ sign.",
    cite=("NJ-04",),
)
GROUND_MISSING = _refusal(
    "refusal_ground_missing",
    422,
    "不予受理须注明依据；受理则不应填写。",
    "Not accepting needs a ground; accepting has none.",
    "请填写不予受理的依据。",
    "Give refusal_ground.",
    cite=("NJ-12",),
)
NEEDS_TEAM = _refusal(
    "team_incomplete",
    409,
    "联合调查核实组须由组织人事部门、纪检监察机关和相关部门三方人员组成。",
    "The joint team needs members of the organisation department, the discipline organ and related departments.",
    "请补充缺少的一方人员。",
    "Add members of the missing kind.",
    cite=("NJ-14",),
)
NEEDS_DEFENCE = _refusal(
    "defence_not_heard",
    409,
    "尚未听取全部当事人的申辩意见。",
    "Not every subject's defence has been heard.",
    "请先记录每名当事人的申辩，或其明确放弃。",
    "Record each subject's defence, or its express waiver.",
    cite=("NJ-15",),
)
NEEDS_FACTORS = _refusal(
    "factors_not_weighed",
    409,
    "综合因素尚未逐项研判。",
    "Not all factors have been weighed.",
    "请补齐各项因素的研判意见。",
    "Record a finding on each factor.",
    cite=("NJ-16",),
)
NEEDS_FINDINGS = _refusal(
    "findings_incomplete",
    409,
    "政策界限、原则或情形条件尚未逐项研判。",
    "Criteria or conditions of the situation have no finding yet.",
    "请补齐各项研判意见。",
    "Record a finding on each of them.",
    cite=("NJ-06", "NJ-07", "NJ-08"),
)
GROUND_STATEMENT_MISSING = _refusal(
    "ground_statement_missing",
    422,
    "容错情形的清单未公开，须以文字写明所依据的情形。",
    "The list of grounds is not known; the ground must be stated in words.",
    "请填写情形说明（ground_statement）。",
    "State the ground in ground_statement.",
    cite=("A-33",),
)
EXCEPTION_NOT_ADMITTED = _refusal(
    "criterion_exception_not_admitted",
    422,
    "该项没有例外规定，不能认定为例外适用。",
    "This item has no exception; it cannot be found excepted.",
    "请改为符合或不符合。",
    "Find it met or not_met.",
    cite=("R-03",),
)
EXCEPTION_UNPROVEN = _refusal(
    "criterion_exception_unproven",
    409,
    "例外适用须附事后报告等证据材料。",
    "An exception needs evidence: the document of what was done in its place.",
    "请附上该项材料后重新提交。",
    "Add the document and send again.",
    cite=("R-03",),
)
NEGATIVE_LIST = _refusal(
    "negative_list_applies",
    409,
    "存在负面清单所列情形，不得容错。",
    "A situation of the negative list exists; tolerance is not admitted.",
    "请改为不予容错。",
    "Propose not_tolerated.",
    cite=("ZS-03",),
)
NEEDS_LEGALITY_CHECK = _refusal(
    "legality_not_checked",
    409,
    "尚未作合法性审查。",
    "There was no legality check yet.",
    "请先记录合法性审查意见。",
    "Record the legality check first.",
    cite=("BT-12",),
)
LEGALITY_FAILED = _refusal(
    "legality_check_failed",
    409,
    "最近一次合法性审查未通过，不得继续。",
    "The last legality check did not pass; the case cannot go on.",
    "请更正后重新审查，通过后再提出。",
    "Correct it and have it checked again; go on once that passes.",
    cite=("BT-12",),
)
CONSULTATION_NOT_ADMITTED = _refusal(
    "consultation_not_admitted",
    409,
    "本环节的程序没有规定这种会商论证形式。",
    "The procedure knows no such consultation in this step.",
    "请改用程序规定的形式，或在规定的环节进行。",
    "Use a form that the procedure lists for this step.",
    cite=("ZS-22", "ZS-24"),
)
NEEDS_SAME_MATTER_CHECK = _refusal(
    "same_matter_not_checked",
    409,
    "尚未核对是否属于已容错的同一事项。",
    "Nobody has checked whether this is a matter tolerated before.",
    "请先确认或否认同一事项。",
    "Confirm or deny the same matter first.",
    cite=("NJ-31", "A-08"),
)
NEEDS_DEMANDS = _refusal(
    "correction_demands_missing",
    409,
    "容错须同时提出纠错整改要求，或说明无需整改的理由。",
    "Tolerance needs correction demands, or the reasons why none are needed.",
    "请填写整改要求或理由。",
    "Give demands or no_correction_reasons.",
    cite=("NJ-24", "R-10"),
)
BLOCKED = _refusal(
    "criterion_blocks",
    409,
    "有政策界限、原则或情形条件的研判结论为不符合，不得容错。",
    "A blocking criterion, or a condition of the situation, was found not met; tolerance is not admitted.",
    "请改为不予容错。",
    "Propose not_tolerated.",
    cite=("NJ-06", "NJ-07", "NJ-08"),
)
OPINIONS_INCOMPLETE = _refusal(
    "opinions_incomplete",
    422,
    "须对每名当事人提出且只提出一份意见，并写明免除的责任。",
    "Each subject needs exactly one opinion, naming the liabilities waived.",
    "请补齐或更正意见。",
    "Complete or correct the opinions.",
    cite=("NJ-17",),
)
NO_ROUND = _refusal(
    "no_open_round",
    409,
    "没有正在进行的这一轮表决。",
    "No such round is open.",
    "请查看当前表决。",
    "See the current round.",
    cite=("NJ-18",),
)
ROUND_OPEN = _refusal(
    "round_already_open",
    409,
    "已有一轮表决正在进行。",
    "A round is open already.",
    "请先结束这一轮表决。",
    "Close it first.",
    cite=("NJ-18",),
)
NOT_ENTITLED = _refusal(
    "not_entitled",
    403,
    "您不在本轮表决的名册中，或已回避。",
    "You are not on the roster of this round, or are recused.",
    "请由有表决权的委员表决。",
    "Leave the vote to the entitled members.",
    cite=("A-14",),
)
REASONS_MISSING = _refusal(
    "reasons_missing",
    422,
    "不同意须说明理由。",
    "Not agreeing needs reasons.",
    "请填写理由。",
    "Give reasons.",
    cite=("A-07",),
)
NO_DUTY = _refusal(
    "no_such_duty",
    409,
    "没有这项未完成的职责。",
    "There is no such open duty.",
    "请查看案件的待办事项。",
    "See the open duties of the case.",
)
DUTY_BY_STEP = _refusal(
    "duty_met_by_act",
    409,
    "该期限由相应的办理行为完成，不能单独销号。",
    "This term is met by the act itself and cannot be ticked off.",
    "请办理相应事项。",
    "Perform the act it stands for.",
)
RECIPIENT_UNPROVEN = _refusal(
    "recipient_unproven",
    409,
    "送交的对象没有各附一份凭证。",
    "There is not a proof for each recipient.",
    "请为每个送交对象附一份签收凭证。",
    "Attach a receipt of each recipient.",
    cite=("BT-14",),
)
NO_CORRECTION = _refusal(
    "not_a_correction",
    409,
    "该职责不是纠错整改要求。",
    "This duty is of no correction demand.",
    "请从案件的整改台账中选择。",
    "Choose one from the correction ledger of the case.",
    cite=("ZS-35",),
)
NOT_UNDER_EVALUATION = _refusal(
    "correction_not_under_evaluation",
    409,
    "该整改要求尚未提交评估，或本程序不作纠错评估。",
    "The correction has not come to its evaluation, or this procedure has none.",
    "请待整改完成并反馈后再评估。",
    "Evaluate it after the subject has reported back.",
    cite=("ZS-35",),
)
NO_CORRECTION_MEASURES = _refusal(
    "no_correction_measures",
    409,
    "本程序没有规定督促整改的措施。",
    "This procedure has no measures against weak correction.",
    "请按程序包规定的其他方式办理。",
    "Use another way that the procedure gives.",
    cite=("BT-21",),
)
DEMAND_DUE_TOO_SOON = _refusal(
    "correction_due_too_soon",
    422,
    "整改期限须晚于提出整改要求的日期。",
    "A correction is due after the day on which it is demanded.",
    "请填写以后的日期，或不填写而适用程序规定的期限。",
    "Give a later day, or none for the term of the procedure.",
    cite=("R-10",),
)
NOT_SERVED = _refusal(
    "nothing_to_receive",
    409,
    "认定结果尚未书面反馈，或该当事人已经签收。",
    "The written feedback has not been served, or this subject has received it already.",
    "请先送达书面反馈；已签收的无需重复办理。",
    "Serve the feedback first; a receipt is recorded once.",
    cite=("NJ-19", "A-36"),
)
NO_REAPPRAISAL = _refusal(
    "no_such_reappraisal",
    409,
    "没有正在进行的这一复议。",
    "No such reappraisal is open.",
    "请查看案件的复议记录。",
    "See the reappraisals of the case.",
    cite=("A-20",),
)
REAPPRAISAL_OPEN = _refusal(
    "reappraisal_already_open",
    409,
    "该当事人的复议正在进行。",
    "A reappraisal for this subject is already open.",
    "请等待其决定。",
    "Wait for its decision.",
    cite=("A-20",),
)
NEEDS_RECEIPT = _refusal(
    "needs_receipt",
    409,
    "还有当事人没有签收书面反馈，不得公示。",
    "A subject has not received the written feedback: nobody is publicised before being told.",
    "请先由各当事人签收。",
    "Have every subject confirm receipt first.",
    cite=("ZS-26", "A-23"),
)
NEEDS_APPEAL_OVER = _refusal(
    "needs_appeal_over",
    409,
    "当事人申请复议的期间未满，不得公示。",
    "A subject may still ask for reappraisal: nothing is publicised before that.",
    "请在期间届满后再公示。",
    "Wait until the window has passed.",
    cite=("ZS-26", "A-23"),
)
NEEDS_REAPPRAISAL_DECIDED = _refusal(
    "needs_reappraisal_decided",
    409,
    "复议正在进行，结论未定，不得公示或作出公示结论。",
    "A reappraisal is open: what is not settled is neither publicised nor concluded.",
    "请等待复议决定。",
    "Wait for its decision.",
    cite=("ZS-26", "A-20"),
)
ALREADY_PUBLIC = _refusal(
    "already_public",
    409,
    "公示已经开始。",
    "The publicity has begun already.",
    "请等待公示期满，或办理收到的异议。",
    "Wait until its time has passed, or deal with the objections.",
    cite=("ZS-26",),
)
NOT_PUBLIC = _refusal(
    "not_public",
    409,
    "公示尚未开始。",
    "The publicity has not begun.",
    "请先开始公示。",
    "Begin it first.",
    cite=("ZS-26",),
)
PUBLICITY_RUNS = _refusal(
    "publicity_runs",
    409,
    "公示期未满。",
    "The time for objections has not passed.",
    "请等待公示期满；异议成立的，可以随时作出结论。",
    "Wait until it has; only an objection that is upheld may be concluded before.",
    cite=("ZS-26", "A-23"),
)
PUBLICITY_OVER = _refusal(
    "publicity_over",
    409,
    "公示期已满，不再接收异议。",
    "The time for objections has passed.",
    "如有新证据，请向组织人事部门或纪检监察机关反映，由其决定是否启动复议。",
    "Bring new evidence to the organisation department or the discipline organ, who may open a reappraisal.",
    cite=("ZS-26", "A-23"),
)
OBJECTIONS_UNDECIDED = _refusal(
    "objections_undecided",
    422,
    "收到异议的，须写明异议是否成立；没有异议的，不必写明。",
    "With objections say whether one is upheld; without any there is nothing to say.",
    "请按收到异议的件数填写 upheld。",
    "Set upheld if there are objections, and leave it out if there are none.",
    cite=("ZS-26",),
)
OBJECTIONS_UNANSWERED = _refusal(
    "objections_unanswered",
    422,
    "答复的条数与收到的异议件数不符。",
    "There are not as many answers as objections.",
    "异议不成立的，请按收到的先后逐件写明理由。",
    "Where none is upheld, answer each, in the order in which they were raised.",
    cite=("ZS-26",),
)
WINDOW_CLOSED = _refusal(
    "window_closed",
    409,
    "申请复议的期限已过，或尚未送达。",
    "The window for reappraisal has passed, or has not opened yet.",
    "如有新证据，可请组织人事部门按新证据途径启动。",
    "With new evidence, ask the organisation department to use that route.",
    cite=("A-19",),
)
OTHER_HANDLERS = _refusal(
    "other_handlers_required",
    409,
    "复议须由未参与原办理的人员承办。",
    "A reappraisal is handled by people who did not handle the case.",
    "请由其他人员办理。",
    "Have somebody else do it.",
    cite=("A-19",),
)
NO_AGGRAVATION = _refusal(
    "no_aggravation",
    409,
    "不得因申请复议而加重处理。",
    "A subject's own request cannot make the outcome graver.",
    "请维持或减轻。",
    "Uphold, or make it milder.",
    cite=("A-19",),
)
NO_CONTRARY_USE = _refusal(
    "no_contrary_use_rule",
    409,
    "本案适用的程序没有受理违反结果运用报告的规定。",
    "The procedure of this case has no rule for reports of contrary use.",
    "请向纪检监察机关反映；需要在此办理的，须先有规定。",
    "Turn to the discipline organ; reporting it here needs a rule first.",
    cite=("R-13",),
)
RESULT_NOT_IN_FORCE = _refusal(
    "result_not_in_force",
    409,
    "该当事人在这一领域没有生效的结果运用。",
    "No result is in force for this subject in this area.",
    "请核对当事人、领域和结果运用的状态。",
    "Check the subject, the area, and how the result stands.",
    cite=("NJ-39", "A-21"),
)
NO_CONTRARY_USE_REPORT = _refusal(
    "no_such_contrary_use_report",
    409,
    "没有待处理的这一报告。",
    "No such report awaits a decision.",
    "请查看案件中违反结果运用的报告。",
    "See the reports of contrary use in the case.",
    cite=("NJ-39",),
)
NO_CLARIFICATION = _refusal(
    "no_clarification_rule",
    409,
    "本案适用的程序没有澄清正名的规定。",
    "The procedure of this case has no rule for clarification.",
    "请按程序办理；确需澄清的，须先有规定。",
    "Go on by the procedure; a clarification needs a rule first.",
    cite=("NJ-29",),
)
CLARIFICATION_OPEN = _refusal(
    "clarification_already_open",
    409,
    "该当事人的澄清正在办理。",
    "A clarification for this subject is already under way.",
    "请等待其作出。",
    "Wait until it is issued.",
    cite=("NJ-29",),
)
NO_CLARIFICATION_OPEN = _refusal(
    "no_such_clarification",
    409,
    "没有正在办理的这一澄清。",
    "No such clarification is under way.",
    "请查看案件的澄清记录。",
    "See the clarifications of the case.",
    cite=("NJ-29",),
)
NEEDS_CONSENT = _refusal(
    "consent_missing",
    409,
    "澄清超出所在单位和结果运用单位的范围，须经当事人同意。",
    "A clarification beyond the own unit and the users of results needs the subject's consent.",
    "请征得当事人同意，或缩小范围。",
    "Obtain the subject's consent, or narrow the scope.",
    cite=("A-24",),
)
ALREADY_REFERRED = _refusal(
    "already_referred",
    409,
    "该诬告陷害已经移送。",
    "This false accusation has been referred already.",
    "请查看案件的移送记录。",
    "See the referral in the case.",
    cite=("NJ-30",),
)
REFERRED_NOWHERE = _refusal(
    "referred_nowhere",
    422,
    "没有写明移送给谁。",
    "It is not said to whom it is referred.",
    "请写明移送的机关，或注明移送司法机关。",
    "Name the organ, or refer it to justice.",
    cite=("NJ-30",),
)
UNKNOWN_ORGAN = _refusal(
    "unknown_organ",
    422,
    "没有登记这个机关或单位。",
    "No such organ or unit is registered.",
    "请核对机关编号。",
    "Check the organ id.",
)
SHELVED = _refusal(
    "shelved",
    409,
    "本案已暂缓认定（搁置），现不能办理该环节。",
    "The case is shelved; this step cannot go on now.",
    "须先恢复办理。",
    "Take the case up again first.",
    cite=("ZS-25", "A-22"),
)
NOT_SHELVED = _refusal(
    "not_shelved",
    409,
    "本案没有搁置。",
    "The case is not shelved.",
    "无需恢复，请直接办理。",
    "There is nothing to resume; go on with the case.",
    cite=("A-22",),
)
NO_SHELVING = _refusal(
    "no_shelving",
    409,
    "本案适用的程序没有暂缓认定（搁置）的规定。",
    "The procedure of this case has no rule for shelving.",
    "请按程序办理；确需搁置的，须先有规定。",
    "Go on by the procedure; shelving needs a rule first.",
    cite=("A-22",),
)
NO_SUPPLEMENT = _refusal(
    "no_supplement",
    409,
    "本案适用的程序没有补正的规定。",
    "The procedure of this case has no rule for completing the papers.",
    "请就现有材料作出决定。",
    "Decide on the papers there are.",
    cite=("A-01",),
)
NO_SECOND_SUPPLEMENT = _refusal(
    "no_second_supplement",
    409,
    "已经告知过一次补正，不得再次告知。",
    "The applicant has been asked once to complete the papers; once is all.",
    "请就现有材料作出决定。",
    "Decide on the papers there are.",
    cite=("A-01",),
)
SUPPLEMENT_AWAITED = _refusal(
    "supplement_awaited",
    409,
    "申请人的补正期限未满，不得作出不予受理的决定。",
    "The applicant still has time to complete the papers; the application cannot be refused yet.",
    "请在收到补正材料或补正期满后再决定；受理不受此限。",
    "Decide after the papers came or the time has passed; accepting is free at any time.",
    cite=("A-01",),
)
NOT_ASKED = _refusal(
    "supplement_not_asked",
    409,
    "没有告知过补正。",
    "Nobody has asked for the papers to be completed.",
    "补充的证据可在调查核实中提交。",
    "Further evidence can be handed in during the investigation.",
    cite=("A-01",),
)
TERM_PASSED = _refusal(
    "term_passed",
    409,
    "期限已经届满，不能再中止计时。",
    "The term has passed; its clock can no longer be stopped.",
    "请尽快办理，逾期照实记录。",
    "Act soon; the lateness stays on record.",
    cite=("A-01", "A-06"),
)
CLOCK_STANDS = _refusal(
    "clock_stands",
    409,
    "该期限正在中止计时，不能延长。",
    "The clock of this term stands still; it cannot be extended now.",
    "恢复计时后再办理。",
    "Wait until it goes on.",
    cite=("A-28",),
)
NO_EXTENSION = _refusal(
    "no_extension",
    409,
    "该期限没有可以延长的规定。",
    "No rule allows this term to be extended.",
    "请在期限内办理。",
    "Act within the term.",
    cite=("A-28",),
)
NO_SECOND_EXTENSION = _refusal(
    "no_second_extension",
    409,
    "该期限已延长过一次，不得再次延长。",
    "This term was extended once; once is all.",
    "请在期限内办理。",
    "Act within the term.",
    cite=("A-28",),
)
EXTENSION_AFTER_EXPIRY = _refusal(
    "extension_after_expiry",
    409,
    "期限已经届满，不能再延长。",
    "The term has passed; it can no longer be extended.",
    "请尽快办理，逾期照实记录。",
    "Act soon; the lateness stays on record.",
    cite=("A-28",),
)
EXTENSION_TOO_LONG = _refusal(
    "extension_too_long",
    409,
    "延长超过规定的上限。",
    "The extension goes beyond what the rule allows.",
    "请在上限之内申请延长。",
    "Ask for no more than the rule allows.",
    cite=("A-28",),
)
UNKNOWN_EDITION = _refusal(
    "unknown_edition",
    409,
    "没有公布过该程序的这个版本。",
    "No such edition of this procedure has been published.",
    "请在程序版本清单中核对其 SHA-256；草案须先公布。",
    "Check its SHA-256 in the list of editions; a draft is published first.",
    cite=("ZS-40",),
)
SAME_EDITION = _refusal(
    "same_edition",
    409,
    "本案现在适用的就是这个版本。",
    "The case runs under this very edition.",
    "无需选择；请核对所指的版本。",
    "There is nothing to choose; check which edition is meant.",
    cite=("ZS-40",),
)
TRANSITION_IMPOSSIBLE = _refusal(
    "transition_impossible",
    409,
    "本案不能改按该版本办理。",
    "The case cannot go on under that edition.",
    "请按所列原因先行处理；不能处理的，继续按现版本办理（从旧）。",
    "Settle what is listed first; what cannot be settled leaves the case under its own edition (old).",
    cite=("ZS-40",),
)
NOT_MILDER = _refusal(
    "not_milder",
    409,
    "该版本对当事人有更严之处，不能以从轻为由适用。",
    "That edition is stricter for the subjects in something, so it is not the milder one.",
    "请继续按现版本办理（从旧），或者说明理由选择从新。",
    "Stay under the present edition (old), or choose the new one with your reasons.",
    cite=("ZS-40",),
)
NOTHING_TO_REPLAN = _refusal(
    "nothing_to_replan",
    409,
    "本案没有按旧日历计算的未届满期限。",
    "No running term of this case was counted by an older calendar.",
    "无需办理。",
    "Nothing to do.",
)
LOCALITY_MISSING = _refusal(
    "locality_missing",
    409,
    "工作日历中没有本地区的放假日，不能计算期限。",
    "The working-day calendar carries no local days of this place, so no term can be counted.",
    "请运维人员装入本地区的放假通知后再办理。",
    "Ask the operators to import the local notice first.",
    cite=("A-29",),
)
NOT_CONCLUDED = _refusal(
    "not_concluded",
    409,
    "案件尚未作出结论并书面反馈，或正在复议，还不能写成案例。",
    "The case has no outcome that was served yet, or is being reappraised: it cannot be told as a precedent.",
    "请在书面反馈之后、复议办结之后再撰写或审定。",
    "Write or approve the digest after the feedback was served and every reappraisal is decided.",
    cite=("ZS-33", "R-18"),
)
NO_DIGEST = _refusal(
    "no_such_digest",
    409,
    "没有这一稿案例，或它已被新稿取代、已撤下。",
    "There is no such digest, or a newer draft has replaced it, or it was withdrawn.",
    "请查看案卷中现有的案例文稿。",
    "See which digest the case has now.",
    cite=("R-18",),
)
OWN_DIGEST = _refusal(
    "own_digest",
    409,
    "案例不得由撰写人自己审定。",
    "Whoever wrote a digest may not approve it.",
    "请由另一名有权审定的人员办理。",
    "Have another person who may approve do it.",
    cite=("R-18",),
)
NOT_HISTORY = _refusal(
    "not_a_history",
    409,
    "本案不是补录案件，或补录已完毕。",
    "The case is no history, or its history is closed.",
    "无需办理。",
    "Nothing to do.",
)
HISTORY_NOT_ALLOWED = _refusal(
    "history_not_allowed",
    403,
    "补录历史案件须由组织人事部门办理。",
    "Entering a case from paper is for the organisation department.",
    "请由组织人事部门补录。",
    "Have the organisation department enter it.",
)
NOT_DUE = _refusal(
    "alarm_not_due",
    409,
    "该期限不存在、已完成或尚未到点。",
    "The alarm does not exist, is settled or not yet due.",
    "无需办理。",
    "Nothing to do.",
)
UNREADABLE = _refusal(
    "unreadable",
    422,
    "无法识别提交的内容。",
    "What was sent cannot be read.",
    "请按接口说明重新提交。",
    "Send it again in the documented form.",
)
KEY_REUSED = _refusal(
    "key_reused",
    422,
    "同一幂等键已用于不同的内容。",
    "The same Idempotency-Key was used for something else.",
    "请换用新的幂等键。",
    "Use a new key.",
)
NO_RISK_FILING = _refusal(
    "no_risk_filing",
    409,
    "该程序没有规定事前容错报备。",
    "This procedure has no risk filing before the act.",
    "无需报备；如发生失误，可在事后依程序申请容错。",
    "There is nothing to file; should an error happen, apply for tolerance afterwards.",
    cite=("ZS-17",),
)
UNKNOWN_RISK_FILING = _refusal(
    "unknown_risk_filing",
    404,
    "没有这件报备。",
    "There is no such risk filing.",
    "请核对报备编号。",
    "Check the id of the filing.",
)
RISK_FILING_EXISTS = _refusal(
    "risk_filing_exists",
    409,
    "该报备已经收到。",
    "The risk filing has been received already.",
    "请打开该报备继续办理。",
    "Open that filing and go on there.",
)
NOT_ACCOUNTABILITY_ORGAN = _refusal(
    "not_accountability_organ",
    409,
    "该机关不受理容错报备。",
    "That organ does not take risk filings.",
    "请向本程序规定的问责机关报备。",
    "File with the accountability organ that the procedure names.",
    cite=("ZS-17",),
)
RISK_FILING_LATE = _refusal(
    "risk_filing_late",
    409,
    "工作已经开始：本程序只受理事前报备。",
    "The work has started: this procedure takes filings before it only.",
    "如发生失误，可依程序申请容错。",
    "Should an error happen, apply for tolerance.",
    cite=("ZS-17", "A-25"),
)
RISK_FILING_STAGE = _refusal(
    "risk_filing_wrong_stage",
    409,
    "报备目前的阶段不能办理此事。",
    "At its present stage the filing does not admit this.",
    "请重新载入报备，按其所处阶段办理。",
    "Reload the filing and act by its stage.",
    cite=("ZS-18",),
)
NO_COORDINATION_GROUP = _refusal(
    "no_coordination_group",
    409,
    "本程序或本地区没有可提交会商的协调小组。",
    "There is no coordination group to put the filing before.",
    "请直接反馈。",
    "Reply without it.",
    cite=("ZS-22",),
)
MINUTES_MISSING = _refusal(
    "minutes_missing",
    409,
    "该报备已提交会商，反馈须附会商纪要。",
    "The filing is before the coordination group: the reply goes with the minutes of its deliberation.",
    "请附上会商纪要后再反馈。",
    "Add the minutes and reply again.",
    cite=("ZS-22",),
)
NO_AMENDMENT = _refusal(
    "no_amendment",
    409,
    "本程序不办理变更报备。",
    "This procedure does not take amendments.",
    "请撤回后重新报备。",
    "Withdraw the filing and file anew.",
    cite=("A-25",),
)
ALREADY_LINKED = _refusal(
    "already_linked",
    409,
    "该报备已经关联此案件。",
    "The filing is linked to this case already.",
    "无需再次办理。",
    "Nothing to do.",
    cite=("R-04",),
)
NO_RECORD_KIND = _refusal(
    "no_record_kind",
    409,
    "该程序没有这种工作记录。",
    "This procedure has no work records of that kind.",
    "请从该程序列出的种类中选择；没有的，不必在此登记。",
    "Choose one of the kinds that the procedure lists; for any other there is nothing to enter here.",
)
NOT_KEEPER = _refusal(
    "not_record_keeper",
    409,
    "该机关不承担这种工作记录。",
    "That organ does not keep work records of that kind.",
    "请改为该程序指定的机关。",
    "Name an organ of the role that the procedure appoints.",
)
UNKNOWN_RECORD = _refusal(
    "unknown_record",
    404,
    "没有这份工作记录。",
    "There is no such work record.",
    "请核对记录编号。",
    "Check the id of the record.",
)
RECORD_EXISTS = _refusal(
    "record_exists",
    409,
    "该工作记录已经登记。",
    "The work record has been opened already.",
    "请打开该记录继续办理。",
    "Open that record and go on there.",
)
RECORD_CLOSED = _refusal(
    "record_closed",
    409,
    "该工作记录已经办结。",
    "The work record has been closed.",
    "有新情况的，请另行登记一份。",
    "For something new, open another one.",
)
RECORD_ABOUT = _refusal(
    "record_about",
    422,
    "这种工作记录所涉及的对象不对：未写明、不是这一类，或没有登记。",
    "What the record is about does not fit its kind: not named, of another sort, or not registered.",
    "涉及单位或人员的须写明已登记的单位或人员；涉及事项的可写明已登记的事项；其他的不写。",
    "Name a registered unit or person where the kind is about one, at most a registered matter where it is about a "
    "matter, and else nothing.",
)
UNKNOWN_RECORD_OUTCOME = _refusal(
    "unknown_record_outcome",
    422,
    "这种工作记录没有该结果。",
    "Work records of that kind have no such outcome.",
    "请从该程序列出的结果中选择。",
    "Choose one of the outcomes that the procedure lists.",
)
RECORD_OUTCOME_MISSING = _refusal(
    "record_outcome_missing",
    409,
    "还没有写明结果，不能办结。",
    "No outcome has been stated, so it cannot be closed.",
    "请在办结时写明结果。",
    "State the outcome with the closing.",
)
RECORD_DOCUMENT_MISSING = _refusal(
    "record_document_missing",
    409,
    "这种工作记录须附材料，现在一份也没有。",
    "Work records of that kind need a document, and there is none.",
    "请补充材料后办结，或在办结时附上。",
    "Add a document first, or with the closing.",
)
RECORD_LINKED = _refusal(
    "record_linked",
    409,
    "该工作记录已经关联到那里。",
    "The work record is linked to that already.",
    "无需再次办理。",
    "Nothing to do.",
    cite=("R-04",),
)
