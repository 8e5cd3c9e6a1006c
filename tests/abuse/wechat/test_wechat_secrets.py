"""Names, openids and keys in WeChat traffic: none may stand in a log, a metric, an error body or a plain file."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from simulator import Fault
from tests.paper_files import jpeg
from tests.service_fixtures import Service
from tests.wechat_process import Line as ProcessLine
from tests.wechat_process import MadeLine
from tests.wechat_resident import Line, Platform, WeChatResident

SEND = "/cgi-bin/message/custom/send"
OPENID = "oCanaryFollower_0123456789ab"
NAME, PHONE, ID_NUMBER, PLACE = "慕容鸢尾", "13987654321", "522702198803141239", "铁核桃坡脚"
TITLE, SCENE, URL = "鸢尾花的网页", "522702-poster", "http://127.0.0.1/yuanwei"
PERSONAL = (OPENID, NAME, PHONE, ID_NUMBER, PLACE, TITLE, URL)


def keys_of(platform: Platform) -> dict[str, str]:
    """What only we and the platform may know."""
    account = platform.account
    token, _ = platform.fake.tokens.stable(account.app_id)
    return {
        "secret": account.app_secret, "token": account.token, "AES key": account.aes_keys[0],
        "access token": token,
    }  # fmt: skip


async def everything(line: ProcessLine) -> list[str]:
    """Traffic with canaries in every place, answered, refused and failing; the bodies of all our answers."""
    fake, phone = line.fake, line.fake.phone(openid=OPENID, following=False)
    for step in (
        lambda: phone.follow(SCENE),
        lambda: phone.say(f"我叫{NAME}，在{PLACE}，电话{PHONE}，身份证{ID_NUMBER}"),
        lambda: phone.send_image(jpeg() + NAME.encode()),
        lambda: phone.send_link(TITLE, NAME, URL),
        lambda: phone.send_location(26.57, 106.71, PLACE),
        lambda: phone.click(f"intent:{NAME}"),
    ):
        await step()
        fake.clock.advance(1)
    fake.script(SEND, Fault(code=40003), Fault(status=500), Fault(drop="after"), Fault(latency=6.0))
    line.dialogue.delay = 4.4
    await phone.say(f"{NAME}还在等")
    line.dialogue.failures = [500, 503, 500, 503, 500, 503]
    line.dialogue.delay = 0.0
    await phone.say(f"{NAME}又来了")
    fake.revoke_tokens()
    await asyncio.sleep(3)
    return await refused_bodies(line)


async def refused_bodies(line: ProcessLine) -> list[str]:
    """What we answer to calls that carry canaries where they do not belong."""
    fake, base = line.fake, line.service.base
    account = fake.account()
    told = f"<xml><FromUserName>{OPENID}</FromUserName><Content>{NAME}{PHONE}</Content></xml>"
    bodies = []
    for query in (
        {"openid": OPENID, "signature": account.token, "timestamp": PHONE, "nonce": NAME},
        {"openid": OPENID, "echostr": NAME, "msg_signature": account.aes_keys[0]},
        fake.signed_body(told, openid=OPENID, token="wrong", nonce=PHONE).query,
        fake.signed_body(told, openid=OPENID, app_id="wx0000000000000000").query,
        fake.signed_body(told, openid=OPENID).query,
    ):
        for body in (told.encode(), told.encode() * 900, b"\xff" + told.encode()):
            raw = await fake.post_raw(body, query)
            bodies.append(raw.body.decode("utf-8", "replace"))
    good = fake.signed_body(f"<xml><MsgType>text</MsgType><Content>{NAME}{OPENID}", openid=OPENID)
    bodies.append((await fake.post_raw(good.body, good.query)).body.decode())
    for path in (f"/wechat/{NAME}?openid={OPENID}", f"/wechat/signed-in?code={OPENID}&state={NAME}"):
        async with fake.http.get(f"{base}{path}", allow_redirects=False) as answer:
            bodies.append(await answer.text() + str(dict(answer.headers)))
    return bodies


async def test_nothing_of_the_traffic_is_logged_even_when_all_is_logged(wechat_line: MadeLine) -> None:
    line = await wechat_line(JIUJI_LOG_LEVEL="DEBUG")
    bodies = await everything(line)
    async with line.fake.http.get(f"{line.service.internal}/metrics") as answer:
        metrics = await answer.text()
    assert "jiuji" in metrics and '"level": "warning"' in line.service.all_output(), "there was something to log"
    account = line.fake.account()
    token, _ = line.fake.tokens.stable(account.app_id)
    words = [*PERSONAL, account.app_secret, account.token, *account.aes_keys, token]
    places = {"log": line.service.all_output(), "metrics": metrics}
    places |= {f"answer {number}": text for number, text in enumerate(bodies)}
    assert not {place: word for place, text in places.items() for word in words if word in text}
    # bodies nobody could read are kept, too
    stored = database_bytes(line.service)
    assert b"unreadable" in stored and not [word for word in words if word.encode() in stored]


@pytest.mark.model
def test_no_canary_of_a_whole_talk_in_any_process(service: Service, platform: Platform, line: Line) -> None:
    resident = walk_with_canaries(line)
    assert resident.card("case"), f"never filed; last heard: {resident.heard}"
    output = service.all_output()
    assert resident.conversation_id in output, "ids are logged"
    words = [*PERSONAL, resident.phone.openid, *keys_of(platform).values()]
    assert not [word for word in words if word in output]
    stored = database_bytes(service)
    assert resident.conversation_id.encode() in stored
    assert not [word for word in words if word.encode() in stored]


def walk_with_canaries(line: Line) -> WeChatResident:
    """A whole interview in which every personal field is a canary, with a photo, a place and a menu in it."""
    resident = line.resident(scene=SCENE)
    resident.say(f"我叫{NAME}，昨天在福泉{PLACE}摔断了腿，电话{PHONE}，身份证{ID_NUMBER}")
    resident.do(resident.phone.send_link(TITLE, NAME, URL))
    replies = {"incident_region": f"金山街道{PLACE}", "contact_phone": PHONE, "contact_way": PHONE}
    for _ in range(12):
        if resident.card("case"):
            break
        resident.say(replies.get(resident.asked or "", "1"))
    return resident


def database_bytes(service: Service) -> bytes:
    path = Path(service.environment["JIUJI_DATA_DIR"]) / "jiuji.db"
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return b"".join(part.read_bytes() for part in path.parent.glob("jiuji.db*"))
