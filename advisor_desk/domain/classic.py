"""The classic R/F/M score, apart from `domain.standing`: a whole book is scored without its records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassicScore:
    """Classic R, F, M, each 1 to 5 (domain notes §2.3)."""

    r: int
    f: int
    m: int
