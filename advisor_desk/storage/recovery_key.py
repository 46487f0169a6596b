"""The recovery key: random letters and digits in groups that a person can write down and type back.

Only its form is made here; what it opens is decided in `keys`.
"""

from advisor_desk.errors import UserCanFix

RANDOM_BYTES = 20
"""160 random bits: too many to guess, so no slow derivation is needed."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DATA_PER_GROUP = 4
_WEIGHTS = (1, 3, 5, 7)
"""Odd, so that any single wrong character changes the sum modulo 32."""
_BITS = 5
_GROUPS = RANDOM_BYTES * 8 // _BITS // _DATA_PER_GROUP


def to_text(raw: bytes) -> str:
    """Eight groups of four characters and a check character, joined by dashes."""
    number = int.from_bytes(raw, "big")
    symbols = [number >> shift & 31 for shift in range(RANDOM_BYTES * 8 - _BITS, -1, -_BITS)]
    groups = [symbols[at : at + _DATA_PER_GROUP] for at in range(0, len(symbols), _DATA_PER_GROUP)]
    return "-".join(
        "".join(_ALPHABET[symbol] for symbol in [*group, _check(group, place)])
        for place, group in enumerate(groups)
    )


def from_text(text: str) -> bytes:
    """The random bytes behind a typed recovery key; case, spaces, dashes and O/0, I/L/1 do not matter.

    Raises UserCanFix("recovery.length", characters=, expected=) or, naming the first group that was
    mistyped (from 1), UserCanFix("recovery.group", group=).
    """
    import unicodedata

    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    typed = "".join(character for character in plain if character.isalnum())
    size = _DATA_PER_GROUP + 1
    if len(typed) != _GROUPS * size:
        raise UserCanFix("recovery.length", characters=len(typed), expected=_GROUPS * size)
    number = 0
    for place in range(_GROUPS):
        for symbol in _group(typed[place * size : (place + 1) * size], place):
            number = number << _BITS | symbol
    return number.to_bytes(RANDOM_BYTES, "big")


def _group(typed: str, place: int) -> list[int]:
    symbols = [_ALPHABET.find(character) for character in typed]
    if -1 in symbols or _check(symbols[:-1], place) != symbols[-1]:
        raise UserCanFix("recovery.group", group=place + 1)
    return symbols[:-1]


def _check(group: list[int], place: int) -> int:
    """The place counts too, so that swapped groups do not pass."""
    return (sum(w * s for w, s in zip(_WEIGHTS, group, strict=True)) + 11 * place + 7) % 32
