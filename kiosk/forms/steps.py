"""The road above a question: which step of how many."""

from collections.abc import Sequence
from itertools import groupby

from kiosk.forms.model import Form

# Seven arches fit on the road (DESIGN.md, Steps); the last one is the review.
MOST_STEPS = 6
QUESTIONS_PER_STEP = 4


def step_numbers(form: Form) -> dict[int, int]:
    """Return the step, from 1, of each asked question.

    A top-level group is a step, and so is a run of questions between groups. More steps than fit are joined
    evenly; a form in one piece is cut evenly. Answers never change the road, so that it cannot grow under a
    person who walks it.
    """
    runs = [list(run) for _, run in groupby(form.asked, key=lambda index: form.groups[index])]
    if len(runs) == 1:
        runs = _cut([[index] for index in form.asked], -(-len(form.asked) // QUESTIONS_PER_STEP))
    runs = _cut(runs, MOST_STEPS)
    return {index: number for number, run in enumerate(runs, start=1) for index in run}


def _cut(runs: Sequence[Sequence[int]], most: int) -> list[list[int]]:
    """Join neighbours until there are `most`, each with about as many questions."""
    if len(runs) <= most:
        return [list(run) for run in runs]
    total = sum(len(run) for run in runs)
    joined: list[list[int]] = [[] for _ in range(most)]
    done = 0
    for run in runs:
        joined[min(most - 1, done * most // total)].extend(run)
        done += len(run)
    return [run for run in joined if run]
