"""Runs in a process of its own: imports modules one by one and prints what each import did besides.

`python -B tests/import_probe.py [--without-qt] [--first=MODULE] MODULE...` prints a JSON object: `deeds`
maps a module to files it opened outside Python's own folders, sockets, processes and databases; `loaded`
lists sys.modules.
`--first` imports a third party unwatched: matplotlib keeps a list of fonts in the user's cache folder.
"""

import gc
import importlib
import json
import os
import sys
import sysconfig
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON_FOLDERS = tuple(
    {str(Path(folder).resolve()) for folder in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())}
)
DEEDS = ("socket.", "subprocess.", "sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "os.system")
HIDDEN = ("PySide6", "shiboken6")

current = ""
deeds: defaultdict[str, list[str]] = defaultdict(list)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: note what an import may not do."""
    if not current:
        return
    if event == "open":
        if not isinstance(arguments[0], int) and not is_python_itself(str(arguments[0])):
            deeds[current].append(f"opens {arguments[0]}")
    elif event.startswith(DEEDS):
        deeds[current].append(event)


def is_python_itself(name: str) -> bool:
    """True of the interpreter's files, installed packages, code of the product and system facts."""
    path = os.path.realpath(name)
    is_code = path.startswith(str(ROOT / "advisor_desk")) and path.endswith((".py", ".pyc"))
    return is_code or path.startswith((*PYTHON_FOLDERS, "/proc/", "/sys/", "/dev/"))


def engines() -> int:
    """How many SQLAlchemy engines are alive."""
    module = sys.modules.get("sqlalchemy.engine")
    return sum(isinstance(thing, module.Engine) for thing in gc.get_objects()) if module else 0


def main(arguments: list[str]) -> None:
    """Import each module under watch and report."""
    global current  # noqa: PLW0603 - the audit hook has no other way to know
    if arguments[0] == "--without-qt":
        arguments = arguments[1:]
        sys.modules.update(dict.fromkeys(HIDDEN))  # type: ignore[arg-type]
    if arguments[0].startswith("--first="):
        importlib.import_module(arguments[0].removeprefix("--first="))
        arguments = arguments[1:]
    sys.path.insert(0, str(ROOT))
    sys.addaudithook(watch)
    for name in arguments:
        current = name
        importlib.import_module(name)
        current = ""
        if engines():
            deeds[name].append("makes an engine")
    sys.stdout.write(json.dumps({"deeds": deeds, "loaded": sorted(sys.modules)}))


if __name__ == "__main__":
    main(sys.argv[1:])
