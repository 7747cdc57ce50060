"""Keys out of a key."""

from __future__ import annotations

from kvv_triage.store.key.derive import derived


def test_derived_keys_without_salt_and_label_are_those_of_the_standard() -> None:
    """Test case 3 of RFC 5869, appendix A.3."""
    made = derived(bytes([0x0B] * 22), "", size=42)
    assert made.hex() == ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
