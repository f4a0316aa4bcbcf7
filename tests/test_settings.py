"""Settings: sources and their order, errors that name things, secrets that stay secret."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from streams import settings
from streams.settings import SettingError, Settings, listed, load

NOWHERE = Path("/nonexistent")


def test_defaults_are_settings_of_their_own_rules() -> None:
    assert load({}, NOWHERE) == Settings()


def test_the_environment_is_stronger_than_the_file_and_arguments_than_both(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('partitions = 6\nreplication = 3\nsender = "desk"\n')
    found = load({"TOCSIN_PARTITIONS": "8", "TOCSIN_SENDER": "news"}, tmp_path, sender="me")
    assert (found.replication, found.partitions, found.sender) == (3, 8, "me")
    assert found.came_from("replication") == "tocsin.toml"
    assert found.came_from("partitions") == "environment TOCSIN_PARTITIONS"
    assert found.came_from("sender") == "argument"
    assert found.came_from("broker") == "default"


def test_an_argument_that_is_none_does_not_count() -> None:
    assert load({"TOCSIN_BROKER": "k:1"}, NOWHERE, broker=None).broker == "k:1"


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"TOCSIN_CONFIG is .*gone.toml.*expected a file that exists"):
        load({"TOCSIN_CONFIG": str(tmp_path / "gone.toml")}, tmp_path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("partitions: 6\n")
    with pytest.raises(SettingError, match=r"tocsin\.toml: not a settings file"):
        load({}, tmp_path)


def test_a_misspelt_name_in_the_file_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text("partition = 6\n")
    with pytest.raises(SettingError, match="no setting 'partition'; did you mean 'partitions'"):
        load({}, tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("TOCSIN_BROKER", "localhost", "host:port"),
        ("TOCSIN_PARTITIONS", "many", "a whole number from 1 to 10000"),
        ("TOCSIN_PARTITIONS", "0", "a whole number from 1 to 10000"),
        ("TOCSIN_PARTITIONS", "4.5", "a whole number"),
        ("TOCSIN_DEAD_RATIO", "nan", "a number from 0 to 1"),
        ("TOCSIN_DEAD_RATIO", "1.5", "a number from 0 to 1"),
        ("TOCSIN_SECURITY_PROTOCOL", "TLS", "PLAINTEXT or SSL or SASL_PLAINTEXT or SASL_SSL"),
        ("TOCSIN_TOPIC_PREFIX", "a b", "letters, digits"),
        ("TOCSIN_SENDER", "two words", "no spaces"),
        ("TOCSIN_LOG_FORMAT", "xml", "text or json"),
    ],
)
def test_an_error_names_setting_source_value_and_expectation(variable: str, value: str, expected: str) -> None:
    with pytest.raises(SettingError) as caught:
        load({variable: value}, NOWHERE)
    message = str(caught.value)
    assert variable.removeprefix("TOCSIN_").lower() in message
    assert f"environment {variable}" in message
    assert repr(value) in message
    assert expected in message


def test_words_are_taken_in_any_case() -> None:
    assert load({"TOCSIN_SECURITY_PROTOCOL": "plaintext", "TOCSIN_LOG_LEVEL": "debug"}, NOWHERE).log_level == "DEBUG"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    environ = {
        "TOCSIN_SASL_PASSWORD_FILE": str(secret),
        "TOCSIN_SASL_USERNAME": "ann",
        "TOCSIN_SECURITY_PROTOCOL": "SASL_SSL",
    }
    found = load(environ, NOWHERE)
    assert found.sasl_password == "hunter2"
    assert found.came_from("sasl_password") == f"environment TOCSIN_SASL_PASSWORD_FILE: file {secret}"


def test_a_secret_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingError, match=r"sasl_password_file .* is '/nonexistent/x', expected a file"):
        load({"TOCSIN_SASL_PASSWORD_FILE": "/nonexistent/x"}, NOWHERE)


def test_secrets_are_never_shown() -> None:
    found = load({"TOCSIN_SASL_PASSWORD": "hunter2", "TOCSIN_SSL_PASSWORD": "hunter3"}, NOWHERE)
    assert "hunter" not in repr(found)
    with pytest.raises(SettingError) as caught:
        load({"TOCSIN_SASL_PASSWORD": "hunter2\x00"}, NOWHERE)
    assert "hunter" not in str(caught.value)


def test_login_needs_a_name_and_a_password() -> None:
    with pytest.raises(SettingError, match="sasl_username is empty, expected a value because security_protocol is SASL_SSL"):
        load({"TOCSIN_SECURITY_PROTOCOL": "SASL_SSL"}, NOWHERE)


def test_certificate_and_key_belong_together(tmp_path: Path) -> None:
    certificate = tmp_path / "cert.pem"
    certificate.write_text("x")
    with pytest.raises(SettingError, match="ssl_certfile and ssl_keyfile belong together"):
        load({"TOCSIN_SSL_CERTFILE": str(certificate)}, NOWHERE)


def test_a_changed_copy_is_checked_as_well() -> None:
    with pytest.raises(SettingError, match="partitions"):
        dataclasses.replace(Settings(), partitions=0)


def test_every_setting_says_what_it_is() -> None:
    assert len({entry.name for entry in listed()}) == len(listed())
    for entry in listed():
        assert len(entry.description) > 10
        assert entry.rule.expected
        assert entry.variable == "TOCSIN_" + entry.name.upper()
    assert {entry.name for entry in listed() if "password" in entry.name} <= {
        entry.name for entry in listed() if entry.secret
    }


def test_variables_that_are_no_setting_are_told() -> None:
    assert settings.unknown_variables(
        {"TOCSIN_BROKERS": "", "TOCSIN_CONFIG": "", "TOCSIN_SASL_PASSWORD_FILE": "", "HOME": ""}
    ) == ["TOCSIN_BROKERS"]
