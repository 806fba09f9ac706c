"""Tokens: one for each post and seat, known by their digest, refused when changed in the least."""

from datetime import date
from pathlib import Path

import pytest

from api.auth.tokens import PREFIX, Tokens, TokensFile, make_tokens
from domain.organs import Organs
from domain.pack.playing import parts_in
from policies.packs.loader import bundled_packs

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def made(organs: Organs) -> TokensFile:
    """Their tokens."""
    return make_tokens(organs, TODAY)


def test_every_holder_and_every_seat_has_one_token(organs: Organs, made: TokensFile) -> None:
    """As many tokens as terms that run today, no two alike."""
    running = [term for term in (*organs.holdings, *organs.seats) if term.covers(TODAY)]

    assert [(entry.person, entry.position) for entry in made.personas] == [(t.person, t.position) for t in running]
    assert len({entry.token for entry in made.personas}) == len(running)
    assert all(entry.token.startswith(PREFIX) for entry in made.personas)


def test_tokens_made_again_are_kept_for_who_stays(organs: Organs, made: TokensFile) -> None:
    """A person in the same position keeps the token; one that was taken away is made anew."""
    without_first = TokensFile(personas=made.personas[1:])

    again = make_tokens(organs, TODAY, without_first)

    assert again.personas[1:] == made.personas[1:]
    assert again.personas[0].token != made.personas[0].token


def test_who_no_longer_holds_a_post_gets_none(organs: Organs) -> None:
    """Before anybody held a post there is nobody to make a token for."""
    assert make_tokens(organs, date(1999, 1, 1)).personas == ()


def test_a_token_says_who_calls_and_in_which_position(made: TokensFile, tmp_path: Path) -> None:
    """The file read back knows each token's persona and nobody else's."""
    path = tmp_path / "tokens"
    path.write_text(made.model_dump_json(), encoding="utf-8")
    tokens, entry = Tokens.load(path), made.personas[0]

    found = tokens.persona(entry.token)

    assert found is not None
    assert (found.person, found.position, found.organ) == (entry.person, entry.position, entry.organ)
    assert found.actor.on_behalf_of is None


@pytest.mark.parametrize("change", [str.upper, lambda token: token[:-1], lambda token: token + "a", lambda _: ""])
def test_a_changed_token_is_nobodys(made: TokensFile, change: object) -> None:
    """Not a letter may differ."""
    assert callable(change)
    assert Tokens(made).persona(change(made.personas[0].token)) is None


def test_an_organ_of_a_role_that_only_its_pack_knows_has_the_access_of_its_part(organs: Organs) -> None:
    """Without a word of the register: what the procedures let its role do says whose access it has."""
    silent = organs.model_copy(
        update={"organs": tuple(each.model_copy(update={"like": None}) for each in organs.organs)}
    )
    roles = {each.organ: each.role for each in make_tokens(silent, TODAY, parts=parts_in(bundled_packs())).personas}
    bare = {each.organ: each.role for each in make_tokens(silent, TODAY).personas}

    assert {organ: roles[organ] for organ in ("capital-f-sasac", "capital-f-review", "island-e-coordination")} == {
        "capital-f-sasac": "organization",
        "capital-f-review": "committee",
        "island-e-coordination": "related",
    }
    assert bare["capital-f-sasac"] == "sasac", "no rule knows it"
    assert {organ for organ in bare if roles[organ] != bare[organ]} == {
        organ.id for organ in organs.organs if organ.like and organ.id in bare
    }
