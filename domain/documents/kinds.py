"""The kinds of official documents that a case produces (文书种类), and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from domain.values import Bilingual


class OfficialDocumentKind(StrEnum):
    """文书种类: which of the documents of a case it is."""

    APPLICATION = "application"
    FILING_RECEIPT = "filing_receipt"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    SUPPLEMENT_NOTICE = "supplement_notice"
    DEFENCE_RECORD = "defence_record"
    INVESTIGATION_REPORT = "investigation_report"
    DETERMINATION_OPINION = "determination_opinion"
    APPROVAL_REQUEST = "approval_request"
    VOTE_RECORD = "vote_record"
    MINUTES = "minutes"
    FEEDBACK_LETTER = "feedback_letter"
    SERVICE_RECEIPT = "service_receipt"
    CIRCULAR = "circular"
    COPY_LETTER = "copy_letter"
    PUBLICITY_NOTICE = "publicity_notice"
    CORRECTION_ORDER = "correction_order"
    REAPPRAISAL_DECISION = "reappraisal_decision"
    CLARIFICATION_LETTER = "clarification_letter"
    REFERRAL_LETTER = "referral_letter"
    HANDOVER_LIST = "handover_list"


KIND_NAMES: Mapping[OfficialDocumentKind, Bilingual] = {
    kind: Bilingual(zh=zh, en=en)
    for kind, zh, en in (
        (OfficialDocumentKind.APPLICATION, "申请书", "application"),
        (OfficialDocumentKind.FILING_RECEIPT, "收件回执", "receipt of a filing"),
        (OfficialDocumentKind.ACCEPTANCE_NOTICE, "受理（不予受理）通知书", "notice of acceptance or refusal"),
        (OfficialDocumentKind.SUPPLEMENT_NOTICE, "补正通知书", "request for a supplement"),
        (OfficialDocumentKind.DEFENCE_RECORD, "申辩笔录", "record of a defence"),
        (OfficialDocumentKind.INVESTIGATION_REPORT, "调查报告", "report of an investigation"),
        (OfficialDocumentKind.DETERMINATION_OPINION, "认定意见", "opinion on a determination"),
        (OfficialDocumentKind.APPROVAL_REQUEST, "报批件", "request for approval"),
        (OfficialDocumentKind.VOTE_RECORD, "表决记录", "record of a vote"),
        (OfficialDocumentKind.MINUTES, "会议纪要", "minutes of a meeting"),
        (OfficialDocumentKind.FEEDBACK_LETTER, "反馈函", "feedback"),
        (OfficialDocumentKind.SERVICE_RECEIPT, "送达回证", "receipt of service"),
        (OfficialDocumentKind.CIRCULAR, "通报", "circular"),
        (OfficialDocumentKind.COPY_LETTER, "抄送函", "letter that sends a copy"),
        (OfficialDocumentKind.PUBLICITY_NOTICE, "公示", "public notice"),
        (OfficialDocumentKind.CORRECTION_ORDER, "整改要求", "order to correct"),
        (OfficialDocumentKind.REAPPRAISAL_DECISION, "复议决定", "decision of a reappraisal"),
        (OfficialDocumentKind.CLARIFICATION_LETTER, "澄清函", "clarification"),
        (OfficialDocumentKind.REFERRAL_LETTER, "责任移送函", "referral of responsibility"),
        (OfficialDocumentKind.HANDOVER_LIST, "归档移交清单", "list of what is handed over to the archive"),
    )
}
"""What each is called, in Chinese and English."""
