"""The office's identity provider (OpenID Connect): what is asked of it, and what is believed of its answers.

Authorization code with PKCE (RFC 7636, S256). An ID token counts only if it is signed by a key the provider publishes,
with an asymmetric algorithm, and names this provider, this client, this attempt and this hour. Groups and roles that it
tells are read by nobody: what somebody may do stands in the register of people (docs/sign-in.md).
"""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_TIMEOUT_SECONDS: Final = 10.0
_LEEWAY_SECONDS: Final = 120
"""By how much the provider's clock may differ from ours."""
_METADATA_SECONDS: Final = 3600.0
_KEYS_SECONDS: Final = 30.0
"""How long keys are kept at least: a token under an unknown key has them read again, but not more often."""
_BYTES_MAX: Final = 512 * 1024
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"

M = TypeVar("M", bound=BaseModel)


class ProviderAway(Exception):  # noqa: N818 - says what is the matter
    """The provider does not answer, or not as one: nobody is to blame who signs in."""


class NotBelieved(Exception):  # noqa: N818 - says what is the matter
    """What came in the provider's name is refused; `reason` is for the log, and names no secret."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Answer(BaseModel):
    """An answer of the provider, as far as it is used."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class _Metadata(_Answer):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Keys(_Answer):
    keys: list[dict[str, str | list[str]]]


class _Tokens(_Answer):
    id_token: str


class _Claims(_Answer):
    iss: str
    sub: str | None = Field(default=None, min_length=1, max_length=255)
    aud: str | list[str]
    exp: float | None = None
    iat: float
    nonce: str | None = None
    azp: str | None = None
    sid: str | None = Field(default=None, max_length=255)
    auth_time: float | None = None
    events: dict[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the provider has just identified; `person` as it names them, where it is asked to.

    Attributes:
        shown_at: When they showed the provider who they are; None: it does not say.
    """

    subject: str
    sid: str | None
    id_token: str
    person: str | None
    shown_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Whose session ended at the provider: of a subject all, or the one of its own id."""

    subject: str | None
    sid: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """What an attempt is sent to the provider with, and must come back with."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Question":
        """One that nobody knows yet."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """What is told of the provider from outside.

    Attributes:
        person_claim: The claim that holds a person's id in the register of people; None: invitations bind.
    """

    issuer: str
    client_id: str
    client_secret: str | None
    person_claim: str | None = None


class Provider:
    """One identity provider; what it publishes of itself is read when it is first needed, and again after an hour.

    Args:
        settings: What is told of it.
        http: With which it is asked; whoever opened it closes it.
    """

    def __init__(self, settings: ProviderSettings, http: httpx2.AsyncClient) -> None:
        self.settings = settings
        self._http = http
        self._metadata: tuple[float, _Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def issuer(self) -> str:
        """Whose word an account of a subject is bound to."""
        return self.settings.issuer

    @property
    def origins(self) -> tuple[str, ...]:
        """Where people go to sign in and out, as far as it is known yet."""
        known = self._metadata[1] if self._metadata else None
        told = (known.authorization_endpoint, known.end_session_endpoint) if known else ()
        parts = [urlsplit(each) for each in (self.issuer, *told) if each]
        return tuple(dict.fromkeys(f"{each.scheme}://{each.netloc}" for each in parts))

    async def address(self, question: Question, back: str, *, anew: bool = False) -> str:
        """Where to send somebody to sign in, who then comes back to an address of ours.

        `anew`: they are to show who they are now, signed in there or not (OpenID Connect Core, 3.1.2.1).

        Raises:
            ProviderAway: It cannot be asked.
        """
        metadata = await self._published()
        challenge = urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": "openid profile",
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if anew:
            asked |= {"prompt": "login", "max_age": "0"}
        return _with_query(metadata.authorization_endpoint, asked)

    async def known_by(self, code: str, question: Question, back: str) -> Known:
        """Who came back with a code.

        Raises:
            ProviderAway: It cannot be asked.
            NotBelieved: The code is not taken, or the token is not what it must be.
        """
        metadata = await self._published()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": question.verifier,
        }
        client, secret = self.settings.client_id, self.settings.client_secret
        basic = secret is not None and "client_secret_basic" in metadata.token_endpoint_auth_methods_supported
        if not basic:
            form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
        credentials = (_form_encoded(client), _form_encoded(secret or ""))
        auth: httpx2.Auth = httpx2.BasicAuth(*credentials) if basic else httpx2.Auth()
        try:
            answer = await self._http.post(
                metadata.token_endpoint, data=form, auth=auth, timeout=_TIMEOUT_SECONDS, follow_redirects=False
            )
        except httpx2.TransportError as error:
            raise ProviderAway(repr(error)) from error
        if answer.is_client_error:
            raise NotBelieved("code refused by the provider")
        tokens = _read(answer, _Tokens)
        claims, told = await self._believed(tokens.id_token, kind="ID token")
        if claims.nonce is None or not secrets.compare_digest(claims.nonce.encode(), question.nonce.encode()):
            raise NotBelieved("nonce of another attempt")
        if claims.sub is None or claims.exp is None:
            raise NotBelieved("no subject, or no end")
        person = told.get(self.settings.person_claim) if self.settings.person_claim else None
        shown_at = None if claims.auth_time is None else _instant(claims.auth_time)
        return Known(claims.sub, claims.sid, tokens.id_token, person if isinstance(person, str) else None, shown_at)

    async def logged_out(self, token: str) -> LoggedOut:
        """Whom a logout token is about (OpenID Connect Back-Channel Logout 1.0, 2.6).

        Raises:
            ProviderAway: Its keys cannot be read.
            NotBelieved: It is none.
        """
        claims, _ = await self._believed(token, kind="logout token")
        if _LOGOUT_EVENT not in (claims.events or {}) or claims.nonce is not None:
            raise NotBelieved("no logout token")
        if claims.sub is None and claims.sid is None:
            raise NotBelieved("names nobody")
        return LoggedOut(claims.sub, claims.sid, datetime.fromtimestamp(claims.iat, UTC))

    async def leaving(self, id_token: str | None, back: str) -> str | None:
        """Where to send somebody who signs out, so that they are signed out there too; None: it has no such place.

        Raises:
            ProviderAway: It cannot be asked.
        """
        metadata = await self._published()
        if metadata.end_session_endpoint is None:
            return None
        asked = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return _with_query(metadata.end_session_endpoint, asked | ({"id_token_hint": id_token} if id_token else {}))

    async def _believed(self, token: str, kind: str) -> tuple[_Claims, dict[str, JsonValue]]:
        """The claims of a token that is signed, ours, and of this hour."""
        try:
            told = await self._verified(token)
            claims = _Claims.model_validate(told)
        except (JoseError, ValueError, TypeError, KeyError) as error:  # a token can be anything at all
            raise NotBelieved(f"{kind}: {type(error).__name__}") from error
        now = time.time()
        audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        if claims.iss != self.issuer:
            raise NotBelieved(f"{kind} of another issuer")
        if self.settings.client_id not in audience or claims.azp not in {None, self.settings.client_id}:
            raise NotBelieved(f"{kind} for another client")
        if len(audience) > 1 and claims.azp is None:
            raise NotBelieved(f"{kind} for several clients")
        if claims.exp is not None and claims.exp < now - _LEEWAY_SECONDS:
            raise NotBelieved(f"{kind} too old")
        if not now - 600 - _LEEWAY_SECONDS < claims.iat < now + _LEEWAY_SECONDS:
            raise NotBelieved(f"{kind} of another time")
        return claims, told

    async def _verified(self, token: str) -> dict[str, JsonValue]:
        """What a token says, if a key of the provider signed it; keys that are not known are read once more."""
        known = self._keys
        if known is None:
            return _decoded(token, await self._published_keys())
        try:
            return _decoded(token, known[1])
        except (JoseError, ValueError):
            if time.monotonic() - known[0] < _KEYS_SECONDS:
                raise
        return _decoded(token, await self._published_keys())

    async def _published(self) -> _Metadata:
        if self._metadata is None or time.monotonic() - self._metadata[0] > _METADATA_SECONDS:
            read = await self._read(self.issuer.rstrip("/") + "/.well-known/openid-configuration", _Metadata)
            if read.issuer != self.issuer:
                raise ProviderAway(f"{self.issuer} says that it is {read.issuer}")
            self._metadata = (time.monotonic(), read)
        return self._metadata[1]

    async def _published_keys(self) -> KeySet:
        metadata = await self._published()
        read = await self._read(metadata.jwks_uri, _Keys)
        try:
            keys = KeySet.import_key_set({"keys": read.keys})
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderAway(f"keys: {type(error).__name__}") from error
        self._keys = (time.monotonic(), keys)
        return keys

    async def _read(self, address: str, model: type[M]) -> M:
        try:
            answer = await self._http.get(address, timeout=_TIMEOUT_SECONDS, follow_redirects=False)
        except httpx2.TransportError as error:
            raise ProviderAway(repr(error)) from error
        return _read(answer, model)


def _instant(seconds: float) -> datetime:
    """An instant of a token; one that no calendar has is not believed."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotBelieved("an instant that there is not") from error


def _decoded(token: str, keys: KeySet) -> dict[str, JsonValue]:
    return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims


def _read(answer: httpx2.Response, model: type[M]) -> M:
    if not answer.is_success or len(answer.content) > _BYTES_MAX:
        raise ProviderAway(f"{answer.url.path}: HTTP {answer.status_code}")
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise ProviderAway(f"{answer.url.path}: {error.error_count()} faults") from None


def _with_query(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def _form_encoded(text: str) -> str:
    """As RFC 6749, 2.3.1 has both halves of HTTP Basic."""
    return urlencode({"": text})[1:]
