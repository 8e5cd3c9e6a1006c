"""Rasa events read from JSON with look-ups made once: Rasa searches its class tree and all schemas for each event."""

from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses
from rasa.shared.utils.schemas.events import EVENTS_SCHEMA

_ITEM = EVENTS_SCHEMA["items"]
_COMMON = Draft7Validator({key: value for key, value in _ITEM.items() if key != "oneOf"})
_BY_EVENT = {shape["properties"]["event"]["const"]: Draft7Validator(shape) for shape in _ITEM["oneOf"]}


@cache
def _event_class(name: str) -> type[Event]:
    known: dict[str, type[Event]] = {event_class.type_name: event_class for event_class in all_subclasses(Event)}
    if name in known:
        return known[name]
    raise ValueError(f"unknown event {name!r}")


def read_events(items: list[dict[str, Any]]) -> list[Event]:
    """The events behind their JSON; an unknown event is an error, not a gap."""
    read = [_event_class(item["event"])._from_parameters(item) for item in items]
    return [event for event in read if event is not None]


def check_action_result(result: dict[str, Any]) -> None:
    """The same checks as `RemoteAction._validate_action_result`, with validators built once."""
    for item in result["events"]:
        _COMMON.validate(item)
        shape = _BY_EVENT.get(item["event"])
        if shape is None:
            raise ValidationError(f"unknown event {item['event']!r}")
        shape.validate(item)
    if not all(isinstance(response, dict) for response in result["responses"]):
        raise ValidationError("a response of an action must be an object")
