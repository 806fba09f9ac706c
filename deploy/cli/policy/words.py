"""The parts of a procedure pack in words, for people who compare two editions.

A key without words, from a language that grew, is shown as it is.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import JsonValue

from api.labels.words import FORCES, STANDINGS, UNITS, word
from deploy.cli.terminal import both
from domain.values import Bilingual

GROUPS: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        ("scope",): "适用范围 scope",
        ("roles",): "机关角色 roles",
        ("bodies",): "办理主体 bodies",
        ("assessment", "grounds"): "情形 grounds",
        ("assessment", "criteria"): "标准 criteria",
        ("assessment", "factors"): "综合因素 factors",
        ("assessment", "negative"): "负面清单 negative list",
        ("assessment", "lists"): "清单 lists",
        ("error_classes",): "失误类别 error classes",
        ("liabilities",): "责任种类 liabilities",
        ("measures",): "措施 measures",
        ("tolerance", "opens"): "启动方式 ways to begin",
        ("tolerance", "steps"): "步骤 steps",
        ("told",): "告知 who is told",
        ("reappraisal", "opens"): "复议途径 ways to reappraisal",
        ("duties",): "后续职责 duties",
        ("results", "areas"): "结果运用领域 areas of results",
        ("results", "consumers"): "结果运用单位 users of results",
        ("clarification", "grounds"): "澄清事由 grounds of clarification",
        ("clarification", "forms"): "澄清方式 forms of clarification",
        ("ban", "exceptions"): "不予二次容错的例外 exceptions of the ban",
        ("ladder", "rungs"): "督办层级 rungs",
    }
)
"""The named lists of a pack: what they are called, by where they stand."""

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "amount": "长度 amount",
        "areas": "领域 areas",
        "": "总则 general",
        "assessment": "认定依据 assessment",
        "at_most": "至多 at most",
        "ban": "不予二次容错 ban",
        "bars": "禁止的结果 bars",
        "blocking": "不符即不得容错 blocking",
        "body": "主体 body",
        "by": "由 by",
        "cite": "依据 cite",
        "clarification": "澄清正名 clarification",
        "conditions": "条件 conditions",
        "contrary_use": "违反结果运用的报告 contrary use",
        "duties": "后续职责 duties",
        "duty": "职责 duty",
        "effect": "效力 effect",
        "effective_from": "施行日期 effective from",
        "exception": "例外 exception",
        "instead": "以何代替 instead",
        "items": "项数 items",
        "layer": "层级 layer",
        "list": "所属清单 list",
        "may": "可以进行 may",
        "owner": "维护机关 owner",
        "reason": "理由 reason",
        "review_by": "复核期限 review by",
        "unavailable": "未公开的清单 unavailable",
        "when": "适用于 when",
        "extension": "延长 extension",
        "fallback": "兜底情形 fallback",
        "for": "适用于 for",
        "force": "约束力 force",
        "from": "起算 from",
        "kind": "种类 kind",
        "ladder": "督办 ladder",
        "lead": "牵头 lead",
        "leads": "去向 leads",
        "members": "成员 members",
        "met_by": "以何为完成 met by",
        "name": "名称 name",
        "needs": "前提 needs",
        "organs": "机关 organs",
        "outcomes": "结果 outcomes",
        "per": "按 per",
        "quorum": "到会人数 quorum",
        "reappraisal": "复议 reappraisal",
        "results": "结果运用 results",
        "role": "机关 role",
        "returns_max": "退回次数 returns",
        "risk_filing": "事前容错报备 risk filing",
        "complex_to": "复杂的提交 complex ones to",
        "reply": "反馈 reply",
        "valid": "有效期 valid",
        "amend": "变更报备 amendments",
        "late": "开工后报备 late filings",
        "rules": "规则 rules",
        "records": "工作记录 work records",
        "asked_by": "可由谁提出 may be asked for by",
        "confidential": "保密 confidential",
        "every": "每隔 every",
        "documents_needed": "须附材料 documents needed",
        "shelving": "暂缓认定 shelving",
        "standing": "性质 standing",
        "subjects": "对象 subjects",
        "supplement": "补正 supplement",
        "to": "至 to",
        "tolerance": "容错程序 tolerance",
        "source": "来源 source",
        "calendar": "日历 calendar",
        "edition": "版本名 edition",
        "with": "报备机关 told",
        "within": "期限 term",
        "without_consent": "未经同意可及范围 reach without consent",
    }
)


_TOLD_TOGETHER = {"amount", "unit", "zh", "en"}


def key_words(key: str) -> str:
    """A key in words."""
    return _KEYS.get(key, key)


def value_words(value: JsonValue, key: str = "") -> str:
    """A value in words, as it stands under a key; nothing at all is none."""
    match value:
        case dict():
            words = "；".join(_pairs(value))
        case list():
            words = "、".join(value_words(each, key) for each in value)
        case bool():
            words = "是 yes" if value else "否 no"
        case None:
            words = ""
        case _:
            words = _coded(str(value), key)
    return words or "（无 none）"


def term_words(amount: int, unit: str) -> str:
    """A length of time: 15 个工作日 15 working days."""
    words = word(UNITS, unit)
    return both(words) if amount == 0 else f"{amount} {words.zh} {amount} {words.en}"


def _pairs(value: Mapping[str, JsonValue]) -> Iterator[str]:
    """The entries of a mapping; a length of time and a name in two languages are one word each."""
    match value:
        case {"amount": int(amount), "unit": str(unit)}:
            yield term_words(amount, unit)
        case {"zh": str(zh), "en": str(en)}:
            yield f"{zh} {en}"
    for key, each in value.items():
        if key not in _TOLD_TOGETHER and each is not None and each not in ([], {}, ""):
            yield f"{key_words(key)}: {value_words(each, key)}"


def _coded(value: str, key: str) -> str:
    table: Mapping[str, Bilingual] = {"standing": STANDINGS, "force": FORCES, "unit": UNITS}.get(key, {})
    words = table.get(value)
    return both(words) if words else value
