"""When a service talks to the simulator: in a demo at home without an official account, and never otherwise."""

from typing import Any

import pytest

from contracts.keyring import Keyring
from jiuji.demo_accounts import demo_accounts
from jiuji.settings import WECHAT_API, WECHAT_OAUTH, Settings

KEY = "a-key-for-tests-only-0001"
REAL: dict[str, Any] = {"wechat_app_id": "wx0123456789abcdef", "wechat_token": "token123", "wechat_aes_key": "k" * 43}


def settings(**given: Any) -> Settings:
    return Settings(secret_key=KEY, **given)


def test_a_demo_has_three_accounts_at_its_own_port():
    demo = settings(demo=True, port=8123)
    assert {name: account.path for name, account in demo.accounts.items()} == {
        "": "/wechat", "fuquan": "/wechat/fuquan", "aba": "/wechat/aba",
    }  # fmt: skip
    assert [demo.accounts[name].region for name in ("fuquan", "aba")] == ["522702", "513200"]
    assert demo.simulator
    assert demo.wechat_api_base == demo.wechat_oauth_base == "http://127.0.0.1:8123/simulator/wechat"
    assert demo.public_url == "http://127.0.0.1:8123"


def test_every_process_knows_the_same_keys_and_no_other_installation_does():
    def keys(secret: str) -> list[tuple[Any, ...]]:
        accounts = demo_accounts(Keyring([secret])).values()
        return [(one.app_id, one.token, one.app_secret, tuple(one.aes_keys)) for one in accounts]

    mine = keys(KEY)
    assert mine == keys(KEY) and not {*mine} & {*keys("another-key-of-some-length")}
    assert len({part for account in mine for part in account}) == 12
    assert all(len(aes[0]) == 43 for *_, aes in mine)


@pytest.mark.parametrize("given", [{}, {"demo": True, "host": "0.0.0.0"}], ids=["no demo", "not at home"])
def test_otherwise_there_is_no_simulator_and_no_account(given: dict[str, Any]):
    plain = settings(**given)
    assert not plain.simulator and not plain.accounts
    assert (plain.wechat_api_base, plain.wechat_oauth_base, plain.public_url) == (WECHAT_API, WECHAT_OAUTH, None)


def test_a_real_account_never_meets_the_simulator():
    own = settings(demo=True, **REAL)
    assert list(own.accounts) == [""] and own.accounts[""].app_id == REAL["wechat_app_id"]
    assert not own.simulator and own.wechat_api_base == WECHAT_API


def test_an_account_at_a_stand_in_platform_keeps_it():
    own = settings(demo=True, wechat_api_base="http://127.0.0.1:9/fake", **REAL)
    assert own.simulator and own.wechat_api_base == "http://127.0.0.1:9/fake"
    assert own.accounts[""].token == REAL["wechat_token"]
