"""Preferences survive a restart, and a damaged file never keeps the desk from opening."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.errors import OutsideFailed
from advisor_desk.settings import (
    FONT_PX,
    IDLE_LOCK_MINUTES,
    LANGUAGES,
    THEMES,
    Settings,
    as_toml,
    from_mapping,
    load_settings,
    save_settings,
    settings_file,
)

any_settings = st.builds(
    Settings,
    theme=st.sampled_from(THEMES),
    language=st.sampled_from(LANGUAGES),
    font_px=st.sampled_from(FONT_PX),
    idle_lock_minutes=st.sampled_from(IDLE_LOCK_MINUTES),
    discreet_at_start=st.booleans(),
    last_book=st.text(st.characters(codec="utf-8")),
)


def test_a_first_start_has_the_defaults(tmp_path: Path) -> None:
    loaded = load_settings(tmp_path / "none.toml")
    assert loaded.settings == Settings()
    assert loaded.settings.idle_lock_minutes == 10
    assert loaded.unusable == ()


@given(chosen=any_settings)
def test_what_is_saved_is_what_is_loaded(chosen: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(chosen, file)
    loaded = load_settings(file)
    assert loaded.settings == chosen
    assert loaded.unusable == ()


def test_a_save_makes_the_folder_and_leaves_one_file(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    save_settings(Settings(theme="dark"), file)
    save_settings(Settings(theme="light"), file)
    assert [found.name for found in file.parent.iterdir()] == ["settings.toml"]
    assert load_settings(file).settings.theme == "light"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('theme = "pink"', "theme"),
        ("theme = 3", "theme"),
        ('language = ["en"]', "language"),
        ("font_px = 99", "font_px"),
        ("font_px = true", "font_px"),
        ("font_px = 13.0", "font_px"),
        ("idle_lock_minutes = 0", "idle_lock_minutes"),
        ("idle_lock_minutes = -5", "idle_lock_minutes"),
        ('idle_lock_minutes = "never"', "idle_lock_minutes"),
        ("discreet_at_start = 1", "discreet_at_start"),
        ("last_book = 2026-01-01", "last_book"),
    ],
)
def test_a_bad_value_falls_back_alone(tmp_path: Path, line: str, key: str) -> None:
    good = [row for row in as_toml(Settings(theme="dark", language="en")).splitlines() if key not in row]
    file = tmp_path / "settings.toml"
    file.write_text("\n".join([*good, line]), encoding="utf-8")
    loaded = load_settings(file)
    assert loaded.unusable == (key,)
    assert getattr(loaded.settings, key) == getattr(Settings(), key)
    kept = {"theme": "dark", "language": "en"}
    kept.pop(key, None)
    assert all(getattr(loaded.settings, name) == value for name, value in kept.items())


def test_a_key_of_a_later_version_is_left_alone() -> None:
    loaded = from_mapping({"theme": "dark", "from_the_future": 1})
    assert loaded.settings == Settings(theme="dark")
    assert loaded.unusable == ()


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe\x00", b"[[[", b"theme='dark'\ntheme='light'"])
def test_an_unreadable_file_is_reported_whole(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    loaded = load_settings(file)
    assert loaded.settings == Settings()
    assert loaded.unusable == ("*",)


def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    assert load_settings(tmp_path).unusable == ("*",)


def test_a_save_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.write_text("", encoding="utf-8")
    with pytest.raises(OutsideFailed, match=r"^settings\.not_written"):
        save_settings(Settings(), in_the_way / "settings.toml")


def test_the_file_lies_in_the_persons_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DESK_DATA", str(tmp_path))
    save_settings(Settings(font_px=16))
    assert settings_file().parent == tmp_path
    assert load_settings().settings.font_px == 16
