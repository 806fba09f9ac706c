"""What templates put in words by themselves: type checks do not read them, so this does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import api
from api.labels import words
from api.labels.naming import Names

TEMPLATES = sorted(Path(api.__file__).parent.glob("*/templates/*.html"))


def asked_of(name: str) -> Iterator[tuple[str, str]]:
    """Each attribute of something that a template names, with the template."""
    for file in TEMPLATES:
        for node in Environment(autoescape=True).parse(file.read_text("utf-8")).find_all(nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name == name:
                yield file.name, node.attr


@pytest.mark.parametrize(("name", "value"), [("labels", words), ("names", Names)])
def test_templates_ask_for_tables_and_names_there_are(name: str, value: object) -> None:
    """A table of words or a way of naming that is gone is missed here, not on the page that shows it once a year."""
    asked = set(asked_of(name))

    assert asked
    assert [each for each in sorted(asked) if not hasattr(value, each[1])] == []
