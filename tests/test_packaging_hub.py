"""What `packaging/hub` tells a server to run exists; what it installs is what the hub imports."""

import argparse
import ast
import json
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from advisor_desk.hub.cli import parse
from advisor_desk.hub.cli_serve import run_server, run_upgrade
from advisor_desk.hub.cli_session import DATA_VARIABLE, KEY_VARIABLE, URL_VARIABLE
from advisor_desk.hub.server import Listening
from advisor_desk.sync.tls import CA_VARIABLE
from tests.source_tree import ROOT, python_files, tree_of

HUB = ROOT / "packaging" / "hub"
PROGRAM = "/opt/advisor-desk/bin/advisor-desk-hub"
BUILDS = {"hatchling"}
"""In the lock because it makes the wheel; nothing imports it."""


def text_of(name: str) -> str:
    return (HUB / name).read_text(encoding="utf-8")


def understood(arguments: list[str]) -> argparse.Namespace:
    return parse(arguments, lambda text: text)


def demand_listening(options: argparse.Namespace) -> None:
    Listening(options.host, options.port, options.tls_cert, options.tls_key, options.behind_proxy).check()


def settings(name: str) -> list[str]:
    """Values of a setting of the unit, in its order."""
    return re.findall(rf"^{name}=(.+)$", text_of("advisor-desk-hub.service"), re.M)


def test_the_unit_runs_commands_that_exist() -> None:
    (before,), (main,) = settings("ExecStartPre"), settings("ExecStart")
    program, *arguments = shlex.split(before)
    assert (program, understood(arguments).run) == (PROGRAM, run_upgrade)
    program, *arguments = shlex.split(main)
    options = understood(arguments)
    assert (program, options.run) == (PROGRAM, run_server)
    demand_listening(options)
    handed = {value.split(":")[0] for value in settings("LoadCredential")}
    assert {options.tls_cert.name, options.tls_key.name} == handed


def test_the_container_runs_a_command_that_exists_and_asks_where_it_listens() -> None:
    text = text_of("Containerfile")
    (entry,) = re.findall(r"^ENTRYPOINT (.+)$", text, re.M)
    (command,) = re.findall(r"^CMD (.+)$", text, re.M)
    assert json.loads(entry) == [PROGRAM]
    options = understood(json.loads(command))
    assert options.run is run_server
    demand_listening(options)
    (health,) = re.findall(r"^HEALTHCHECK .* CMD (.+)$", text, re.M)
    program = json.loads(health)[-1]
    compile(program, "health", "exec")
    assert f"https://127.0.0.1:{options.port}/healthz" in program
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!--from)(.+)$", text, re.M)]
    assert [name for names in copied for name in names if not (ROOT / name).exists()] == []


def told_commands() -> list[str]:
    """What the guide says that `hub` is to do, without what stands beside it."""
    text = text_of("README.md")
    lines = [
        part for block in re.findall(r"```sh\n(.+?)```", text, re.S) for part in re.split(r"\n|&&", block)
    ]
    inline = re.findall(r"`(hub [^`]+)`", text)
    found = [part.split("#")[0].strip() for part in (*lines, *inline)]
    return [part for part in found if part.startswith("hub ")]


def test_the_guide_names_commands_that_exist() -> None:
    told = told_commands()
    assert len(told) >= 8
    for command in told:
        understood(shlex.split(command)[1:])


def test_the_variables_that_are_named_are_read_by_somebody() -> None:
    known = {DATA_VARIABLE, URL_VARIABLE, KEY_VARIABLE, CA_VARIABLE}
    for path in HUB.iterdir():
        text = path.read_text(encoding="utf-8")
        known_here = known | set(re.findall(r"environ\.get\('(\w+)'", text))
        assert set(re.findall(r"\bADVISOR_\w+", text)) <= known_here, path.name


def listed() -> dict[str, Requirement]:
    lines = (ROOT / "requirements" / "hub.in").read_text(encoding="utf-8").splitlines()
    made = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in made}


def locked(name: str) -> dict[str, set[str]]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", text, re.M):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


def test_the_list_of_the_hub_has_the_bounds_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [Requirement(line) for line in (*project["dependencies"], *extras["hub"], *extras["dev"])]
    bounds = {(canonicalize_name(one.name), one.specifier, frozenset(one.extras)) for one in declared}
    ours = {(name, one.specifier, frozenset(one.extras)) for name, one in listed().items()}
    assert ours - bounds == set()


def test_the_lock_of_the_hub_is_part_of_the_whole_lock() -> None:
    whole, hub = locked("dev.lock"), locked("hub.lock")
    assert {name: versions for name, versions in hub.items() if not versions <= whole.get(name, set())} == {}
    for name, requirement in listed().items():
        assert all(requirement.specifier.contains(version) for version in hub[name]), name
    text = (ROOT / "requirements" / "hub.lock").read_text(encoding="utf-8")
    pins = re.split(r"^(?=[\w.-]+(?:\[[\w,-]+\])?==)", text, flags=re.M)[1:]
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def ran_imports(path: Path) -> Iterator[str]:
    """Every module that a file may import when it runs, inside functions too."""
    tree = tree_of(path)
    only_typed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in only_typed:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def reached_by_the_hub() -> set[str]:
    """Names of what modules of the hub import from others, and of what those import of the desk."""
    seen: set[Path] = set()
    foreign: set[str] = set()
    waiting = [*python_files("advisor_desk/hub", "db/hub")]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for module in ran_imports(path):
            if module.partition(".")[0] != "advisor_desk":
                foreign.add(module.partition(".")[0])
            elif found := file_of(module):
                waiting.append(found)
    return foreign - set(sys.stdlib_module_names)


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """Packages by the name under which the hub imports something of them."""
    distributions = packages_distributions()
    return {
        name: {canonicalize_name(one) for one in distributions.get(name, [])} for name in reached_by_the_hub()
    }


def test_what_the_hub_imports_is_installed_and_nothing_else_is_asked_for(
    imported: dict[str, set[str]],
) -> None:
    installed = set(locked("hub.lock"))
    assert {name for name, packages in imported.items() if not packages & installed} == set()
    used = {one for packages in imported.values() for one in packages}
    assert set(listed()) - used == BUILDS
    assert installed & {"pyside6-essentials", "shiboken6", "pandas", "numpy", "scipy", "matplotlib"} == set()
