"""Every staff route: closed to strangers, to other sites, to roles that lack it, to other regions (fault 27)."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from casework.api.staff import staff_routes
from casework.domain.staff_roles import MATRIX, ROLES
from casework.services.context import Casework
from casework.services.conversations import messages_after
from casework.storage.database import Database
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Note, OutboundMessage
from contracts.http import Route
from tests.staff_tools import ABA, FUQUAN, StaffSite, Talk, open_site

# what each route needs, written down a second time on purpose: a change of one side alone must be noticed
NEEDS = {
    "POST login": None, "POST logout": None, "GET me": "", "POST password": "", "POST second-factor": "",
    "GET queue": "read_queue", "GET conversations/{conversation_id}": "read_conversation",
    "POST conversations/{conversation_id}/claim": "claim", "POST conversations/{conversation_id}/release": "release",
    "POST conversations/{conversation_id}/heartbeat": "heartbeat",
    "POST conversations/{conversation_id}/transfer": "transfer",
    "POST conversations/{conversation_id}/reply": "reply", "POST conversations/{conversation_id}/note": "note",
    "POST conversations/{conversation_id}/hand-back": "hand_back",
    "POST conversations/{conversation_id}/answers": "answers",
    "POST conversations/{conversation_id}/reveal": "reveal", "GET cases": "read_cases",
    "POST conversations/{conversation_id}/quiet": "quiet", "GET attachments/{attachment_id}": "read_file",
    "GET attachments/{attachment_id}/thumbnail": "read_file",
    "GET cases/{number}": "read_cases", "GET cases/{number}/form.pdf": "read_cases",
    "POST cases/{number}/move": "move", "POST cases/{number}/papers": "papers", "GET events": "events",
    "GET audit": "read_audit",
}  # fmt: skip
CASEWORK = {
    "read_queue", "read_conversation", "read_cases", "events", "claim", "release", "heartbeat", "reply", "transfer",
    "hand_back", "answers", "note", "reveal", "move", "papers", "quiet", "read_file",
}  # fmt: skip
HOLDS = {
    "clerk": CASEWORK, "reviewer": CASEWORK, "supervisor": CASEWORK | {"read_audit"},
    "admin": CASEWORK | {"read_audit"}, "policy_admin": set(),
    "auditor": {"read_queue", "read_conversation", "read_cases", "events", "read_audit"},
    "assistant": {"read_queue", "read_conversation", "read_cases", "events", "note"},
}  # fmt: skip


def name_of(route: Route) -> str:
    return f"{route.method} {route.path.removeprefix('/api/staff/')}"


def path_of(route: Route) -> str:
    return re.sub(r"\{\w+\}", "0" * 32, route.path)


@pytest.fixture
def routes(site: StaffSite) -> list[Route]:
    return staff_routes(site.cw, secure_cookie=False, demo=True, hub=site.cw.events)


async def knock(client: Any, route: Route, **options: Any) -> tuple[int, str]:
    """Status and error code; a stream that opens is closed again."""
    async with client.http.request(route.method, path_of(route), **options) as answer:
        if answer.content_type == "text/event-stream":
            return answer.status, ""
        body = await answer.json()
        return answer.status, body.get("error", {}).get("code", "")


def test_the_table_of_routes_is_the_one_written_here(routes: list[Route]) -> None:
    assert {name_of(route) for route in routes} == set(NEEDS)
    assert {role: set(held) for role, held in MATRIX.items()} == HOLDS
    assert set(HOLDS) == set(ROLES)


async def test_strangers_find_every_route_closed(site: StaffSite, routes: list[Route]) -> None:
    client = site.browser()
    for route in routes:
        status, code = await knock(client, route)
        if NEEDS[name_of(route)] is not None:
            assert (status, code) == (401, "unauthorised"), name_of(route)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_through_exactly_the_doors_it_holds(site: StaffSite, routes: list[Route], role: str) -> None:
    client = await site.signed_in(role)
    for route in routes:
        needed = NEEDS[name_of(route)]
        if not needed:
            continue
        status, code = await knock(client, route)
        refused = (status, code) == (403, "forbidden")
        assert refused is (needed not in HOLDS[role]), (name_of(route), status, code)


async def test_a_refused_role_is_audited(site: StaffSite) -> None:
    client = await site.signed_in("assistant")
    await client.call("POST", f"conversations/{'0' * 32}/claim")
    async with site.cw.database.read() as session:
        events = list(await session.scalars(select(AuditEvent).where(AuditEvent.action == "denied.role")))
    assert [event.object_id for event in events] == ["claim"]


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://127.0.0.1:1"},
])  # fmt: skip
async def test_no_unsafe_call_is_taken_from_another_site(
    site: StaffSite, routes: list[Route], headers: dict[str, str]
) -> None:
    client = await site.signed_in()
    for route in routes:
        if route.method != "GET":
            assert await knock(client, route, headers=headers) == (403, "cross_site"), name_of(route)
    assert (await client.call("GET", "me"))[0] == 200


async def test_our_own_page_is_let_in(site: StaffSite) -> None:
    client, where = await site.signed_in(), await Talk(site.cw).open()
    origin = str(client.http.make_url("/")).rstrip("/")
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    status, _ = await client.call("POST", f"conversations/{where}/claim", headers=headers)
    assert status == 200


async def test_a_form_of_another_page_cannot_speak_json(site: StaffSite) -> None:
    client, where = await site.signed_in(), await Talk(site.cw).open()
    async with client.http.post(f"/api/staff/conversations/{where}/note", data={"text": "x"}) as answer:
        assert answer.status == 400


async def test_another_regions_chats_and_cases_do_not_exist(site: StaffSite) -> None:
    """Every call about them answers exactly as for a number never given out, and leaves a trace."""
    where, number = await Talk(site.cw).file(FUQUAN)
    client = await site.signed_in("supervisor", ABA)
    bodies = {
        "release": {}, "transfer": {"to": "x", "note": "y"}, "reply": {"text": "x", "seen_seq": 9}, "hand-back": {},
        "answers": {"answers": [{"key": "contact_name", "value": "x"}]}, "note": {"text": "x"}, "claim": None,
        "heartbeat": None, "reveal": {"reason": "要打电话", "key": "contact_phone"},
        "quiet": {"quiet": False, "note": "x"},
    }  # fmt: skip
    calls: list[tuple[str, str, Any]] = [("GET", "conversations/{}", None)]
    calls += [("POST", f"conversations/{{}}/{verb}", body) for verb, body in bodies.items()]
    for method, path, body in calls:
        answers = [await client.call(method, path.format(one), body) for one in (where, "f" * 32)]
        for _, answer in answers:
            answer["error"].pop("request_id")
        assert answers[0] == answers[1] and answers[0][0] == 404, (path, answers)
    for method, path, body in (
        ("GET", "cases/{}", None), ("POST", "cases/{}/move", {"to": "accepted", "reason": "x"}),
        ("POST", "cases/{}/papers", {"type": "id_card", "state": "accepted"}),
    ):  # fmt: skip
        answers = [await client.call(method, path.format(one), body) for one in (number, "福-22222-22222")]
        for _, answer in answers:
            answer["error"].pop("request_id")
        assert answers[0] == answers[1] and answers[0][0] == 404, (path, answers)
    assert (await client.get("cases"))["cases"] == [] and (await client.get("queue"))["rows"] == []
    async with site.cw.database.read() as session:
        denied = list(await session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("denied."))))
    assert len(denied) == 2 * len(calls) + 6


MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>\u2028\"'&"


async def test_markup_comes_back_as_plain_json_strings(site: StaffSite) -> None:
    """Shown literally (fault 28): as JSON, never as HTML, unaltered for the page to set as text."""
    talk, client = Talk(site.cw), await site.signed_in()
    where = await talk.open(said=MARKUP)
    await client.post(f"conversations/{where}/note", {"text": MARKUP})
    await client.post(f"conversations/{where}/claim")
    seen = (await client.get(f"conversations/{where}"))["last_seq"]
    await client.post(f"conversations/{where}/reply", {"text": MARKUP, "seen_seq": seen})
    async with client.http.get(f"/api/staff/conversations/{where}") as answer:
        assert answer.content_type == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        body = await answer.json()
    texts = [message["text"] for message in body["messages"] if message["from"] in ("resident", "staff")]
    assert texts == [MARKUP, MARKUP] and body["notes"][0]["text"] == MARKUP


async def test_numbers_of_a_person_are_masked_until_somebody_says_why(site: StaffSite) -> None:
    talk = Talk(site.cw)
    where, number = await talk.file(id_number="11010519491231002X")
    await talk.say(where, "再说一遍 13912345678 和 11010519491231002x")
    client = await site.signed_in()
    queue, body, case = [await client.get(path) for path in ("queue", f"conversations/{where}", f"cases/{number}")]
    for shown in (queue, body, case):
        assert "13912345678" not in str(shown) and "11010519491231002" not in str(shown).upper()
    status, _ = await client.call("POST", f"conversations/{where}/reveal", {"key": "contact_phone", "reason": ""})
    assert status == 400
    revealed = await client.post(
        f"conversations/{where}/reveal", {"key": "contact_phone", "reason": "要回电话 13912345678"}
    )
    assert revealed == {"value": "13912345678"}
    message = next(one for one in body["messages"] if "再说一遍" in one["text"])
    revealed = await client.post(f"conversations/{where}/reveal", {"message_id": message["id"], "reason": "核对"})
    assert "13912345678" in revealed["value"]
    async with site.cw.database.read() as session:
        events = list(await session.scalars(select(AuditEvent).where(AuditEvent.action == "reveal")))
    assert [event.detail.get("key") for event in events] == ["contact_phone", None]
    assert events[0].detail["reason"] == "要回电话 139****5678"


async def test_a_message_of_another_chat_cannot_be_revealed_through_ones_own(site: StaffSite) -> None:
    talk, client = Talk(site.cw), await site.signed_in()
    mine, other = await talk.open(), await talk.open(ABA, said="别人的话")
    hidden = (await messages_after(site.cw, other, 0))[0].id
    status, _ = await client.call("POST", f"conversations/{mine}/reveal", {"message_id": hidden, "reason": "试试"})
    assert status == 404


async def test_every_reading_is_audited(site: StaffSite) -> None:
    where, number = await Talk(site.cw).file()
    client = await site.signed_in("auditor")
    await client.get(f"conversations/{where}")
    await client.get(f"conversations/{where}?after=1")
    await client.get(f"cases/{number}")
    actions = [event["action"] for event in (await client.get("audit"))["events"]]
    assert actions.count("read.conversation") == 2 and actions.count("read.case") == 1


async def test_bodies_that_do_not_fit_are_named(site: StaffSite) -> None:
    client, where = await site.signed_in(), await Talk(site.cw).open()
    for path, body, field in (
        (f"conversations/{where}/reply", {"text": "x"}, "seen_seq"),
        (f"conversations/{where}/reply", {"text": "x" * 2001, "seen_seq": 1}, "text"),
        (f"conversations/{where}/note", {"text": "x", "to_resident": True}, "to_resident"),
        (f"conversations/{where}/hand-back", {"then": "approve"}, "then"),
        ("login", {"name": "x"}, "password"),
    ):
        status, answer = await client.call("POST", path, body)
        assert status == 400 and field in answer["error"]["fields"], answer
    async with client.http.post(
        f"/api/staff/conversations/{where}/note", data=b"{not json", headers={"Content-Type": "application/json"}
    ) as broken:
        assert broken.status == 400
    status, answer = await client.call("GET", "cases?limit=many")
    assert status == 400 and "limit" in answer["error"]["fields"]


async def test_notes_are_in_no_outbound_row(site: StaffSite) -> None:
    client, where = await site.signed_in(), await Talk(site.cw).open()
    await client.post(f"conversations/{where}/note", {"text": "只给同事看"})
    async with site.cw.database.read() as session:
        said = [str(row.body) for row in await session.scalars(select(OutboundMessage))]
        notes = [note.text for note in await session.scalars(select(Note))]
    assert notes == ["只给同事看"] and not any("只给同事看" in body for body in said)


WILD = ["\u0000", "\u202e", "'; DROP TABLE staff;--", "😀", "x" * 3000, "../..", "%00", "\ud7ff", "0" * 33, "ཀ"]


@pytest.mark.parametrize("database", ["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
async def test_wild_words_in_any_place_are_no_server_error(
    database: str, request: pytest.FixtureRequest, keyring: Any, policy_book: Any
) -> None:
    cw = Casework(Database(request.getfixturevalue(database)), keyring, policy_book)
    where = await Talk(cw).open()
    async for opened in open_site(cw, demo=True):
        client = await opened.signed_in("supervisor")
        await client.post(f"conversations/{where}/claim")
        for wild in WILD:
            coded = quote(wild, safe="")
            calls: list[tuple[str, str, Any]] = [
                ("POST", "login", {"name": wild, "password": wild, "totp": wild}),
                ("GET", f"conversations/{coded}", None), ("GET", f"cases/{coded}", None),
                ("GET", f"cases?state={coded}", None), ("GET", f"audit?object_id={coded}&action={coded}", None),
                ("POST", f"conversations/{where}/reply", {"text": wild, "seen_seq": 99}),
                ("POST", f"conversations/{where}/note", {"text": wild}),
                ("POST", f"conversations/{where}/transfer", {"to": wild, "note": wild}),
                ("POST", f"conversations/{where}/reveal", {"reason": wild, "message_id": wild}),
                ("POST", f"conversations/{where}/answers", {"answers": [{"key": wild, "value": {wild: wild}}]}),
            ]  # fmt: skip
            for method, path, body in calls:
                status, _ = await client.call(method, path, body)
                assert status < 500, (wild, path, status)
        nested = b"[" * 100_000
        headers = {"Content-Type": "application/json"}
        async with client.http.post(f"/api/staff/conversations/{where}/note", data=nested, headers=headers) as answer:
            assert answer.status == 400
    await cw.database.close()
