"""Words for what a comparison of the engine with the log finds (`rongcuo reconcile`)."""

from collections.abc import Mapping
from typing import Final

from domain.values import Bilingual

DIFFERENCES: Final[Mapping[str, Bilingual]] = {
    "missing": Bilingual(zh="没有流程", en="no run"),
    "terminated": Bilingual(zh="流程被终止", en="run terminated"),
    "failed": Bilingual(zh="流程以失败结束", en="run failed"),
    "canceled": Bilingual(zh="流程被取消", en="run cancelled"),
    "timed_out": Bilingual(zh="流程超时结束", en="run timed out"),
    "completed": Bilingual(zh="未办结而流程已结束", en="run ended before its case"),
    "continued_as_new": Bilingual(zh="流程的后续不见了", en="run that goes on nowhere"),
    "behind": Bilingual(zh="日程落后于日志", en="agenda behind the log"),
    "ahead": Bilingual(zh="日程超前于日志", en="agenda ahead of the log"),
    "altered": Bilingual(zh="日程与日志不符", en="agenda other than the log's"),
    "stuck": Bilingual(zh="流程答不上来", en="run cannot answer"),
    "silent": Bilingual(zh="流程不应答", en="run does not answer"),
    "forged": Bilingual(zh="回答不是本安装的", en="answer that is not ours"),
    "digest_schedule": Bilingual(zh="每日简报的计划", en="schedule of the daily digest"),
    "roll_out": Bilingual(zh="日历重排", en="roll-out of a calendar"),
    "unreadable": Bilingual(zh="案件的记录读不出来", en="record that cannot be read"),
    "read_models_behind": Bilingual(zh="读模型落后，不知是否要重排", en="read models behind: roll-out not known"),
}
