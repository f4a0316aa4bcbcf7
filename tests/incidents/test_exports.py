"""CAP XML, CSV and GeoJSON of the same record."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import orjson
from lxml import etree

from streams.incidents.exports import CAP, COLUMNS, cap_xml, csv_text, geojson
from tests.incidents.made import count, marker, place, report
from tests.stages.test_alert import Bell

TOWN = place("al-Qasr", latitude=36.1, longitude=40.5, geonameid=1234)

# The structure that CAP 1.2 prescribes for the elements that we write: name, least and most occurrences, in this order.
# Written for this test after section 3.2 of the standard; its own schema is not ours to ship.
STRUCTURE = {
    "alert": "identifier 1 1|sender 1 1|sent 1 1|status 1 1|msgType 1 1|source 0 1|scope 1 1|restriction 0 1|addresses 0 1|"
    "code 0 9|note 0 1|references 0 1|incidents 0 1|info 0 9",
    "info": "language 0 1|category 1 9|event 1 1|responseType 0 9|urgency 1 1|severity 1 1|certainty 1 1|audience 0 1|"
    "eventCode 0 9|effective 0 1|onset 0 1|expires 0 1|senderName 0 1|headline 0 1|description 0 1|instruction 0 1|web 0 1|"
    "contact 0 1|parameter 0 99|resource 0 9|area 0 9",
    "parameter": "valueName 1 1|value 1 1",
    "geocode": "valueName 1 1|value 1 1",
    "area": "areaDesc 1 1|polygon 0 9|circle 0 9|geocode 0 9|altitude 0 1|ceiling 0 1",
}
VALUES = {
    "sent": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d",
    "identifier": r"[^\s,<&]+",
    "sender": r"[^\s,<&]+",
    "status": "Actual|Exercise|System|Test|Draft",
    "msgType": "Alert|Update|Cancel|Ack|Error",
    "scope": "Public|Restricted|Private",
    "category": "Geo|Met|Safety|Security|Rescue|Fire|Health|Env|Transport|Infra|CBRNE|Other",
    "urgency": "Immediate|Expected|Future|Past|Unknown",
    "severity": "Extreme|Severe|Moderate|Minor|Unknown",
    "certainty": "Observed|Likely|Possible|Unlikely|Unknown",
    "language": "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
    "circle": r"-?[0-9.]+,-?[0-9.]+ [0-9.]+",
    "references": r"([^\s,<&]+,[^\s,<&]+,\S+)( [^\s,<&]+,[^\s,<&]+,\S+)*",
}


def wrong(element: etree._Element) -> list[str]:
    """What is not as CAP 1.2 prescribes."""
    name = etree.QName(element).localname
    if etree.QName(element).namespace != CAP:
        return [f"{name}: namespace"]
    if name not in STRUCTURE:
        bad = name in VALUES and not re.fullmatch(VALUES[name], element.text or "")
        return [f"{name}: {element.text}"] if bad or len(element) else []
    rules = [(n, int(a), int(b)) for n, a, b in (rule.split(" ") for rule in STRUCTURE[name].split("|"))]
    names = [etree.QName(child).localname for child in element]
    ranks = [[n for n, _, _ in rules].index(n) if n in {r[0] for r in rules} else -1 for n in names]
    found = [f"{name}: order or unknown element in {names}"] if ranks != sorted(ranks) or -1 in ranks else []
    found += [f"{name}: {names.count(n)} {n}" for n, least, most in rules if not least <= names.count(n) <= most]
    return found + [problem for child in element for problem in wrong(child)]


def story() -> list[dict[str, Any]]:
    bell = Bell()
    said = {"reported_by": [{"name": "=cmd|Observatory & Sons <x>", "role": "ngo"}], "place": TOWN}
    first = report(counts=[count("killed", 14, None), count("killed", 5, group="children")], quote="dead \x00 <b>", **said)
    return bell.hear(
        first, report("urn:b", 2, counts=[count("killed", 20)], **said), marker("urn:a", canceled=True)
    ) + bell.hear(marker("urn:b", canceled=True))


def test_alerts_are_cap() -> None:
    alerts = story()
    assert {alert["msgType"] for alert in alerts} == {"Alert", "Update", "Cancel"}
    for alert in alerts:
        document = etree.fromstring(cap_xml(alert).encode())  # type: ignore[arg-type]
        assert wrong(document) == []
        assert document.findtext(f"{{{CAP}}}identifier") == alert["identifier"]
        assert document.findtext(f"{{{CAP}}}info/{{{CAP}}}headline") == alert["info"][0]["headline"]


def test_the_check_of_cap_sees_what_is_wrong() -> None:
    text = cap_xml(story()[0])  # type: ignore[arg-type]
    for good, bad in (("<scope>Public", "<scope>All"), ("+00:00</sent>", "Z</sent>"), ("<status>Actual</status>", "")):
        assert wrong(etree.fromstring(text.replace(good, bad).encode()))


def test_csv_has_ucdp_names_hxl_tags_and_no_formula() -> None:
    incidents = [alert["incident"] for alert in story()]
    names, tags, *rows = csv.reader(io.StringIO(csv_text(incidents)))  # type: ignore[arg-type]
    assert {"best", "low", "high", "where_prec", "adm_1", "country", "date_prec"} <= set(names)
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in tags)
    assert len(rows) == len(incidents)
    first = dict(zip(names, rows[0], strict=True))
    assert (first["low"], first["best"], first["high"], first["deaths_children"]) == ("14", "14", "", "5")
    assert not any(cell[:1] in "=+@" and cell for row in rows for cell in row)
    assert len(COLUMNS) == len(names)


def test_geojson_places_the_incident() -> None:
    collection = geojson([story()[0]["incident"]])
    (feature,) = orjson.loads(orjson.dumps(collection))["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [40.5, 36.1]}
    assert feature["properties"]["killed"] == 14


def test_an_incident_without_coordinates_has_no_geometry() -> None:
    (alert,) = Bell().hear(report(place=None))
    (feature,) = geojson([alert["incident"]])["features"]
    assert feature["geometry"] is None
