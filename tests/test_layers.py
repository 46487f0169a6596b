"""The layer contracts hold, and they would notice if they did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source_tree import PACKAGE, ROOT


def lint_imports(where: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts of the project on the package found in `where`."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    return subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=where, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with its layers but with empty modules."""
    root = tmp_path_factory.mktemp("skeleton")
    shutil.copy(ROOT / "pyproject.toml", root)
    for source in PACKAGE.iterdir():
        if source.suffix == ".py":
            target = root / "advisor_desk" / source.name
        elif (source / "__init__.py").is_file():
            target = root / "advisor_desk" / source.name / "__init__.py"
        else:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("", encoding="utf-8")
    return root


def test_the_layers_hold() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_empty_product_breaks_no_contract(skeleton: Path) -> None:
    done = lint_imports(skeleton)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("usecases/__init__.py", "import advisor_desk.storage"),
        ("ui/__init__.py", "import advisor_desk.storage"),
        ("domain/__init__.py", "def later():\n    import advisor_desk.rules"),
        ("usecases/__init__.py", "import PySide6"),
        ("storage/__init__.py", "import matplotlib"),
        ("rules/__init__.py", "import advisor_desk.settings"),
        ("rules/__init__.py", "import pandas"),
        ("usecases/__init__.py", "import sqlalchemy"),
        ("storage/__init__.py", "import advisor_desk.intake"),
        ("helpers.py", ""),
    ],
)
def test_a_wrong_import_is_noticed(skeleton: Path, tmp_path: Path, where: str, line: str) -> None:
    root = tmp_path / "planted"
    shutil.copytree(skeleton, root)
    (root / "advisor_desk" / where).write_text(f"{line}\n", encoding="utf-8")
    done = lint_imports(root)
    assert done.returncode != 0, f"{where}: {line}"
