"""Files and functions stay small enough to read. There is no list of exemptions."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.source_tree import named, python_files, tree_of

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60

FILES = python_files("advisor_desk", "db", "packaging", "tests")


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function, without its decorators."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_file_can_be_read_at_a_sitting() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert len(lengths) > 50
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_a_function_fits_a_screen() -> None:
    lengths = {f"{named(path)}: {name}": lines for path in FILES for name, lines in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}
