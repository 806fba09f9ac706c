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

TEXTS: tuple[tuple[str, Bilingual], ...] = (
    ("title", Bilingual(zh="标题", en="title")),
    ("statement", Bilingual(zh="说明", en="statement")),
    ("reasons", Bilingual(zh="理由", en="reasons")),
    ("advice", Bilingual(zh="意见建议", en="advice")),
    ("late_entry_reason", Bilingual(zh="事后录入的理由", en="why it was entered late")),
    ("risks", Bilingual(zh="预判的风险", en="risks foreseen")),
    ("conditions", Bilingual(zh="备案条件", en="conditions")),
)
"""The parts of what people write that have words, in the order in which a page shows them."""
