import pytest

from kiosk.forms.session import FormSession
from tests.forms.building import TODAY, form_of


def steps_of(rows: str) -> list[tuple[int, int]]:
    form = form_of(f"| survey |\n| | type | name | label |\n{rows}")
    session = FormSession(form, "fr", lambda: TODAY)
    return [session.step_of(index) for index in form.asked]


def group(number: int, questions: int) -> str:
    inner = "\n".join(f"| | text | q{number}_{n} | Q |" for n in range(questions))
    return f"| | begin_group | g{number} | G |\n{inner}\n| | end_group | | |\n"


def test_each_group_is_a_step_and_the_review_is_the_last() -> None:
    assert steps_of(group(1, 2) + group(2, 1)) == [(1, 3), (1, 3), (2, 3)]


def test_questions_between_groups_are_a_step() -> None:
    rows = "| | text | a | A |\n" + group(1, 1) + "| | text | b | B |\n| | text | c | C |\n"
    assert steps_of(rows) == [(1, 4), (2, 4), (3, 4), (3, 4)]


def test_a_form_in_one_piece_is_cut_evenly() -> None:
    rows = "".join(f"| | text | q{n} | Q |\n" for n in range(10))
    steps = [step for step, _ in steps_of(rows)]
    assert steps == sorted(steps)
    assert set(steps) == {1, 2, 3}
    assert max(steps.count(step) for step in set(steps)) <= 4


@pytest.mark.parametrize("groups", [1, 6, 7, 12, 30])
def test_there_are_never_more_than_seven(groups: int) -> None:
    steps = steps_of("".join(group(number, 2) for number in range(groups)))
    numbers = [step for step, _ in steps]
    assert steps[0][1] <= 7
    assert numbers == sorted(numbers)
    assert numbers[0] == 1
    assert set(numbers) == set(range(1, steps[0][1]))


def test_a_single_question_has_one_step_and_the_review() -> None:
    assert steps_of("| | text | a | A |\n") == [(1, 2)]
