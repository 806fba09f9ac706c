"""The register of people as JSON: acts on it, what was done, a person with their posts and what is open by name."""

from datetime import date

from fastapi import Request, Response
from pydantic import Field, RootModel

from api.auth.callers import Caller, caller, require
from api.auth.context import Context, today_of
from api.http.pagination import Limit
from api.http.problems import NOT_FOUND, NamedPerson, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import body_of, command_id
from api.http.routing import JsonRouter
from api.installed import installed_of
from api.people.register import RegisterActDone, act_on_register, done_of, named_person
from domain.organs import Delegation, Holding, Leave, Seat
from domain.people.acting import Post, posts_of
from domain.people.acts import AnyRegisterAct
from domain.people.changing import namesakes
from domain.values import Code, Day, Frozen, Name
from eventlog import register_acts
from projections.inbox.by_name import OpenWork, open_work_of

router = JsonRouter(prefix="/v1", tags=["people"])


class RegisterActBody(RootModel[AnyRegisterAct]):
    """One act on the register: `kind` says which."""


class RegisterActs(Frozen):
    """What was done to the register, the newest first."""

    items: tuple[RegisterActDone, ...]


class People(Frozen):
    """Those whom the register knows by a name."""

    items: tuple[NamedPerson, ...]


class PersonHistory(Frozen):
    """A person: what they may act as on a day, and everything the register says of them, whenever that was."""

    person: Code
    name: str
    on: date
    acts_as: tuple[Post, ...] = Field(description="on that day; none while on leave")
    holdings: tuple[Holding, ...]
    seats: tuple[Seat, ...]
    delegated: tuple[Delegation, ...]
    delegated_to: tuple[Delegation, ...]
    leaves: tuple[Leave, ...]


class OpenWorkOf(Frozen):
    """What is open in a person's own name in a post, to be taken over by whoever follows (移交)."""

    person: Code
    position: Code
    items: tuple[OpenWork, ...]


@router.post(
    "/organs/acts",
    operation_id="organs.act",
    summary="Change the register by an act",
    status_code=201,
    response_model=RegisterActDone,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RegisterActBody"}}},
        }
    },
)
async def act(request: Request) -> Response:
    """Appoint, end an appointment, delegate, revoke, take leave, or enter somebody or something new; once for each key.

    Whoever holds a post delegates it and takes leave themselves; all else is for the administrators.
    """
    who = await caller(request)
    key = command_id(request)
    body = await body_of(request, RegisterActBody)
    return json_reply(await act_on_register(request, who, key, body.root), 201)


@router.read("/organs/acts", "organs.acts", "List acts on the register", RegisterActs)
async def list_acts(request: Request, who: Caller, context: Context, limit: Limit = 50) -> Response:
    """Who did what to the register, and when."""
    require(request, who, "read_people")
    found = await register_acts.listed(context.pool, limit=limit)
    return json_reply(RegisterActs(items=tuple(map(done_of, found))))


@router.read("/people", "people.find", "Find people by name", People)
async def find_people(request: Request, who: Caller, name: Name) -> Response:
    """Those whom the register knows by this name, however it is written, with their posts."""
    require(request, who, "read_people")
    organs = await installed_of(request).organs()
    return json_reply(People(items=tuple(named_person(organs, each.id) for each in namesakes(organs, name))))


@router.read("/people/{person}", "people.get", "Get a person with their history", PersonHistory)
async def get_person(request: Request, who: Caller, person: Code, on: Day | None = None) -> Response:
    """What a person may act as on a day (today unless it is said), and their posts, delegations and leaves of all days.

    Whoever asks of themselves needs no further right.
    """
    if person != who.person:
        require(request, who, "read_people")
    organs = await installed_of(request).organs()
    found = organs.person(person)
    if found is None:
        raise ProblemRaised(NOT_FOUND)
    day = on or today_of(request)
    return json_reply(
        PersonHistory(
            person=found.id,
            name=found.name,
            on=day,
            acts_as=posts_of(organs, person, day),
            holdings=tuple(each for each in organs.holdings if each.person == person),
            seats=tuple(each for each in organs.seats if each.person == person),
            delegated=tuple(each for each in organs.delegations if each.delegator == person),
            delegated_to=tuple(each for each in organs.delegations if each.delegate == person),
            leaves=tuple(each for each in organs.leaves if each.person == person),
        )
    )


@router.read(
    "/people/{person}/open-work/{position}", "people.open_work", "List what is open in a person's name", OpenWorkOf
)
async def get_open_work(request: Request, who: Caller, context: Context, person: Code, position: Code) -> Response:
    """What whoever follows in the post takes over: to the person, who holds the post now, and the administrators."""
    organs = await installed_of(request).organs()
    post = organs.position(position)
    if post is None or organs.person(person) is None:
        raise ProblemRaised(NOT_FOUND)
    if person != who.person and position != who.position:
        require(request, who, "read_people")
    found = await open_work_of(context.pool, person, position, post.organ)
    return json_reply(OpenWorkOf(person=person, position=position, items=found))
