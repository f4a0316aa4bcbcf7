"""A real Kafka that lets nobody in without a password and allows nothing that no rule allows.

Its own plaintext listener is the super user's, for making topics and rules; others come to ``secured`` with SASL.
"""

from __future__ import annotations

from collections.abc import Iterable

from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from streams.client.rights import Right
from streams.settings import Settings
from tests.kafka import Kafka, free_port

PASSWORD = "p4ss-of-"
"""Before the user's name: each has a password of its own."""


class SecuredKafka(Kafka):
    """One broker; users log in with SASL PLAIN."""

    def __init__(self, users: Iterable[str]) -> None:
        super().__init__()
        self.port = free_port()
        plain = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        known = " ".join(f'user_{user}="{PASSWORD}{user}"' for user in users)
        own = {name: value for name, value in self._config(0, self.folder).items() if name.startswith("listener")}
        self.properties |= {
            "listeners": f"{own['listeners']},SASL_PLAINTEXT://{self.host}:{self.port}",
            "listener.security.protocol.map": own["listener.security.protocol.map"] + ",SASL_PLAINTEXT:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms": "PLAIN",
            "listener.name.sasl_plaintext.plain.sasl.jaas.config": f"{plain} {known};",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    def settings(self, user: str, **others: object) -> Settings:
        """The settings of a user."""
        return Settings(**self.environment(user, "") | others)  # type: ignore[arg-type]

    def environment(self, user: str, prefix: str = "TOCSIN_") -> dict[str, str]:
        """The same as variables."""
        given = {
            "broker": f"{self.host}:{self.port}",
            "security_protocol": "SASL_PLAINTEXT",
            "sasl_mechanism": "PLAIN",
            "sasl_username": user,
            "sasl_password": PASSWORD + user,
        }
        return {(prefix + name.upper() if prefix else name): value for name, value in given.items()}

    def allow(self, user: str, rights: Iterable[Right]) -> None:
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
            for right in rights
            for operation in right.operations
        ]
        admin = self.admin()
        for made in admin.create_acls(rules).values():
            made.result(30)
