"""Words for records that cannot be shown: the read models, why a stream is set aside, what was changed."""

from collections.abc import Mapping
from typing import Final

from domain.values import Bilingual
from eventlog.integrity import Fault
from projections.projector.logged import Reason

READ_MODELS: Final[Mapping[str, Bilingual]] = {
    "log": Bilingual(zh="事件日志", en="event log"),
    "case_page": Bilingual(zh="案卷与期限", en="case file and deadlines"),
    "inbox": Bilingual(zh="待办", en="inbox"),
    "result_application": Bilingual(zh="结果运用", en="results"),
    "bans": Bilingual(zh="事项与二次容错", en="matters and bans"),
    "precedents": Bilingual(zh="案例", en="precedents"),
    "risk_filings": Bilingual(zh="事前报备", en="risk filings"),
    "work_records": Bilingual(zh="工作记录", en="work records"),
}

REASONS: Final[Mapping[Reason, Bilingual]] = {
    "manipulated": Bilingual(zh="登记之后被改动", en="changed after it was recorded"),
    "later_release": Bilingual(zh="由更新的版本写入", en="written by a later release"),
    "unreadable": Bilingual(zh="内容不能读取", en="cannot be read"),
    "not_folded": Bilingual(zh="读模型不能处理", en="the read model cannot take it"),
    "not_written": Bilingual(zh="数据库不能写入", en="the database cannot take it"),
}

FAULTS: Final[Mapping[Fault, Bilingual]] = {
    "missing": Bilingual(zh="事件缺失", en="the event is gone"),
    "entry": Bilingual(zh="条目被改动，无法读出", en="its entry was changed and cannot be read"),
    "columns": Bilingual(zh="各列与条目不符", en="its columns are not those of its entry"),
    "payload": Bilingual(zh="事实与其摘要不符", en="its facts do not have their digest"),
    "private": Bilingual(zh="文字与其摘要不符", en="its words do not have their digest"),
    "key": Bilingual(zh="案件密钥被改动", en="the key of its case was changed"),
    "chain": Bilingual(zh="与前一事件不相衔接", en="it does not follow the event before it"),
    "order": Bilingual(zh="在日志中的次序不对", en="its place in the log is wrong"),
    "ledger": Bilingual(zh="与命令台账不符", en="the ledger of commands says otherwise"),
}
