"""The table of docs/who-sees-what.md, made from the rules: `python -m tests.api.sight.rules_table` writes it anew."""

import re
from pathlib import Path

import api
from api.auth.policy import RULES, Rule

DOCUMENT = Path(api.__file__).parents[1] / "docs" / "who-sees-what.md"
_HEAD = "| 规则 rule | 职务 who | 范围 reach | 看 sees | 办 acts |\n|---|---|---|---|---|\n"
_TABLE = re.compile(r"\| 规则 rule \|.*?\n(?=\n)", re.DOTALL)


def row(rule: Rule) -> str:
    """A rule as a line: who, how far, what they read, and how many kinds of act."""
    reads = sorted(action.removeprefix("read_") for action in rule.actions if action.startswith("read_"))
    acts = sorted(action for action in rule.actions if not action.startswith("read_"))
    cells = (rule.id, rule.says.zh, rule.reach.value, ", ".join(reads) or "—", ", ".join(acts) or "—")
    return f"| {' | '.join(cells)} |\n"


def with_table(text: str) -> str:
    """The document with the table as the rules have it now."""
    return _TABLE.sub(lambda _: _HEAD + "".join(map(row, RULES)), text)


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text("utf-8")), "utf-8")
