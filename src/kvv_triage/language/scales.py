"""The ordered scales of the field: severity, kinds of unknown, reporting norms and levels of urgency."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Scale(IntEnum):
    """An ordered scale whose members are written in lower case in YAML, JSON and on screen."""

    @property
    def label(self) -> str:
        """The Dutch key as trainers write it, such as `rode_vlag`."""
        return self.name.lower()


class Severity(Scale):
    """How grave an answer is (design 5.1)."""

    GEEN = 0
    BIJDRAGEND = 1
    ERNSTIG = 2
    RODE_VLAG = 3
    ACUUT = 4
    LEVENSGEVAAR = 5


class UnknownKind(Scale):
    """Why something is not known, from least to most worrying (design 5.1)."""

    NIET_GEVRAAGD = 1
    NIET_BEKEND = 2
    NIET_ALLEEN_GESPROKEN = 3
    GEWEIGERD = 4


class Level(Scale):
    """What the agreed threshold asks of the worker, from least to most urgent (design 6)."""

    VOLGEN = 0
    ADVIES = 1
    BEL_NU = 2
    BEL_112 = 3


class Norm(StrEnum):
    """The reporting norms of the afwegingskader (design 5.1 and 5.3).

    `ACUUT` is carried by thresholds only; answers carry it as severity.
    """

    ACUUT = "acuut"
    ONTHULLING = "onthulling"
    STRUCTUREEL = "structureel"
    EIGEN_GRENS = "eigen_grens"
    HULP_NIET_AANVAARD = "hulp_niet_aanvaard"
    RESULTAAT_BLIJFT_UIT = "resultaat_blijft_uit"

    @property
    def needs_suspicion(self) -> bool:
        """Whether reporting is only the norm next to a suspicion; alone it asks for advice."""
        return self in (Norm.EIGEN_GRENS, Norm.HULP_NIET_AANVAARD, Norm.RESULTAAT_BLIJFT_UIT)
