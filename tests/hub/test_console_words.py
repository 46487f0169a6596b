"""The console's words: each has its English, pages hold no loose ones and nothing that a policy forbids."""

import ast
import re
from pathlib import Path

import pytest

from advisor_desk.hub.console import words
from advisor_desk.hub.console.look import look
from advisor_desk.hub.console.speech import ENGLISH, Speech
from advisor_desk.ui.tokens import DARK, LIGHT
from advisor_desk.wire.messages import Refusal
from tests.test_english_complete import CHINESE, CONSOLE, PAGE_TEXT, ROOT

PAGES = sorted(CONSOLE.glob("*.html"))
MODULES = sorted((ROOT / "advisor_desk" / "hub" / "console").glob("*.py"))
OWN_NAME = "中文"
"""The language names itself."""


def texts(module: Path) -> set[str]:
    """Every Chinese text of a module but its docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        if CHINESE.search(node.value)
    }


def test_every_word_has_english() -> None:
    said = {text for page in PAGES for text in PAGE_TEXT.findall(page.read_text(encoding="utf-8"))}
    said |= {text for module in MODULES for text in texts(module)} - {OWN_NAME}
    assert len(said) > 150
    assert sorted(text for text in said if CHINESE.search(Speech(ENGLISH).say(text))) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_holds_no_loose_words_and_nothing_that_runs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not CHINESE.search(PAGE_TEXT.sub("", text))
    assert re.findall(r"<script|\bstyle=|<style|\bon\w+=|\|\s*safe|javascript:|Markup", text) == []


def test_every_reason_of_the_hub_has_words() -> None:
    assert {refusal.value for refusal in Refusal} == set(words.REASONS)
    assert words.reason("SOMETHING_NEWER") is words.OTHERWISE


def test_the_colours_are_those_of_the_desk() -> None:
    style = look().style.decode()
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    assert f"--primary:{LIGHT.primary};" in light
    assert f"--primary:{DARK.primary};" in dark
    used = set(re.findall(r"var\((--[\w-]+)\)", style))
    assert used - set(re.findall(r"(--[\w-]+):", style)) == set()
    assert "url(" not in style
    assert "@import" not in style
