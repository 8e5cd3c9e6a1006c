"""Logs hold ids and places, never values."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from jiuji.logs import configure_logs

CANARY = "张三丰13800001111"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Logging as it was, for the tests that follow."""
    root = logging.getLogger()
    handlers, level, config = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:], root.level = handlers, level
    structlog.configure(**config)
    logging.captureWarnings(False)


def _fail(said: str) -> None:
    raise ValueError(f"bad value {said}")


def test_unknown_fields_and_exception_texts_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("DEBUG")
    log = structlog.get_logger()
    log.info("inbound.stored", turn_id="t1", text=CANARY, name=CANARY)
    try:
        _fail(CANARY)
    except ValueError:
        log.exception("call.failed", request_id="r1")
    logging.getLogger("sqlalchemy").error("failed with %s", CANARY)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved {CANARY}")
    try:
        _fail(CANARY)
    except ValueError:
        logging.getLogger("aiohttp.server").exception(f"Error handling {CANARY}")
    printed = capsys.readouterr().err
    assert CANARY not in printed
    lines = [json.loads(line) for line in printed.splitlines()]
    assert lines[0]["turn_id"] == "t1"
    assert lines[1]["error"] == "ValueError" and "_fail" in lines[1]["frames"][-1]
    assert lines[2]["event"] == "failed with %s"


def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("WARNING")
    structlog.get_logger().info("quiet")
    structlog.get_logger().warning("loud")
    assert "quiet" not in (printed := capsys.readouterr().err) and "loud" in printed
