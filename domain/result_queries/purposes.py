"""What results may be asked for where no procedure says so (A-58); a pack's own purposes take their place (inquiry)."""

from collections.abc import Iterable
from typing import Final

from domain.pack.pack import Pack
from domain.pack.results import Purpose
from domain.pack.terms import Standing
from domain.values import Bilingual


def _ours(id_: str, zh: str, en: str, *areas: str) -> Purpose:
    return Purpose(id=id_, name=Bilingual(zh=zh, en=en), areas=areas, standing=Standing.DEFAULT, cite=("A-58",))


OURS: Final = (
    _ours("promotion", "提拔任用、职级职称晋升", "promotion, rank and title", "promotion", "selection"),
    _ours("awards", "评先评优、表彰奖励", "awards and commendation", "awards"),
    _ours("assessment", "考核", "assessment", "assessments", "no_veto"),
    _ours("eligibility", "代表、委员、后备干部资格", "delegates, members, reserve cadres", "eligibility"),
    _ours("pay", "工资、绩效、奖金、福利", "pay, bonus, benefits", "pay", "bonus", "benefits"),
    _ours("other", "其他人事事项", "another personnel matter"),
)
"""By the areas that procedures name; what is asked for something else bears on none of them."""


def purposes_in(packs: Iterable[Pack]) -> tuple[Purpose, ...]:
    """What results may be asked for under some procedures: what they say themselves, else ours."""
    said = {each.id: each for pack in packs if pack.inquiry for each in pack.inquiry.purposes}
    return tuple(said.values()) or OURS
