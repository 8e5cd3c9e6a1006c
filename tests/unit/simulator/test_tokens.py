"""stable_token and who a token speaks for."""

from datetime import datetime

import pytest

from simulator import FakeAccount, FakeWeChat, Fault
from simulator.clock import CHINA
from tests.unit.simulator.conftest import SEND, Caller


async def test_same_token_while_it_is_good_and_a_new_one_five_minutes_early(api: Caller, fake: FakeWeChat):
    first = await api.fetch_token()
    assert first["expires_in"] in (7199, 7200) and first["access_token"] == api.token and "errcode" not in first
    fake.clock.advance(6800)
    again = await api.fetch_token()
    assert again["access_token"] == api.token and again["expires_in"] in (399, 400)
    fake.clock.advance(150)
    renewed = await api.fetch_token()
    assert renewed["access_token"] != api.token and renewed["expires_in"] == 7200
    # the old one is good for its last minutes
    assert await api.send("nobody", "x") == 40003
    fake.clock.advance(250)
    assert await api.send("nobody", "x") == 42001


async def test_forcing_revokes_at_once_but_not_within_thirty_seconds(api: Caller, fake: FakeWeChat):
    forced = (await api.fetch_token(force=True))["access_token"]
    assert forced != api.token
    assert await api.send("nobody", "x") == 40001
    fake.clock.advance(29)
    assert (await api.fetch_token(force=True))["access_token"] == forced
    fake.clock.advance(1.1)
    assert (await api.fetch_token(force=True))["access_token"] != forced


async def test_forcing_is_allowed_twenty_times_a_day_in_china(api: Caller, fake: FakeWeChat):
    fake.clock.set(datetime(2024, 5, 1, 12, tzinfo=CHINA).timestamp())
    for _ in range(20):
        assert "access_token" in await api.fetch_token(force=True)
        fake.clock.advance(31)
    assert (await api.fetch_token(force=True))["errcode"] == 45009
    assert "access_token" in await api.fetch_token()
    fake.clock.set(datetime(2024, 5, 2, 0, 0, 1, tzinfo=CHINA).timestamp())
    assert "access_token" in await api.fetch_token(force=True)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret": "wrong"}, 40125), ({"appid": "wx0"}, 40013), ({"grant_type": "other"}, 40002),
        ({"secret": ""}, 41004), ({"appid": ""}, 41002),
    ],
)  # fmt: skip
async def test_wrong_credentials(api: Caller, wrong: dict, code: int):
    assert (await api.fetch_token(**wrong))["errcode"] == code


async def test_callers_outside_the_ip_list(api: Caller, account: FakeAccount):
    account.allowed_ips = {"10.0.0.1"}
    refused = await api.fetch_token()
    assert refused["errcode"] == 40164 and "127.0.0.1" in refused["errmsg"]
    account.allowed_ips = {"127.0.0.1"}
    assert "access_token" in await api.fetch_token()


async def test_tokens_of_the_old_kind_are_apart(api: Caller, fake: FakeWeChat, account: FakeAccount):
    query = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.app_secret}
    one = (await (await api.get("/cgi-bin/token", **query)).json())["access_token"]
    two = (await (await api.get("/cgi-bin/token", **query)).json())["access_token"]
    assert len({one, two, api.token}) == 3
    assert (await api.fetch_token())["access_token"] == api.token
    fake.clock.advance(301)
    assert await api.code(SEND, {"touser": "o"}, access_token=one) == 42001
    assert await api.code(SEND, {"touser": "o"}, access_token=two) == 40003


async def test_missing_wrong_revoked_expired(api: Caller, fake: FakeWeChat):
    body = {"touser": "nobody"}
    assert await api.code(SEND, body, access_token="") == 41001
    assert await api.code(SEND, body, access_token="abc") == 40014
    assert await api.code(SEND, body, access_token="x" * len(api.token)) == 40001
    assert await api.code(SEND, body) == 40003
    fake.revoke_tokens()
    assert await api.code(SEND, body) == 40001
    await api.sign_on()
    fake.clock.advance(7201)
    assert await api.code(SEND, body) == 42001
    await api.sign_on()
    fake.expire_tokens()
    assert await api.code(SEND, body) == 42001


async def test_a_token_speaks_for_its_own_account_only(api: Caller, fake: FakeWeChat):
    stranger = fake.phone("other")
    stranger.windows.open_message(fake.clock.now())
    assert await api.send(stranger.openid, "x") == 40003


async def test_ten_thousand_a_minute(api: Caller, fake: FakeWeChat, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("simulator.budgets.STABLE_TOKENS_A_MINUTE", 3)
    assert [("errcode" in await api.fetch_token()) for _ in range(2)] == [False, False]
    assert (await api.fetch_token())["errcode"] == 45011
    fake.clock.advance(61)
    assert "access_token" in await api.fetch_token()


async def test_token_is_long_and_calls_are_kept(api: Caller, fake: FakeWeChat):
    fake.script("/cgi-bin/stable_token", Fault(code=-1))
    assert (await api.fetch_token())["errcode"] == -1
    assert [call.code for call in fake.calls_to("/cgi-bin/stable_token")] == [0, -1]
    assert len(api.token) > 128
