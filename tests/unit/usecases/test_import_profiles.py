"""Profiles a person saves: found again by name and by the header of next month's file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.profile import parse_profile
from advisor_desk.usecases.import_profiles import ProfileFolder, _quoted

HEADER = ["编号", "客户名", "电话"]
MAPPING = {"client_no": "编号", "name": "客户名", "phone": "电话"}


def test_a_saved_mapping_is_chosen_again_by_the_header(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path / "profiles")
    folder.save("每月客户表", Kind.CLIENTS, HEADER, MAPPING)
    chosen = folder.choose(Kind.CLIENTS, HEADER)
    assert chosen is not None
    assert chosen.name == "每月客户表"
    assert dict(chosen.columns) == {field: (column,) for field, column in MAPPING.items()}


def test_another_header_or_kind_chooses_nothing(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    folder.save("每月客户表", Kind.CLIENTS, HEADER, MAPPING)
    assert folder.choose(Kind.CLIENTS, [*HEADER, "备注"]) is None
    assert folder.choose(Kind.ACCOUNTS, HEADER) is None


def test_names_are_listed_by_kind_and_found_by_title(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    folder.save("甲/乙", Kind.CLIENTS, HEADER, MAPPING)
    assert folder.names(Kind.CLIENTS) == ["甲/乙"]
    assert folder.names(Kind.TRADES) == []
    assert folder.find("甲/乙").kind is Kind.CLIENTS


def test_a_profile_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix) as caught:
        ProfileFolder(tmp_path).find("没有")
    assert caught.value.code == "intake.profile_missing"


def test_a_broken_profile_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = ProfileFolder(tmp_path)
    (tmp_path / "broken.toml").write_text("kind = [", encoding="utf-8")
    folder.save("好的", Kind.CLIENTS, HEADER, MAPPING)
    assert folder.names(Kind.CLIENTS) == ["好的"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_column_name_survives_the_file(column: str) -> None:
    text = f'kind = "clients"\n[columns]\nname = {_quoted(column)}\n'
    assert parse_profile(text, "any").columns["name"] == (column,)
