"""Whether the proposer votes is a value of the pack: said by its words, checked, and played in both ways."""

from functools import partial
from pathlib import Path

import pytest

from domain.pack.steps import VoteBody
from policies.packs import words
from policies.packs.loader import bundled_pack, bundled_packs, load_pack, parse_pack
from policies.packs.located import FaultyFile
from policies.scenario_language.runs import pack_of, ready, run

FOLDER = Path(__file__).with_name("proposer")
EDITION = FOLDER / "edition.yaml"


def test_in_an_edition_that_says_so_the_proposer_votes() -> None:
    """The scenarios of that edition; those of the default are beside the packs."""
    path = FOLDER / "scenarios.yaml"
    found = run(ready(path.read_bytes(), path.name, partial(pack_of, folder=FOLDER)))

    assert [str(difference) for scenario in found for difference in scenario.differences] == []
    assert len(found) == 2


def test_no_bundled_pack_lets_the_proposer_vote() -> None:
    """The default is ours, and labelled so, in every pack in which a committee votes."""
    bodies = [(pack.pack, body) for pack in bundled_packs() for body in pack.bodies.values()]
    voting = {pack: body for pack, body in bodies if isinstance(body, VoteBody)}

    assert {pack: (body.proposer_votes, body.standing) for pack, body in voting.items()} == dict.fromkeys(
        ("baotou", "nanjing-sasac", "nujiang"), (False, "default")
    )
    assert all("A-41" in body.cite for body in voting.values())


def test_a_pack_says_it_in_words() -> None:
    """As the drawing and the page of the procedure tell it."""
    laid = load_pack(EDITION)
    for pack, said in ((bundled_pack("nujiang"), "提出人不表决"), (laid, "提出人也表决")):
        assert said in "：".join(words.body(pack, pack.bodies["meeting"]))


@pytest.mark.parametrize("wrong", ["'no'", "0", "1", "neither"])
def test_it_is_yes_or_no(wrong: str) -> None:
    """Whatever only looks like it is a fault on its line."""
    text = EDITION.read_text(encoding="utf-8").replace("proposer_votes: true", f"proposer_votes: {wrong}")

    with pytest.raises(FaultyFile) as faulty:
        parse_pack(text.encode(), "edition.yaml")
    assert [(fault.line, fault.where) for fault in faulty.value.faults] == [(5, "bodies.meeting.proposer_votes")]
