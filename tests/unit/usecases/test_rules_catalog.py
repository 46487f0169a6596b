"""Which rules version is in force on a date, and which texts belong to it."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from advisor_desk import paths
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.rules_catalog import RulesCatalog, read_catalog, shipped_catalog

TEXT = (paths.resources() / "rules" / "2026-11.toml").read_text(encoding="utf-8")
LATER = TEXT.replace('"2026-11"', '"2027-01"').replace("1990-01-01", "2027-01-01")


@pytest.fixture
def catalog() -> RulesCatalog:
    return RulesCatalog([("b.toml", LATER), ("a.toml", TEXT)])


@pytest.mark.parametrize(
    ("as_of", "version"),
    [
        (date(1990, 1, 1), "2026-11"),
        (date(1998, 12, 31), "2026-11"),
        (date(2026, 12, 31), "2026-11"),
        (date(2027, 1, 1), "2027-01"),
        (date(2040, 1, 1), "2027-01"),
    ],
)
def test_newest_version_that_has_begun(catalog: RulesCatalog, as_of: date, version: str) -> None:
    assert catalog.in_force(as_of).version == version


def test_date_before_the_first_version(catalog: RulesCatalog) -> None:
    with pytest.raises(UserCanFix) as caught:
        catalog.in_force(date(1989, 12, 31))
    assert caught.value.code == "rules.none_in_force"


def test_versions_in_their_order_with_text_and_digest(catalog: RulesCatalog) -> None:
    assert catalog.versions == ("2026-11", "2027-01")
    assert catalog.text("2027-01") == LATER
    assert catalog.digest("2026-11") == sha256(TEXT.encode()).hexdigest()
    with pytest.raises(UserCanFix) as caught:
        catalog.text("1999-01")
    assert caught.value.code == "rules.unknown_version"


@pytest.mark.parametrize(
    "other", [TEXT, LATER.replace("2027-01-01", "1990-01-01"), TEXT.replace("1990-01-01", "1991-01-01")]
)
def test_two_versions_that_cannot_be_told_apart(other: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        RulesCatalog([("a.toml", TEXT), ("b.toml", other)])
    assert (caught.value.code, caught.value.params["name"]) == ("rules.ambiguous", "b.toml")


def test_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix) as caught:
        read_catalog(tmp_path)
    assert caught.value.code == "rules.none_found"


def test_file_that_is_not_utf8_names_itself(tmp_path: Path) -> None:
    (tmp_path / "gbk.toml").write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(UserCanFix) as caught:
        read_catalog(tmp_path)
    assert (caught.value.params["name"], caught.value.params["problem"]) == ("gbk.toml", "not_utf8")


def test_shipped_files_are_named_after_their_version() -> None:
    names = sorted(path.stem for path in (paths.resources() / "rules").glob("*.toml"))
    assert names == sorted(shipped_catalog().versions)
