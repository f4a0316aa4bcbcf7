"""What can go wrong for a client, in words for the person who runs it."""

from __future__ import annotations

from streams.settings import Settings

PATIENCE_MS = 8_000
"""How long a broker is waited for at the start; once connected, a broker that goes away is waited for without end."""


class ClientError(RuntimeError):
    """Kafka can't be used as asked; the message says what was tried, what happened and what helps."""


def unreachable(settings: Settings, why: Exception) -> ClientError:
    """Say that no broker answered."""
    how = "" if settings.security_protocol == "PLAINTEXT" else f" with {settings.security_protocol}"
    return ClientError(
        f"no Kafka broker answered at {settings.broker}{how} ({type(why).__name__}: {why}); TOCSIN_BROKER says where it is, "
        "and `tocsin up` starts one for trying things"
    )
