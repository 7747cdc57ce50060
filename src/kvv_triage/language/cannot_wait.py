"""The sentence for whoever cannot wait, at an end at which nobody can know yet whether a call is due (law 12)."""

from __future__ import annotations

CANNOT_WAIT = "Kun je niet wachten? Bel Veilig Thuis: 0800-2000. Bij direct gevaar: 112."
