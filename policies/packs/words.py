"""What a pack says of its steps, bodies and terms, in the Chinese an official would write; pure.

Names that a procedure gives come from its pack; here stand only the words for the codes of the language, in English too
where a page or an answer of the API tells them.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import assert_never

from domain.pack.assessment import Ground, ReviewBy
from domain.pack.pack import Pack
from domain.pack.parts import ScopeItem
from domain.pack.results import Consumer, DutyRule, Outcome, Owed, StepDuty
from domain.pack.steps import (
    Alongside,
    AppealNeed,
    Body,
    Disagreement,
    HeardBy,
    ListedDocument,
    Need,
    Reappraisal,
    Step,
    roles_of,
)
from domain.pack.terms import Force, Item, Sourced, Within
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual

END = "end"
"""Where a lead goes that ends the case."""


def word_table(**names: tuple[str, str]) -> Mapping[str, Bilingual]:
    """Words by codes: of each code its Chinese and its English."""
    return MappingProxyType({code: Bilingual(zh=zh, en=en) for code, (zh, en) in names.items()})


STANDINGS = word_table(
    in_force=("现行规定", "in force"),
    proposed=("建议条款", "proposed"),
    inherited=("沿用外地", "taken over from another place"),
    default=("本系统默认", "default of this system"),
)
CLOCKS_OF_MOVES = word_table(
    restarts=("自接收之日起重新计算", "terms begin anew with the receipt"),
    continues=("继续计算", "terms go on"),
)
"""What becomes of the terms of a case that comes to another organ."""
OUTCOMES = word_table(
    exempt=("免责", "exempt"),
    reduced=("减轻责任", "reduced"),
    lighter=("从轻处理", "lighter"),
    not_tolerated=("不予容错", "not tolerated"),
)
CONSULTATIONS = word_table(
    hearing=("听证会", "hearing"),
    symposium=("座谈会", "symposium"),
    expert_opinion=("专业机构或专家意见", "expert opinion"),
    group_meeting=("协调小组会商", "meeting of the coordination group"),
)
ROUTES = word_table(
    application=("申请启动", "on application"),
    accountability=("随问责自动启动", "with an accountability"),
    own_motion=("主动启动", "of the organ's own motion"),
    clue_transfer=("线索移送", "from a clue handed over"),
    risk_filing=("由事前报备启动", "from a risk filing"),
)
FORCES: Mapping[Force, str] = MappingProxyType(
    {Force.STATUTORY: "规定期限", Force.ADVISORY: "参考期限", Force.WINDOW: "期间"}
)
NEEDS: Mapping[Need, str] = MappingProxyType(
    {
        Need.ENDORSEMENT: "签字背书",
        Need.EVIDENCE: "证据材料",
        Need.TEAM_FORMED: "成立联合组",
        Need.DEFENCE_HEARD: "听取申辩",
        Need.FACTORS_WEIGHED: "综合因素研判",
        Need.FINDINGS_COMPLETE: "逐项研判完毕",
        Need.SAME_MATTER_CHECKED: "核对同一事项",
        Need.CORRECTION_DEMANDS: "提出整改要求",
        Need.CONFIRMED_CORRECT: "当事人均已签收、无复议且期满",
        Need.LEGALITY_CHECKED: "合法性审查",
        Need.RISK_FILED: "已备案的事前报备",
    }
)
APPEAL_NEEDS: Mapping[AppealNeed, str] = MappingProxyType(
    {AppealNeed.NEW_EVIDENCE: "新证据：前一决定作出时案卷中没有，也没有提出过"}
)
LAYERS: Mapping[str, str] = MappingProxyType({"province": "省级", "city": "市级", "county": "县级", "sector": "行业"})
RULES: Mapping[str, str] = MappingProxyType(
    {
        "other_handlers": "另行指定人员",
        "no_aggravation": "不得加重",
        "no_stay": "不停止执行",
        "stays_results": "期间暂停结果运用，其余照常",
    }
)
_LEADS: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "受理",
        "reported": "提交报告",
        "advised": "意见提出",
        "proposed": "提出意见",
        "approved": "批准",
        "decided": "作出决定",
        "served": "送达",
        "quiet": "公示无异议或异议不成立",
        "filed": "报备",
    }
)
_ASIDE: Mapping[str, str] = MappingProxyType({"refused": "不予批准", "objection": "异议成立", "returned": "退回"})
_MOMENTS: Mapping[str, str] = MappingProxyType({"received": "收到{}", "dispatched": "发出{}", "decided_on": "{}决定"})
_AMOUNTS: Mapping[TermUnit, str] = MappingProxyType(
    {
        TermUnit.working_days: "{}个工作日",
        TermUnit.calendar_days: "{}日",
        TermUnit.months: "{}个月",
        TermUnit.same_day: "同日",
        TermUnit.promptly: "及时（{}个工作日）",
    }
)
_ACTORS: Mapping[str, str] = MappingProxyType(
    {
        "subject": "当事人",
        "person": "个人",
        "unit": "单位",
        "responsible_officer": "经办人员",
        "organ_head": "机关负责人",
    }
)


def actor(pack: Pack, code: str) -> str:
    """Who a code stands for: a role of the pack, or one of the few everybody has."""
    return pack.roles[code].zh if code in pack.roles else _ACTORS.get(code, code)


def body(pack: Pack, which: Body) -> tuple[str, str]:
    """How a body acts, and who it is made of."""
    match which.kind:
        case "joint":
            return "会同", _members(pack, which.organs, which.lead)
        case "team":
            return "联合", _members(pack, which.members, which.lead)
        case "vote":
            voting = "提出人也表决" if which.proposer_votes else "提出人不表决"
            counted = f"实到须达应到{which.quorum}，同意过应到半数，{voting}"
            return "表决", f"{actor(pack, which.committee)}，{counted}"
        case "organ":
            return "单独", actor(pack, which.organ)
        case other:
            assert_never(other)


def heard_by(pack: Pack, level: Reappraisal) -> str:
    """Who decides an appeal of a level."""
    match level.heard_by:
        case HeardBy.SAME:
            return "原决定机关办理"
        case HeardBy.ABOVE:
            return "原决定机关的上一级机关办理"
        case _ if level.body in pack.bodies:
            other = "（不是作出原决定的机关）" if level.heard_by is HeardBy.ANOTHER else ""
            return " ".join(body(pack, pack.bodies[level.body])) + other
        case _:
            return ""


def acceptance(pack: Pack, level: Reappraisal) -> str:
    """How soon it is said whether an appeal is taken up, and why not; empty where that is not asked."""
    rule = level.acceptance
    if rule is None:
        return ""
    begun = runs_from(pack, rule.within, "收到申请")
    return f"{begun}{term(rule.within)}内决定是否受理；不予受理的理由：{listed(rule.grounds)}"


def disagreement(pack: Pack, rule: Disagreement) -> str:
    """Where a disagreement of joint organs goes, in order; the last body votes."""
    roles = [role for to in rule.to if to in pack.bodies for role in roles_of(pack.bodies[to])]
    way = [f"提交{actor(pack, role)}" for role in roles[:-1]]
    return "，仍不一致的".join([*way, f"由{actor(pack, roles[-1])}表决"]) if roles else ""


def _members(pack: Pack, members: tuple[str, ...], lead: str) -> str:
    return "、".join(actor(pack, each) + ("（牵头）" if each == lead else "") for each in members)


def outcome(step: Step, code: str) -> str:
    """What an outcome of a step is called."""
    if code == "refused" and step.kind.value == "acceptance":
        return "不予受理"
    if code == "returned":
        return f"退回（至多{step.returns_max}次）"
    return {**_LEADS, **_ASIDE}.get(code, code)


def outcome_rank(code: str) -> tuple[int, str]:
    """The main way first, then what branches off, then what leads back; whatever the order of keys."""
    if code in _ASIDE:
        return len(_LEADS) + 1 + list(_ASIDE).index(code), code
    return list(_LEADS).index(code) if code in _LEADS else len(_LEADS), code


def outcomes_of(pack: Pack, rule: DutyRule) -> tuple[Outcome, ...]:
    """The outcomes that open a duty: those it names, or all there are."""
    return rule.outcomes or pack.outcomes


def outcome_names(which: Iterable[Outcome]) -> str:
    """Outcomes of a case in one line."""
    return "、".join(OUTCOMES[each].zh for each in which)


def step_duty(pack: Pack, step: Step, rule: StepDuty) -> str:
    """A duty or notice that the end of a step opens: after which outcomes, by whom, by when."""
    after = f"{'、'.join(outcome(step, each) for each in rule.after)}的，" if rule.after else ""
    when = f"{term(rule.within)}{counted_from(pack, rule.within, '本环节结束')}" if rule.within else "随本环节的期限"
    whom = "，逐人" if rule.per == "subject" else ""
    return f"{after}{rule.name.zh}（{actor(pack, rule.by)}{whom}，{when if rule.within or step.within else '及时'}）"


def amount(many: int, unit: TermUnit) -> str:
    """How long."""
    return _AMOUNTS[unit].format(many)


def term(within: Within) -> str:
    """How long a term is, and when it is kept if not by the end of its step."""
    kept = {"dispatched": "，以发出为准", "received": "，以签收为准"}.get(within.met_by or "", "")
    return amount(within.amount, within.unit) + kept


def runs_from(pack: Pack, within: Within, begun: str) -> str:
    """From when a term runs, its first day not counted; `begun` is what happens where the pack says `opened`."""
    if within.runs_from == "application.received":
        return "自实际收件次日起"
    if within.runs_from == "opened":
        return f"自{begun}次日起"
    step_id, _, moment = within.runs_from.rpartition(".")
    if level := pack.level(step_id):
        return f"自{level.name.zh}{'受理' if moment == 'accepted' else '决定'}次日起"
    step = pack.tolerance.steps.get(step_id)
    if step and (moment in _LEADS or moment in _ASIDE):
        return f"自{outcome(step, moment)}次日起"
    name = step.name.zh if step else step_id
    return f"自{_MOMENTS.get(moment, '{} ' + moment).format(name)}次日起"


def counted_from(pack: Pack, within: Within, begun: str) -> str:
    """From when a term runs, said after how long it is; what is due the same day has no next day to count from."""
    since = runs_from(pack, within, begun)
    if within.unit is TermUnit.same_day:
        return f"（{since.removeprefix('自').removesuffix('次日起')}之日）"
    return f"，{since}"


def scope_item(item: ScopeItem) -> str:
    """A class of the scope, and whether only people or only units of it are meant."""
    only = "、".join(_ACTORS[kind] for kind in item.subjects if kind in _ACTORS)
    return f"{item.name.zh}（限{only}）" if only else item.name.zh


def ground_for(pack: Pack, ground: Ground) -> str:
    """The classes that a situation is for; empty where for all."""
    its = "、".join(scope_item(item) for item in pack.scope if item.id in ground.scope)
    return f"限于：{its}" if its else ""


def review(rule: ReviewBy | None) -> str:
    """How often a list is to be looked at again; empty where nobody says."""
    return f"{amount(rule.amount, rule.unit)}内复核更新" if rule else ""


def extension(pack: Pack, within: Within) -> str:
    """How often and by how much a term may be made longer, and who approves; empty when it may not."""
    rule = within.extension
    if rule is None:
        return ""
    unit = TermUnit.working_days if within.unit is TermUnit.promptly else within.unit
    often = {1: "可延长一次", "unlimited": "可多次延长"}.get(rule.times, f"可延长{rule.times}次")
    each = "" if rule.times == 1 else "每次"
    longest = f"{each}不限长短" if rule.at_most == "unlimited" else f"{each}至多{amount(rule.at_most, unit)}"
    reasons = f"，{each}说明理由" if each else ""
    return f"{often}，{longest}{reasons}，由{actor(pack, rule.by)}批准"


def alongside(rule: Alongside | None) -> str:
    """When one may apply by the moments of another procedure; empty where none is named."""
    if rule is None:
        return ""
    begins = f"{rule.begins.zh}以后" if rule.begins else ""
    last = rule.ends or (rule.begins if rule.within else None)
    long = f"之后{amount(rule.within.amount, rule.within.unit)}内" if rule.within else "以前"
    ends = f"{last.zh}{long}" if last else ""
    return f"限{rule.name.zh}中{'、'.join(filter(None, (begins if rule.ends or not ends else '', ends)))}申请"


def documents(listed_: Iterable[ListedDocument]) -> str:
    """The documents that are asked for by name; those that may be left out are said to be such."""
    return "、".join(each.name.zh if each.required else f"{each.name.zh}（可以不交）" for each in listed_)


def repeats(rule: Owed) -> str:
    """How often a duty is repeated; empty when it is not."""
    if rule.repeats is None:
        return ""
    every = rule.repeats.every
    return f"完成后{amount(every.amount, every.unit)}内再办一次，共{rule.repeats.times}次"


def recipients(rule: Owed) -> str:
    """Who gets what a duty sends; empty when it sends nothing."""
    return f"送{'、'.join(each.name.zh for each in rule.recipients)}，各有凭证" if rule.recipients else ""


def correction(pack: Pack) -> Iterator[str]:
    """What becomes of a correction: who evaluates it, what follows a failure, what is done where it is weak."""
    rule = pack.correction
    if rule is None:
        return
    if rule.ordered_by is not None:
        yield f"办理期间，{actor(pack, rule.ordered_by)}可以先行责令整改，不待认定，也不因认定、撤回而终止"
    if rule.evaluated_by is not None:
        within = f"{term(rule.within)}内" if rule.within else "及时"
        yield f"{actor(pack, rule.evaluated_by)}{within}评估整改"
        again = f"，{term(rule.again)}内" if rule.again else "，期限同前"
        yield f"评估未通过的，再次整改{again}；不改变认定"
    if rule.measures and rule.supervisor is not None:
        named = "、".join(measure.name.zh for measure in rule.measures)
        yield f"整改不力的，由{actor(pack, rule.supervisor)}视情采取：{named}"
    if rule.referral is not None:
        referring = "、".join(measure.name.zh for measure in rule.measures if measure.id in rule.refers)
        begun = f"拒不整改，或{referring}的" if referring else "拒不整改的"
        yield f"{begun}，{rule.referral.name.zh}（{actor(pack, rule.referral.by)}）"


def cites(value: Sourced) -> list[str]:
    """The articles of a value, those that follow one another as a range."""
    ranges: list[list[str]] = []
    for cite in value.cite:
        head, number = _numbered(cite)
        last_head, last = _numbered(ranges[-1][-1]) if ranges else ("", -1)
        if head == last_head and number == last + 1 and number > 0:
            ranges[-1].append(cite)
        else:
            ranges.append([cite])
    return [said for each in ranges for said in ([f"{each[0]}～{each[-1]}"] if len(each) > 2 else each)]  # noqa: PLR2004 - two are shorter apart


def other_standing(pack: Pack, *values: Sourced) -> str:
    """The standing of a value where it is not that of the pack, else nothing."""
    standing = pack.standing_of(*values)
    return "" if standing is pack.standing else STANDINGS[standing].zh


def consumer_areas(pack: Pack, consumer: Consumer) -> str:
    """The areas in which somebody uses results."""
    if not consumer.areas:
        return "各领域"
    names = {area.id: area.name.zh for area in pack.results.areas}
    return "、".join(names.get(area, area) for area in consumer.areas)


def of_unit(pack: Pack) -> tuple[str, ...]:
    """The areas that protect the unit somebody works in (ZS-06)."""
    return tuple(area.name.zh for area in pack.results.areas if area.protects == "unit")


def listed(items: tuple[Item, ...]) -> str:
    """The names of a list in one line."""
    return "、".join(item.name.zh for item in items)


def _numbered(cite: str) -> tuple[str, int]:
    head, _, number = cite.rpartition("-")
    return head, int(number) if number.isdigit() else -1


def outcomes_alike(pack: Pack) -> Iterator[tuple[tuple[Outcome, ...], tuple[int, ...]]]:
    """Outcomes that open the same duties, and which: indexes into the pack's duties."""
    opened = {
        each: tuple(index for index, rule in enumerate(pack.duties) if rule.follows(each)) for each in pack.outcomes
    }
    for duties in dict.fromkeys(opened.values()):
        yield tuple(each for each in pack.outcomes if opened[each] == duties), duties
