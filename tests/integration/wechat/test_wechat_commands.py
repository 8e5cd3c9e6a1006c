"""`jiuji wechat …` and what `jiuji doctor` says about official accounts."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from casework.services.context import Casework, utc_now
from casework.services.wechat_accounts import learn_can_send, open_alarm, open_circuit
from connectors.wechat.accounts import Account
from connectors.wechat.menu import load_menu, platform_menu
from connectors.wechat.reading import read_scene
from contracts.errors import BadRequest
from jiuji import wechat_commands as commands
from jiuji.cli import app
from jiuji.findings import Finding, Level
from jiuji.settings import Settings
from jiuji.wechat_findings import wechat_findings
from policy.book import PolicyBook
from simulator import FakeWeChat
from tests.conftest import TEST_SECRET


def settings_of(fake: FakeWeChat, url: str, folder: Path, **more: Any) -> Settings:
    theirs = fake.account()
    known = {
        "wechat_app_id": theirs.app_id, "wechat_app_secret": theirs.app_secret, "wechat_token": theirs.token,
        "wechat_aes_key": theirs.aes_keys[0], "wechat_api_base": fake.base, "wechat_region": "522702",
        "public_url": "https://jiuji.example", "alarm_webhook_url": "https://office.example/hook",
    }  # fmt: skip
    return Settings(data_dir=folder, database_url=url, secret_key=TEST_SECRET, **(known | more))


# the menu


def test_the_menu_that_comes_with_this_is_sound() -> None:
    made = platform_menu(load_menu(commands.domain_intents()), Account("fuquan", "", ""), "https://jiuji.example/")
    assert len(made["button"]) <= 3
    below = [small for button in made["button"] for small in button["sub_button"]]
    assert {"intent:report_hardship", "intent:apply_minimum_living", "intent:request_human"} <= {
        small.get("key") for small in below
    }
    assert [small["url"] for small in below if small["type"] == "view"] == ["https://jiuji.example/wechat/fuquan/page"]


def test_without_an_address_of_ours_there_is_no_page_button() -> None:
    made = platform_menu(load_menu(commands.domain_intents()), Account("", "", ""), None)
    assert "view" not in str(made)


@pytest.mark.parametrize(
    ("menu", "problem"),
    [
        ("menu: []", "1 to 3"),
        ("menu: [{name: 六个字的名字, intent: greet}]", "16"),
        ("menu: [{name: 一, below: [{name: " + "字" * 21 + ", intent: greet}]}]", "60"),
        ("menu: [{name: 一, intent: no_such_thing}]", "no intent"),
        ("menu: [{name: 一, intent: greet, page: true}]", "write one of"),
        ("menu: [{name: 一}]", "write one of"),
        ("menu: [" + ", ".join(["{name: 一, intent: greet}"] * 4) + "]", "1 to 3"),
        ("menu: [{name: 一, below: [" + ", ".join(["{name: 二, intent: greet}"] * 6) + "]}]", "at most 5"),
        ("menu: [{name: 一, below: [{name: 二, below: [{name: 三, intent: greet}]}]}]", "two levels"),
        ("menu: [{name: 一, colour: red}]", "menu.0.colour"),
        ("menu: [{name: 一, intent: greet", "YAML"),
        ("[]", "menu"),
    ],
)
def test_a_menu_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, menu: str, problem: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(menu, encoding="utf-8")
    with pytest.raises(BadRequest) as refused:
        load_menu(commands.domain_intents() | {"greet"}, path)
    assert problem in f"{refused.value.message} {refused.value.fields}"


async def test_the_menu_is_pushed_and_then_known_as_ours(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FakeWeChat() as fake:
        settings = settings_of(fake, sqlite_url, tmp_path)
        assert await commands.check(settings, None) == 0
        assert "there is no menu" in capsys.readouterr().out
        assert await commands.push_menu(settings, "", None) == 0
        assert await commands.check(settings, None) == 0
        said = capsys.readouterr().out
        assert "the menu is ours" in said
        assert "50" in said
        menu = fake.menu_of("")
        assert menu
        assert [button["name"] for button in menu["button"]] == ["我要求助", "我的事", "了解"]


async def test_a_check_says_what_to_do_and_opens_what_was_shut(
    casework_sqlite: Casework, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FakeWeChat() as fake:
        settings = settings_of(fake, sqlite_url, tmp_path)
        fake.account().allowed_ips = {"10.9.8.7"}
        assert await commands.check(settings, None) == 1
        assert "IP" in capsys.readouterr().err
        await open_circuit(casework_sqlite, "", 40164, utc_now() + timedelta(minutes=10))
        fake.account().allowed_ips = None
        assert await commands.push_menu(settings, None, None) == 1
        assert await commands.check(settings, None) == 0
        assert await commands.push_menu(settings, None, None) == 0


async def test_an_account_that_is_not_there_is_named(sqlite_url: str, tmp_path: Path) -> None:
    async with FakeWeChat() as fake:
        with pytest.raises(BadRequest, match="no such account"):
            await commands.push_menu(settings_of(fake, sqlite_url, tmp_path), "fuquan", None)
    with pytest.raises(BadRequest, match="no official account"):
        await commands.check(Settings(data_dir=tmp_path, database_url=sqlite_url, secret_key=TEST_SECRET), None)


# codes for posters


async def test_a_poster_code_says_what_the_platform_gave(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FakeWeChat() as fake:
        where = tmp_path / "poster.svg"
        settings = settings_of(fake, sqlite_url, tmp_path)
        assert await commands.make_qr(settings, "522702", "shichang", None, where) == 0
        assert list(fake.scenes.values()) == ["522702-shichang"]
        url = re.search(r"http://weixin\.qq\.com/q/\S+", capsys.readouterr().out)
        assert url
        svg = where.read_text(encoding="utf-8")
        assert svg.startswith("<?xml")
        assert "<script" not in svg
        assert read_scene("522702-shichang") == ("522702", "shichang")


@pytest.mark.parametrize(
    ("region", "source"),
    [("522702", ""), ("522702", "a b"), ("522702", "x" * 58), ("52270", "x"), ("999999", "x"), ("福泉", "x")],
)
def test_a_scene_that_could_not_be_read_back_is_refused(policy_book: PolicyBook, region: str, source: str) -> None:
    with pytest.raises(BadRequest):
        commands.scene_of(policy_book, region, source)


def test_the_longest_scene_fits(policy_book: PolicyBook) -> None:
    assert len(commands.scene_of(policy_book, "522702", "x" * 57)) == 64


# the doors


def test_the_commands_have_doors() -> None:
    shown = CliRunner().invoke(app, ["wechat", "menu", "show"], env={"JIUJI_SECRET_KEY": TEST_SECRET})
    assert shown.exit_code == 0
    assert "intent:report_hardship" in shown.output
    for words in (["wechat", "qr", "--help"], ["wechat", "check", "--help"], ["wechat", "menu", "push", "--help"]):
        assert CliRunner().invoke(app, words).exit_code == 0


# the doctor


def _about(findings: list[Finding], word: str) -> list[Finding]:
    return [finding for finding in findings if word in finding.about]


async def test_the_doctor_finds_nothing_wrong_with_a_good_account(sqlite_url: str, tmp_path: Path) -> None:
    async with FakeWeChat() as fake:
        findings = await wechat_findings(settings_of(fake, sqlite_url, tmp_path))
        assert {finding.level for finding in findings} == {Level.GOOD}
        # looking leaves no trace
        assert [call.path for call in fake.calls] == ["/cgi-bin/stable_token"]


async def test_the_doctor_has_nothing_to_say_without_an_account(sqlite_url: str, tmp_path: Path) -> None:
    assert await wechat_findings(Settings(data_dir=tmp_path, database_url=sqlite_url, secret_key=TEST_SECRET)) == []


async def test_the_doctor_names_what_is_not_set(sqlite_url: str, tmp_path: Path) -> None:
    missing = {"wechat_app_secret": None, "wechat_region": None, "public_url": None, "alarm_webhook_url": None}
    async with FakeWeChat() as fake:
        settings = settings_of(fake, sqlite_url, tmp_path, wechat_mode="plain", **missing)
        findings = await wechat_findings(settings)
        assert {finding.level for finding in findings} == {Level.WARNING}
        for word in ("plain mode", "no app secret", "no region", "no public address", "no alarm webhook"):
            assert _about(findings, word), word
        assert fake.calls == []


async def test_the_doctor_says_which_list_lacks_our_address(sqlite_url: str, tmp_path: Path) -> None:
    async with FakeWeChat() as fake:
        fake.account().allowed_ips = {"10.9.8.7"}
        (finding,) = _about(await wechat_findings(settings_of(fake, sqlite_url, tmp_path)), "40164")
        assert finding.level is Level.BROKEN
        assert "IP白名单" in finding.advice
        fake.base = "http://127.0.0.1:1"
        (finding,) = _about(await wechat_findings(settings_of(fake, sqlite_url, tmp_path)), "does not answer")
        assert finding.level is Level.BROKEN


async def test_the_doctor_reads_what_the_service_met(
    casework_sqlite: Casework, sqlite_url: str, tmp_path: Path
) -> None:
    async with FakeWeChat() as fake:
        settings = settings_of(fake, sqlite_url, tmp_path)
        await open_circuit(casework_sqlite, "", 40125, utc_now() + timedelta(minutes=5))
        await open_circuit(casework_sqlite, "", 45009, utc_now() - timedelta(minutes=5), "template")
        await open_alarm(casework_sqlite, "", 45009, "template", "")
        await open_alarm(casework_sqlite, "another", 48004, "menu", "")
        await learn_can_send(casework_sqlite, "", False)
        findings = await wechat_findings(settings)
        assert [finding.level for finding in _about(findings, "every call is shut")] == [Level.BROKEN]
        assert [finding.level for finding in _about(findings, "error 45009 of template in the last day")] == [
            Level.WARNING
        ]
        assert [finding.level for finding in _about(findings, "no customer-service")] == [Level.WARNING]
        assert not _about(findings, "48004")
