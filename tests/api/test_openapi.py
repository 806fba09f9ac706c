"""The description of the interface: valid, current, complete, and every example fits its model."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from pydantic import JsonValue, TypeAdapter

from api.app import interface
from api.commands.registry import ROUTES, Route
from api.http.problems import PROBLEMS, Problem
from api.openapi import REGISTER_BODIES, REGISTER_EXAMPLES

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"
OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


@pytest.fixture(scope="module")
def described() -> str:
    """The description as the program makes it."""
    return interface()


def test_the_kept_description_is_current(described: str) -> None:
    """A change of the interface is a change of a file that a reviewer sees."""
    assert KEPT.read_text(encoding="utf-8") == described, "review the change, then: python -m api > docs/openapi.json"


def test_the_description_is_valid(described: str) -> None:
    """OpenAPI 3.1 by an independent validator."""
    validate(json.loads(described))


def test_every_operation_is_named_tagged_and_short(described: str) -> None:
    """Stable operation ids, one tag, a summary of at most eight words, problems described."""
    operations = [op for item in json.loads(described)["paths"].values() for op in item.values()]
    ids = [operation["operationId"] for operation in operations]

    assert len(ids) == len(set(ids))
    assert all("." in id_ for id_ in ids)
    assert all(len(operation["tags"]) == 1 for operation in operations)
    assert all(len(operation["summary"].split()) <= 8 for operation in operations)
    assert all("500" in operation["responses"] for operation in operations)
    assert "HTTPValidationError" not in described


def test_no_schema_is_called_after_its_module(described: str) -> None:
    """Two classes of one name would be: then moving a module would rename what others generated their clients from."""
    assert [name for name in json.loads(described)["components"]["schemas"] if "__" in name] == []


@pytest.mark.parametrize(
    "route",
    ROUTES,
    ids=lambda route: route.kind,
)
def test_every_example_of_a_body_is_a_command(route: Route) -> None:
    """What the description shows can be sent."""
    route.body.model_validate(route.body.example)


def test_the_example_of_a_subject_is_one() -> None:
    """The same for the register."""
    for operation, body in REGISTER_BODIES.items():
        body.model_validate(REGISTER_EXAMPLES[operation])


def test_every_problem_has_an_example_and_two_languages(described: str) -> None:
    """All codes are described with an example that is a problem."""
    responses = json.loads(described)["components"]["responses"].values()
    shown = {
        code: Problem.model_validate(example["value"])
        for response in responses
        for code, example in response["content"]["application/problem+json"]["examples"].items()
    }

    assert set(shown) == set(PROBLEMS)
    assert all(shown[code].sentences == kind.sentences for code, kind in PROBLEMS.items())
