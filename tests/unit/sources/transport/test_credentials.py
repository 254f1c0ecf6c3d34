"""Keys come from the environment, then from a keyring if there is one, and are shown nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigtepunkt.core.errors import Refused
from sigtepunkt.sources.transport.credentials import Key, find_key

VARIABLE = "SIGTEPUNKT_JOBINDSATS_KEY"


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A module that stands where the library of that name would, if it were installed."""
    monkeypatch.syspath_prepend(tmp_path)
    installed = sys.modules.pop("keyring", None)
    yield tmp_path / "keyring.py"
    sys.modules.pop("keyring", None)
    if installed:
        sys.modules["keyring"] = installed


def test_the_environment_comes_first(keyring: Path) -> None:
    keyring.write_text("def get_password(*of): return ' '.join(of)", encoding="utf-8")
    assert find_key("jobindsats", {VARIABLE: " noegle\n"}) == "noegle"


def test_then_the_keyring(keyring: Path) -> None:
    keyring.write_text("def get_password(*of): return '/'.join(of)", encoding="utf-8")
    assert find_key("jobindsats", {}) == "sigtepunkt/jobindsats"


@pytest.mark.parametrize("answer", ["raise RuntimeError('no desktop')", "return None", "return b'bytes'"])
def test_a_keyring_that_cannot_be_opened_is_none(keyring: Path, answer: str) -> None:
    keyring.write_text(f"def get_password(*of): {answer}", encoding="utf-8")
    assert find_key("jobindsats", {}) == ""


@pytest.mark.parametrize("key", ["to ord", "nøgle", "linje\nlinje", "a\0b"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(Refused, match=VARIABLE) as refused:
        find_key("jobindsats", {VARIABLE: key})
    assert key not in str(refused.value)


def test_a_key_does_not_show_itself() -> None:
    key = Key("x-api-key", "", "hemmelig")
    assert "hemmelig" not in f"{key!r}{key}"
    assert key.headers == {"x-api-key": "hemmelig"}
    assert key.hidden_in("hemmelig er ukendt") == "*** er ukendt"
    assert Key("x-api-key", "", "").hidden_in("ukendt") == "ukendt"
