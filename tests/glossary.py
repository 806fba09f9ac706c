"""The tables of docs/glossary.md, made from the classes themselves: `python -m tests.glossary` writes them anew.

A row is a class's name, the Chinese term that begins its docstring, and the rules that follow it in brackets.
"""

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType
from typing import get_args

import domain
from domain import catalogue
from domain.case import correction
from domain.case import state as case
from domain.meetings import state as meeting
from domain.people.acts import AnyRegisterAct
from domain.risk_filings import state as risk_filing
from domain.terms import duty
from domain.work_records import state as work_record

GLOSSARY = Path(domain.__file__).parents[1] / "docs" / "glossary.md"
_HEAD = "| code | 中文 | source |\n|---|---|---|\n"
_TERM = re.compile(r"(?P<zh>.+?)(?: \((?P<source>[^)]*\d{2})\))?(?:: |\.)")


def _states(*modules: ModuleType) -> tuple[type, ...]:
    """The dataclasses that these modules declare."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == module.__name__
    )


TABLES: Mapping[str, tuple[type, ...]] = {
    "Commands": catalogue.CASE_COMMANDS,
    "Events": catalogue.CASE_EVENTS,
    "State": _states(duty, correction, case),
    "Risk filing commands": catalogue.RISK_FILING_COMMANDS,
    "Risk filing events": catalogue.RISK_FILING_EVENTS,
    "Risk filing state": _states(risk_filing),
    "Work record commands": catalogue.WORK_RECORD_COMMANDS,
    "Work record events": catalogue.WORK_RECORD_EVENTS,
    "Work record state": _states(work_record),
    "Meeting commands": catalogue.MEETING_COMMANDS,
    "Meeting events": catalogue.MEETING_EVENTS,
    "Meeting state": _states(meeting),
    "Register acts": get_args(get_args(AnyRegisterAct)[0]),
}
"""What is under each heading; the other terms are written by hand."""


def row(declared: type) -> tuple[str, str, str]:
    """Code name, Chinese term, source."""
    found = _TERM.match(declared.__doc__ or "")
    assert found, f"{declared.__name__}: its docstring does not begin with a term"
    return declared.__name__, found["zh"], found["source"] or "-"


def with_tables(text: str) -> str:
    """A glossary with the tables as the classes have them now."""
    for heading, declared in TABLES.items():
        rows = "".join(f"| {' | '.join(row(each))} |\n" for each in declared)
        table = re.search(rf"\n## {heading} .*?\n((?:\|[^\n]*\n)+)", text, re.DOTALL)
        assert table, f"no table under {heading}"
        text = text[: table.start(1)] + _HEAD + rows + text[table.end(1) :]
    return text


if __name__ == "__main__":
    GLOSSARY.write_text(with_tables(GLOSSARY.read_text(encoding="utf-8")), encoding="utf-8")
