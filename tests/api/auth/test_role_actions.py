"""Every role by every action: what posts of each kind may do, how far, by which rule; against one reviewed table.

`role_actions.txt` has a line for each role, duty and action that anything is said of; written anew with
RONGCUO_RECORD_TABLE=1, and read line by line.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from api.auth.policy import (
    ACTIONS,
    COMMAND_NAMES,
    FORBIDS,
    RULES,
    ReadName,
    allowed,
    forbidding,
    forbids,
    is_of_kind,
    permitting,
)
from api.identity.personas import Persona
from domain.streams import StreamName, stream_of

READS_OF: Mapping[StreamName, ReadName] = {
    "case": "read_case",
    "risk_filing": "read_risk_filings",
    "work_record": "read_work_records",
    "meeting": "read_meetings",
}
TABLE = Path(__file__).with_name("role_actions.txt")
ROLES = sorted({role for rule in RULES for role in rule.roles} | {"unheard_of"})
DUTIES = sorted(
    {duty for rule in RULES for duty in rule.duties}
    | {duty for rule in FORBIDS for duty in rule.duties}
    | {"unheard-of"}
)
_HEAD = """\
每类机关、每种职务对每件事：可以的写范围和规则，禁止的写规则；没有写的就是不可以。
由 tests/api/auth/test_role_actions.py 生成，逐行审阅。
Each role and duty by each action: how far and by which rule; what is forbidden; what is not written nobody may.
"""


def test_the_table_is_the_one_reviewed() -> None:
    """Every cell; where a change is meant, the table is written anew and reviewed."""
    if os.environ.get("RONGCUO_RECORD_TABLE"):
        TABLE.write_text(table(), "utf-8")

    assert table() == TABLE.read_text("utf-8")


def test_of_a_role_or_duty_that_no_rule_names_nothing_is_permitted() -> None:
    """None means no."""
    for role, duty in (("unheard_of", "officer"), ("organization", "unheard-of")):
        assert [action for action in ACTIONS if allowed(_of(role, duty), action).allow] == []


def test_who_may_act_on_something_may_see_it() -> None:
    """No post has an act on what it never sees.

    Personnel readers act on results, operators urge what is on their board.
    """
    blind = [
        (role, duty, act)
        for role in ROLES
        for duty in DUTIES
        for act in COMMAND_NAMES
        if allowed(_of(role, duty), act).allow
        and not allowed(_of(role, duty), READS_OF[stream_of(act)]).allow
        and duty != "hr"
        and (duty, act) != ("operator", "urge_duty")
    ]

    assert blind == []


def table() -> str:
    """The table as it is kept for review."""
    lines = [_HEAD]
    for role in ROLES:
        for duty in DUTIES:
            told = list(_lines(_of(role, duty)))
            if told:
                lines += [f"{role} · {duty}", *told, ""]
    return "\n".join(lines)


def _lines(who: Persona) -> Iterator[str]:
    for action in sorted(ACTIONS):
        permits = [f"{rule.reach.value} ({rule.id})" for rule in permitting(action) if is_of_kind(rule, who)]
        against = [rule.id for rule in forbidding(action) if forbids(rule, who, action, None)]
        if permits:
            forbidden = f"  禁止 {', '.join(against)}" if against else ""
            yield f"  {action:<28}{', '.join(permits)}{forbidden}"


def _of(role: str, duty: str) -> Persona:
    post = f"{role}-{duty}".replace("_", "-")
    return Persona(
        person="p1", position=post, organ="organ", name_zh="某人", title_zh="某职务", duty=duty, role=role,
        jurisdiction="place",
    )  # fmt: skip
