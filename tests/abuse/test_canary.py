"""A canary name, phone and ID number go through everything; none may stand in a log, metric, error or plain file."""

import sqlite3
from pathlib import Path

import requests

from tests.resident import Resident
from tests.service_fixtures import Service

NAME, PHONE, ID_NUMBER = "慕容鸢尾", "13987654321", "522702198803141239"
WORDS = "铁核桃坡脚"
CANARIES = (NAME, PHONE, ID_NUMBER, WORDS)


def walk_with_canaries(base: str) -> Resident:
    """A whole urgent interview in which every personal field is a canary."""
    resident = Resident(base)
    resident.say(f"我叫{NAME}，昨天在福泉{WORDS}摔断了腿，电话{PHONE}，身份证{ID_NUMBER}")
    for _ in range(12):
        if resident.card("case"):
            break
        replies = {"incident_region": f"金山街道{WORDS}", "contact_phone": PHONE, "contact_way": PHONE}
        resident.say(replies.get(resident.asked or "", "1"))
    return resident


def provoke_errors(base: str, resident: Resident) -> list[str]:
    """Error answers to requests that carry canaries in every place."""
    url = f"{base}/api/chat/messages"
    bad = {"Authorization": f"Bearer {PHONE}"}
    return [
        requests.post(url, data=f'{{"text": "{NAME}"', headers=resident.headers, timeout=20).text,
        requests.post(url, json={"text": NAME, ID_NUMBER: PHONE}, headers=resident.headers, timeout=20).text,
        requests.post(url, json={"client_message_id": "c1", "text": NAME}, headers=bad, timeout=20).text,
        requests.get(f"{base}/api/chat/nothing/{PHONE}?name={NAME}", timeout=20).text,
        requests.post(f"{base}/api/staff/login", json={"name": NAME, "password": PHONE}, timeout=20).text,
    ]


def test_no_canary_in_logs_metrics_errors_or_files(service: Service) -> None:
    resident = walk_with_canaries(service.base)
    assert resident.card("case"), f"never filed; last heard: {resident.heard}"
    errors = provoke_errors(service.base, resident)
    metrics = requests.get(f"{service.internal}/metrics", timeout=20).text
    assert "jiuji" in metrics
    places = {"log": service.all_output(), "metrics": metrics}
    # the caller's own unknown key may be named back to the caller, nothing else may
    places |= {f"error {number}": text for number, text in enumerate(errors) if ID_NUMBER not in text or number != 1}
    found = {place: word for place, text in places.items() for word in CANARIES if word in text}
    assert not found


def test_no_canary_in_the_database_file(service: Service) -> None:
    walk_with_canaries(service.base)
    path = Path(service.environment["JIUJI_DATA_DIR"]) / "jiuji.db"
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    stored = b"".join(part.read_bytes() for part in path.parent.glob("jiuji.db*"))
    assert [word for word in CANARIES if word.encode() in stored] == []
