"""People who know Rasa can use its own commands on our files: train, test, run with run actions, shell."""

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from jiuji.manifest import read_manifest
from jiuji.settings import REPOSITORY
from tests.service_fixtures import Service, free_ports

RASA = [sys.executable, "-m", "rasa"]
STORY = """version: "3.1"
stories:
  - story: thanks
    steps:
      - user: 谢谢
        intent: thank
      - action: action_make_small_talk
"""
NLU = """version: "3.1"
nlu:
  - intent: greet
    examples: |
      - 你好
  - intent: request_human
    examples: |
      - 转人工
"""


@pytest.fixture(scope="module")
def environment(service: Service, trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The service's settings plus quiet Rasa; trained parts come from the cache the test model left."""
    return {
        **service.environment,
        "PYTHONPATH": str(REPOSITORY),
        "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
        "COLUMNS": "200",
    }


@pytest.fixture(scope="module")
def model(trained_model: Path) -> Path:
    return trained_model / read_manifest(trained_model).model_file


def rasa(environment: dict[str, str], *words: str, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RASA, *words], env=environment, cwd=cwd, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def endpoints(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Our endpoints.yml with only the port and the database moved, so that tests do not meet."""
    folder, port = tmp_path_factory.mktemp("stock"), free_ports(1)[0]
    settings = yaml.safe_load((REPOSITORY / "endpoints.yml").read_text("utf-8"))
    assert settings["action_endpoint"]["url"] == "http://localhost:5055/webhook"
    settings["action_endpoint"]["url"] = f"http://localhost:{port}/webhook"
    settings["tracker_store"]["url"] = f"sqlite:///{folder / 'trackers.db'}"
    path = folder / "endpoints.yml"
    path.write_text(yaml.safe_dump(settings), "utf-8")
    return path, port


@pytest.fixture(scope="module")
def action_server(environment: dict[str, str], endpoints: tuple[Path, int]) -> Iterator[None]:
    command = [*RASA, "run", "actions", "--actions", "actions", "--port", str(endpoints[1])]
    with started(command, environment, endpoints[0].parent / "actions.log"):
        until_answers(f"http://localhost:{endpoints[1]}/health", endpoints[0].parent / "actions.log")
        yield


class started:
    """A process for the length of a `with`."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self._command, self._environment, self._log = command, environment, log

    def __enter__(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, cwd=REPOSITORY, stdout=log, stderr=log
            )

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


def until_answers(url: str, log: Path, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=2).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer:\n{log.read_text('utf-8', 'replace')[-2000:]}")


@pytest.mark.model
def test_rasa_run_with_rasa_run_actions(action_server, environment, endpoints, model) -> None:
    port = free_ports(1)[0]
    words = ["--endpoints", str(endpoints[0]), "--credentials", "bot/credentials.yml", "--port", str(port)]
    log = endpoints[0].parent / "rasa.log"
    with started([*RASA, "run", "--model", str(model), *words], environment, log):
        until_answers(f"http://localhost:{port}/", log)
        url = f"http://localhost:{port}/webhooks/rest/webhook"
        first = say(url, "我在福泉工地上摔断了腿，没钱住院")
        assert first
        assert not any((part.get("custom") or {}).get("failed") for part in first)
        # the second message is understood as an answer to the first's question: the tracker store remembers
        second = say(url, "同意")
        assert any((part.get("custom") or {}).get("asks") == "safety_now" for part in second), second


def say(url: str, text: str) -> list[dict]:
    return requests.post(url, json={"sender": "stock-commands-1", "message": text}, timeout=30).json()


@pytest.mark.model
def test_rasa_shell(action_server, environment, endpoints, model) -> None:
    """A real terminal, as the prompt insists on one."""
    ours, theirs = pty.openpty()
    command = [*RASA, "shell", "--model", str(model), "--endpoints", str(endpoints[0]), "--port", str(free_ports(1)[0])]
    process = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        read_until(ours, "Your input")
        os.write(ours, "谢谢\r".encode())
        # the bot's words are printed in blue
        heard = read_until(ours, "\x1b[94m")
        os.write(ours, b"/stop\r")
        process.wait(30)
    finally:
        process.kill()
        os.close(ours)
    assert "系统" not in heard


def read_until(terminal: int, *words: str, seconds: float = 180) -> str:
    """What the terminal shows until all words were seen."""
    os.set_blocking(terminal, False)
    deadline, seen = time.monotonic() + seconds, b""
    while time.monotonic() < deadline:
        try:
            chunk = os.read(terminal, 65536)
            # prompt_toolkit asks where the cursor is and waits for an answer
            if b"\x1b[6n" in chunk:
                os.write(terminal, b"\x1b[1;1R")
            seen += chunk
        except (BlockingIOError, OSError):
            time.sleep(0.1)
        text = seen.decode("utf-8", "replace")
        if all(word in text for word in words):
            return text
    raise AssertionError(f"never saw {words}: {seen.decode('utf-8', 'replace')[-1500:]}")


@pytest.mark.model
def test_rasa_test(environment, model, tmp_path: Path) -> None:
    (tmp_path / "test_stories.yml").write_text(STORY, "utf-8")
    (tmp_path / "nlu.yml").write_text(NLU, "utf-8")
    files = ["--stories", str(tmp_path / "test_stories.yml"), "--nlu", str(tmp_path / "nlu.yml")]
    result = rasa(environment, "test", "--model", str(model), *files, "--out", str(tmp_path / "out"), "--no-plot")
    assert result.returncode == 0, result.stderr[-2000:]
    report = json.loads((tmp_path / "out" / "intent_report.json").read_text("utf-8"))
    assert report["accuracy"] == 1.0
    stories = json.loads((tmp_path / "out" / "story_report.json").read_text("utf-8"))
    assert stories["conversation_accuracy"]["accuracy"] == 1.0


@pytest.mark.model
def test_rasa_train(environment, tmp_path: Path, trained_model: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(next((trained_model / "cache").iterdir()), cache)
    data = [part for part in ("data/nlu", "bot/rules", "bot/stories") if (REPOSITORY / part).is_dir()]
    sources = ["--domain", "bot/domain", "--config", "bot/config.yml", "--data", *data]
    words = [*sources, "--out", str(tmp_path / "models"), "--fixed-model-name", "stock"]
    result = rasa({**environment, "RASA_CACHE_DIRECTORY": str(cache)}, "train", *words)
    assert result.returncode == 0, result.stderr[-2000:]
    assert (tmp_path / "models" / "stock.tar.gz").stat().st_size > 10_000
