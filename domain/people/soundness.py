"""What must be true of a version of the register beyond its names: asked of new ones, by file or by act, never of old.

Each fault is a refusal with its place, so that an act is refused with the sentence that the check of a file tells.
What is ours is in docs/organs.md: how long a delegation may last, and what goes with what.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from domain.faults import Place
from domain.identity import canonical_name
from domain.organs import Delegation, Holding, Organs, Term
from domain.people.acting import line_of
from domain.people.duties import ADMINISTRATORS, DUTIES, HANDLERS, MEMBER, SUPERVISOR
from domain.refusals import Refusal, refusal

DELEGATION_DAYS_MAX = 180
"""How long a delegation may last; ours, like the rest that no text says."""


class Unsound(NamedTuple):
    """One thing that is not true of a version: where in it, which refusal says so, and of whom or what."""

    at: Place
    refusal: Refusal
    detail: str


UNDER_ITSELF = refusal("organ_under_itself", 422).says("""
    机关、内设机构或地区不能是自己的上级，也不能是自己上级的上级。
    An organ, department or place cannot be above itself, be it through others.
    请改正 superior，使每一级都通向最上一级。
    Correct `superior`, so that every level leads to the highest one.
""")
DEPARTMENT_ELSEWHERE = refusal("department_of_another_organ", 422).says("""
    内设机构属于另一个机关。
    The department is of another organ.
    请改为同一机关的内设机构。
    Name a department of the same organ.
""")
UNKNOWN_DUTY = refusal("unknown_duty", 422).says("""
    没有这种职责，任何规则都不认识它。
    There is no such duty; no rule knows it.
    请从列出的职责中选择（docs/organs.md）。
    Take one of those listed (docs/organs.md).
""")
ENDS_BEFORE = refusal("ends_before_it_begins", 422).says("""
    结束日期早于开始日期。
    It ends before it begins.
    请核对起止日期。
    Check the two dates.
""")
HELD_TWICE = refusal("post_held_by_two", 409).says("""
    这个职务一次只能由一人担任，任期重叠。
    The post has one holder at a time; these terms overlap.
    请先结束前任的任期；确由多人同时担任的，在职务上写明 several: true。
    End the earlier term first; where several hold it at once, say `several: true` at the post.
""")
NAMESAKE = refusal("person_of_that_name", 409).says("""
    名录中已有同名的人。
    The register has a person of that name.
    请核对是否同一人；确系另一人的，写明 namesake: true。
    Check whether they are one; if it is another person, say so outright: namesake: true.
""")
ADMINISTRATORS_APART = refusal("administrators_apart", 409, "A-44").says("""
    系统、安全、审计三员须分立：同一人同一天不能兼任，管理员也不能担任或代行其他职务。
    System, security and audit administrator are three persons; an administrator has no other post, nor acts in one.
    请另派人员，或先结束其中一项任职、授权。
    Appoint somebody else, or end one of the two first.
""")
SUPERVISOR_HANDLES = refusal("supervisor_handles", 409, "A-44").says("""
    监督人员不得同时担任或代行办理案件的职务。
    A supervisor neither has a post that handles cases nor acts in one.
    请另派人员，或先结束其中一项任职、授权。
    Appoint somebody else, or end one of the two first.
""")
NOT_ITS_TO_GIVE = refusal("delegates_what_is_not_held", 409, "A-43").says("""
    授权人在整个授权期间须担任该职务；由他人授权取得的，须写明可以转授权。
    Who delegates a post must hold it all the time, or have it by a delegation that may be delegated on.
    请改为在任人员，或缩短授权期限。
    Name who holds it, or shorten the time.
""")
TOO_LONG = refusal("delegation_too_long", 409, "A-43").says("""
    授权期限过长。
    The delegation lasts too long.
    请缩短期限；长期由他人办理的，请任命。
    Shorten it; where somebody is to do it for good, appoint them.
""")
LOOP = refusal("delegation_loop", 409, "A-43").says("""
    授权绕回了授权人自己。
    The delegation comes back to whoever gave it, be it through others.
    请改派没有授权给他人的人员。
    Name somebody who has not delegated to others meanwhile.
""")
SEAT_DELEGATED = refusal("seat_not_delegated", 409, "A-43").says("""
    委员的表决权不能授权他人，只能由候补委员替补。
    A member's vote is not delegated; an alternate sits in the seat.
    请为该委员另设候补席位（alternate_for）。
    Give that member an alternate's seat (`alternate_for`).
""")
ALTERNATE_SEATED = refusal("alternate_has_seat", 409).says("""
    候补委员本人已是同一委员会的委员，一人只有一票。
    The alternate has a seat of that committee; nobody votes twice.
    请另定候补委员。
    Name another alternate.
""")


ALTERNATE_ELSEWHERE = refusal("alternate_of_another_committee", 422).says("""
    候补委员只能替补同一委员会的委员。
    An alternate stands in for a member of the same committee.
    请改为同一委员会的委员职务。
    Name a member's post of the same committee.
""")


def faults_of(organs: Organs) -> Iterator[Unsound]:
    """Everything that is not sound, in the order of the register's parts."""
    yield from _rings(organs)
    yield from _posts(organs)
    yield from _namesakes(organs)
    yield from _terms(organs)
    yield from _held_twice(organs)
    yield from _alternates(organs)
    yield from _delegations(organs)
    yield from _apart(organs)


def _rings(organs: Organs) -> Iterator[Unsound]:
    levels: tuple[tuple[str, Mapping[str, str | None]], ...] = (
        ("jurisdictions", {each.id: each.superior for each in organs.jurisdictions}),
        ("organs", {each.id: each.superior for each in organs.organs}),
        ("departments", {each.id: each.superior for each in organs.departments}),
    )
    for key, above in levels:
        for index, id_ in enumerate(above):
            seen, at = {id_}, above[id_]
            while at is not None and at not in seen:
                seen.add(at)
                at = above.get(at)
            if at == id_:
                yield Unsound((key, index, "superior"), UNDER_ITSELF, id_)


def _posts(organs: Organs) -> Iterator[Unsound]:
    organ_of = {each.id: each.organ for each in organs.departments}
    for index, each in enumerate(organs.departments):
        if each.superior is not None and organ_of.get(each.superior, each.organ) != each.organ:
            yield Unsound(("departments", index, "superior"), DEPARTMENT_ELSEWHERE, each.superior)
    for index, post in enumerate(organs.positions):
        if post.duty not in DUTIES:
            yield Unsound(("positions", index, "duty"), UNKNOWN_DUTY, f"{post.duty}; {', '.join(DUTIES)}")
        if post.department is not None and organ_of.get(post.department, post.organ) != post.organ:
            yield Unsound(("positions", index, "department"), DEPARTMENT_ELSEWHERE, post.department)


def _namesakes(organs: Organs) -> Iterator[Unsound]:
    known = defaultdict[str, list[str]](list)
    for index, person in enumerate(organs.people):
        others = known[canonical_name(person.name)]
        if others and not person.namesake:
            yield Unsound(("people", index, "name"), NAMESAKE, f"{person.name}: {', '.join(others)}")
        others.append(person.id)


def _terms(organs: Organs) -> Iterator[Unsound]:
    lists: tuple[tuple[str, Sequence[Term]], ...] = (
        ("holdings", organs.holdings),
        ("seats", organs.seats),
        ("delegations", organs.delegations),
        ("leaves", organs.leaves),
    )
    for key, terms in lists:
        for index, term in enumerate(terms):
            if term.until is not None and term.until < term.since:
                yield Unsound((key, index, "until"), ENDS_BEFORE, f"{term.since}–{term.until}")


def _held_twice(organs: Organs) -> Iterator[Unsound]:
    several = {post.id for post in organs.positions if post.several}
    by_post = defaultdict[str, list[tuple[Place, Holding]]](list)
    for at, held in _held(organs):
        by_post[held.position].append((at, held))
    for position, held_by in by_post.items():
        for (_, earlier), (at, later) in combinations(held_by, 2):
            twice = earlier.person == later.person or position not in several
            if twice and earlier.meets(later):
                yield Unsound((*at, "since"), HELD_TWICE, f"{position}: {earlier.person}, {later.person}")


def _held(organs: Organs) -> Iterator[tuple[Place, Holding]]:
    yield from ((("holdings", index), held) for index, held in enumerate(organs.holdings))
    yield from ((("seats", index), seat) for index, seat in enumerate(organs.seats))


def _alternates(organs: Organs) -> Iterator[Unsound]:
    posts = {post.id: post.organ for post in organs.positions}
    for index, seat in enumerate(organs.seats):
        if seat.alternate_for is None:
            continue
        if posts[seat.alternate_for] != seat.committee:
            yield Unsound(("seats", index, "alternate_for"), ALTERNATE_ELSEWHERE, seat.alternate_for)
        own = (each for each in organs.seats if each.committee == seat.committee and each.alternate_for is None)
        if any(each.person == seat.person and each.meets(seat) for each in own):
            yield Unsound(("seats", index, "person"), ALTERNATE_SEATED, seat.person)


def _delegations(organs: Organs) -> Iterator[Unsound]:
    seats = {seat.position for seat in organs.seats} | {post.id for post in organs.positions if post.duty == MEMBER}
    for index, given in enumerate(organs.delegations):
        at: Place = ("delegations", index)
        if given.position in seats:
            yield Unsound((*at, "position"), SEAT_DELEGATED, given.position)
        if given.until - given.since >= timedelta(days=DELEGATION_DAYS_MAX):
            yield Unsound((*at, "until"), TOO_LONG, f"{(given.until - given.since).days + 1} > {DELEGATION_DAYS_MAX}")
        if given.until < given.since:
            continue
        if _comes_back(organs, given):
            yield Unsound((*at, "delegate"), LOOP, f"{given.delegator}, {given.delegate}")
        elif given.position not in seats:
            days = _days_without(organs, given)
            if days:
                yield Unsound((*at, "delegator"), NOT_ITS_TO_GIVE, f"{given.delegator}, {given.position}: {days[0]}")


def _comes_back(organs: Organs, given: Delegation) -> bool:
    """Whether a delegation leads back to its giver on some day, whatever the posts: whoever delegates takes none on."""
    return _leads(organs, given.delegate, given.delegator, given, frozenset())


def _leads(organs: Organs, person: str, to: str, within: Term, seen: frozenset[str]) -> bool:
    if person == to:
        return True
    for each in organs.delegations:
        if each.delegator == person and each.meets(within) and person not in seen:
            shared = Term(since=max(each.since, within.since), until=min(each.until, within.until or each.until))
            if _leads(organs, each.delegate, to, shared, seen | {person}):
                return True
    return False


def _days_without(organs: Organs, given: Delegation) -> list[date]:
    """The days on which it is not its giver's to give, of those on which something begins or has ended."""
    of_post: Iterable[Term] = (*organs.terms_of(given.position), *organs.delegations)
    edges = {given.since, given.until}
    for term in of_post:
        edges |= {term.since, *([term.until + timedelta(days=1)] if term.until else [])}
    return [day for day in sorted(edges) if given.covers(day) and not line_of(organs, given, day)]


def _apart(organs: Organs) -> Iterator[Unsound]:
    """Whom nobody may be at once: two administrators or one with any other post, and a supervisor who handles cases."""
    duty = {post.id: post.duty for post in organs.positions}
    acts = defaultdict[str, list[tuple[Place, Term, str]]](list)
    for at, held in _held(organs):
        acts[held.person].append((at, held, duty[held.position]))
    for index, given in enumerate(organs.delegations):
        acts[given.delegate].append((("delegations", index, "delegate"), given, duty[given.position]))
    kept_apart: tuple[tuple[Callable[[str, str], bool], Refusal], ...] = (
        (lambda one, other: one != other and one in ADMINISTRATORS, ADMINISTRATORS_APART),
        (lambda one, other: one == SUPERVISOR and other in HANDLERS, SUPERVISOR_HANDLES),
    )
    for person, each in acts.items():
        for (_, earlier, one), (at, later, other) in combinations(each, 2):
            for excludes, says in kept_apart:
                if earlier.meets(later) and (excludes(one, other) or excludes(other, one)):
                    yield Unsound(at, says, f"{person}: {one}, {other}")
