"""An identity provider of our own (OpenID Connect), which tests start in their process and let lie as they wish."""

import hashlib
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from api.identity.oidc import Provider, ProviderSettings

ISSUER = "https://idp.test"
CLIENT, SECRET = "rongcuo", "client secret: with+signs&%"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


KEY, STRANGE_KEY = _key("k1"), _key("k1")


@dataclass(slots=True)
class FakeProvider:
    """Who signs in there, and what is said of them.

    Attributes:
        subject: Whoever is signed in at the provider.
        claims: What the next ID token says otherwise than it should; None takes a claim away.
        key: What it signs with.
        header: What the head of its tokens says otherwise.
        redeemed: The codes that were taken.
    """

    subject: str = "emp-0032"
    claims: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    header: dict[str, Any] = field(default_factory=dict)
    algorithms: list[str] = field(default_factory=lambda: ["RS256"])
    away: bool = False
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    redeemed: list[str] = field(default_factory=list)
    published: list[RSAKey] = field(default_factory=lambda: [KEY])

    def provider(self, **settings: str) -> Provider:
        """What an installation that is told of it knows."""
        told = ProviderSettings(issuer=ISSUER, client_id=CLIENT, client_secret=SECRET, **settings)
        return Provider(told, httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app()), base_url=ISSUER))

    def authorize(self, address: str, **changes: str) -> str:
        """Where the provider sends a browser that came to it under an address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": ISSUER, **changes}
        parts = urlsplit(asked["redirect_uri"])
        return f"{parts.path}?{urlencode({name: value for name, value in answer.items() if value})}"

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A token of this provider."""
        header = {"alg": "RS256", "kid": "k1", **self.header}
        return jwt.encode(header, dict(claims), self.key, algorithms=self.algorithms)

    def logout_token(self, **changes: Any) -> str:
        """What it tells when somebody signs out there."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": str(time.time_ns()),
            "sub": self.subject,
            "events": {LOGOUT: {}},
            **changes,
        }
        return self.signed({name: value for name, value in claims.items() if value is not None})

    def app(self) -> FastAPI:
        """What it answers."""
        app = FastAPI()

        @app.middleware("http")
        async def maybe_away(request: Request, call_next: Any) -> Response:
            return Response(status_code=503) if self.away else await call_next(request)

        @app.get("/.well-known/openid-configuration")
        async def metadata() -> dict[str, Any]:
            return {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "end_session_endpoint": f"{ISSUER}/logout",
            }

        @app.get("/keys")
        async def keys() -> dict[str, Any]:
            return {"keys": [key.as_dict(private=False) for key in self.published]}

        @app.post("/token")
        async def token(request: Request) -> Response:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked, code = self.asked.get(form.get("code", "")), form.get("code", "")
            expected = b64encode(f"{CLIENT}:{urlencode({'': SECRET})[1:]}".encode()).decode()
            challenge = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            right = (
                asked is not None
                and code not in self.redeemed
                and request.headers.get("authorization") == f"Basic {expected}"
                and asked["code_challenge"] == challenge.rstrip(b"=").decode()
                and asked["redirect_uri"] == form.get("redirect_uri")
            )
            if not right or asked is None:
                return JSONResponse({"error": "invalid_grant"}, 400)
            self.redeemed.append(code)
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked)})

        @app.get("/logout")
        async def logout(post_logout_redirect_uri: str) -> Response:
            return RedirectResponse(post_logout_redirect_uri, 303)

        return app

    def _id_token(self, asked: Mapping[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "sid": f"sid of {self.subject}",
            **self.claims,
        }
        return self.signed({name: value for name, value in claims.items() if value is not None})


def shared_secret() -> OctKey:
    """The client's secret as a key, for a token that is signed with what both sides know."""
    return OctKey.import_key(SECRET.encode().ljust(32, b"x"))


def key_set(*keys: RSAKey) -> KeySet:
    """Keys together."""
    return KeySet(list(keys))
