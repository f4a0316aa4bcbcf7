"""The invented stream of load tests, read in memory: every article ends as it must, and each bell has the figures it was made of."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import orjson
import pytest

from streams.pipeline import Pipeline, Raw
from streams.reading.gazetteer import load_gazetteer
from streams.reading.parse import Parser
from streams.settings import Settings
from streams.stages.enrich import Reader
from tests.mixed import Made, mixed

LEAD = re.compile(r"At least (\d+) people were killed and (\d+) injured in .+ in (\w+),")


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(Settings(), Reader(Parser(), load_gazetteer()))


def raw(article: Made) -> Raw:
    return Raw(article.value, datetime.now(UTC), None, {})


def test_every_article_ends_as_it_was_made(pipeline: Pipeline) -> None:
    made = list(mixed(1500, words=150))
    ends = {article.uri: result.outcome for article, result in zip(made, pipeline.run(map(raw, made)), strict=True)}
    assert ends == {article.uri: article.expected for article in made}


def test_every_bell_has_the_figures_and_the_place_of_its_article(pipeline: Pipeline) -> None:
    made = [article for article in mixed(1500, words=150) if article.expected == "alerted"]
    for article, result in zip(made, pipeline.run(map(raw, made), isolated=True), strict=True):
        lead = LEAD.search(orjson.loads(article.value)["body_text"])
        assert lead, article.uri
        (alert,) = result.alerts
        low = {count["kind"]: count["low"] for count in alert["incident"]["counts"] if count["group"] == "all"}
        assert low == {"killed": int(lead[1]), "injured": int(lead[2])}, lead[0]
        assert alert["incident"]["place"]["name"] == lead[3], lead[0]
