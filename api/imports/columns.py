"""The columns of the sheet of paper cases: what each is called, what it means, what may be chosen in it.

A row is a subject of a case; rows of one number, one after another, are one case. It is the smallest set of columns
with which the ban, what personnel readers are answered, and the lists tell the truth; how a decision was come to stays
on paper (docs/paper.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from api.labels.words import OUTCOMES, PAPER_ENDINGS, REAPPRAISAL_RESULTS, ROUTES, word
from domain.identity import canonical_name
from domain.organs import UNITS, Organs
from domain.pack.assessment import FREE_TEXT, IN_FREE_TEXT
from domain.pack.pack import Pack

SHEET = "案件"
EXAMPLE_NUMBER = "（示例，不导入）"
"""What stands for a number in the example row of a template; no case has it."""
RUNNING = "running"
SEVERAL = "、"

Form = Literal["text", "day", "truth", "whole", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        field: Where its value goes in a `PaperCase`; below `subjects.` it is said of the subject of the row.
        form: How a cell is read.
        needed: Whether no case is without it.
        example: What the example row of the template says.
    """

    heading: str
    field: str
    form: Form
    explains: str
    example: str
    needed: bool = False

    @property
    def of_subject(self) -> bool:
        """Whether each row of a case has its own."""
        return self.field.startswith("subjects.")


COLUMNS = (
    Column(
        "纸质案号",
        "number",
        "text",
        "本机关纸质案卷的编号；一个案号就是一个案件，重复导入不会重复录入",
        EXAMPLE_NUMBER,
        needed=True,
    ),
    Column(
        "处理情况", "ending", "choice", "在办的只录入立案信息，期限不计时，其余在案卷中补录", "已作出认定", needed=True
    ),
    Column("启动方式", "route", "choice", "空着按“申请”", "申请"),
    Column("标题", "title", "text", "案件的标题，不写姓名", "村道改线先行先试失误", needed=True),
    Column(
        "案情摘要", "statement", "text", "事情经过和认定理由", "改线后遇滑坡，路基部分重做，损失已挽回。", needed=True
    ),
    Column("收到日期", "received_on", "day", "收到申请或决定启动的日期", "2021-03-02", needed=True),
    Column("事发日期", "occurred_on", "day", "失误发生的日期", "2020年9月10日", needed=True),
    Column("情形", "ground", "choice", "所依据的容错情形", "", needed=True),
    Column("情形说明", "ground_statement", "text", "情形清单未公开的程序，须写明所依据的情形", ""),
    Column("失误类别", "error_class", "choice", "与事项一起决定是否二次容错", "", needed=True),
    Column("所在单位", "unit", "choice", "在本系统中可以查看本案的单位；名册中没有的留空", ""),
    Column("同一事项的前案", "earlier_number", "text", "与在先案件是同一事项的，填写前案的纸质案号", ""),
    Column("二次容错例外原因", "exception", "choice", "同一事项同类失误当年仍给予容错的，选择当年认定的特殊原因", ""),
    Column("例外说明", "exception_reasons", "text", "例外认定的理由", ""),
    Column("受理日期", "conclusion.accepted_on", "day", "", "2021.3.5"),
    Column("结论日期", "conclusion.on", "day", "作出认定、不予受理或撤回的日期；在办的留空", "2021-04-20"),
    Column("决定机关", "conclusion.decided_by", "text", "按纸质文书的写法", "县委常委会"),
    Column("决定文号", "conclusion.number", "text", "", "甲容定〔2021〕3号"),
    Column("反馈日期", "conclusion.served_on", "day", "书面反馈当事人的日期", "2021-04-23"),
    Column(
        "整改要求", "conclusion.demands", "text", "有整改要求的，须填写完成日期；未完成的按在办录入", "完善改线论证办法"
    ),
    Column("整改完成日期", "conclusion.corrected_on", "day", "", "2021-06-30"),
    Column("复议结果", "conclusion.reappraisal", "choice", "复议变更的，结论各列填写变更后的", ""),
    Column("复议决定日期", "conclusion.reappraised_on", "day", "", ""),
    Column("档号", "conclusion.archive", "text", "纸质案卷归档的编号", "2021-RC-03"),
    Column("对象类型", "subjects.kind", "choice", "", "个人", needed=True),
    Column("姓名或名称", "subjects.name", "text", "每个对象一行；第二行起案件各列可以留空", "示例人甲", needed=True),
    Column("工作单位", "subjects.unit_name", "text", "个人当时的工作单位", "甲县示例镇"),
    Column("证件号码", "subjects.identifier", "text", "只用来区分同名的人，加密保存", ""),
    Column("对象类别", "subjects.sector", "choice", "", "", needed=True),
    Column("同名另一人", "subjects.another", "truth", "登记中同名同单位的不是本人时填“是”", ""),
    Column("认定结论", "subjects.outcome", "choice", "已作出认定的，每个对象都要填写", ""),
    Column("免除或减轻的责任", "subjects.liabilities", "choices", "多项用顿号分开；不予容错的留空", ""),
    Column("保留的措施", "subjects.measures", "choices", "多项用顿号分开", ""),
    Column("第几种形态", "subjects.form", "whole", "1 至 4", ""),
    Column("问责处理意见", "subjects.disposition", "choice", "程序要求同时作出问责处理意见的填写", ""),
)

BY_FIELD: Mapping[str, Column] = MappingProxyType({column.field: column for column in COLUMNS})
HEADINGS = tuple(column.heading for column in COLUMNS)
NEEDED = tuple(column.heading for column in COLUMNS if column.needed)

_KINDS = {"person": "个人", "unit": "单位"}

Choices = Mapping[str, str]
"""Codes and what they are called, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be chosen in the columns of a procedure at an organ, by field."""

    choices: Mapping[str, Choices]

    def code(self, field: str, written: str) -> str | None:
        """The code of what was written: a name as offered, or the code itself; None: it is none of the choices."""
        offered, wanted = self.choices[field], canonical_name(written)
        return next((code for code, name in offered.items() if wanted in {canonical_name(name), code}), None)


def vocabulary_of(pack: Pack, organs: Organs, jurisdiction: str) -> Vocabulary:
    """What a procedure and the register of organs offer in a place."""
    listed = {ground.id: ground.name.zh for ground in pack.assessment.grounds}
    grounds = {FREE_TEXT: IN_FREE_TEXT["ground"].zh} if pack.assessment.in_own_words else listed
    endings = {code: words.zh for code, words in PAPER_ENDINGS.items()}
    return Vocabulary(
        {
            "ending": {RUNNING: "在办", **endings},
            "route": {each.route.value: word(ROUTES, each.route).zh for each in pack.tolerance.opens},
            "ground": grounds,
            "error_class": {item.id: item.name.zh for item in pack.error_classes},
            "unit": {
                organ.id: organ.name.zh
                for organ in organs.organs
                if organ.role in UNITS and organs.is_unit(organ.id, jurisdiction)
            },
            "exception": {item.id: item.name.zh for item in pack.ban.exceptions},
            "conclusion.reappraisal": {code: REAPPRAISAL_RESULTS[code].zh for code in ("upheld", "changed")},
            "subjects.kind": _KINDS,
            "subjects.sector": {item.id: item.name.zh for item in pack.scope},
            "subjects.outcome": {outcome.value: word(OUTCOMES, outcome).zh for outcome in pack.outcomes},
            "subjects.liabilities": {item.id: item.name.zh for item in pack.liabilities},
            "subjects.measures": {item.id: item.name.zh for item in pack.measures},
            "subjects.disposition": {item.id: item.name.zh for item in pack.dispositions},
        }
    )
