"""The very first screen. It needs no content and no models, so it stands there while those are still being read."""

from __future__ import annotations

from kvv_triage.conversation.asker import EVERYWHERE, Asker, Choice, Command, Screen

ALONE = Choice("alleen", "n", "Nee, alleen mensen die dit mogen zien")
WATCHED = Choice("meekijker", "j", "Ja, er kijkt iemand mee")
DANGER = Choice("gevaar", "", "Er is nu direct gevaar: begin meteen")
FIRST_CHOICES = (ALONE, WATCHED, DANGER)
FIRST = Screen(
    "Kijkt er iemand mee die dit niet mag zien?",
    hint="Denk aan een beamer, of een ouder aan tafel. Toets z maakt het scherm leeg, toets ! is voor nood.",
)


def ask_first(asker: Asker) -> str:
    """What was chosen on the first screen; Ctrl-C counts as the wish to stop, which is asked about next."""
    try:
        return asker.choose(FIRST, FIRST_CHOICES, EVERYWHERE)
    except KeyboardInterrupt:
        return Command.STOP
