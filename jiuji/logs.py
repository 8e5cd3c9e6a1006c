"""Logs as JSON lines with an allow-list of fields: ids and numbers, never what a person said or who they are.

Library records lose their text (it may hold values); exceptions keep their type and their lines of code only.
"""

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import structlog

ALLOWED: Final = frozenset({
    "account", "action", "addr", "answered", "attachment_id", "attempts", "bytes", "case_id", "channel", "code",
    "conversation_id", "count", "deadline", "draft_id", "duplicate", "error", "event", "expected_model_id", "frames",
    "handoff_id", "host", "inbound_id", "intent", "job", "kind", "lane", "level", "logger", "method", "milliseconds",
    "mode", "model_id", "ms", "number_of_bubbles", "outbox_id", "outcome", "policy_version", "port", "process",
    "reason", "region", "request_id", "role", "route", "seconds", "seq", "staff_id", "state", "status", "time", "topic",
    "turn_id", "version", "waited",
})  # fmt: skip
LONGEST: Final = 200


def _frames(trace: TracebackType | None) -> list[str]:
    """`file:line function` of each frame: no source line, no local variable."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)][-12:]


def describe_exception(error: BaseException) -> dict[str, Any]:
    """Type and place of an exception, without its message (a message may quote a value)."""
    return {"error": type(error).__name__, "frames": _frames(error.__traceback__)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)[:LONGEST]


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple) and len(given) > 1:
        return _exception_of(given[1])
    return sys.exc_info()[1] if given else None


def keep_allowed(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list; an exception becomes type and frames."""
    error = _exception_of(event.pop("exc_info", None))
    kept = {key: _plain(value) for key, value in event.items() if key in ALLOWED}
    if error is not None:
        kept |= describe_exception(error)
    return kept


def _stamp(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["time"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    event["level"] = "error" if method == "exception" else method
    return event


class LibraryFormatter(logging.Formatter):
    """A record of the standard library's logging: where it came from and the unfilled template, never the values."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name,
            # a text without arguments may have been filled in already
            "event": str(record.msg)[:LONGEST] if record.args else f"{record.module}:{record.lineno}",
        }  # fmt: skip
        if record.exc_info and record.exc_info[1]:
            line |= describe_exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _print_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger().error("uncaught", exc_info=error)


def configure_logs(level: str = "INFO") -> None:
    """Set up structlog and the standard library's logging for this process, to standard error."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LibraryFormatter())
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep_allowed, _stamp,
                    structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )  # fmt: skip
    sys.excepthook = _print_uncaught
