"""Which of the words that matter a screen shows, in the language of the client."""

from kiosk.texts import load_texts
from rehearsal.hand import Hand
from rehearsal.second import ROOT

I18N = ROOT / "assets" / "i18n"
# From the weakest to the strongest word that a screen may say of a request (ENVELOPE.md, Truthful words).
WORDS = {"done.title": "enregistrée", "done.state.on_the_way": "en route", "done.state.received": "reçue"}
# The same at a counter, where the screen speaks to the agent.
AGENT_WORDS = {
    "entry.done": "enregistrée",
    "entry.state.on_the_way": "en route",
    "entry.state.received": "reçue",
}


class Reader:
    """Reads a page in one language; at a counter in the agent's words, and French."""

    def __init__(self, hand: Hand, language: str = "fr", *, counter: bool = False) -> None:
        self._hand = hand
        self._words = AGENT_WORDS if counter else WORDS
        self._texts = load_texts(I18N, language, "agent") if counter else load_texts(I18N, language)

    def strongest_word(self) -> str:
        """Return the strongest word about a request that the window shows, or an empty text."""
        return next((word for key, word in reversed(self._words.items()) if self.shows(key)), "")

    def shows(self, key: str) -> bool:
        """Tell whether the window shows a text, alone or within another."""
        wanted = self.words(key)
        return any(wanted in plain(shown) for shown in self._hand.texts())

    def words(self, key: str) -> str:
        """Return a text as it is looked for."""
        return plain(self._texts(key))


def plain(text: str) -> str:
    """Return a text without what only keeps words on one line."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-").split())
