"""A demonstration: an installation that says of itself, from its first start on, that whoever comes may be any persona.

Its personas have machine tokens, kept as they are in a file beside the data, so that the examples can be played and
tried; elsewhere no token is kept anywhere but as its digest.
"""

import secrets
from pathlib import Path

from api.identity.machine_tokens import Wanted, make, make_many, renewed
from api.identity.personas import Persona
from domain.values import Frozen
from eventlog.pool import Pool
from eventlog.queries import load_queries

PREFIX = "rongcuo_demo_"
_TOKEN_BYTES = 24
_BY, _NAME = "demonstration", "演示"
"""Who made these tokens, and what they are for, in the list of tokens."""

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class PersonaToken(Persona):
    """A persona with its token."""

    token: str


class TokensFile(Frozen):
    """The content of the tokens file (JSON, readable by its owner only)."""

    personas: tuple[PersonaToken, ...]


def tokens_of(path: Path | None) -> tuple[PersonaToken, ...]:
    """The personas of a tokens file; none where there is no such file, as in any installation but a demonstration."""
    if path is None or not path.exists():
        return ()
    return TokensFile.model_validate_json(path.read_bytes()).personas


async def settle(owner: Pool, *, demonstration: bool) -> None:
    """Say at the first start what the installation is for; whoever says so later changes nothing."""
    await owner.execute(_SQL["settle"], demonstration)


async def is_demonstration(pool: Pool) -> bool:
    """Whether this is one: begun as one, with the organs of the sample, and nobody has an account."""
    return bool(await pool.fetchval(_SQL["is_demonstration"]))


async def tokens_for(pool: Pool, personas: tuple[Persona, ...], earlier: TokensFile | None) -> TokensFile:
    """A token for everybody in office; who had one keeps it unless it was revoked, who left has none in the file."""
    known = {(each.person, each.position): each.token for each in (earlier.personas if earlier else ())}
    good = await renewed(pool, known.values())
    made: list[PersonaToken] = []
    fresh: list[tuple[str, str, str]] = []
    for persona in personas:
        token = known.get((persona.person, persona.position), "")
        if token not in good:
            token = PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
            fresh.append((token, persona.person, persona.position))
        made.append(PersonaToken(**persona.model_dump(), token=token))
    await make_many(pool, fresh, _NAME, _BY)
    return TokensFile(personas=tuple(made))


async def token_of(pool: Pool, persona: Persona) -> PersonaToken:
    """A token for one persona more, kept in no file, such as somebody who acts for another in a post (授权)."""
    wanted = Wanted(
        name=_NAME,
        person=persona.person,
        position=persona.position,
        for_person=persona.for_person,
        scope="act",
        days=1,
    )
    return PersonaToken(**persona.model_dump(), token=(await make(pool, wanted, _BY)).token)
