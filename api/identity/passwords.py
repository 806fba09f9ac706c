"""Passwords: argon2id with the parameters of RFC 9106 for little memory, and what a password must be.

A password is compared in one Unicode form (RFC 8265, OpaqueString), so that it opens from whichever keyboard.
"""

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from domain.values import Bilingual

CHARACTERS_MIN = 12
_CHARACTERS_MAX = 200
_DISTINCT_MIN = 4
_AT_ONCE = 2
"""Each takes 64 MiB and a core for a moment; whoever comes later waits in line."""

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_turns = asyncio.Semaphore(_AT_ONCE)
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$Zp8rrOEd5+EOFGneaJzfcg$ZKXQzh2nvqIpNAcq1ZTyKpf+k8oQfNpFx6NqGACPfsg"
"""Of a random password that nobody has seen: verified where there is no account. It takes as long, and never holds."""

TOO_SHORT = Bilingual(
    zh=f"密码至少 {CHARACTERS_MIN} 个字符。可以用几个不相干的词连成一句。",
    en=f"A password has at least {CHARACTERS_MIN} characters; a few unrelated words will do.",
)
TOO_LONG = Bilingual(
    zh=f"密码至多 {_CHARACTERS_MAX} 个字符。", en=f"A password has at most {_CHARACTERS_MAX} characters."
)
TOO_PLAIN = Bilingual(
    zh="密码太容易猜：不要只用一两个字符重复，也不要包含登录名。",
    en="This password is too easy to guess: do not repeat one or two characters, nor use the name you sign in with.",
)


def fault_of(password: str, login: str) -> Bilingual | None:
    """Why a password is not taken; None: it is."""
    written = _one_form(password)
    if len(written) < CHARACTERS_MIN:
        return TOO_SHORT
    if len(written) > _CHARACTERS_MAX:
        return TOO_LONG
    if len(set(written)) < _DISTINCT_MIN or (login and login.casefold() in written.casefold()):
        return TOO_PLAIN
    return None


async def digest_of_password(password: str) -> str:
    """What is kept of a password, in PHC's notation with its salt and parameters."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, _one_form(password))


async def holds(password: str, kept: str | None) -> bool:
    """Whether it is the password that is kept; as slow where none is kept as where one is."""
    async with _turns:
        verified = await asyncio.to_thread(_verified, _one_form(password)[: _CHARACTERS_MAX + 1], kept or _NOBODYS)
    return verified and kept is not None


def _verified(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _one_form(password: str) -> str:
    return unicodedata.normalize("NFC", password)
