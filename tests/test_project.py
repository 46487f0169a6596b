"""What the project says about itself agrees: metadata, lock, commands and documents."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from advisor_desk import __version__
from tests.source_tree import ROOT, named, python_files, top_level_imports, tree_of

OURS = {"advisor_desk", "tests"}
VAGUE = {"utils", "helpers", "common", "manager", "base", "misc", "util", "helper"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    table: dict[str, Any] = whole["project"]
    return table


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")


def requirements(project: dict[str, Any]) -> list[Requirement]:
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in (*project["dependencies"], *extras)]


def test_every_dependency_is_bounded_on_both_sides(project: dict[str, Any]) -> None:
    for requirement in requirements(project):
        operators = {specifier.operator for specifier in requirement.specifier}
        assert {">=", "<"} <= operators, requirement.name


def test_the_lock_holds_a_version_within_the_bounds_of_each(project: dict[str, Any], lock: str) -> None:
    locked = {
        canonicalize_name(name): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", lock, re.M)
    }
    for requirement in requirements(project):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), requirement.name


def test_the_lock_is_hashed_and_names_no_host(lock: str) -> None:
    pins = re.split(r"^(?=[\w.-]+(?:\[[\w,-]+\])?==)", lock, flags=re.M)[1:]
    assert len(pins) > 40
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in lock
    assert "--index" not in lock


def declared(project: dict[str, Any], *extras: str) -> set[str]:
    """Names of the packages that an installation with these extras brings."""
    lines = [
        *project["dependencies"],
        *(line for e in extras for line in project["optional-dependencies"][e]),
    ]
    return {canonicalize_name(Requirement(line).name) for line in lines}


@pytest.mark.parametrize("extras", [(), ("hub",)], ids=["desk", "hub"])
def test_what_the_program_imports_is_declared(project: dict[str, Any], extras: tuple[str, ...]) -> None:
    hub = set(python_files("advisor_desk/hub"))
    files = hub if extras else set(python_files("advisor_desk")) - hub
    brought = declared(project, *extras)
    distributions = packages_distributions()
    undeclared = {
        f"{named(path)}: {name}"
        for path in files
        for name in top_level_imports(path)
        if name not in sys.stdlib_module_names and name not in OURS
        if not {canonicalize_name(found) for found in distributions.get(name, [])} & brought
    }
    assert undeclared == set()


def test_what_is_declared_is_used(project: dict[str, Any]) -> None:
    distributions = packages_distributions()
    imported = {name for path in python_files("advisor_desk", "db") for name in top_level_imports(path)}
    used = {canonicalize_name(found) for name in imported for found in distributions.get(name, [])}
    assert declared(project, "hub") - used == set()


def test_both_scripts_know_the_same_commands() -> None:
    shell = set(re.findall(r"^  (\w+)\) ", (ROOT / "dev").read_text(encoding="utf-8"), re.M))
    windows = set(re.findall(r"^    '(\w+)' \{", (ROOT / "dev.ps1").read_text(encoding="utf-8"), re.M))
    assert shell == windows
    assert {"run", "test", "lint", "bench", "shots", "soak", "lock"} <= shell


def test_the_version_is_in_the_history() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").count("\n## ") >= 1


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_the_links_of_a_document_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_module_says_what_lives_in_it() -> None:
    silent = [named(path) for path in python_files("advisor_desk") if not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [named(path) for path in python_files("advisor_desk") if VAGUE & {path.stem, path.parent.name}]
    assert vague == []
