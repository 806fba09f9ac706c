"""The JSON Schema of the pack language: current, valid, and of one mind with the types that read packs."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from domain.pack.pack import Pack
from domain.pack.terms import Within
from policies.packs.schema import pack_schema

PACKS = Path(str(files("policies"))) / "packs"
KEPT = PACKS / "pack.schema.json"
FILES = sorted(PACKS.glob("*/*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """An independent reader of the schema."""
    schema = json.loads(pack_schema())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_kept_schema_is_current() -> None:
    """A change of the language is a change of a file that editors read."""
    assert KEPT.read_text("utf-8") == pack_schema(), (
        "review the change, then: rongcuo policy schema > policies/packs/pack.schema.json"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_bundled_pack_fits_it_and_names_it(path: Path, validator: Draft202012Validator) -> None:
    """An editor that opens the file finds the schema, and nothing wrong."""
    text = path.read_text("utf-8")

    assert text.startswith("# yaml-language-server: $schema=../pack.schema.json\n")
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []


def test_it_finds_what_an_editor_should_underline(validator: Draft202012Validator) -> None:
    """An unknown key, a missing part and a word that is no choice are faults of the schema too."""
    value = yaml.safe_load(FILES[0].read_text("utf-8"))
    value["quorum"] = 3
    del value["tolerance"]
    value["standing"] = "rumoured"

    assert {error.validator for error in validator.iter_errors(value)} == {"additionalProperties", "required", "enum"}


@pytest.mark.parametrize(
    ("at", "word"),
    [
        (("tolerance", "opens", 0, "by", 0), "persons"),
        (("results", "subjects", 0), "persons"),
        (("reappraisal", "opens", 0, "route"), "requst"),
        (("tolerance", "steps", "feedback", "within", "met_by"), "sent"),
        (("tolerance", "steps", "acceptance", "leads", "acepted"), "investigation"),
        (("risk_filing", "by", 0), "organization"),
    ],
    ids=str,
)
def test_words_that_the_check_closes_are_closed_for_an_editor_too(
    at: tuple[str | int, ...], word: str, validator: Draft202012Validator
) -> None:
    """A misspelt one is underlined while it is written, not only when the file is checked."""
    path = next(path for path in FILES if path.parent.name == "zhoushan")
    value = yaml.safe_load(path.read_text("utf-8"))
    put = value
    for part in at[:-1]:
        put = put[part]
    put[at[-1]] = word

    assert [*validator.iter_errors(value)]


def test_every_key_and_every_closed_word_is_explained_in_chinese() -> None:
    """What an editor shows while somebody writes; whoever adds a key adds its words to key_help.py."""
    schema = json.loads(pack_schema())
    types = {"PackParts": schema, **schema["$defs"]}
    told = {
        f"{of}.{key}": value.get("description", "")
        for of, its in types.items()
        for key, value in its.get("properties", {}).items()
    }
    told |= {of: its["description"] for of, its in types.items() if "enum" in its}

    assert [key for key, words in told.items() if not re.search("[\u4e00-\u9fff]", words)] == []
    assert schema["$defs"]["Bilingual"]["required"] == ["zh"]


def test_the_words_of_the_types_are_in_it() -> None:
    """What a part is for is said where it is written; a term is written with `from`."""
    parts = json.loads(pack_schema())["$defs"]

    assert all(part.get("description") for part in parts.values())
    assert parts["Within"]["description"] == (Within.__doc__ or "").strip()
    assert "from" in parts["Within"]["properties"]
    assert json.loads(pack_schema())["description"] == (Pack.__doc__ or "").strip()
