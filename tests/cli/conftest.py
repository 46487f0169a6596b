"""A folder of one's own for each test, and one filled book for those that only read or start from it."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from tests.cli.calling import Ran, cheap_book, environment, js
from tests.cli.office import files_in
from tests.hubs import Clock, open_hub


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


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub whose clock is this machine's, with the office's clients but C4."""
    folder = tmp_path / "hub"
    folder.mkdir()
    with open_hub(folder, Clock(time.time())) as made:
        made.add_clients("B1", {"C1": "A1", "C2": "A1", "C3": "A1"})
        yield made
