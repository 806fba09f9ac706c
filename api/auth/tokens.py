"""Who calls: a token for each persona, that is a person in one position of one organ (loopback only, issue 1).

Tokens are looked up by their SHA-256, so that nothing of a token shows in how long a look-up takes.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

from domain.organs import Holding, Organs
from domain.pack.playing import NO_PARTS, Part, access_role
from domain.values import Actor, Code, Frozen

PREFIX = "rongcuo_dev_"
_TOKEN_BYTES = 24


class Persona(Frozen):
    """A person in a position; `duty` is what the position is for, `role` whose access its organ has.

    `for_person` is who holds the position, where another acts in it (授权、替补).
    """

    person: Code
    position: Code
    organ: Code
    name_zh: str
    title_zh: str
    duty: Code
    role: Code
    jurisdiction: Code
    for_person: Code | None = None

    @property
    def actor(self) -> Actor:
        """The actor that events name."""
        return Actor(person=self.person, position=self.position, organ=self.organ, for_person=self.for_person)


class PersonaToken(Persona):
    """A persona with its token, as the tokens file keeps it."""

    token: str


class TokensFile(Frozen):
    """The content of the tokens file (JSON, readable by its owner only)."""

    personas: tuple[PersonaToken, ...]


class Tokens:
    """The tokens of an installation."""

    def __init__(self, file: TokensFile) -> None:
        self._personas = {
            _digest(entry.token): Persona.model_validate(entry.model_dump(exclude={"token"})) for entry in file.personas
        }

    @classmethod
    def load(cls, path: Path) -> "Tokens":
        """Read the tokens file.

        Raises:
            OSError: It cannot be read.
            ValidationError: It is no tokens file.
        """
        return cls(TokensFile.model_validate_json(path.read_bytes()))

    def persona(self, token: str) -> Persona | None:
        """Whose token this is."""
        return self._personas.get(_digest(token))


def make_tokens(
    organs: Organs, on: date, earlier: TokensFile | None = None, parts: Mapping[str, Part] = NO_PARTS
) -> TokensFile:
    """Make a token for everyone who holds a position or a committee's seat on a day.

    Whoever had one for the same position keeps it; whoever left has none any more. `parts` are what roles do in the
    procedures that hold: an organ of a role that only they know has its access by them.
    """
    kept = {(entry.person, entry.position): entry.token for entry in (earlier.personas if earlier else ())}
    holdings = [holding for holding in (*organs.holdings, *organs.seats) if holding.covers(on)]
    return TokensFile(
        personas=tuple(
            _token(persona_of(organs, holding, parts), kept.get((holding.person, holding.position)))
            for holding in holdings
        )
    )


def persona_of(organs: Organs, holding: Holding, parts: Mapping[str, Part] = NO_PARTS) -> Persona:
    """Who holds a position or a seat, in it."""
    position = organs.position(holding.position)
    organ = organs.organ(position.organ) if position else None
    if position is None or organ is None:
        raise TypeError(f"{holding.position}: organs were checked when they were read")
    return Persona(
        person=holding.person,
        position=position.id,
        organ=organ.id,
        name_zh=next(person.name for person in organs.people if person.id == holding.person),
        title_zh=position.title.zh,
        duty=position.duty,
        role=access_role(organ, parts),
        jurisdiction=organ.jurisdiction,
    )


def _token(persona: Persona, kept: str | None) -> PersonaToken:
    return PersonaToken(token=kept or PREFIX + secrets.token_urlsafe(_TOKEN_BYTES), **dict(persona))


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
