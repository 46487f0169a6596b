"""An event's texts are put together by hand: they are what `json` would write, and so is what is read."""

import hashlib
import json
import random

import pytest

from advisor_desk.wire.events import CHAIN_START, Link, WireEvent, event_of
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shaped import MOST_WHOLE, Shapeless

LETTERS = [
    "a",
    "Z",
    '"',
    "\\",
    "/",
    "\n",
    "\t",
    "\x1f",
    "\x7f",
    "é",
    "王",
    "\u2028",
    "😀",
    "\ud800",
    "'",
    "[",
    " ",
]


def text(dice: random.Random, most: int = 12, *, is_sound: bool = False) -> str:
    letters = [one for one in LETTERS if one != "\ud800"] if is_sound else LETTERS
    return "".join(dice.choice(letters) for _ in range(dice.randrange(most)))


def event(dice: random.Random, *, is_sound: bool = False) -> WireEvent:
    def some() -> str:
        return text(dice, is_sound=is_sound)

    whole = dice.choice([0, 1, 7, 20_000, MOST_WHOLE, -MOST_WHOLE])
    client_no = None if dice.random() < 0.3 else some()
    return WireEvent(
        some(),
        dice.randrange(9),
        whole,
        some(),
        client_no,
        some(),
        dice.randrange(4),
        some(),
        some(),
        some(),
        some(),
    )


def test_hash_and_text_are_those_of_json() -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    for _ in range(2_000):
        one = event(dice)
        prev = dice.randbytes(32)
        parts = [prev.hex(), one.id, one.device_seq, one.author, one.client_no, one.type, one.v, one.body]
        said = json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()
        assert one.link.hash(prev) == hashlib.sha256(said).digest(), seed
        assert one.as_text() == compact(one.as_json()), seed


def test_the_hash_of_an_event_is_what_it_has_always_been() -> None:
    link = Link("e1", 7, "A1", None, "interaction.recorded", 2, '{"note":"王伟 \\"好\\""}')
    assert link.hash(CHAIN_START).hex() == "752fa238a348134379f0f9a9763cf794ca5bd0217eef99d2db5a780bf0ab4b32"


def test_what_is_read_in_one_go_is_what_is_read_field_by_field() -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    told: set[bool] = set()
    wrong: list[object] = [
        None,
        1,
        True,
        1.5,
        "",
        "x" * 300,
        "\x00",
        "\ud800",
        [],
        {},
        MOST_WHOLE + 1,
        -MOST_WHOLE - 1,
    ]
    for _ in range(3_000):
        one = event(dice, is_sound=True)
        given = one.as_json()
        assert event_of({**given, "colour": 1}) == one, seed
        name = dice.choice(list(given))
        given[name] = dice.choice(wrong)
        try:
            read = event_of(given)
        except Shapeless as problem:
            told.add(problem.field == name)
            continue
        assert read.as_json() == given, seed
        assert all(type(value) is type(given[key]) for key, value in read.as_json().items()), seed
    assert told == {True}, seed


@pytest.mark.parametrize("value", [None, [], "event", 7, [1] * 11])
def test_what_is_no_object_is_no_event(value: object) -> None:
    with pytest.raises(Shapeless):
        event_of(value)
