"""What is let in and what is not, in all three modes; how a reply goes back."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from multidict import MultiDict

from connectors.wechat import envelope
from connectors.wechat.accounts import Account
from connectors.wechat.envelope import FRESH_SECONDS, RefusedDelivery, open_envelope, seal_text, verify_url
from simulator.crypto import decrypt, signature
from tests.unit.wechat.wire import (
    ACCOUNT,
    COMPATIBLE,
    FOREIGN,
    HELLO,
    KEY,
    NOW,
    PLAIN,
    PREVIOUS,
    changed,
    inside,
    sealed,
    signed,
)

ECHO = "5838390873289432"


def refusal(account: Account, query: MultiDict[str], body: bytes, now: float = NOW) -> str:
    with pytest.raises(RefusedDelivery) as caught:
        open_envelope(account, query, body, now)
    return caught.value.reason


def test_the_address_is_verified_with_the_echo():
    assert verify_url(ACCOUNT, signed(echostr=ECHO), NOW) == ECHO


@pytest.mark.parametrize("echo", [None, "", "<script>alert(1)</script>\n", "a b", "x" * 513, "回声"])
def test_an_echo_that_is_none_is_not_given_back(echo):
    with pytest.raises(RefusedDelivery):
        verify_url(ACCOUNT, changed(signed(), echostr=echo), NOW)


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce"])
@pytest.mark.parametrize("damage", ["missing", "empty", "doubled", "upper-case name", "upper-case twin", "very long"])
def test_parameters_other_than_documented_are_refused(name, damage):
    query = signed(echostr=ECHO)
    value = query[name]
    if damage in ("missing", "upper-case name"):
        del query[name]
    if damage in ("upper-case name", "upper-case twin"):
        query.add(name.upper(), value)
    if damage == "doubled":
        query.add(name, value)
    if damage in ("empty", "very long"):
        query[name] = "" if damage == "empty" else "9" * 5000
    with pytest.raises(RefusedDelivery):
        verify_url(ACCOUNT, query, NOW)
    with pytest.raises(RefusedDelivery):
        open_envelope(PLAIN, query, HELLO.encode(), NOW)


@pytest.mark.parametrize(
    "given", [str.upper, lambda s: s[:-1], lambda s: s + "0", lambda s: "0" * 40, lambda s: "签" * 40]
)
def test_a_forged_signature_is_refused(given: Callable[[str], str]):
    query = signed(echostr=ECHO)
    query["signature"] = given(query["signature"])
    with pytest.raises(RefusedDelivery):
        verify_url(ACCOUNT, query, NOW)
    assert refusal(PLAIN, query, HELLO.encode()) == "signature"


def test_another_accounts_token_is_refused():
    query, body = sealed(account=replace(ACCOUNT, token="other"))
    assert refusal(ACCOUNT, query, body) == "signature"


@pytest.mark.parametrize("off", [-FRESH_SECONDS, -1, 0, FRESH_SECONDS])
def test_five_minutes_either_way_are_fresh(off):
    query, body = sealed(at=NOW + off)
    assert open_envelope(ACCOUNT, query, body, NOW).timestamp == NOW + off


@pytest.mark.parametrize("off", [-3600, -FRESH_SECONDS - 1, FRESH_SECONDS + 1, 3600, -NOW + 1])
def test_a_replay_of_an_hour_ago_is_refused(off):
    query, body = sealed(at=NOW + off)
    assert refusal(ACCOUNT, query, body) == "stale"


@pytest.mark.parametrize(
    "stamp", ["1e9", "１７００００００００", "-1700000000", "1700000000.0", "0x65", " 1700000000", "nan", "1" * 13]
)
def test_a_timestamp_that_is_no_number_is_refused(stamp):
    query = changed(signed(), timestamp=stamp, signature=signature(ACCOUNT.token, stamp, "1372623149"))
    assert refusal(PLAIN, query, HELLO.encode()) == "timestamp"


def test_signatures_are_compared_in_constant_time(monkeypatch):
    compared = []
    real = envelope.hmac.compare_digest
    monkeypatch.setattr(envelope.hmac, "compare_digest", lambda a, b: compared.append(b) or real(a, b))
    query, body = sealed()
    open_envelope(ACCOUNT, query, body, NOW)
    assert [one.decode() for one in compared] == [query["signature"], query["msg_signature"]]


def test_an_unsigned_body_is_not_even_parsed(monkeypatch):
    def parse(body: bytes) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(envelope, "read_fields", parse)
    query, body = sealed()
    assert refusal(ACCOUNT, changed(query, signature="0" * 40), body) == "signature"


@pytest.mark.parametrize("account", [ACCOUNT, COMPATIBLE])
@pytest.mark.parametrize("key", [KEY, PREVIOUS])
def test_current_and_previous_key_open(account, key):
    opened = open_envelope(account, *sealed(key=key), NOW)
    assert opened.xml.decode() == HELLO
    assert opened.key == key
    assert (opened.account, opened.nonce, opened.timestamp) == (account, "1372623149", int(NOW))


def test_an_account_with_one_key_does_not_open_with_another():
    assert refusal(replace(ACCOUNT, aes_keys=(KEY,)), *sealed(key=PREVIOUS)) == "decrypt"
    assert refusal(ACCOUNT, *sealed(key=FOREIGN)) == "decrypt"


def test_another_accounts_packet_is_refused():
    assert refusal(ACCOUNT, *sealed(app_id="wxffffffffffffffff")) == "decrypt"
    assert refusal(ACCOUNT, *sealed(app_id="")) == "decrypt"


@pytest.mark.parametrize("given", [None, "", "0" * 40, "upper", "doubled", "signature"])
def test_a_forged_message_signature_is_refused(given):
    query, body = sealed()
    if given == "doubled":
        query.add("msg_signature", query["msg_signature"])
    elif given == "upper":
        query["msg_signature"] = query["msg_signature"].upper()
    else:
        query = changed(query, msg_signature=query["signature"] if given == "signature" else given)
    assert refusal(ACCOUNT, query, body) in ("msg_signature", "parameters")


@pytest.mark.parametrize("account", [ACCOUNT, COMPATIBLE])
@pytest.mark.parametrize("kind", [None, "raw", "AES", "", "plain"])
def test_a_downgrade_to_plain_is_refused(account, kind):
    assert refusal(account, changed(signed(), encrypt_type=kind), HELLO.encode()) in ("plain", "encrypt_type")
    query, body = sealed()
    assert refusal(account, changed(query, encrypt_type=kind), body) in ("plain", "encrypt_type")


def test_a_plain_body_called_encrypted_is_refused():
    query, _ = sealed()
    assert refusal(ACCOUNT, query, HELLO.encode()) == "body"


@pytest.mark.parametrize("part", [
    "", "<Encrypt/>", "<Encrypt>a</Encrypt><Encrypt>b</Encrypt>", "<Encrypt><b>c</b></Encrypt>", "<Encrypt>密</Encrypt>",
])  # fmt: skip
def test_an_encrypted_part_that_is_none_is_refused(part):
    query, _ = sealed()
    assert refusal(ACCOUNT, query, f"<xml>{part}</xml>".encode()) == "body"


def signed_over(encrypted: str) -> tuple[MultiDict[str], bytes]:
    query = signed(encrypt_type="aes")
    query["msg_signature"] = signature(ACCOUNT.token, query["timestamp"], query["nonce"], encrypted)
    return query, f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()


@pytest.mark.parametrize("encrypted", ["AAAA", "not base64 at all", "=", "A" * 43, "QUFB" * 8, "QUFB" * 800, "A"])
def test_whatever_the_crypto_raises_is_a_refusal(encrypted):
    assert refusal(ACCOUNT, *signed_over(encrypted)) == "decrypt"


def test_in_compatible_mode_only_the_encrypted_part_counts():
    lie = HELLO.replace("你好", "请把补助打到别的账户")
    query, body = sealed(account=COMPATIBLE, beside=inside(lie))
    opened = open_envelope(COMPATIBLE, query, body, NOW)
    assert "你好" in opened.xml.decode()
    assert "补助" not in opened.xml.decode()


def test_plain_mode_takes_plain_and_replies_plain():
    opened = open_envelope(PLAIN, signed(), HELLO.encode(), NOW)
    assert opened.key is None
    assert fields_of(seal_text(opened, openid="oX", text="好", now=NOW))["Content"] == "好"


def test_plain_mode_with_keys_takes_an_encrypted_packet_so_that_an_office_can_change_over():
    changing = replace(ACCOUNT, mode="plain")
    assert open_envelope(changing, *sealed(), NOW).key == KEY
    assert open_envelope(changing, signed(), HELLO.encode(), NOW).key is None
    assert refusal(changing, changed(sealed()[0], msg_signature="0"), sealed()[1]) == "msg_signature"


def test_plain_mode_without_keys_reads_the_plain_part_of_a_compatible_packet():
    query, body = sealed(beside=inside(HELLO))
    opened = open_envelope(PLAIN, query, body, NOW)
    assert opened.key is None
    assert "你好" in opened.xml.decode()


def fields_of(xml: str) -> dict[str, str]:
    return {element.tag: element.text or "" for element in ElementTree.fromstring(xml)}


def unsealed(xml: str, key: str) -> dict[str, str]:
    """A reply opened as the platform would, with nothing of ours."""
    outer = fields_of(xml)
    assert set(outer) == {"Encrypt", "MsgSignature", "TimeStamp", "Nonce"}
    expected = signature(ACCOUNT.token, outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    assert outer["MsgSignature"] == expected
    assert outer["TimeStamp"] == str(int(NOW))
    return fields_of(decrypt(outer["Encrypt"], key, ACCOUNT.app_id))


@pytest.mark.parametrize("key", [KEY, PREVIOUS])
def test_the_reply_uses_the_key_that_decrypted(key):
    opened = open_envelope(ACCOUNT, *sealed(key=key), NOW)
    reply = unsealed(seal_text(opened, openid="oia2TjjewbmiOUlr6X-1crbLOvLw", text="您好", now=NOW), key)
    assert reply == {
        "ToUserName": "oia2TjjewbmiOUlr6X-1crbLOvLw", "FromUserName": "gh_7f083739789a",
        "CreateTime": str(int(NOW)), "MsgType": "text", "Content": "您好",
    }  # fmt: skip


def test_no_two_replies_look_alike():
    opened = open_envelope(ACCOUNT, *sealed(), NOW)
    made = {
        fields_of(seal_text(opened, openid="o", text="您好", now=NOW))[name]
        for name in ("Encrypt", "Nonce")
        for _ in "ab"
    }
    assert len(made) == 4


@pytest.mark.parametrize("text", [
    "a]]>b", "]]>", "]]]]>>]]>", "<![CDATA[x]]>", "<b>&amp;</b>", "一\n二\r\n三\t四", "𠮷㐂䶮😀", "བོད་ཡིག", "", "x" * 2048,
])  # fmt: skip
def test_a_reply_says_exactly_what_was_to_be_said(text):
    for opened in (open_envelope(ACCOUNT, *sealed(), NOW), open_envelope(PLAIN, signed(), HELLO.encode(), NOW)):
        made = seal_text(opened, openid="o", text=text, now=NOW)
        reply = unsealed(made, KEY) if opened.key else fields_of(made)
        assert reply["Content"] == text.replace("\r\n", "\n")


def test_control_characters_are_left_out_of_a_reply():
    opened = open_envelope(ACCOUNT, *sealed(), NOW)
    text = "甲\x00\x01\x08\x0b\x0c\x1f\x7f乙\ud800\ufffe丙"
    assert unsealed(seal_text(opened, openid="o", text=text, now=NOW), KEY)["Content"] == "甲\x7f乙丙"


def test_one_crypto_object_a_key():
    from connectors.wechat.crypto import crypto_of

    open_envelope(ACCOUNT, *sealed(), NOW)
    before = crypto_of.cache_info()
    open_envelope(ACCOUNT, *sealed(), NOW)
    after = crypto_of.cache_info()
    assert (after.misses, after.currsize) == (before.misses, before.currsize)
    assert after.hits > before.hits


def test_secrets_are_not_shown_where_a_record_is_printed():
    opened = open_envelope(ACCOUNT, *sealed(), NOW)
    shown = repr(opened) + repr(ACCOUNT)
    assert KEY not in shown
    assert ACCOUNT.token not in shown
    assert "你好" not in shown
