"""Writes tests/data/wire/training-2.jsonl, what dictionary 2 is trained on: run it with the path.

Plausible requests of people who do not exist, on the forms of the `mairie` pack and of no other: the
benchmark measures on `energie`, which the dictionary must not know. The same pack gives the same lines; the
lines are kept, because the pack goes on changing and a dictionary does not.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from kiosk.catalogue.build import build_pack
from kiosk.catalogue.catalogue import load_catalogue
from kiosk.catalogue.pack import Service
from kiosk.forms.kinds import Kind
from kiosk.forms.model import Question
from kiosk.forms.view import QuestionView
from kiosk.wire.keys import SigningKey
from rehearsal.answers import Respondent
from tests.wire.make_dictionary_1 import FIRST_NAMES, SURNAMES
from tests.wire.public_words import PHRASES, STREETS

PACK = Path(__file__).resolve().parents[2] / "assets/packs/mairie"
TODAY = date(2026, 11, 22)
PEOPLE = 15


class Townsperson(Respondent):
    """Somebody with a name, an address and a telephone, who chooses by chance."""

    def candidates(self, question: Question, view: QuestionView) -> Iterator[object]:
        """Yield what this person would answer, then whatever the form accepts."""
        names = [choice.name for choice in view.choices]
        if view.kind is Kind.SELECT_ONE:
            yield self.chance.choice(names)
        if view.kind is Kind.SELECT_MULTIPLE:
            wanted = self.chance.sample(names, min(len(names), self.chance.randint(1, 3)))
            yield tuple(name for name in names if name in wanted)
        if view.kind is Kind.INTEGER:
            yield self.chance.randint(1, 17)
        yield from super().candidates(question, view)

    def texts(self, question: Question) -> Iterator[str]:
        """Yield a text that suits the question's name."""
        name = question.name
        if "telephone" in name:
            yield f"0{self.chance.choice('1234566677')}{self.chance.randrange(10**8):08d}"
        elif "postal" in name:
            yield f"{self.chance.randint(1, 95):02d}{self.chance.randrange(100) * 10:03d}"
        elif "prenom" in name:
            yield self.frequent(FIRST_NAMES.split())
        elif name.startswith("nom"):
            yield self.frequent(SURNAMES.split())
        elif "lieu" in name:
            yield f"{self.chance.randint(1, 99)} {self.frequent(STREETS)}"
        else:
            yield self.frequent(PHRASES)
        yield from super().texts(question)

    def dates(self, question: Question) -> Iterator[str]:
        """Yield a day of birth, or a day not long ago."""
        longest = 28_000 if "birth" in question.appearance else 4_000
        shortest = 6_600 if "birth" in question.appearance else 0
        for _ in range(3):
            yield (TODAY - timedelta(days=self.chance.randint(shortest, longest))).isoformat()
            longest = max(shortest, longest // 10)
        yield from super().dates(question)

    def frequent(self, ranked: Sequence[str]) -> str:
        """Return one of some words of which the first are the most frequent."""
        return ranked[int(len(ranked) * self.chance.random() ** 2)]


def requests(services: Sequence[Service]) -> Iterator[dict[str, object]]:
    """Yield what each person asks of each service."""
    for service in services:
        for seed in range(PEOPLE):
            person = Townsperson(service.form, "fr", TODAY, seed)
            person.canary = False
            person.fill_in()
            answers = [[index, plain] for index, plain in person.session.answers().items()]
            yield {"service": service.id, "birth_year": person.session.birth_year(), "answers": answers}


def main() -> None:
    """Write the requests, one a line."""
    with tempfile.TemporaryDirectory(prefix="relais-training-") as folder:
        publisher = SigningKey.generate()
        build_pack(PACK, Path(folder), publisher)
        services = load_catalogue(Path(folder), publisher.public).services
        lines = [json.dumps(request, ensure_ascii=False) for request in requests(services)]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
