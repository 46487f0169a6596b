"""The console in headless Chromium, as head office sees it: signs in, looks at all, lets one record in."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from advisor_desk.hub.console.session import Sessions
from tests.hub.console_office import NAME, SECRET, Office
from tests.hub.console_visit import WHO, console_of, event_path, is_applied, journal
from tests.hub_server import Served
from tests.hubs import Clock, memory_hub

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,768",
)
TITLES = {
    "": "概览",
    "/desks": "网点终端",
    "/quarantine": "隔离区",
    "/conflicts": "冲突",
    "/contacts": "沟通记录",
    "/tiers": "客户层级",
}


@pytest.fixture
def office() -> Iterator[Office]:
    hub = memory_hub(clock := Clock())
    yield Office(hub, clock).fill(days=12)
    hub.store.close()


@pytest.fixture
def at(office: Office) -> Iterator[Served]:
    with console_of(office.hub) as made:
        yield made


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[WebDriver]:
    """Chromium with nothing of anybody's."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium and chromedriver are not installed here")
        pytest.skip("Chromium and chromedriver are not installed here")
    options = Options()
    options.binary_location = chromium
    for switch in (*SWITCHES, f"--user-data-dir={tmp_path / 'chromium'}"):
        options.add_argument(switch)
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN,zh"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = WebDriver(options=options, service=Service(driver))
    made.implicitly_wait(20)
    yield made
    made.quit()


def enter(browser: WebDriver, url: str, code: str) -> None:
    browser.get(f"{url}/console")
    browser.find_element(By.NAME, "code").send_keys(code)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()


def arrives(browser: WebDriver, selector: str, text: str) -> bool:
    """Wait until the first such element says it: a click returns before the next page is there."""
    gone = [StaleElementReferenceException]
    waiting = WebDriverWait(browser, 20, poll_frequency=0.02, ignored_exceptions=gone)
    return waiting.until(lambda at: text in at.find_element(By.CSS_SELECTOR, selector).text)


def complaints(browser: WebDriver) -> list[str]:
    """What the browser has complained of since it was last asked."""
    return [line["message"] for line in cast(Any, browser).get_log("browser")]


def test_an_afternoon_at_head_office(browser: WebDriver, at: Served, office: Office) -> None:
    hub, code = office.hub, Sessions(office.hub).invite(WHO)
    enter(browser, at.url, "AAAA-BBBB")
    assert arrives(browser, "[role=alert]", "登录码不对")
    enter(browser, at.url, code)
    assert arrives(browser, ".person", WHO)
    assert browser.get_cookies()[0]["httpOnly"]
    _look_at_every_page(browser, at)
    _release(browser, at, office)
    assert is_applied(hub, "SH02", office.waiting)
    assert ("quarantine.released", WHO) in journal(hub, "SH02")
    browser.find_element(By.CSS_SELECTOR, ".who button").click()
    assert arrives(browser, "[role=status]", "已退出。")
    enter(browser, at.url, code)
    assert arrives(browser, "[role=alert]", "已经用过")
    assert [line for line in complaints(browser) if "status of 403" not in line] == []
    browser.execute_script("document.body.setAttribute('style', 'color: red')")
    assert "style-src 'self'" in complaints(browser)[0], "what the policy forbids would have been seen"


def _look_at_every_page(browser: WebDriver, at: Served) -> None:
    links = browser.find_elements(By.CSS_SELECTOR, "nav a")
    assert [link.get_attribute("href") for link in links] == [f"{at.url}/console{path}" for path in TITLES]
    for path, title in TITLES.items():
        browser.find_element(By.CSS_SELECTOR, f'nav a[href="/console{path}"]').click()
        assert arrives(browser, "nav a[aria-current]", title)
        assert arrives(browser, "h1", title)
        assert [word for word in (SECRET, NAME) if word in browser.page_source] == []
        room = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        assert room <= 0, "nothing hangs out sideways"
    colour = "return getComputedStyle(document.querySelector('.plot rect')).fill"
    assert browser.execute_script(colour) == "rgb(232, 235, 239)", "the style sheet is in force"
    aligned = "return [...document.querySelectorAll('td.number')].map(x => getComputedStyle(x).textAlign)"
    assert set(browser.execute_script(aligned)) == {"right"}
    browser.find_element(By.LINK_TEXT, "English").click()
    assert arrives(browser, "h1", "Tiers")
    browser.find_element(By.LINK_TEXT, "中文").click()
    assert arrives(browser, "h1", "客户层级")


def _release(browser: WebDriver, at: Served, office: Office) -> None:
    office.hub.assign("SH02-9", "A3")
    browser.get(f"{at.url}/console{event_path('event', 'SH02', office.waiting)}")
    browser.find_element(By.LINK_TEXT, "放行").click()
    assert arrives(browser, "h1", "放行这条记录？")
    browser.find_element(By.CSS_SELECTOR, "form.deeds button").click()
    assert arrives(browser, "h1", "被隔离的记录")
    assert arrives(browser, "h2 .chip", "已放行")
