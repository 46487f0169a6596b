"""Keys: what opens a book, what does not, and how damage is told from a wrong passphrase."""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.errors import DeskBug, UserCanFix
from advisor_desk.storage import key_file, keys, recovery_key
from advisor_desk.storage.files import BookFiles, replace_durably
from advisor_desk.storage.key_file import KdfCost

BOOK_ID = "0199f000-0000-7000-8000-000000000000"
NEW = keys.create(BOOK_ID, "口令 one", keys.CHEAP, is_cheap_allowed=True)


def code_of(error: pytest.ExceptionInfo[UserCanFix]) -> str:
    return error.value.code


def test_passphrase_and_recovery_key_open_the_same_data_key() -> None:
    by_passphrase = keys.unlock(NEW.content, "口令 one")
    by_recovery = keys.unlock_by_recovery(NEW.content, NEW.recovery_text)
    assert by_passphrase == by_recovery == NEW.unlocked


def test_full_width_and_composed_forms_of_a_passphrase_are_the_same() -> None:
    new = keys.create(BOOK_ID, "café ABC", keys.CHEAP, is_cheap_allowed=True)
    assert keys.unlock(new.content, "cafe\u0301 ＡＢＣ") == new.unlocked


@pytest.mark.parametrize(
    "typed", ["口令 One", "口令", "口令 one ", "x", pytest.param(NEW.recovery_text, id="recovery")]
)
def test_another_passphrase_is_wrong(typed: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        keys.unlock(NEW.content, typed)
    assert code_of(caught) == "book.wrong_passphrase"


@pytest.mark.parametrize("typed", ["", "  ", "\u3000"])
def test_an_empty_passphrase_is_refused(typed: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        keys.create(BOOK_ID, typed, keys.CHEAP, is_cheap_allowed=True)
    assert code_of(caught) == "book.passphrase_empty"


def test_a_key_wrapped_for_another_book_does_not_open() -> None:
    other = keys.create("another", "口令 one", keys.CHEAP, is_cheap_allowed=True)
    mixed = key_file.KeyFile(
        BOOK_ID,
        other.content.cost,
        other.content.salt,
        other.content.master_by_passphrase,
        other.content.master_by_recovery,
        other.content.data_keys,
        other.content.fingerprints,
    )
    with pytest.raises(UserCanFix) as caught:
        keys.unlock(mixed, "口令 one")
    assert code_of(caught) == "book.wrong_passphrase"


def test_a_new_passphrase_leaves_data_key_and_recovery_key() -> None:
    changed = keys.with_passphrase(NEW.content, NEW.unlocked, "two", keys.CHEAP, is_cheap_allowed=True)
    assert keys.unlock(changed, "two") == NEW.unlocked
    assert keys.unlock_by_recovery(changed, NEW.recovery_text) == NEW.unlocked
    with pytest.raises(UserCanFix):
        keys.unlock(changed, "口令 one")


def test_a_new_recovery_key_makes_the_old_one_useless() -> None:
    changed, text = keys.with_new_recovery(NEW.content, NEW.unlocked)
    assert keys.unlock_by_recovery(changed, text) == NEW.unlocked
    with pytest.raises(UserCanFix) as caught:
        keys.unlock_by_recovery(changed, NEW.recovery_text)
    assert code_of(caught) == "recovery.wrong"


@pytest.mark.parametrize("cost", [keys.CHEAP, KdfCost(65_535, 3, 4), KdfCost(65_536, 2, 4)])
def test_a_real_book_never_gets_a_cheap_passphrase(cost: KdfCost) -> None:
    with pytest.raises(DeskBug):
        keys.create(BOOK_ID, "p", cost)
    with pytest.raises(DeskBug):
        keys.with_passphrase(NEW.content, NEW.unlocked, "p", cost)


@pytest.mark.parametrize(("spent", "passes"), [(0.14, 15), (5.0, 3), (0.0001, 24), (0.7, 3), (0.42, 5)])
def test_the_cost_suits_the_machine_and_never_falls_below_the_floor(spent: float, passes: int) -> None:
    times = iter([10.0, 10.0 + spent])
    assert keys.calibrate(lambda: next(times)) == KdfCost(65_536, passes, 4)


def test_secrets_are_not_shown() -> None:
    shown = f"{NEW!r}{NEW.unlocked!r}{NEW.unlocked.data_keys!r}"
    assert NEW.recovery_text not in shown
    assert NEW.unlocked.master.hex() not in shown
    assert repr(NEW.unlocked.data_keys[0].raw) not in shown


def test_key_file_holds_no_key_in_the_clear_and_stays_small() -> None:
    raw = key_file.to_bytes(NEW.content)
    two = keys.with_data_keys(
        NEW.content, NEW.unlocked, (*NEW.unlocked.data_keys, keys.new_data_key(BOOK_ID))
    )
    assert len(key_file.to_bytes(two)) <= key_file.MAX_BYTES
    for secret in (NEW.unlocked.master, NEW.unlocked.data_keys[0].raw):
        assert secret.hex().encode() not in raw
        assert secret not in raw
    assert key_file.from_bytes(raw) == NEW.content


def test_every_single_flipped_bit_of_a_key_file_is_damage() -> None:
    raw = key_file.to_bytes(NEW.content)
    for at in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[at // 8] ^= 1 << at % 8
        with pytest.raises(UserCanFix) as caught:
            key_file.from_bytes(bytes(flipped))
        assert code_of(caught) == "book.key_damaged", at


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"checksum": 1}', b"x" * 5000])
def test_anything_else_is_a_damaged_key_file(raw: bytes, tmp_path: Path) -> None:
    files = BookFiles(tmp_path / "a.book")
    files.key.write_bytes(raw)
    with pytest.raises(UserCanFix) as caught:
        key_file.load(files)
    assert code_of(caught) == "book.key_damaged"


def test_a_key_file_of_a_later_format_is_from_the_future(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "FORMAT", 2)
    raw = key_file.to_bytes(NEW.content)
    monkeypatch.undo()
    with pytest.raises(UserCanFix) as caught:
        key_file.from_bytes(raw)
    assert code_of(caught) == "book.from_newer_version"


@given(raw=st.binary(min_size=recovery_key.RANDOM_BYTES, max_size=recovery_key.RANDOM_BYTES))
def test_a_recovery_key_is_read_back_however_it_is_typed(raw: bytes) -> None:
    text = recovery_key.to_text(raw)
    typed = text.lower().replace("-", "  ").replace("0", "O").replace("1", "l")
    assert recovery_key.from_text(text) == recovery_key.from_text(typed) == raw
    assert len(text.split("-")) == 8


@given(raw=st.binary(min_size=20, max_size=20), place=st.integers(0, 39), symbol=st.integers(1, 31))
def test_any_single_wrong_character_names_its_group(raw: bytes, place: int, symbol: int) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    plain = recovery_key.to_text(raw).replace("-", "")
    wrong = alphabet[(alphabet.index(plain[place]) + symbol) % 32]
    with pytest.raises(UserCanFix) as caught:
        recovery_key.from_text(plain[:place] + wrong + plain[place + 1 :])
    assert (code_of(caught), caught.value.params["group"]) == ("recovery.group", place // 5 + 1)


@pytest.mark.parametrize("typed", ["", "ABCDE", "A" * 41])
def test_a_recovery_key_of_another_length_is_told(typed: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        recovery_key.from_text(typed)
    assert code_of(caught) == "recovery.length"


def test_swapped_groups_are_noticed() -> None:
    source = random.Random(7)
    for _ in range(200):
        groups = recovery_key.to_text(source.randbytes(20)).split("-")
        first, second = source.sample(range(8), 2)
        if groups[first] == groups[second]:
            continue
        groups[first], groups[second] = groups[second], groups[first]
        with pytest.raises(UserCanFix):
            recovery_key.from_text("-".join(groups))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in another way")
def test_only_the_owner_reads_the_key_file(tmp_path: Path) -> None:
    path = tmp_path / "small"
    replace_durably(path, b"content")
    assert path.stat().st_mode & 0o777 == 0o600
