"""What the hub counts, as text that Prometheus reads."""

import re

import httpx

from advisor_desk.hub.metrics import Metrics
from tests.hub.console_visit import console_of, event_path, visit
from tests.hubs import memory_hub

LINE = re.compile(
    r'(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? [0-9.]+)'
)


def values(text: str) -> dict[str, str]:
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def test_every_line_is_in_the_form_of_prometheus_and_names_are_told_once() -> None:
    metrics = Metrics()
    metrics.request("push", 200, 3_000_000)
    metrics.problem("too_many")
    text = metrics.text()
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    told = re.findall(r"# TYPE (\S+)", text)
    assert len(told) == len(set(told)) >= 8


def test_counters_add_up_and_a_histogram_is_cumulative() -> None:
    metrics = Metrics()
    for took in (1_000_000, 5_000_000, 5_000_001, 2_000_000_000, 60_000_000_000):
        metrics.request("push", 200, took)
    metrics.request("pull", 503, 7)
    metrics.moved(10, 20)
    metrics.moved(1, 2)
    metrics.count("applied", 3)
    metrics.count("applied", 4)
    metrics.count("rows", 9)
    found = values(metrics.text())
    assert found['advisor_hub_requests_total{route="push",status="200"}'] == "5"
    assert found['advisor_hub_requests_total{route="pull",status="503"}'] == "1"
    bucket = 'advisor_hub_request_seconds_bucket{{route="push",le="{}"}}'
    assert [found[bucket.format(bound)] for bound in ("0.005", "0.02", "1", "5", "+Inf")] == list("23345")
    assert found['advisor_hub_request_seconds_sum{route="push"}'] == "62.011000001"
    assert found['advisor_hub_request_seconds_sum{route="pull"}'] == "0.000000007"
    assert found['advisor_hub_events_total{status="applied"}'] == "7"
    assert found["advisor_hub_rows_sent_total"] == "9"
    assert found['advisor_hub_body_bytes_total{way="received"}'] == "11"
    assert found['advisor_hub_body_bytes_total{way="sent"}'] == "22"


def test_the_console_is_counted_by_its_routes_and_by_nothing_that_was_asked() -> None:
    hub = memory_hub()
    with console_of(hub) as at, visit(at) as person:
        person.get("/quarantine")
        person.post("/sign-in", code="C1234567")
        person.enter(hub)
        person.get("/quarantine?branch=B77")
        person.get(event_path("event", "B77", "E555"))
        person.get("/C7654321")
        person.get("/style.css")
        person.post("/quarantine/release", id="E555")
        text = httpx.get(f"{at.url}/metrics", trust_env=False).text
    hub.store.close()
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    found = values(text)
    requests = {
        name.removeprefix("advisor_hub_requests_total"): number
        for name, number in found.items()
        if name.startswith("advisor_hub_requests_total")
    }
    assert requests == {
        '{route="GET /console",status="200"}': "1",
        '{route="GET /console/*",status="404"}': "1",
        '{route="GET /console/quarantine",status="200"}': "1",
        '{route="GET /console/quarantine",status="303"}': "1",
        '{route="GET /console/quarantine/event",status="404"}': "1",
        '{route="GET /console/style.css",status="200"}': "1",
        '{route="POST /console/quarantine/release",status="403"}': "1",
        '{route="POST /console/sign-in",status="303"}': "1",
        '{route="POST /console/sign-in",status="403"}': "1",
    }
    assert found['advisor_hub_request_seconds_count{route="GET /console/quarantine"}'] == "2"
    assert found["advisor_hub_requests_running"] == "0"
    assert not [asked for asked in ("B77", "E555", "C1234567", "C7654321") if asked in text]
