"""The strict schema of a profile: each key known, each value of the right shape, each name defined."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from advisor_desk.domain.kinds import KINDS, FieldType, Kind, KindSpec
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.day_words import DateOrder
from advisor_desk.intake.derive import DERIVATIONS, OPTIONAL_PARAMS

Body = Mapping[str, Any]

_TOP = frozenset(
    ("kind", "title", "fingerprints", "source", "columns", "constants", "values", "dates", "units")
    + ("percents", "filter", "derived", "lookup", "last_of")
)
_SOURCE = frozenset(("encoding", "delimiter", "sheet"))
_TESTS = frozenset(
    ("equals", "not_equals", "in", "not_in", "matches", "filled", "in_lookup", "not_in_lookup")
)
_CENTURIES = (1800, 1900, 2000, 2100)


class _Checker:
    """Walks the body of one profile; every complaint names the key and its line."""

    def __init__(self, text: str, name: str) -> None:
        self._lines = text.splitlines()
        self._name = name

    def refuse(self, key: str, problem: str) -> NoReturn:
        raise UserCanFix(
            "intake.profile_key", profile=self._name, key=key, line=self._line(key), problem=problem
        )

    def _line(self, key: str) -> int:
        """The line that speaks of the last part of `key`, below the table that the key belongs to."""
        table, _, last = key.rpartition(".")
        start = 0
        if table:
            wanted = re.compile(rf"\s*\[\[?\s*{re.escape(table)}[\s.\]]")
            start = next((at for at, line in enumerate(self._lines) if wanted.match(line)), 0)
        pattern = re.compile(rf"[\s\[.{{,\"']*{re.escape(last)}\b")
        for at in range(start, len(self._lines)):
            if pattern.match(self._lines[at]) or (last and f"{last} =" in self._lines[at]):
                return at + 1
        return start + 1

    def texts(self, key: str, value: object) -> None:
        """A text, or a list of texts that is not empty."""
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not items or not all(isinstance(item, str) for item in items):
            self.refuse(key, "type")

    def text(self, key: str, value: object) -> None:
        if not isinstance(value, str):
            self.refuse(key, "type")

    def table(self, key: str, value: object) -> Body:
        if not isinstance(value, dict):
            self.refuse(key, "type")
        return value

    def only(self, key: str, value: Body, known: frozenset[str]) -> None:
        for name in value:
            if name not in known:
                self.refuse(f"{key}.{name}" if key else name, "unknown")

    def present(self, key: str, value: Body, needed: tuple[str, ...]) -> None:
        for name in needed:
            if name not in value:
                self.refuse(f"{key}.{name}" if key else name, "missing")


def checked(body: Body, text: str, name: str) -> None:
    """Raises UserCanFix("intake.profile_key") when the body of a profile is not as the README says."""
    check = _Checker(text, name)
    check.only("", body, _TOP)
    check.present("", body, ("kind",))
    if body["kind"] not in {kind.value for kind in Kind}:
        check.refuse("kind", "value")
    spec = KINDS[Kind(body["kind"])]
    if "title" in body:
        check.text("title", body["title"])
    if "fingerprints" in body:
        check.texts("fingerprints", body["fingerprints"])
    _source(check, check.table("source", body.get("source", {})))
    _lookups(check, check.table("lookup", body.get("lookup", {})))
    for section, one in _FIELD_SECTIONS.items():
        for key, value in check.table(section, body.get(section, {})).items():
            if section == "dates" and key == "century":
                continue
            _field(check, spec, section, key)
            one(check, f"{section}.{key}", value, spec)
    if body.get("dates", {}).get("century", 1900) not in _CENTURIES:
        check.refuse("dates.century", "value")
    _derived_lookups(check, body)
    _filters(check, body)
    if "last_of" in body:
        _last_of(check, check.table("last_of", body["last_of"]))


def _source(check: _Checker, source: Body) -> None:
    check.only("source", source, _SOURCE)
    for key, value in source.items():
        check.text(f"source.{key}", value)


def _field(check: _Checker, spec: KindSpec, section: str, key: str) -> None:
    if key not in {item.name for item in spec.fields}:
        check.refuse(f"{section}.{key}", "unknown")


def _column(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    del spec
    check.texts(key, value)


def _constant(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    del spec
    check.text(key, value)


def _words(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    del spec
    for word, meaning in check.table(key, value).items():
        check.text(f"{key}.{word}", meaning)


def _order(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    _typed(check, key, spec, FieldType.DATE)
    if value not in {order.value for order in DateOrder}:
        check.refuse(key, "value")


def _unit(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    _typed(check, key, spec, FieldType.MONEY)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10**12:
        check.refuse(key, "value")


def _percent(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    _typed(check, key, spec, FieldType.BP)
    if value not in ("percent", "ratio"):
        check.refuse(key, "value")


def _typed(check: _Checker, key: str, spec: KindSpec, wanted: FieldType) -> None:
    if spec.field(key.partition(".")[2]).type is not wanted:
        check.refuse(key, "value")


def _derivation(check: _Checker, key: str, value: object, spec: KindSpec) -> None:
    del spec
    table = check.table(key, value)
    check.present(key, table, ("from",))
    check.texts(f"{key}.from", table["from"])
    use = table.get("use", "copy")
    if use not in DERIVATIONS:
        check.refuse(f"{key}.use", "value")
    derivation = DERIVATIONS[use]
    columns = 1 if isinstance(table["from"], str) else len(table["from"])
    if derivation.columns is not None and derivation.columns != columns:
        check.refuse(f"{key}.from", "value")
    params = (*derivation.params, *OPTIONAL_PARAMS.get(use, ()))
    check.only(key, table, frozenset(("from", "use", "lookup", "missing", *params)))
    check.present(key, table, derivation.params)
    for name in ("missing", *params):
        if name in table:
            check.text(f"{key}.{name}", table[name])


_FIELD_SECTIONS: Mapping[str, Callable[[_Checker, str, object, KindSpec], None]] = {
    "columns": _column,
    "constants": _constant,
    "values": _words,
    "dates": _order,
    "units": _unit,
    "percents": _percent,
    "derived": _derivation,
}


def _lookups(check: _Checker, lookups: Body) -> None:
    for name, value in lookups.items():
        key = f"lookup.{name}"
        table = check.table(key, value)
        check.only(key, table, frozenset(("file", "key", "value", "where")))
        check.present(key, table, ("file", "key", "value"))
        for part in ("file", "key", "value"):
            check.text(f"{key}.{part}", table[part])
        if {"/", "\\"} & set(table["file"]) or table["file"] in ("", ".", ".."):
            check.refuse(f"{key}.file", "value")
        for column, wanted in check.table(f"{key}.where", table.get("where", {})).items():
            check.text(f"{key}.where.{column}", wanted)


def _known_lookups(check: _Checker, body: Body, key: str, value: object) -> None:
    check.texts(key, value)
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or any(name not in body.get("lookup", {}) for name in names):
        check.refuse(key, "value")


def _derived_lookups(check: _Checker, body: Body) -> None:
    for name, table in body.get("derived", {}).items():
        if "lookup" in table:
            _known_lookups(check, body, f"derived.{name}.lookup", table["lookup"])


def _filters(check: _Checker, body: Body) -> None:
    filters = body.get("filter", [])
    if not isinstance(filters, list):
        check.refuse("filter", "type")
    for item in filters:
        table = check.table("filter", item)
        check.present("filter", table, ("column",))
        check.text("filter.column", table["column"])
        tests = [key for key in table if key not in ("column", "through")]
        if len(tests) != 1 or tests[0] not in _TESTS:
            check.refuse(
                f"filter.{tests[0]}" if tests else "filter.column", "unknown" if tests else "missing"
            )
        _filter_value(check, body, tests[0], table)


def _filter_value(check: _Checker, body: Body, test: str, table: Body) -> None:
    value = table[test]
    if test == "filled":
        if not isinstance(value, bool):
            check.refuse("filter.filled", "type")
    elif test in ("in_lookup", "not_in_lookup"):
        check.text(f"filter.{test}", value)
        _known_lookups(check, body, f"filter.{test}", value)
    elif test in ("equals", "not_equals", "matches"):
        check.text(f"filter.{test}", value)
        if test == "matches":
            _pattern(check, value)
    else:
        check.texts(f"filter.{test}", value)
    if "through" in table:
        _known_lookups(check, body, "filter.through", table["through"])


def _pattern(check: _Checker, value: str) -> None:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError):
        check.refuse("filter.matches", "value")


def _last_of(check: _Checker, table: Body) -> None:
    check.only("last_of", table, frozenset(("per", "by", "balance", "amount", "sign", "plus")))
    check.present("last_of", table, ("per", "by"))
    if "balance" in table:
        check.present("last_of", table, ("amount", "sign", "plus"))
    for key, value in table.items():
        (check.texts if key in ("per", "plus") else check.text)(f"last_of.{key}", value)
