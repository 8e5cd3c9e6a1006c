"""The services under measurement, each as a resident would meet it: ours whole, our dialogue alone, stock Rasa."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from contracts.keyring import Keyring

ROOT = Path(__file__).resolve().parents[2]
LOCAL = "http://127.0.0.1"
SAID_ON = "2026-11-23"
ANSWER_SECONDS = 30


@dataclass
class Processes:
    """Started processes, their log files and how long each took to be ready."""

    folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str) -> None:
        """Start a command of this Python; output goes to a file."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def stop(self, *names: str) -> None:
        """Ask, wait, insist."""
        chosen = [self.running.pop(name) for name in names or list(self.running)]
        for process in chosen:
            process.send_signal(signal.SIGTERM)
        for process in chosen:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    def memory_mb(self, *names: str) -> float:
        """Resident memory of processes and their children together."""
        pids = [self.running[name].pid for name in names]
        return sum(_resident_mb(pid) for pid in pids + [child for pid in pids for child in _children(pid)])


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    direct = [int(word) for word in text.split()]
    return direct + [deeper for child in direct for deeper in _children(child)]


def _resident_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return sum(float(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def wait_until(ready: Callable[[], bool], seconds: float, what: str) -> float:
    """Seconds until ready; an error after the limit."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if ready():
            return time.monotonic() - began
        time.sleep(0.1)
    raise TimeoutError(f"{what} was not ready after {seconds:.0f} s")


class Service:
    """Ours as residents meet it: gateway, queue, dialogue, casework, database."""

    name = "ours"

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._base = f"{LOCAL}:{port}"

    async def open(self) -> dict[str, Any]:
        """A conversation."""
        async with self._session.post(f"{self._base}/api/chat/conversations", json={}) as answer:
            return dict(await answer.json())

    async def say(self, conversation: dict[str, Any], text: str) -> bool:
        """One message; whether the bot answered it."""
        url = f"{self._base}/api/chat/messages?wait={ANSWER_SECONDS - 10}"
        body = {"client_message_id": uuid.uuid4().hex, "text": text}
        headers = {"Authorization": f"Bearer {conversation['token']}"}
        async with self._session.post(url, json=body, headers=headers) as answer:
            messages = (await answer.json()).get("messages") or []
            return any(message["from"] == "bot" for message in messages)


class DialogueAlone:
    """Our dialogue process with casework behind it, without the gateway's queue before it."""

    name = "our dialogue"

    def __init__(self, session: aiohttp.ClientSession, port: int, secret: str, opener: Service) -> None:
        self._session, self._url, self._opener = session, f"{LOCAL}:{port}/turn", opener
        self._headers = {"X-Jiuji-Secret": Keyring([secret]).internal_secret}

    async def open(self) -> dict[str, Any]:
        """A conversation that casework knows."""
        return await self._opener.open()

    async def say(self, conversation: dict[str, Any], text: str) -> bool:
        """One turn; whether it gave bubbles."""
        body = {"turn_id": uuid.uuid4().hex, "conversation_id": conversation["conversation_id"], "text": text}
        async with self._session.post(self._url, json={**body, "said_on": SAID_ON}, headers=self._headers) as answer:
            return answer.status == 200 and bool((await answer.json())["bubbles"])


class StockRasa:
    """`rasa run` with `rasa run actions`: REST channel and SQL tracker store; the same casework behind the actions."""

    name = "stock rasa"

    def __init__(self, session: aiohttp.ClientSession, port: int, opener: Service) -> None:
        self._session, self._url, self._opener = session, f"{LOCAL}:{port}/webhooks/rest/webhook", opener

    async def open(self) -> dict[str, Any]:
        """A conversation that casework knows."""
        return await self._opener.open()

    async def say(self, conversation: dict[str, Any], text: str) -> bool:
        """One message; whether anything came back but the apology of a failed action."""
        body = {"sender": conversation["conversation_id"], "message": text}
        async with self._session.post(self._url, json=body) as answer:
            said = await answer.json()
            return bool(said) and not any((part.get("custom") or {}).get("failed") for part in said)


def service_environment(folder: Path, ports: dict[str, int], model_dir: Path, secret: str) -> dict[str, str]:
    """Settings of the service under measurement; the limiter is out of the way, as it would measure itself."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("JIUJI_")},
        "JIUJI_PORT": str(ports["gateway"]),
        "JIUJI_INTERNAL_PORT": str(ports["internal"]),
        "JIUJI_DIALOGUE_PORT": str(ports["dialogue"]),
        "JIUJI_DATA_DIR": str(folder / "data"),
        "JIUJI_MODEL_DIR": str(model_dir),
        "JIUJI_SECRET_KEY": secret,
        "JIUJI_TEXTS_PER_MINUTE": "1000000",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "ERROR",
    }


def stock_commands(folder: Path, ports: dict[str, int], model: Path) -> dict[str, list[str]]:
    """The two stock commands, from an endpoints file of their own with a full database URL."""
    endpoints = folder / "stock-endpoints.yml"
    endpoints.write_text(
        f"action_endpoint:\n  url: {LOCAL}:{ports['actions']}/webhook\n"
        f"tracker_store:\n  type: SQL\n  url: sqlite:///{folder / 'stock.db'}\n",
        encoding="utf-8",
    )
    run = ["run", "--model", str(model), "--endpoints", str(endpoints), "--credentials", "bot/credentials.yml"]
    return {
        "stock actions": ["-m", "rasa", "run", "actions", "--actions", "actions", "--port", str(ports["actions"])],
        "stock rasa": ["-m", "rasa", *run, "--port", str(ports["stock"])],
    }
