"""What a webhook sends: the whole alert, or a message that Slack and programs compatible with it show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from streams.gateway import words
from streams.records import Alert

COLOURS = {"Extreme": "#8b1a1a", "Severe": "#c0392b", "Moderate": "#d68910", "Minor": "#7f8c8d", "Unknown": "#7f8c8d"}
LONGEST = 2_900
"""Characters of a text block; Slack refuses more than 3,000."""


def standard(alert: Alert) -> bytes:
    """Return the alert in the envelope of Standard Webhooks: type, timestamp, data."""
    return orjson.dumps({"type": f"casualty.{alert['msgType'].lower()}", "timestamp": alert["sent"], "data": alert})


def slack(alert: Alert) -> bytes:
    """Return the alert as a Slack message; ``text`` is what notifications show."""
    incident, info = alert["incident"], alert["info"][0]
    facts = [
        f"*{_safe(words.sentence(alert))}*",
        f"{_safe(words.place(alert))} · {_safe(words.day(incident['date']))}",
        f"Reported by {_safe(words.said_by(incident['reported_by']))}",
        f"Blamed: {_safe(words.blamed(incident['perpetrators']))}",
    ]
    blocks: list[dict[str, Any]] = [_section("\n".join(facts))]
    if incident["reports"]:
        blocks.append(_section(f"> {_safe(incident['reports'][0]['quote']).replace(chr(10), ' ')}"))
    told = (
        f"{words.change(alert)} · {incident['grading']} · sources: {incident['number_of_sources']} · {alert['identifier']}"
    )
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": _safe(told)[:LONGEST]}]})
    text = f"{words.change(alert)}: {info['headline']}"
    attachment = {"color": COLOURS[info["severity"]], "blocks": blocks, "fallback": _safe(text)[:LONGEST]}
    return orjson.dumps({"text": _safe(text)[:LONGEST], "attachments": [attachment]})


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:LONGEST]}}


def _safe(text: str) -> str:
    """Take the meaning from what Slack reads as markup: links and mentions begin with ``<``."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


TEMPLATES: dict[str, Callable[[Alert], bytes]] = {"standard": standard, "slack": slack}
