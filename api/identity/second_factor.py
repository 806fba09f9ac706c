"""The second factor: codes of time (TOTP, RFC 6238), each good once, and recovery codes for a lost device."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal

import pyotp

Factor = Literal["totp", "recovery_code"]
"""What a second factor was."""

_STEP_SECONDS = 30
_STEPS_BESIDE = 1
"""How far a device's clock may be off, in steps."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_CODES = 10
_RECOVERY_CHARACTERS = 12
_ISSUER = "容错纠错"


@dataclass(frozen=True, slots=True)
class Seed:
    """What an authenticator is given; `address` is what it reads from a link (otpauth)."""

    secret: str
    address: str


def new_seed(login: str) -> Seed:
    """A fresh seed for somebody."""
    return seed_of(pyotp.random_base32(), login)


def seed_of(secret: str, login: str) -> Seed:
    """A seed as it is shown again."""
    return Seed(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER))


def step_of(secret: str, code: str, after: int, now: float | None = None) -> int | None:
    """The step of time that a code is of, if later than `after` and not far from now; None: wrong or used."""
    written = "".join(code.split())
    if not (written.isascii() and written.isdigit()):
        return None
    present = int((time.time() if now is None else now) // _STEP_SECONDS)
    totp, found = pyotp.TOTP(secret), None
    for step in range(present - _STEPS_BESIDE, present + _STEPS_BESIDE + 1):
        if compare_digest(totp.generate_otp(step), written):
            found = step
    return found if found is not None and found > after else None


def new_recovery_codes() -> tuple[str, ...]:
    """Codes that each open once, shown once."""
    return tuple("-".join(_letters(_RECOVERY_CHARACTERS // 3) for _ in range(3)) for _ in range(_RECOVERY_CODES))


def plain_recovery_code(written: str) -> str:
    """A recovery code in its one spelling, however it was typed."""
    return "".join(character for character in written.casefold() if character in _ALPHABET)


def plain_recovery_codes(codes: Iterable[str]) -> list[str]:
    """Codes in their one spelling."""
    return [plain_recovery_code(code) for code in codes]


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
