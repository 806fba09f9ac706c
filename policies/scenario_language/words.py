"""The words of a scenario: what acts and events are called, in code or in the official Chinese, and which rules exist.

The Chinese words are those that begin the docstrings of commands and events, as docs/glossary.md lists them.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from domain import catalogue
from domain.catalogue import terms_of
from domain.messages import Command, Event, kind_of
from domain.pack.terms import ArticleId

REPLAN = "replan"
"""What the clock asks of a case after another calendar was published; all else that a scenario tells, people do."""
COMMANDS: Mapping[str, type[Command]] = {
    kind: each
    for each in catalogue.COMMANDS
    if ((kind := kind_of(each)) == REPLAN or each.endpoint) and each not in catalogue.MEETING_COMMANDS
}
"""What may be done in a scenario; alarms ring by themselves, and of a meeting it tells what the case takes in."""
EVENTS: Mapping[str, type[Event]] = {
    kind_of(each): each
    for each in (*catalogue.RISK_FILING_EVENTS, *catalogue.WORK_RECORD_EVENTS, *catalogue.CASE_EVENTS)
}

ORDINARY, ROUND, CLOCK = "ordinary", "round", "clock"
"""Several acts in a word: the ordinary path up to a step, a whole vote, and the clock running on until a day."""
_MACROS = {"正常办理": ORDINARY, "一轮表决": ROUND, "时间到": CLOCK}

SAID_BY_ACT: Mapping[str, Mapping[str, bool]] = {
    "不予受理": {"accepted": False},
    "会签不同意": {"consents": False},
    "不予接收": {"accepts": False},
}
"""What a word says beside what it names."""
SAID_BY_EVENT: Mapping[str, Mapping[str, bool]] = {"期限内完成": {"late": False}, "逾期完成": {"late": True}}

REFUSALS = frozenset(each.code for each in catalogue.REFUSALS)

RULE_COUNTS = {"NJ": 39, "BT": 24, "YN": 10, "ZS": 45, "NS": 22, "A": 65, "R": 25}
"""How many rules each source has, of the open questions (A) and of the demands (R)."""
SITUATION_COUNTS = {"NJ": 10, "YN": 6}

_RULE = re.compile(r"([A-Z]{1,2})-(S?)(\d{1,2})")


def _words(kinds: Mapping[str, type[Command] | type[Event]]) -> dict[str, str]:
    """Every name of a kind: its own, that of its class, and the Chinese ones."""
    words = {kind: kind for kind in kinds}
    for kind, each in kinds.items():
        words[each.__name__] = kind
        words |= dict.fromkeys(terms_of(each), kind)
    return words


_ACT_WORDS = _words(COMMANDS) | _MACROS | {each: each for each in _MACROS.values()} | {"会签不同意": "sign_off"}
_EVENT_WORDS = _words(EVENTS)


def _act(word: str) -> str:
    if word not in _ACT_WORDS:
        raise _unknown("act", word, _ACT_WORDS)
    return _ACT_WORDS[word]


def _event(word: str) -> str:
    if word not in _EVENT_WORDS:
        raise _unknown("event", word, _EVENT_WORDS)
    return _EVENT_WORDS[word]


def _refusal(code: str) -> str:
    if code not in REFUSALS:
        raise _unknown("refusal", code, REFUSALS)
    return code


def is_rule(id_: str) -> bool:
    """Whether an id is of a rule of the five source texts, of a default of ours or of a demand."""
    found = _RULE.fullmatch(id_)
    counts = SITUATION_COUNTS if found and found[2] else RULE_COUNTS
    width = 1 if found and found[2] else 2
    return bool(found and len(found[3]) >= width and 1 <= int(found[3]) <= counts.get(found[1], 0))


def _cited(id_: str) -> str:
    """An article as it is cited: of a text this software was made of it must be one that there is."""
    return id_ if id_.partition("-")[0] not in RULE_COUNTS else _rule(id_)


def _rule(id_: str) -> str:
    if not is_rule(id_):
        raise _unknown("rule", id_)
    return id_


def _unknown(what: str, word: str, words: Iterable[str] = ()) -> PydanticCustomError:
    """What is said of a word that nothing is called by, with the one that was perhaps meant."""
    close = get_close_matches(word, words, n=1, cutoff=0.5)
    meant = f"; did you mean {close[0]}?" if close else ""
    return PydanticCustomError("unknown_word", "{said}", {"said": f"no such {what}: {word}{meant}"})


ActWord = Annotated[str, AfterValidator(_act)]
"""The kind of a command, or a word for several; read from any of its names."""
EventWord = Annotated[str, AfterValidator(_event)]
RefusalCode = Annotated[str, AfterValidator(_refusal)]
RuleId = Annotated[str, AfterValidator(_rule)]
CitedId = Annotated[ArticleId, AfterValidator(_cited)]
"""An article that a scenario shows or a refusal cites: of a pack's own, or of the texts."""
