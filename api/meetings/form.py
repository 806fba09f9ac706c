"""The two forms of meetings: a notice, and an entry of minutes with a row for each case and each member.

A form's fields are flat: `att-p031` is the attendance of a member, `2-vote-p031` the vote of that member on the second
item. What of it is wrong is told by the body's own rules; nothing that was typed is lost.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import JsonValue

from api.http.problems import ProblemRaised
from domain.meetings.events import EnteredResult
from domain.meetings.minutes import NamedVote
from domain.organs import Organs
from domain.values import FreeText
from projections.meetings.model import EntryView, MeetingRow

FIELDS_MAX = 25_000
"""Fifty items, two hundred members with an alternate each, and what else a form has."""

NOTICE_LABELS: Mapping[str, str] = {
    "/pack": "适用程序",
    "/title": "会议名称",
    "/planned_on": "会议日期",
    "/starts_at": "开始时间",
    "/place": "地点",
    "/agenda": "议题",
    "/remarks": "说明",
    "/reasons": "变更理由",
}
ENTRY_LABELS: Mapping[str, str] = {
    "/on": "会议日期",
    "/late_entry_reason": "补记理由",
    "/minutes/number": "会议纪要文号",
    "/minutes/document/sha256": "纪要扫描件的 SHA-256",
    "/minutes/document/title": "纪要标题",
    "/attendance": "到会情况",
    "/items": "各议题的结果",
    "/remarks": "其他记载",
    "/reasons": "更正理由",
    "/number_used_because": "再次使用文号的理由",
}
CHOICES = ("agree", "disagree", "abstain", "postpone")
_ITEM = re.compile(r"^/items/(\d+)(/.*)?$")
_CODE = re.compile(r"[a-z0-9][a-z0-9_\-]*")


@dataclass(frozen=True, slots=True)
class Member:
    """A seat at a meeting: who holds it, and who may stand in."""

    person: str
    alternates: tuple[str, ...]


def roster(organs: Organs, organ: str, on: date) -> tuple[Member, ...]:
    """The seats of an organ on a day; of one without seats, whoever holds a position in it."""
    seats = organs.seats_of(organ, on)
    if not seats:
        posts = {position.id for position in organs.positions if position.organ == organ}
        holders = (held.person for held in organs.holdings if held.position in posts and held.covers(on))
        return tuple(Member(person, ()) for person in dict.fromkeys(holders))
    alternates = organs.alternates_of(organ, on)
    return tuple(
        Member(seat.person, tuple(a.person for a in alternates if a.alternate_for == seat.position)) for seat in seats
    )


def notice_body(filled: Mapping[str, str]) -> dict[str, JsonValue]:
    """The body that a filled-in notice stands for; a ticked case is `case-<id>` with the step to decide."""
    agenda: list[JsonValue] = [
        {"case": name.removeprefix("case-"), "step": step} for name, step in filled.items() if name.startswith("case-")
    ]
    plain = ("planned_on", "starts_at", "place", "remarks", "title", "pack", "reasons")
    return {**{name: filled[name] for name in plain if name in filled}, "agenda": agenda}


def entry_body(filled: Mapping[str, str], members: Sequence[Member], cases: Sequence[UUID]) -> dict[str, JsonValue]:
    """The body that a filled-in entry stands for."""
    people = _people(members)
    body: dict[str, JsonValue] = {
        "minutes": {
            "number": filled.get("number", ""),
            "document": {"sha256": filled.get("sha256", "").strip().lower(), "title": filled.get("document", "")},
        },
        "attendance": [_attendance(filled, member) for member in members if f"att-{member.person}" in filled],
        "items": [_item(filled, number, case, people) for number, case in enumerate(cases, start=1)],
    }
    plain = ("on", "late_entry_reason", "remarks", "reasons", "number_used_because")
    return {**body, **{name: filled[name] for name in plain if name in filled}}


def _attendance(filled: Mapping[str, str], member: Member) -> JsonValue:
    given: dict[str, JsonValue] = {"member": member.person, "state": filled[f"att-{member.person}"]}
    alternate = filled.get(f"alt-{member.person}")
    return {**given, "alternate": alternate} if alternate else given


def _item(filled: Mapping[str, str], number: int, case: UUID, people: Iterable[str]) -> JsonValue:
    people = tuple(people)
    item: dict[str, JsonValue] = {"case": str(case), "taken_up": filled.get(f"{number}-taken") != "no"}
    if not item["taken_up"]:
        return item
    item["recused"] = [person for person in people if f"{number}-out-{person}" in filled]
    item["ballots"] = [
        {"member": person, "choice": filled[f"{number}-vote-{person}"]}
        for person in people
        if f"{number}-vote-{person}" in filled
    ]
    counted = {choice: _number(filled[name]) for choice in CHOICES if (name := f"{number}-{choice}") in filled}
    if counted:
        item["votes"] = {"agree": 0, **counted}
    for name, field in (("result", "result"), ("why", "recusal_reasons"), ("remarks", "remarks")):
        if f"{number}-{name}" in filled:
            item[field] = filled[f"{number}-{name}"]
    if f"{number}-agreed" in filled:
        item["agreed"] = filled[f"{number}-agreed"] == "yes"
    return item


def _number(written: str) -> JsonValue:
    """A number as it was typed; what is none stays as it is, and the body's own rules refuse it."""
    plain = written.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else written  # noqa: PLR2004 - no meeting is that large


def _people(members: Iterable[Member]) -> tuple[str, ...]:
    members = tuple(members)
    return (*(m.person for m in members), *dict.fromkeys(a for m in members for a in m.alternates))


def filled_of(
    row: MeetingRow, entry: EntryView, words: FreeText, ballots: Mapping[UUID, Sequence[NamedVote]]
) -> dict[str, str]:
    """An entry as a form shows it, to be corrected."""
    filled = {
        "on": entry.on.isoformat(),
        "number": entry.minutes_number,
        "sha256": entry.minutes,
        "document": "".join(words.document_titles[:1]),
        "remarks": words.statement or "",
        "late_entry_reason": words.late_entry_reason or "",
    }
    for each in entry.attendance:
        filled[f"att-{each.member}"] = each.state
        filled[f"alt-{each.member}"] = each.alternate or ""
    by_case = {item.case: item for item in entry.items}
    remarks, reasons = (
        dict(zip(by_case, texts, strict=False)) for texts in (words.item_remarks, words.recusal_reasons)
    )
    for number, case in enumerate(row.cases, start=1):
        if (item := by_case.get(case)) is not None:
            filled |= _filled_item(number, item)
            filled |= {f"{number}-vote-{each.member}": each.choice for each in ballots.get(case, ())}
            filled |= {f"{number}-remarks": remarks.get(case, ""), f"{number}-why": reasons.get(case, "")}
    return {name: text for name, text in filled.items() if text}


def _filled_item(number: int, item: EnteredResult) -> dict[str, str]:
    filled = {f"{number}-taken": "yes" if item.taken_up else "no", f"{number}-result": item.result or ""}
    filled |= {f"{number}-out-{person}": "yes" for person in item.recused}
    if item.votes is not None:
        filled |= {f"{number}-{choice}": str(getattr(item.votes, choice)) for choice in CHOICES}
    if item.agreed is not None:
        filled[f"{number}-agreed"] = "yes" if item.agreed else "no"
    return filled


def entry_faults(problem: ProblemRaised | None) -> tuple[str, ...]:
    """Which fields of an entry must be mended, in words; a fault within an item names the item."""
    found = []
    for each in problem.particulars.errors if problem else ():
        item = _ITEM.match(each.pointer)
        of_minutes = next((said for at, said in ENTRY_LABELS.items() if each.pointer.startswith(at)), None)
        found.append(f"第{int(item[1]) + 1}项" if item else of_minutes or each.pointer)
    return tuple(dict.fromkeys(found))


def named(detail: str | None, organs: Organs) -> str | None:
    """What a refusal says in particular, with the persons by their names."""
    people = {person.id: person.name for person in organs.people}
    return _CODE.sub(lambda found: people.get(found[0], found[0]), detail) if detail else None
