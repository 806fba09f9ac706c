"""`rongcuo inbox`, `cases list`, `case show`: what is read at a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal
from uuid import UUID

from api.labels.words import STAGES
from deploy.cli.work.telling import DONE, Telling
from domain.pack.pack import Pack
from domain.values import Bilingual, Frozen
from rongcuo_client import Case, CaseLine, Client, Duty, NotOurs, Refused, Task
from rongcuo_client.answers import Answer
from rongcuo_client.operations import Due, Tab


class DueDuty(Answer):
    """A term on the board of deadlines."""

    case_id: UUID
    case_number: str | None = None
    organ: str
    due_on: date
    paused: bool = False
    duty: Duty


class CaseShown(Frozen):
    """A case, and what may be done on it now."""

    case: Case
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """What the steps of procedures are called; each procedure is asked for once."""

    client: Client
    telling: Telling
    packs: dict[str, Pack | None] = field(default_factory=dict)

    def name(self, pack: str, step: str) -> str:
        """A step in words; where the procedure cannot be read, its code."""
        if (known := STAGES.get(step)) is not None:
            return self.telling.words(known)
        if pack not in self.packs:
            try:
                self.packs[pack] = self.client.get(f"/v1/packs/{pack}", Pack)
            except (Refused, NotOurs):
                self.packs[pack] = None
        found = self.packs[pack]
        named = found.tolerance.steps.get(step) if found else None
        return self.telling.words(named.name) if named else step


def tasks(client: Client, telling: Telling, view: Tab, due: Due | None) -> int:
    """The tasks of whoever calls."""
    headings, steps = _headings(telling, "案件 case", "事项 what", "环节 step", "到期 due"), Steps(client, telling)
    telling.table(client.inbox(view, due=due), headings, lambda task: _task(task, steps))
    return DONE


def cases(
    client: Client,
    telling: Telling,
    *,
    state: Literal["open", "closed"] | None,
    stage: str | None,
    number: str | None,
) -> int:
    """The cases that whoever calls may see."""
    headings = _headings(telling, "案件 case", "事项 title", "环节 step", "下一期限 next_due", "地区 place")
    steps = Steps(client, telling)
    telling.table(client.cases(state=state, stage=stage, number=number), headings, lambda line: _case(line, steps))
    return DONE


def due_cases(client: Client, telling: Telling, due: str) -> int:
    """The cases with such a term, the oldest due first, each with the earliest of them."""
    headings = _headings(telling, "案件 case", "期限 term", "机关 organ", "到期 due")
    board = client.listed("/v1/deadlines", DueDuty, {"state": due, "limit": 200})
    telling.table(_first_of_each(board), headings, lambda each: _due(each, telling))
    return DONE


def show(client: Client, telling: Telling, case: str) -> int:
    """How a case stands."""
    found = client.case(case)
    offered = client.acts(found.case_id).offered
    shown = CaseShown(case=found, acts=tuple(dict.fromkeys(act.kind for act in offered)))
    telling.answer(
        shown, *_lines(found, Steps(client, telling)), *_acts({act.kind: act.name for act in offered}, telling)
    )
    return DONE


def _first_of_each(board: Iterator[DueDuty]) -> Iterator[DueDuty]:
    seen = set[UUID]()
    for each in board:
        if each.case_id not in seen:
            seen.add(each.case_id)
            yield each


def _headings(telling: Telling, *both: str) -> list[str]:
    return [telling.said(*each.split(" ", 1)) for each in both]


def _task(task: Task, steps: Steps) -> list[str]:
    name, step = steps.telling.words(task.name) or task.code, steps.name(task.pack, task.stage)
    return [task.case_number or str(task.case_id), name, step, _day(task.due_on, paused=task.paused)]


def _case(line: CaseLine, steps: Steps) -> list[str]:
    number, step = line.number or str(line.case_id), steps.name(line.pack, line.stage)
    return [number, line.title or "", step, _day(line.next_due), line.jurisdiction]


def _due(each: DueDuty, telling: Telling) -> list[str]:
    number = each.case_number or str(each.case_id)
    return [number, telling.words(each.duty.name), each.organ, _day(each.due_on, paused=each.paused)]


def _day(day: date | None, *, paused: bool = False) -> str:
    return "" if day is None else f"{day}{'（中止 paused）' if paused else ''}"


def _lines(case: Case, steps: Steps) -> Iterator[str]:
    telling = steps.telling
    yield f"{case.number} {case.title or ''}".rstrip()
    at = telling.said("环节", "step"), telling.said("版本", "version"), telling.said("已办结", "closed")
    yield f"{at[0]} {steps.name(case.pack, case.stage)}，{at[1]} {case.version}" + (f"，{at[2]}" if case.closed else "")
    names = "、".join(each.name for each in case.names)
    if names:
        yield telling.said(f"当事人 {names}", f"subjects {names}")
    open_ = [duty for duty in case.duties if duty.state == "open"]
    yield from (f"⏱ {telling.words(duty.name)}：{_day(duty.due_on)}，{duty.responsible}" for duty in open_)


def _acts(offered: dict[str, Bilingual], telling: Telling) -> Iterator[str]:
    none = telling.said("现在没有可以办理的事项", "nothing can be done now")
    found = (f"✓ {telling.words(name)}（{kind}）" for kind, name in offered.items())
    return chain(found, () if offered else (none,))
