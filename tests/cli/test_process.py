"""The program as a process of its own: what a shell, a script and a second user of the book see."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import PASSPHRASE

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "advisor_desk")


def run(*arguments: str, text: str | None = None, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the program to its end; standard input is not a terminal."""
    given = {**os.environ, **environment}
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=text or "",
        capture_output=True,
        encoding="utf-8",
        env={name: value for name, value in given.items() if value},
        cwd=ROOT,
        check=False,
        timeout=120,
    )


def test_one_document_on_stdout_in_utf8_whatever_the_locale(office: Path) -> None:
    ran = run("--json", "clients", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)[0]["name"] == "欧阳雨桐"
    assert office.exists()


def test_the_same_program_under_both_of_its_names() -> None:
    said = run("--version").stdout
    code = "import sys; from advisor_desk.cli import main; sys.argv[0] = 'x'; sys.exit(main(['--version']))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said == other.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_change_nothing_but_what_can_be_read(office: Path, closed: str) -> None:
    for command, status in (("--json clients", 0), ("client C1", 0), ("--json client NOBODY", 3)):
        ran = subprocess.run(
            ["/bin/sh", "-c", f'exec "$0" -m advisor_desk {command} {closed}', sys.executable],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert (ran.returncode, "Traceback" in ran.stdout + ran.stderr) == (status, False)
    assert office.exists()


def test_a_reader_that_goes_away_early_is_no_error(office: Path) -> None:
    """`advisor-desk --json client C1 | head -c 1`, and a reader that never reads."""
    for command in (["--json", "client", "C1"], ["score", "--explain"], ["nonsense", "--json"]):
        process = subprocess.Popen(
            [*PROGRAM, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        process.stderr.close()
        assert process.wait(60) == (2 if "nonsense" in command else 0)
        assert "Traceback" not in said
        assert "BrokenPipe" not in said
    assert office.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's own")
def test_a_full_disk_behind_stdout_is_told_in_one_sentence(office: Path) -> None:
    for command in (["clients"], ["--json", "clients"], ["--json", "history", "verify"]):
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            ran = subprocess.run(
                [*PROGRAM, *command], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False
            )
        assert ran.returncode == 4
        assert ran.stderr.count("\n") == 1
    assert office.exists()


def test_scripts_are_asked_for_nothing(office: Path) -> None:
    ran = run("clients", ADVISOR_DESK_PASSPHRASE="")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.count("\n") == 1
    assert "ADVISOR_DESK_PASSPHRASE" in ran.stderr
    ran = run("--lang", "en", "clients", text="y\n", ADVISOR_DESK_PASSPHRASE="")
    assert (ran.returncode, ran.stderr.isascii()) == (3, True)
    assert office.exists()


def test_progress_and_remarks_never_reach_stdout_or_a_file(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("客户号,姓名\nD1,某\n", encoding="utf-8")
    ran = run("--json", "import", "clients", str(file))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["added"] == 1
    assert office.exists()


HOLD = """
import sys
from pathlib import Path
from advisor_desk.storage.book import SqlBook
with SqlBook.open(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(office: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the book open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(office), PASSPHRASE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate("\n")


def test_two_processes_take_turns(office: Path, holder: "subprocess.Popen[str]") -> None:
    ran = run("--json", "clients")
    assert ran.returncode == 3
    error = json.loads(ran.stdout)["error"]
    assert (error["code"], error["params"]["pid"]) == ("book.in_use", holder.pid)
    holder.kill()
    holder.wait()
    ran = run("--json", "clients")
    assert (ran.returncode, len(json.loads(ran.stdout))) == (0, 4)
    assert office.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX systems")
def test_an_import_that_is_interrupted_leaves_nothing_and_says_so(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    rows = (f"D{number},某人{number},138{number:08}\n" for number in range(120_000))
    file.write_text("客户号,姓名,手机号\n" + "".join(rows), encoding="utf-8")
    code = (
        "import os, signal, sys\n"
        "# Whoever runs the tests in the background may have left this signal ignored.\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from advisor_desk.usecases import import_file\n"
        "real = import_file._Run.into\n"
        "def into(run, sink):\n"
        "    run._watch.progress  # the rows are about to be read\n"
        "    put = sink.put\n"
        "    def then_interrupt(chunk):\n"
        "        put(chunk)\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    sink.put = then_interrupt\n"
        "    return real(run, sink)\n"
        "import_file._Run.into = into\n"
        "from advisor_desk.cli import main\n"
        "sys.exit(main(['--json', *sys.argv[1:]]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "import", "clients", str(file)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 4
    assert json.loads(ran.stdout)["error"]["code"] == "desk.interrupted"
    assert "Traceback" not in ran.stderr
    assert len(json.loads(run("--json", "clients").stdout)) == 4
    assert signal.SIGINT
    assert office.exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these systems always have a display")
def test_without_a_display_there_is_no_window_but_a_sentence(office: Path) -> None:
    for language, words in (("zh_CN", "没有显示器"), ("en", "no display")):
        ran = run("--json", "--lang", language, "open", DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
        assert ran.returncode == 4
        error = json.loads(ran.stdout)["error"]
        assert (error["code"], words in error["message"]) == ("desk.no_display", True)
    assert office.exists()


def test_shots_lists_its_screens_without_a_book_and_refuses_an_unknown_one(office: Path) -> None:
    ran = run("--json", "shots", "--list")
    names = json.loads(ran.stdout)
    assert (ran.returncode, {"clients", "client360", "import", "settings", "unlock"} <= set(names)) == (
        0,
        True,
    )
    ran = run("--json", "shots", str(office.parent / "out"), "--screen", "nope")
    assert (ran.returncode, json.loads(ran.stdout)["error"]["code"]) == (3, "shots.unknown_screen")
    assert not (office.parent / "out").exists()
