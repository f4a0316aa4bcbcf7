"""Invented alerts for tests: every name is made up, the same number gives the same alert."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from streams.incidents.countries import country_name

PLACES = [
    ("Qasr al-Wadi", "Hasra", "SYR", 35.9, 40.6),
    ("Tell Marun", "Marun", "SYR", 36.2, 37.2),
    ("Dovhyi Yar", "Kharkiv Oblast", "UKR", 49.9, 36.4),
    ("Stara Balka", "Donetsk Oblast", "UKR", 48.1, 37.8),
    ("Wadi Nour", "North Kordofan", "SDN", 13.2, 30.2),
    ("Bunagiri", "North Kivu", "COD", -1.4, 29.3),
    ("Kafr Salim", "Idlib", "SYR", 35.9, 36.6),
    ("Mae Hong", "Karen State", "MMR", 16.8, 98.2),
    ("Rio Claro", "Michoacan", "MEX", 19.2, -101.9),
    ("Gao Nord", "Gao", "MLI", 16.3, -0.1),
    ("Maidan Khel", "Khost", "AFG", 33.4, 69.9),
    ("Puerto Lindo", "Valle", "COL", 3.9, -76.3),
    ("Nagarpur", "Odisha", "IND", 20.9, 85.1),
    ("Beled Hara", "Hiran", "SOM", 4.7, 45.2),
    ("Deir Hanun", "Gaza", "PSE", 31.4, 34.35),
    ("San Rafael", "Cebu", "PHL", 10.5, 123.9),
]
SOURCES = [
    ("Observatory for Civil Harm", "ngo"),
    ("State news agency", "media"),
    ("Provincial hospital", "medical"),
    ("Civil Defence", "official"),
    ("A resident", "witness"),
]
MODES = [
    ("aerial", "airstrikes"),
    ("firearms", "a shooting"),
    ("explosives", "an explosion"),
    ("accident", "a bus crash"),
    ("disaster", "floods"),
]
START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def count(
    kind: str, low: int | None, high: int | None, group: str = "all", qualifier: str = "exact", text: str = ""
) -> dict[str, Any]:
    """One count."""
    best = low if qualifier != "vague" else None
    return {
        "kind": kind,
        "group": group,
        "low": low,
        "best": best,
        "high": high,
        "qualifier": qualifier,
        "text": text or str(low),
    }


def alert(number: int, revision: int = 1, **changes: Any) -> dict[str, Any]:
    """The alert with this number; ``changes`` go into its incident."""
    chance = random.Random(number)
    name, adm, country, latitude, longitude = PLACES[number % len(PLACES)]
    mode, how = chance.choice(MODES)
    killed = chance.choice([1, 1, 2, 3, 5, 8, 14, 25, 60]) + revision - 1
    open_end = chance.random() < 0.4
    counts = [count("killed", killed, None if open_end else killed, qualifier="at_least" if open_end else "exact")]
    if killed > 4 and chance.random() < 0.6:
        counts.append(count("killed", killed // 3, killed // 3, "children"))
    if chance.random() < 0.5:
        counts.append(
            count("injured", 24, None, qualifier="vague", text="dozens")
            if chance.random() < 0.3
            else count("injured", killed * 2, killed * 2)
        )
    source, role = SOURCES[number % len(SOURCES)]
    sent = START + timedelta(minutes=7 * number + revision)
    day = sent.date().isoformat()
    people = f"{'at least ' if open_end else ''}{killed} people"
    quote = f"The {source} reported the deaths of {people} in {how} on {name} on {sent:%A}."
    blame = (
        [{"name": None, "type": "unknown", "position": "suspected", "text": "unknown gunmen"}] if mode == "firearms" else []
    )
    if mode == "aerial":
        blame = [{"name": "the coalition", "type": "named", "position": "suspected", "text": "blamed the coalition"}]
    incident = {
        "id": f"urn:tocsin:incident:{number:08x}",
        "revision": revision,
        "change": "new" if revision == 1 else "raised",
        "counts": counts,
        "previous": [] if revision == 1 else [count("killed", killed - 1, killed - 1)],
        "place": {
            "name": name,
            "country": country,
            "where_prec": 1,
            "latitude": latitude + chance.uniform(-2, 2),
            "longitude": longitude + chance.uniform(-2, 2),
            "adm_1": adm,
        },
        "date": {"start": day, "end": day, "precision": 1, "text": f"{sent:%A}"},
        "mode": [mode],
        "reported_by": [{"name": source, "role": role}],
        "perpetrators": blame,
        "grading": chance.choice(["confirmed", "fair", "fair", "weak", "contested"]),
        "number_of_sources": chance.randint(1, 4),
        "reports": [
            {
                "id": f"urn:tocsin:report:{number:08x}",
                "article": f"https://news.example/{number}",
                "quote": quote,
                "source": "Example News",
                "versionCreated": sent.isoformat(timespec="seconds"),
                "start": 64,
                "end": 64 + len(quote),
            }
        ],
        "absorbed": [],
        "merged_into": None,
        **changes,
    }
    return {
        "identifier": f"{incident['id']}.{revision}",
        "sender": "tocsin",
        "sent": sent.isoformat(timespec="seconds"),
        "status": "Actual",
        "msgType": "Cancel" if incident["change"] == "withdrawn" else "Alert" if revision == 1 else "Update",
        "scope": "Public",
        "references": []
        if revision == 1
        else [f"tocsin,{incident['id']}.{revision - 1},{(sent - timedelta(minutes=1)).isoformat(timespec='seconds')}"],
        "info": [
            {
                "language": "en",
                "category": ["Security"],
                "event": how.removeprefix("a ").removeprefix("an ").capitalize(),
                "urgency": "Past",
                "severity": "Extreme" if killed >= 25 else "Severe" if killed >= 5 else "Moderate",
                "certainty": "Likely",
                "headline": f"{killed} killed in {how} in {name}",
                "description": quote,
                "area": [{"areaDesc": f"{name}, {adm}, {country_name(country)}", "circle": [], "geocode": []}],
            }
        ],
        "incident": incident,
    }


def value(number: int, revision: int = 1, **changes: Any) -> bytes:
    """The alert as it lies on the topic."""
    return orjson.dumps(alert(number, revision, **changes))


def enriched(number: int) -> bytes:
    """The article behind an alert, with the quotation where the alert says it is."""
    report = alert(number)["incident"]["reports"][0]
    opening = "The morning began quietly in the valley, people there recalled.\n"
    body = f"{opening}{report['quote']}\nRescue workers were still at the scene in the evening."
    assert body[report["start"] : report["end"]] == report["quote"]
    article = {
        "uri": report["article"],
        "version": "1",
        "pubStatus": "usable",
        "language": "en",
        "versionCreated": report["versionCreated"],
        "headlines": [{"role": "main", "value": f"Deaths in {alert(number)['incident']['place']['name']}"}],
        "bodies": [{"role": "main", "value": body}],
        "infoSources": [{"name": report["source"]}],
        "reports": [{"id": report["id"]}],
    }
    return orjson.dumps(article)
