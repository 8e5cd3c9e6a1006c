"""The real service for conversation, fault and browser tests: gateway, worker and dialogue as processes of their own.

`service` is shared by a whole test session (one model load); tests that kill or starve a process use `own_service`.
Each lives in a temporary folder with SQLite, on free ports, with a staff account and no demo data.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from policy.book import PolicyBook
from tests.wechat_resident import Line, Platform, line_to

ROOT = Path(__file__).resolve().parents[1]
ROLES = ("gateway", "worker", "dialogue")


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on; all are held until all are found."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@dataclass
class Service:
    """Processes by role, the folder they live in, and the address of the public port."""

    folder: Path
    environment: dict[str, str]
    base: str
    internal: str
    dialogue: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: dict[str, IO[bytes]] = field(default_factory=dict)

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`jiuji WORDS` in this service's environment."""
        command = [sys.executable, "-m", "jiuji", *words]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, **options
        )

    def start(self, role: str) -> None:
        """Start one process; its output goes to `<folder>/<role>.log`."""
        log = self.logs.setdefault(role, (self.folder / f"{role}.log").open("ab"))
        command = [sys.executable, "-m", "jiuji", "serve", "--role", role]
        self.processes[role] = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    def kill(self, role: str) -> None:
        """SIGKILL: no goodbye."""
        self.processes[role].send_signal(signal.SIGKILL)
        self.processes[role].wait(timeout=30)

    def stop(self) -> None:
        """End everything."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=10)
        for log in self.logs.values():
            log.close()

    def all_output(self) -> str:
        """Everything every process printed so far."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def readiness(self) -> dict[str, Any]:
        """The body of /readyz, empty while nothing answers."""
        with contextlib.suppress(requests.RequestException, ValueError):
            return dict(requests.get(f"{self.base}/readyz", timeout=3).json())
        return {}

    def wait_ready(self, seconds: float = 120) -> None:
        """Until gateway and dialogue are ready; else the end of the logs is the error."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.readiness().get("dialogue") == "ok":
                return
            for role, process in self.processes.items():
                assert process.poll() is None, f"{role} ended:\n{self.all_output()[-3000:]}"
            time.sleep(0.2)
        raise AssertionError(f"not ready after {seconds} s:\n{self.all_output()[-3000:]}")


def make_service(folder: Path, model_dir: Path, **extra: str) -> Service:
    """A service with a migrated database, nothing started yet."""
    port, internal, dialogue = free_ports(3)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JIUJI_")},
        "JIUJI_PORT": str(port),
        "JIUJI_INTERNAL_PORT": str(internal),
        "JIUJI_DIALOGUE_PORT": str(dialogue),
        "JIUJI_DATA_DIR": str(folder / "data"),
        "JIUJI_MODEL_DIR": str(model_dir),
        "JIUJI_SECRET_KEY": "test-key-of-at-least-16-characters",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **extra,
    }
    local = "http://127.0.0.1"
    service = Service(folder, environment, f"{local}:{port}", f"{local}:{internal}", f"{local}:{dialogue}")
    migrated = service.run("migrate")
    assert migrated.returncode == 0, migrated.stderr
    return service


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """WeChat's servers, with the one account the shared service answers for."""
    with Platform().listening() as listening:
        yield listening


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, trained_model: Path, platform: Platform) -> Iterator[Service]:
    """One running service for all tests that do not break it; WeChat's fake account calls it, too."""
    running = make_service(tmp_path_factory.mktemp("service"), trained_model, **platform.environment())
    platform.account.callback = f"{running.base}/wechat"
    try:
        for role in ROLES:
            running.start(role)
        running.wait_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture
def line(service: Service, platform: Platform, policy_book: PolicyBook) -> Iterator[Line]:
    """Phones whose messages the running service answers."""
    with line_to(platform, service.environment, policy_book) as made:
        yield made


@pytest.fixture
def own_service(tmp_path: Path, trained_model: Path) -> Iterator[Service]:
    """A service of the test's own, to be broken; nothing is started yet."""
    mine = make_service(tmp_path, trained_model)
    try:
        yield mine
    finally:
        mine.stop()
