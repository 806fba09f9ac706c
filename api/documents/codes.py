"""Verification codes (核验码): what is printed on a document, so that somebody who holds it can ask whether it stands.

A code is the place in the log of the event by which the document was signed (or drafted, where nobody signs), and ten
bytes made with the key of its case: nobody can make up the next one. It is kept in the event that the document was
issued with, and compared with that.
"""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 as Crockford has it: no letter that is taken for a digit."""
_PLACE_BYTES, MAC_BYTES = 5, 10
_LENGTH: Final = 24
_GROUP: Final = 4
_READ_AS: Final = str.maketrans("OIL", "011")


def code_of(log_index: int, mac: bytes) -> str:
    """The code of a document, in groups of four."""
    number = int.from_bytes(log_index.to_bytes(_PLACE_BYTES, "big") + mac[:MAC_BYTES], "big")
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(digits[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def read_code(typed: str) -> tuple[str, int] | None:
    """A code as it is printed, and the place in the log that it names; None: it is none, however it is spelt."""
    digits = "".join(typed.upper().translate(_READ_AS).replace("-", " ").split())
    if len(digits) != _LENGTH or not set(digits) <= set(_ALPHABET):
        return None
    number = 0
    for digit in digits:
        number = number << 5 | _ALPHABET.index(digit)
    place = number >> 8 * MAC_BYTES
    printed = "-".join(digits[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))
    return printed, place
