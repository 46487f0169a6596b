"""Importing the product does nothing but define names, needs no Qt outside the window, and stays light."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.source_tree import PACKAGE, ROOT, module_names

WITH_QT = ("advisor_desk.ui", "advisor_desk.app")
HEAVY = {
    "alembic",
    "argon2",
    "matplotlib",
    "numpy",
    "pandas",
    "pypinyin",
    "scipy",
    "sqlalchemy",
    "xlsxwriter",
}


def probe(*arguments: str) -> dict[str, Any]:
    """What importing these modules in a fresh process did."""
    command = [sys.executable, "-B", str(ROOT / "tests" / "import_probe.py"), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def needs_qt(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in WITH_QT)


def test_everything_but_the_window_imports_without_qt_and_touches_nothing() -> None:
    modules = [name for name in module_names() if not needs_qt(name)]
    assert "advisor_desk.paths" in modules
    answer = probe("--without-qt", *modules)
    assert answer["deeds"] == {}


def test_the_window_imports_without_touching_anything() -> None:
    modules = [name for name in module_names() if needs_qt(name)]
    assert modules
    assert probe("--first=matplotlib.font_manager", *modules)["deeds"] == {}


@pytest.mark.parametrize("entry", ["advisor_desk.cli", "advisor_desk.app"])
def test_an_entry_point_loads_nothing_heavy(entry: str) -> None:
    loaded = {name.partition(".")[0] for name in probe(entry)["loaded"]}
    assert loaded & HEAVY == set()


def test_the_probe_sees_a_file_being_opened(tmp_path: Any) -> None:
    secret = tmp_path / "read_at_import.txt"
    secret.write_text("x", encoding="utf-8")
    (tmp_path / "greedy.py").write_text(f"open({str(secret)!r}).close()\n", encoding="utf-8")
    code = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]; sys.dont_write_bytecode = True\n"
        "from tests import import_probe; import_probe.main(['greedy'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    assert f"opens {secret}" in json.loads(done.stdout)["deeds"]["greedy"]


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
