"""What templates put in words by themselves: type checks do not read them, so this does."""

import re
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


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_table_says_what_it_is_and_each_heading_what_it_heads(template: Path) -> None:
    """A caption or a label, and a scope (WCAG 2.2, 1.3.1); what scrolls can be scrolled with keys (2.1.1)."""
    text = template.read_text("utf-8")
    tables = re.findall(r"<table\b([^>]*)>(.*?)</table>", text, re.DOTALL)
    assert [tag for tag, inside in tables if "aria-label" not in tag and "<caption" not in inside] == []
    assert [tag for tag in re.findall(r"<th\b[^>]*>", text) if "scope=" not in tag] == []
    assert [
        tag for tag in re.findall(r'<div class="scroll[^>]*>', text) if 'tabindex="0" role="region"' not in tag
    ] == []
