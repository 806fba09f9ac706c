"""The words of risk filings on pages, in Chinese first."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import Bilingual


def _words(**names: tuple[str, str]) -> Mapping[str, Bilingual]:
    return MappingProxyType({code: Bilingual(zh=zh, en=en) for code, (zh, en) in names.items()})


STAGES = _words(
    reply=("待反馈", "awaiting the reply"),
    with_group=("会商中", "with the coordination group"),
    archive=("待存档", "to be archived"),
    in_force=("有效", "in force"),
    closed=("已终结", "ended"),
)

TEXTS = _words(
    title=("标题", "title"),
    statement=("说明", "statement"),
    reasons=("理由", "reasons"),
    advice=("意见建议", "advice"),
    late_entry_reason=("事后录入的理由", "why it was entered late"),
    risks=("预判的风险", "risks foreseen"),
    conditions=("备案条件", "conditions"),
)
"""The parts of what people write that have words, in the order in which a page shows them."""
