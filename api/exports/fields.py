"""What the fields of lists are called in a table, in the order of its columns, and how their values are told.

One table for all lists: a field of a name means the same wherever it stands, unless a list says otherwise by
`Model.field`. What is not here or among the technical ones is found by a test, so that no list loses a column unseen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from uuid import UUID

from api.labels import access, records, words
from api.labels.naming import Names
from api.labels.words import word
from api.tables.writing import Value
from domain.notices.kinds import STREAMS
from domain.people.duties import DUTIES
from domain.reports.periods import Period
from domain.values import Bilingual
from policies.packs.words import word_table

Tell = Callable[[Names, object], Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and how a value is told."""

    heading: str
    tell: Tell


def _coded(told: Callable[[Names], Callable[[str], str]]) -> Tell:
    """A code, or several, that has a name."""

    def tell(names: Names, value: object) -> Value:
        if value is None:
            return None
        if isinstance(value, tuple | list):
            return "、".join(told(names)(_code(each)) for each in value)
        return told(names)(_code(value))

    return tell


def _worded(table: Mapping[str, Bilingual]) -> Tell:
    """A code, or yes or no, or several codes, that have words."""
    return _coded(lambda _: lambda code: word(table, code).zh)


def _code(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value.value) if isinstance(value, Enum) else str(value)


def plain(_: Names, value: object) -> Value:
    """A value as it is; what has a Chinese name is called by it."""
    match value:
        case Enum():
            return str(value.value)
        case None | str() | bool() | int() | float():
            return value
        case Bilingual():
            return value.zh
        case UUID():
            return str(value)
        case tuple() | list():
            return "、".join(str(_told) for each in value if (_told := plain(_, each)) is not None)
        case _:
            return value  # type: ignore[return-value]  # a date or an instant: rows hold nothing else


def counted(_: Names, value: object) -> Value:
    """How many there are."""
    return len(value) if isinstance(value, tuple | list) else None


def _subjects(names: Names, value: object) -> Value:
    ids = value if isinstance(value, tuple | list) else () if value is None else (value,)
    return "、".join(names.subject(each) for each in ids if isinstance(each, UUID)) or None


def _fault(fault: object) -> str:
    says, todo = getattr(fault, "says", None), getattr(fault, "todo", None)
    place = " ".join(str(part) for part in (getattr(fault, "cell", None), getattr(fault, "column", None)) if part)
    told = [place, says.zh if says else "", getattr(fault, "detail", None) or "", todo.zh if todo else ""]
    return " ".join(part for part in told if part)


def _faults(_: Names, faults: object) -> Value:
    """What kept a case of a file from being entered."""
    return "；".join(map(_fault, faults)) if isinstance(faults, tuple) else None


_organ, _place = _coded(lambda names: names.organ), _coded(lambda names: names.place)
_step = _coded(lambda names: lambda code: names.step(code).zh)
_route = _coded(lambda names: lambda code: names.route(code).zh)
_person = _coded(lambda names: names.person)

_FIELDS: Mapping[str, tuple[str, Tell]] = {
    "report_name": ("报告", plain),
    "period": ("报告期", _coded(lambda _: lambda period: Period.parse(period).name.zh)),
    "number": ("编号", plain),
    "office_number": ("登记文号", plain),
    "SentLine.number": ("文号", plain),
    "sent_kind": ("文书", _worded(words.DISPATCHES)),
    "sent_on": ("发出日期", plain),
    "reference": ("文号或纸质案号", plain),
    "case_number": ("案件编号", plain),
    "stream_number": ("案件或报备", plain),
    "row": ("行", plain),
    "day": ("日期", plain),
    "id": ("编号", plain),
    "title": ("标题", plain),
    "name": ("名称", plain),
    "what": ("事项", _worded({**word_table(
        duty=("办理", "duty"), sign=("会签", "sign"), vote=("表决", "vote"), endorse=("签字背书", "endorse"),
        confirm=("复核更正", "confirm"),
        escalation=("督办", "escalation"),
    ), **words.DOCUMENT_TASKS})),
    "document_kind": ("文书", _worded(words.OFFICIAL_DOCUMENTS)),
    "signed_by": ("签发职务", _worded({code: duty.name for code, duty in DUTIES.items()})),
    "kind": ("类型", _worded(words.SUBJECT_KINDS)),
    "Candidate.because": ("理由", _worded(word_table(
        same_matter=("同一事项", "same matter"), same_number=("同一文号", "same number"),
        same_situation=("同一当事人、情形和失误类别", "same situation"),
    ))),
    "aliases": ("曾用名", plain),
    "functions": ("划转的职能", plain),
    "unit_name": ("工作单位", plain),
    "sector": ("类别", plain),
    "subject": ("当事人", _subjects),
    "subject_id": ("当事人", _subjects),
    "subjects": ("当事人", _subjects),
    "SubjectResults.subject_id": ("登记编号", plain),
    "SubjectEntry.subject_id": ("登记编号", plain),
    "answer": ("答复", _worded(word_table(
        in_force=("有生效的容错结果", "in force"), in_progress=("办理中，尚无结论", "in progress"),
        none=("无记录", "no record"),
    ))),
    "Result.state": ("状态", _worded(words.RESULT_STATES)),
    "WorkRecordListItem.outcome": ("办理结果", lambda names, told: plain(names, getattr(told, "name", None))),
    "area": ("结果运用领域", _coded(lambda names: names.area)),
    "jurisdiction": ("地区", _place),
    "to_organ": ("受理机关", _organ),
    "ReportLine.to_organ": ("报送", _organ),
    "ReportOf.to": ("报送", _organ),
    "every": ("多久一次", _worded(words.FREQUENCIES)),
    "report_state": ("状态", _worded(words.REPORT_STATES)),
    "handed_in_on": ("报送日期", plain),
    "rung_name": ("督办", plain),
    "raised_on": ("督办日期", plain),
    "raised_to": ("督办至", _organ),
    "period_ended_on": ("报告期止", plain),
    "unit": ("单位", _organ),
    "from_organ": ("移出机关", _organ),
    "HandedOverItem.on": ("移出日期", plain),
    "keeper": ("承担机关", _organ),
    "opened_by": ("提出者", _organ),
    "organ": ("机关", _organ),
    "responsible": ("责任机关", _organ),
    "pack": ("程序", _coded(lambda names: names.procedure)),
    "edition": ("程序版本", plain),
    "route": ("启动方式", _route),
    "ReappraisalRow.route": ("复议途径", _route),
    "ground": ("情形", _coded(lambda names: names.ground)),
    "ClarificationRow.ground": ("澄清事由", _coded(lambda names: names.clarification_ground)),
    "error_class": ("失误类别", _coded(lambda names: names.error_class)),
    "outcomes": ("认定结论", _worded(words.OUTCOMES)),
    "outcome": ("认定结论", _worded(words.OUTCOMES)),
    "liabilities": ("免除或减轻的责任", _coded(lambda names: lambda code: names.liabilities([code]))),
    "noticed_on": ("通知日期", plain),
    "planned_on": ("会议日期", plain),
    "starts_at": ("会议时间", plain),
    "EntryView.on": ("开会日期", plain),
    "minutes_number": ("纪要编号", plain),
    "voting": ("表决", plain),
    "invited": ("列席机关", _organ),
    "agenda": ("议题数", counted),
    "corrected": ("更正次数", plain),
    "occurred_on": ("事发日期", plain),
    "opened_on": ("立案日期", plain),
    "ReappraisalRow.opened_on": ("申请日期", plain),
    "ClarificationRow.opened_on": ("提出日期", plain),
    "WorkRecordListItem.opened_on": ("登记日期", plain),
    "received_on": ("收到日期", plain),
    "registered_on": ("登记日期", plain),
    "reported_on": ("报告日期", plain),
    "planned_start": ("计划开工", plain),
    "late": ("事后报备", plain),
    "since": ("起始日期", plain),
    "starts_on": ("起算日期", plain),
    "stage": ("环节", _step),
    "RiskFilingListItem.stage": ("环节", _worded(words.RISK_FILING_STAGES)),
    "step": ("环节", _step),
    "state": ("状态", _worded(words.DUTY_STATES)),
    "CorrectionRow.state": ("状态", _worded(words.CORRECTION_STATES)),
    "ReappraisalRow.state": ("状态", _worded(word_table(open=("办理中", "open"), decided=("已决定", "decided")))),
    "ClarificationRow.state": ("状态", _worded(word_table(open=("办理中", "open"), issued=("已澄清", "issued")))),
    "WorkRecordListItem.state": ("状态", _worded(words.WORK_RECORD_STATES)),
    "MeetingListItem.state": ("状态", _worded(words.MEETING_STATES)),
    "PackLine.state": ("状态", _worded(words.VERSION_STATES)),
    "CalendarLine.state": ("状态", _worded(words.VERSION_STATES)),
    "ImportedCase.state": ("结果", _worded(words.IMPORT_STATES)),
    "demand": ("整改要求序号", plain),
    "due_on": ("到期日", plain),
    "next_due": ("下一期限", plain),
    "force": ("期限性质", _worded(words.FORCES)),
    "cite": ("依据", plain),
    "provisional": ("日期暂定", plain),
    "missed": ("已逾期", plain),
    "paused": ("中止计时", plain),
    "level": ("督办级次", plain),
    "round": ("第几轮", plain),
    "failed": ("未通过次数", plain),
    "done_on": ("完成日期", plain),
    "evaluated_on": ("评估日期", plain),
    "result": ("结果", _worded(words.REAPPRAISAL_RESULTS)),
    "decided_on": ("决定日期", plain),
    "found": ("是否属实", plain),
    "form": ("方式", _coded(lambda names: names.clarification_form)),
    "reach": ("范围", _worded(words.REACHES)),
    "consent": ("本人同意", plain),
    "recipients": ("送达机关", _organ),
    "issued_on": ("澄清日期", plain),
    "referred_on": ("移送日期", plain),
    "referred_to": ("移送机关", _organ),
    "referred_to_justice": ("移送司法机关", plain),
    "risks": ("预判风险数", plain),
    "reply": ("反馈", _worded(words.REPLIES)),
    "replied_on": ("反馈日期", plain),
    "conditions": ("备案条件数", plain),
    "filed": ("已备案", plain),
    "archived_on": ("存档日期", plain),
    "amendments": ("补充次数", plain),
    "valid_until": ("有效期至", plain),
    "review_due_on": ("审查期限", plain),
    "reply_due_on": ("反馈期限", plain),
    "reply_missed": ("反馈逾期", plain),
    "closed_because": ("终结原因", _worded(words.RISK_FILING_ENDINGS)),
    "entries": ("条目数", plain),
    "documents": ("材料数", plain),
    "last_on": ("最近一次", plain),
    "is_overdue": ("定期工作逾期", plain),
    "confidential": ("保密", plain),
    "tolerated": ("已容错", plain),
    "approved_on": ("认定日期", plain),
    "served_on": ("反馈日期", plain),
    "closed": ("已办结", plain),
    "closed_on": ("办结日期", plain),
    "secrecy": ("密级", _worded(words.LEVELS)),
    "on_paper": ("纸上办理", plain),
    "history": ("补录", plain),
    "history_open": ("补录中", plain),
    "year": ("年度", plain),
    "published": ("公布", plain),
    "facts": ("事实", plain),
    "reasoning": ("理由", plain),
    "lesson": ("启示", plain),
    "awaited": ("尚待", _organ),
    "InboxItem.awaited": ("尚待表决", _person),
    "tab": ("栏目", plain),
    "Task.from_organ": ("来自", _organ),
    "handler": ("经办人", _person),
    "handler_post": ("经办职务", _coded(lambda names: names.position)),
    "handler_left": ("经办人已离任", plain),
    "until": ("提醒日期", plain),
    "task_changed_at": ("分工时间", plain),
    "position": ("职务", _coded(lambda names: names.position)),
    "person": ("人员", _person),
    "overdue": ("逾期", plain),
    "today": ("今日到期", plain),
    "soon": ("将到期", plain),
    "Totals.paused": ("中止计时数", plain),
    "raised": ("新督办", plain),
    "receipts": ("待接收案件", plain),
    "composed_at": ("编制时间", plain),
    "PackLine.version": ("版本号", plain),
    "CalendarLine.version": ("版本号", plain),
    "SetAside.version": ("版本号", plain),
    "PersonalNotice.kind": ("通知", _worded(words.NOTICE_KINDS)),
    "PersonalNotice.stream": ("类别", _worded(STREAMS)),
    "PersonalNotice.case_number": ("编号", plain),
    "obliged": ("必须通知", plain),
    "told_at": ("通知时间", plain),
    "read_at": ("阅知时间", plain),
    "channel": ("渠道", _worded(words.CHANNELS)),
    "DeliveryShown.purpose": ("用途", plain),
    "DeliveryShown.state": ("状态", _worded(words.DELIVERY_STATES)),
    "hook": ("接收地址", plain),
    "due_at": ("不早于", plain),
    "queued_at": ("登记时间", plain),
    "notices": ("通知条数", plain),
    "DeliveryShown.lapsed": ("不再发送条数", plain),
    "DeliveryShown.answer": ("最近的答复", plain),
    "HookShown.name": ("名称", plain),
    "url": ("网址", plain),
    "HookShown.state": ("状态", _worded(words.HOOK_STATES)),
    "HookShown.because": ("停用原因", plain),
    "HookShown.proposed_by": ("提出人", _person),
    "approved_by": ("批准人", _person),
    "made_at": ("提出时间", plain),
    "two_secrets": ("新旧密钥并用", plain),
    "standing": ("性质", _worded(words.STANDINGS)),
    "note": ("说明", plain),
    "open_cases": ("在办案件", plain),
    "announced_until": ("放假安排公布至", plain),
    "proposed_by": ("提出人", lambda names, who: plain(names, getattr(who, "name", None))),
    "proposed_at": ("提出时间", plain),
    "decided_by": ("公布或撤回人", lambda names, who: plain(names, getattr(who, "name", None))),
    "decided_at": ("公布或撤回时间", plain),
    "reason": ("原因", _worded(records.REASONS)),
    "read_model": ("读模型", _worded(records.READ_MODELS)),
    "detail": ("细节", plain),
    "tries": ("重试次数", plain),
    "faults": ("问题", _faults),
    "settled_at": ("录入时间", plain),
    "reader_place": ("查阅人地区", _place),
    "for_person": ("代谁行使", _person),
    "action": ("事项", _worded(access.ACCESS_ACTIONS)),
    "sensitivity": ("内容", _worded({str(code): said for code, said in access.SENSITIVITIES.items()})),
    "ReadRow.result": ("结果", _worded({str(code): said for code, said in access.READ_RESULTS.items()})),
    "place": ("所在地区", _place),
    "purpose": ("用途", plain),
    "basis": ("依据规则", plain),
    "look_ups": ("查询人次", plain),
    "count": ("件数", plain),
    "StepAge.unit": ("期限单位", _worded(words.UNITS)),
    "median_days": ("中位数（工作日）", plain),
    "p90_days": ("九成不超过（工作日）", plain),
    "over": ("超限件数", plain),
    "over_share": ("超限比例", plain),
    "differs": ("结论不一致", plain),
    "uncovered": ("未列情形件数", plain),
    "uncovered_recent": ("近期未列情形件数", plain),
    "proposes_review": ("建议修订清单", plain),
    "source": ("出处", plain),
    "RuleLine.state": ("状态", plain),
    "RuleLine.reason": ("原因", plain),
    "unplayed": ("无机关承担的角色数", counted),
    "posts": ("职务", _coded(lambda names: names.position)),
    "called": ("办理事项", plain),
    "at": ("办理时间", plain),
    "RegisterActDone.version": ("版本号", plain),
    "changed_at": ("最近变动", plain),
    "sha256": ("SHA-256", plain),
    "case_id": ("系统编号", plain),
    "stream_id": ("系统编号", plain),
}  # fmt: skip

FIELDS: Mapping[str, Column] = MappingProxyType({name: Column(*said) for name, said in _FIELDS.items()})
_ORDER = {name.rpartition(".")[2]: place for place, name in reversed(list(enumerate(_FIELDS)))}

TECHNICAL = frozenset(
    {
        "of", "meeting_id", "notice_version", "changes", "changed_by",
        "opened_index", "serial", "duty_id", "checked_version", "matter_id", "occurrence_id", "merged_into",
        "reappraisal_id", "contrary_use_id", "clarification_id", "filing_id", "record_id", "about", "code",
        "pack_sha256", "dossier", "minutes", "validity_term", "reply_term", "review", "review_term",
        "reply_provisional", "reply_checked",
        "coordination_group", "rung", "cases", "risk_filings", "record", "evaluated_version", "measures",
        "base_version", "missing_year", "log_index", "model_version", "stream_id", "findings", "results",
        "version", "act", "by", "command_id", "distribution", "criteria", "grounds", "rest", "packs", "scenarios",
        "acts", "elsewhere", "report_term", "figures_sha256", "rung_level", "number_keys",
        "acknowledgements", "tolerations", "barred", "exception", "corrections",
        # told on pages of their own
        "AccessExplanation.allow",
        "AccessExplanation.because",
        "AccessExplanation.on",
        "AccessExplanation.organ_name",
        "AccessExplanation.rules",
        "AccessExplanation.tried",
        "AccessExplanation.who_may",
        "ReadRow.asked",
        "ReadRow.ids",
        "ReadRow.request_id",
        "ReadRow.resource",
        "notice_id", "hook_id", "delivery_id",
        # told on pages of their own
        "ChangeEntry.after",
        "ChangeEntry.before",
        "ChangeEntry.change_id",
        "ChangeEntry.document",
        "ChangeEntry.founded",
        "ChangeEntry.on",
        "ChangeEntry.reasons",
        "ChangeEntry.recorded_at",
        "ChangeEntry.successors",
        "ChangeEntry.takes_back",
        "MeetingListItem.series",
        "RiskFilingListItem.series",
        "WorkRecordListItem.series",
        # told on pages of their own
        # of a term: how it was counted stands on its certificate
        "DutyView.duty", "DutyView.responsible", "DutyView.late", "DutyView.unit", "reappraisal", "answers", "amount",
        "calendar_version", "locality", "not_before", "goes_with", "pauses", "paused_because", "extended_by",
        "replanned_from", "replanned_by", "reminded",
        "reminded_of", "escalations", "met_on", "recorded_late_days", "cancelled_because", "rounds",
    }
)  # fmt: skip
"""What a list holds for machines alone, or what is told whole elsewhere."""


def column_of(model: str, field: str) -> Column | None:
    """The column of a field; None: it is not told in tables."""
    own = f"{model}.{field}"
    return None if own in TECHNICAL else FIELDS.get(own) or FIELDS.get(field)


def place_of(field: str) -> int:
    """Where a field's column stands among those of a list."""
    return _ORDER.get(field, len(_ORDER))
