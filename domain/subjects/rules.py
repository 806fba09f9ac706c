"""What may be recorded of subjects (A-46), given what was recorded before."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, assert_never
from uuid import UUID

from domain.act import IN_FUTURE
from domain.refusals import Refused, refusal
from domain.subjects.history import ChangeKind, History, SubjectChange

Kind = Literal["person", "unit"]
SUCCESSION_MAX = 20
"""How many units one succession may have on a side."""

CHANGE_NOT_OF_KIND = refusal("subject_change_kind", 422, "A-46").says("""
    去世、退休、调动、离开公职只登记人员；撤销、机构改革、职能划转只登记单位。
    A death, retirement, move or leaving is of a person; an abolition, a succession, a transfer of functions of units.
    请核对登记的类型。
    Check what kind of subject it is.
""")
BEFORE_IT_EXISTED = refusal("subject_before_it_existed", 409, "A-46").says("""
    日期早于该单位由机构改革设立的日期。
    The day lies before the reform from which the unit came.
    请核对日期；那一天的事属于原单位的，登记在原单位名下。
    Check the day; what befell an earlier unit is recorded of that one.
""")
SUBJECT_ENDED = refusal("subject_ended", 409, "A-46").says("""
    该人员已登记去世，或该单位已登记撤销或被承继。
    The person is on record as deceased, or the unit as abolished or succeeded.
    有承继单位的，登记在承继单位名下；原登记有误的，先更正。
    Record it of the successor; if the earlier record is wrong, take it back first.
""")
CHANGE_OUT_OF_ORDER = refusal("subject_change_order", 409, "A-46").says("""
    日期早于该登记最近一次变动的日期。
    The day lies before the last change recorded of the subject.
    请核对日期；漏登了较早的变动的，先更正较晚的，再依次登记。
    Check the day; if an earlier change was missed, take the later ones back and record them in order.
""")
SUCCESSION_LOOP = refusal("succession_loop", 409, "A-46").says("""
    承继单位就是原单位，或是原单位的前身。
    The successor is one of the units succeeded, or one that they came of.
    请核对原单位和承继单位；恢复原来单位的，登记为新的单位。
    Check which unit took whose place; a unit set up again is registered as a new one.
""")
SUCCESSION_SHAPE = refusal("succession_shape", 422, "A-46").says("""
    一次机构改革须是一个单位变为一个，几个合为一个，或一个分为几个。
    A succession is of one unit by one, of several by one, or of one by several.
    请分次登记。
    Record it in several steps.
""")
FUNCTIONS_SHAPE = refusal("functions_shape", 422, "A-46").says("""
    职能划转是一个单位把职能划给另一个单位，两个单位都继续存在。
    Functions go from one unit to another one, and both remain.
    划给几个单位的，分次登记；原单位不再存在的，登记机构改革。
    Record each unit that takes some by itself; where the earlier one is no more, record a succession.
""")
NOT_ITS_CASE = refusal("not_its_case", 422, "A-46").says("""
    写明随职能划转的案件中，有的不是该单位正在办理的案件。
    Among the cases that are said to go with the functions is one that is no open case of that unit.
    请从该单位正在办理的案件中选择；已办结的不必写明。
    Choose from its open cases; closed ones need not be named.
""")
UNIT_OF_WHO_MOVED = refusal("unit_of_who_moved", 422, "A-46").says("""
    调动须写明新单位，其他变动不写单位。
    A move names the new unit; nothing else does.
    请填写或删去 unit_name。
    Fill in unit_name, or leave it out.
""")
NOT_THE_LAST_CHANGE = refusal("not_the_last_change", 409, "A-46").says("""
    没有这项变动，或其后还登记了别的变动。
    There is no such change, or others were recorded after it.
    请重新查看沿革，从最近的一项开始更正。
    Look at the history again and begin with the last one.
""")


def admit(change: SubjectChange, history: History, kinds: Mapping[UUID, Kind], today: date) -> None:
    """Admit a change to the register.

    Args:
        change: by the ids of subjects that stand for themselves.
        history: what was recorded of its subjects, and of all that they came of and what came of them.
        kinds: what its subjects are.
        today: in Shanghai.

    Raises:
        Refused: it contradicts itself, or what was recorded.
    """
    if change.takes_back is not None:
        _require_last(change, history)
        return
    if change.on > today:
        raise Refused(IN_FUTURE)
    _require_kind(change.kind, change, kinds)
    if change.kind == "succeeded":
        _require_succession(change, history)
    if change.kind == "functions_moved":
        _require_two_units(change, history)
    for subject in change.subjects:
        _require_alive(subject, change.on, history)


def _require_kind(kind: ChangeKind, change: SubjectChange, kinds: Mapping[UUID, Kind]) -> None:
    found = {kinds[each] for each in (*change.subjects, *change.successors)}
    match kind:
        case "renamed" | "taken_back":
            return
        case "moved" | "retired" | "left" | "deceased":
            fits = found == {"person"}
        case "abolished" | "succeeded" | "functions_moved":
            fits = found == {"unit"}
        case _:
            assert_never(kind)
    if not fits:
        raise Refused(CHANGE_NOT_OF_KIND)


def _require_succession(change: SubjectChange, history: History) -> None:
    old, new = set(change.subjects), set(change.successors)
    alike = len(old) < len(change.subjects) or len(new) < len(change.successors)
    if not old or not new or alike or (len(old) > 1 and len(new) > 1):
        raise Refused(SUCCESSION_SHAPE)
    if (old | history.before(*old)) & new:
        raise Refused(SUCCESSION_LOOP)
    for successor in new:
        _require_there(successor, change.on, history)
        if change.founds and history.of(successor):
            raise Refused(CHANGE_OUT_OF_ORDER)


def _require_two_units(change: SubjectChange, history: History) -> None:
    """Functions go from one unit to another, which are both there before and after."""
    if len(change.subjects) != 1 or len(change.successors) != 1 or change.subjects == change.successors:
        raise Refused(FUNCTIONS_SHAPE)
    _require_there(change.successors[0], change.on, history)


def _require_there(unit: UUID, on: date, history: History) -> None:
    founded = history.founded_on(unit)
    if history.ended_on(unit) is not None:
        raise Refused(SUBJECT_ENDED)
    if founded is not None and on < founded:
        raise Refused(BEFORE_IT_EXISTED)


def _require_alive(subject: UUID, on: date, history: History) -> None:
    _require_there(subject, on, history)
    befell = history.befell(subject)
    if befell and on < befell[-1].on:
        raise Refused(CHANGE_OUT_OF_ORDER)


def _require_last(change: SubjectChange, history: History) -> None:
    """Take back only what nothing was recorded upon: neither of whom it befell nor of what came of it."""
    wrong = next((each for each in history.standing if each.change_id == change.takes_back), None)
    if wrong is None or set(change.subjects) != set(wrong.subjects):
        raise Refused(NOT_THE_LAST_CHANGE)
    if any(history.of(each)[-1] != wrong for each in (*wrong.subjects, *wrong.successors)):
        raise Refused(NOT_THE_LAST_CHANGE)
