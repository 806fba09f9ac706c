"""How a version of the law is told, a calendar or an edition of a pack: its state, and who did what to it when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from api.labels.words import VERSION_STATES, word
from api.law.pack_versions import RoleUnplayed
from api.law.version_states import VersionState, Who
from deploy.cli.terminal import both
from domain.terms.deadlines import SHANGHAI


def told_state(state: VersionState) -> str:
    """A state in both languages."""
    return both(word(VERSION_STATES, state))


def told_act(who: Who | None, at: datetime | None) -> str:
    """By whom and when, in Chinese time."""
    return f"{who.name} {at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if who and at else "-"


def told_withdrawn(draft_zh: str, draft_en: str) -> str:
    """That a draft was taken back."""
    return f"草案 {draft_zh} 已撤回，编号不再使用 / draft {draft_en} is withdrawn; its number stays unused"


def told_unplayed(unplayed: Iterable[RoleUnplayed]) -> Iterator[str]:
    """The roles of procedures that no organ plays, a line each."""
    for each in unplayed:
        where = each.jurisdiction or "全部地区 everywhere"
        yield f"没有机关承担 nobody plays: {each.pack} {each.role}（{both(each.name)}），{where}"
