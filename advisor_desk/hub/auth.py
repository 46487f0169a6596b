"""Who a request is from: a signed answer to a question buys a token of 15 minutes (sync.md, section 3.8).

Nothing is kept: questions and tokens are good at every hub that has the same keys. What revokes a device is
its status in the database, which every request reads.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

import jwt
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import Problem
from advisor_desk.wire.seal import KeyPair, PublicKeys
from advisor_desk.wire.version import TOKEN_SECONDS

QUESTION_SECONDS: Final = 60
_ALGORITHM: Final = "HS256"
_AUDIENCE: Final = "advisor-desk-hub"
_SCHEME: Final = "bearer "


class Pass(NamedTuple):
    """What we have signed: for whom, when it was given and until when it holds (seconds UTC)."""

    holder: str
    issued: int
    until: int


def signed_pass(given: Pass, key: bytes, audience: str) -> str:
    """The pass as a text that nobody else can make."""
    claims = {"sub": given.holder, "aud": audience, "iat": given.issued, "exp": given.until}
    return jwt.encode(claims, key, algorithm=_ALGORITHM)


def read_pass(text: str, key: bytes, audience: str) -> Pass | None:
    """The pass that a text is; None when it is not one of ours. Whether it still holds is not looked at."""
    try:
        claims = jwt.decode(
            text,
            key,
            algorithms=[_ALGORITHM],
            audience=audience,
            # The time is ours to look at: it comes from the hub's clock, not from this machine's.
            options={"require": ["sub", "aud", "iat", "exp"], "verify_exp": False, "verify_iat": False},
        )
        return Pass(str(claims["sub"]), int(claims["iat"]), int(claims["exp"]))
    except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError):
        return None


def key_for(keys: KeyPair, use: bytes) -> bytes:
    """A key of the hub's for one use alone."""
    return HKDF(SHA256(), 32, salt=None, info=b"advisor-desk hub " + use).derive(keys.signing)


class Tokens:
    """Questions and tokens of one hub. `clock` gives seconds UTC."""

    def __init__(self, keys: KeyPair, clock: Callable[[], float]) -> None:
        self._token_key = key_for(keys, b"tokens")
        self._question_key = key_for(keys, b"questions")
        self._clock = clock

    def question(self, device_id: str) -> str:
        """A nonce for this device, good for a minute; it is told to whoever asks, known device or not."""
        return self._question(device_id, int(self._clock()))

    def check_question(self, device_id: str, nonce: str) -> None:
        """Raises Refused(TOKEN_STALE) for a nonce that is not ours, not this device's or too old."""
        second = nonce.partition(".")[0]
        if not (second.isascii() and second.isdigit() and len(second) <= 12):  # noqa: PLR2004
            raise Refused(Problem.TOKEN_STALE)
        is_ours = hmac.compare_digest(nonce.encode(), self._question(device_id, int(second)).encode())
        if not is_ours or not 0 <= int(self._clock()) - int(second) <= QUESTION_SECONDS:
            raise Refused(Problem.TOKEN_STALE)

    def token(self, device_id: str) -> str:
        """A token for this device."""
        now = int(self._clock())
        return signed_pass(Pass(device_id, now, now + TOKEN_SECONDS), self._token_key, _AUDIENCE)

    def device_of(self, header: str | None) -> str:
        """The device that an `Authorization` header speaks for.

        Raises Refused(TOKEN_NEEDED) when there is none that we gave, Refused(TOKEN_STALE) when it is over.
        """
        if header is None or header[: len(_SCHEME)].lower() != _SCHEME:
            raise Refused(Problem.TOKEN_NEEDED)
        token = read_pass(header[len(_SCHEME) :].strip(), self._token_key, _AUDIENCE)
        if token is None:
            raise Refused(Problem.TOKEN_NEEDED)
        if not token.issued <= int(self._clock()) + QUESTION_SECONDS or int(self._clock()) >= token.until:
            raise Refused(Problem.TOKEN_STALE)
        return token.holder

    def _question(self, device_id: str, second: int) -> str:
        mark = hmac.new(self._question_key, f"{second}\n{device_id}".encode(), sha256).hexdigest()
        return f"{second}.{mark}"


def check_signature(keys: PublicKeys, message: bytes, signature: str | None) -> None:
    """Raises Refused(SIGNATURE_WRONG) unless `signature`, in hexadecimal, is the device's over `message`."""
    try:
        raw = bytes.fromhex(signature or "")
    except ValueError:
        raise Refused(Problem.SIGNATURE_WRONG) from None
    if not keys.is_signed(message, raw):
        raise Refused(Problem.SIGNATURE_WRONG)
