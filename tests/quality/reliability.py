"""How far confidence can be believed: reports of labelled texts by confidence, beside the share that was right.

A report of an event that rings is right when its numbers of killed and of injured are both those of one labelled incident. Read
are our own labelled articles and, of the sets in ``../shared/data``, those whose labels can say so: of gun violence and mass
shootings the report with most victims, as their one label is of one incident; of the newswire the texts whose key holds an
incident with harm, since the key leaves out soldiers, accidents and old events of others. A text is learned from when the
SHA-256 of its identifier is even; all that is printed is of the other half.

    python -m tests.quality.reliability           print the table of the half that was not learned from
    python -m tests.quality.reliability --fit     print points fitted on the other half, to put into streams/reading/confidence.py
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from math import exp
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, cast

from streams.evaluation import compare
from streams.incidents.ringing import rings, toll
from streams.reading.confidence import confidence_of
from streams.reading.reports import Statement, extract, find_mentions, prepare
from streams.records import Article, Report
from streams.stages.clean import clean
from streams.stages.enrich import Reader, body_of, headline_of, load, published_of
from streams.stages.outputs import Given

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
SETS = ("gva", "msa", "muc4")
BATCH = 64
MOST = 311
"""Texts of the shared sets that are read unless --most says otherwise, the first by the hash of their identifier."""
RIDGE = 2.0
"""Pull of every sign's weight towards nothing, as that of two reports that speak against it."""
ROUNDS = 60


class Case(NamedTuple):
    """One report: the set and half of its text, its signs, and whether it was right."""

    set: str
    learned: bool
    signs: frozenset[str]
    right: bool


class Bin(NamedTuple):
    """Reports of about one confidence."""

    least: float
    reports: int
    mean: float
    right: float


def cases(most: int = MOST) -> list[Case]:
    """Read our own texts and ``most`` of the others, in two processes."""
    texts = [("own", row) for file in ("articles", "unseen") for row in _rows(*sorted((HERE / file).glob("*.jsonl")))]
    shared = [(name, row) for name in SETS for row in _rows(DATA / name / "dev.jsonl") if _fits(name, row)]
    texts += sorted(shared, key=lambda text: _digest(text[1])[1:])[:most]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return [case for found in pool.map(_read, _batches(texts)) for case in found]


def _batches(texts: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (texts[at : at + BATCH] for at in range(0, len(texts), BATCH))


def _rows(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def _fits(name: str, row: Mapping[str, Any]) -> bool:
    """Tell whether the labels of a text can say that a report is right."""
    if name == "muc4":
        return any(bounds(incident, kind) for incident in row["incidents"] for kind in ("deaths", "injuries"))
    return len(row["incidents"]) == 1 and bool(row["label"].get("clean", row["label"].get("numbers_in_text")))


@cache
def _reader() -> Reader:
    return load()


def _read(texts: Sequence[tuple[str, dict[str, Any]]]) -> list[Case]:
    """Return the cases of a few texts."""
    reader, articles = _reader(), [_article(row) for _, row in texts]
    drafts = [prepare(body_of(a), headline_of(a), published_of(a), a["language"]) for a in articles]
    parses = iter(reader.parser.parse([text for draft in drafts for text in draft.texts]))
    found: list[Case] = []
    for (name, row), draft in zip(texts, drafts, strict=True):
        document = draft.parsed([next(parses) for _ in draft.chosen])
        statements = extract(document, find_mentions(document, reader.gazetteer), reader.gazetteer)
        ringing = [s for s in statements if rings(_record(s)) and any(_numbers(s))]
        if name in ("gva", "msa"):
            ringing = sorted(ringing, key=_numbers)[-1:]
        found += [Case(name, _learned(row), s.signs, _right(name, row, s)) for s in ringing]
    return found


def _article(row: Mapping[str, Any]) -> Article:
    if "body_text" in row:
        raw = {name: value for name, value in row.items() if name != "expected"}
    else:
        raw = {
            "uri": row["id"], "headline": row.get("title") or "", "body_text": row["text"], "language": "en",
            "versioncreated": (row.get("date") or "2000-01-01") + "T12:00:00+00:00",
        }  # fmt: skip
    (cleaned,) = clean(json.dumps(raw).encode(), Given(raw["uri"], {}, 0, datetime(2026, 1, 1, tzinfo=UTC)))
    return cast(Article, cleaned.record)


def _learned(row: Mapping[str, Any]) -> bool:
    return _digest(row)[0] % 2 == 0


def _digest(row: Mapping[str, Any]) -> bytes:
    return sha256(str(row.get("id") or row["uri"]).encode()).digest()


def _record(s: Statement) -> Report:
    said = {"pubStatus": "usable", "modality": s.modality, "cumulative": s.cumulative, "counts": s.counts}
    return cast(Report, said)


def _numbers(s: Statement) -> tuple[int, int]:
    return toll(s.counts, "killed"), toll(s.counts, "injured")


def _right(name: str, row: Mapping[str, Any], s: Statement) -> bool:
    killed, injured = _numbers(s)
    if name == "own":
        told = {"counts": s.counts, "place": None, "date": None, "reported_by": [], "perpetrators": [], "mode": []}
        wanted = [{kind: label.get(kind) for kind in ("killed", "injured")} for label in row["expected"]]
        return any(all(v.outcome == "right" for v in compare([label], [told])) for label in wanted)
    if name == "muc4":
        return any(
            _within(killed, bounds(incident, "deaths")) and _within(injured, bounds(incident, "injuries"))
            for incident in row["incidents"]
        )
    (label,) = row["incidents"]
    deaths = {label.get(field) for field in ("deaths", "deaths_victims_only", "deaths_with_shooter")}
    return killed in deaths and injured in {label.get("injuries"), label.get("injuries_victims_only")}


def bounds(incident: Mapping[str, Any], kind: str) -> tuple[int, int | None] | None:
    """Return the least and the most victims of a kind that the newswire's key allows; None when it tells of none.

    >>> bounds({"deaths": [{}], "deaths_total": {"lo": 2, "hi": None}}, "deaths")
    (2, None)
    """
    if not incident[kind]:
        return None
    if total := incident[f"{kind}_total"]:
        return total["lo"] or 1, total["hi"]
    fills = [fill["number"] or [{"lo": 1, "hi": None}] for fill in incident[kind]]
    highs = [bound["hi"] for fill in fills for bound in fill]
    least = sum(min(bound["lo"] or 1 for bound in fill) for fill in fills)
    return least, None if None in highs else sum(max(bound["hi"] for bound in fill) for fill in fills)


def _within(number: int, allowed: tuple[int, int | None] | None) -> bool:
    if allowed is None:
        return number == 0
    return number >= allowed[0] and (allowed[1] is None or number <= allowed[1])


def fit(learned: Sequence[Case]) -> tuple[int, dict[str, int]]:
    """Return the base and the points of each sign, by Newton's step on one sign after the other."""
    signs = sorted({sign for case in learned for sign in case.signs})
    holding: dict[str, list[int]] = {"": [*range(len(learned))]}
    holding |= {sign: [n for n, case in enumerate(learned) if sign in case.signs] for sign in signs}
    weights, sums = dict.fromkeys(holding, 0.0), [0.0] * len(learned)
    for _ in range(ROUNDS):
        for sign, members in holding.items():
            ridge = RIDGE if sign else 0.0
            chances = [1 / (1 + exp(-sums[n])) for n in members]
            slope = sum(learned[n].right - p for n, p in zip(members, chances, strict=True)) - ridge * weights[sign]
            step = slope / (sum(p * (1 - p) for p in chances) + ridge)
            weights[sign] += step
            for n in members:
                sums[n] += step
    return round(10 * weights.pop("")), {sign: round(10 * weight) for sign, weight in weights.items()}


def table(held: Sequence[Case]) -> list[Bin]:
    """Return reports by tenths of confidence."""
    found = []
    for tenth in range(10):
        inside = [(p, case.right) for case in held if min(9, int(10 * (p := confidence_of(case.signs)) + 1e-9)) == tenth]
        if inside:
            n = len(inside)
            found.append(Bin(tenth / 10, n, sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n))
    return found


def calibration_error(bins: Iterable[Bin]) -> float:
    """Return the expected calibration error: how far confidence lies from the share right, on the average report.

    >>> calibration_error([Bin(0.8, 10, 0.85, 0.9), Bin(0.5, 10, 0.55, 0.4)])
    0.1
    """
    bins = list(bins)
    return round(sum(b.reports * abs(b.mean - b.right) for b in bins) / sum(b.reports for b in bins), 4)


def brier(held: Sequence[Case], constant: float | None = None) -> float:
    """Return the mean squared distance of confidence, or of a constant in its place, from right (1) and wrong (0)."""
    return sum(((constant or confidence_of(case.signs)) - case.right) ** 2 for case in held) / len(held)


def discrimination(held: Sequence[Case]) -> float:
    """Return the area under the ROC curve: how often a right report is surer than a wrong one, ties half.

    >>> discrimination([Case("own", False, frozenset(), True), Case("own", False, frozenset({"vague"}), False)])
    1.0
    """
    right = [confidence_of(case.signs) for case in held if case.right]
    wrong = [confidence_of(case.signs) for case in held if not case.right]
    return sum((r > w) + (r == w) / 2 for r in right for w in wrong) / (len(right) * len(wrong))


def main() -> None:
    """Print the table, or points fitted anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--most", type=int, default=MOST, help="texts of the shared sets")
    asked = parser.parse_args()
    found = cases(asked.most)
    held, learned = [case for case in found if not case.learned], [case for case in found if case.learned]
    if asked.fit:
        base, points = fit(learned)
        print(f"BASE = {base}")
        for sign, number in points.items():
            print(f'    "{sign}": {number},  # {sum(sign in case.signs for case in learned)} of {len(learned)} reports')
        return
    for b in table(held):
        print(f"{b.least:.1f}  {b.reports:5} reports  confidence {b.mean:.3f}  right {b.right:.3f}")
    rate = sum(case.right for case in learned) / len(learned)
    print(f"calibration error {calibration_error(table(held)):.3f}, AUC {discrimination(held):.3f}")
    print(f"Brier {brier(held):.3f}, with the constant {rate:.3f} {brier(held, rate):.3f}")
    for name in ("own", *SETS):
        of = [case for case in held if case.set == name]
        mean = sum(confidence_of(case.signs) for case in of) / len(of)
        print(f"{name}: {len(of)} reports, confidence {mean:.3f}, right {sum(case.right for case in of) / len(of):.3f}")


if __name__ == "__main__":
    main()
