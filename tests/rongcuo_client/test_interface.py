"""The client fits the interface: its models, its paths, and both of its kinds."""

import inspect
import json
from pathlib import Path
from types import NoneType
from typing import Any, get_args
from uuid import UUID

import pytest

from api.commands.registry import ROUTES, Route
from domain.catalogue import COMMANDS
from rongcuo_client import AsyncClient, Client, answers, problems
from rongcuo_client.operations import Core, path_of

OPENAPI = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = OPENAPI["components"]["schemas"]
CALLED = {
    "Recorded": "MeetingActRecorded",
    "CaseLine": "CaseListItem",
    "Case": "CaseFile",
    "Duty": "DutyView",
    "Step": "StepView",
    "OpenRound": "OpenRoundView",
    "Uploaded": "UploadStatus",
    "Fault": "FieldFault",
}
"""Where the interface has another word."""
NOT_DESCRIBED = {"Answer", "Versioned", "Identified", "Numbered", "Items", "CaseChanged", "ResultsChanged", "UpTo"}
"""Parts of others, and what the stream of changes holds (tests/api/clients)."""
MODELS = [
    each
    for module in (answers, problems)
    for name, each in inspect.getmembers(module, inspect.isclass)
    if each.__module__ == module.__name__ and hasattr(each, "model_fields") and name not in NOT_DESCRIBED
]


@pytest.mark.parametrize("model", MODELS, ids=lambda each: str(each.__name__))
def test_a_model_is_what_the_interface_describes(model: Any) -> None:
    """Every field is there; what may be null there may be None here."""
    described = SCHEMAS[CALLED.get(model.__name__, model.__name__)]["properties"]
    for name, field in model.model_fields.items():
        if (model, name) == (answers.Recorded, "command_id"):  # the client knows it
            continue
        there = described["meeting_id" if name == "stream_id" else name]
        if {"type": "null"} in there.get("anyOf", ()):
            assert NoneType in get_args(field.annotation), name


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.kind))
def test_an_act_goes_where_it_is_taken(route: Route) -> None:
    """For each command that people may send."""
    stream = None if route.endpoint.opens else UUID(int=1)
    names = ("case_id", "filing_id", "record_id", "meeting_id")
    assert path_of(route.body, stream) == "/v1" + route.path.format(**dict.fromkeys(names, stream))
    with pytest.raises(TypeError):
        path_of(route.body, UUID(int=1) if stream is None else None)


@pytest.mark.parametrize(
    "command", [each for each in COMMANDS if each.endpoint is None], ids=lambda each: str(each.__name__)
)
def test_what_the_clock_does_nobody_sends(command: Any) -> None:
    """There is no address for it."""
    with pytest.raises(TypeError):
        path_of(command, UUID(int=1))


def test_both_kinds_do_the_same() -> None:
    """Every method of one is one of the other, with the same parameters."""

    def methods(client: type) -> dict[str, list[str]]:
        found = inspect.getmembers(client, inspect.isfunction)
        return {name: list(inspect.signature(each).parameters)[1:] for name, each in found if not name.startswith("_")}

    assert methods(Client) == methods(AsyncClient)
    assert set(methods(Client)) >= {name for name in vars(Core) if not name.startswith("_")} - {"saw", "following"} - {
        "retry",
        "seen",
        "new_key",
    }


@pytest.mark.parametrize("url", ["", "rongcuo", "ftp://host", "http://", "//host", "http://[::1", "file:///etc/passwd"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    """And not tried for a minute."""
    with pytest.raises(ValueError, match="not an address"):
        Client(url)


@pytest.mark.parametrize("path", ["@elsewhere.example/", "v1/cases", "http://elsewhere.example/v1", ""])
def test_a_token_goes_nowhere_else(path: str) -> None:
    """Whatever stands where a path should."""
    with Client("http://127.0.0.1:1", "secret") as client, pytest.raises(ValueError, match="not a path"):
        client.get(path, answers.Versioned)
