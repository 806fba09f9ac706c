"""What the inbox calls things: its tabs and their parts, and what a task asks for, as a phrase with a verb."""

from collections.abc import Mapping

from api.inbox.tasks import Tab, Task
from api.labels.naming import Names
from api.labels.words import DECISIONS, word
from domain.values import Bilingual
from policies.packs.words import word_table
from projections.inbox.inbox import What

TABS = word_table(
    mine=("我的", "Mine"),
    unclaimed=("本单位待领", "Unclaimed"),
    votes=("待我表决", "Votes"),
    notices=("抄送、阅知", "Notices"),
    later=("稍后提醒", "Later"),
    done=("已办", "Done"),
)
PARTS = word_table(
    overdue=("逾期", "Overdue"),
    today=("今日", "Today"),
    soon=("3个工作日内", "Within 3 working days"),
    week=("本周", "This week"),
    after=("以后", "Later on"),
)
EMPTY: Mapping[Tab, Bilingual] = {
    Tab.MINE: Bilingual(
        zh="您认领的、转给您的和指明由您办理的事项会列在这里。可以到“本单位待领”认领。",
        en="What you claimed, what was passed to you and what is asked of your post. Claim some under Unclaimed.",
    ),
    Tab.UNCLAIMED: Bilingual(
        zh="本单位应办、还没有人认领的事项会列在这里。",
        en="What your organ owes and nobody has claimed.",
    ),
    Tab.VOTES: Bilingual(
        zh="开启表决后，您应当表决而尚未表决的会列在这里；回避的不列。",
        en="Rounds in which you are to vote and have not; none from which you are recused.",
    ),
    Tab.NOTICES: Bilingual(
        zh="督办、上报给您或本单位的通知会列在这里，阅知后归入“已办”。",
        en="What you or your organ were told of delays; what you have read goes to Done.",
    ),
    Tab.LATER: Bilingual(
        zh="您设了稍后提醒的事项会列在这里，到日子回到“我的”。",
        en="What you put off; it comes back to Mine on its day.",
    ),
    Tab.DONE: Bilingual(
        zh="您办结、表决和阅知的事项会列在这里。",
        en="What you have done, voted on and read.",
    ),
}
"""What a tab with nothing in it is for."""
_ENDORSEMENT = "endorsement"
_SUBJECT = "subject"


def to_do(task: Task, names: Names) -> str:
    """What a task asks for."""
    name = task.name.zh if task.name else names.step(task.code).zh
    match task.what:
        case What.DUTY:
            return f"当事人应办：{name}" if task.organ == _SUBJECT else name
        case What.SIGN if task.code == _ENDORSEMENT:
            return "签字背书"
        case What.SIGN:
            return f"会签：{word(DECISIONS, task.code).zh}"
        case What.VOTE:
            return f"表决：{names.step(task.code).zh}"
        case What.ESCALATION:
            return f"阅知：{name}"


def handler(task: Task, names: Names) -> str:
    """Who has a task, and how it came to them; where whoever had it has left the post, that too."""
    if task.handler is None:
        return ""
    person = names.person(task.handler)
    if task.handler_left:
        return f"原由{person}办理，已不在岗"
    by = task.changed_by
    if by is None or task.act in {"claim", "snooze", "wake"}:
        return person if by is None or by.for_person is None else f"{person}（{names.person(by.person)}代）"
    return f"{person}（{names.person(by.person)}{'转办' if task.act == 'forward' else '分派'}）"


def taken(task: Task, names: Names, when: str) -> str:
    """That somebody was faster, who, and when."""
    who = names.person(task.handler) if task.handler else "他人"
    return (
        f"已由{who}于{when}{'认领' if task.act == 'claim' else '接办'}" if task.handler else f"已于{when}退回本单位待领"
    )
