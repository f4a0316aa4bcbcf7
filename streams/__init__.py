"""Tocsin reads a stream of news on Kafka and rings when people are reported killed, injured or missing.

    from streams import Publisher, subscribe, Alert

    with Publisher() as publisher:
        publisher.publish({"headline": "Two killed in mine collapse", "body_text": "..."})

    for alert in subscribe():
        print(alert["info"][0]["headline"])

Where Kafka is and how to log in: :mod:`streams.settings` (``TOCSIN_BROKER`` ...). Names are loaded when first used, so
that ``import streams`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streams.client.publisher import Delivery, Publisher, UndeliveredError
    from streams.client.reaching import ClientError
    from streams.client.subscriber import Subscription, subscribe
    from streams.records import Alert, Article, Report
    from streams.settings import SettingError, Settings
    from streams.settings import load as load_settings

__all__ = [
    "Alert",
    "Article",
    "ClientError",
    "Delivery",
    "Publisher",
    "Report",
    "SettingError",
    "Settings",
    "Subscription",
    "UndeliveredError",
    "load_settings",
    "subscribe",
]

_HOMES = {
    "streams.client.publisher": ("Delivery", "Publisher", "UndeliveredError"),
    "streams.client.reaching": ("ClientError",),
    "streams.client.subscriber": ("Subscription", "subscribe"),
    "streams.records": ("Alert", "Article", "Report"),
    "streams.settings": ("SettingError", "Settings"),
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name == "load_settings":
        return import_module("streams.settings").load
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
