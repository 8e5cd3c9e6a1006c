"""Which account signs in a phone that opened the page by its plain address."""

from connectors.wechat.accounts import Account
from connectors.wechat.doors import Doors


def account(name: str, region: str | None = None, secret: str = "s" * 32) -> Account:
    return Account(name, f"wx{name}", "token", app_secret=secret, region=region)


def door(region: str | None, *accounts: Account) -> str | None:
    return Doors({one.name: one for one in accounts}).door(region)


FUQUAN, ABA, DEFAULT = account("fuquan", "522702"), account("aba", "513200"), account("")


def test_the_place_decides_then_the_default_account():
    assert door("522702", DEFAULT, ABA, FUQUAN) == "/wechat/fuquan/page"
    assert door("513200", DEFAULT, ABA, FUQUAN) == "/wechat/aba/page"
    assert door("520103", DEFAULT, ABA, FUQUAN) == door(None, DEFAULT, ABA, FUQUAN) == "/wechat/page"


def test_the_only_account_is_taken_but_nobody_is_sent_to_one_of_several():
    assert door(None, FUQUAN) == "/wechat/fuquan/page"
    assert door(None, FUQUAN, ABA) is None and door("520103", FUQUAN, ABA) is None and door(None) is None


def test_an_account_that_cannot_sign_in_is_no_door():
    assert door("522702", account("fuquan", "522702", secret="")) is None
