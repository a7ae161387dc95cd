import hashlib
import traceback
import tracemalloc
import zlib
from dataclasses import fields, replace
from pathlib import Path

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kiosk.wire.compact
from kiosk.errors import Malformed
from kiosk.wire.compact import (
    DICTIONARY,
    FORMS,
    MAX_MS,
    MAX_PLAIN,
    Assistance,
    Content,
    Kind,
    change_content,
    compact,
    expand,
    plain_bytes,
)
from kiosk.wire.followup import new_code
from tests.wire import make_dictionary, make_dictionary_1
from tests.wire.samples import ADDRESS, CONTENTS, PATIENT, SPARSE, SUBMISSION

FOLDER = Path(kiosk.wire.compact.__file__).parent
SHIPPED = {number: (FOLDER / f"dictionary-{number}.bin").read_bytes() for number in FORMS}
HASHES = {
    1: "518d9081f809588241c4a4d61b969b5b30a431407c9d811d007af697dbe64889",
    2: "0b0a691e72304c166e96ae77d0060db31d9b0cdfaa3a015bad011ba4897e05fc",
}

indexes = st.integers(0, (1 << 16) - 1) | st.tuples(
    st.integers(0, (1 << 16) - 1), st.integers(0, (1 << 16) - 1)
)
plains = (
    st.text(max_size=60)
    | st.integers(-(1 << 63), (1 << 63) - 1)
    | st.booleans()
    | st.lists(st.text(max_size=20))
)
submissions = st.builds(
    Content,
    kind=st.just(Kind.SUBMISSION),
    service=st.text(min_size=1, max_size=64),
    form=st.binary(min_size=8, max_size=8),
    language=st.text(min_size=1, max_size=35),
    created=st.integers(0, MAX_MS),
    offset=st.none() | st.integers(-MAX_MS, MAX_MS),
    assistance=st.integers(0, 2),
    token=st.binary(min_size=16, max_size=16),
    code=st.builds(new_code),
    birth_year=st.none() | st.integers(1, 9999),
    promise=st.none() | st.text(max_size=200),
    answers=st.dictionaries(indexes, plains, max_size=30),
    attachments=st.lists(st.tuples(*[st.binary(min_size=32, max_size=32)] * 2), max_size=3).map(tuple),
    case=st.none() | st.just(ADDRESS.id),
    status=st.none() | st.text(min_size=1, max_size=64),
    message=st.none() | st.text(min_size=1, max_size=200),
)
STATUS = {Kind.STATUS_CHANGE: st.text(min_size=1, max_size=64), Kind.NOTE: st.none()}
WORDS = {Kind.STATUS_CHANGE: st.none() | st.text(min_size=1), Kind.NOTE: st.text(min_size=1)}
changes = st.sampled_from(sorted(STATUS)).flatmap(
    lambda kind: st.builds(
        change_content,
        st.just(kind),
        case=st.binary(min_size=16, max_size=16),
        service=st.text(min_size=1, max_size=64),
        language=st.text(min_size=1, max_size=35),
        created=st.integers(0, MAX_MS),
        offset=st.none() | st.integers(-MAX_MS, MAX_MS),
        status=STATUS[kind],
        message=WORDS[kind],
    )
)
contents = submissions | changes


def deflate(plain, number=DICTIONARY):
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zdict=SHIPPED[number])
    return stream.compress(plain) + stream.flush()


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def as_map(content=SUBMISSION, number=DICTIONARY):
    return cbor2.loads(plain_bytes(content, number))


@given(contents)
@PATIENT
def test_a_content_comes_back_exactly(content):
    assert expand(compact(content), DICTIONARY) == content
    assert expand(deflate(plain_bytes(content, 1), 1), 1) == content


def test_true_and_one_stay_apart():
    content = replace(SUBMISSION, answers={0: True, 1: 1, 2: False, 3: 0})
    found = expand(compact(content), DICTIONARY).answers
    assert [type(found[index]) for index in range(4)] == [bool, int, bool, int]


class Text(str):
    """As lxml gives texts."""


def test_named_kinds_and_texts_of_other_libraries_are_plain_on_the_wire():
    content = replace(SUBMISSION, kind=Kind.SUBMISSION, answers={0: Text("A"), 1: [Text("B")]})
    assert plain_bytes(content) == plain_bytes(replace(SUBMISSION, answers={0: "A", 1: ["B"]}))


def test_the_map_has_the_keys_of_the_format_and_absent_values_are_absent():
    assert list(as_map()) == [*range(10), 14]
    assert list(as_map(number=1)) == list(range(10))
    assert list(as_map(SPARSE)) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert as_map(SPARSE)[4] == [SPARSE.created, None]
    assert list(as_map(CONTENTS["status change"])) == [0, 1, 3, 4, 5, 11, 12, 13]
    assert list(as_map(CONTENTS["note"])) == [0, 1, 3, 4, 5, 10, 11, 13]


CHANGES = {name: CONTENTS[name] for name in ("status change", "note")}
WRONG_CHANGES = [
    {2: bytes(8)}, {6: bytes(16)}, {7: SUBMISSION.code}, {11: bytes(15)}, {12: ""}, {13: ""},
    {13: "x" * 4001},
]  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("change", WRONG_CHANGES, ids=str)
def test_a_change_has_no_part_of_a_submission(name, change):
    with pytest.raises(Malformed):
        expand(deflate(cbor(as_map(CHANGES[name]) | change)), DICTIONARY)


@pytest.mark.parametrize(
    ("name", "key"), [("status change", 11), ("status change", 12), ("note", 11), ("note", 13)]
)
def test_a_change_says_which_case_and_what(name, key):
    with pytest.raises(Malformed):
        expand(deflate(cbor({k: v for k, v in as_map(CHANGES[name]).items() if k != key})), DICTIONARY)


def test_a_note_changes_no_status_and_a_status_needs_no_words():
    with pytest.raises(Malformed):
        expand(deflate(cbor(as_map(CHANGES["note"]) | {12: "done"})), DICTIONARY)
    silent = replace(CHANGES["status change"], message=None)
    assert expand(compact(silent), DICTIONARY) == silent


@pytest.mark.parametrize("kind", [2, 6, 7])
def test_an_appointment_a_withdrawal_and_a_paper_are_about_a_case(kind):
    about = replace(CHANGES["note"], kind=kind)
    assert expand(compact(about), DICTIONARY) == about
    with pytest.raises(ValueError, match="case"):
        compact(replace(about, case=None))


@pytest.mark.parametrize("kind", [4, 5])
def test_counts_and_training_are_about_no_case(kind):
    content = replace(CHANGES["note"], kind=kind, case=None)
    assert expand(compact(content), DICTIONARY) == content


def test_an_empty_message_is_no_message_and_an_agent_entered_it():
    made = change_content(
        Kind.STATUS_CHANGE, case=ADDRESS.id, service="x", language="fr", created=1, offset=None,
        status="read", message="",
    )  # fmt: skip
    assert (made.message, made.assistance) == (None, Assistance.ENTERED_BY_AGENT)
    with pytest.raises(ValueError, match="note"):
        compact(replace(made, kind=Kind.NOTE, status=None))


def test_the_shipped_dictionaries_are_those_that_their_recipes_make():
    # A dictionary that sealed envelopes depend on never changes: a better one gets the next number.
    assert {1: make_dictionary_1.dictionary(), 2: make_dictionary.dictionary()} == SHIPPED
    assert {number: hashlib.sha256(raw).hexdigest() for number, raw in SHIPPED.items()} == HASHES


def test_the_dictionary_makes_a_typical_submission_smaller():
    plain = plain_bytes(SUBMISSION)
    without = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    size = len(compact(SUBMISSION))
    assert size < 0.8 * len(without.compress(plain) + without.flush())
    assert size < 0.9 * len(deflate(plain_bytes(SUBMISSION, 1), 1))


def test_another_dictionary_is_malformed():
    for number in (0, 1, 3, -1):
        with pytest.raises(Malformed):
            expand(compact(SUBMISSION), number)


def test_a_bomb_stops_at_one_mebibyte():
    largest = replace(SUBMISSION, answers={0: "A" * (MAX_PLAIN - 200)})
    assert expand(compact(largest), DICTIONARY) == largest
    bomb = deflate(cbor2.dumps(as_map() | {9: ["A" * (64 << 20)]}, canonical=True))
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    with pytest.raises(Malformed):
        expand(bomb, DICTIONARY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
    with pytest.raises(ValueError, match="too long"):
        compact(replace(SUBMISSION, answers={0: "A" * MAX_PLAIN}))


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00", compact(SUBMISSION)[:-1], compact(SUBMISSION) + b"\x00", deflate(b""), deflate(b"\x80")],
)
def test_broken_deflate_is_malformed(raw):
    with pytest.raises(Malformed):
        expand(raw, DICTIONARY)


WRONG = [
    {0: 8}, {0: -1}, {0: True}, {0: None}, {1: ""}, {1: 5}, {1: "x" * 65}, {2: b"short"}, {2: "12345678"},
    {3: ""}, {4: 5}, {4: [5]}, {4: [-1, None]}, {4: [True, None]}, {4: [1 << 60, None]}, {4: [5, "x"]},
    {4: [5, None, 0]}, {5: 3}, {6: bytes(15)}, {7: SUBMISSION.code + 1}, {7: -1}, {7: "482913507264"}, {8: 0},
    {8: 10000}, {8: None}, {8: True}, {10: []}, {10: {}}, {10: [[bytes(32)]]},
    {10: [[bytes(32), bytes(31)]]}, {10: [5]}, {11: None}, {11: bytes(15)}, {12: ""}, {12: None}, {13: ""},
    {13: 5}, {13: "x" * 4001}, {14: 0}, {15: 0}, {"a": 0},
]  # fmt: skip
WRONG_BY_INDEX = [
    {9: {}}, {9: []}, {9: {0: None}}, {9: {0: b"x"}}, {9: {0: {}}}, {9: {0: [1]}}, {9: {0: [["x"]]}},
    {9: {-1: "x"}}, {9: {1 << 17: "x"}}, {9: {"0": "x"}}, {9: {(1,): "x"}}, {9: {(1, 2, 3): "x"}},
    {9: {(1, -2): "x"}}, {9: {("1", 2): "x"}}, {14: {0: ["x"]}},
]  # fmt: skip
WRONG_ROWS = [
    {9: {}}, {9: []}, {9: {0: "x"}}, {9: "x"}, {9: [{}]}, {9: [["x", 1]]}, {9: [[["x"]]]},
    # One row, one writing: a gap has one form, and nothing stands behind the last answer.
    {9: [None]}, {9: [[2]]}, {9: ["x", None]}, {9: ["x", [2]]}, {9: [[1], "x"]}, {9: [[0], "x"]},
    {9: [[-1], "x"]}, {9: [None, None, "x"]}, {9: [None, [2], "x"]}, {9: [[2], None, "x"]},
    {9: [[True], "x"]}, {9: [[1 << 16], "x"]}, {9: [[1 << 63], "x"]},
    # What can be packed is packed, and fills only its odd end.
    {9: ["12"]}, {9: [" "]}, {9: [b""]}, {9: [b"\xff"]}, {9: [b"\xf1"]}, {9: [b"\x1f\x1f"]},
    {14: {}}, {14: []}, {14: {0: []}}, {14: {0: "x"}}, {14: {0: [None]}}, {14: {0: ["12"]}},
    {14: {-1: ["x"]}}, {14: {1 << 16: ["x"]}}, {14: {"0": ["x"]}}, {14: {(0, 1): ["x"]}},
]  # fmt: skip


@pytest.mark.parametrize("change", [*WRONG, *WRONG_ROWS], ids=str)
def test_a_wrong_map_is_malformed(change):
    with pytest.raises(Malformed):
        expand(deflate(cbor(as_map() | change)), DICTIONARY)


@pytest.mark.parametrize("change", [*WRONG, *WRONG_BY_INDEX], ids=str)
def test_a_wrong_map_of_form_1_is_malformed(change):
    with pytest.raises(Malformed):
        expand(deflate(cbor(as_map(number=1) | change), 1), 1)


ROWS = [
    ({0: "1980-05-14"}, {9: [bytes.fromhex("1980a05a14")]}),
    ({0: "14:30", 1: "0612345678"}, {9: [bytes.fromhex("14b30f"), bytes.fromhex("0612345678")]}),
    ({0: "-12.5", 1: "+33 6"}, {9: [bytes.fromhex("a12c5f"), bytes.fromhex("d33e6f")]}),
    ({0: "", 1: "12A", 2: "٣", 3: ["1", "2"]}, {9: ["", "12A", "٣", ["1", "2"]]}),
    ({1: "A", 4: True, 5: 5, 65535: []}, {9: [None, "A", [2], True, 5, [65529], []]}),
    ({(7, 0): "A", (8, 0): 2, (7, 3): "B"}, {14: {0: [[7], "A", 2], 3: [[7], "B"]}}),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "parts"), ROWS, ids=str)
def test_answers_stand_in_rows_and_digits_two_a_byte(answers, parts):
    content = replace(SUBMISSION, answers=answers)
    assert as_map(content) == as_map(replace(SUBMISSION, answers={})) | parts
    assert expand(compact(content), DICTIONARY) == content


@pytest.mark.parametrize("key", range(8))
def test_a_missing_key_is_malformed(key):
    with pytest.raises(Malformed):
        expand(deflate(cbor({k: v for k, v in as_map().items() if k != key})), DICTIONARY)


@pytest.mark.parametrize("value", [[], "text", 5, None, [0] * 14])
def test_what_is_not_a_map_is_malformed(value):
    with pytest.raises(Malformed):
        expand(deflate(cbor2.dumps(value)), DICTIONARY)


def test_keys_in_another_order_are_malformed():
    backwards = dict(reversed(as_map().items()))
    assert expand(deflate(cbor2.dumps(as_map(), canonical=True)), DICTIONARY) == SUBMISSION
    with pytest.raises(Malformed):
        expand(deflate(cbor2.dumps(backwards)), DICTIONARY)


@pytest.mark.parametrize(
    "change",
    [
        {"code": 5}, {"token": b""}, {"kind": 9}, {"answers": {0: 1.5}}, {"answers": {0: None}},
        {"answers": {0: [3]}}, {"answers": {-1: "A"}}, {"answers": {True: "A"}}, {"answers": {(1, -1): "A"}},
        {"form": b""}, {"answers": {0: "SECRET\ud800"}}, {"answers": {0: 1 << 70}}, {"birth_year": 0},
        {"case": b"x"},
    ],
    ids=str,
)  # fmt: skip
def test_an_impossible_content_is_a_bug_told_without_its_answers(change):
    with pytest.raises(ValueError, match="not a content that can be sealed") as caught:
        compact(replace(SUBMISSION, **change))
    assert "SECRET" not in "".join(traceback.format_exception(caught.value, limit=0))


def test_a_repr_shows_nothing_personal():
    changed = CONTENTS["status change"]
    content = replace(SUBMISSION, case=changed.case, status=changed.status, message=changed.message)
    for secret in ("LEFÈBVRE", "482913507264", "1962", "papers_missing", "livret", repr(content.token)[2:-1]):
        assert secret not in repr(content)
    shown = {field.name for field in fields(Content) if field.repr}
    assert shown == {"kind", "service", "form", "language", "created", "offset", "assistance", "case"}


@given(st.binary(max_size=200))
@settings(PATIENT, max_examples=500)
def test_arbitrary_bytes_are_malformed(raw):
    for compacted in (raw, deflate(raw)):
        with pytest.raises(Malformed):
            expand(compacted, DICTIONARY)
