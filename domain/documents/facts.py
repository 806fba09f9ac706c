"""What of a case is put into the words of a document (文书填充项): a closed list, and the words filled with it; pure.

`{subjects}` in the words of a pack stands for what the list says. What is put in is text and nothing else: whatever
stands in it is not read again. A fact that is not there leaves a mark that says what it is and where it is entered.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.values import Bilingual


class CaseFact(StrEnum):
    """填充项: a fact of a case that may stand in the words of a document."""

    CASE_NUMBER = "case_number"
    MATTER = "matter"
    SUBJECTS = "subjects"
    APPLICANT = "applicant"
    ORGAN = "organ"
    ORGANS = "organs"
    PROCEDURE = "procedure"
    FILED_ON = "filed_on"
    EVENT_ON = "event_on"
    GROUND = "ground"
    ERROR_CLASS = "error_class"
    STATEMENT = "statement"
    REASONS = "reasons"
    DEFENCES = "defences"
    FINDINGS = "findings"
    OPINIONS = "opinions"
    DEMANDS = "demands"
    VOTE = "vote"
    APPEAL = "appeal"
    AREAS = "areas"
    DUE_ON = "due_on"
    MATERIALS = "materials"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class FactTold:
    """What a fact is called, and where it is entered if it is missing."""

    name: Bilingual
    entered: Bilingual


def _told(names: tuple[str, str], entered: tuple[str, str]) -> FactTold:
    return FactTold(Bilingual(zh=names[0], en=names[1]), Bilingual(zh=entered[0], en=entered[1]))


_OPENING = ("启动案件时", "where the case is begun")
_REGISTER = ("机关名册", "in the register of organs")
FACTS: Mapping[CaseFact, FactTold] = MappingProxyType(
    {
        CaseFact.CASE_NUMBER: _told(("案件编号", "number of the case"), ("“登记文号”", "Record the number")),
        CaseFact.MATTER: _told(("事项名称", "what the case is called"), _OPENING),
        CaseFact.SUBJECTS: _told(("当事人", "subjects"), ("当事人登记簿", "in the register of subjects")),
        CaseFact.APPLICANT: _told(("申请人", "applicant"), _OPENING),
        CaseFact.ORGAN: _told(("制发机关", "organ that issues it"), _REGISTER),
        CaseFact.ORGANS: _told(("会同机关", "organs that act jointly"), _REGISTER),
        CaseFact.PROCEDURE: _told(("适用的程序", "procedure that applies"), ("程序包", "in the pack")),
        CaseFact.FILED_ON: _told(("启动日期", "day on which the case began"), _OPENING),
        CaseFact.EVENT_ON: _told(("所依据事项的日期", "day of what it is of"), ("该事项的办理", "in that act")),
        CaseFact.GROUND: _told(("容错情形", "ground"), _OPENING),
        CaseFact.ERROR_CLASS: _told(("失误类别", "class of the error"), _OPENING),
        CaseFact.STATEMENT: _told(("所依据事项的说明", "what was said in that act"), ("该事项的办理", "in that act")),
        CaseFact.REASONS: _told(("所依据事项的理由", "reasons of that act"), ("该事项的办理", "in that act")),
        CaseFact.DEFENCES: _told(("申辩意见", "defence"), ("“听取申辩”", "Record a defence")),
        CaseFact.FINDINGS: _told(("逐项研判意见", "findings"), ("“记录研判意见”", "Record findings")),
        CaseFact.OPINIONS: _told(("认定意见", "opinions"), ("“提出认定意见”", "Propose the determination")),
        CaseFact.DEMANDS: _told(
            ("整改要求", "correction demands"), ("“提出认定意见”或“责令整改”", "with the determination or the order")
        ),
        CaseFact.VOTE: _told(("表决结果", "result of the vote"), ("“结束表决”或会议登记", "Close the round")),
        CaseFact.APPEAL: _told(("申请复议的期间和途径", "how to appeal"), ("程序包 reappraisal", "in the pack")),
        CaseFact.AREAS: _told(("结果运用的领域", "areas of results"), ("程序包 results", "in the pack")),
        CaseFact.DUE_ON: _told(("办理期限", "day by which it is due"), ("程序包的期限", "in the terms of the pack")),
        CaseFact.MATERIALS: _told(
            ("在卷材料清单", "documents in the file"), ("案件的材料页", "on the page of documents")
        ),
        CaseFact.ISSUED: _told(
            ("已印发文书清单", "documents issued"), ("案件的文书页", "on the page of official documents")
        ),
    }
)
"""Every fact, with its names and the place where it is entered."""

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_MISSING = re.compile(r"〔待填：([^〔〕]*)〕")


def placeholders(text: str) -> Iterator[str]:
    """The names that stand in braces in the words of a pack, known or not."""
    return (found[1] for found in _PLACEHOLDER.finditer(text))


def filled(text: str, facts: Mapping[CaseFact, str]) -> str:
    """The words of a pack with facts put in; of each that is missing a mark, which nobody can draft with."""

    def fact(found: re.Match[str]) -> str:
        name = CaseFact(found[1])
        return facts.get(name) or missing_mark(name)

    return _PLACEHOLDER.sub(fact, text)


def missing_mark(fact: CaseFact) -> str:
    """What stands where a fact is missing: what it is, and where it is entered."""
    said = FACTS[fact]
    return f"〔待填：{said.name.zh}（登记处：{said.entered.zh}）〕"


def missing_in(*texts: str | None) -> tuple[str, ...]:
    """What is still missing in the words of a draft, each told once."""
    return tuple(dict.fromkeys(found[1] for text in texts if text for found in _MISSING.finditer(text)))
