"""Accepted by the check, then playable: what is accepted can be played from the opening of a case to its close.

A walk does what is offered and nothing else; a few of them come to every step that the pack has, and open every term
that it states, which the certificate counts as the event did.
"""

from collections.abc import Iterator
from random import Random

import yaml
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from domain.case.lifecycle import StepOpened
from domain.pack.pack import Pack
from domain.pack.steps import JointBody, StepKind
from domain.terms.certificate import certify
from domain.terms.deadlines import Term
from domain.terms.events import DutyOpened
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_packs, parse_pack
from policies.packs.located import FaultyFile
from tests.policies.playable.generated import Value, edited_packs, sound_packs
from tests.policies.playable.walking import Walker

_WALKS_MAX = 24
"""Walks by each way in; most packs have shown everything after three, those with two levels of appeal after more."""
_CALENDAR = national_calendar()


def read(pack: Value) -> Pack:
    """A generated pack as the check reads it from a file."""
    return parse_pack(yaml.safe_dump(pack, allow_unicode=True).encode(), "made.yaml")


def duties(pack: Pack) -> Iterator[str]:
    """What the duties are called whose terms a pack states for the ordinary course of a case."""
    steps = pack.tolerance.steps.items()
    yield from (name for name, step in steps if step.within)
    yield from (rule.duty for rule in (*pack.duties, *pack.told.values()))
    yield from (rule.duty for _, step in steps for rule in step.duties)
    if any(step.supplement for _, step in steps):
        yield "supplement"
    if pack.correction and pack.correction.evaluated_by:
        yield "correction_evaluation"
    for level in pack.levels:
        yield from (duty for duty, _ in level.terms)
        yield from ([level.told.duty] if level.told else [])
    joint = [body for _, step in steps if isinstance(body := pack.bodies.get(step.body or ""), JointBody)]
    decided = {StepKind.ACCEPTANCE, StepKind.DETERMINATION, StepKind.APPROVAL}
    if any(body.on_disagreement for body in joint) and any(
        step.kind in decided and isinstance(body := pack.bodies[step.body or ""], JointBody) and body.on_disagreement
        for _, step in steps
    ):
        yield "settle_disagreement"


def played(pack: Pack, random: Random) -> None:
    """Play a pack until everything has been seen; each of its cases must come to its close."""
    walker = Walker(pack, random)
    steps, terms = set(pack.tolerance.steps), set(duties(pack))
    opened, come_to = list[DutyOpened](), set[str]()
    for _ in range(_WALKS_MAX):
        for route in pack.tolerance.opens:
            walker.walk(route.route)
        opened = [each for each in walker.events if isinstance(each, DutyOpened)]
        come_to = {each.step for each in walker.events if isinstance(each, StepOpened)}
        if steps == come_to and terms <= {each.duty for each in opened}:
            break
    assert steps == come_to
    assert terms <= {each.duty for each in opened}, terms - {each.duty for each in opened}
    for each in opened:
        if each.goes_with is None and each.not_before is None:
            assert each.amount is not None
            assert each.unit is not None
            certified = certify(each.starts_on, Term(amount=each.amount, unit=each.unit), _CALENDAR)
            assert certified.due_on == each.due_on, each


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sound_packs(), st.randoms(use_true_random=False))
def test_a_sound_pack_is_accepted_and_playable(made: Value, random: Random) -> None:
    """Every shape that the language has."""
    note(yaml.safe_dump(made, allow_unicode=True))
    played(read(made), random)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edited_packs(), st.randoms(use_true_random=False))
def test_an_edited_pack_is_refused_with_its_places_or_playable(made: Value, random: Random) -> None:
    """Whatever was changed by mistake: a fault at a place of the file, or a procedure that can be followed."""
    note(yaml.safe_dump(made, allow_unicode=True))
    pack, faults = None, list[str]()
    try:
        pack = read(made)
    except FaultyFile as faulty:
        faults = [fault.where for fault in faulty.faults]
    event("accepted" if pack else "refused")
    assert all(faults)
    if pack:
        played(pack, random)


def test_the_bundled_packs_are_playable() -> None:
    """All five, by every way in."""
    for pack in bundled_packs():
        played(pack, Random(7))  # noqa: S311 - which way a walk goes, no secret
