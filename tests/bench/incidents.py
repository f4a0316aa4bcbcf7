"""Memory and speed of alert: ``python -m tests.bench.incidents --reports 100000``.

The table is filled by recovery with incidents of two reports each on average, as news has, 10,000 reports a day; then other reports,
half of them of events that are known, go through the stage at a hundredth and a tenth of the reports and at all of them, so that growth of
the time per report would show. Reports have the shape of those read from news: 1,600 bytes of JSON, as many words, names, people and
victims, all invented, words and names as frequent as in news (Zipf). Times are of the processor.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from types import FunctionType, ModuleType
from typing import Any

import orjson

from streams.incidents.known import new_id
from streams.incidents.ordinary import ORDINARY
from streams.stages.alert import Incidents, alert
from streams.stages.outputs import Given
from tests.bench.copies import resident

START = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY = 10_000
"""Reports a day: a million articles, one in a hundred with casualties."""


class Settings:
    incident_days = 14.0
    update_share = 0.1
    sender = "tocsin"
    status = "Test"


class Words:
    """Invented words, drawn as often as words of their rank are in a text."""

    def __init__(self, count: int, seed: int, chance: random.Random) -> None:
        make = random.Random(seed)
        self._words = ["".join(make.choice("bdfgklmnprstvz") + make.choice("aeiou") for _ in range(3)) for _ in range(count)]
        self._weights = list(accumulate(1 / (n + 20) for n in range(count)))
        self._chance = chance

    def __call__(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._weights, k=count)


class News:
    """A stream of reports; every other one tells of an event that an earlier one told of."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._words, self._firsts, self._lasts, self._towns = (
            Words(count, place, self.chance) for place, count in enumerate((40_000, 2_000, 30_000, 5_000))
        )
        self._ordinary = sorted(ORDINARY)
        self._recent: list[dict[str, Any]] = []

    def reports(self, first: int, count: int) -> Iterator[dict[str, Any]]:
        """Yield reports, numbered."""
        for number in range(first, first + count):
            made = START + timedelta(days=number / A_DAY)
            if self._recent and number % 2:
                event = self.chance.choice(self._recent)
            else:
                event = self._event(made)
                self._recent = [*self._recent[-999:], event]
            yield self._report(number, made, event)

    def _person(self) -> str:
        return f"{self._firsts(1)[0]} {self._lasts(1)[0]}".title()

    def _event(self, made: datetime) -> dict[str, Any]:
        (town,), chance = self._towns(1), self.chance
        where = random.Random(town)
        killed, injured = min(99, int(chance.paretovariate(1))), min(99, int(chance.paretovariate(1)))
        counts = [
            {
                "kind": kind,
                "group": group,
                "low": low,
                "best": low,
                "high": low,
                "qualifier": "exact",
                "text": f"{low} others",
            }
            for kind, group, low in (("killed", "all", killed), ("injured", "all", injured), ("killed", "men", killed))
        ][: chance.randrange(1, 4)]
        day = (made - timedelta(days=chance.randrange(2))).date().isoformat()
        return {
            "words": self._words(8), "names": [*self._words(6)], "people": [self._person() for _ in range(chance.randrange(5))],
            "counts": counts, "date": {"start": day, "end": day, "precision": 1, "text": None},
            "mode": [chance.choice(["firearms", "accident", "explosives"])],
            "place": {
                "name": town.title(), "latitude": round(where.uniform(-40, 60), 2), "longitude": round(where.uniform(-90, 90), 2),
                "where_prec": 1, "country": where.choice(["USA", "USA", "SYR", "IND"]), "adm_1": f"Province {where.randrange(60)}",
                "adm_2": f"District {where.randrange(900)}", "geonameid": where.randrange(10**7), "detail": None,
            },
        }  # fmt: skip

    def _report(self, number: int, made: datetime, event: dict[str, Any]) -> dict[str, Any]:
        chance, ordinary = self.chance, self._ordinary
        told = [*chance.sample(event["words"], 4), *self._words(3), *chance.sample(ordinary, 6)]
        quote = " ".join(f"of the {word}" if n % 2 else word for n, word in enumerate(told))
        people = [*event["people"][:2], *(self._person() for _ in range(chance.randrange(3)))]
        digest = hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()
        shared = {field: event[field] for field in ("counts", "date", "mode", "place")}
        return shared | {
            "id": f"urn:tocsin:report:{digest}",
            "article": {
                "uri": f"https://news.example.org/2026/01/01/a-story-of-the-usual-length-{number}.html", "version": "1",
                "versionCreated": made.isoformat(), "source": f"Paper {chance.randrange(500)}",
                "headline": " ".join(told[:5]).title(), "contentHash": digest, "duplicateOf": None,
            },
            "pubStatus": "usable", "modality": "asserted", "cumulative": False, "period": None,
            "reported_by": [{"name": f"{event['place']['name']} police", "role": "official"}], "perpetrators": [],
            "victims": [{"name": name, "age": 20 + len(name), "kind": "killed"} for name in event["people"][:1]],
            "people": people, "names": [*people, *chance.sample(event["names"], 4), *self._words(2)],
            "evidence": {"quote": quote, "start": 0, "end": len(quote), "role": "body"}, "confidence": 0.8, "event": 1,
        }  # fmt: skip


def hear(report: Any, table: Incidents, position: int, made: datetime) -> None:
    """Do what the worker does with one report."""
    list(alert(report, table, Given("USA", {}, position, made), table.settings))  # type: ignore[arg-type]
    table.keep(position)
    table.changes()
    table.commit()


def fill(table: Incidents, reports: Iterator[dict[str, Any]]) -> float:
    """Load the incidents of reports as recovery does; return the seconds of processor time that loading took, without seeking."""
    spent = 0.0
    for some in iter(lambda: list(islice(reports, 2_000)), []):
        events: dict[int, list[dict[str, Any]]] = {}
        for report in some:
            events.setdefault(id(report["place"]), []).append(report)
        values = [orjson.dumps(_known(of_one)) for of_one in events.values()]
        begun = time.process_time()
        for value in values:
            known = orjson.loads(value)
            table.load(known["id"], known)
        spent += time.process_time() - begun
    return spent


def _known(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the state of an incident that rang once for each report."""
    id, active = new_id(reports[0]), int(datetime.fromisoformat(reports[-1]["article"]["versionCreated"]).timestamp())  # type: ignore[arg-type]
    told = {"counts": reports[0]["counts"], "grading": "fair", "sources": len(reports), "change": "confirmed"}
    references = [f"tocsin,{id}.{n},{report['article']['versionCreated']}" for n, report in enumerate(reports, 1)]
    return {
        "id": id, "position": 0, "opened": active, "active": active, "revision": len(reports), "reports": reports,
        "told": told, "references": references, "absorbed": [],
    }  # fmt: skip


def rate(table: Incidents, reports: Iterator[dict[str, Any]]) -> float:
    """Return microseconds of processor time a report."""
    spent, count = 0.0, 0
    for count, report in enumerate(reports, 1):
        made = datetime.fromisoformat(report["article"]["versionCreated"])
        begun = time.process_time()
        hear(report, table, 10_000_000 + count, made)
        spent += time.process_time() - begun
    return spent / count * 1e6


def sizes(table: Incidents) -> dict[str, int]:
    """Return the bytes of each part of a table; what two parts share is counted with the first."""
    seen: set[int] = {id(table.settings)}
    return {name: _size(part, seen) for name, part in vars(table).items()}


def _size(root: object, seen: set[int]) -> int:
    total, stack = 0, [root]
    while stack:
        one = stack.pop()
        if id(one) not in seen and not isinstance(one, (type, ModuleType, FunctionType)):
            seen.add(id(one))
            total += sys.getsizeof(one)
            stack += gc.get_referents(one)
    return total


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.incidents", description=__doc__)
    arguments.add_argument("--reports", type=int, default=100_000, help="reports remembered")
    arguments.add_argument("--timed", type=int, default=1_000, help="reports that are timed at each size")
    options = arguments.parse_args()
    table, news = Incidents(Settings()), News(1)
    rate(Incidents(Settings()), News(2).reports(0, 200))  # warm
    before, filled, loading = resident(), 0, 0.0
    for size in (options.reports // 100, options.reports // 10, options.reports):
        loading += fill(table, news.reports(filled, size - filled))
        parts = ", ".join(f"{name} {part // size:,}" for name, part in sizes(table).items() if part > size)
        spent = rate(table, news.reports(size, options.timed))
        filled = size + options.timed
        print(f"{size:,} reports: {spent:,.0f} µs a report; bytes a report: {parts}", flush=True)
    gc.collect()
    print(f"{(resident() - before) / filled:,.0f} bytes of memory a report, {len(table):,} incidents")
    print(f"{loading:.0f} s of processor time to load {filled:,} reports")


if __name__ == "__main__":
    main()
