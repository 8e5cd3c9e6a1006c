"""Official accounts from the settings and from the file: what is read, and that every mistake is a sentence."""

import re
from pathlib import Path
from typing import Any

import pytest

from connectors.wechat.accounts import Notice
from connectors.wechat.accounts_file import BadAccounts, load_accounts
from jiuji.settings import REPOSITORY, BadSetting, Settings, load_settings

KEY, PREVIOUS = "k" * 43, "p" * 43
DEFAULT = {"wechat_app_id": "wx0123456789abcdef", "wechat_token": "aToken", "wechat_aes_key": KEY}
ONE = f"""
accounts:
  fuquan:
    app_id: wx1111111111111111
    token: fuquanToken
    aes_keys: [{KEY}, {PREVIOUS}]
"""


def settings(**more: Any) -> Settings:
    return Settings(**more)


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Settings:
        path = tmp_path / "wechat.yml"
        path.write_text(text, encoding="utf-8")
        return settings(wechat_accounts=path)

    return write


def mistakes(given: Settings) -> list[str]:
    with pytest.raises(BadAccounts) as caught:
        load_accounts(given)
    return [line.strip() for line in str(caught.value).split("\n")]


def test_nothing_set_is_no_account():
    assert load_accounts(settings()) == {}
    assert settings().accounts == {}


def test_the_default_account_comes_from_the_environment(monkeypatch):
    for name, value in {
        "APP_ID": "wx0123456789abcdef", "APP_SECRET": "s" * 32, "TOKEN": "aToken", "AES_KEY": f"{KEY}, {PREVIOUS}",
        "REGION": "522702", "CONTROLLER": "福泉市民政局", "CUSTOMER_SERVICE": "false", "MODE": "compatible",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"JIUJI_WECHAT_{name}", value)
    monkeypatch.setenv("JIUJI_SECRET_KEY", "a-key-for-tests-only-0001")
    account = load_settings().accounts[""]
    assert (account.name, account.path) == ("", "/wechat")
    assert account.aes_keys == (KEY, PREVIOUS)
    assert (account.app_id, account.app_secret, account.token) == ("wx0123456789abcdef", "s" * 32, "aToken")
    assert (account.region, account.controller, account.customer_service) == ("522702", "福泉市民政局", False)
    assert (account.mode, account.on_unsubscribe, account.may_call) == ("compatible", "erase", True)


def test_the_least_an_account_needs():
    account = load_accounts(settings(**DEFAULT))[""]
    assert (account.mode, account.customer_service, account.region, account.may_call) == ("safe", None, None, False)


def test_several_accounts_from_the_file(written):
    found = load_accounts(written(ONE + f"""
  chishui-2:
    app_id: wx2222222222222222
    app_secret: {'2' * 32}
    token: '007'
    aes_keys: {KEY}
    mode: compatible
    region: "520381"
    controller: 赤水市民政局
    customer_service: true
    on_unsubscribe: unlink
    notice:
      kind: subscription
      template_id: abcDEF-123_456
      fields: {{thing1: 您的申请有新进展, time2: "{{at}}", thing3: "{{office}}"}}
      url: https://example.org/wechat/chishui-2/page
"""))  # fmt: skip
    assert list(found) == ["fuquan", "chishui-2"]
    first, second = found.values()
    assert (first.path, first.aes_keys) == ("/wechat/fuquan", (KEY, PREVIOUS))
    assert (second.token, second.mode, second.region, second.customer_service) == ("007", "compatible", "520381", True)
    assert second.on_unsubscribe == "unlink"
    assert second.notice == Notice(
        kind="subscription", template_id="abcDEF-123_456", url="https://example.org/wechat/chishui-2/page",
        fields={"thing1": "您的申请有新进展", "time2": "{at}", "thing3": "{office}"},
    )  # fmt: skip


def test_both_together(written):
    given = written(ONE)
    both = settings(wechat_accounts=given.wechat_accounts, **DEFAULT)
    assert list(load_accounts(both)) == ["", "fuquan"]


@pytest.mark.parametrize(("change", "field", "advice"), [
    ({"wechat_app_id": None}, "JIUJI_WECHAT_APP_ID", "没有写"),
    ({"wechat_app_id": "gh_7f083739789a"}, "JIUJI_WECHAT_APP_ID", "不是 gh_ 开头"),
    ({"wechat_token": None}, "JIUJI_WECHAT_TOKEN", "没有写"),
    ({"wechat_token": "a b"}, "JIUJI_WECHAT_TOKEN", "3 到 32"),
    ({"wechat_aes_key": None}, "JIUJI_WECHAT_AES_KEY", "43"),
    ({"wechat_aes_key": KEY + "k"}, "JIUJI_WECHAT_AES_KEY", "43"),
    ({"wechat_aes_key": f"{KEY},{PREVIOUS[1:]}"}, "JIUJI_WECHAT_AES_KEY", "43"),
    ({"wechat_aes_key": "k" * 42 + "="}, "JIUJI_WECHAT_AES_KEY", "43"),
    ({"wechat_region": "999999"}, "JIUJI_WECHAT_REGION", "地区代码"),
    ({"wechat_customer_service": True}, "JIUJI_WECHAT_CUSTOMER_SERVICE", "app_secret"),
    ({"wechat_controller": "局" * 61}, "JIUJI_WECHAT_CONTROLLER", "60"),
])  # fmt: skip
def test_a_mistake_in_the_settings_is_one_sentence(change, field, advice):
    found = mistakes(settings(**DEFAULT | change))
    assert len(found) == 1
    assert found[0].startswith(f"默认公众号的 {field} ")
    assert advice in found[0]
    assert found[0].endswith("。")


CHANGES = [
    ("app_id", "wx12", "AppID"), ("app_id", "", "没有写"), ("token", "", "没有写"), ("token", "中文", "Token"),
    ("aes_keys", "[short]", "43"), ("aes_keys", "", "43"), ("aes_keys", "[]", "43"), ("mode", "secure", "safe"),
    ("region", "福泉", "6 位"), ("region", "522799", "6 位"), ("customer_service", "maybe", "true"),
    ("on_unsubscribe", "keep", "erase"), ("controller", "[a]", "隐私告知"), ("app_secret", "x", "AppSecret"),
    ("notice", "yes", "template_id"), ("colour", "red", "不认识"), ("customer_service", "true", "没有 app_secret"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "advice"), CHANGES)
def test_a_mistake_in_the_file_names_file_account_field_and_cure(field, value, advice, written):
    lines = [line for line in ONE.rstrip().split("\n") if f" {field}:" not in line]
    given = written("\n".join([*lines, f"    {field}: {value}"]))
    found = mistakes(given)
    assert len(found) == 1, found
    assert found[0].startswith(f"{given.wechat_accounts}：账号 fuquan 的 {field} ")
    assert advice in found[0]


@pytest.mark.parametrize(("entry", "field", "advice"), [
    ("{kind: sms, template_id: abcdefgh, fields: {a: b}}", "notice.kind", "template"),
    ("{kind: template, fields: {a: b}}", "notice.template_id", "模板 ID"),
    ("{kind: template, template_id: abcdefgh, fields: {}}", "notice.fields", "固定的话"),
    ("{kind: template, template_id: abcdefgh, fields: {a: '{name}您好'}}", "notice.fields", "{office}"),
    ("{kind: template, template_id: abcdefgh, fields: {a: '{at.year}'}}", "notice.fields", "{office}"),
    ("{kind: template, template_id: abcdefgh, fields: {a: '{'}}", "notice.fields", "{office}"),
    ('{kind: template, template_id: abcdefgh, fields: {a: "b\\nc"}}', "notice.fields", "一行"),
    ("{kind: template, template_id: abcdefgh, fields: {a: b}, url: http://x.cn}", "notice.url", "https://"),
    ("{kind: template, template_id: abcdefgh, fields: {a: b}, colour: red}", "notice.colour", "没有这一项"),
])  # fmt: skip
def test_a_mistake_in_a_notice(entry, field, advice, written):
    found = mistakes(written(ONE + f"    app_secret: {'s' * 32}\n    notice: {entry}\n"))
    assert len(found) == 1, found
    assert f"账号 fuquan 的 {field} " in found[0]
    assert advice in found[0]


def test_a_notice_needs_the_api(written):
    given = written(ONE + "    notice: {kind: template, template_id: abcdefgh, fields: {a: b}}\n")
    assert "需要 app_secret" in mistakes(given)[0]


def test_plain_mode_needs_no_key(written):
    text = ONE.replace(f"    aes_keys: [{KEY}, {PREVIOUS}]\n", "    mode: plain\n")
    assert load_accounts(written(text))["fuquan"].aes_keys == ()


@pytest.mark.parametrize("name", ["Fuquan", "page", "signed-in", "a_b", "-a", "a" * 33, "福泉", "a/b", "''"])
def test_names_that_cannot_stand_in_an_address(name, written):
    found = mistakes(written(ONE.replace("fuquan:", f"{name}:")))
    assert len(found) == 1
    assert "账号名" in found[0]


def test_a_name_of_digits_stays_as_it_was_written(written):
    assert list(load_accounts(written(ONE.replace("fuquan:", "0522702:")))) == ["0522702"]


def test_one_official_account_is_written_once(written):
    again = ONE + ONE.replace("accounts:\n", "").replace("fuquan:", "second:")
    found = mistakes(written(again))
    assert len(found) == 1
    assert "账号 second 的 app_id 与账号 fuquan相同" in found[0]
    both = settings(wechat_accounts=written(ONE).wechat_accounts, **DEFAULT | {"wechat_app_id": "wx1111111111111111"})
    assert "默认公众号（JIUJI_WECHAT_APP_ID）相同" in mistakes(both)[0]


def test_all_mistakes_are_told_at_once(written):
    text = ONE.replace("fuquanToken", "").replace(PREVIOUS, "short") + "  Second: {}\n"
    found = mistakes(written(text))
    assert [re.search(r"的 (\w+) |账号名", line)[0] for line in found] == ["的 token ", "的 aes_keys ", "账号名"]


@pytest.mark.parametrize(("text", "said"), [
    ("", "没有公众号"), ("accounts:", "没有公众号"), ("accounts: {}", "没有公众号"), ("accounts: []", "没有公众号"),
    ("- a", "没有公众号"), ("fuquan: {}", "没有公众号"), (ONE + "other: 1\n", "没有公众号"),
    ("accounts: [", "不是有效的 YAML"), ("accounts:\n\tfuquan: {}", "第 2 行不是有效的 YAML"),
    ("accounts:\n  fuquan: hello", "fuquan 的 内容 不对"), ("accounts:\n  fuquan:\n", "fuquan 的 "),
    (ONE + "    token: again\n", "“token”写了两次"), (ONE + "  fuquan: {}\n", "“fuquan”写了两次"),
    ("accounts: !!python/object/apply:os.system ['true']", ""), ("? [a]\n: b", ""),
])  # fmt: skip
def test_a_file_that_is_none(text, said, written):
    given = written(text)
    found = mistakes(given)
    assert str(given.wechat_accounts) in found[0]
    assert said in found[0]


def test_a_file_that_is_not_there(tmp_path):
    found = mistakes(settings(wechat_accounts=tmp_path / "no.yml"))
    assert found == [f"{tmp_path / 'no.yml'} 打不开（FileNotFoundError）：请检查 JIUJI_WECHAT_ACCOUNTS 的路径。"]
    latin = tmp_path / "gbk.yml"
    latin.write_bytes("accounts: 福泉".encode("gb18030"))
    assert "UnicodeDecodeError" in mistakes(settings(wechat_accounts=latin))[0]


def test_no_secret_stands_in_a_sentence(written):
    secret = "Sup3rSecretValue"
    text = ONE.replace("fuquanToken", secret + "!").replace(KEY, secret) + f"    app_secret: {secret}-\n"
    assert secret not in " ".join(mistakes(written(text)))
    broken = written(f"accounts:\n  fuquan: {{token: {secret}, : [")
    assert secret not in " ".join(mistakes(broken))


def test_a_bad_account_stops_the_start_with_its_sentence(monkeypatch, written):
    monkeypatch.setenv("JIUJI_WECHAT_ACCOUNTS", str(written(ONE.replace("fuquanToken", "")).wechat_accounts))
    monkeypatch.setenv("JIUJI_SECRET_KEY", "a-key-for-tests-only-0001")
    with pytest.raises(BadSetting, match=r"没有启动.*账号 fuquan 的 token 没有写"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("MODE", "secret"), ("API_BASE", "api.weixin.qq.com"), ("OAUTH_BASE", ""),
                                             ("CUSTOMER_SERVICE", "maybe")])  # fmt: skip
def test_a_bad_setting_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"JIUJI_WECHAT_{name}", value)
    with pytest.raises(BadSetting, match=f"JIUJI_WECHAT_{name}"):
        load_settings()


@pytest.mark.parametrize("url", ["https://jiuji.example.org/", "http://127.0.0.1:8000"])
def test_our_own_address(url):
    assert settings(public_url=url).public_url == url.rstrip("/")
    assert settings(public_url="").public_url is None
    with pytest.raises(ValueError, match="address"):
        settings(public_url="jiuji.example.org")


def test_the_example_of_the_page_works(written):
    page = (REPOSITORY / "docs" / "wechat.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.S)[1]
    found = load_accounts(written(example))
    assert len(found) == 2
    assert all(account.notice or account.region for account in found.values())
