"""Walks a script of intents on a full tracker and on the short one that is stored, and compares what comes next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.components.tracker_store import SnapshotTrackerStore


def heard(intent: str) -> UserUttered:
    parsed: Any = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], "text": "x"}
    return UserUttered("x", parsed["intent"], [], parsed)


def predicted(agent: "Agent", tracker: DialogueStateTracker) -> list[str]:
    """Names of the actions Rasa takes from here until it listens, applied to the tracker."""
    names: list[str] = []
    while (not names or names[-1] != "action_listen") and len(names) < 10:
        prediction = agent.processor._predict_next_with_tracker(tracker)
        names.append(agent.domain.action_names_or_texts[prediction.max_confidence_index])
        tracker.update_with_events(prediction.events, agent.domain)
        tracker.update(ActionExecuted(names[-1]), agent.domain)
    return names


def differences(agent: "Agent", store: "SnapshotTrackerStore", script: Sequence[str | tuple[str, Any]]) -> list[str]:
    """Turns at which the short tracker predicts something else than the full one; a pair sets a slot first."""
    full = store.init_tracker("full")
    full.update(ActionExecuted("action_listen"))
    found: list[str] = []
    for number, step in enumerate(script):
        short = store._rebuild("short", store.shorten(full))
        for tracker in (full, short):
            if isinstance(step, tuple):
                tracker.update(SlotSet(*step), agent.domain)
            else:
                tracker.update(heard(step), agent.domain)
        if not isinstance(step, tuple):
            of_full, of_short = predicted(agent, full), predicted(agent, short)
            if of_full != of_short:
                found.append(f"turn {number} {step}: full {of_full}, short {of_short}")
        if full.current_slot_values() != short.current_slot_values():
            found.append(f"turn {number}: slots differ")
    return found
