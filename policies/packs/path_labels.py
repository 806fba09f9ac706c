"""Where a value of a pack stands, as a lawyer reads it beside the text: 环节：受理·期限.

Names come from the pack; here stand only the words for the parts of the language. A key without words, from a
language that grew, is shown as it is.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from domain.pack.pack import Pack
from domain.pack.results import Consumer
from domain.pack.steps import JointBody, OrganBody, Role, Route, TeamBody, VoteBody
from domain.pack.terms import LadderRung
from domain.values import Bilingual
from policies.packs import words
from policies.packs.comparing import Place, part_at

WHOLE = "程序全篇"
"""What the pack itself is called as a place."""


class Part(NamedTuple):
    """A part of a pack in words; a list has entries with names of their own."""

    words: Bilingual
    is_list: bool


def _list(zh: str, en: str) -> Part:
    return Part(Bilingual(zh=zh, en=en), is_list=True)


def _part(zh: str, en: str) -> Part:
    return Part(Bilingual(zh=zh, en=en), is_list=False)


PARTS: Mapping[Place, Part] = MappingProxyType(
    {
        ("scope",): _list("适用范围", "scope"),
        ("roles",): _list("机关角色", "roles"),
        ("bodies",): _list("办理主体", "bodies"),
        ("assessment",): _part("认定依据", "assessment"),
        ("assessment", "grounds"): _list("情形", "grounds"),
        ("assessment", "criteria"): _list("标准", "criteria"),
        ("assessment", "factors"): _list("综合因素", "factors"),
        ("assessment", "negative"): _list("负面清单", "negative list"),
        ("assessment", "lists"): _list("清单", "lists"),
        ("assessment", "unavailable"): _part("未公开的清单", "lists not published"),
        ("error_classes",): _list("失误类别", "error classes"),
        ("liabilities",): _list("责任种类", "liabilities"),
        ("measures",): _list("措施", "measures"),
        ("dispositions",): _part("问责处理意见", "dispositions"),
        ("subject_change",): _part("变更当事人", "change of subjects"),
        ("tolerance",): _part("容错程序", "tolerance"),
        ("tolerance", "opens"): _list("启动方式", "ways to begin"),
        ("tolerance", "steps"): _list("环节", "steps"),
        ("told",): _list("告知", "who is told"),
        ("reappraisal",): _part("复议", "reappraisal"),
        ("reappraisal", "opens"): _list("复议途径", "ways to reappraisal"),
        ("reappraisal", "duties"): _part("复议后的职责", "duties after reappraisal"),
        ("appeals",): _list("各级申诉", "levels of appeal"),
        ("duties",): _list("后续职责", "duties"),
        ("correction",): _part("纠错评估与督促", "correction"),
        ("results",): _part("结果运用", "results"),
        ("results", "areas"): _list("结果运用领域", "areas of results"),
        ("results", "consumers"): _list("结果运用单位", "users of results"),
        ("clarification",): _part("澄清正名", "clarification"),
        ("clarification", "grounds"): _list("澄清事由", "grounds of clarification"),
        ("clarification", "forms"): _list("澄清方式", "forms of clarification"),
        ("ban",): _part("不予二次容错", "ban"),
        ("ban", "exceptions"): _list("不予二次容错的例外", "exceptions of the ban"),
        ("ladder",): _part("逐级督办", "ladder"),
        ("shelving",): _part("暂缓认定（搁置）", "shelving"),
        ("handover",): _part("管辖变更", "handover to another organ"),
        ("risk_filing",): _part("事前容错报备", "risk filing"),
        ("records",): _part("工作记录", "work records"),
        ("reports",): _list("定期报告", "periodic reports"),
        ("documents",): _list("文书", "official documents"),
        ("inquiry",): _part("查询目的", "purposes of look-ups"),
        ("inquiry", "purposes"): _list("查询目的", "purposes of look-ups"),
    }
)
KEYS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "again": Bilingual(zh="再次整改的期限", en="corrected again within"),
        "clocks": Bilingual(zh="期限", en="terms"),
        "conditions": Bilingual(zh="条件", en="conditions"),
        "contrary_use": Bilingual(zh="违反结果运用的处理", en="contrary use"),
        "criteria": Bilingual(zh="标准", en="criteria"),
        "decided_by": Bilingual(zh="由谁决定", en="decided by"),
        "documents": Bilingual(zh="列明的材料", en="listed documents"),
        "decide": Bilingual(zh="上级决定管辖", en="decided by the superior within"),
        "exception": Bilingual(zh="例外", en="exception"),
        "extension": Bilingual(zh="延长", en="extension"),
        "factors": Bilingual(zh="综合因素", en="factors"),
        "grounds": Bilingual(zh="情形", en="grounds"),
        "instead": Bilingual(zh="以何代替", en="instead"),
        "measures": Bilingual(zh="措施", en="measures"),
        "negative": Bilingual(zh="负面清单", en="negative list"),
        "receive": Bilingual(zh="接收", en="received within"),
        "reply": Bilingual(zh="反馈期限", en="reply within"),
        "review_by": Bilingual(zh="复核期限", en="review by"),
        "on_disagreement": Bilingual(zh="意见不一致", en="on disagreement"),
        "supplement": Bilingual(zh="补正", en="supplement"),
        "valid": Bilingual(zh="有效期", en="valid"),
        "when": Bilingual(zh="适用于", en="when"),
        "within": Bilingual(zh="期限", en="term"),
    }
)


def place_words(pack: Pack, places: Iterable[Place]) -> tuple[str, ...]:
    """Places by the part of the pack they stand in; one within another that is named is left to it."""
    found = tuple(places)
    outer = {at for at in found if at}
    by_part: dict[str, list[str]] = {}
    for at in found:
        if not any(at[:length] in outer for length in range(1, len(at))):
            part, inner = _in_part(pack, at)
            by_part.setdefault(part, []).extend([inner] if inner else [])
    return tuple(f"{part}：{'；'.join(dict.fromkeys(inner))}" if inner else part for part, inner in by_part.items())


def _in_part(pack: Pack, at: Place) -> tuple[str, str]:
    """The part of the pack, and what it is in there."""
    if not at:
        return WHOLE, ""
    length = max((length for length in range(1, len(at) + 1) if at[:length] in PARTS), default=1)
    part = PARTS[at[:length]].words.zh if at[:length] in PARTS else at[0]
    return part, "·".join(_called(pack, at[:end]) for end in range(length + 1, len(at) + 1))


def _called(pack: Pack, at: Place) -> str:
    """What the pack calls what stands there, else the word of its key."""
    match part_at(pack, at):
        case Role(zh=zh) | LadderRung(name=Bilingual(zh=zh)):
            return zh
        case JointBody() | TeamBody() | VoteBody() | OrganBody() as body:
            return "：".join(words.body(pack, body)).replace("：", "（", 1) + "）"
        case Route(route=route):
            return words.ROUTES[route].zh
        case Consumer(role=role):
            return words.actor(pack, role)
        case value:
            name = getattr(value, "name", None)
            return name.zh if isinstance(name, Bilingual) else KEYS[at[-1]].zh if at[-1] in KEYS else at[-1]
