"""Where a value of a pack stands, in the Chinese a lawyer reads beside the text: 环节：受理·期限.

Names come from the pack; here stand only the words for the parts of the language. A key without words, from a
language that grew, is shown as it is.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from domain.pack.pack import LadderRung, Pack
from domain.pack.results import Consumer
from domain.pack.steps import JointBody, OrganBody, Role, Route, TeamBody, VoteBody
from domain.values import Bilingual
from policies.packs import words
from policies.packs.comparing import Place, part_at

WHOLE = "程序全篇"
"""What the pack itself is called as a place."""

_PARTS: Mapping[Place, str] = MappingProxyType(
    {
        ("scope",): "适用范围",
        ("roles",): "机关角色",
        ("bodies",): "办理主体",
        ("assessment",): "认定依据",
        ("assessment", "grounds"): "情形",
        ("assessment", "criteria"): "标准",
        ("assessment", "factors"): "综合因素",
        ("assessment", "negative"): "负面清单",
        ("assessment", "lists"): "清单",
        ("assessment", "unavailable"): "未公开的清单",
        ("error_classes",): "失误类别",
        ("liabilities",): "责任种类",
        ("measures",): "措施",
        ("dispositions",): "问责处理意见",
        ("subject_change",): "变更当事人",
        ("tolerance",): "容错程序",
        ("tolerance", "opens"): "启动方式",
        ("tolerance", "steps"): "环节",
        ("told",): "告知",
        ("reappraisal",): "复议",
        ("reappraisal", "opens"): "复议途径",
        ("reappraisal", "duties"): "复议后的职责",
        ("duties",): "后续职责",
        ("correction",): "纠错评估与督促",
        ("results",): "结果运用",
        ("results", "areas"): "结果运用领域",
        ("results", "consumers"): "结果运用单位",
        ("clarification",): "澄清正名",
        ("clarification", "grounds"): "澄清事由",
        ("clarification", "forms"): "澄清方式",
        ("ban",): "不予二次容错",
        ("ban", "exceptions"): "不予二次容错的例外",
        ("ladder",): "逐级督办",
        ("shelving",): "暂缓认定（搁置）",
        ("risk_filing",): "事前容错报备",
        ("records",): "工作记录",
    }
)
_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "again": "再次整改的期限",
        "conditions": "条件",
        "contrary_use": "违反结果运用的处理",
        "criteria": "标准",
        "exception": "例外",
        "extension": "延长",
        "factors": "综合因素",
        "grounds": "情形",
        "instead": "以何代替",
        "measures": "措施",
        "negative": "负面清单",
        "reply": "反馈期限",
        "review_by": "复核期限",
        "on_disagreement": "意见不一致",
        "supplement": "补正",
        "valid": "有效期",
        "when": "适用于",
        "within": "期限",
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
    length = max((length for length in range(1, len(at) + 1) if at[:length] in _PARTS), default=1)
    part = _PARTS.get(at[:length], at[0])
    return part, "·".join(_called(pack, at[:end]) for end in range(length + 1, len(at) + 1))


def _called(pack: Pack, at: Place) -> str:
    """What the pack calls what stands there, else the word of its key."""
    match part_at(pack, at):
        case Role(zh=zh) | LadderRung(name=Bilingual(zh=zh)):
            return zh
        case JointBody() | TeamBody() | VoteBody() | OrganBody() as body:
            return "：".join(words.body(pack, body)).replace("：", "（", 1) + "）"
        case Route(route=route):
            return words.ROUTES[route]
        case Consumer(role=role):
            return words.actor(pack, role)
        case value:
            name = getattr(value, "name", None)
            return name.zh if isinstance(name, Bilingual) else _KEYS.get(at[-1], at[-1])
