"""The board as the command line gives it: plain values, money in fen, shares in per mille."""

from dataclasses import asdict

from advisor_desk.rules.reasons import Reason
from advisor_desk.usecases.board_view import BoardView, CadenceDay, KeptShare, Moves, Responses
from advisor_desk.usecases.reports import Breakdown, Figures, Segment


def board_json(view: BoardView, moves: Moves | None) -> dict[str, object]:
    """Everything the screen shows; `moves` None until there are two month-ends."""
    return {
        "as_of": view.as_of.isoformat(),
        "rules_version": view.rules_version,
        "window_months": view.window_months,
        "fills_on": None if view.fills_on is None else view.fills_on.isoformat(),
        "months": [
            {
                "on": one.on.isoformat(),
                **_structure(one.structure),
                "without_assets": one.without_assets,
                "reasons": [_reason(each) for each in one.reasons],
            }
            for one in view.structures
        ],
        "moves": None if moves is None else _moves(moves),
        "cadence": [_cadence(one) for one in view.cadence],
        "contacts": [
            {
                "month": one.month.isoformat()[:7],
                "effective": one.effective,
                "others": one.others,
                "by_channel": {
                    channel: {"effective": good, "others": other}
                    for channel, (good, other) in sorted(one.by_channel.items())
                },
            }
            for one in view.contacts
        ],
        "responses": {
            "limit_minutes": view.response_limit_minutes,
            **_responses(view.responses),
            "waiting": view.waiting,
            "oldest_at": None if view.oldest_at is None else view.oldest_at.isoformat(),
            "months": [
                {"month": month.isoformat()[:7], **_responses(one)} for month, one in view.responses_by_month
            ],
        },
        "path": view.path._asdict(),
    }


def _structure(structure: Breakdown[Segment]) -> dict[str, object]:
    tiers = [
        {
            "tier": line.key.value,
            **asdict(line.figures),
            "clients_per_mille": line.clients_share,
            "assets_per_mille": line.assets_share,
            "revenue_per_mille": line.revenue_share,
        }
        for line in structure.lines
    ]
    return {"tiers": tiers, "total": asdict(structure.total)}


def _moves(moves: Moves) -> dict[str, object]:
    parts = ("start", "arrived", "new", "left", "gone", "change", "end")
    flows = []
    for flow in moves.flows:
        figures: dict[str, Figures] = {part: getattr(flow, part) for part in parts}
        flows.append({"tier": flow.key.value, **{part: asdict(each) for part, each in figures.items()}})
    return {
        "start": moves.start.isoformat(),
        "end": moves.end.isoformat(),
        "stayed": moves.stayed,
        "flows": flows,
        "clients": [
            {
                "client_no": one.client_no,
                "from": one.start and one.start.value,
                "to": one.end and one.end.value,
                "assets_start_fen": one.assets_start_fen,
                "assets_end_fen": one.assets_end_fen,
                "revenue_start_fen": one.revenue_start_fen,
                "revenue_end_fen": one.revenue_end_fen,
                "avg20_start_fen": one.average_start_fen,
                "avg20_end_fen": one.average_end_fen,
                "why": _reason(one.why),
            }
            for one in moves.movers
        ],
    }


def _cadence(day: CadenceDay) -> dict[str, object]:
    return {
        "on": day.on.isoformat(),
        **_share(day.whole),
        "never": day.never,
        "paused": day.paused,
        "own_rhythm": day.own,
        "tiers": [{"tier": key.value, **_share(share)} for key, share in day.by_tier.items()],
    }


def _share(share: KeptShare) -> dict[str, object]:
    return {"kept": share.kept, "owed": share.owed, "per_mille": share.share}


def _responses(found: Responses) -> dict[str, object]:
    return {
        "answered": found.answered,
        "median_minutes": found.median_minutes,
        "worst_minutes": found.worst_minutes,
        "in_time": found.in_time,
        "open": found.open,
    }


def _reason(reason: Reason) -> dict[str, object]:
    code, params = reason
    return {"code": code, "params": dict(params)}
