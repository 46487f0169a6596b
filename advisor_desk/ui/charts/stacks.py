"""What a stacked bar shows, as plain values without Qt or matplotlib."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StackPart:
    """A part of a bar: its share in per mille (None: there is nothing to share), words, colours."""

    share: int | None
    words: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar and the words beside it."""

    words: str
    parts: tuple[StackPart, ...]
