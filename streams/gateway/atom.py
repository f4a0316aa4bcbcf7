"""Alerts as an Atom feed (RFC 4287): one entry an alert, so that an update is read as well as the first alert."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree import ElementTree as ET

from streams.gateway import words
from streams.records import Alert

ATOM = "http://www.w3.org/2005/Atom"
CONTROLS = dict.fromkeys([*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
for allowed in (9, 10, 13):
    del CONTROLS[allowed]


def feed(alerts: Sequence[Alert], base: str, query: str = "") -> bytes:
    """Return the feed of some alerts, newest first; ``base`` is the gateway's own address."""
    suffix = f"?{query}" if query else ""
    root = ET.Element("feed", xmlns=ATOM)
    _text(root, "id", f"{base}/feed.atom{suffix}")
    _text(root, "title", "Tocsin: people reported killed, injured or missing")
    _text(root, "updated", alerts[0]["sent"] if alerts else "1970-01-01T00:00:00+00:00")
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}/feed.atom{suffix}")
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}/{suffix}")
    for alert in alerts:
        _entry(root, alert, base)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, alert: Alert, base: str) -> None:
    incident = alert["incident"]
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", f"{base}/api/v1/alerts/{quote(alert['identifier'], safe='')}")
    _text(entry, "title", alert["info"][0]["headline"])
    _text(entry, "updated", alert["sent"])
    author = ET.SubElement(entry, "author")
    _text(author, "name", alert["sender"])
    _text(entry, "summary", f"{words.change(alert)}: {words.sentence(alert)}. {alert['info'][0]['description']}")
    ET.SubElement(entry, "category", term=alert["msgType"], label=alert["msgType"])
    for mode in incident["mode"]:
        ET.SubElement(entry, "category", term=mode)
    ET.SubElement(entry, "link", rel="alternate", type="text/html", href=f"{base}/#{quote(incident['id'], safe=':')}")
    cap = f"{base}/api/v1/alerts/{quote(alert['identifier'], safe='')}/cap"
    ET.SubElement(entry, "link", rel="related", type="application/cap+xml", href=cap)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text.translate(CONTROLS)
