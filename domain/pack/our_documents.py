"""The official documents of a pack that names none (A-63): plain forms of ours, in our own words; no text has them."""

from collections.abc import Iterator
from typing import Final

from domain.documents.kinds import KIND_NAMES, OfficialDocumentKind
from domain.pack.documents import JOINTLY, DocumentRule, Occasion
from domain.pack.terms import Standing
from domain.values import Bilingual

_K = OfficialDocumentKind
_TO_BOTH: Final = ("subjects", "applicant")
_CASE: Final = "【案件】{case_number}\n【事项】{matter}\n【当事人】{subjects}\n"


def _of(  # noqa: PLR0913 - what a document has
    kind: OfficialDocumentKind,
    of: tuple[Occasion, ...],
    title: str,
    text: str,
    *,
    name: Bilingual | None = None,
    id_: str | None = None,
    to: tuple[str, ...] = (),
    copies: tuple[str, ...] = (),
    jointly: bool = False,
    numbered: bool = False,
) -> DocumentRule:
    """A document that is checked and signed by the head of the organ."""
    return DocumentRule(
        id=id_ or kind.value,
        name=name or KIND_NAMES[kind],
        kind=kind,
        of=of,
        to=to,
        copies=copies,
        title=title,
        text=text,
        countersigned_by=(JOINTLY,) if jointly else (),
        numbered=numbered,
        standing=Standing.DEFAULT,
        cite=("A-63",),
    )


def _record(kind: OfficialDocumentKind, of: tuple[Occasion, ...], title: str, text: str) -> DocumentRule:
    """A form or a record, which is no act of the organ: whoever it names signs it by hand."""
    return _of(kind, of, title, text).model_copy(update={"checked": False, "signed_by": None})


def _filing() -> Iterator[DocumentRule]:
    yield _record(
        _K.APPLICATION,
        ("case_opened",),
        "容错认定申请书",
        f"{_CASE}【申请人】{{applicant}}\n【申请日期】{{filed_on}}\n一、申请依据的情形\n{{ground}}\n"
        "二、在卷材料\n{materials}\n【申请人（签章）】",
    )
    yield _record(
        _K.FILING_RECEIPT,
        ("case_opened",),
        "收件回执",
        f"{_CASE}【申请人】{{applicant}}\n【收件日期】{{filed_on}}\n【收件机关】{{organ}}\n"
        "已收到上列事项的材料，将依程序办理。\n【经办人】",
    )
    yield _of(
        _K.SUPPLEMENT_NOTICE,
        ("supplement_requested",),
        "补正通知书",
        "关于{matter}（案件编号{case_number}），材料尚不齐备，请补正以下内容：\n{statement}\n"
        "请于{due_on}前提交；逾期未补正的，依程序处理。",
        to=("applicant",),
    )
    yield _of(
        _K.ACCEPTANCE_NOTICE,
        ("application_accepted",),
        "受理通知书",
        "关于{matter}（案件编号{case_number}），经审查，决定自{event_on}起受理，依{procedure}办理。\n"
        "办理期间，当事人可以提交材料、陈述申辩。",
        name=Bilingual(zh="受理通知书", en="notice of acceptance"),
        to=_TO_BOTH,
    )
    yield _of(
        _K.ACCEPTANCE_NOTICE,
        ("application_not_accepted",),
        "不予受理通知书",
        "关于{matter}（案件编号{case_number}），经审查，决定不予受理。\n一、理由\n{reasons}\n二、救济途径\n{appeal}",
        name=Bilingual(zh="不予受理通知书", en="notice of refusal"),
        id_="refusal_notice",
        to=_TO_BOTH,
    )


def _inquiry() -> Iterator[DocumentRule]:
    yield _record(
        _K.DEFENCE_RECORD,
        ("defence_recorded",),
        "申辩笔录",
        f"{_CASE}【时间】{{event_on}}\n【记录机关】{{organ}}\n一、申辩内容\n{{defences}}\n"
        "以上记录已经核对。\n【申辩人】\n【记录人】",
    )
    yield _of(
        _K.INVESTIGATION_REPORT,
        ("investigation_reported",),
        "关于{matter}的调查报告",
        f"{_CASE}一、基本情况\n本案于{{filed_on}}启动，申请人{{applicant}}，所涉失误类别为{{error_class}}，"
        "所依据的情形为{ground}。\n二、听取申辩\n{defences}\n三、逐项研判\n{findings}\n四、在卷材料\n{materials}",
    )
    yield _of(
        _K.DETERMINATION_OPINION,
        ("determination_issued", "case_decided"),
        "关于{matter}的认定意见",
        f"{_CASE}一、依据\n{{ground}}\n二、逐项研判\n{{findings}}\n三、认定意见\n{{opinions}}\n四、理由\n{{reasons}}",
        jointly=True,
        numbered=True,
    )
    yield _of(
        _K.APPROVAL_REQUEST,
        ("determination_issued",),
        "关于{matter}认定意见的请示",
        "{matter}（案件编号{case_number}）已经{organs}办理，提出如下认定意见：\n{opinions}\n妥否，请批示。",
        to=("committees",),
        numbered=True,
    )


def _decisions() -> Iterator[DocumentRule]:
    yield _record(
        _K.VOTE_RECORD,
        ("round_closed", "recorded_meeting"),
        "表决记录",
        f"{_CASE}【日期】{{event_on}}\n一、表决结果\n{{vote}}\n【主持人】\n【记录人】",
    )
    yield _of(
        _K.MINUTES,
        ("recorded_meeting", "round_closed"),
        "关于研究{matter}的会议纪要",
        "{event_on}，会议研究了{matter}（案件编号{case_number}）。\n一、认定意见\n{opinions}\n二、表决情况\n{vote}",
        numbered=True,
    )
    yield _of(
        _K.FEEDBACK_LETTER,
        ("feedback_served",),
        "关于{matter}容错认定结果的反馈函",
        "关于{matter}（案件编号{case_number}），现将结果反馈如下：\n一、认定结果\n{opinions}\n二、复议\n{appeal}",
        to=_TO_BOTH,
        jointly=True,
    )
    yield _record(
        _K.SERVICE_RECEIPT,
        ("feedback_served",),
        "送达回证",
        f"{_CASE}【送达文书】书面反馈\n【送达机关】{{organ}}\n【发出日期】{{event_on}}\n"
        "【受送达人】\n【收到日期】\n【送达人】\n【代收人及代收理由】",
    )
    yield _of(
        _K.COPY_LETTER,
        ("results_applied",),
        "关于抄送{matter}容错认定结果的函",
        "现将{matter}（案件编号{case_number}）的认定结果抄送，请在以下领域依程序运用：\n{areas}\n认定结果：\n{opinions}",
        to=("deciders", "committees"),
        numbered=True,
    )
    yield _of(
        _K.PUBLICITY_NOTICE,
        ("publicity_started",),
        "关于{matter}的公示",
        "经办理，现将有关情况公示，自{event_on}起至{due_on}止。\n认定意见：\n{opinions}\n"
        "对公示内容有异议的，请在公示期内以书面形式向{organ}提出，写明事实和理由。",
    )
    yield _of(
        _K.CORRECTION_ORDER,
        ("correction_ordered", "correction_escalated"),
        "整改通知书",
        "关于{matter}（案件编号{case_number}），请按以下要求整改，并报告结果：\n{demands}",
        to=_TO_BOTH,
    )
    yield _of(
        _K.REAPPRAISAL_DECISION,
        ("reappraisal_decided",),
        "复议决定书",
        f"{_CASE}一、复议结果\n{{opinions}}\n二、理由\n{{reasons}}",
        to=_TO_BOTH,
        jointly=True,
    )


def _afterwards() -> Iterator[DocumentRule]:
    yield _of(
        _K.CLARIFICATION_LETTER,
        ("clarification_issued",),
        "关于为有关当事人澄清的函",
        "关于{matter}，经核实，现就有关反映澄清如下：\n{statement}\n请在知悉范围内消除影响。",
        to=("subjects",),
    )
    yield _of(
        _K.REFERRAL_LETTER,
        ("false_accusation_referred",),
        "关于移送责任线索的函",
        "在办理{matter}（案件编号{case_number}）中发现的下列情况，依程序移送处理：\n{statement}",
    )
    yield _of(
        _K.CIRCULAR,
        ("digest_approved",),
        "关于容错纠错典型案例的通报",
        "现将一起容错纠错案例通报如下，供研究同类事项时参考。\n{statement}",
        to=("deciders",),
        numbered=True,
    )
    yield _record(
        _K.HANDOVER_LIST,
        ("case_closed", "case_transferred"),
        "归档移交清单",
        f"{_CASE}【移交机关】{{organ}}\n【日期】{{event_on}}\n一、文书\n{{issued}}\n二、材料\n{{materials}}\n"
        "【移交人】\n【接收人】",
    )


OUR_DOCUMENTS: Final = (*_filing(), *_inquiry(), *_decisions(), *_afterwards())
"""One of each kind, where its occasion comes; acceptance and refusal are two."""
