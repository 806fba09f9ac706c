"""The drawings of packs that begin in several ways and have much beside their flow: close together, large on A4."""

import pytest

from domain.pack.pack import Pack
from policies.drawing.panels import panels
from policies.drawing.svg import Rect
from policies.packs.loader import bundled_pack, bundled_packs
from tests.policies.test_drawing import NUJIANG, Seen, holds, seen

BAOTOU, YUNNAN = bundled_pack("baotou"), bundled_pack("yunnan")
SMALLEST = 0.14
"""Millimetres a unit: words of 13 units are then 1.8 mm high, as in a footnote."""


def scale(picture: Seen) -> float:
    """How large a picture is on A4 across."""
    _, _, width, height = map(float, picture.root.get("viewBox", "").split())
    return min(297 / width, 210 / height)


@pytest.mark.parametrize("pack", [*bundled_packs()], ids=lambda pack: pack.pack)
def test_a_picture_is_large_enough_to_read_on_a4(pack: Pack) -> None:
    """Nobody prints a picture of which half is empty and the words cannot be read."""
    assert scale(seen(pack)) > SMALLEST


@pytest.mark.parametrize("pack", [*bundled_packs()], ids=lambda pack: pack.pack)
def test_the_picture_is_the_flow_alone(pack: Pack) -> None:
    """What stands beside it is words, each part of the pack once; more has Baotou than Nujiang."""
    names = [panel.name for panel in panels(pack)]

    assert {kind for kind, _ in seen(pack).boxes} <= {"node", "note"}
    assert len(names) == len(set(names))
    assert len(panels(BAOTOU)) > len(panels(NUJIANG))


@pytest.mark.parametrize(("pack", "ways"), [(BAOTOU, 2), (YUNNAN, 3)], ids=["baotou", "yunnan"])
def test_ways_in_stand_side_by_side_above_their_step(pack: Pack, ways: int) -> None:
    """Each falls straight on it, and none widens the picture."""
    picture = seen(pack)
    nodes = [box for kind, box in picture.boxes if kind == "node"]
    starts, step = nodes[:ways], nodes[ways]
    straight = [arrow for arrow in picture.arrows if arrow[-1][1] == step.y and len(arrow) == 2]

    assert all(step.x <= box.x and box.right <= step.right for box in starts)
    assert [any(holds(box, Rect(*arrow[0], 0, 0)) for arrow in straight) for box in starts] == [True] * ways


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (BAOTOU, "免责　不予或免予问责  BT-08  BT-09"),
        (BAOTOU, "从轻处理、减轻责任　从轻或减轻问责  BT-08  BT-10"),
        (BAOTOU, "不予容错　按规定处理  BT-08  BT-11"),
        (BAOTOU, "同日（发出反馈之日）  参考期限  BT-14  本系统默认"),
        (BAOTOU, "负面清单未公开，以文字写明并附理由  A-33  本系统默认"),
        (YUNNAN, "认定以前，由纪检监察机关列入或者撤出，至少留一名"),
    ],
)
def test_it_says_both_conclusions_and_who_regroups(pack: Pack, words: str) -> None:
    """Nothing of it where a pack has none."""
    assert words in seen(pack).words
    assert words not in seen(NUJIANG).words


def test_who_begins_with_itself_is_named_once() -> None:
    """An organ that begins a case of its own motion does not hand it to itself."""
    lines = seen(YUNNAN).words.splitlines()

    assert not [line for line in lines if "纪检监察机关　→" in line]
    assert "纪检监察机关" in lines
