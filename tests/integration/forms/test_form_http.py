"""The form over HTTP: on the resident's page and in the console, with headers that keep it where it belongs."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote

import pypdfium2 as pdfium
from sqlalchemy import select

from casework.services.consents import record_consent
from casework.services.context import utc_now
from casework.services.drafts import save_answers
from casework.storage.keeping_models import AuditEvent
from connectors.tickets import sign_until
from connectors.webchat.forms import LINK_SECONDS
from tests.casework_steps import COMPLETE, answers_in, consent_in, file
from tests.form_reading import words_of
from tests.gateway_world import Talk, World
from tests.staff_tools import BARKAM, StaffSite
from tests.staff_tools import Talk as StaffTalk

UNKNOWN = "福-23467-89ACD"


async def _file(world: World, talk: Talk) -> str:
    cw = world.gateways[0].cw
    await record_consent(cw, talk.conversation_id, consent_in("given"))
    told = answers_in({**COMPLETE, "applicant_role": "self", "contact_name": "王𠮷山"})
    state = await save_answers(cw, talk.conversation_id, told)
    return (await file(cw, talk.conversation_id, state)).case.case_number


async def _form(talk: Talk, number: str) -> tuple[int, dict[str, str], bytes]:
    url = f"{talk.base}/api/chat/case/{quote(number)}/form.pdf"
    async with talk.http.get(url, headers=talk.headers) as answer:
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, await answer.read()


def _looks_kept_safe(headers: dict[str, str], number: str) -> None:
    assert headers["content-type"] == "application/pdf"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    kind, _, named = headers["content-disposition"].partition(";")
    assert kind == "inline"
    found = re.search(r"filename\*=UTF-8''(\S+)$", named)
    assert found and unquote(found.group(1)) == f"临时救助申请表（急难型） {number}.pdf"


async def test_a_resident_fetches_their_form(small_world: World) -> None:
    talk = await small_world.open()
    number = await _file(small_world, talk)
    status, headers, body = await _form(talk, number)
    assert status == 200 and body.startswith(b"%PDF-")
    _looks_kept_safe(headers, number)
    assert "王𠮷山" in words_of(body)


async def test_a_stranger_gets_the_answer_of_a_number_that_is_not_there(small_world: World) -> None:
    number = await _file(small_world, await small_world.open())
    stranger = await small_world.open()
    answers = []
    for typed in (number, UNKNOWN, "我的申请"):
        status, headers, body = await _form(stranger, typed)
        assert headers["content-type"].startswith("application/json")
        answers.append((status, re.sub(rb'"request_id": ?"\w+"', b"", body)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 404
    url = f"{stranger.base}/api/chat/case/{quote(number)}/form.pdf"
    async with stranger.http.get(url) as answer:
        assert answer.status == 401


async def test_staff_print_the_cases_of_their_region(site: StaffSite, talk_sqlite: StaffTalk) -> None:
    _, number = await talk_sqlite.file()
    clerk = await site.signed_in()
    async with clerk.http.get(f"/api/staff/cases/{quote(number)}/form.pdf") as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        assert answer.status == 200
        _looks_kept_safe(headers, number)
        assert "13912345678" in words_of(await answer.read())
    elsewhere = await site.signed_in(region=BARKAM)
    found = [await elsewhere.call("GET", f"cases/{quote(typed)}/form.pdf") for typed in (number, UNKNOWN)]
    assert [status for status, _ in found] == [404, 404]
    assert found[0][1]["error"]["message"] == found[1][1]["error"]["message"]
    nobody = await site.browser().call("GET", f"cases/{quote(number)}/form.pdf")
    assert nobody[0] == 401


async def test_both_calls_are_documented(small_world: World) -> None:
    async with small_world.http.get(f"{small_world.gateways[0].base}/api/openapi.json") as answer:
        paths: dict[str, Any] = (await answer.json())["paths"]
    for path in ("/api/chat/case/{case_number}/form.pdf", "/api/staff/cases/{number}/form.pdf"):
        assert paths[path]["get"]["responses"]["200"]["content"] == {"application/pdf": {}}


async def _link(talk: Talk, number: str) -> tuple[int, dict[str, Any]]:
    url = f"{talk.base}/api/chat/case/{quote(number)}/form-link"
    async with talk.http.post(url, headers=talk.headers) as answer:
        return answer.status, await answer.json()


async def _opened(talk: Talk, path: str, agent: str = "Safari") -> tuple[int, str, bytes]:
    """What a browser without any token of ours gets."""
    async with talk.http.get(talk.base + path, headers={"User-Agent": agent}) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, answer.content_type, await answer.read()


async def test_a_link_opens_this_one_form_in_any_browser(small_world: World) -> None:
    talk = await small_world.open()
    number = await _file(small_world, talk)
    status, made = await _link(talk, number)
    assert status == 201 and set(made) == {"path", "expires_at"}
    assert number not in unquote(made["path"]) and talk.conversation_id not in made["path"]
    status, kind, body = await _opened(talk, made["path"])
    assert (status, kind) == (200, "application/pdf") and "王𠮷山" in words_of(body)
    status, kind, body = await _opened(talk, made["path"], "Mozilla/5.0 MicroMessenger/8.0.44")
    assert (status, kind) == (200, "text/html") and "在浏览器打开" in body.decode() and "王" not in body.decode()


async def test_a_link_is_over_after_a_quarter_of_an_hour(small_world: World) -> None:
    talk = await small_world.open()
    _, made = await _link(talk, await _file(small_world, talk))
    cw = small_world.gateways[0].cw
    now, cw.now = cw.now, lambda: utc_now() + timedelta(seconds=LINK_SECONDS - 5)
    assert (await _opened(talk, made["path"]))[0] == 200
    cw.now = lambda: utc_now() + timedelta(seconds=LINK_SECONDS + 5)
    for agent in ("Safari", "MicroMessenger"):
        status, kind, body = await _opened(talk, made["path"], agent)
        assert (status, kind) == (404, "text/plain") and "过期" in body.decode()
    cw.now = now


async def test_a_link_is_for_no_other_case_and_no_other_purpose(small_world: World) -> None:
    mine, other = await small_world.open(), await small_world.open()
    number, theirs = await _file(small_world, mine), await _file(small_world, other)
    _, made = await _link(mine, number)
    _, foreign = await _link(other, theirs)
    case, _, signed = made["path"].removeprefix("/api/forms/").removesuffix(".pdf").partition(".")
    their_case = foreign["path"].removeprefix("/api/forms/").partition(".")[0]
    keys = small_world.gateways[0].cw.keyring.payload_keys
    page = sign_until(keys, ("page", case), utc_now().timestamp() + 60)
    for ticket in (f"{their_case}.{signed}", f"{case}.", case, f"{case}.{page}", f"{case}.{'0' * 40}", number):
        assert (await _opened(mine, f"/api/forms/{quote(ticket)}.pdf"))[0] == 404, ticket
    answers = [await _link(other, typed) for typed in (number, UNKNOWN)]
    assert [status for status, _ in answers] == [404, 404]
    assert answers[0][1]["error"]["message"] == answers[1][1]["error"]["message"]
    async with small_world.gateways[0].cw.database.read() as session:
        actions = set(await session.scalars(select(AuditEvent.action)))
    assert {"link.form", "denied.link.form"} <= actions


async def test_the_properties_of_the_file_name_nobody(small_world: World) -> None:
    talk = await small_world.open()
    _, _, body = await _form(talk, await _file(small_world, talk))
    document = pdfium.PdfDocument(body)
    properties = {name: value for name, value in document.get_metadata_dict().items() if value}
    document.close()
    assert properties.pop("Title") == "临时救助申请表（急难型）"
    assert set(properties) <= {"Producer", "CreationDate"}
