"""Writes a profile from what a person mapped on the screen, so that next month chooses it by itself."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.intake.header import fingerprint
from advisor_desk.intake.profile import parse_profile

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
_LONGEST_NAME = 80


def profile_text(kind: Kind, title: str, columns: Mapping[str, str], header: Sequence[str]) -> str:
    """The TOML of a profile that maps fields to headers and knows this header again.

    Raises UserCanFix as `parse_profile` when a field is not one of the kind.
    """
    lines = [
        f"kind = {_quoted(kind.value)}",
        f"title = {_quoted(title)}",
        f"fingerprints = [{_quoted(fingerprint(header))}]",
        "",
        "[columns]",
        *(f"{field} = {_quoted(name)}" for field, name in columns.items()),
    ]
    text = "\n".join(lines) + "\n"
    parse_profile(text, title)
    return text


def save_profile(folder: Path, title: str, text: str) -> Path:
    """Writes the profile into the folder, over an older one of the same title.

    Raises UserCanFix("intake.profile_name") and OutsideFailed("intake.profile_not_written", file).
    """
    stem = _FORBIDDEN.sub("_", title).strip(" .")[:_LONGEST_NAME]
    if not stem.strip("_"):
        raise UserCanFix("intake.profile_name")
    path = folder / f"{stem}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".part")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise OutsideFailed("intake.profile_not_written", file=path.name) from error
    return path


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
