"""Where joint organs disagree, as a pack says it: read from its file, every fault at its line, drawn, and bundled."""

import pytest

from domain.pack.steps import Disagreement, JointBody, OrganBody
from policies.packs.loader import bundled_pack, parse_pack
from policies.packs.located import FaultyFile
from tests.policies.nujiang_text import NUJIANG
from tests.policies.test_drawing import seen

BOTH = next(line for line in NUJIANG.splitlines(keepends=True) if line.startswith("  both: "))
RULE = """\
  both:
    kind: joint
    organs: [organization, discipline]
    lead: organization
    on_disagreement:
      to: [conference, meeting]
      within: {amount: 5, unit: working_days, force: advisory, standing: default, cite: [A-13]}
      standing: default
      cite: [A-13, NS-06]
  conference: {kind: organ, organ: related, cite: [NS-06]}
"""


def with_rule(*changes: tuple[str, str]) -> str:
    """The Nujiang pack with such a rule, some of its words replaced."""
    rule = RULE
    for old, new in changes:
        assert old in rule
        rule = rule.replace(old, new, 1)
    return NUJIANG.replace(BOTH, rule)


def faults_of(text: str) -> dict[str, str]:
    """Where a pack's text is faulty, and what is said of it."""
    with pytest.raises(FaultyFile) as found:
        parse_pack(text.encode(), "with.yaml")
    return {fault.where: fault.what for fault in found.value.faults}


def test_a_file_may_have_the_rule() -> None:
    """In order, with a term; a pack without it has none."""
    body, own = parse_pack(with_rule().encode(), "with.yaml").bodies["both"], bundled_pack("nujiang").bodies["both"]

    assert isinstance(body, JointBody)
    assert isinstance(own, JointBody)
    assert isinstance(body.on_disagreement, Disagreement)
    assert body.on_disagreement.to == ("conference", "meeting")
    assert own.on_disagreement is None


def test_somebody_has_to_decide_in_the_end() -> None:
    """Single organs first, a committee that votes last, and only there."""
    ends = faults_of(with_rule(("[conference, meeting]", "[conference]")))
    before = faults_of(with_rule(("[conference, meeting]", "[team, meeting, meeting]")))

    assert "does not vote" in ends["bodies.both.on_disagreement.to.0"]
    assert set(before) == {"bodies.both.on_disagreement.to.0", "bodies.both.on_disagreement.to.1"}


def test_faults_are_told_all_at_once() -> None:
    """An unknown body, a window, a moment that is not its own opening, and somebody unknown who would extend it."""
    text = with_rule(
        ("[conference, meeting]", "[council, meeting]"),
        ("force: advisory", "force: window, from: application.received, extension: {at_most: 2, by: chair}"),
    )
    at = "bodies.both.on_disagreement"

    assert set(faults_of(text)) == {
        f"{at}.to.0",
        f"{at}.within.from",
        f"{at}.within.force",
        f"{at}.within.extension.by",
    }


def test_its_duty_keeps_its_name() -> None:
    """No duty of a pack is called like it."""
    text = NUJIANG.replace("duty: talk", "duty: settle_disagreement", 1)

    assert "disagreement" in next(iter(faults_of(text).values()))


def test_the_drawing_says_where_it_goes() -> None:
    """On the steps of the body; a pack without it says nothing of the kind."""
    drawn = seen(parse_pack(with_rule().encode(), "with.yaml")).words

    assert "意见不一致" in drawn
    assert "意见不一致" not in seen(bundled_pack("nujiang")).words


def test_nanjing_puts_it_before_the_joint_conference_first() -> None:
    """A default of ours, marked as one (A-13, NS-06)."""
    pack = bundled_pack("nanjing-sasac")
    body = pack.bodies["both"]

    assert isinstance(body, JointBody)
    assert body.on_disagreement is not None
    assert (body.on_disagreement.to, body.on_disagreement.standing) == (("joint", "review"), "default")
    assert pack.bodies["joint"] == OrganBody(organ="joint_conference", cite=("NS-06",))
    assert "joint_conference" not in pack.deciders
