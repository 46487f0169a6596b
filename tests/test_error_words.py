"""Every error that the program can raise has words of its own, and every figure that its words ask for."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from advisor_desk.errors import DeskBug, OutsideFailed, UserCanFix
from advisor_desk.words import errors
from advisor_desk.words.catalogue import translated
from advisor_desk.words.errors_book import RULES_REASONS
from tests.test_english_complete import CHINESE

ROOT = Path(__file__).resolve().parents[1]
RAISED = {"UserCanFix", "OutsideFailed", "WrongUsage"}
OURS = "DeskBug"
REASON = re.compile(r"(?:intake|import|check)\.[a-z_0-9]+")
CODE = re.compile(r"[a-z0-9]+\.[a-z_0-9]+")
BY_TABLE = {"book.disk_full", "book.read_only", "book.unreadable"}
"""Codes that stand in a table of their file and are raised by a variable."""


@dataclass(frozen=True)
class Raised:
    """One place that makes an error."""

    where: str
    family: str
    code: str
    params: frozenset[str]
    is_open: bool


def sources() -> list[Path]:
    folder = ROOT / "advisor_desk"
    return [file for file in sorted(folder.rglob("*.py")) if "words" not in file.relative_to(folder).parts]


def raised() -> Iterator[Raised]:
    for file in sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            first = node.args[0]
            if node.func.id in {*RAISED, OURS} and isinstance(first, ast.Constant):
                names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                where = f"{file.relative_to(ROOT)}:{node.lineno}"
                is_open = any(keyword.arg is None for keyword in node.keywords)
                yield Raised(where, node.func.id, str(first.value), names, is_open)


def reasons() -> set[str]:
    """Codes of refused rows and of faults: they travel as data, not as exceptions."""
    return {
        str(node.value)
        for file in sources()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and REASON.fullmatch(node.value)
    }


def wanted(code: str) -> set[str]:
    return {
        name
        for text in errors.ERROR_WORDS.get(code, ())
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }


def test_every_error_of_a_person_or_the_system_has_words() -> None:
    found = list(raised())
    assert len(found) > 80
    wordless = [
        f"{one.where} {one.code}" for one in found if one.family in RAISED and not errors.is_known(one.code)
    ]
    assert wordless == []
    assert [code for code in sorted(reasons() | BY_TABLE) if not errors.is_known(code)] == []


def test_every_problem_of_a_rules_file_has_words() -> None:
    found = {
        node.args[1].value
        for file in (ROOT / "advisor_desk" / "rules").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault"
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    }
    assert {"not_toml", "unknown_key", "wrong_sum"} <= found
    assert found | {"not_utf8", "no_family"} == set(RULES_REASONS)


def test_every_code_is_ascii_in_two_parts() -> None:
    assert [one for one in raised() if not CODE.fullmatch(one.code)] == []
    assert [code for code in errors.ERROR_WORDS if not CODE.fullmatch(code)] == []


def test_every_figure_in_a_sentence_is_given_where_the_error_is_made() -> None:
    without = [
        f"{one.where} {one.code}: {sorted(wanted(one.code) - one.params)}"
        for one in raised()
        if not one.is_open and wanted(one.code) - one.params
    ]
    assert without == []


def test_no_words_are_kept_for_a_code_that_nothing_raises() -> None:
    used = reasons() | BY_TABLE | {one.code for one in raised()}
    text = "".join(file.read_text(encoding="utf-8") for file in sources())
    assert [code for code in errors.ERROR_WORDS if code not in used and f'"{code}"' not in text] == []


def test_every_sentence_is_one_line_and_has_english() -> None:
    for code, pair in errors.ERROR_WORDS.items():
        for text in filter(None, pair):
            assert CHINESE.search(text), code
            assert text.endswith(("。", ":", "：")), code
            assert "\n" not in text, code
            english = translated(text, "en")
            assert english != text, code
            assert not CHINESE.search(english), code
            assert english.endswith((".", ":")), code


def test_where_nothing_tries_again_by_itself_no_sentence_says_so() -> None:
    for code in errors.ERROR_WORDS:
        said = errors.words(UserCanFix(code), str, is_once=True).next_step
        assert "会自动再试" not in said, code
    assert "会自动再试" in errors.words(UserCanFix("sync.unreachable"), str).next_step


def test_hub_and_desk_have_one_word_for_one_thing() -> None:
    others = re.compile("注册码|密封文件")
    kinds = {".py", ".toml", ".html"}
    folders = (ROOT / "advisor_desk", ROOT / "resources" / "i18n", ROOT / "resources" / "console")
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in kinds]
    assert [file for file in files if others.search(file.read_text(encoding="utf-8"))] == []
    said = "".join(text for pair in errors.ERROR_WORDS.values() for text in pair)
    assert "邀请码" in said
    assert "封装文件" in said


def test_an_error_without_words_gets_those_of_its_family() -> None:
    def plain(text: str) -> str:
        return text

    kinds = (UserCanFix("nobody.knows"), OutsideFailed("nobody.knows"), DeskBug("nobody.knows"))
    said = [errors.words(error, plain).together for error in kinds]
    assert len(set(said)) == 3
    assert all("nobody" not in sentence for sentence in said)
    assert errors.reject_words("nobody.knows", plain) == "nobody.knows"
