"""The form over HTTP: on the resident's page and in the console, with headers that keep it where it belongs."""

import re
from typing import Any
from urllib.parse import quote, unquote

import pypdfium2 as pdfium

from casework.services.consents import record_consent
from casework.services.drafts import save_answers
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


async def test_the_properties_of_the_file_name_nobody(small_world: World) -> None:
    talk = await small_world.open()
    _, _, body = await _form(talk, await _file(small_world, talk))
    document = pdfium.PdfDocument(body)
    properties = {name: value for name, value in document.get_metadata_dict().items() if value}
    document.close()
    assert properties.pop("Title") == "临时救助申请表（急难型）"
    assert set(properties) <= {"Producer", "CreationDate"}
