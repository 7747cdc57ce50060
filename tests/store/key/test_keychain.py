"""The keyring of the machine: whatever it does, a passphrase or the recovery code opens the record."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

from kvv_triage.errors import CannotDo
from kvv_triage.store.key import keychain, keys
from kvv_triage.store.key.keys import KeyState
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_passphrase
from tests.helpers.keyrings import MemoryKeyring, on_this_machine
from tests.helpers.workbench import CHEAP, KEY

PASSPHRASE = Secret("paarse fiets op zolder")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scrypt take less: what it takes of people is tested with the keys."""
    monkeypatch.setattr(wrap_with_passphrase, "__defaults__", (CHEAP,))


class WindowsError(Exception):
    """As pywintypes.error is: an exception of its own family."""


RAISED = [
    *(ImportError, AttributeError, OSError, TypeError, ValueError, RuntimeError, KeyError, MemoryError),
    *(KeyringError, KeyringLocked, NoKeyringError, WindowsError, UnicodeDecodeError("utf-8", b"x", 0, 1, "x")),
]


class FailingKeyring(MemoryKeyring):
    """One that can be told to fail."""

    error: Exception | type[Exception] | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self.fail()
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.fail()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self.fail()
        super().delete_password(service, username)

    def fail(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("error", RAISED, ids=str)
def test_whatever_a_keyring_raises_the_recovery_code_opens(tmp_path: Path, error: Exception | type[Exception]) -> None:
    ring = FailingKeyring()
    with on_this_machine(ring):
        made = keys.create(tmp_path)
        ring.error = error
        assert keys.standing(tmp_path).state is KeyState.NEEDS_RECOVERY_CODE
        assert keys.unlock_with_recovery(tmp_path, made.recovery_code) == made.key
        keys.change_passphrase(tmp_path, made.key, PASSPHRASE)
        assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == made.key
        with pytest.raises(CannotDo, match="geen sleutelbos"):
            keys.move_to_keyring(tmp_path, made.key)
        with pytest.raises(CannotDo, match="geen sleutelbos"):
            keys.create(tmp_path / "nieuw")


@pytest.mark.parametrize("error", RAISED, ids=str)
def test_a_keyring_that_cannot_even_be_found_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | type[Exception]
) -> None:
    def fail() -> KeyringBackend:
        raise error

    monkeypatch.setattr(keyring, "get_keyring", fail)
    with pytest.raises(CannotDo, match="geen sleutelbos"):
        keys.create(tmp_path)
    assert keychain.fetch("x") is None
    keychain.drop("x")


def test_a_keyring_that_cannot_be_imported_counts_as_none() -> None:
    program = """
import sys
sys.modules["keyring"] = None
from kvv_triage.store.key import keychain
from kvv_triage.store.key.secret import Secret
print(keychain.fetch("x"), keychain.keep("x", Secret(bytes(32))), keychain.drop("x"))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("None False None\n", "")


@pytest.mark.parametrize("kept", ["geen hex", "", "00", "é" * 64, 5, b"00" * 32, ["00"]])
def test_what_is_no_key_in_the_keyring_is_not_taken(tmp_path: Path, ring: MemoryKeyring, kept: object) -> None:
    keys.create(tmp_path)
    for entry in list(ring.kept):
        ring.kept[entry] = kept  # type: ignore[assignment]  # a backend gives what it likes
    assert keys.standing(tmp_path).state is KeyState.NEEDS_RECOVERY_CODE


class RoamingKeyring(MemoryKeyring):
    """One that keeps secrets as that of Windows does: where `persist` says."""

    persist = "enterprise"

    def __init__(self) -> None:
        super().__init__()
        self.kept_where: list[str] = []

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept_where.append(self.persist)
        super().set_password(service, username, password)


class Chain(MemoryKeyring):
    """One that asks others, as keyring makes when there are several."""

    backends: tuple[MemoryKeyring, ...] = ()

    def get_password(self, service: str, username: str) -> str | None:
        return self.backends[0].get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.backends[0].set_password(service, username, password)


def chain(ring: MemoryKeyring) -> MemoryKeyring:
    """A chain of one."""
    made = Chain()
    made.backends = (ring,)
    return made


@pytest.mark.parametrize("wrapped", [lambda ring: ring, chain], ids=["alone", "chain"])
def test_on_windows_the_key_does_not_roam_to_other_computers(wrapped: Callable[[MemoryKeyring], MemoryKeyring]) -> None:
    roaming = RoamingKeyring()
    with on_this_machine(wrapped(roaming)):
        assert keychain.keep("x", KEY)
    assert roaming.kept_where == ["local machine"]
