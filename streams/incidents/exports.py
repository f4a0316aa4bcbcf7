"""Write alerts as CAP 1.2 XML, and incidents as CSV and GeoJSON.

CAP: OASIS Common Alerting Protocol 1.2; what CAP has no element for stands in ``parameter``. CSV: the columns of UCDP GED
with a second head row of HXL hashtags (HXL 1.1). GeoJSON: RFC 7946, one feature an incident; an incident without
coordinates has a null geometry.
"""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from typing import Any

from streams.incidents.ringing import toll
from streams.records import Alert, Area, Count, Incident, Info

CAP = "urn:oasis:names:tc:emergency:cap:1.2"

COLUMNS: tuple[tuple[str, str], ...] = (
    ("id", "#event+id"), ("revision", "#meta+revision"), ("date_start", "#date+start"), ("date_end", "#date+end"),
    ("date_prec", "#date+precision"), ("where_coordinates", "#loc+name"), ("where_prec", "#loc+precision"),
    ("adm_1", "#adm1+name"), ("adm_2", "#adm2+name"), ("country", "#country+code+v_iso3"), ("latitude", "#geo+lat"),
    ("longitude", "#geo+lon"), ("best", "#affected+killed+best"), ("low", "#affected+killed+low"),
    ("high", "#affected+killed+high"), ("deaths_civilians", "#affected+killed+civilians"),
    ("deaths_children", "#affected+killed+children"), ("injured_best", "#affected+injured+best"),
    ("injured_low", "#affected+injured+low"), ("injured_high", "#affected+injured+high"),
    ("missing_best", "#affected+missing+best"), ("missing_low", "#affected+missing+low"),
    ("missing_high", "#affected+missing+high"), ("type_of_violence", "#event+type"), ("side_a", "#org+blamed"),
    ("source_original", "#meta+source"), ("number_of_sources", "#meta+sources+num"), ("event_clarity", "#meta+grading"),
    ("source_article", "#meta+url"),
)  # fmt: skip

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def cap_xml(alert: Alert) -> str:
    """Return an alert as a CAP 1.2 document."""
    root = ET.Element("alert", xmlns=CAP)
    for name in ("identifier", "sender", "sent", "status", "msgType"):
        _add(root, name, alert[name])
    _add(root, "scope", alert["scope"])
    if alert["references"]:
        _add(root, "references", " ".join(alert["references"]))
    _add(root, "incidents", alert["incident"]["id"])
    for info in alert["info"]:
        _info(root, info, alert["incident"])
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _info(root: ET.Element, info: Info, incident: Incident) -> None:
    element = ET.SubElement(root, "info")
    _add(element, "language", info["language"])
    for category in info["category"]:
        _add(element, "category", category)
    for name in ("event", "urgency", "severity", "certainty"):
        _add(element, name, info[name])
    _add(element, "headline", info["headline"])
    _add(element, "description", info["description"])
    for name, value in _parameters(incident):
        parameter = ET.SubElement(element, "parameter")
        _add(parameter, "valueName", name)
        _add(parameter, "value", value)
    for area in info["area"]:
        _area(element, area)


def _area(info: ET.Element, area: Area) -> None:
    element = ET.SubElement(info, "area")
    _add(element, "areaDesc", area["areaDesc"])
    for circle in area.get("circle", []):
        _add(element, "circle", circle)
    for code in area.get("geocode", []):
        geocode = ET.SubElement(element, "geocode")
        _add(geocode, "valueName", code["valueName"])
        _add(geocode, "value", code["value"])


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _UNSAFE.sub(" ", text)


def _parameters(incident: Incident) -> Iterable[tuple[str, str]]:
    """Yield what CAP has no element for; bounds as low/best/high with ``?`` for unknown."""
    yield "change", incident["change"]
    for count in incident["counts"]:
        bounds = "/".join("?" if bound is None else str(bound) for bound in (count["low"], count["best"], count["high"]))
        yield f"{count['kind']} {count['group']}", bounds
    yield "grading", incident["grading"]
    yield "number_of_sources", str(incident["number_of_sources"])
    if incident["date"] and incident["date"]["start"]:
        yield "date", f"{incident['date']['start']}/{incident['date']['end']}"
    for source in incident["reported_by"]:
        yield "reported_by", source["name"]
    if incident.get("merged_into"):
        yield "merged_into", str(incident.get("merged_into"))


def csv_text(incidents: Iterable[Incident]) -> str:
    """Return incidents as CSV: a row of UCDP names, a row of HXL hashtags, then a row an incident.

    A text that a spreadsheet would take for a formula is put behind an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([name for name, _ in COLUMNS])
    writer.writerow([tag for _, tag in COLUMNS])
    for incident in incidents:
        row = _row(incident)
        writer.writerow([_cell(row.get(name)) for name, _ in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _row(incident: Incident) -> dict[str, Any]:
    place, when = incident["place"], incident["date"]
    row: dict[str, Any] = {
        "id": incident["id"],
        "revision": incident["revision"],
        "number_of_sources": incident["number_of_sources"],
        "event_clarity": incident["grading"],
        "type_of_violence": "; ".join(incident["mode"]),
        "side_a": "; ".join(party["name"] for party in incident["perpetrators"] if party["name"]),
        "source_original": "; ".join(source["name"] for source in incident["reported_by"]),
        "source_article": "; ".join(dict.fromkeys(report["article"] for report in incident["reports"])),
    }
    if place is not None:
        row |= {"where_coordinates": place["name"], "where_prec": place["where_prec"], "country": place["country"]}
        row |= {name: place.get(name) for name in ("adm_1", "adm_2", "latitude", "longitude")}
    if when is not None:
        row |= {"date_start": when["start"], "date_end": when["end"], "date_prec": when["precision"]}
    for kind, prefix in (("killed", ""), ("injured", "injured_"), ("missing", "missing_")):
        whole = _count(incident["counts"], kind, "all")
        row |= {prefix + bound: whole and whole[bound] for bound in ("best", "low", "high")}
    for group in ("civilians", "children"):
        part = _count(incident["counts"], "killed", group)
        row[f"deaths_{group}"] = part and part["best"]
    return row


def _count(counts: Iterable[Count], kind: str, group: str) -> Count | None:
    return next((count for count in counts if count["kind"] == kind and count["group"] == group), None)


def geojson(incidents: Iterable[Incident]) -> dict[str, Any]:
    """Return incidents as a GeoJSON FeatureCollection; its properties are the columns of the CSV and the counts."""
    return {"type": "FeatureCollection", "features": [_feature(incident) for incident in incidents]}


def _feature(incident: Incident) -> dict[str, Any]:
    place = incident["place"]
    latitude, longitude = (place.get("latitude"), place.get("longitude")) if place else (None, None)
    located = latitude is not None and longitude is not None
    tolls = {kind: toll(incident["counts"], kind) for kind in ("killed", "injured", "missing")}
    return {
        "type": "Feature",
        "id": incident["id"],
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if located else None,
        "properties": {**_row(incident), **tolls, "counts": incident["counts"]},
    }
