"""JSON Web Tokens as Supabase signs them, and what may be wrong with one."""

import time
import uuid
from typing import Any

import jwt

ALGORITHM = "HS256"
#: Who signs, in tokens and keys alike.
_ISSUER = "apply-bot-tests"
_TEN_YEARS_SECONDS = 10 * 365 * 24 * 3600


def key(role: str, secret: str) -> str:
    """An API key of the older kind: a token with nothing but a role."""
    now = int(time.time())
    return jwt.encode({"iss": _ISSUER, "role": role, "iat": now, "exp": now + _TEN_YEARS_SECONDS}, secret, ALGORITHM)


def session(user: dict[str, Any], secret: str, seconds: float) -> str:
    """An access token of this row of auth.users, valid for so many seconds from now; negative for an expired one."""
    now = int(time.time())
    claims = {
        "iss": _ISSUER,
        "sub": str(user["id"]),
        "aud": user["aud"],
        "iat": now,
        "exp": int(now + seconds),
        "email": user["email"],
        "phone": "",
        "app_metadata": user["raw_app_meta_data"],
        "user_metadata": user["raw_user_meta_data"],
        "role": user["role"],
        "aal": "aal1",
        "session_id": str(uuid.uuid4()),
        "is_anonymous": False,
    }
    return jwt.encode(claims, secret, ALGORITHM)


def read(token: str, secret: str) -> dict[str, Any]:
    """Its claims. Raises `jwt.InvalidTokenError` for a forged or expired one."""
    claims: dict[str, Any] = jwt.decode(token, secret, [ALGORITHM], options={"verify_aud": False})
    return claims
