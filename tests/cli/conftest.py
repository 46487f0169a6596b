"""A folder of one's own for each test, and one filled book for those that only read or start from it."""

import shutil
from pathlib import Path

import pytest

from tests.cli.calling import Ran, cheap_book, environment, js
from tests.cli.office import files_in


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty book, named by the environment."""
    path = environment(monkeypatch, tmp_path)
    cheap_book(path)
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Ran]]:
    """The book of the office, made by `import` of every kind, and what each import printed."""
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patch:
        path = environment(patch, folder)
        cheap_book(path)
        ran = {kind: js("import", kind, file) for kind, file in files_in(folder).items()}
    return path, ran


@pytest.fixture
def office(filled: tuple[Path, dict[str, Ran]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the filled book, named by the environment, that the test may change."""
    path = environment(monkeypatch, tmp_path)
    shutil.copyfile(filled[0], path)
    shutil.copyfile(f"{filled[0]}.key", f"{path}.key")
    return path
