"""What a person may act as on a day: own posts, seats, those of others by delegation or as alternate."""

from datetime import date

from domain.organs import Organs
from domain.people.acting import Basis, hands, may_act, post_of, posts_of, sitting
from domain.values import Actor
from tests.domain.people.registers import DAY, away, given, office, seat


def acts(person: str, position: str, for_person: str | None = None) -> Actor:
    """Who acts in the office."""
    return Actor(person=person, position=position, organ="office", for_person=for_person)


def test_a_post_is_acted_in_by_who_holds_it_and_by_nobody_else() -> None:
    """Nobody acts in the post of another without a word; whoever holds it names nobody."""
    organs = office(held="a:head b:officer")

    assert [post.position.id for post in posts_of(organs, "a", DAY)] == ["head"]
    assert post_of(organs, "b", "head", DAY) is None
    assert may_act(organs, acts("a", "head"), DAY)
    assert not may_act(organs, acts("b", "head"), DAY)
    assert not may_act(organs, acts("b", "head", "a"), DAY)


def test_a_delegate_acts_for_the_holder_within_the_days_and_no_longer() -> None:
    """Both ends count; the day before and the day after do not."""
    organs = office(held="a:head b:officer", delegations=(given("head", "a", "b", "06-01", "06-10"),))
    post = post_of(organs, "b", "head", DAY)

    assert post is not None
    assert (post.basis, post.actor) == (Basis.DELEGATION, acts("b", "head", "a"))
    assert [
        may_act(organs, acts("b", "head", "a"), date(2026, *day)) for day in ((5, 31), (6, 1), (6, 10), (6, 11))
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert not may_act(organs, acts("b", "head"), DAY), "not without saying for whom"
    assert may_act(organs, acts("a", "head"), DAY), "who delegates may still act"


def test_what_was_delegated_goes_on_only_where_that_was_said() -> None:
    """Of a chain each link must say that it may be given on, but for the last; all hands are known."""
    kept = (given("head", "a", "b", "06-01", "06-10"), given("head", "b", "c", "06-01", "06-10"))
    goes_on = (given("head", "a", "b", "06-01", "06-10", onward=True), kept[1])

    assert post_of(office(held="a:head", delegations=kept), "c", "head", DAY) is None
    organs = office(held="a:head", delegations=goes_on)
    post = post_of(organs, "c", "head", DAY)
    assert post is not None
    assert post.actor == acts("c", "head", "a")
    assert hands(organs, post.actor, DAY) == ("c", "b", "a")


def test_a_delegation_ends_with_the_office_of_who_gave_it() -> None:
    """Who holds the post no more lets nobody act in it."""
    organs = office(held="a:head b:officer", delegations=(given("head", "a", "b", "06-01", "06-10"),))
    left = organs.model_copy(update={"holdings": organs.holdings[1:]})

    assert post_of(left, "b", "head", DAY) is None
    assert [post.position.id for post in posts_of(left, "b", DAY)] == ["officer"]


def test_who_is_on_leave_acts_in_no_post_and_their_delegate_does() -> None:
    """A leave is what a delegation is for."""
    delegated = (given("head", "a", "b", "06-01", "06-10"),)
    organs = office(held="a:head a:officer-2", delegations=delegated, leaves=(away("a", "06-01", "06-05"),))

    assert posts_of(organs, "a", DAY) == ()
    assert not may_act(organs, acts("a", "head"), DAY)
    assert may_act(organs, acts("b", "head", "a"), DAY)
    assert len(posts_of(organs, "a", date(2026, 6, 6))) == 2


def test_the_first_alternate_who_is_there_sits_for_who_is_away() -> None:
    """In the order of their seats, and for one member each; without an alternate the seat stays empty."""
    members = (seat("a", "member-1"), seat("b", "member-2"), seat("c", "member-3"))
    alternates = (seat("d", "other-1", "member-1"), seat("e", "other-2", "member-1"), seat("e", "other-3", "member-2"))
    posts = " ".join(f"{each.position}:member" for each in (*members, *alternates))
    at_home = office(posts=posts, seats=(*members, *alternates))
    gone = office(posts=posts, seats=(*members, *alternates), leaves=tuple(away(each, "06-01") for each in "abcd"))

    def persons(*absent: str, organs: Organs = at_home) -> str:
        return "".join(each.person for each in sitting(organs, "council", DAY, absent))

    assert (persons(), persons("a"), persons("a", "d"), persons("a", "b", "d")) == ("abc", "dbc", "ebc", "ebc")
    assert persons(organs=gone) == "ebc"
    post = post_of(at_home, "d", "other-1", DAY)
    assert post is not None
    assert (post.basis, post.for_person) == (Basis.ALTERNATE, None)


def test_a_copy_with_other_parts_looks_nothing_up_in_the_old_ones() -> None:
    """What was looked up once is of that version alone."""
    organs = office(held="a:head")
    assert organs.held_by("head", DAY) == "a"

    other = organs.model_copy(update={"holdings": office(held="b:head").holdings})

    assert other.held_by("head", DAY) == "b"
