"""Encodings are proved over the whole file; nothing is guessed and nothing replaced."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.kinds import Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake import decode
from advisor_desk.intake.decode import encoding_of
from tests.unit.intake.files import options, read

HEADER = "客户号,姓名\n"


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "in.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HEADER.encode("utf-8"), "utf-8"),
        (HEADER.encode("utf-8-sig"), "utf-8-sig"),
        (HEADER.encode("gb18030"), "gb18030"),
        (HEADER.encode("gbk"), "gb18030"),
        (HEADER.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + HEADER.encode("utf-16-be"), "utf-16"),
        (b"client_no,name\n", "utf-8"),
    ],
)
def test_encoding_is_found(tmp_path: Path, content: bytes, name: str) -> None:
    assert encoding_of(saved(tmp_path, content)).name == name


def test_a_late_gbk_line_decides_for_the_whole_file(tmp_path: Path) -> None:
    content = b"client_no,name\n" + b"1,abc\n" * 100_000 + "2,张三\n".encode("gbk")
    assert encoding_of(saved(tmp_path, content)).name == "gb18030"


def test_gbk_read_as_utf8_is_one_clear_error_with_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path, b"client_no,name\n1,abc\n" + "2,张三\n".encode("gbk"))
    with pytest.raises(UserCanFix) as error:
        encoding_of(path, wanted="utf-8")
    assert error.value.code == "intake.not_this_encoding"
    assert dict(error.value.params) == {"encoding": "utf-8", "line": 3}


def test_the_line_is_right_beyond_the_first_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "BLOCK_BYTES", 7)
    path = saved(tmp_path, "客户号,姓名\n1,张三\n2,李四\n".encode() + b"3,\xff\xff\n")
    with pytest.raises(UserCanFix) as error:
        encoding_of(path, wanted="utf-8")
    assert error.value.params["line"] == 4


def test_a_profile_only_hints_at_the_encoding(tmp_path: Path) -> None:
    assert encoding_of(saved(tmp_path, HEADER.encode("utf-8-sig")), hint="gb18030").name == "utf-8-sig"
    assert encoding_of(saved(tmp_path, HEADER.encode("gbk")), hint="utf-8").name == "gb18030"


@pytest.mark.parametrize("name", ["gbk", "GB2312", "cp936", "ANSI", "gb18030"])
def test_names_that_people_use(tmp_path: Path, name: str) -> None:
    assert encoding_of(saved(tmp_path, HEADER.encode("gbk")), wanted=name).name == "gb18030"


def test_an_unknown_name_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix, match=r"intake\.encoding_name"):
        encoding_of(saved(tmp_path, b"a,b\n"), wanted="klingon")


def test_neither_encoding_fits(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix) as error:
        encoding_of(saved(tmp_path, b"a,b\n1,2\n3,\xff\xfe\xff\n"))
    assert error.value.code == "intake.unknown_encoding"
    assert error.value.params["line"] == 3


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_gigantic_line_is_refused_before_anything_is_read(tmp_path: Path, end: bytes) -> None:
    path = saved(tmp_path, b"client_no,name\n1,a\n2," + b"x" * (3 << 20) + end)
    with pytest.raises(UserCanFix) as error:
        encoding_of(path)
    assert error.value.code == "intake.line_too_long"
    assert error.value.params["line"] == 3


def test_zero_bytes_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(UserCanFix) as error:
        encoding_of(saved(tmp_path, b"client_no,name\n1,a\0b\n"))
    assert error.value.code == "intake.not_a_table"
    assert error.value.params["line"] == 2


@given(
    names=st.lists(st.text("张王李赵欧阳雨桐𠮷ABC", min_size=1, max_size=8), min_size=1, max_size=20),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_encoding_delimiter_and_line_end_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str, delimiter: str, ending: str
) -> None:
    lines = ["客户号" + delimiter + "姓名", *(f"{at:04d}{delimiter}{name}" for at, name in enumerate(names))]
    path = tmp_path_factory.mktemp("enc") / "in.csv"
    path.write_bytes((ending.join(lines) + ending).encode(encoding))
    outcome = read(path, Kind.CLIENTS, options())
    assert outcome.columns["name"] == names
    assert outcome.columns["client_no"] == [f"{at:04d}" for at in range(len(names))]
    assert outcome.row_numbers == list(range(2, len(names) + 2))
