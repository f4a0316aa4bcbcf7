"""Each thing that can be wrong with a machine is found and told with its cure."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from streams.doctor import machine
from streams.settings import Settings, load

MODEL = Settings().model


def test_a_variable_with_a_typing_error_is_named() -> None:
    [found] = machine.settings(Settings(), {"TOCSIN_BROKERS": "a:1", "PATH": "/bin"})
    assert (found.verdict, found.says, found.cure) == ("note", "TOCSIN_BROKERS is no setting", "did you mean TOCSIN_BROKER?")


def test_one_copy_is_noted_where_it_may_be_production(tmp_path: Path) -> None:
    there = load({"TOCSIN_BROKER": "kafka.example:9092"}, tmp_path)
    assert "replication is 1" in machine.settings(there, {})[0].says
    here = load({"TOCSIN_BROKER": "localhost:9092"}, tmp_path)
    assert machine.settings(here, {}) == [("settings", "well", "1 given, the others default", "")]


def test_libraries_are_those_that_were_tested() -> None:
    [found] = machine.libraries()
    assert found.verdict == "well" and "pinned libraries" in found.says


def test_a_library_of_another_version_is_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "9.9.9" if name == "aiokafka" else real(name))
    [found] = machine.libraries()
    assert found.verdict == "ill"
    assert found.says.startswith("aiokafka is 9.9.9, expected 0.")


def test_the_model_is_as_its_wheel_held_it() -> None:
    [found] = machine.model(MODEL)
    assert found.verdict == "well" and "files as in its wheel" in found.says


def test_a_changed_file_of_the_model_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, version = MODEL.partition("==")
    package, info = tmp_path / "tiny_model", tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
    package.mkdir()
    info.mkdir()
    (package / "weights").write_bytes(b"honest")
    (info / "METADATA").write_text(f"Name: {name}\nVersion: {version}\n")
    digest = machine._digest(package / "weights")
    (info / "RECORD").write_text(f"tiny_model/weights,sha256={digest},6\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert machine.model(MODEL)[0].verdict == "well"
    (package / "weights").write_bytes(b"forged")
    [found] = machine.model(MODEL)
    assert (found.verdict, found.says) == ("ill", "1 files differ from their wheel, among them tiny_model/weights")


@pytest.mark.parametrize(
    ("name", "said"),
    [("no-such-model==1.0", "no-such-model is not installed"), (MODEL.replace("3.8.0", "3.9.9"), "expected 3.9.9")],
)
def test_another_model_is_ill(name: str, said: str) -> None:
    [found] = machine.model(name)
    assert found.verdict == "ill" and said in found.says and "force-reinstall" in found.cure


@pytest.mark.parametrize(
    ("told", "verdict", "said"),
    [
        ((True, 900), "well", "kept right to 1 ms"),
        ((True, 5_000_000), "note", "may be wrong by 5.0 s"),
        ((False, 900), "note", "nobody keeps the clock"),
        (None, "note", "does not say"),
    ],
)
def test_the_clock(told: tuple[bool, int] | None, verdict: str, said: str) -> None:
    [found] = machine.clock(lambda: told)
    assert found.verdict == verdict and said in found.says


def test_the_kernel_can_be_asked() -> None:
    told = machine.kernel_clock()
    assert told is None or told[1] >= 0


def test_a_full_disk_is_ill_and_a_closed_folder_noted(tmp_path: Path) -> None:
    settings = Settings(gateway_state=str(tmp_path / "gateway.db"))
    usage = type(shutil.disk_usage(tmp_path))
    found = machine.disk(settings, lambda _: usage(1 << 40, 1 << 40, 5 << 20))
    assert [one.verdict for one in found] == ["ill", "ill"]
    assert found[1].says == f"{tmp_path} (gateway_state) has 5 MiB free, expected 100"
    gone = machine.disk(Settings(gateway_state=str(tmp_path / "nowhere" / "gateway.db")))
    assert (gone[1].verdict, "can't be written to" in gone[1].says) == ("note", True)
