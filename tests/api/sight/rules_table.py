"""The tables of docs/who-sees-what.md, made from the rules: `python -m tests.api.sight.rules_table` writes it anew."""

import re
from pathlib import Path

import api
from api.auth.policy import COMMAND_NAMES, FORBIDS, RULES, Forbid, Rule, When

DOCUMENT = Path(api.__file__).parents[1] / "docs" / "who-sees-what.md"
_HEAD = "| 规则 rule | 职务 who | 范围 reach | 看 sees | 办 acts |\n|---|---|---|---|---|\n"
_TABLE = re.compile(r"\| 规则 rule \|.*?\n(?=\n)", re.DOTALL)
_FORBIDS_HEAD = "| 禁止 forbids | 说的是 says | 何时 when | 何事 what |\n|---|---|---|---|\n"
_FORBIDS_TABLE = re.compile(r"\| 禁止 forbids \|.*?\n(?=\n)", re.DOTALL)
_WHEN = {When.ALWAYS: "任何时候 always", When.PARTY: "本人的事项 own matter", When.RECUSED: "已经回避 recused"}


def row(rule: Rule) -> str:
    """A rule as a line: who, how far, what they read, and how many kinds of act."""
    reads = sorted(action.removeprefix("read_") for action in rule.actions if action.startswith("read_"))
    acts = sorted(action for action in rule.actions if not action.startswith("read_"))
    cells = (rule.id, rule.says.zh, rule.reach.value, ", ".join(reads) or "—", ", ".join(acts) or "—")
    return f"| {' | '.join(cells)} |\n"


def forbids_row(rule: Forbid) -> str:
    """A rule that forbids as a line: what it says, when, and what."""
    but = f" (but {', '.join(sorted(rule.but))})" if rule.but else ""
    acts = [f"各种办理 every act{but}"] if rule.actions >= COMMAND_NAMES else []
    named = sorted(rule.actions - COMMAND_NAMES if acts else rule.actions)
    what = ", ".join([*acts, *(action.removeprefix("read_") for action in named)])
    return f"| {rule.id} | {rule.says.zh} | {_WHEN[rule.when]} | {what} |\n"


def with_table(text: str) -> str:
    """The document with the tables as the rules have them now."""
    text = _FORBIDS_TABLE.sub(lambda _: _FORBIDS_HEAD + "".join(map(forbids_row, FORBIDS)), text)
    return _TABLE.sub(lambda _: _HEAD + "".join(map(row, RULES)), text)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), "utf-8")
