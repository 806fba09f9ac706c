"""The words of access and of the log of reads: what each action, sensitivity and result is called."""

from collections.abc import Mapping

from api.auth.policy import ACTIONS
from api.commands.registry import ROUTES
from domain.notices.kinds import STREAMS
from domain.values import Bilingual
from eventlog.read_log import Result, Sensitivity
from policies.packs.words import word_table

_READS = word_table(
    read_case=("查阅案件", "read cases"),
    read_words=("查阅案情文字", "read the words of cases"),
    read_ballots=("查阅表决情况", "read ballots"),
    read_inbox=("查阅待办", "read inboxes"),
    read_own_duties=("查阅本人应办事项", "read one's own duties"),
    read_corrections=("查阅纠错整改", "read corrections"),
    read_deadlines=("查阅期限", "read deadlines"),
    read_results=("查阅结果运用", "read results"),
    query_results=("结果运用查询", "query results"),
    verify_result_queries=("核验结果运用查询回执", "check receipts of queries of results"),
    read_reappraisals=("查阅复议", "read reappraisals"),
    read_contrary_uses=("查阅违反结果运用的报告", "read reports of contrary use"),
    read_clarifications=("查阅澄清正名", "read clarifications"),
    read_matters=("查阅事项和在先案件", "read matters and earlier cases"),
    read_subjects=("查询当事人登记", "look up subjects"),
    register_subject=("登记当事人", "register subjects"),
    merge_subjects=("合并登记", "merge entries of subjects"),
    link_subject=("登记当事人的任职", "say which official a subject is"),
    change_subject=("登记当事人沿革", "record what became of subjects"),
    read_precedents=("查阅案例", "read precedents"),
    read_statistics=("查阅统计", "read statistics"),
    read_reports=("查阅定期报告", "read periodic reports"),
    read_law=("查阅程序和日历", "read procedures and calendars"),
    read_risk_filings=("查阅事前报备", "read risk filings"),
    read_work_records=("查阅工作记录", "read work records"),
    read_meetings=("查阅会议", "read meetings"),
    read_meeting_notices=("查阅会议通知", "read notices of meetings"),
    read_operations=("查阅运行情况", "read operations"),
    read_accounts=("查阅账号和令牌", "read accounts and machine tokens"),
    manage_accounts=("办理账号和令牌", "manage accounts and machine tokens"),
    manage_notices=("查看和重发通知", "look after notices"),
    propose_hook=("提出接收地址", "propose hooks"),
    approve_hook=("批准接收地址", "approve hooks"),
    read_reads=("查阅查阅记录", "read the log of reads"),
    explain_access=("查询权限说明", "have access explained"),
    propose_calendar=("提出日历", "propose calendars"),
    approve_calendar=("审批日历", "approve calendars"),
    propose_pack=("提出程序", "propose procedures"),
    approve_pack=("审批程序", "approve procedures"),
    prepare_import=("准备纸质案件的导入文件", "prepare files of paper cases"),
    approve_import=("批准纸质案件的导入文件", "approve files of paper cases"),
    read_people=("查阅机关人员名录", "read the register of people"),
    enter_people=("登记机关、职务和人员", "enter organs, posts and people"),
    appoint_people=("任免和授权", "appoint and delegate"),
    propose_organs=("提出名录的新版本", "propose versions of the register"),
    approve_organs=("批准名录的新版本", "approve versions of the register"),
)
_ACTS: Mapping[str, Bilingual] = {route.kind: route.name for route in ROUTES}
ACCESS_ACTIONS: Mapping[str, Bilingual] = {action: _READS.get(action) or _ACTS[action] for action in ACTIONS}
"""All that an access rule can be about."""

SENSITIVITIES: Mapping[Sensitivity, Bilingual] = {
    "case": Bilingual(zh="案件事实", en="facts of a case"),
    "words": Bilingual(zh="案情文字", en="words"),
    "ballots": Bilingual(zh="表决和案情文字", en="ballots and words"),
    "results": Bilingual(zh="结果运用", en="results"),
    "register": Bilingual(zh="当事人登记", en="register of subjects"),
    "list": Bilingual(zh="列表", en="lists"),
    "certificate": Bilingual(zh="期限凭证", en="certificates"),
    "export": Bilingual(zh="导出", en="exports"),
    "reads": Bilingual(zh="查阅记录", en="the log of reads"),
    "access": Bilingual(zh="权限", en="access"),
}
READ_THINGS: Mapping[str, Bilingual] = {**STREAMS, "subject": Bilingual(zh="当事人", en="subject")}
"""What kinds of thing were read."""
READ_RESULTS: Mapping[Result, Bilingual] = {
    "told": Bilingual(zh="已答复", en="answered"),
    "refused": Bilingual(zh="无权，未答复", en="refused"),
    "hidden": Bilingual(zh="无权知悉，答“没有”", en="not theirs to know"),
    "none": Bilingual(zh="没有这个对象", en="nothing there"),
    "limited": Bilingual(zh="查询过多，未答复", en="too many look-ups"),
}
