"""An example of every request body, for the description of the interface; tests check each against its model."""

from collections.abc import Mapping

from pydantic import JsonValue

_SUBJECT = "7d3c1a52-6a0e-4f2b-9a7f-0c7a3a0c1f10"
_OTHER = "2b1f4a60-5d7e-4c57-8f5e-3f0d9a1f6c21"
_DOCUMENT: JsonValue = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "title": "会议记录",
}

EXAMPLES: Mapping[str, JsonValue] = {
    "file_application": {
        "pack": "nujiang",
        "to_organ": "county-a-organization",
        "title": "关于果园灌溉管线选址失误的容错申请",
        "statement": "选址前已集体讨论并征求群众意见，因缺乏经验未料到冬季冻裂，已全部更换并挽回损失。",
        "applicant": _OTHER,
        "subjects": [_SUBJECT],
        "ground": "s2",
        "error_class": "technical_inexperience",
        "occurred_on": "2026-10-12",
        "endorsement": {
            "kind": "signed",
            "signatory": "county-a-qingshi-party-head",
            "signed_on": "2026-11-16",
            "document": _DOCUMENT,
        },
        "evidence": [_DOCUMENT],
    },
    "confirm_same_matter": {"earlier_matter": _OTHER, "reasons": "与在先案件系同一工程的同一标段。"},
    "deny_same_matter": {"candidates": [_OTHER], "reasons": "工程、地点、年度均不相同。"},
    "find_exception": {"cause": "natural_disaster", "evidence": [_DOCUMENT], "reasons": "本次系洪灾所致。"},
    "decide_acceptance": {"accepted": True, "reasons": "材料齐全，符合受理条件。"},
    "sign_off": {"proposal": _OTHER, "consents": True},
    "request_supplement": {"missing": "缺经集体讨论的会议记录，请补正。"},
    "submit_supplement": {"evidence": [_DOCUMENT], "remarks": "补交会议记录。"},
    "shelve_case": {"reasons": "事实一时难以查清，暂缓认定。"},
    "resume_case": {"reasons": "新的鉴定意见已经作出，恢复办理。"},
    "extend_term": {"duty": _OTHER, "by": 10, "reasons": "涉及部门多，需要补充核查。", "document": _DOCUMENT},
    "form_team": {
        "members": [
            {"person": "p032", "position": "county-a-organization-officer-1", "organ": "county-a-organization"},
            {"person": "p035", "position": "county-a-discipline-officer-1", "organ": "county-a-discipline"},
            {"person": "p045", "position": "county-a-finance-officer-1", "organ": "county-a-finance"},
        ]
    },
    "record_defence": {"subject": _SUBJECT, "mode": "oral", "statement": "对事实无异议，请求考虑其主动补救。"},
    "record_findings": {
        "findings": [{"of": "criterion", "item": "public_motive", "result": "met", "reasons": "为解决灌溉用水。"}]
    },
    "report_investigation": {"report": _DOCUMENT, "summary": "失误属实，起因为缺乏经验，损失已挽回。"},
    "propose_determination": {
        "opinions": [{"subject": _SUBJECT, "outcome": "exempt", "liabilities": ["accountability"]}],
        "demands": [{"subject": _SUBJECT, "demand": "制定管线选址的论证办法。"}],
        "reasons": "条件齐备，应予容错。",
    },
    "open_round": {},
    "cast_ballot": {"round": _OTHER, "choice": "agree"},
    "recuse": {"round": _OTHER, "reasons": "系当事人近亲属。"},
    "close_round": {"round": _OTHER},
    "serve_feedback": {"notice": _DOCUMENT},
    "confirm_receipt": {"subject": _SUBJECT},
    "complete_duty": {"duty": _OTHER, "evidence": [_DOCUMENT], "remarks": "已在本单位范围内通报。"},
    "request_reappraisal": {"route": "request", "subject": _SUBJECT, "reasons": "对从轻认定有异议，请求免责。"},
    "decide_reappraisal": {"reappraisal": _OTHER, "reasons": "原认定事实清楚，予以维持。"},
    "close_history": {},
    "risk_filing_file": {
        "pack": "zhoushan",
        "to_organ": "county-a-discipline",
        "title": "老旧小区改造先行拆除违建的报备",
        "work": "为赶在汛期前完工，拟先拆除违建，后补签协议。",
        "planned_start": "2026-12-01",
        "risks": ["个别住户反悔，引起信访", "补签协议超期"],
        "dossier": [_DOCUMENT],
    },
    "risk_filing_submit_to_group": {"reasons": "涉及部门多，提请协调小组会商。"},
    "risk_filing_reply": {
        "result": "filed",
        "reasons": "决策程序完备，风险预判充分。",
        "conditions": ["逐户签订承诺书"],
        "advice": "施工中每周通报进展。",
    },
    "risk_filing_archive": {"documents": [_DOCUMENT]},
    "risk_filing_amend": {"change": "增加一幢楼，工期顺延一个月。", "planned_start": "2027-01-04"},
    "risk_filing_withdraw": {"matter_ended": True, "reasons": "改造已经完成。"},
    "risk_filing_link_case": {"case_id": _OTHER},
    "register_subject": {
        "kind": "person",
        "name": "刘山",
        "aliases": ["刘珊"],
        "sector": "government_organ",
        "jurisdiction": "demo-county-a",
        "unit_name": "青石乡人民政府",
    },
    "propose_calendar": {
        "year": 2026,
        "papers": ["怒江傈僳族自治州人民政府关于阔时节放假的通知"],
        "locality": "nujiang",
        "days": [{"name": "阔时节", "date": "2026-12-21", "isOffDay": True}],
    },
}
