"""Words for records that cannot be shown: the read models, why a stream is set aside, what was changed."""

from policies.packs.words import word_table

READ_MODELS = word_table(
    log=("事件日志", "event log"),
    case_page=("案卷与期限", "case file and deadlines"),
    inbox=("待办", "inbox"),
    paperwork=("文书", "official documents"),
    result_application=("结果运用", "results"),
    bans=("事项与二次容错", "matters and bans"),
    own_matters=("本人事项", "own matters"),
    precedents=("案例", "precedents"),
    risk_filings=("事前报备", "risk filings"),
    work_records=("工作记录", "work records"),
    meetings=("会议", "meetings"),
    dispatches=("发文登记", "documents sent"),
)

DIFFERENCES = word_table(
    missing=("缺少一行", "a row is missing"),
    unexpected=("多出一行", "a row too many"),
    differs=("内容不同", "is another"),
    unreadable=("不能读取", "cannot be read"),
    not_set_aside=("应暂缺而未暂缺", "should be set aside"),
    miscounted=("计数与行数不符", "counts other than the rows"),
)
"""How a row of a read model is not what the log says."""

REASONS = word_table(
    manipulated=("登记之后被改动", "changed after it was recorded"),
    later_release=("由更新的版本写入", "written by a later release"),
    unreadable=("内容不能读取", "cannot be read"),
    not_folded=("读模型不能处理", "the read model cannot take it"),
    not_written=("数据库不能写入", "the database cannot take it"),
)

FAULTS = word_table(
    missing=("事件缺失", "the event is gone"),
    entry=("条目被改动，无法读出", "its entry was changed and cannot be read"),
    columns=("各列与条目不符", "its columns are not those of its entry"),
    payload=("事实与其摘要不符", "its facts do not have their digest"),
    private=("文字与其摘要不符", "its words do not have their digest"),
    key=("加密内容无法用现有密钥打开", "what is sealed in it opens with no key there is"),
    chain=("与前一事件不相衔接", "it does not follow the event before it"),
    order=("在日志中的次序不对", "its place in the log is wrong"),
    ledger=("与命令台账不符", "the ledger of commands says otherwise"),
)
