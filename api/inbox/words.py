"""What the inbox calls things: its tabs and their parts, and what a task asks for, as a phrase with a verb."""

from collections.abc import Mapping

from api.http.language import say, told
from api.inbox.tasks import Tab, Task
from api.labels.naming import Names
from api.labels.words import DECISIONS, DOCUMENT_TASKS, OFFICIAL_DOCUMENTS, word
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


def to_do(task: Task, names: Names) -> str:  # noqa: PLR0911 - one arm a kind
    """What a task asks for."""
    name = say(task.name) if task.name else say(names.step(task.code))
    match task.what:
        case What.DUTY:
            return told("当事人应办：", "For the subject: ") + name if task.organ == _SUBJECT else name
        case What.SIGN if task.code == _ENDORSEMENT:
            return told("签字背书", "Endorse")
        case What.SIGN:
            return told("会签：", "Sign: ") + say(word(DECISIONS, task.code))
        case What.VOTE:
            return told("表决：", "Vote: ") + say(names.step(task.code))
        case What.CONFIRM:
            return told("复核更正：", "Confirm a correction: ") + say(names.step(task.code))
        case What.ESCALATION:
            return told("阅知：", "Read: ") + name
        case What.RECEIPT:
            return say(DOCUMENT_TASKS[task.what.value])
        case What.REDRAFT | What.CHECK | What.COUNTERSIGN | What.SIGN_DOCUMENT | What.ISSUE | What.FILE_SCAN:
            return say(DOCUMENT_TASKS[task.what.value]) + told("：", ": ") + say(_document(task, names))


def _document(task: Task, names: Names) -> Bilingual:
    """What a document is called by the procedure, or by its kind."""
    rule = names.pack.official_document(task.code) if names.pack else None
    return rule.name if rule else word(OFFICIAL_DOCUMENTS, task.document_kind or "")


def handler(task: Task, names: Names) -> str:
    """Who has a task, and how it came to them; where whoever had it has left the post, that too."""
    if task.handler is None:
        return ""
    person = names.person(task.handler)
    if task.handler_left:
        return told(f"原由{person}办理，已不在岗", f"was {person}'s, who has left the post")
    by = task.changed_by
    if by is None or task.act in {"claim", "snooze", "wake"}:
        deputy = names.person(by.person) if by and by.for_person else ""
        return told(f"{person}（{deputy}代）", f"{person} (by {deputy})") if deputy else person
    how = told("转办", "forwarded by ") if task.act == "forward" else told("分派", "assigned by ")
    return told(f"{person}（{names.person(by.person)}{how}）", f"{person} ({how}{names.person(by.person)})")


def taken(task: Task, names: Names, when: str) -> str:
    """That somebody was faster, who, and when."""
    who = names.person(task.handler) if task.handler else "他人"
    return (
        f"已由{who}于{when}{'认领' if task.act == 'claim' else '接办'}" if task.handler else f"已于{when}退回本单位待领"
    )
