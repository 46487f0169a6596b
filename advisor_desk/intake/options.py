"""How a person and a profile want a file read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from advisor_desk.intake.profile import Profile


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How to read a file. `today` bounds the dates that may not lie in the future.

    `encoding`, `delimiter` and `sheet` are a person's choice and binding. `mapping` (field to
    header) replaces the matching by words. Side files of a profile are looked for in
    `side_folder`, by default the folder of the file.
    """

    today: date
    profile: Profile | None = None
    mapping: Mapping[str, str] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    side_folder: Path | None = None
