"""The parts of a procedure pack in words, for people who compare two editions.

The words of a place (policies.packs.path_labels), and here those of the keys that no text names. A key without words,
from a language that grew, is shown as it is.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import JsonValue

from api.labels.words import FORCES, STANDINGS, UNITS, word
from deploy.cli.terminal import both
from domain.values import Bilingual
from policies.packs.comparing import Place
from policies.packs.path_labels import KEYS, PARTS

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "amount": "长度 amount",
        "areas": "领域 areas",
        "": "总则 general",
        "at_most": "至多 at most",
        "bars": "禁止的结果 bars",
        "blocking": "不符即不得容错 blocking",
        "body": "主体 body",
        "by": "由 by",
        "cite": "依据 cite",
        "contrary_use": "违反结果运用的报告 contrary use",
        "duty": "职责 duty",
        "effect": "效力 effect",
        "effective_from": "施行日期 effective from",
        "items": "项数 items",
        "layer": "层级 layer",
        "list": "所属清单 list",
        "may": "可以进行 may",
        "owner": "维护机关 owner",
        "reason": "理由 reason",
        "unavailable": "未公开的清单 unavailable",
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
        "role": "机关 role",
        "returns_max": "退回次数 returns",
        "complex_to": "复杂的提交 complex ones to",
        "reply": "反馈 reply",
        "amend": "变更报备 amendments",
        "late": "开工后报备 late filings",
        "rules": "规则 rules",
        "asked_by": "可由谁提出 may be asked for by",
        "confidential": "保密 confidential",
        "every": "每隔 every",
        "documents_needed": "须附材料 documents needed",
        "shelving": "暂缓认定 shelving",
        "handover": "管辖变更 handover",
        "standing": "性质 standing",
        "subjects": "对象 subjects",
        "to": "至 to",
        "source": "来源 source",
        "calendar": "日历 calendar",
        "edition": "版本名 edition",
        "with": "报备机关 told",
        "without_consent": "未经同意可及范围 reach without consent",
    }
)


_TOLD_TOGETHER = {"amount", "unit", "zh", "en"}


_GROUPS: Mapping[Place, str] = {("tolerance", "steps"): "步骤 steps", ("ladder", "rungs"): "督办层级 rungs"}


def is_list(at: Place) -> bool:
    """Whether a place holds entries with names of their own."""
    return at in _GROUPS or (at in PARTS and PARTS[at].is_list)


def group_words(at: Place) -> str:
    """A part of a pack, or one of its lists, in words."""
    return _GROUPS.get(at) or (both(PARTS[at].words) if is_list(at) else key_words("".join(at)))


def key_words(key: str) -> str:
    """A key in words."""
    known = KEYS.get(key) or (PARTS[key,].words if (key,) in PARTS else None)
    return _KEYS.get(key) or (both(known) if known else key)


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
            yield both(Bilingual(zh=zh, en=en))
    for key, each in value.items():
        if key not in _TOLD_TOGETHER and each is not None and each not in ([], {}, ""):
            yield f"{key_words(key)}: {value_words(each, key)}"


def _coded(value: str, key: str) -> str:
    table: Mapping[str, Bilingual] = {"standing": STANDINGS, "force": FORCES, "unit": UNITS}.get(key, {})
    words = table.get(value)
    return both(words) if words else value
