"""Every id that no source text decides is explained once, and its page is current."""

from pathlib import Path

import domain
from policies.packs.loader import bundled_pack
from policies.rules.defaults import (
    Explained,
    Explanations,
    bundled_defaults,
    bundled_explanations,
    default_ids,
    explained,
)
from policies.rules.text import defaults_page

ROOT = Path(domain.__file__).parents[1]
KEPT = ROOT / "docs" / "defaults.md"
LINES = bundled_defaults()


def test_the_kept_page_is_current() -> None:
    """docs/defaults.md is what the command prints."""
    assert KEPT.read_text(encoding="utf-8") == defaults_page(LINES), (
        "docs/defaults.md is out of date: run `rongcuo policy defaults > docs/defaults.md`"
    )


def test_every_open_question_and_demand_is_explained() -> None:
    """65 questions and 25 demands, in their order."""
    assert len(default_ids()) == 90
    assert tuple(bundled_explanations().explained) == default_ids()
    assert tuple(line.id for line in LINES) == default_ids()


def test_each_says_where_it_is_set() -> None:
    """By the values, acts and records that cite it; only where none does are files named, and those exist."""
    files = [path for line in LINES for path in line.code]

    assert [line.id for line in LINES if bool(line.code) == bool(line.packs or line.acts)] == []
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_what_cites_an_id_is_found() -> None:
    """The values of each pack, and the acts by their descriptions."""
    lines = {line.id: line for line in LINES}

    assert {pack.pack: pack.values for pack in lines["A-22"].packs} == {"zhoushan": ("暂缓认定（搁置）",)}
    assert [act.zh for act in lines["A-38"].acts] == ["申请撤回"]
    assert len(lines["A-06"].packs) == 5


def test_an_id_without_citation_shows() -> None:
    """A pack that cites nothing carries nothing."""
    bare = bundled_pack("nujiang").model_copy(update={"ladder": None, "cite": ()})
    said = Explained.model_validate({"about": {"zh": "甲", "en": "a"}, "does": {"zh": "乙", "en": "b"}})

    assert explained((bare,), Explanations(explained={"A-17": said}))[0].packs == ()
