"""One record of a service file as plain JSON: need, action, result, feedback, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from advisor_desk.domain.interaction import NextStep, RecordedInteraction
from advisor_desk.domain.task import Task, TaskState
from advisor_desk.rules.working_time import CHINA
from advisor_desk.words.service_file import ServiceFileWords

Json = dict[str, object]

_HOUR: Final = 60
_TASKS: Final = {
    TaskState.OPEN: "task_open",
    TaskState.DONE: "task_done",
    TaskState.DROPPED: "task_dropped",
}


def record_json(
    record: RecordedInteraction, tasks: Sequence[Task], seqs: Mapping[str, int], words: ServiceFileWords
) -> Json:
    """A record in words; `seqs` are the numbers of the file's records."""
    made = record.made
    head = (words.channel(made.channel.value), words.code("Outcome", made.outcome.value))
    return {
        "day": made.on.isoformat(),
        "head": " · ".join(head),
        "cells": [
            words.phrases(_need(record, words)),
            words.phrases(_action(record, words)),
            words.phrases(_result(record, words)),
            words.phrases(_feedback(record, tasks, words)),
        ],
        "state": _state(record, seqs, words),
        "is_struck": record.is_withdrawn or bool(record.replaced_by),
        "made_by": words.frame(
            "made_by",
            seq=record.device_seq,
            author=record.author,
            # One clock wherever it is printed: the same book gives the same bytes.
            time=f"{record.recorded_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        ),
    }


def _need(record: RecordedInteraction, words: ServiceFileWords) -> list[str]:
    made = record.made
    told = [words.code("Purpose", made.purpose.value), words.code("Initiator", made.initiator.value)]
    if made.client_words:
        told.append(words.frame("words", text=words.text(made.client_words)))
    return told


def _action(record: RecordedInteraction, words: ServiceFileWords) -> list[str]:
    made = record.made
    line = made.attendees[0].line if made.attendees else ""
    told = [words.code("InteractionKind", made.kind.value), words.text(made.note)]
    if line:
        told.append(words.frame("line", text=words.text(line)))
    told += [
        words.frame("product", code=one.code, outcome=words.outcome(one.outcome)) for one in made.products
    ]
    if record.attendees > 1:
        told.append(words.frame("together", count=record.attendees))
    if made.attachments:
        told.append(words.frame("files", count=len(made.attachments)))
    if made.wording_reason:
        told.append(words.frame("wording", text=words.text(made.wording_reason)))
    return told


def _result(record: RecordedInteraction, words: ServiceFileWords) -> list[str]:
    made = record.made
    told = [words.code("Outcome", made.outcome.value)]
    told.append(words.frame("effective" if made.is_effective else "not_effective"))
    if made.judgement:
        told.append(words.frame("judgement", text=words.text(made.judgement)))
    told += [
        words.frame("promise", on=one.due_on.isoformat(), text=words.text(one.what)) for one in made.promises
    ]
    if made.next_step is not None:
        told.append(words.frame("next", on=_when(made.next_step), text=words.text(made.next_step.what)))
    return told


def _feedback(record: RecordedInteraction, tasks: Sequence[Task], words: ServiceFileWords) -> list[str]:
    told = []
    for task in tasks:
        if task.origin == record.id:
            on = task.closed_on or task.due_on
            told.append(words.frame(_TASKS[task.state], text=words.text(task.title), on=on.isoformat()))
    return told


def _state(record: RecordedInteraction, seqs: Mapping[str, int], words: ServiceFileWords) -> str:
    if record.is_withdrawn:
        return words.frame("withdrawn", reason=words.text(record.reason) or "—")
    if record.replaced_by:
        return words.frame("corrected", seq=seqs.get(record.replaced_by, "—"))
    if record.corrects:
        reason = words.text(record.reason) or "—"
        return words.frame("corrects", seq=seqs.get(record.corrects, "—"), reason=reason)
    return ""


def _when(step: NextStep) -> str:
    at = f" {step.minute // _HOUR:02d}:{step.minute % _HOUR:02d}" if step.minute is not None else ""
    return f"{step.on.isoformat()}{at}"
