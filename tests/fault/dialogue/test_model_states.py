"""Fault 12: a missing, truncated or different model is told by readiness; the process stays up and recovers."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from contracts.keyring import Keyring
from jiuji.manifest import Manifest, read_manifest, write_manifest
from tests.service_fixtures import Service, make_service

CANARY = "慕容鸢尾13987654321"


def wait_for(service: Service, state: str, reason: str = "", seconds: float = 120) -> dict[str, object]:
    deadline, last = time.monotonic() + seconds, {}
    while time.monotonic() < deadline:
        try:
            last = requests.get(f"{service.dialogue}/readyz", timeout=20).json()
        except requests.RequestException:
            assert service.processes["dialogue"].poll() is None, service.all_output()[-2000:]
        if last.get("state") == state and reason in (last.get("reason") or ""):
            return last
        time.sleep(0.2)
    raise AssertionError(f"never {state}, last {last}:\n{service.all_output()[-2000:]}")


def post_turn(service: Service, secret: str | None = None, body: str | None = None) -> requests.Response:
    turn = {"turn_id": "t1", "conversation_id": "c1", "text": CANARY, "said_on": "2026-11-23"}
    given = Keyring([service.environment["JIUJI_SECRET_KEY"]]).internal_secret if secret is None else secret
    headers = {"X-Jiuji-Secret": given}
    if body is not None:
        return requests.post(f"{service.dialogue}/turn", data=body.encode(), headers=headers, timeout=20)
    return requests.post(f"{service.dialogue}/turn", json=turn, headers=headers, timeout=20)


def assert_takes_no_turn(service: Service) -> None:
    answer = post_turn(service)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert requests.get(f"{service.dialogue}/healthz", timeout=20).status_code == 200


@pytest.fixture
def service(tmp_path: Path, tiny_model_dir: Path):
    models = tmp_path / "models"
    models.mkdir()
    mine = make_service(tmp_path, models)
    yield mine
    mine.stop()


def test_bad_models_are_told_and_a_good_one_is_taken_up(service: Service, tiny_model_dir: Path, tmp_path: Path) -> None:
    models, good = tmp_path / "models", read_manifest(tiny_model_dir)
    whole = (tiny_model_dir / good.model_file).read_bytes()
    service.start("dialogue")

    wait_for(service, "failed", "no manifest")
    assert_takes_no_turn(service)

    write_manifest(models, good)
    answer = wait_for(service, "failed", "is missing")
    assert answer["expected_model_id"] == good.model_id

    (models / good.model_file).write_bytes(whole[: len(whole) // 2])
    wait_for(service, "wrong_model", "not the one in the manifest")
    assert_takes_no_turn(service)

    write_manifest(models, replace(good, model_id="0" * 32))
    shutil.copyfile(tiny_model_dir / good.model_file, models / good.model_file)
    answer = wait_for(service, "wrong_model", "loaded model is not")
    assert answer["expected_model_id"] == "0" * 32
    assert_takes_no_turn(service)

    write_manifest(models, good)
    answer = wait_for(service, "ready")
    assert answer["model_id"] == answer["expected_model_id"] == good.model_id
    assert_internal_route_is_guarded(service)
    assert CANARY not in service.all_output()


def assert_internal_route_is_guarded(service: Service) -> None:
    assert post_turn(service, secret="").status_code == 401
    assert post_turn(service, secret="x" * 64).status_code == 401
    assert post_turn(service, body='{"turn_id": "t1"').status_code == 400
    wrong = post_turn(service, body='{"turn_id": "t1", "conversation_id": "c", "said_on": "2026-11-23", "no": 1}')
    assert wrong.status_code == 400
    assert "no" in wrong.json()["error"]["fields"]


def test_an_unreadable_manifest_is_told(tmp_path: Path) -> None:
    from jiuji.manifest import BadModel

    (tmp_path / "manifest.json").write_text("{not json", encoding="utf-8")
    with pytest.raises(BadModel, match="cannot be read"):
        read_manifest(tmp_path)
    assert Manifest.__dataclass_fields__.keys() >= {"model_id", "sha256", "trained_on"}
