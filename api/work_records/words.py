"""The words of work records on pages, in Chinese first."""

from collections.abc import Mapping

from domain.values import Bilingual

STATES: Mapping[str, Bilingual] = {
    "open": Bilingual(zh="记录中", en="open"),
    "overdue": Bilingual(zh="定期工作逾期", en="next entry overdue"),
    "closed": Bilingual(zh="已办结", en="closed"),
}
TEXTS: Mapping[str, Bilingual] = {
    "statement": Bilingual(zh="内容", en="statement"),
    "late_entry_reason": Bilingual(zh="事后录入的理由", en="why it was entered late"),
}
"""The parts of what people write that stand below an entry; the title stands above the record."""
