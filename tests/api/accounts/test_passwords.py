"""Passwords: how they are kept, and that none is kept of who has no account."""

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from api.identity import passwords

KEPT_OF_NOBODY = passwords._NOBODYS  # noqa: SLF001 - as an installation has it, before tests make it quick


def test_a_password_is_digested_as_rfc_9106_has_it_for_little_memory() -> None:
    """64 MiB, three passes, four lanes; the same for who has no account, so that it takes as long."""
    assert extract_parameters(KEPT_OF_NOBODY) == RFC_9106_LOW_MEMORY
    assert RFC_9106_LOW_MEMORY.memory_cost == 65_536


async def test_the_password_of_nobody_never_holds() -> None:
    """Whatever it is."""
    assert not await passwords.holds("of nobody", None)
    assert await passwords.holds("of nobody", passwords._NOBODYS)  # noqa: SLF001 - the quick one
