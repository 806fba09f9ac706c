"""What a pack says and the software does not do is refused in its place; misspelt words with the nearest right one."""

import json
import re

import pytest
import yaml

from domain.pack.effects import faults_of_effect
from domain.pack.pack import Pack
from policies.packs.loader import bundled_pack, bundled_packs, pack_bytes, parse_pack
from policies.packs.located import FaultyFile
from policies.packs.upcasting import installed_pack
from tests.policies.nujiang_text import NUJIANG

STEPS = "tolerance.steps"
SPARE = """    spare:
      {kind: filing, name: {zh: 报备, en: filing}, body: both, with: committee, leads: {filed: settlement}}
"""


def faults(*changes: tuple[str, str]) -> dict[str, str]:
    """What is wrong, by place, with the Nujiang pack where some of its words are replaced at their first place."""
    text = NUJIANG
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(FaultyFile) as caught:
        parse_pack(text.encode(), "changed.yaml")
    return {fault.where: fault.what for fault in caught.value.faults}


def test_the_bundled_packs_mean_what_they_say() -> None:
    """None of them has a key without effect, a word of its own, or a way that leads nowhere."""
    assert {pack.pack: [*faults_of_effect(pack)] for pack in bundled_packs()} == {
        pack.pack: [] for pack in bundled_packs()
    }


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("subjects: [person, unit]", "subjects: [persons, unit]", "results.subjects.0", "did you mean person?"),
        ("subjects: [person, unit]", "subjects: []", "results.subjects", "protect nobody"),
        ("- route: request\n", "- route: requst\n", "reappraisal.opens.0.route", "did you mean request?"),
        ("route: application", "route: aplication", "tolerance.opens.0.route", "did you mean application?"),
        ("by: [unit, person]", "by: [unit, persn]", "tolerance.opens.0.by.1", "did you mean person?"),
        ("body: meeting", "body: meating", f"{STEPS}.approval.body", "did you mean meeting?"),
        ("quorum: 2/3", "quorum: 3/2", "bodies.meeting.quorum", "more than all"),
        ("kind: vote,", "kind: votes,", "bodies.meeting", "did you mean vote?"),
        (
            "from: feedback.dispatched, force",
            "from: nonsense.banana, force",
            "duties.3.within.from",
            "feedback.dispatched",
        ),
        ("from: acceptance.accepted", "from: acceptance.banana", f"{STEPS}.investigation.within.from", "accepted"),
        ("from: feedback.received", "from: opened", "reappraisal.opens.0.within.from", "feedback.received"),
        (
            "from: acceptance.accepted,",
            "from: acceptance.accepted, met_by: dispatched,",
            f"{STEPS}.investigation.within.met_by",
            "service",
        ),
        (
            "per: case\n    outcomes: [exempt, reduced, lighter, not_tolerated]",
            "per: case\n    outcomes: [exempt]",
            "told.acceptance.outcomes",
            "list all",
        ),
        ("per: case\n    outcomes", "per: subject\n    outcomes", "told.acceptance.per", "once per case"),
        (
            "needs: [team_formed, defence_heard, factors_weighed]",
            "needs: [correction_demands]",
            f"{STEPS}.investigation.needs.0",
            "determination",
        ),
        (
            "body: both\n      within: {amount: 15,",
            "body: both\n      needs: [findings_complete]\n      within: {amount: 15,",
            f"{STEPS}.acceptance.needs.0",
            "no investigation",
        ),
        ("needs: [endorsement, evidence]", "needs: [team_formed]", "tolerance.opens.0.needs.0", "asked in a step"),
        (
            "body: meeting\n      within",
            "body: meeting\n      needs: [evidence]\n      within",
            f"{STEPS}.approval.needs.0",
            "opens",
        ),
        ("leads: {served: settlement}", "leads: {served: feedback}", f"{STEPS}.feedback.leads", "never end"),
        ("refused: settlement}", "refused: feedback}", f"{STEPS}.acceptance.leads.refused", "not accepted"),
        ("    settlement:    ", f"{SPARE}    settlement:    ", f"{STEPS}.spare", "no way leads"),
        (
            "approved: feedback, refused: feedback",
            "approved: settlement, refused: feedback",
            f"{STEPS}.approval.leads.approved",
            "service",
        ),
        ("rules: [other_handlers, no_aggravation, no_stay]", "rules: [other_handlers]", "reappraisal.rules", "no_stay"),
        ("body: meeting\n", "body: team\n", f"{STEPS}.approval.body", "a team investigates"),
        ("body: team\n", "body: meeting\n", f"{STEPS}.investigation.body", "nobody votes"),
        ("standing: default\n\ntold", "body: both\n\ntold", f"{STEPS}.settlement.body", "nobody acts"),
        (
            "within: {amount: 10, unit: promptly, from: feedback.dispatched, force: advisory",
            "within: {amount: 10, unit: promptly, from: feedback.dispatched, force: window",
            "duties.3.within.force",
            "a person's own time",
        ),
        ("      returns_max: 1\n", "", f"{STEPS}.approval.leads.returned", "no such outcome"),
        ("bars: [exempt, reduced, lighter]\n  cite", "bars: [not_tolerated]\n  cite", "ban.bars.0", "always possible"),
    ],
)
def test_what_would_be_passed_over_is_a_fault_in_its_place(old: str, new: str, place: str, said: str) -> None:
    """Each names where it would mean something, or the nearest right word."""
    found = faults((old, new))
    assert place in found, found
    assert said in found[place]


def test_a_case_does_not_close_undecided() -> None:
    """Neither with nothing decided, nor with something put forward that nobody has approved."""
    undecided = (
        ("leads: {proposed: approval}", "leads: {proposed: settlement}"),
        ("from: determination.proposed, ", ""),
    )
    assert "closes" in faults(*undecided)[f"{STEPS}.determination.leads.proposed"]


def test_what_is_blocked_can_always_be_refused() -> None:
    """A pack without `not_tolerated` would leave a blocked case undecided for ever."""
    text = NUJIANG.replace(", not_tolerated]", "]").replace("outcomes: [not_tolerated]", "outcomes: [exempt]")
    assert "not_tolerated is missing" in faults((NUJIANG, text))["outcomes"]


def test_lists_that_leave_nothing_to_choose_are_faults() -> None:
    """A case names a class of error, and what is tolerated a liability: there must be some."""
    value = yaml.safe_load(NUJIANG) | {"error_classes": [], "liabilities": []}
    with pytest.raises(FaultyFile) as caught:
        parse_pack(yaml.safe_dump(value, allow_unicode=True).encode(), "empty.yaml")
    assert {"error_classes", "liabilities"} <= {fault.where for fault in caught.value.faults}


OLD = re.sub(r"from: feedback\.dispatched", "from: nonsense.banana", NUJIANG).replace(
    "body: meeting\n", "body: meeting\n      needs: [same_matter_checked, endorsement]\n", 1
)
"""An edition that the check of its day let pass: what it says there was never done."""


def test_an_installed_edition_of_the_old_language_keeps_running() -> None:
    """What was passed over is left out when it is read; all else is as it was installed."""
    old = Pack.model_validate(yaml.safe_load(OLD))
    read, plain = installed_pack(pack_bytes(old)), bundled_pack("nujiang")
    assert not [*faults_of_effect(read)]
    assert read.step("approval").needs == ()
    assert {rule.within.runs_from for rule in read.duties if rule.within} == {"opened"}
    kept = {"tolerance", "duties"}
    assert read.model_dump(exclude=kept) == plain.model_dump(exclude=kept)
    assert [rule.model_dump(exclude={"within"}) for rule in read.duties] == [
        rule.model_dump(exclude={"within"}) for rule in plain.duties
    ]


def test_an_edition_of_todays_language_is_read_as_it_is() -> None:
    """Nothing is left out, and its content stays what it was."""
    for pack in bundled_packs():
        assert installed_pack(pack_bytes(pack)) == pack
        assert json.loads(pack_bytes(installed_pack(pack_bytes(pack)))) == json.loads(pack_bytes(pack))
