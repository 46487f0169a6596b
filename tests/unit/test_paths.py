"""The product finds its files in a checkout, a wheel and a frozen program."""

import sys
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.errors import UserCanFix


def test_a_checkout_uses_the_folders_beside_the_package() -> None:
    root = Path(__file__).resolve().parents[2]
    assert paths.resources() == root / "resources"
    assert paths.migrations() == root / "db" / "desk"


def test_a_wheel_uses_the_folders_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "advisor_desk"
    (package / "_resources").mkdir(parents=True)
    (package / "_db" / "desk").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    assert paths.resources() == package / "_resources"
    assert paths.migrations() == package / "_db" / "desk"


def test_a_frozen_program_uses_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "advisor_desk" / "_resources").mkdir(parents=True)
    (tmp_path / "advisor_desk" / "_db").mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "advisor_desk" / "_resources"
    assert paths.migrations() == tmp_path / "advisor_desk" / "_db" / "desk"


def test_the_data_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "stick"))
    assert paths.user_data() == tmp_path / "stick"
    assert paths.default_book() == tmp_path / "stick" / "desk.book"


def test_the_data_folder_is_the_persons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.DATA_VARIABLE)
    for variable in ("HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    folder = paths.user_data()
    assert folder.is_absolute()
    assert folder.name == "advisor-desk"
    assert not folder.exists(), "asking where the data is must not make the folder"


def test_what_the_product_ships_is_there() -> None:
    assert paths.resources().is_dir()
    assert paths.migrations().is_dir()


@pytest.mark.parametrize(
    "name", ["desk.book", "desk.book.key", "desk.book.key.previous", "desk.book-wal", "desk.book.lock"]
)
@pytest.mark.parametrize("key", [".key", ".key.previous"])
def test_nothing_is_written_over_a_file_of_a_book(tmp_path: Path, name: str, key: str) -> None:
    (tmp_path / f"desk.book{key}").touch()
    with pytest.raises(UserCanFix, match=r"export\.is_book_file"):
        paths.spare_books(tmp_path / name)


def test_any_other_file_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "desk.book.key").touch()
    for name in ("desk.book.pdf", "brief.pdf", "other.key", ".key", "other.book"):
        paths.spare_books(tmp_path / name)


def test_a_link_to_a_book_is_the_book(tmp_path: Path) -> None:
    (tmp_path / "desk.book.key").touch()
    link = tmp_path / "brief.pdf"
    try:
        link.symlink_to(tmp_path / "desk.book")
    except OSError:
        pytest.skip("this system makes no links for us")
    with pytest.raises(UserCanFix, match=r"brief\.pdf"):
        paths.spare_books(link)
