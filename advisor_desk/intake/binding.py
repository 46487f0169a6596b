"""The fields of a kind bound to the columns of one file: by profile, by a person, or by words."""

from collections.abc import Sequence
from dataclasses import dataclass

from advisor_desk.domain.kinds import KINDS, FieldSpec, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.intake.cells import CellStyle
from advisor_desk.intake.columns import ColumnOf, ConstantOf, DerivedOf, FieldReader, Origin
from advisor_desk.intake.day_words import DateOrder
from advisor_desk.intake.header import (
    ColumnMap,
    Mapped,
    auto_map,
    is_our_own,
    known_words,
    mapped,
    named,
    plain,
    unit_of,
)
from advisor_desk.intake.lookup import Tables
from advisor_desk.intake.options import ReadOptions
from advisor_desk.intake.profile import Profile
from advisor_desk.intake.table import Likeness


@dataclass(frozen=True, slots=True)
class Bound:
    """One field: how its raw column is made and how its cells are read."""

    spec: FieldSpec
    origin: Origin
    reader: FieldReader


def likeness(kind: Kind, options: ReadOptions) -> Likeness:
    """How many cells of a row are headers that this reading knows."""
    if options.profile is not None:
        wanted = options.profile.source_columns()
        return lambda cells: sum(_is_there(cells, names) for names in wanted)
    words = known_words(kind)
    if options.mapping is not None:
        words = frozenset(plain(name) for name in options.mapping.values())
    return lambda cells: sum(plain(cell) in words or unit_of(cell)[0] in words for cell in cells)


def _is_there(cells: Sequence[str], names: Sequence[str]) -> bool:
    present = {plain(cell) for cell in cells}
    return any(plain(name) in present for name in names)


def column_map(kind: Kind, header: Sequence[str], options: ReadOptions) -> ColumnMap:
    """Which column gives which field.

    Raises UserCanFix: `intake.header_duplicate` (column), `intake.mapping_field` (field).
    """
    if options.profile is None and options.mapping is None:
        return auto_map(kind, header)
    wanted: dict[str, tuple[str, ...]] = {}
    if options.profile is not None:
        wanted.update(options.profile.columns)
    wanted.update({field: (name,) for field, name in (options.mapping or {}).items()})
    fields: dict[str, Mapped] = {}
    for field, names in wanted.items():
        at = named(header, names)
        if at is not None:
            fields[field] = mapped(_spec(kind, field), at, header[at])
    used = {item.index for item in fields.values()} | _read_by(options.profile, header)
    left = [name for at, name in enumerate(header) if at not in used and name and not is_our_own(name)]
    return ColumnMap(fields, tuple(left))


def _spec(kind: Kind, field: str) -> FieldSpec:
    try:
        return KINDS[kind].field(field)
    except KeyError:
        raise UserCanFix("intake.mapping_field", field=field) from None


def _read_by(profile: Profile | None, header: Sequence[str]) -> set[int]:
    """Columns that a profile reads for filters and derivations."""
    if profile is None:
        return set()
    places = (named(header, names) for names in profile.source_columns())
    return {at for at in places if at is not None}


def missing_columns(
    kind: Kind, header: Sequence[str], found: ColumnMap, profile: Profile | None
) -> tuple[str, ...]:
    """Words for what the file lacks: columns that the profile reads, or required fields."""
    if profile is not None:
        lacking = [names for names in profile.source_columns() if named(header, names) is None]
        optional = {
            names for field, names in profile.columns.items() if not KINDS[kind].field(field).required
        }
        if lost := tuple(names[0] for names in lacking if names not in optional):
            return lost
    given = set(found.fields)
    if profile is not None:
        given |= set(profile.constants) | set(profile.derived)
    spec = KINDS[kind]
    missing = [field.zh for field in spec.fields if field.required and field.name not in given]
    if spec.needs_one_of and not given & set(spec.needs_one_of):
        missing.append("/".join(spec.field(name).zh for name in spec.needs_one_of))
    return tuple(missing)


def bind(kind: Kind, header: Sequence[str], options: ReadOptions, tables: Tables) -> list[Bound]:
    """Every field that the file gives. Raises UserCanFix("intake.columns_missing", columns)."""
    found = column_map(kind, header, options)
    profile = options.profile
    if lost := missing_columns(kind, header, found, profile):
        raise UserCanFix("intake.columns_missing", columns="、".join(lost))
    bound = []
    for spec in KINDS[kind].fields:
        origin = _origin(spec, header, found, (profile, tables))
        if origin is not None:
            style = _style(spec, found.fields.get(spec.name), options)
            bound.append(Bound(spec, origin, FieldReader(spec, style)))
    return bound


def _origin(
    spec: FieldSpec, header: Sequence[str], found: ColumnMap, rules: tuple[Profile | None, Tables]
) -> Origin | None:
    """A column first, then what the profile derives, then its constant."""
    profile, tables = rules
    if spec.name in found.fields:
        column = found.fields[spec.name]
        return ColumnOf(column.index, column.header)
    if profile is None:
        return None
    if spec.name in profile.derived:
        item = profile.derived[spec.name]
        places = [named(header, (name,)) for name in item.columns]
        return DerivedOf(item, [at for at in places if at is not None], tables)
    if spec.name in profile.constants:
        return ConstantOf(profile.constants[spec.name], spec.zh)
    return None


def _style(spec: FieldSpec, column: Mapped | None, options: ReadOptions) -> CellStyle:
    """How the column is written: the profile's word, else what the header says."""
    unit = column.unit if column is not None else 1
    percent = "percent" if column is not None and column.percent else None
    profile = options.profile
    if profile is None:
        return CellStyle(today=options.today, unit=unit, plain_percent=percent)
    return CellStyle(
        today=options.today,
        words=profile.values.get(spec.name, {}),
        order=profile.date_order.get(spec.name, DateOrder.AUTO),
        century=profile.century,
        unit=profile.units.get(spec.name, unit),
        plain_percent=profile.percents.get(spec.name, percent),
    )
