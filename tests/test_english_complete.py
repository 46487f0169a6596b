"""Every text of the window has English: found by reading the source, compared with the catalogue."""

import ast
import importlib
import pkgutil
import re
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from advisor_desk import words

ROOT = Path(__file__).resolve().parents[1]
WINDOW = [ROOT / "advisor_desk" / "ui", ROOT / "advisor_desk" / "app"]
ENGLISH = ROOT / "resources" / "i18n" / "en"
CONSOLE = ROOT / "resources" / "console"
PAGE_TEXT = re.compile(r"""_\(["']([^"']+)["']""")
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
SOURCE_ARGUMENT = {"tr": 0, "mark": 0, "t": 1, "translate": 1, "_t": 1, "QT_TRANSLATE_NOOP": 1}
PLAIN = ("words", "cli", "hub")
NOT_SHOWN = {
    "advisor_desk/ui/discreet.py",
    "advisor_desk/app/shot_service.py",
    "advisor_desk/app/shot_service_dialogs.py",
    "advisor_desk/app/shot_sync.py",
}
"""Chinese in the code that is data, not words: surnames of two characters, invented names in pictures."""
AS_IT_IS = {"简体中文", "资产 0123456789"}
"""The language names itself; the line that warms up the fonts of a chart is never seen."""
NUMERALS = str.maketrans("", "", "万亿")
"""A hint may name these two signs in English as well."""


@dataclass(frozen=True)
class Text:
    """One text and where it stands; `counts` when it is translated with a number.

    `context` is None where the source does not tell it: a text of a table, marked for later.
    """

    where: str
    text: str
    context: str | None
    counts: bool


def sources() -> list[Path]:
    return sorted(file for folder in WINDOW for file in folder.rglob("*.py"))


def called(node: ast.Call) -> str:
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


class Reader(ast.NodeVisitor):
    """Collects the texts of one file."""

    def __init__(self, where: str) -> None:
        self.found: list[tuple[ast.Call, ast.expr, str | None]] = []
        self._where = where
        self._classes: list[str] = []
        self._constants: dict[str, str] = {}

    def visit_Assign(self, node: ast.Assign) -> None:
        self._remember(node.targets[0], node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._remember(node.target, node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        at = SOURCE_ARGUMENT.get(name)
        if at is not None and len(node.args) > at:
            self.found.append((node, node.args[at], self._context(node, name)))
        self.generic_visit(node)

    def _remember(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
            self._constants[target.id] = value.value

    def _context(self, node: ast.Call, name: str) -> str | None:
        if name == "tr":
            return self._classes[-1] if self._classes else None
        if name == "mark":
            return None
        given = node.args[0]
        if isinstance(given, ast.Name):
            return self._constants.get(given.id)
        return str(given.value) if isinstance(given, ast.Constant) else None


def marked(file: Path) -> list[tuple[ast.Call, ast.expr, str | None]]:
    reader = Reader(str(file.relative_to(ROOT)))
    reader.visit(ast.parse(file.read_text(encoding="utf-8")))
    return reader.found


def texts() -> list[Text]:
    found = []
    for file in sources():
        for call, source, context in marked(file):
            if isinstance(source, ast.Constant) and isinstance(source.value, str) and source.value:
                where = f"{file.relative_to(ROOT)}:{source.lineno}"
                counts = len(call.args) > SOURCE_ARGUMENT[called(call)] + 1
                found.append(Text(where, source.value, context, counts))
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
    """Chinese in the words that the window shares with the command line, there, and on pages of the hub."""
    found = set()
    for folder in PLAIN:
        for file in sorted((ROOT / "advisor_desk" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    pages = (file.read_text(encoding="utf-8") for file in CONSOLE.glob("*.html"))
    return found | {text for page in pages for text in PAGE_TEXT.findall(page)}


def shared_texts() -> list[str]:
    """Every text of the words that window and command line share."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(words.__path__, "advisor_desk.words.")
    ]
    return [text for module in modules if hasattr(module, "all_texts") for text in module.all_texts()]


def test_every_text_has_english_in_its_context() -> None:
    known = catalogue()
    anywhere = {key.rpartition("|")[2] for key in known}
    missing = [
        f"{one.where} {one.text}"
        for one in texts()
        if CHINESE.search(one.text)
        and one.text not in known
        and (f"{one.context}|{one.text}" not in known if one.context else one.text not in anywhere)
    ]
    shared = shared_texts()
    assert len(shared) > 100
    missing += [text for text in shared if text not in known]
    assert missing == []


def test_no_text_with_braces_was_made_by_an_f_string() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{source.lineno}"
        for file in sources()
        for _call, source, _context in marked(file)
        if isinstance(source, ast.JoinedStr)
    ]
    assert wrong == []


def loose_chinese(file: Path) -> set[str]:
    """Chinese of a file that nobody translates; docstrings are for developers."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    at = {
        (part.lineno, part.col_offset)
        for _, source, _ in marked(file)
        for part in ast.walk(source)
        if isinstance(part, ast.expr)
    }
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in docs
        and (node.lineno, node.col_offset) not in at
        and node.value not in AS_IT_IS
    }


def test_no_chinese_outside_of_marked_texts() -> None:
    wrong = []
    for file in sources():
        if str(file.relative_to(ROOT)) in NOT_SHOWN:
            continue
        wrong += [f"{file.relative_to(ROOT)}: {text}" for text in sorted(loose_chinese(file))]
    assert wrong == []


@pytest.mark.parametrize("file", sorted(ENGLISH.glob("*.toml")), ids=lambda file: file.stem)
def test_english_keeps_the_fields_and_has_no_chinese(file: Path) -> None:
    for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
        source = key.rpartition("|")[2]
        for english in [value] if isinstance(value, str) else value:
            assert english.strip(), key
            assert not CHINESE.search(english.translate(NUMERALS)), key
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
