"""The whole path on a real Kafka that speaks TLS only, each part as a user of its own with the rights of its role."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from streams import Publisher, subscribe
from streams.client.reaching import ClientError
from streams.client.rights import ROLES
from tests.kafka import wait_until
from tests.secured import PASSWORD, SecuredKafka

pytestmark = pytest.mark.kafka
ARTICLES = {
    "password": "At least 23 people died when a ferry capsized off Iloilo in the Philippines on Saturday, the coast guard said.",
    "certificate": "Gunmen killed 9 people at a market in Kano, Nigeria, on Saturday, according to the police.",
}


@pytest.fixture(scope="module")
def secured() -> Iterator[SecuredKafka]:
    with SecuredKafka(ROLES) as kafka:
        kafka.prepare(partitions=2)
        yield kafka


@pytest.fixture(scope="module")
def worker(secured: SecuredKafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A worker that logs in with SCRAM; its log."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment = clean | secured.environment("worker") | {"TOCSIN_HEALTH_PORT": "0"}
    with log.open("wb") as out:
        running = subprocess.Popen([sys.executable, "-m", "streams.cli", "worker"], env=environment, stdout=out, stderr=out)
    yield log
    running.terminate()
    assert running.wait(40) == 0, log.read_text()[-3000:]


@pytest.mark.parametrize("how", ARTICLES)
def test_an_article_rings_through_tls(secured: SecuredKafka, worker: Path, how: str) -> None:
    login = secured.settings if how == "password" else secured.certified
    uri = f"https://wire.example/{how}"
    article = {"uri": uri, "body_text": ARTICLES[how], "versioncreated": "2026-03-07T15:00:00+08:00"}
    with Publisher(login("publisher")) as publisher:
        publisher.publish(article)
        assert not publisher.flush().failed

    def heard() -> bool:
        found = subscribe(settings=login("subscriber"), start="beginning", bounded=True)
        return any(report["article"] == uri for alert in found for report in alert["incident"]["reports"])

    wait_until(heard, 120, "the alert", worker.read_text()[-3000:], 1)
    assert PASSWORD not in worker.read_text(), "a password is never logged"


def test_a_certificate_of_another_authority_is_refused(secured: SecuredKafka) -> None:
    settings = secured.certified("publisher", trustme.CA())
    with pytest.raises(ClientError, match=r"127\.0\.0\.1"):
        list(subscribe(settings=settings, start="beginning", bounded=True))


def test_a_broker_that_another_authority_vouches_for_is_refused(secured: SecuredKafka, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    with pytest.raises(ClientError, match=r"127\.0\.0\.1"):
        list(subscribe(settings=secured.settings("subscriber", ssl_cafile=str(other)), start="beginning", bounded=True))


def test_a_publisher_with_a_certificate_cannot_hear_alerts(secured: SecuredKafka) -> None:
    with pytest.raises(ClientError, match=r"casualty\.alerts"):
        list(subscribe(settings=secured.certified("publisher"), start="beginning", bounded=True))
