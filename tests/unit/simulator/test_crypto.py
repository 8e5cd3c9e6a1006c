"""Our crypto against wechatpy's, both ways, and everything that must be refused."""

import base64
import xml.etree.ElementTree as ET

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from simulator import FakeAccount
from simulator.accounts import new_aes_key
from simulator.crypto import BadCipher, decrypt, encrypt, signature, signature_fits
from simulator.platform import sign_and_seal
from simulator.samples import EVENTS, MESSAGES, documented
from simulator.xml import message

KEY, APP = new_aes_key(), "wx1234567890abcdef"


def theirs(key: str = KEY) -> PrpCrypto:
    return PrpCrypto(base64.b64decode(key + "="))


@given(st.text(max_size=300))
def test_both_ways(text: str):
    text = text.encode("utf-8", "ignore").decode()
    assert decrypt(encrypt(text, KEY, APP), KEY, APP) == text
    assert theirs().decrypt(encrypt(text, KEY, APP), APP) == text
    assert decrypt(theirs().encrypt(text, APP).decode(), KEY, APP) == text


def damaged(position: int) -> str:
    raw = bytearray(base64.b64decode(encrypt("你好" * 20, KEY, APP)))
    raw[position] ^= 0x55
    return base64.b64encode(bytes(raw)).decode()


@pytest.mark.parametrize(
    "sealed",
    [
        "", "not base64!", base64.b64encode(b"x" * 31).decode(), encrypt("x", new_aes_key(), APP),
        encrypt("x", KEY, "wx0"), damaged(-1), damaged(16), encrypt(b"\xff\xfe", KEY, APP),
    ],
    ids=["empty", "not base64", "31 bytes", "another key", "another account", "last byte", "padding", "not UTF-8"],
)  # fmt: skip
def test_refused(sealed: str):
    with pytest.raises(BadCipher):
        decrypt(sealed, KEY, APP)


def test_padding_is_checked_to_the_last_byte():
    key = base64.b64decode(KEY + "=")
    content = b"r" * 16 + (2).to_bytes(4, "big") + b"ok" + APP.encode()
    for padding, good in ((bytes([24]) * 24, True), (b"x" * 23 + bytes([24]), False)):
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        sealed = base64.b64encode(encryptor.update(content + padding) + encryptor.finalize()).decode()
        if good:
            assert decrypt(sealed, KEY, APP) == "ok"
        else:
            with pytest.raises(BadCipher, match="padding"):
                decrypt(sealed, KEY, APP)


def test_signature_is_that_of_wechatpy():
    made = signature("token", "1714521600", "nonce")
    check_signature("token", made, "1714521600", "nonce")
    assert signature_fits(made, "token", "1714521600", "nonce")
    assert not signature_fits(made.upper(), "token", "1714521600", "nonce")
    assert not signature_fits("ü", "token")


def test_safe_mode_is_read_by_wechatpy_and_hides_the_words():
    account = FakeAccount()
    plain = message(account.original_id, "o1", 1714521600.9, "text", 7, Content="我没钱吃饭")
    sealed = sign_and_seal(account, plain, 1714521600, openid="o1")
    query = sealed.query
    assert query["encrypt_type"] == "aes" and query["openid"] == "o1"
    root = ET.fromstring(sealed.body)
    assert {child.tag for child in root} == {"ToUserName", "Encrypt"}
    assert root.findtext("ToUserName") == account.original_id
    crypto = WeChatCrypto(account.token, account.aes_keys[0], account.app_id)
    read = crypto.decrypt_message(sealed.body, query["msg_signature"], query["timestamp"], query["nonce"])
    assert parse_message(read).content == "我没钱吃饭"
    check_signature(account.token, query["signature"], query["timestamp"], query["nonce"])
    with pytest.raises(InvalidSignatureException):
        crypto.decrypt_message(sealed.body, query["signature"], query["timestamp"], query["nonce"])


def test_compatible_and_plain_mode():
    account = FakeAccount(mode="compatible")
    plain = message(account.original_id, "o1", 1714521600, "text", 7, Content="你好")
    both = sign_and_seal(account, plain, 1714521600)
    root = ET.fromstring(both.body)
    assert root.findtext("Content") == "你好" and root.findtext("Encrypt")
    account.mode = "plain"
    bare = sign_and_seal(account, plain, 1714521600)
    assert bare.body == plain.encode() and set(bare.query) == {"signature", "timestamp", "nonce", "openid"}


def test_every_documented_sample_is_read_by_wechatpy():
    for name, content in documented("gh_1", "o1", 1348831860).items():
        read = parse_message(content)
        assert (read.source, read.target) == ("o1", "gh_1"), name
        kind = name.split()[0]
        assert kind in content and ET.fromstring(content).findtext("CreateTime") == "1348831860"
        if name in MESSAGES:
            assert read.id and read.type == kind
    assert len(documented("gh_1", "o1", 0)) == len(MESSAGES) + len(EVENTS) == 31


def test_text_may_hold_the_end_of_cdata():
    assert ET.fromstring(message("gh_1", "o1", 0, "text", 1, Content="a]]>b<c>&")).findtext("Content") == "a]]>b<c>&"


def test_rotation_keeps_the_previous_key_only():
    account = FakeAccount()
    first = account.aes_keys[0]
    second = account.rotate_key()
    assert account.aes_keys == [second, first] and account.key_in_use == second
    account.sending_key = 1
    assert account.key_in_use == first
    third = account.rotate_key()
    assert account.aes_keys == [third, second] and len(third) == 43
