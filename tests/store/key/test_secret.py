"""A value that stays hidden until it is asked for."""

from __future__ import annotations

import pickle

import pytest

from kvv_triage.store.key.secret import Secret


def test_a_secret_shows_itself_only_when_asked() -> None:
    hidden = Secret("paarse fiets")
    assert "paarse fiets" not in f"{hidden!r}{hidden}{[hidden]}"
    assert hidden.reveal() == "paarse fiets"
    assert hidden == Secret("paarse fiets")
    assert hidden != Secret("iets anders")
    assert hidden != "paarse fiets"
    assert hash(hidden) == hash(Secret("iets anders"))
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
