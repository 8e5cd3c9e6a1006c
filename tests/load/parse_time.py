"""Prints as JSON how long understanding one message takes, with Rasa's own graph runner and with ours."""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.components.lean_imports import prepare_imports  # noqa: E402
from jiuji.dialogue_logs import quiet_logs  # noqa: E402
from tests.load.measures import CYCLE, PRELUDE, latency_of  # noqa: E402

ROUNDS = 12


async def time_parse(processor: Any) -> dict[str, float]:
    """Milliseconds a message, over the messages of the benchmark."""
    from rasa.core.channels.channel import UserMessage

    spent = []
    for _ in range(ROUNDS):
        for text in (*PRELUDE, *CYCLE):
            began = time.perf_counter()
            await processor.parse_message(UserMessage(text, metadata={"said_on": "2026-11-23"}))
            spent.append(time.perf_counter() - began)
    latency = latency_of(spent[len(PRELUDE) + len(CYCLE) :])
    return {"p50": latency.p50, "p95": latency.p95}


def main(model: Path) -> None:
    """Load once, parse with both runners."""
    quiet_logs("ERROR")
    began = time.monotonic()
    prepare_imports(model)
    from rasa.core.agent import Agent

    from bot.components.planned_runner import PlannedGraphRunner

    imported = time.monotonic() - began
    agent = Agent()
    agent.load_model(model)
    loaded = time.monotonic() - began - imported
    stock = asyncio.run(time_parse(agent.processor))
    agent.processor.graph_runner = PlannedGraphRunner(agent.processor.graph_runner)
    ours = asyncio.run(time_parse(agent.processor))
    print(json.dumps({"import": round(imported, 1), "load": round(loaded, 1), "stock": stock, "ours": ours}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
