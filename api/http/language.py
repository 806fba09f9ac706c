"""In which language an answer is: for a page, what its reader chose; for a program, what its request asks for.

Nobody is given another language than Chinese unasked: what a browser says it prefers is often how it came.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Protocol

from starlette.requests import Request

from api.http.problems import Language

PARAMETER = "lang"
"""In the address of a page: the choice, from then on."""
COOKIE = "language"
KEPT_SECONDS = 365 * 24 * 3600
_PROGRAMS = "/v1/"
TAGS: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
"""Language tags (RFC 5646)."""
_LANGUAGE: ContextVar[Language] = ContextVar("language", default="zh")


class Words(Protocol):
    """What has a Chinese and an English form."""

    @property
    def zh(self) -> str:
        """In Chinese."""

    @property
    def en(self) -> str:
        """In English."""


def language_of(request: Request) -> Language:
    """The language of the answer: chosen in the address or before, else Chinese; of a program, by its header."""
    if request.url.path.startswith(_PROGRAMS):
        return _preferred(request.headers.get("accept-language"))
    return chosen_in(request) or _known(request.cookies.get(COOKIE)) or "zh"


def chosen_in(request: Request) -> Language | None:
    """The language that the address of a page chooses, if it does."""
    return _known(request.query_params.get(PARAMETER))


def speak(language: Language) -> None:
    """Say what follows, as far as this request goes, in a language."""
    _LANGUAGE.set(language)


def spoken() -> Language:
    """The language in which this request is answered."""
    return _LANGUAGE.get()


def say(words: Words) -> str:
    """Words in the language of the reader."""
    return words.en if _LANGUAGE.get() == "en" else words.zh


def told(zh: str, en: str) -> str:
    """What a sentence made here is in the language of the reader."""
    return en if _LANGUAGE.get() == "en" else zh


def _preferred(accept: str | None) -> Language:
    """Chinese, unless English is asked for first (Accept-Language, RFC 9110); weights beyond the order are ignored."""
    for part in (accept or "").lower().split(","):
        primary = part.strip()[:2]
        if primary in {"zh", "en"}:
            return "en" if primary == "en" else "zh"
    return "zh"


def _known(given: str | None) -> Language | None:
    return "en" if given == "en" else "zh" if given == "zh" else None
