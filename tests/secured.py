"""A real Kafka that lets nobody in without a password or a certificate and allows nothing that no rule allows.

Its own plaintext listener is the super user's, for making topics, users and rules. Others come encrypted: to one listener
with SASL (SCRAM-SHA-512), to another with a client certificate, whose common name is the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import trustme
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)  # fmt: skip
from cryptography.hazmat.primitives import serialization

from streams.client import topics
from streams.client.rights import ROLES, Right, rights
from streams.settings import Settings
from tests.kafka import Kafka, free_port

PASSWORD = "p4ss-of-"
"""Before the user's name: each has a password of its own."""


class SecuredKafka(Kafka):
    """One broker; users log in over TLS with SCRAM or with a certificate."""

    def __init__(self, users: Iterable[str]) -> None:
        super().__init__()
        self.users = tuple(users)
        self.port, self.certified_port = free_port(), free_port()
        self.authority = trustme.CA()
        own = {name: value for name, value in self._config(0, self.folder).items() if name.startswith("listener")}
        self.properties |= {
            "listeners": f"{own['listeners']},SASL_SSL://{self.host}:{self.port},SSL://{self.host}:{self.certified_port}",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._own_certificate()),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.cafile,
            "listener.name.ssl.ssl.client.auth": "required",
            "ssl.principal.mapping.rules": "RULE:^.*CN=([^,]+).*$/$1/",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    def __enter__(self) -> Self:
        super().__enter__()
        how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
        known = [UserScramCredentialUpsertion(user, how, (PASSWORD + user).encode()) for user in self.users]
        admin = self.admin()  # must live as long as its answers
        for made in admin.alter_user_scram_credentials(known).values():
            made.result(30)
        return self

    @property
    def cafile(self) -> str:
        """The certificate by which the broker's is checked."""
        path = self.folder / "authority.pem"
        self.authority.cert_pem.write_to_path(str(path))
        return str(path)

    def settings(self, user: str, **others: object) -> Settings:
        """The settings of a user with a password."""
        return Settings(**self.environment(user, "") | others)  # type: ignore[arg-type]

    def environment(self, user: str, prefix: str = "TOCSIN_") -> dict[str, str]:
        """The same as variables."""
        given = {
            "broker": f"{self.host}:{self.port}",
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_username": user,
            "sasl_password": PASSWORD + user,
            "ssl_cafile": self.cafile,
        }
        return {(prefix + name.upper() if prefix else name): value for name, value in given.items()}

    def certified(self, user: str, authority: trustme.CA | None = None) -> Settings:
        """The settings of a user with a certificate, made by the broker's authority or by another one."""
        made = (authority or self.authority).issue_cert(f"{user}@example.org", common_name=user)
        certificate, key = self.folder / f"{user}.pem", self.folder / f"{user}.key"
        made.cert_chain_pems[0].write_to_path(str(certificate))
        made.private_key_pem.write_to_path(str(key))
        return Settings(
            broker=f"{self.host}:{self.certified_port}", security_protocol="SSL", ssl_cafile=self.cafile,
            ssl_certfile=str(certificate), ssl_keyfile=str(key),
        )  # fmt: skip

    def prepare(self, partitions: int) -> None:
        """Make the topics, and allow each role, as the user of its name, what it needs."""
        topics.create(Settings(broker=self.address, partitions=partitions))
        for role in ROLES:
            self.allow(role, rights(role, Settings()))

    def allow(self, user: str, allowed: Iterable[Right]) -> None:
        """Make rules."""
        rules = [
            AclBinding(
                ResourceType[right.kind.upper()],
                right.name,
                ResourcePatternType.PREFIXED if right.prefixed else ResourcePatternType.LITERAL,
                f"User:{user}",
                "*",
                AclOperation[operation],
                AclPermissionType.ALLOW,
            )
            for right in allowed
            for operation in right.operations
        ]
        admin = self.admin()
        for made in admin.create_acls(rules).values():
            made.result(30)

    def _own_certificate(self) -> Path:
        """Key and certificate in one file; Kafka takes keys in PKCS #8 only."""
        made = self.authority.issue_cert(self.host)
        key = serialization.load_pem_private_key(made.private_key_pem.bytes(), None)
        packed = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self.folder / "broker.pem"
        path.write_bytes(packed + b"".join(one.bytes() for one in made.cert_chain_pems))
        return path
