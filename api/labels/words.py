"""The words of the pages: what each code of the domain is called in Chinese and English, in one table a kind.

Names that a procedure gives (steps, duties, grounds, criteria) come from its pack and never stand here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from api.http.language import say, told
from domain import catalogue
from domain.documents.kinds import KIND_NAMES
from domain.notices.kinds import KINDS
from domain.values import Bilingual
from policies.packs import words
from policies.packs.words import word_table

OUTCOMES, STANDINGS = words.OUTCOMES, words.STANDINGS
CONSULTATIONS, ROUTES, CLOCKS_OF_MOVES = words.CONSULTATIONS, words.ROUTES, words.CLOCKS_OF_MOVES
"""Said of packs too, and by them."""

EVENT_GROUPS = word_table(
    procedure=("程序", "procedure"),
    material=("材料", "documents"),
    vote=("表决", "votes"),
    decision=("决定", "decisions"),
    deadline=("期限和督办", "deadlines"),
    result=("结果运用", "results"),
)
"""The groups in which events are shown."""

DISPATCHES: Mapping[str, Bilingual] = {
    kind: Bilingual(zh=sent.zh, en=sent.en) for kind, sent in catalogue.DISPATCHES.items()
}
"""What the documents are called that go out, by the kinds of event with which they do."""

GROUND_KINDS = word_table(
    listed=("列明情形", "listed"),
    fallback=("兜底情形", "fallback"),
    free_text=("自述情形", "in free text"),
    unlisted=("未列情形", "not listed"),
)
"""How a ground stands to the list of its edition."""
CHOICES_OF_EDITION = word_table(
    old=("从旧", "the old edition"),
    new=("从新", "the new edition"),
    milder=("从轻", "the milder edition"),
)
"""Under which of two editions a running case goes on."""

VERDICTS = word_table(
    same=("对当事人宽严相同", "neither milder nor stricter"),
    milder=("对当事人更宽", "milder"),
    stricter=("对当事人更严", "stricter"),
    mixed=("对当事人有宽有严", "milder in some things, stricter in others"),
)
"""What another edition is for the subjects of a case, in a word."""

LEVELS = word_table(
    unclassified=("不涉密", "unclassified"),
    internal=("内部", "internal"),
    confidential=("秘密", "confidential"),
    secret=("机密", "secret"),
    top_secret=("绝密", "top secret"),
)
FILE_FORMATS = word_table(
    pdf=("PDF", "PDF"),
    ofd=("OFD 版式文件", "OFD"),
    docx=("Word 文档", "Word document"),
    xlsx=("Excel 工作簿", "Excel workbook"),
    jpeg=("JPEG 图片", "JPEG picture"),
    png=("PNG 图片", "PNG picture"),
    text=("纯文本", "plain text"),
)
DOCUMENT_SIDES = word_table(true=("申请人一方可看", "the applicant's side sees it"), false=("机关内部", "inside"))
ON_PAPER_OUTCOMES = word_table(
    accepted=("受理", "accepted"),
    refused=("不予受理或不予批准", "refused"),
    reported=("核实完毕", "investigated"),
    advised=("意见已提出", "advised"),
    proposed=("提出意见", "put forward"),
    approved=("研究决定", "approved"),
    decided=("作出决定", "decided"),
    returned=("退回", "returned"),
    served=("已反馈", "served"),
    quiet=("公示无异议", "no objection"),
    objection=("公示有异议", "objection raised"),
    filed=("已报备", "filed"),
)
STAGES = word_table(
    opened=("已收件", "received"),
    reappraisal=("复议", "reappraisal"),
    clarification=("澄清正名", "clarification"),
    contrary_use=("处理违反结果运用的报告", "report of contrary use"),
    settle_disagreement=("会同意见不一致的表决", "vote on a disagreement"),
    closed=("已办结", "closed"),
)
"""Stages that are no step of a pack."""

STANDING_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "in_force": "来自现行有效的规定",
        "proposed": "来自建议稿，未见生效文本",
        "inherited": "沿用其他地方的规定，本地没有自己的规定",
        "default": "原文没有规定，由本系统设定，供参考",
    }
)

FORCES = word_table(
    statutory=("规定期限", "binding term"),
    advisory=("参考期限，只提醒", "advisory, reminders only"),
    window=("期间，期满即止", "a window, which closes"),
)

PAUSES = word_table(
    supplement=("等待申请人补正材料", "waiting for the applicant to complete the papers"),
    shelving=("暂缓认定", "shelved"),
)
"""Why a clock stands still."""

ENDINGS = word_table(
    lapsed=("期满，未办理", "the time passed"),
    decided=("已作出决定，不再需要", "decided, no longer needed"),
    no_term=("改用的版本没有该期限", "the edition chosen has no such term"),
    outcome_changed=("认定结论改变", "the outcome changed"),
    publicity_over=("公示期满", "the time of the publicity passed"),
    withdrawn=("申请已撤回", "the application was withdrawn"),
    meeting_corrected=("原会议结果已更正", "the result of the meeting was corrected"),
    moved=("案件移交其他机关办理", "the case went to another organ"),
    jurisdiction_settled=("管辖已经确定", "who has the case was settled"),
)
"""Why a duty has lost its object."""

MOVES = word_table(
    transfer=("移送", "transferred"),
    elevation=("提级", "raised"),
    designation=("指定管辖", "designated"),
    hand_down=("交办", "handed down"),
)
"""How a case comes to another organ."""

UNITS = word_table(
    working_days=("个工作日", "working days"),
    calendar_days=("日", "days"),
    months=("个月", "months"),
    same_day=("同步办理", "the same day"),
    promptly=("个工作日（及时）", "working days (promptly)"),
)

DUTY_STATES = word_table(
    open=("未完成", "open"),
    met=("已完成", "met"),
    cancelled=("已终止", "ended"),
)

CORRECTION_STATES = word_table(
    demanded=("尚未反馈，未开始", "not begun: no feedback yet"),
    open=("待整改", "to be corrected"),
    under_evaluation=("待评估", "under evaluation"),
    done=("已整改", "corrected"),
    passed=("评估通过", "found enough"),
    dropped=("结论改变，不再要求", "dropped with the outcome"),
)
"""Where a correction demand stands; `demanded` before the feedback has opened its duty."""

CHOICES = word_table(
    agree=("同意", "agree"),
    disagree=("不同意", "disagree"),
    abstain=("弃权", "abstain"),
    postpone=("缓议", "postpone"),
)

ROUND_RESULTS = word_table(
    approved=("批准", "approved"),
    refused=("不予批准", "refused"),
    returned=("退回", "returned"),
    undecided=("未形成决定", "undecided"),
    inquorate=("到会人数不足", "inquorate"),
)

DEFENCE_MODES = word_table(
    oral=("当面陈述", "oral"),
    written=("书面", "written"),
    waived=("明确放弃", "waived"),
)

FINDING_KINDS = word_table(
    condition=("情形条件", "conditions of the situation"),
    criterion=("政策界限与原则", "criteria"),
    factor=("综合因素", "factors"),
    ground=("自述情形", "situation in the applicant's words"),
    negative=("负面清单", "negative list"),
)

ASSESSED = {**FINDING_KINDS, "ground": Bilingual(zh="情形", en="situation")}
"""The lists that a procedure assesses by."""
FINDING_RESULTS = word_table(met=("符合", "met"), not_met=("不符合", "not met"), excepted=("例外适用", "excepted"))

NEGATIVE_RESULTS = word_table(met=("存在", "exists"), not_met=("不存在", "does not exist"))
"""A situation that must not be tolerated exists, or it does not."""

FACTOR_RESULTS = word_table(met=("有利", "for"), not_met=("不利", "against"))
"""A factor is weighed, not met."""

_RESULTS_OF_KIND = {"factor": FACTOR_RESULTS, "negative": NEGATIVE_RESULTS}

ADVICE = word_table(true=("赞成", "in favour"), false=("不赞成", "not in favour"))
LEGALITY = word_table(true=("通过", "passed"), false=("未通过", "not passed"))

TIMELINESS = word_table(true=("逾期完成", "late"), false=("按期完成", "in time"))
REPLY_TIMELINESS = word_table(true=("逾期反馈", "late"), false=("按期反馈", "in time"))
LATE_FILING = word_table(true=("晚于计划开工，按事后报备标明", "after the planned start, marked as filed afterwards"))

OBJECTION = word_table(true=("提出异议", "objects"), false=("无异议", "does not object"))
"""What an organ says that takes note of a result."""

CONTRARY_USE = word_table(
    true=("违反结果运用，责令整改", "contrary to the result, to be put right"),
    false=("未发现违反结果运用", "not found contrary to the result"),
)
"""What was found of a report."""

CORRECTION_REFUSED = word_table(true=("拒不整改", "refused"), false=("整改不力", "weak"))

DIGEST_REACH = word_table(
    true=("典型案例，各单位可查", "a precedent that units may read"),
    false=("仅供办理机关和党委（党组）查阅", "for handling organs and committees only"),
)

DRAFT_CHECKS = word_table(true=("核稿通过", "passed"), false=("退回修改", "sent back"))
COUNTERSIGNATURES = word_table(true=("同意", "consents"), false=("不同意，退回", "does not consent, sent back"))
DOCUMENT_TASKS = word_table(
    draft_document=("修改退回的文稿", "Revise the draft that was sent back"),
    check_document=("核稿", "Check a draft"),
    countersign_document=("文书会签", "Countersign a draft"),
    sign_document=("签发", "Sign a document for issue"),
    issue_document=("印发", "Issue a signed document"),
    file_stamped_scan=("盖章件归卷", "File the stamped scan"),
    confirm_receipt=("签收书面反馈", "Confirm receipt of the feedback"),
)
"""What is asked for with an official document."""
OFFICIAL_DOCUMENTS: Mapping[str, Bilingual] = {kind.value: name for kind, name in KIND_NAMES.items()}
"""What the kinds of official documents are called."""

DECISIONS = word_table(
    acceptance=("受理意见", "acceptance"),
    exception=("例外认定意见", "exception"),
    determination=("认定意见", "determination"),
    approval=("批准意见", "approval"),
    reappraisal=("复议意见", "reappraisal"),
)

DISAGREEMENT_RESULTS = word_table(
    agreed=("达成一致，重新提出意见", "agreed, to be proposed anew"),
    passed_up=("未达成一致，提交下一层级", "not agreed, passed on"),
    upheld=("表决支持原意见，视同会签", "upheld by vote, as if signed"),
    dismissed=("表决不支持，原意见不得再提", "voted down, not to be proposed again"),
)
"""What came of a disagreement of joint organs before a body."""

REFUSAL_GROUNDS = word_table(
    second_tolerance=("同一事项已容错，不予二次容错", "second tolerance of the same matter"),
    out_of_scope=("不属于适用范围", "out of scope"),
    wrong_level=("不属于本级管理权限", "not of this level"),
    materials_missing=("材料不齐", "materials missing"),
)
"""The usual grounds; a code of an office's own is shown as it is."""

PUBLICITY_RESULTS = word_table(
    quiet=("没有异议", "no objection"),
    dismissed=("异议不成立", "no objection upheld"),
    upheld=("异议成立", "an objection upheld"),
)

PAPER_ENDINGS = word_table(
    decided=("已作出认定", "decided"),
    not_accepted=("不予受理", "not accepted"),
    withdrawn=("申请已撤回", "withdrawn"),
)
"""How a case ended on paper."""

IMPORT_STATES = word_table(
    waiting=("待录入", "to be entered"),
    entered=("已录入", "entered"),
    known=("已在册", "there before"),
    faulty=("有错，未录入", "faulty, not entered"),
    refused=("规则不允许，未录入", "refused by the rules, not entered"),
)
"""What becomes of a case of a file from paper."""

REAPPRAISAL_RESULTS = word_table(
    upheld=("维持", "upheld"),
    changed=("变更", "changed"),
    reopened=("撤销不予受理，继续办理", "reopened"),
    not_accepted=("不予受理", "not taken up"),
)

ENDORSEMENTS = word_table(
    signed=("已签字背书", "signed"),
    substitute=("由上级党委代为背书", "substitute"),
    requested=("待负责人签字", "requested of the head"),
    refused=("拒绝背书（附理由）", "refused, with reasons"),
)


def endorsement(kind: str, *, paper: bool) -> str:
    """How an application was endorsed; what was signed on paper is marked as paper."""
    return say(word(ENDORSEMENTS, kind)) + (told("（纸质，附扫描件）", " (on paper, with a scan)") if paper else "")


EXCLUSIONS = word_table(
    recused=("已回避", "recused"),
    party=("本案当事人、申请人或背书人", "a subject, applicant or endorser of the case"),
    proposer=("所表决意见的提出人或会签人", "put forward or signed what is voted on"),
)
"""Why a member of a committee has no vote."""

LINKED = word_table(case=("案件", "case"), risk_filing=("事前报备", "risk filing"))
"""What a work record may be linked to."""

REPLIES = word_table(filed=("予以备案", "filed"), not_filed=("不予备案", "not filed"))

RISK_FILING_ENDINGS = word_table(
    expired=("有效期满", "expired"),
    withdrawn=("单位撤回", "withdrawn"),
    matter_ended=("事项办结", "the matter has ended"),
    not_filed=("不予备案", "not filed"),
)

SUBJECT_KINDS = word_table(person=("个人", "person"), unit=("单位", "unit"))

REACHES = word_table(
    unit=("所在单位和结果运用单位", "the own unit and the users of results"),
    wider=("更大范围", "a wider scope"),
)
"""How far a clarification goes."""

RESULT_STATES = word_table(
    in_force=("生效", "in force"),
    suspended=("暂停运用（复议、申诉期间）", "suspended while an appeal runs"),
    in_progress=("办理中，尚无结论", "in progress: no conclusion"),
    ended=("已终止", "ended"),
    concluded=("已有结论", "concluded"),
)

VERSION_STATES = word_table(
    current=("现行", "current"),
    superseded=("已被取代", "superseded"),
    draft=("草案，待审批", "draft"),
    outdated=("草案已过时", "outdated"),
    withdrawn=("已撤回", "withdrawn"),
)

DAY_KINDS = word_table(
    statutory=("放假", "holiday"),
    in_lieu=("调休放假", "off in lieu"),
    make_up=("调休上班", "make-up"),
    weekend=("周末", "weekend"),
    weekday=("工作日", "weekday"),
    local=("地方放假", "local"),
)

RUNG_LEVELS: Mapping[int, str] = MappingProxyType({1: "提醒", 2: "催办", 3: "督办", 4: "上报"})
"""The usual names of the ladder's rungs, where a list shows only how far it went."""

TEXT_PARTS = word_table(
    title=("标题", "title"),
    statement=("陈述", "statement"),
    reasons=("理由", "reasons"),
    demands=("整改要求", "demands"),
    finding_reasons=("逐项理由", "reasons, item by item"),
    late_entry_reason=("事后录入的理由", "why it was entered late"),
    ground_statement=("情形说明", "the situation in words"),
    not_tolerated_because=("不予容错的依据", "why it is not tolerated"),
    lesson=("启示", "lesson"),
    organ_named=("所涉机关、单位", "the organ concerned"),
    addressees=("主送", "to"),
    copies_to=("抄送", "copies"),
    document_text=("正文", "text"),
    enclosures=("附件", "enclosures"),
    note=("附注", "note"),
)


RISK_FILING_STAGES = word_table(
    review=("审查中", "being looked at"),
    reply=("待反馈", "awaiting the reply"),
    with_group=("会商中", "with the coordination group"),
    archive=("待存档", "to be archived"),
    in_force=("有效", "in force"),
    closed=("已终结", "ended"),
)

RISK_FILING_TEXTS = word_table(
    title=("标题", "title"),
    statement=("说明", "statement"),
    reasons=("理由", "reasons"),
    advice=("意见建议", "advice"),
    late_entry_reason=("事后录入的理由", "why it was entered late"),
    risks=("预判的风险", "risks foreseen"),
    conditions=("备案条件", "conditions"),
)
"""The parts of what people write on a filing, in the order in which a page shows them."""

MEETING_STATES = word_table(
    convened=("已通知，待召开", "notice given"),
    held=("已召开，结果已登记", "held"),
    cancelled=("已取消", "called off"),
)

MEETING_TEXTS = word_table(
    place=("地点", "place"),
    statement=("说明", "statement"),
    reasons=("理由", "reasons"),
    number_used_because=("再次使用文号的理由", "why the number is used again"),
    late_entry_reason=("事后录入的理由", "why it was entered late"),
)
"""The parts of what people write that stand below an entry; the title stands above the meeting."""

ATTENDANCE = word_table(present=("到会", "present"), absent=("缺席", "absent"), on_leave=("请假", "on leave"))

AGREEMENTS = word_table(true=("达成一致", "all agree"), false=("未达成一致", "no agreement"))
"""Whether all agree, where a disagreement is settled."""

MEETING_CORRECTIONS = word_table(true=("更正原来的登记", "corrects the entry before"))

ITEM_OUTCOMES = word_table(
    recorded=("已记入案卷", "taken in by the case"),
    to_confirm=("结果改变，待另一人复核", "another result, to be confirmed by another person"),
    refused=("未能记入", "refused"),
    pending=("结果未知，请再次送入", "not known yet"),
    missing=("尚未送入", "not handed in yet"),
    not_taken_up=("未研究", "not taken up"),
)
"""What became of an item of a meeting in its case."""

REPORT_STATES = word_table(
    owed=("应报送", "owed"),
    overdue=("逾期未报送", "overdue"),
    handed_in=("已报送", "handed in"),
)
FREQUENCIES = word_table(month=("每月", "monthly"), quarter=("每季", "quarterly"), year=("每年", "yearly"))
WORK_RECORD_STATES = word_table(
    open=("记录中", "open"),
    overdue=("定期工作逾期", "next entry overdue"),
    closed=("已办结", "closed"),
)

WORK_RECORD_TEXTS = word_table(
    statement=("内容", "statement"), late_entry_reason=("事后录入的理由", "why it was entered late")
)
"""The parts of what people write that stand below an entry; the title stands above the record."""


def word(table: Mapping[str, Bilingual], code: str | bool) -> Bilingual:
    """The words of a code, or of yes and no; a code without words, from a later release, is shown as it is."""
    code = str(code).lower() if isinstance(code, bool) else code
    return table.get(code) or Bilingual(zh=code, en=code)


def finding_word(kind: str, result: str) -> Bilingual:
    """The words of what was found of an item of a kind."""
    return word(_RESULTS_OF_KIND.get(kind, FINDING_RESULTS), result)


ACCOUNT_EVENTS = word_table(
    signed_in=("登录", "signed in"),
    break_glass_used=("使用应急账号登录", "signed in with the break-glass account"),
    sign_in_failed=("登录失败", "failed to sign in"),
    signed_out=("退出", "signed out"),
    sessions_ended=("结束登录", "sessions ended"),
    ended_at_provider=("统一身份认证通知退出", "signed out at the identity provider"),
    invited=("发出邀请", "invited"),
    account_made=("设置账号", "account made"),
    password_changed=("更改密码", "password changed"),
    second_factor_on=("启用动态口令", "second factor turned on"),
    second_factor_off=("停用动态口令", "second factor turned off"),
    account_disabled=("停用账号", "account closed"),
    account_enabled=("恢复账号", "account opened again"),
    break_glass_set=("设为应急账号", "made the break-glass account"),
    token_made=("签发令牌", "token made"),
    token_revoked=("撤销令牌", "token revoked"),
    token_refused=("令牌从未许可的地址使用，已拒绝", "token refused from an address"),
    verified_again=("再次验证身份", "identity shown again"),
)
"""What was done with accounts, sessions and machine tokens."""

WAYS_IN = word_table(
    persona=("演示角色", "a persona of the demonstration"),
    password=("密码", "a password"),
    totp=("密码和动态口令", "a password and a code"),
    recovery_code=("密码和恢复码", "a password and a recovery code"),
    oidc=("统一身份认证", "the identity provider"),
    invitation=("凭邀请", "by invitation"),
    cli=("命令行", "the command line"),
    set_up=("首次设置", "set up"),
)
"""How somebody showed who they are."""
TOKEN_MAKERS = word_table(cli=("命令行", "the command line"), demonstration=("演示", "the demonstration"))
"""Who makes machine tokens beside people."""

NOTICE_KINDS: Mapping[str, Bilingual] = {kind.value: name for kind, name in KINDS.items()}
"""What notices are called."""
DELIVERY_STATES = word_table(
    queued=("待发送", "waiting"),
    under_way=("发送中", "on its way"),
    delivered=("已送达", "delivered"),
    failed=("未送达", "failed"),
    stopped=("已停止", "stopped"),
    lapsed=("不再发送", "lapsed"),
)
"""Where a message is."""
CHANNELS = word_table(mail=("邮件", "mail"), hook=("接收地址", "hook"))
"""By which a message goes."""
HOOK_STATES = word_table(
    proposed=("待批准", "to be approved"), active=("已启用", "active"), disabled=("已停用", "disabled")
)
"""How a hook stands."""
