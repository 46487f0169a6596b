"""The bank of the 1990s in pictures: the program draws its own screens of a book that nobody here wrote."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.cli.calling import call, environment
from tests.cli.calling import cheap_book as book_for_the_command_line

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "pkdd99"
PROFILES = ROOT / "tests" / "profiles"
STEPS = {"clients": "client", "accounts": "account", "assets": "trans", "trades": "trans"}


def colours(image: QImage) -> set[int]:
    """Colours on a coarse grid: a blank picture has one or two."""
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}


@pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not here")
def test_the_screens_of_the_bank_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = environment(monkeypatch, tmp_path)
    book_for_the_command_line(path)
    for kind, file in STEPS.items():
        profile = PROFILES / f"pkdd99-{kind}.toml"
        assert call("import", kind, DATA / f"{file}.csv", "--profile", profile).status == 0
    screens = ("clients", "client360", "import")
    named = [word for screen in screens for word in ("--screen", screen)]
    out = tmp_path / "out"
    ran = subprocess.run(
        [sys.executable, "-m", "advisor_desk", "--as-of", "1998-12-31", "shots", str(out), *named],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        timeout=200,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sorted(ran.stdout.split()) == sorted(str(out / f"{screen}.png") for screen in screens)
    images = [QImage(str(out / f"{screen}.png")) for screen in screens]
    assert [(image.width(), image.height()) for image in images] == [(1366, 768)] * 3
    assert all(len(colours(image)) > 20 for image in images)
    assert len({image.copy(0, 60, 1366, 600).cacheKey() for image in images}) == 3
    assert images[0] != images[1] != images[2]
