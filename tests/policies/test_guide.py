"""The guides for authors of packs: every snippet fits into a pack as it stands, and no key is left out."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import JsonValue

import domain
from domain.pack.pack import Pack
from policies.packs.loader import bundled_packs, parse_pack
from policies.packs.located import FaultyFile

DOCS = Path(domain.__file__).parents[1] / "docs"
GUIDE = (DOCS / "packs.md").read_text(encoding="utf-8")
SNIPPETS = [
    (f"{name}:{text.count(chr(10), 0, found.start()) + 2}", found[1])
    for name in ("packs.md", "editions.md")
    for text in [(DOCS / name).read_text(encoding="utf-8")]
    for found in re.finditer(r"```yaml\n(.*?)```", text, re.DOTALL)
    if not found[1].startswith("# yaml-language-server")
]


def put_in(whole: JsonValue, part: JsonValue) -> JsonValue:
    """A part put in its place: mappings key by key, all else instead of what stood there."""
    if isinstance(whole, dict) and isinstance(part, dict) and whole.get("kind") == part.get("kind", whole.get("kind")):
        return {**whole, **{key: put_in(whole.get(key), each) for key, each in part.items()}}
    return part


@pytest.mark.parametrize("snippet", [text for _, text in SNIPPETS], ids=[where for where, _ in SNIPPETS])
def test_a_snippet_is_sound_where_it_is_put(snippet: str) -> None:
    """In one of the bundled packs, whose names it uses; a file that extends another is sound by itself."""
    part = yaml.safe_load(snippet)
    assert set(part) <= {*Pack.model_fields, "extends", "remove"}
    faults = {}
    for pack in bundled_packs():
        whole = (
            part if "extends" in part else put_in(pack.model_dump(mode="json", by_alias=True, exclude_none=True), part)
        )
        try:
            parse_pack(yaml.safe_dump(whole, allow_unicode=True).encode(), pack.pack)
        except FaultyFile as faulty:
            faults[pack.pack] = [str(fault) for fault in faulty.faults]
        else:
            return
    pytest.fail(f"no pack takes it: {faults}")


def test_the_guide_has_snippets() -> None:
    """A pattern that finds none would prove nothing."""
    assert len(SNIPPETS) > 10


def test_the_guide_tells_every_key_of_the_language() -> None:
    """What was added to the language is added to the guide."""
    schema = Pack.model_json_schema(by_alias=True)
    keys = {key for shape in (schema, *schema["$defs"].values()) for key in shape.get("properties", ())}
    told = set(re.findall(r"[a-z_]+", GUIDE))

    assert sorted(keys - told) == []


def test_the_guide_is_read_in_an_hour() -> None:
    """Whoever adds to it takes something away, or writes it on a page of its own."""
    assert len(GUIDE.splitlines()) <= 400
