"""Files, the menu, codes to scan, budgets, sign-in."""

from datetime import datetime

import aiohttp
import pytest
from yarl import URL

from simulator import FakeAccount, FakeWeChat
from simulator.clock import CHINA
from tests.unit.simulator.conftest import SEND, Callback, Caller

DAY = 24 * 3600
GET, UPLOAD = "/cgi-bin/media/get", "/cgi-bin/media/upload"
CREATE, READ, DELETE = "/cgi-bin/menu/create", "/cgi-bin/menu/get", "/cgi-bin/menu/delete"
QUOTA, CLEAR, QR = "/cgi-bin/openapi/quota/get", "/cgi-bin/clear_quota", "/cgi-bin/qrcode/create"


async def refusal(answer: aiohttp.ClientResponse) -> int:
    return int((await answer.json(content_type=None)).get("errcode", 0))


async def test_a_users_picture_for_three_days(api: Caller, fake: FakeWeChat, callback: Callback):
    phone = fake.phone()
    await phone.send_image(b"\xff\xd8picture", "image/jpeg")
    media_id = callback.opened().split("<MediaId><![CDATA[")[1].split("]]>")[0]
    got = await api.get(GET, media_id=media_id)
    assert await got.read() == b"\xff\xd8picture" and got.content_type == "image/jpeg"
    assert "attachment" in got.headers["Content-disposition"]
    fake.clock.advance(3 * DAY + 1)
    await api.sign_on()
    gone = await api.get(GET, media_id=media_id)
    assert await refusal(gone) == 40007 and gone.content_type == "text/plain"


async def test_unknown_foreign_and_missing_media(api: Caller, fake: FakeWeChat):
    foreign = fake.put_media(b"x", "image/png", "other")
    assert await refusal(await api.get(GET, media_id="none")) == 40007
    assert await refusal(await api.get(GET, media_id=foreign)) == 40007
    assert await refusal(await api.get(GET)) == 41006
    assert await refusal(await api.get(GET, media_id="x", access_token="abc")) == 40014


async def test_a_film_comes_by_address(api: Caller, fake: FakeWeChat, http: aiohttp.ClientSession):
    media_id = fake.put_media(b"film", "video/mp4")
    address = (await (await api.get(GET, media_id=media_id)).json(content_type=None))["video_url"]
    assert address.startswith(fake.base)
    async with http.get(address) as film:
        assert await film.read() == b"film" and film.content_type == "video/mp4"
    async with http.get(address + "x") as none:
        assert none.status == 404


@pytest.mark.parametrize(
    ("kind", "name", "size", "code"),
    [
        ("image", "a.jpg", 10 << 20, 0), ("image", "a.jpg", (10 << 20) + 1, 45001), ("voice", "a.amr", 2 << 20, 0),
        ("voice", "a.amr", (2 << 20) + 1, 45001), ("thumb", "a.jpg", (64 << 10) + 1, 45001),
        ("image", "a.exe", 10, 40005), ("song", "a.mp3", 10, 40004), ("image", "a.jpg", 0, 41005),
    ],
)  # fmt: skip
async def test_uploads(api: Caller, http: aiohttp.ClientSession, kind: str, name: str, size: int, code: int):
    form = aiohttp.FormData()
    form.add_field("media", b"x" * size, filename=name, content_type="application/octet-stream")
    query = {"access_token": api.token, "type": kind}
    async with http.post(api.fake.base + UPLOAD, params=query, data=form) as answer:
        body = await answer.json(content_type=None)
    assert body.get("errcode", 0) == code
    if not code:
        got = await api.get(GET, media_id=body["media_id"])
        assert len(await got.read()) == size


async def test_upload_without_a_file(api: Caller):
    assert await refusal(await api.http.post(f"{api.fake.base}{UPLOAD}?access_token={api.token}&type=image")) == 41005


def button(name: str = "查进度", **more: object) -> dict:
    return {"type": "click", "name": name, "key": "intent:check_status", **more}


def under(*buttons: dict) -> dict:
    return {"name": "更多", "sub_button": list(buttons)}


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([button()] * 3, 0), ([button()] * 4, 40016), ([], 40016), ("x", 40016),
        ([under(*[button("二级菜单")] * 5)], 0), ([under(*[button()] * 6)], 40023),
        ([button("救" * 5)], 0), ([button("救" * 6)], 40018), ([button("")], 40018), ([{}], 40018), (["x"], 40018),
        ([under(button("救" * 20))], 0), ([under(button("救" * 20 + "a"))], 40025),
        ([button(key="k" * 128)], 0), ([button(key="k" * 129)], 40019), ([button(key=None)], 40019),
        ([under(button(key="k" * 129))], 40026), ([button(type="dance")], 40017), ([under(button(type=None))], 40024),
        ([{"type": "view", "name": "网页", "url": "https://x/"}], 0), ([{"type": "view", "name": "网页"}], 40020),
        ([{"type": "view", "name": "网页", "url": "javascript:1"}], 40055),
        ([under({"type": "view", "name": "网页", "url": "x" * 1025})], 40027),
        ([under({"type": "view", "name": "网页", "url": "ftp://x"})], 40054),
        ([under({"name": "三级", "sub_button": [button()]})], 40022),
    ],
)  # fmt: skip
async def test_menu_limits(api: Caller, fake: FakeWeChat, buttons: object, code: int):
    assert await api.code(CREATE, {"button": buttons}) == code
    assert fake.menu_of() == ({"button": buttons} if not code else None)


async def test_menu_read_and_deleted_and_seen_on_phones(api: Caller, fake: FakeWeChat, callback: Callback):
    phone = fake.phone()
    assert await refusal(await api.get(READ)) == 46003
    assert phone.menu() is None
    page = {"type": "view", "name": "网页", "url": "https://x/"}
    scan = {"type": "scancode_push", "name": "扫一扫", "key": "s"}
    await api.code(CREATE, {"button": [button(), under(page, scan)]})
    assert (await (await api.get(READ)).json())["menu"]["button"][0]["name"] == "查进度"
    assert phone.menu() is None, "a phone pulls at most every five minutes"
    fake.clock.advance(301)
    await phone.tap("查进度")
    assert "<EventKey><![CDATA[intent:check_status]]></EventKey>" in callback.opened()
    await phone.tap("网页")
    assert "<Event><![CDATA[VIEW]]></Event>" in callback.opened()
    await phone.tap("扫一扫")
    assert "ScanCodeInfo" in callback.opened()
    with pytest.raises(LookupError):
        await phone.tap("没有的")
    assert await refusal(await api.get(DELETE)) == 0
    assert fake.menu_of() is None


async def test_a_posters_code(api: Caller, fake: FakeWeChat, callback: Callback):
    scene = {"scene": {"scene_str": "520103-poster"}}
    made = await api.post(QR, {"expire_seconds": 9_999_999, "action_name": "QR_STR_SCENE", "action_info": scene})
    assert made["expire_seconds"] == 2_592_000 and made["url"]
    phone = fake.phone(following=False)
    await phone.scan("520103-poster")
    opened = callback.opened()
    assert "qrscene_520103-poster" in opened and made["ticket"] in opened and "[subscribe]" in opened
    await phone.scan("520103-poster")
    assert "<EventKey><![CDATA[520103-poster]]></EventKey>" in callback.opened() and "[SCAN]" in callback.opened()
    lasting = await api.post(QR, {"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene})
    assert lasting["ticket"] and "expire_seconds" not in lasting


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"action_name": "QR_DANCE"}, 40052), ({"action_name": "QR_STR_SCENE"}, 40053),
        ({"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "x" * 65}}}, 40053),
        ({"action_name": "QR_STR_SCENE", "action_info": {"scene": "x"}}, 40053),
        ({"action_name": "QR_STR_SCENE", "expire_seconds": "x"}, 47001),
    ],
)  # fmt: skip
async def test_codes_that_cannot_be_made(api: Caller, body: dict, code: int):
    assert await api.code(QR, body) == code


async def test_quota_told_and_cleared_ten_times_a_month(api: Caller, fake: FakeWeChat, account: FakeAccount):
    fake.clock.set(datetime(2024, 5, 1, 12, tzinfo=CHINA).timestamp())
    await api.sign_on()
    await api.send("nobody", "x")
    told = await api.post(QUOTA, {"cgi_path": SEND})
    assert told["quota"] == {"daily_limit": 500_000, "used": 1, "remain": 499_999}
    assert await api.code(QUOTA, {"cgi_path": "cgi-bin/none"}) == 76021
    assert await api.code(CLEAR, {"appid": "wx0"}) == 40013
    assert [await api.code(CLEAR, {"appid": account.app_id}) for _ in range(11)] == [0] * 10 + [48006]
    assert (await api.post(QUOTA, {"cgi_path": SEND}))["quota"]["used"] == 0
    fake.clock.set(datetime(2024, 6, 1, 0, 1, tzinfo=CHINA).timestamp())
    await api.sign_on()
    assert await api.code(CLEAR, {"appid": account.app_id}) == 0


async def test_test_accounts_have_small_budgets(api: Caller, account: FakeAccount):
    account.test = True
    assert (await api.post(QUOTA, {"cgi_path": SEND}))["quota"]["daily_limit"] == 50_000
    assert (await api.post(QUOTA, {"cgi_path": GET}))["quota"]["daily_limit"] == 1_000


async def test_every_path_with_a_budget_answers_45009(api: Caller, account: FakeAccount):
    for path in (GET, CREATE, READ, QR, SEND):
        account.budgets[path] = 0
    assert [await refusal(await api.get(path)) for path in (GET, READ)] == [45009, 45009]
    assert [await api.code(path, {}) for path in (CREATE, QR, SEND)] == [45009] * 3


def address(fake: FakeWeChat, account: FakeAccount, **more: str) -> str:
    query = {"appid": account.app_id, "redirect_uri": "http://127.0.0.1:8000/wechat/oauth", "response_type": "code",
             "scope": "snsapi_base", "state": "s1", **more}  # fmt: skip
    return f"{URL(fake.base) / 'connect/oauth2/authorize' % query}#wechat_redirect"


async def signed_in(api: Caller, code: str, **more: str) -> tuple[int, str | None]:
    query = {"appid": api.account.app_id, "secret": api.account.app_secret, "code": code,
             "grant_type": "authorization_code", **more}  # fmt: skip
    answer = await api.get("/sns/oauth2/access_token", **query)
    body = await answer.json(content_type=None)
    assert answer.content_type == "text/plain"
    return body.get("errcode", 0), body.get("openid")


async def test_sign_in_with_a_code_of_one_use_and_five_minutes(api: Caller, fake: FakeWeChat, account: FakeAccount):
    phone = fake.phone()
    back = URL(await phone.authorize(address(fake, account)))
    assert back.path == "/wechat/oauth" and back.query["state"] == "s1"
    assert await signed_in(api, back.query["code"], secret="wrong") == (40125, None)
    assert await signed_in(api, back.query["code"], appid="wx0") == (40013, None)
    assert await signed_in(api, back.query["code"]) == (0, phone.openid)
    assert await signed_in(api, back.query["code"]) == (40163, None)
    assert await signed_in(api, "none") == (40029, None)
    assert await signed_in(api, "") == (41008, None)
    foreign = URL(await phone.authorize(address(fake, account, appid=fake.account("other").app_id))).query["code"]
    assert await signed_in(api, foreign) == (40029, None), "a code of another account"
    late = URL(await phone.authorize(address(fake, account))).query["code"]
    fake.clock.advance(301)
    assert await signed_in(api, late) == (40029, None)


async def test_sign_in_outside_wechat_or_with_a_wrong_address(fake: FakeWeChat, account: FakeAccount, api: Caller):
    async def opened(url: str, **more: object) -> tuple[int, str]:
        async with api.http.get(url, allow_redirects=False, **more) as answer:  # type: ignore[arg-type]
            return answer.status, await answer.text()

    assert (await opened(address(fake, account)))[0] == 403
    assert (await opened(address(fake, account), cookies={"simulated_openid": "o1"}))[0] == 302
    phone = fake.phone()
    for wrong in ({"appid": "wx0"}, {"scope": "all"}, {"response_type": "token"}, {"redirect_uri": "x"}):
        with pytest.raises(LookupError):
            await phone.authorize(address(fake, account, **wrong))
    account.oauth_domains = {"jiuji.example"}
    with pytest.raises(LookupError, match="10003"):
        await phone.authorize(address(fake, account))
    account.oauth_domains = {"127.0.0.1:8000"}
    assert await phone.authorize(address(fake, account))
