"""`rules show`, `rules verify` and `rules replay`: how compliance reads and signs off a rules version."""

import argparse
from dataclasses import asdict

from advisor_desk.cli.output import Output
from advisor_desk.cli.session import as_of
from advisor_desk.intake.decode import utf8_text
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog
from advisor_desk.usecases.verify_rules import RulesInForce, verify_table

DONE = 0
ATTENTION = 1


def show(options: argparse.Namespace, output: Output) -> int:
    """The rules in force on the date, of scores and of advice: version, first day, digest and whole text."""
    catalog, advices = shipped_catalog(), shipped_advice()
    rules, advice = catalog.in_force(as_of(options)), advices.in_force(as_of(options))
    text, advice_text = catalog.text(rules.version), advices.text(advice.version)
    document = {
        "version": rules.version,
        "effective_from": rules.effective_from,
        "sha256": catalog.digest(rules.version),
        "versions": list(catalog.versions),
        "text": text,
        "advice_version": advice.version,
        "advice_sha256": advices.digest(advice.version),
        "advice_text": advice_text,
    }
    head = [f"{key}: {document[key]}" for key in ("version", "effective_from", "sha256")]
    second = [f"{key}: {document[key]}" for key in ("advice_version", "advice_sha256")]
    output.result(document, [*head, "", text, *second, "", advice_text])
    return DONE


def verify(options: argparse.Namespace, output: Output) -> int:
    """Run a table of worked cases; exit 1 when any failed."""
    rules = RulesInForce(
        shipped_catalog().in_force(as_of(options)), shipped_advice().in_force(as_of(options))
    )
    report = verify_table(options.kind, utf8_text(options.cases), rules)
    lines = [
        f"{one.case_id}\t{one.column}\texpected {one.expected}\tgot {one.got}" for one in report.mismatches
    ]
    document = {**asdict(report), "rules_version": rules.version(options.kind)}
    output.result(document, [*lines, f"{report.passed} passed, {report.failed} failed"])
    return ATTENTION if report.failed else DONE


def replay(options: argparse.Namespace, output: Output) -> int:
    """Do every recorded check again; exit 1 when one comes out differently."""
    from advisor_desk.cli.reading import opened_desk
    from advisor_desk.usecases.replay_check import replay_book

    with opened_desk(options, output) as desk:
        client_id = None if options.client is None else desk.book.client_id(options.client)
        report = replay_book(desk.book, client_id, desk.catalog)
    failed = len(report.differing)
    document = {"passed": report.passed, "failed": failed, "differing": list(report.differing)}
    output.result(document, [*report.differing, f"{report.passed} passed, {failed} failed"])
    return ATTENTION if failed else DONE
