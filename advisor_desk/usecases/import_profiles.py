"""Saved import profiles: kept in one folder, found again by name or by the header of a file."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.intake.header import fingerprint
from advisor_desk.intake.profile import Profile, choose, load_profile

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class ProfileFolder:
    """The profiles that a person has saved. A profile that cannot be read is skipped when choosing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self, kind: Kind) -> list[str]:
        """Names of the readable profiles for a kind, sorted."""
        return sorted(profile.name for profile in self._readable() if profile.kind is kind)

    def find(self, name_or_file: str) -> Profile:
        """A profile by its file, its file's stem or its title.

        Raises UserCanFix: `intake.profile_missing`, `intake.profile_syntax`, `intake.profile_key`.
        """
        path = Path(name_or_file)
        if path.suffix == ".toml" or path.exists():
            return load_profile(path)
        beside = self._folder / f"{name_or_file}.toml"
        if beside.exists():
            return load_profile(beside)
        for profile in self._readable():
            if profile.name == name_or_file:
                return profile
        raise UserCanFix("intake.profile_missing", profile=name_or_file)

    def choose(self, kind: Kind, header: Sequence[str]) -> Profile | None:
        """The profile saved for exactly this header, or None."""
        return choose(self._readable(), kind, header)

    def save(self, name: str, kind: Kind, header: Sequence[str], mapping: Mapping[str, str]) -> Path:
        """Keep `mapping` (field to header) for files with this header.

        Raises OutsideFailed("import.profile_unwritable").
        """
        stem = _NOT_IN_FILE_NAMES.sub("-", name).strip(". ") or "profile"
        path = self._folder / f"{stem}.toml"
        lines = [f'kind = "{kind.value}"', f"title = {_quoted(name)}"]
        lines += [f"fingerprints = [{_quoted(fingerprint(header))}]", "", "[columns]"]
        lines += [f"{field} = {_quoted(column)}" for field, column in mapping.items()]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise OutsideFailed("import.profile_unwritable", profile=path.name) from error
        return path

    def _readable(self) -> list[Profile]:
        found = []
        for path in sorted(self._folder.glob("*.toml")):
            try:
                found.append(load_profile(path))
            except UserCanFix:
                continue
        return found


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
