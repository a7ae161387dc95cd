"""Finds answers by their first letters, whatever the accents, the case and the script."""

import re
import unicodedata
from collections.abc import Sequence

from kiosk.forms.kinds import Kind
from kiosk.forms.view import QuestionView
from ui.seek import Seek

# More answers than one page and the next: turning pages is no way to find one of them.
OFFERED = 12
# More than somebody would turn through: the page begins with the letters.
FIRST = 24
# With these words in its appearance a question offers it from the second page on.
APPEARANCES = frozenset(("search", "autocomplete", "minimal"))
PAGE = 6
LETTERS = re.compile(r"[^\W_]+")
# What Unicode does not take apart, and what hands write in two ways: Arabic alif, ya and ta marbuta.
ALIKE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ى": "ي", "ة": "ه", "ـ": ""}
)
ARTICLE = "ال"


def is_offered(count: int, appearance: str) -> bool:
    """Tell whether a question with so many answers lets people write the first letters."""
    return count > OFFERED or (count > PAGE and not APPEARANCES.isdisjoint(appearance.split()))


def show_seeking(seek: Seek, view: QuestionView, *, again: bool, chosen: bool) -> None:
    """Let the answers of a question be sought where there are many; one that was chosen is shown first.

    again: the same question stood there, in another language perhaps; the page stays the one it was.
    """
    count = len(view.choices)
    asks = view.kind in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE)
    seek.show(
        [choice.name for choice in view.choices],
        [choice.label for choice in view.choices],
        offered=asks and is_offered(count, view.appearance),
        first=seek.is_typing() if again else count > FIRST and not chosen,
    )


def fold(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return LETTERS.findall(bare.translate(ALIKE))


def seek(labels: Sequence[str], written: str) -> list[int]:
    """Return the places of the labels that the letters may begin, those that begin with them first."""
    sought = fold(written)
    if not sought:
        return list(range(len(labels)))
    found: list[tuple[bool, int]] = []
    for place, label in enumerate(labels):
        words = fold(label)
        joined, run = "".join(words), "".join(sought)
        ends = ("".join(words[start:]) for start in range(len(words)))
        if any(end.startswith(run) for end in ends) or all(_begins(words, word) for word in sought):
            found.append((not joined.removeprefix(ARTICLE).startswith(run.removeprefix(ARTICLE)), place))
    return [place for _, place in sorted(found)]


def _begins(words: Sequence[str], sought: str) -> bool:
    return any(word.startswith(sought) or word.removeprefix(ARTICLE).startswith(sought) for word in words)
