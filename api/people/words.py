"""How the register of people is put in words: what an act did, what differs between versions, what is open by name."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from api.http.language import told
from api.labels.naming import Names
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
from domain.people.comparison import Difference, Part
from domain.values import Bilingual
from policies.packs.words import word_table

BASES: Mapping[str, Bilingual] = word_table(
    holding=("任职", "holds it"),
    seat=("委员席位", "seat"),
    alternate=("候补席位", "seat as alternate"),
    delegation=("受托", "delegated"),
)
WORK: Mapping[str, Bilingual] = word_table(
    team=("联合调查核实组成员", "member of a joint team"),
    vote=("尚未表决", "has yet to vote"),
    endorsement=("待背书", "to endorse"),
    told=("受到督办提醒", "was told of a delay"),
    claimed=("已认领的待办", "claimed task"),
)
PARTS: Mapping[Part, Bilingual] = {
    "jurisdiction": Bilingual(zh="地区", en="place"),
    "organ": Bilingual(zh="机关", en="organ"),
    "department": Bilingual(zh="内设机构", en="department"),
    "position": Bilingual(zh="职务", en="post"),
    "person": Bilingual(zh="人员", en="person"),
    "holding": Bilingual(zh="任职", en="holding"),
    "seat": Bilingual(zh="席位", en="seat"),
    "delegation": Bilingual(zh="授权", en="delegation"),
    "leave": Bilingual(zh="离岗", en="leave"),
}
CHANGES: Mapping[str, Bilingual] = word_table(
    added=("新增", "added"), changed=("更改", "changed"), removed=("取消", "removed")
)


def act_words(act: AnyRegisterAct, names: Names) -> str:  # noqa: C901, PLR0911 - the table: one arm an act
    """What an act did, in a sentence."""
    match act:
        case EnterPerson():
            namesake = told("（与已登记的同名者不是同一人）", " (another than those known by that name)")
            return f"{act.name}{namesake if act.namesake else ''}"
        case EnterOrgan():
            return act.zh
        case MoveOrgan():
            above = names.organ(act.superior) if act.superior else told("无", "none")
            return told(f"{names.organ(act.organ)}，上级为{above}", f"{names.organ(act.organ)}, under {above}")
        case EnterDepartment():
            return f"{names.organ(act.organ)}{act.zh}"
        case EnterPosition():
            return f"{names.organ(act.organ)} {act.zh}"
        case Appoint():
            stand_in = names.position(act.alternate_for) if act.alternate_for else ""
            stands_in = told(f"，替补{stand_in}", f", alternate for {stand_in}") if stand_in else ""
            return _of(names, act.person, act.position) + stands_in + _comma() + _lasting(act.since, act.until)
        case EndAppointment():
            last, to = act.last_day, names.person(act.successor) if act.successor else ""
            successor = told(f"；接任 {to}", f"; followed by {to}") if to else ""
            return _of(names, act.person, act.position) + told(f"，任至 {last}", f", until {last}") + successor
        case Delegate():
            onward = told("，可以转授权", ", may be delegated on") if act.onward else ""
            one, other, post = names.person(act.delegator), names.person(act.delegate), names.post(act.position)
            lasting = _lasting(act.since, act.until) + onward
            return told(f"{one} 授权 {other}：{post}，{lasting}", f"{one} lets {other} act: {post}, {lasting}")
        case Revoke():
            one, other, post = names.person(act.delegator), names.person(act.delegate), names.post(act.position)
            return told(
                f"{one} 对 {other} 的授权：{post}，止于 {act.last_day}",
                f"What {one} delegated to {other}: {post}, ends on {act.last_day}",
            )
        case TakeLeave():
            return names.person(act.person) + _comma() + _lasting(act.since, act.until)
        case EndLeave():
            who, last = names.person(act.person), act.last_day
            return told(f"{who}，离岗止于 {last}", f"{who}, leave ends on {last}")
        case _:
            assert_never(act)


def _of(names: Names, person: str, post: str) -> str:
    """Who, in which post."""
    return told(f"{names.person(person)}：{names.post(post)}", f"{names.person(person)}: {names.post(post)}")


def _comma() -> str:
    return told("，", ", ")


def _lasting(since: date, until: date | None) -> str:
    """From which day, and until which."""
    if until is None:
        return told(f"{since} 起", f"from {since}")
    return told(f"{since} 至 {until}", f"{since} to {until}")


def difference_words(found: Difference, names: Names) -> str:
    """What a difference is about: a name, or a post with whose it is."""
    if found.part in {"holding", "seat", "delegation"}:
        return _of(names, found.person or "", found.id)
    if found.part in {"leave", "person"}:
        return names.person(found.id)
    if found.part == "position":
        return names.post(found.id)
    return names.place(found.id) if found.part == "jurisdiction" else names.organ(found.id)
