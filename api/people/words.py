"""How the register of people is put in words: what an act did, what differs between versions, what is open by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from api.labels.naming import Names
from domain.people.acting import Basis
from domain.people.acts import (
    AnyRegisterAct,
    Appoint,
    Delegate,
    EndAppointment,
    EndLeave,
    EnterDepartment,
    EnterOrgan,
    EnterPerson,
    EnterPosition,
    MoveOrgan,
    Revoke,
    TakeLeave,
)
from domain.people.comparison import Becomes, Difference, Part

BASES: Mapping[str, str] = MappingProxyType(
    {Basis.HOLDING: "任职", Basis.SEAT: "委员席位", Basis.ALTERNATE: "候补席位", Basis.DELEGATION: "受托"}
)
WORK: Mapping[str, str] = MappingProxyType(
    {
        "team": "联合调查核实组成员",
        "vote": "尚未表决",
        "endorsement": "待背书",
        "told": "受到督办提醒",
        "claimed": "已认领的待办",
    }
)
PARTS: Mapping[Part, str] = MappingProxyType(
    {
        "jurisdiction": "地区",
        "organ": "机关",
        "department": "内设机构",
        "position": "职务",
        "person": "人员",
        "holding": "任职",
        "seat": "席位",
        "delegation": "授权",
        "leave": "离岗",
    }
)
CHANGES: Mapping[str, str] = MappingProxyType({Becomes.ADDED: "新增", Becomes.CHANGED: "更改", Becomes.REMOVED: "取消"})


def act_words(act: AnyRegisterAct, names: Names) -> str:  # noqa: C901, PLR0911 - the table: one arm an act
    """What an act did, in a sentence."""
    match act:
        case EnterPerson():
            return f"{act.name}{'（与已登记的同名者不是同一人）' if act.namesake else ''}"
        case EnterOrgan():
            return act.zh
        case MoveOrgan():
            return f"{names.organ(act.organ)}，上级为{names.organ(act.superior) if act.superior else '无'}"
        case EnterDepartment():
            return f"{names.organ(act.organ)}{act.zh}"
        case EnterPosition():
            return f"{names.organ(act.organ)} {act.zh}"
        case Appoint():
            until = f"至 {act.until}" if act.until else "起"
            stands_in = f"，替补{names.position(act.alternate_for)}" if act.alternate_for else ""
            return f"{names.person(act.person)}：{names.post(act.position)}{stands_in}，{act.since} {until}"
        case EndAppointment():
            successor = f"；接任 {names.person(act.successor)}" if act.successor else ""
            return f"{names.person(act.person)}：{names.post(act.position)}，任至 {act.last_day}{successor}"
        case Delegate():
            onward = "，可以转授权" if act.onward else ""
            return (
                f"{names.person(act.delegator)} 授权 {names.person(act.delegate)}：{names.post(act.position)}，"
                f"{act.since} 至 {act.until}{onward}"
            )
        case Revoke():
            return (
                f"{names.person(act.delegator)} 对 {names.person(act.delegate)} 的授权："
                f"{names.post(act.position)}，止于 {act.last_day}"
            )
        case TakeLeave():
            return f"{names.person(act.person)}，{act.since} {f'至 {act.until}' if act.until else '起'}"
        case EndLeave():
            return f"{names.person(act.person)}，离岗止于 {act.last_day}"
        case _:
            assert_never(act)


def difference_words(found: Difference, names: Names) -> str:
    """What a difference is about: a name, or a post with whose it is."""
    if found.part in {"holding", "seat", "delegation"}:
        return f"{names.person(found.person or '')}：{names.post(found.id)}"
    if found.part in {"leave", "person"}:
        return names.person(found.id)
    if found.part == "position":
        return names.post(found.id)
    return names.place(found.id) if found.part == "jurisdiction" else names.organ(found.id)
