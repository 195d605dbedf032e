"""What is installed is what is pinned, and the pins name no address."""

from __future__ import annotations

import re
from importlib.metadata import version

from packaging.requirements import Requirement

from talent_warehouse import settings

LOCK = (settings.REPOSITORY / "requirements.lock").read_text(encoding="utf-8")


def _pins() -> list[Requirement]:
    return [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]


def test_everything_pinned_for_this_machine_is_installed_as_pinned() -> None:
    pins = [p for p in _pins() if p.marker is None or p.marker.evaluate()]
    assert len(pins) > 100
    assert [f"{p} but {version(p.name)}" for p in pins if not p.specifier.contains(version(p.name))] == []


def test_every_pin_has_a_hash() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)
    assert [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e] == []


def test_the_lock_names_no_index_and_no_address() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
