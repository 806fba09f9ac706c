"""The fictional place of a scenario: one organ for each role of a pack, with the same posts in each, and its calendar.

Any pack finds whom it needs here, so that a scenario names no organs. Ids speak: the organ of a role is called like the
role, its second officer `<role>-officer-2`, the organ that supervises it `<role>-above`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.organs import UNITS, Holding, Jurisdiction, Organ, Organs, Person, Position, Seat
from domain.pack.pack import Pack
from domain.pack.steps import Role, VoteBody
from domain.terms.calendar import Calendar, DayKind, ListedDay, LocalDay, Overlay, is_weekend
from domain.values import Actor, Bilingual, SubjectFacts
from policies.calendars.seed import national_calendar
from policies.packs.loader import pack_sha256
from policies.scenario_language.scenarios import CalendarChoice, Subject

H = TypeVar("H", bound=Holding)

HERE, ABOVE = "here", "above"
FESTIVALS = "festivals"
MEMBERS = 7
PRESENT = tuple(range(1, MEMBERS - 1))
"""The seats of every committee."""

CASE_ID = uuid5(NAMESPACE_URL, "rongcuo:scenario")
FILING_ID, RECORD_ID, MEETING_ID = (uuid5(CASE_ID, name) for name in ("risk-filing", "work-record", "meeting"))
"""A scenario has one case, one risk filing and one work record at the most."""
_SINCE = date(2000, 1, 1)
_POSTS = (
    *("officer-1", "officer-2", "officer-3", "head", "contact", "secretary"),
    *(f"member-{number}" for number in range(1, MEMBERS + 1)),
)
_MADE_UP = "场景中虚构的放假通知"


@dataclass(frozen=True)
class Place:
    """The organs of a pack's scenarios, and who acts for each by default; `later` is an edition to move a case to."""

    pack: Pack
    organs: Organs
    later: Pack | None = None

    @cached_property
    def pack_sha256(self) -> str:
        """The hash the pack is known by."""
        return pack_sha256(self.pack)

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """Whoever a scenario may name: every post by its id, and for a role, in code or Chinese, its usual post."""
        held = {each.position: each.person for each in (*self.organs.holdings, *self.organs.seats)}
        actors = {
            post.id: Actor(person=held[post.id], position=post.id, organ=post.organ) for post in self.organs.positions
        }
        committees = {body.committee for body in self.pack.bodies.values() if isinstance(body, VoteBody)}
        for id_, role in _roles(self.pack).items():
            usual = "contact" if id_ in UNITS else "secretary" if id_ in committees else "officer-1"
            actors[id_] = actors[role.zh] = actors[f"{id_}-{usual}"]
        return actors

    def with_posts(self, held_by: Mapping[str, str]) -> "Place":
        """The same place, where some posts are held by whoever holds another one."""
        if not held_by:
            return self

        def moved(held: Iterable[H]) -> tuple[H, ...]:
            return tuple(
                each.model_copy(update={"person": self.actors[held_by[each.position]].person})
                if held_by.get(each.position) in self.actors
                else each
                for each in held
            )

        organs = {"holdings": moved(self.organs.holdings), "seats": moved(self.organs.seats)}
        return replace(self, organs=self.organs.model_copy(update=organs))


def _roles(pack: Pack) -> Mapping[str, Role]:
    """The roles that are played: those of the pack, and units that apply, of which it need not speak."""
    return pack.roles if "unit" in pack.roles else {**pack.roles, "unit": Role(zh="单位", en="unit")}


def place_of(pack: Pack, *, festivals: bool) -> Place:
    """Build the place of a pack; with festivals of its own, if it shall have some."""
    organs: list[Organ] = []
    roles = _roles(pack)
    above_unit = {"unit": "own_committee", "own_committee": "committee"}
    for id_, role in roles.items():
        name = Bilingual(zh=role.zh, en=role.en)
        superior = above_unit.get(id_)
        superior = superior if superior in roles else f"{id_}-above"
        organs.append(Organ(id=id_, role=id_, name=name, jurisdiction=HERE, superior=superior))
        higher = Bilingual(zh=f"上一级{role.zh}", en=f"{role.en} above")
        organs.append(Organ(id=f"{id_}-above", role=id_, name=higher, jurisdiction=ABOVE))
    here = Jurisdiction(
        id=HERE,
        name=Bilingual(zh="某县", en="a county"),
        superior=ABOVE,
        overlay=FESTIVALS if festivals else None,
    )
    above = Jurisdiction(id=ABOVE, name=Bilingual(zh="某州", en="a prefecture"))
    posts = [(organ.id, post) for organ in organs for post in _POSTS]
    return Place(
        pack,
        Organs(
            name="scenario",
            jurisdictions=(here, above),
            organs=tuple(organs),
            positions=tuple(
                Position(
                    id=f"{organ}-{post}",
                    organ=organ,
                    title=Bilingual(zh=post, en=post),
                    duty=post.partition("-")[0],
                )
                for organ, post in posts
            ),
            people=tuple(Person(id=f"{organ}-{post}", name=f"{organ}-{post}") for organ, post in posts),
            holdings=tuple(
                Holding(person=f"{organ}-{post}", position=f"{organ}-{post}", since=_SINCE)
                for organ, post in posts
                if not post.startswith("member")
            ),
            seats=tuple(
                Seat(person=f"{organ}-{post}", position=f"{organ}-{post}", since=_SINCE, committee=organ)
                for organ, post in posts
                if post.startswith("member")
            ),
        ),
    )


_ANY_SECTOR = "unit"
"""Of a subject where the procedure is for units of all kinds."""


def subjects_of(pack: Pack, subjects: Mapping[str, Subject], today: date | None = None) -> Mapping[UUID, SubjectFacts]:
    """The register of a scenario's subjects on a day; who names no sector is of the first of the pack's scope."""
    return {
        named(name): SubjectFacts(
            subject_id=named(name),
            kind=subject.kind,
            sector=subject.sector or (pack.scope[0].id if pack.scope else _ANY_SECTOR),
            jurisdiction=ABOVE if subject.above or _has_risen(subject, today) else HERE,
        )
        for name, subject in subjects.items()
    }


def _has_risen(subject: Subject, today: date | None) -> bool:
    return subject.above_since is not None and today is not None and subject.above_since <= today


def named(name: str) -> UUID:
    """The id of a subject, or of an earlier matter, that a scenario calls by a name."""
    return uuid5(CASE_ID, name)


@cache
def calendar_of(choice: CalendarChoice, festivals: tuple[date, ...], version: int) -> Calendar:
    """The calendar a scenario is played by; what a year not announced would exchange is not known in it."""
    whole = _national()
    last = choice.announced_until or max(whole.years)
    swapped = {DayKind.in_lieu, DayKind.make_up}
    days = {day.day: day for day in whole.days if day.day.year <= last or day.kind not in swapped}
    for day in choice.off:
        kind = DayKind.statutory if is_weekend(day) else DayKind.in_lieu
        days[day] = ListedDay(day=day, kind=kind, source=_MADE_UP)
    for day in choice.worked:
        days.pop(day, None)
        if is_weekend(day):
            days[day] = ListedDay(day=day, kind=DayKind.make_up, source=_MADE_UP)
    announced = {year: whole.years.get(year, _MADE_UP) for year in range(min(whole.years), last + 1)}
    calendar = whole.model_copy(
        update={"version": version, "years": announced, "days": tuple(days[day] for day in sorted(days))}
    )
    if not festivals:
        return calendar
    local = tuple(LocalDay(day=day, name="民族节日", source=_MADE_UP) for day in sorted(festivals))
    return calendar.with_overlay(Overlay(name=FESTIVALS, days=local))


@cache
def _national() -> Calendar:
    return national_calendar()
