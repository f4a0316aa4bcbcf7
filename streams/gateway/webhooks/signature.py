"""Signing as the Standard Webhooks specification has it, so that receivers can use its ready libraries.

A receiver checks ``webhook-signature`` over ``webhook-id.webhook-timestamp.body`` with the secret it was given when the
webhook was made, refuses timestamps more than five minutes off, and uses ``webhook-id`` (the alert's identifier) to
recognise a delivery that comes again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that a timestamp may be off."""


def new_secret() -> str:
    """Make a secret of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Return the key in a secret; raises ValueError for one that is none.

    >>> key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").hex()[:8]
    '31f290f6'
    """
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not 16 <= len(key) <= 64:
        raise ValueError("secret: expected whsec_ and 16 to 64 bytes in base64")
    return key


def sign(secret: str, identifier: str, timestamp: int, body: bytes) -> str:
    """Return the value of ``webhook-signature``.

    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = b".".join([identifier.encode(), str(timestamp).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def verify(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    """Whether a delivery is genuine and fresh; for receivers written in Python, and for tests."""
    try:
        timestamp = int(headers["webhook-timestamp"])
        given = headers["webhook-signature"].split()
        wanted = sign(secret, headers["webhook-id"], timestamp, body)
    except (KeyError, ValueError):
        return False
    return abs(now - timestamp) <= TOLERANCE and any(hmac.compare_digest(wanted, one) for one in given)
