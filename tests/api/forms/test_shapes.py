"""The forms of all commands, as far as no server is needed: words, widgets, choices, and the way to a body and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.commands.registry import ROUTES, Route
from api.forms.choices import has_source
from api.forms.field_labels import act_name, label_of, option_words, statements_of
from api.forms.filling import Filled, body_of_form, filled_from, sent_form, tidied
from api.forms.refusal_fields import FIELDS
from api.forms.shape import Leaf, Rows, leaves_of, nodes_of, shape_of
from api.http.requests import read_body
from domain.catalogue import COMMANDS, REFUSALS
from domain.messages import kind_of

WRITTEN_BY_HAND = {"/after_accountability"}
"""Codes that nothing here knows: the number of an accountability of elsewhere."""


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.kind)
def test_every_field_has_a_label_and_every_code_a_word(route: Route) -> None:
    """In Chinese and in English; and the act itself has a name."""
    assert act_name(route.body).zh != route.body.__name__
    for node in nodes_of(shape_of(route.body)):
        if node.name == "*":
            continue
        said = label_of(node)
        assert said.name.zh != node.name
        if isinstance(node, Leaf) and node.widget == "options":
            assert all(words.zh != code for code, words in option_words(node).items()), node


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.kind)
def test_no_id_is_typed(route: Route) -> None:
    """Whatever is a code or an id is chosen from somewhere."""
    nodes = shape_of(route.body)
    ticked = {f"/{n.name}": n.name for n in nodes_of(nodes) if isinstance(n, Rows) and n.ticked}
    for place, leaf in leaves_of(nodes):
        name = ticked.get(place.removesuffix("/*"), place.removesuffix("/*").rpartition("/")[2])
        assert leaf.widget != "choice" or has_source(leaf, name) or place in WRITTEN_BY_HAND, place


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.kind)
def test_the_example_of_a_command_goes_through_its_form_and_comes_out_the_same(route: Route) -> None:
    """What a program may send, a form can say."""
    nodes, example = shape_of(route.body), dict(route.body.example)
    body = body_of_form(nodes, tidied(filled_from(nodes, example), nodes))
    wanted = route.body.model_validate_json(json.dumps(example))
    assert read_body(json.dumps(body).encode(), route.body) == wanted


def test_refusals_and_statements_are_of_what_there_is() -> None:
    """A refusal that is told beside a field exists, and so does the field; statements are of commands."""
    fields = {node.name for command in COMMANDS if command.endpoint for node in shape_of(command)}
    assert set(FIELDS) <= {refusal.code for refusal in REFUSALS}
    assert {name for names in FIELDS.values() for name in names} <= fields | {"signed_on"}
    assert any(statements_of(kind_of(command)) for command in COMMANDS)


def test_a_row_is_added_and_taken_out_and_the_others_move_up() -> None:
    """By the places of what stands in them, with whatever lies below."""
    filled = Filled({f"/rows/{n}/a/{n}/b": (str(n),) for n in range(3)})
    assert filled.rows("/rows") == 3
    left = filled.without_row("/rows", 1)
    assert left.values == {"/rows/0/a/0/b": ("0",), "/rows/1/a/2/b": ("2",)}
    assert left.with_row("/rows").rows("/rows") == 3


@given(st.binary(max_size=400))
def test_no_form_that_anybody_sends_breaks_the_reading(content: bytes) -> None:
    """It is read, or refused; and no rows are made of numbers that somebody makes up."""
    sent = sent_form(content)
    for route in ROUTES[:5]:
        nodes = shape_of(route.body)
        body_of_form(nodes, tidied(sent.filled, nodes))
