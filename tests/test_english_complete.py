"""Every text of the window has English: found by reading the source, compared with the catalogue."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor_desk.words import errors

ROOT = Path(__file__).resolve().parents[1]
WINDOW = [ROOT / "advisor_desk" / "ui", ROOT / "advisor_desk" / "app"]
ENGLISH = ROOT / "resources" / "i18n" / "en"
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
SOURCE_ARGUMENT = {"tr": 0, "mark": 0, "t": 1, "translate": 1, "_t": 1, "QT_TRANSLATE_NOOP": 1}
PLAIN = ("words", "cli")
NOT_SHOWN = {"advisor_desk/ui/discreet.py"}
"""Chinese in the code that is data, not words: the surnames of two characters."""


@dataclass(frozen=True)
class Text:
    """One text and where it stands; `counts` when it is translated with a number."""

    where: str
    text: str
    counts: bool


def sources() -> list[Path]:
    return sorted(file for folder in WINDOW for file in folder.rglob("*.py"))


def called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def marked(tree: ast.AST) -> Iterator[tuple[ast.Call, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            at = SOURCE_ARGUMENT.get(called(node))
            if at is not None and len(node.args) > at:
                yield node, node.args[at]


def texts() -> list[Text]:
    found = []
    for file in sources():
        for call, source in marked(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(source, ast.Constant) and isinstance(source.value, str) and source.value:
                where = f"{file.relative_to(ROOT)}:{source.lineno}"
                counts = len(call.args) > SOURCE_ARGUMENT[called(call)] + 1
                found.append(Text(where, source.value, counts))
    return found


def catalogue() -> dict[str, str | list[str]]:
    merged: dict[str, str | list[str]] = {}
    for file in sorted(ENGLISH.glob("*.toml")):
        merged.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return merged


def fields(text: str) -> set[str]:
    named = {name for _before, name, _form, _conversion in string.Formatter().parse(text) if name is not None}
    return named | set(re.findall(r"%n|%\d", text))


def plain_texts() -> set[str]:
    """Chinese in the words that the window shares with the command line, and in the command line."""
    found = set()
    for folder in PLAIN:
        for file in sorted((ROOT / "advisor_desk" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found


def test_every_text_has_english() -> None:
    known = {key.rpartition("|")[2] for key in catalogue()}
    shown = {one.text for one in texts()} | set(errors.all_texts())
    assert sorted(text for text in shown - known if CHINESE.search(text)) == []


def test_no_text_with_braces_was_made_by_an_f_string() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{source.lineno}"
        for file in sources()
        for _call, source in marked(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(source, ast.JoinedStr)
    ]
    assert wrong == []


def test_no_chinese_outside_of_marked_texts() -> None:
    wrong = []
    for file in sources():
        if str(file.relative_to(ROOT)) in NOT_SHOWN:
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        allowed = {id(part) for _call, source in marked(tree) for part in ast.walk(source)}
        allowed |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        wrong += [
            f"{file.relative_to(ROOT)}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CHINESE.search(node.value)
            and id(node) not in allowed
        ]
    assert wrong == []


@pytest.mark.parametrize("file", sorted(ENGLISH.glob("*.toml")), ids=lambda file: file.stem)
def test_english_keeps_the_fields_and_has_no_chinese(file: Path) -> None:
    for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
        source = key.rpartition("|")[2]
        for english in [value] if isinstance(value, str) else value:
            assert english.strip(), key
            assert not CHINESE.search(english), key
            assert fields(english) <= fields(source), key
        longest = value if isinstance(value, str) else value[-1]
        assert fields(longest) == fields(source), key


def test_two_forms_only_where_a_number_is_given() -> None:
    counted = {one.text for one in texts() if one.counts}
    forms = {key.rpartition("|")[2]: value for key, value in catalogue().items()}
    assert [text for text in counted if text in forms and isinstance(forms[text], str)] == []
    assert [text for text, value in forms.items() if isinstance(value, list) and text not in counted] == []


def test_nothing_in_the_catalogue_is_out_of_use() -> None:
    used = {one.text for one in texts()} | plain_texts()
    assert sorted({key.rpartition("|")[2] for key in catalogue()} - used) == []


def test_no_file_contradicts_another() -> None:
    seen: dict[str, str | list[str]] = {}
    for file in sorted(ENGLISH.glob("*.toml")):
        for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            assert seen.setdefault(key, value) == value, f"{file.name}: {key}"
