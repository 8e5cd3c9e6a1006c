"""The simulator's routes on a demo gateway: phones that talk, the platform's switches, and none of it without demo."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from jiuji.compose import open_casework
from jiuji.gateway import build_gateway, serving
from jiuji.settings import Settings
from simulator import UNAVAILABLE
from tests.conftest import TEST_SECRET
from tests.gateway_world import FakeDialogue, until
from tests.paper_files import jpeg
from tests.service_fixtures import free_ports


@dataclass
class Desk:
    """The simulator's API as the page uses it."""

    http: aiohttp.ClientSession
    base: str
    dialogue: FakeDialogue

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.base}/simulator/api/{path}", json=body) as answer:
            assert answer.status in (200, 201), (path, answer.status, await answer.text())
            return dict(await answer.json())

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.base}/simulator/api/{path}") as answer:
            assert answer.status == 200
            return await answer.json()

    async def phone(self, account: str = "fuquan", follow: bool = True) -> str:
        made = str((await self.post("phones", account=account))["id"])
        if follow:
            await self.post(f"phones/{made}/follow")
            await self.heard(made, 1)
        return made

    async def shown(self, phone: str) -> dict[str, Any]:
        return next(one for one in (await self.get("state"))["phones"] if one["id"] == phone)

    async def bubbles(self, phone: str, *sides: str) -> list[dict[str, Any]]:
        return [one for one in (await self.shown(phone))["bubbles"] if one["from"] in sides]

    async def heard(self, phone: str, count: int) -> list[dict[str, Any]]:
        """What came from the other side, once there is so much of it."""

        async def look() -> Any:
            found = await self.bubbles(phone, "account", "notice", "grey")
            return found if len(found) >= count else None

        return list(await until(look, 20))

    async def said(self, phone: str) -> dict[str, Any]:
        """What this phone said last."""
        return (await self.bubbles(phone, "me"))[-1]


async def running(folder: Path, url: str, **extra: Any) -> AsyncIterator[tuple[str, FakeDialogue]]:
    dialogue, (port, internal) = FakeDialogue(), free_ports(2)
    await dialogue.start()
    settings = Settings(
        port=port, internal_port=internal, data_dir=folder, database_url=url, secret_key=TEST_SECRET,
        dialogue_url=dialogue.url, **extra,
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        stack.push_async_callback(dialogue.stop)
        cw = await stack.enter_async_context(open_casework(settings))
        await stack.enter_async_context(serving(settings, build_gateway(settings, cw)))
        yield f"http://127.0.0.1:{port}", dialogue


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    """A demo's gateway."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async for base, dialogue in running(tmp_path, sqlite_url, demo=True):
            yield Desk(http, base, dialogue)


async def test_without_demo_nothing_of_it_is_there(sqlite_url: str, tmp_path: Path):
    async for base, _ in running(tmp_path, sqlite_url):
        async with aiohttp.ClientSession() as http:
            for path in ("", "api/state", "api/events", "wechat/connect/oauth2/authorize", "wechat/cgi-bin/menu/get"):
                async with http.get(f"{base}/simulator/{path}") as answer:
                    assert answer.status == 404, path
            for path in ("api/phones", "wechat/cgi-bin/stable_token"):
                async with http.post(f"{base}/simulator/{path}", json={}) as answer:
                    # the pages take no POST: either way nothing is behind it
                    assert answer.status in (404, 405), path


async def test_a_phone_follows_talks_and_its_ledger_is_counted(desk: Desk):
    phone = await desk.phone()
    welcome = (await desk.bubbles(phone, "account"))[0]
    assert welcome["route"] == "passive" and "人工" in welcome["text"]
    before = await desk.shown(phone)
    assert before["tap"]["left"] == 3 and before["message"]["until"] is None
    await desk.post(f"phones/{phone}/text", text="第一行\n第二行")
    answer = (await desk.heard(phone, 2))[-1]
    assert answer["text"].startswith("答：第一行") and (answer["route"], answer["copy"]) == ("passive", 1)
    assert 0 <= answer["seconds"] < 4
    shown = await desk.shown(phone)
    # a passive answer costs nothing
    assert (shown["message"]["left"], shown["message"]["of"]) == (5, 5)
    assert [one["state"] for one in (await desk.said(phone))["deliveries"]] == ["answered"]


async def test_fifty_copies_are_one_turn_and_one_reply(desk: Desk):
    phone = await desk.phone()
    await desk.post(f"phones/{phone}/text", text="只答一次")
    await desk.heard(phone, 2)
    mine = await desk.said(phone)
    await desk.post(f"phones/{phone}/again", bubble=mine["id"], times=50)

    async def delivered() -> bool:
        tries = (await desk.said(phone))["deliveries"]
        return len(tries) == 51 and all(one["state"] != "open" for one in tries)

    await until(delivered, 20)
    assert len(await desk.bubbles(phone, "account")) == 2 and desk.dialogue.texts == ["只答一次"]


async def test_a_slow_dialogue_answers_by_the_customer_service_api(desk: Desk):
    phone = await desk.phone()
    await desk.post("switches", dialogue_delay=4.6)
    await desk.post(f"phones/{phone}/text", text="慢慢来")
    assert [one["state"] for one in (await desk.said(phone))["deliveries"]] == ["open"]
    answer = (await desk.heard(phone, 2))[-1]
    assert answer["route"] == "custom" and 4 < answer["seconds"] < 9
    assert [one["state"] for one in (await desk.said(phone))["deliveries"]] == ["success"]
    # the tap window, still open after following, is spent first
    shown = await desk.shown(phone)
    assert shown["tap"]["left"] + shown["message"]["left"] == 7


async def test_without_the_api_a_later_copy_carries_the_answer(desk: Desk):
    phone = await desk.phone()
    await desk.post("switches", customer_service=False, dialogue_delay=5.5)
    # learns from the first refusal that there is no such right
    await desk.post(f"phones/{phone}/text", text="先试一次")
    await asyncio.sleep(8)
    await desk.post(f"phones/{phone}/text", text="再来")
    answers = await desk.heard(phone, 3)
    assert sum("再来" in one["text"] for one in answers) == 1
    assert answers[-1]["route"] == "passive" and answers[-1]["copy"] == 2
    assert (await desk.said(phone))["deliveries"][0]["state"] in ("cut", "hung_up")
    assert not any(one["text"] == UNAVAILABLE for one in answers)
    # the right is back: learned again at once, not in a day
    await desk.post("switches", customer_service=True)
    await desk.post(f"phones/{phone}/text", text="又有了")
    assert (await desk.heard(phone, 4))[-1]["route"] == "custom"


async def test_the_clock_closes_the_window_and_a_new_key_still_opens(desk: Desk):
    phone = await desk.phone()
    await desk.post("rotate-key")
    await desk.post(f"phones/{phone}/text", text="新钥匙")
    assert (await desk.heard(phone, 2))[-1]["text"].startswith("答：新钥匙")
    await desk.post("clock", seconds=49 * 3600)
    state = await desk.get("state")
    assert state["ahead"] == 49 * 3600 and state["keys_rotated"] == 1
    assert state["phones"][0]["message"]["until"] < state["at"]


async def test_the_wire_log_shows_what_was_sent_decrypted(desk: Desk):
    phone = await desk.phone()
    await desk.post(f"phones/{phone}/text", text="线上看看")
    await desk.heard(phone, 2)
    row = [one for one in (await desk.get("state"))["wire"] if one["kind"] == "call"][-1]
    assert (row["phone"], row["status"]) == (phone, "200 reply")
    parts = {one["label"]: one["text"] for one in (await desk.get(f"wire/{row['id']}"))["parts"]}
    assert "线上看看" in parts["送去的 XML（解密后）"] and "Encrypt" in parts["送去的请求体"]
    assert "答：线上看看" in parts["回答（解密后）"] and "线上看看" not in parts["回答"]


async def test_every_kind_of_message_can_be_sent(desk: Desk):
    phone = await desk.phone()
    await desk.post(f"phones/{phone}/scan", region="522702", source="poster1")
    await desk.heard(phone, 2)
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("voice", {}), ("location", {"label": "福泉市金山街道"}), ("link", {}), ("sticker", {}),
        ("click", {"key": "intent:check_status"}),
    ]  # fmt: skip
    for number, (deed, body) in enumerate(deeds, 3):
        await desk.post(f"phones/{phone}/{deed}", **body)
        await desk.heard(phone, number)
    url = f"{desk.base}/simulator/api/phones/{phone}/photo"
    async with desk.http.post(url, data=jpeg() + bytes(900_000), headers={"Content-Type": "image/jpeg"}) as sent:
        assert sent.status == 200
    await desk.heard(phone, 8)
    kinds = [one["kind"] for one in await desk.bubbles(phone, "me")]
    assert kinds == ["event", "event", "voice", "location", "link", "sticker", "event", "image"]
    words = [one["text"] for one in await desk.bubbles(phone, "me")]
    assert words[1] == "扫了海报：522702-poster1" and words[6] == "点了菜单：查进度"


async def test_the_page_is_signed_in_as_the_phone(desk: Desk):
    phone = await desk.phone()
    await desk.post(f"phones/{phone}/text", text="在微信里说的")
    await desk.heard(phone, 2)
    opened = await desk.post(f"phones/{phone}/page")
    async with desk.http.get(f"{desk.base}{opened['open']}") as page:
        assert str(page.url).rstrip("/") == desk.base
    async with desk.http.post(f"{desk.base}/api/chat/conversations", json={}) as answer:
        texts = [one["text"] for one in (await answer.json())["messages"]]
    assert "在微信里说的" in texts


async def test_the_stream_tells_of_every_change(desk: Desk):
    async with asyncio.timeout(10), desk.http.get(f"{desk.base}/simulator/api/events") as stream:

        async def next_state() -> dict[str, Any]:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    return dict(json.loads(line[6:]))
            raise AssertionError("the stream has ended")

        assert (await next_state())["phones"] == []
        phone = await desk.phone(follow=False)
        assert [one["id"] for one in (await next_state())["phones"]] == [phone]
        await desk.post(f"phones/{phone}/remove")
        assert (await next_state())["phones"] == []


@pytest.mark.parametrize(("path", "status"), [
    ("phones/{phone}/dance", 404), ("phones/nobody/text", 404), ("phones/{phone}/text", 400), ("clock", 400),
    ("switches", 400), ("phones/{phone}/again", 400), ("phones", 404),
])  # fmt: skip
async def test_nonsense_is_refused_in_words(desk: Desk, path: str, status: int):
    phone = await desk.phone(follow=False)
    url = f"{desk.base}/simulator/api/{path.format(phone=phone)}"
    async with desk.http.post(url, json={"seconds": -1, "nothing": 1, "account": "other"}) as answer:
        assert answer.status == status and "message" in (await answer.json())["error"]


async def test_another_site_cannot_do_anything(desk: Desk):
    """What a form or a `no-cors` call of another site may send: no JSON type, no image type."""
    phone = await desk.phone()
    for path in ("phones", f"phones/{phone}/unfollow", "rotate-key", f"phones/{phone}/photo"):
        url = f"{desk.base}/simulator/api/{path}"
        async with desk.http.post(url, data='{"account": "fuquan"}', headers={"Content-Type": "text/plain"}) as answer:
            assert answer.status == 400, path
    state = await desk.get("state")
    assert [one["followed"] for one in state["phones"]] == [True] and state["keys_rotated"] == 0


async def test_a_forced_error_shows_the_next_step_of_the_ladder(desk: Desk):
    phone = await desk.phone()
    await desk.post("switches", force_error={"path": "/cgi-bin/message/custom/send", "code": 45015}, dialogue_delay=4.6)
    assert (await desk.get("state"))["switches"]["force_error"] == "/cgi-bin/message/custom/send"
    await desk.post(f"phones/{phone}/text", text="窗口关了")
    notice = (await desk.heard(phone, 2))[-1]
    assert notice["from"] == "notice" and "答：" not in notice["text"]
    assert (await desk.get("state"))["switches"]["force_error"] == ""
    await desk.post("switches", dialogue_delay=0)
    await desk.post(f"phones/{phone}/text", text="再说一句")
    carried = (await desk.heard(phone, 3))[-1]["text"]
    # what could not be sent comes first, then the answer
    assert 0 <= carried.index("答：窗口关了") < carried.index("答：再说一句")
