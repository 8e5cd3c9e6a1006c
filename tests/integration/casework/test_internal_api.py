"""The internal API: every call of the contract, the secret, the documented error shape."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from casework.api import internal
from casework.api.internal import PREFIX, internal_app
from casework.services.context import Casework
from contracts.casework import (
    Assessed,
    ConversationState,
    Erased,
    Filed,
    HandoffOut,
    HelpLines,
    LeadOut,
    PolicyAnswer,
    RegionCheck,
    StatusOut,
)
from tests.casework_steps import COMPLETE, answers_in, consent_in, turn

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def api(casework_sqlite: Casework) -> AsyncIterator[Client]:
    headers = {"X-Jiuji-Secret": casework_sqlite.keyring.internal_secret}
    async with TestClient(TestServer(internal_app(casework_sqlite)), headers=headers) as client:
        yield client


async def _post(api: Client, path: str, body: Any) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else None
    answer = await api.post(PREFIX + path, data=data, json=None if data is not None else body)
    return answer.status, await answer.json()


async def test_the_whole_way_over_http(api: Client) -> None:
    assert (await api.put(f"{PREFIX}/conversations/bench-1?region=522702")).status == 201
    assert (await api.put(f"{PREFIX}/conversations/bench-1")).status == 200
    base = "/conversations/bench-1"
    status, body = await _post(api, f"{base}/consents", consent_in("given").model_dump())
    assert (status, ConversationState.model_validate(body).consent_privacy) == (200, True)
    status, body = await _post(api, f"{base}/answers", answers_in(COMPLETE).model_dump())
    state = ConversationState.model_validate(body)
    assert state.draft is not None
    assert state.draft.next_key == "review_confirm"
    status, body = await _post(api, f"{base}/assess", {"draft_id": state.draft.draft_id})
    assert (status, Assessed.model_validate(body).assessment["programme"]) == (200, "temporary_aid")
    lane = {"turn_id": turn(), "draft_id": state.draft.draft_id}
    for name in ("temporary_expense", "temporary_urgent"):
        status, body = await _post(api, f"{base}/lane", {**lane, "lane": name})
        moved = ConversationState.model_validate(body).draft
        assert (status, moved and (moved.lane, moved.answers)) == (200, (name, state.draft.answers))
    await _post(api, f"{base}/reopen", {"turn_id": turn(), "key": "incident_date"})
    await _post(api, f"{base}/answers", answers_in({"incident_date": "2024-05-02"}).model_dump())
    submit = {"turn_id": turn(), "draft_id": state.draft.draft_id}
    filed = Filed.model_validate((await _post(api, f"{base}/submit", submit))[1])
    assert Filed.model_validate((await _post(api, f"{base}/submit", submit))[1]).already is not filed.already
    status, body = await _post(api, f"{base}/status", {"turn_id": turn()})
    assert StatusOut.model_validate(body).cases == [filed.case]
    status, body = await _post(api, f"{base}/handoff", {"turn_id": turn(), "reason": "requested"})
    assert HandoffOut.model_validate(body).handoff.state == "queued"
    lead = {"turn_id": turn(), "place": "河边", "region": "522702", "situation": "老人独居"}
    first = LeadOut.model_validate((await _post(api, f"{base}/lead", lead))[1])
    assert LeadOut.model_validate((await _post(api, f"{base}/lead", lead))[1]) == first
    status, body = await _post(api, f"{base}/withdraw", {"turn_id": turn()})
    assert StatusOut.model_validate(body).cases[0].state == "withdrawn"
    status, body = await _post(api, f"{base}/erase", {"turn_id": turn()})
    assert Erased.model_validate(body).kept
    answer = await api.get(PREFIX + base)
    assert ConversationState.model_validate(await answer.json()).consent_privacy is None


async def test_the_law_over_http(api: Client) -> None:
    region = RegionCheck.model_validate(await (await api.get(f"{PREFIX}/regions/522702")).json())
    assert (region.served, region.code) == (True, "522702")
    assert (await api.get(f"{PREFIX}/regions/999999")).status == 404
    lines = HelpLines.model_validate(await (await api.get(f"{PREFIX}/policy/lines?use=help&region=522702")).json())
    assert lines.lines
    assert (await api.get(f"{PREFIX}/policy/lines?use=help&region=")).status == 200
    question = {"topic": "ask_time_limit", "region": "522702", "on": "2026-11-23", "lane": "temporary_urgent"}
    status, body = await _post(api, "/policy/answer", question)
    assert status == 200
    assert PolicyAnswer.model_validate(body)


@pytest.mark.parametrize("secret", ["", "wrong", "密钥"])
async def test_without_the_secret_nothing_is_said(api: Client, secret: str) -> None:
    for method, path in (("GET", "/conversations/x"), ("POST", "/conversations/x/erase"), ("GET", "/nothing")):
        answer = await api.request(method, PREFIX + path, headers={"X-Jiuji-Secret": secret.encode().decode("latin-1")})
        assert answer.status == 401
        assert (await answer.json())["error"]["code"] == "unauthorised"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/conversations/none/status", {"turn_id": "t"}, 404, "not_found"),
        ("/conversations/none/dance", {"turn_id": "t"}, 404, "not_found"),
        ("/conversations/c/answers", b"{", 400, "bad_request"),
        ("/conversations/c/answers", b"[1]", 400, "bad_request"),
        ("/conversations/c/answers", b"\xff\xfe", 400, "bad_request"),
        ("/conversations/c/answers", {"turn_id": "t", "lane": "none", "answers": []}, 400, "bad_request"),
        ("/conversations/c/answers", {"turn_id": "t", "lane": "temporary_urgent", "answers": [], "x": 1}, 400,
         "bad_request"),
        ("/conversations/c/answers", {"turn_id": "t", "lane": "temporary_urgent", "answers": []}, 409,
         "consent_missing"),
        ("/conversations/c/answers", b'{"x": "' + b"a" * 300_000 + b'"}', 413, "too_large"),
        ("/conversations/c/submit", {"turn_id": "t", "draft_id": "none"}, 404, "not_found"),
        ("/conversations/c/reopen", {"turn_id": "t"}, 404, "not_found"),
        ("/conversations/c/withdraw", {"turn_id": "t"}, 404, "not_found"),
        ("/policy/answer", {"topic": "x"}, 400, "bad_request"),
    ],
)  # fmt: skip
async def test_every_error_has_the_documented_shape(api: Client, path: str, body: Any, status: int, code: str) -> None:
    await api.put(f"{PREFIX}/conversations/c")
    got, answer = await _post(api, path, body)
    assert (got, answer["error"]["code"]) == (status, code)
    assert answer["error"]["message"]
    assert answer["error"]["request_id"]
    assert set(answer) == {"error"}


async def test_a_bad_value_names_its_key_and_not_the_value(api: Client) -> None:
    await api.put(f"{PREFIX}/conversations/c")
    await _post(api, "/conversations/c/consents", consent_in("given").model_dump())
    status, body = await _post(
        api, "/conversations/c/answers", answers_in({"id_number": "110105194912310021"}).model_dump()
    )
    assert (status, list(body["error"]["fields"])) == (400, ["id_number"])
    assert "110105" not in str(body)


@pytest.mark.parametrize("name", ["会话", "a" * 33, "a.b", "a b"])
async def test_a_conversations_name_has_a_form(api: Client, name: str) -> None:
    assert (await api.put(f"{PREFIX}/conversations/{name}")).status == 400


async def test_a_failure_inside_is_no_bare_500(
    api: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def broken(*args: Any) -> Any:
        raise ValueError("13911112222")

    async def away(*args: Any) -> Any:
        raise OSError("13911112222")

    for failing, status, code in ((broken, 500, "internal"), (away, 503, "unavailable")):
        monkeypatch.setattr(internal, "read_state", failing)
        answer = await api.get(f"{PREFIX}/conversations/c")
        body = await answer.json()
        assert (answer.status, body["error"]["code"]) == (status, code)
        assert "13911112222" not in str(body)
    out, err = capfd.readouterr()
    assert "13911112222" not in out + err


async def test_a_turn_that_lost_the_answer_asks_again_and_gets_the_same(api: Client) -> None:
    """Fault 5: the process died after the commit, before the HTTP answer."""
    await api.put(f"{PREFIX}/conversations/c")
    await _post(api, "/conversations/c/consents", consent_in("given").model_dump())
    told = answers_in(COMPLETE).model_dump()
    _, first = await _post(api, "/conversations/c/answers", told)
    assert (await _post(api, "/conversations/c/answers", told))[1] == first
    submit = {"turn_id": turn(), "draft_id": first["draft"]["draft_id"]}
    _, filed = await _post(api, "/conversations/c/submit", submit)
    _, again = await _post(api, "/conversations/c/submit", submit)
    assert again == filed | {"already": True}
