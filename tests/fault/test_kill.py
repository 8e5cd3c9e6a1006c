"""Any process killed at a random moment: no answer lost, no second case, no turn without an outcome."""

import random
import sqlite3
import threading
import time
import uuid
from pathlib import Path

import pytest
import requests

from tests.resident import Resident
from tests.service_fixtures import ROLES, Service

pytestmark = pytest.mark.alone

STORY = "我昨天在福泉市金山街道的工地上摔断了腿，没钱交住院押金"
ANSWERS = {"consent_privacy": "1", "safety_now": "1", "contact_phone": "13812345670", "contact_way": "13812345670"}
PATIENCE_SECONDS = 150


class Persistent(Resident):
    """A resident whose page sends the same message again until the service has taken it, and then waits for words."""

    def say(self, text: str, message_id: str | None = None) -> list[dict]:
        body = {"client_message_id": message_id or uuid.uuid4().hex, "text": text}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = self.post(body, wait=5)
            except requests.RequestException:
                time.sleep(0.3)
                continue
            assert answer.status_code < 500 or answer.status_code == 503, answer.text
            if answer.status_code == 200 and self._has_real_answer(answer.json()["messages"]):
                self.last = answer.json()["messages"]
                return self.last
            time.sleep(0.3)
        raise AssertionError(f"no outcome for {text!r} in {PATIENCE_SECONDS} s")

    @staticmethod
    def _has_real_answer(messages: list[dict]) -> bool:
        """More than the apology that a turn waits: something was asked or a case came."""
        return any(message.get("asks") or message.get("card") for message in messages)


def walk_to_case(base: str) -> tuple[Resident, str]:
    """The scripted conversation; returns the case number."""
    resident = Persistent(base)
    resident.say(STORY)
    for _ in range(12):
        filed = resident.card("case")
        if filed:
            return resident, filed["case_number"]
        resident.say(ANSWERS.get(resident.asked or "", "1"))
    raise AssertionError(f"never filed; last heard {resident.heard!r}")


def counted(service: Service, statement: str) -> int:
    path = Path(service.environment["JIUJI_DATA_DIR"]) / "jiuji.db"
    with sqlite3.connect(path, timeout=10) as connection:
        return int(connection.execute(statement).fetchone()[0])


def kill_later(service: Service, role: str, seconds: float) -> threading.Thread:
    """Kill one process after some seconds and start it again, as the supervisor does."""

    def act() -> None:
        time.sleep(seconds)
        service.kill(role)
        service.start(role)

    thread = threading.Thread(target=act)
    thread.start()
    return thread


def run_with_kills(service: Service, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    for role in ROLES:
        service.start(role)
    service.wait_ready()
    for number in range(kills):
        role = chance.choice(ROLES)
        killer = kill_later(service, role, chance.uniform(0.0, 1.5))
        try:
            resident, case_number = walk_to_case(service.base)
        finally:
            killer.join()
        service.wait_ready()
        where = f"kill {number} of {role}"
        cases = counted(service, f"SELECT count(*) FROM cases WHERE conversation_id = '{resident.conversation_id}'")
        assert cases == 1, f"{where}: {cases} cases"
        open_turns = counted(service, "SELECT count(*) FROM turns WHERE state IN ('queued', 'running')")
        assert open_turns == 0, f"{where}: {open_turns} turns without an outcome"
        failed = counted(service, "SELECT count(*) FROM turns WHERE state = 'failed'")
        assert failed == 0, f"{where}: {failed} turns given up"
        resident.say(f"查进度 {case_number}")
        assert case_number in str(resident.last), f"{where}: the case cannot be found again"


def test_eight_kills(own_service: Service) -> None:
    run_with_kills(own_service, kills=8, seed=20261123)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_twenty_kills(own_service: Service) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    run_with_kills(own_service, kills=20, seed=seed)
