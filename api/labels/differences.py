"""Words for what a comparison of the engine with the log finds (`rongcuo reconcile`)."""

from policies.packs.words import word_table

DIFFERENCES = word_table(
    missing=("没有流程", "no run"),
    terminated=("流程被终止", "run terminated"),
    failed=("流程以失败结束", "run failed"),
    canceled=("流程被取消", "run cancelled"),
    timed_out=("流程超时结束", "run timed out"),
    completed=("未办结而流程已结束", "run ended before its case"),
    continued_as_new=("流程的后续不见了", "run that goes on nowhere"),
    behind=("日程落后于日志", "agenda behind the log"),
    ahead=("日程超前于日志", "agenda ahead of the log"),
    altered=("日程与日志不符", "agenda other than the log's"),
    stuck=("流程答不上来", "run cannot answer"),
    silent=("流程不应答", "run does not answer"),
    forged=("回答不是本安装的", "answer that is not ours"),
    digest_schedule=("每日简报的计划", "schedule of the daily digest"),
    roll_out=("日历重排", "roll-out of a calendar"),
    unreadable=("案件的记录读不出来", "record that cannot be read"),
    read_models_behind=("读模型落后，不知是否要重排", "read models behind: roll-out not known"),
)
