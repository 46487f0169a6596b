"""The person's preferences on this machine: a frozen `Settings`, its loader and its writer.

No client's data and nothing secret may ever be kept here: the file is plain text.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

from advisor_desk.errors import OutsideFailed
from advisor_desk.paths import user_data

FILE_NAME: Final = "settings.toml"
THEMES: Final = ("system", "light", "dark")
LANGUAGES: Final = ("system", "zh_CN", "en")
FONT_PX: Final = range(12, 17)
IDLE_LOCK_MINUTES: Final = range(1, 241)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose. Every field has a default that is safe for a client's data."""

    theme: str = "system"
    language: str = "system"
    font_px: int = 13
    idle_lock_minutes: int = 10
    discreet_at_start: bool = False
    """Money and names start masked, as after F9."""
    last_book: str = ""
    """Path of the book opened last; empty when there is none."""


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings as found, and what in the file could not be used."""

    settings: Settings
    unusable: tuple[str, ...] = ()
    """Keys whose value fell back to its default; `("*",)` when the whole file could not be read."""


def settings_file() -> Path:
    """Where the settings of this person are kept."""
    return user_data() / FILE_NAME


def load_settings(path: Path | None = None) -> LoadedSettings:
    """Read the settings; a missing file means the defaults, a bad value means the default of that key.

    Never raises for what the file holds: a person must be able to open the desk and mend it there.
    """
    source = path or settings_file()
    if not source.exists():
        return LoadedSettings(Settings())
    # Not at the top: the first paint of a new desk needs no parser.
    import tomllib

    try:
        raw = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return LoadedSettings(Settings(), ("*",))
    return from_mapping(raw)


def from_mapping(raw: Mapping[str, Any]) -> LoadedSettings:
    """Take from `raw` every known key that holds a usable value. Unknown keys are left alone."""
    unusable = tuple(key for key, usable in _USABLE.items() if key in raw and not usable(raw[key]))
    taken = {key: raw[key] for key in _USABLE if key in raw and key not in unusable}
    return LoadedSettings(replace(Settings(), **taken), unusable)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings so that a crash leaves either the old file or the new one.

    Raises OutsideFailed("settings.not_written") when the folder cannot be written.
    """
    target = path or settings_file()
    fresh = target.with_name(f"{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(as_toml(settings))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError as error:
        raise OutsideFailed("settings.not_written", system_error=error.errno) from error


def as_toml(settings: Settings) -> str:
    """The settings as TOML text, one key a line in the order of the fields."""
    pairs = ((field.name, getattr(settings, field.name)) for field in fields(settings))
    return "".join(f"{name} = {_toml_value(value)}\n" for name, value in pairs)


def _toml_value(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return f'"{"".join(_toml_character(character) for character in value)}"'


def _toml_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if ord(character) < 0x20 or ord(character) == 0x7F:
        return f"\\u{ord(character):04X}"
    return character


def _is_whole_in(allowed: range) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and value in allowed


_USABLE: Final[Mapping[str, Callable[[Any], bool]]] = {
    "theme": lambda value: isinstance(value, str) and value in THEMES,
    "language": lambda value: isinstance(value, str) and value in LANGUAGES,
    "font_px": _is_whole_in(FONT_PX),
    "idle_lock_minutes": _is_whole_in(IDLE_LOCK_MINUTES),
    "discreet_at_start": lambda value: isinstance(value, bool),
    "last_book": lambda value: isinstance(value, str),
}
