"""The web chat API as the outside contract has it: good answers and every documented error."""

from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from casework.services import conversations
from casework.storage.models import ResumeCode
from tests.gateway_world import Talk, World


async def _post(world: World, path: str, data: bytes | str, **headers: str) -> tuple[int, dict[str, Any]]:
    async with world.http.post(f"{world.gateways[0].base}{path}", data=data, headers=headers) as answer:
        return answer.status, await answer.json()


def _is_documented(body: dict[str, Any], code: str) -> dict[str, Any]:
    error = body["error"]
    assert set(body) == {"error"} and error["code"] == code and error["request_id"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in error["message"])
    return error


async def test_the_opening_works_without_the_dialogue(small_world: World) -> None:
    await small_world.dialogue.stop()
    talk = await small_world.open(region="522702")
    (opening,) = talk.opening
    assert opening["from"] == "bot" and opening["seq"] == 1 and len(opening["quick_replies"]) == 4
    assert all(set(reply) == {"title", "payload"} for reply in opening["quick_replies"])


async def test_a_message_with_and_without_waiting(small_world: World) -> None:
    talk = await small_world.open()
    status, body = await talk.post(wait=None, text="你好")
    assert status == 202 and set(body) == {"message_id"}
    status, body = await talk.post(text="我腿断了")
    assert status == 200 and [m["text"] for m in body["messages"]] == ["答：我腿断了"]
    again = await talk.post(text="我腿断了", client_message_id="m2")
    assert again == (status, body)


async def test_a_tapped_reply_becomes_its_command(small_world: World) -> None:
    talk = await small_world.open()
    await talk.post(payload=talk.opening[0]["quick_replies"][0]["payload"])
    assert small_world.dialogue.asked[0]["command"] == {"intent": "report_hardship", "values": {}}
    assert (await talk.history())[1]["text"] == "遇到急难，急需帮忙"


@pytest.mark.parametrize("typed", ["2", "２", "选2", "2。"])
async def test_a_digit_typed_after_the_opening_is_its_choice(small_world: World, typed: str) -> None:
    talk = await small_world.open()
    await talk.say(typed)
    assert small_world.dialogue.asked[0]["command"]["intent"] == "apply_minimum_living"
    await talk.say("2")
    assert small_world.dialogue.asked[1]["command"] is None, "what the dialogue offered, the dialogue resolves"


async def test_a_payload_of_another_conversation_is_refused(small_world: World) -> None:
    one, other = await small_world.open(), await small_world.open()
    payload = one.opening[0]["quick_replies"][0]["payload"]
    for bad in (payload, payload[:-1], "/submit_draft", "c1.e30.x", "x" * 4096, ""):
        status, body = await other.post(payload=bad)
        assert status == 400
        assert "payload" in _is_documented(body, "bad_payload")["fields"]
    assert small_world.dialogue.asked == []


@pytest.mark.parametrize(("data", "field"), [
    (b"{", "body"), (b"\xff\xfe", "body"), (b"[]", "body"), (b"null", "body"), (b'"x"', "body"),
    (b"[" * 100_000, "body"),
    (b'{"client_message_id": "a", "text": "x", "colour": 1}', "colour"),
    (b'{"text": "x"}', "client_message_id"),
    (b'{"client_message_id": "", "text": "x"}', "client_message_id"),
    (b'{"client_message_id": 5, "text": "x"}', "client_message_id"),
    (b'{"client_message_id": "a", "text": ["x"]}', "text"),
    (b'{"client_message_id": "a"}', "text"),
    (b'{"client_message_id": "a", "text": " \\u200b\\u3000"}', "text"),
    (b'{"client_message_id": "a", "text": "\\u0000"}', "text"),
])  # fmt: skip
async def test_a_bad_body_names_what_is_wrong(small_world: World, data: bytes, field: str) -> None:
    talk = await small_world.open()
    status, body = await _post(small_world, "/api/chat/messages", data, **talk.headers)
    assert status == 400
    assert field in _is_documented(body, "bad_request")["fields"]
    assert len(await talk.history()) == 1


@pytest.mark.parametrize("path", ["messages?wait=abc", "messages?wait=99", "messages?colour=1"])
async def test_a_bad_query_is_named(small_world: World, path: str) -> None:
    talk = await small_world.open()
    status, body = await _post(small_world, f"/api/chat/{path}", b"{}", **talk.headers)
    assert status == 400 and _is_documented(body, "bad_request")["fields"]


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer nonsense", "Basic abc", "Bearer " + "é" * 9])
async def test_without_a_valid_token_nothing_is_served(small_world: World, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    base = small_world.gateways[0].base
    calls = [
        ("POST", "messages"), ("GET", "events"), ("GET", "history"), ("POST", "resume-code"), ("POST", "attachments"),
        ("POST", "uploads"), ("PATCH", "uploads/x"), ("GET", "attachments/x/thumbnail"),
        ("GET", "case/福-23467-89ACD/form.pdf"),
    ]  # fmt: skip
    for method, path in calls:
        async with small_world.http.request(method, f"{base}/api/chat/{path}", headers=headers) as answer:
            assert answer.status == 401, path
            _is_documented(await answer.json(), "unauthorised")


async def test_a_token_expires_with_a_month_of_silence(small_world: World) -> None:
    talk = await small_world.open()
    cw = small_world.gateways[0].cw
    real = cw.now
    cw.now = lambda: real() + timedelta(days=31)
    status, body = await talk.get("/api/chat/history")
    assert status == 401
    _is_documented(body, "unauthorised")


@pytest.mark.parametrize(("region", "code"), [
    ("999999", "unknown_region"), ("abc", "unknown_region"), ("", "unknown_region"),
    ("530602", "region_not_served"), ("000000", "region_not_served"),
])  # fmt: skip
async def test_a_region_we_do_not_serve(small_world: World, region: str, code: str) -> None:
    status, body = await _post(small_world, "/api/chat/conversations", f'{{"region": "{region}"}}')
    assert status == 422
    assert "region" in _is_documented(body, code)["fields"]


async def test_over_the_limits(small_world: World) -> None:
    talk = await small_world.open()
    status, body = await talk.post(text="难" * 22_000)
    assert status == 413 and "64 KB" in _is_documented(body, "too_large")["message"]
    status, body = await _post(small_world, "/api/chat/messages", b"x" * 600_000, **talk.headers)
    assert status == 413 and "512 KB" in _is_documented(body, "too_large")["message"]
    assert small_world.dialogue.asked == []


async def test_calls_that_come_later_say_so(small_world: World) -> None:
    talk = await small_world.open()
    status, body = await talk.get("/api/chat/case/福-23467-89ACD/form.pdf")
    assert status == 404
    _is_documented(body, "not_found")


@pytest.mark.parametrize(("method", "path", "status", "code"), [
    ("GET", "/api/chat/nothing", 404, "not_found"), ("DELETE", "/api/chat/messages", 405, "method_not_allowed"),
    ("GET", "/api/", 404, "not_found"),
])  # fmt: skip
async def test_unknown_calls(small_world: World, method: str, path: str, status: int, code: str) -> None:
    async with small_world.http.request(method, small_world.gateways[0].base + path) as answer:
        assert answer.status == status
        _is_documented(await answer.json(), code)


async def test_history_is_paged_backwards(small_world: World) -> None:
    talk = await small_world.open()
    for number in range(3):
        await talk.say(str(number + 5))
    _, last = await talk.get("/api/chat/history?limit=3")
    assert [m["seq"] for m in last["messages"]] == [5, 6, 7] and last["more"]
    _, first = await talk.get("/api/chat/history?limit=10&before=5")
    assert [m["seq"] for m in first["messages"]] == [1, 2, 3, 4] and not first["more"]
    assert (await talk.get("/api/chat/history?before=x"))[0] == 400


async def _resume(world: World, code: str) -> tuple[int, dict[str, Any]]:
    return await _post(world, "/api/chat/conversations", f'{{"resume_code": "{code}"}}')


async def test_a_resume_code_moves_the_conversation_once(world: World) -> None:
    talk = await world.open()
    await talk.say("我腿断了")
    status, body = await _post(world, "/api/chat/resume-code", b"", **talk.headers)
    assert status == 201 and len(body["code"].replace("-", "")) == 10
    status, moved = await _resume(world, body["code"].lower())
    assert status == 201 and moved["conversation_id"] == talk.conversation_id
    assert [m["text"] for m in moved["messages"]][-1] == "答：我腿断了"
    assert (await talk.get("/api/chat/history"))[0] == 401, "the old device is signed out"
    new = Talk(talk.http, talk.base, talk.conversation_id, moved["token"], [])
    assert await new.say("换了手机", client_message_id="n1") == ["答：换了手机"]
    status, refused = await _resume(world, body["code"])
    assert status == 422
    _is_documented(refused, "bad_resume_code")


async def test_resume_codes_expire_are_not_stored_and_cannot_be_tried_at_will(small_world: World) -> None:
    talk, cw = await small_world.open(), small_world.gateways[0].cw
    _, body = await _post(small_world, "/api/chat/resume-code", b"", **talk.headers)
    async with cw.database.write() as session:
        stored = (await session.scalars(conversations.select(ResumeCode))).one()
        assert body["code"].replace("-", "") not in stored.id
        stored.expires_at = cw.now()
    assert (await _resume(small_world, body["code"]))[0] == 422
    answers = [await _resume(small_world, "AAAAA-AAAAA") for _ in range(25)]
    assert answers[0][0] == 422 and answers[-1][0] == 429
    _is_documented(answers[-1][1], "too_many")


async def _openapi(world: World) -> dict[str, Any]:
    async with world.http.get(f"{world.gateways[0].base}/api/openapi.json") as answer:
        return dict(await answer.json())


def _refs(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _refs(value)]
    return [ref for value in node for ref in _refs(value)] if isinstance(node, list) else []


async def test_openapi_describes_every_route_and_only_those(small_world: World) -> None:
    described = await _openapi(small_world)
    assert described["openapi"].startswith("3.1")
    there = {(method.upper(), path) for path, calls in described["paths"].items() for method in calls}
    routes = {
        (route.method, route.resource.canonical)
        for route in small_world.gateways[0].gateway.public.router.routes()
        if route.resource and route.method != "HEAD"
    }
    pages = {("GET", "/api/openapi.json"), ("GET", "/"), ("GET", "/staff"), ("GET", "/simulator"), ("GET", "/{name}")}
    assert routes - pages == there
    for ref in _refs(described):
        assert ref.removeprefix("#/components/schemas/") in described["components"]["schemas"], ref
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    names = [call["operationId"] for calls in described["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names))
    for path, calls in described["paths"].items():
        for call in calls.values():
            inside = {part["name"] for part in call["parameters"] if part["in"] == "path"}
            assert inside == {word.split("}")[0] for word in path.split("{")[1:]}


def _fits(described: dict[str, Any], path: str, method: str, status: int, body: Any) -> None:
    said = described["paths"][path][method]["responses"][str(status)]
    schema = {**said["content"]["application/json"]["schema"], "components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(body)


async def test_answers_are_what_openapi_says(small_world: World) -> None:
    described = await _openapi(small_world)
    base = small_world.gateways[0].base
    async with small_world.http.post(f"{base}/api/chat/conversations", json={}) as answer:
        opened = await answer.json()
    _fits(described, "/api/chat/conversations", "post", 201, opened)
    talk = Talk(small_world.http, base, opened["conversation_id"], opened["token"], [])
    status, body = await talk.post(text="你好")
    _fits(described, "/api/chat/messages", "post", status, body)
    status, body = await talk.post(wait=None, text="你好")
    _fits(described, "/api/chat/messages", "post", status, body)
    status, body = await talk.post(colour=1)
    _fits(described, "/api/chat/messages", "post", status, body)
    _fits(described, "/api/chat/history", "get", *await talk.get("/api/chat/history"))
    for path in ("/healthz", "/readyz"):
        _fits(described, path, "get", *await talk.get(path))


async def test_readiness_tells_each_part(small_world: World) -> None:
    talk = await small_world.open()
    assert (await talk.get("/readyz"))[1] == {
        "database": "ok", "dialogue": "ok", "redis": "off", "model_id": "ok", "loaded_model": "m1",
    }  # fmt: skip
    small_world.dialogue.state = "wrong_model"
    small_world.gateways[0].gateway.dialogue._probed_at = 0
    status, body = await talk.get("/readyz")
    assert status == 200 and body["dialogue"] == "down" and body["model_id"] == "down"


async def test_the_internal_site_needs_the_secret_and_shows_metrics(small_world: World) -> None:
    talk, internal = await small_world.open(), small_world.gateways[0].internal
    await talk.say("你好")
    url = f"{internal}/internal/v1/conversations/{talk.conversation_id}"
    async with small_world.http.get(url) as answer:
        assert answer.status == 401
    async with small_world.http.get(f"{internal}/metrics") as answer:
        text = await answer.text()
    assert 'jiuji_turns_total{outcome="done"}' in text and "jiuji_http_calls_total" in text
    async with small_world.http.get(f"{small_world.gateways[0].base}/metrics") as answer:
        assert answer.status == 404, "never on the public port"
