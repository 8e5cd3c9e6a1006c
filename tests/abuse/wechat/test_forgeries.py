"""Callbacks nobody honest sends: whatever the bytes, only a refusal, an unreadable packet or a delivery comes out."""

import builtins
import gc
import random
import socket
import time
import tracemalloc
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import MultiDict

from connectors.wechat.accounts import Account
from connectors.wechat.deliveries import Received, Text, Unreadable, read_delivery
from connectors.wechat.envelope import RefusedDelivery, open_envelope, seal_text, verify_url
from connectors.wechat.xml import BODY_BYTES, BrokenXml, read_fields
from tests.unit.wechat.samples import SAMPLES
from tests.unit.wechat.wire import ACCOUNT, COMPATIBLE, HELLO, KEY, NOW, PLAIN, sealed, signed

CALM = settings(max_examples=300, deadline=1000, suppress_health_check=[HealthCheck.too_slow])
PIECES = [b"<xml>", b"</xml>", b"<![CDATA[", b"]]>", b"&", b"<!DOCTYPE x>", b"\x00", b"\xff", b"<a>", b"<Encrypt>", b"<?", b"<!--",
          b"<MsgType>", "\ud7ff".encode(), b"&#x0;", b"</", b"\xf0\x9f", b"%", b"' a='"]  # fmt: skip


def outcome(account: Account, query: MultiDict[str], body: bytes) -> str:
    """The kind of what comes out; anything else that is raised fails the test."""
    try:
        opened = open_envelope(account, query, body, NOW)
        read = read_delivery(opened)
    except RefusedDelivery:
        return "refused"
    except Unreadable:
        return "unreadable"
    assert isinstance(read, Received)
    assert 0 < len(read.key) <= 70
    assert seal_text(opened, openid=read.openid, text="好", now=NOW)
    return "delivery"


def mutated(body: bytes, draw: random.Random) -> bytes:
    """A few bytes flipped, dropped, doubled or put in."""
    made = bytearray(body)
    for _ in range(draw.randint(1, 6)):
        at, end = draw.randrange(len(made) + 1), draw.randrange(len(made) + 1)
        match draw.randrange(5):
            case 0:
                made[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del made[at : at + draw.randint(1, 40)]
            case 2:
                made[at:at] = draw.choice(PIECES)
            case 3:
                made[at:at] = made[min(at, end) : max(at, end)]
            case 4:
                made[at:at] = draw.choice(PIECES) * draw.randint(1, 500)
    return bytes(made)


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Nothing may be fetched and no file opened; who tries is listed."""
    tried: list[Any] = []

    def refuse(*given: Any, **more: Any) -> None:
        tried.append(given)
        raise OSError("no way out")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    real = builtins.open
    monkeypatch.setattr(builtins, "open", lambda *a, **k: refuse(a) if "jiuji-secret" in str(a) else real(*a, **k))
    return tried


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCUMENT_TYPES = {
    "file": '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///tmp/jiuji-secret">]>',
    "address": '<!DOCTYPE xml [<!ENTITY x SYSTEM "http://127.0.0.1:9/jiuji-secret">]>',
    "parameter": '<!DOCTYPE xml [<!ENTITY % p SYSTEM "http://127.0.0.1:9/jiuji-secret"> %p;]>',
    "internal": '<!DOCTYPE xml [<!ENTITY x "谎话">]>',
    "laughs": f'<!DOCTYPE xml [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
    "blow-up": f'<!DOCTYPE xml [<!ENTITY x "{"a" * 30000}">]>',
    "external DTD": '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/jiuji-secret.dtd">',
    "public DTD": '<!DOCTYPE xml PUBLIC "-//W3C//DTD XHTML 1.0//EN" "file:///tmp/jiuji-secret">',
    "bare": "<!DOCTYPE xml>",
    "element": "<!DOCTYPE xml [<!ELEMENT xml ANY>]>",
    "default attribute": '<!DOCTYPE xml [<!ATTLIST Content x CDATA "1">]>',
    "notation": '<!DOCTYPE xml [<!NOTATION n SYSTEM "file:///tmp/jiuji-secret">]>',
}


@pytest.mark.parametrize("kind", list(DOCUMENT_TYPES))
@pytest.mark.parametrize("declared", ["", "<?xml version='1.0' encoding='UTF-8'?>"])
def test_no_document_type_is_taken_and_nothing_is_fetched(kind: str, declared: str, no_way_out: list[Any]):
    xml = declared + DOCUMENT_TYPES[kind] + HELLO.replace("<![CDATA[你好]]>", "&x;&x;&x;")
    began = time.perf_counter()
    assert outcome(PLAIN, signed(), xml.encode()) == "unreadable"
    assert outcome(ACCOUNT, *sealed(xml)) == "unreadable"
    query, _ = sealed()
    envelope = declared + DOCUMENT_TYPES[kind] + "<xml><Encrypt>&x;</Encrypt></xml>"
    assert outcome(ACCOUNT, query, envelope.encode()) == "refused"
    assert time.perf_counter() - began < 1
    assert no_way_out == []


@pytest.mark.parametrize("kind", list(DOCUMENT_TYPES))
def test_a_document_type_alone_is_refused_by_the_reader(kind: str):
    """Also where no entity is used: expat itself would take an external DTD without a word."""
    with pytest.raises(BrokenXml):
        read_fields((DOCUMENT_TYPES[kind] + HELLO).encode())


def test_xinclude_and_processing_instructions_do_nothing(no_way_out: list[Any]):
    inside = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///tmp/jiuji-secret"/>'
    xml = HELLO.replace("<MsgId>", f"{inside}<?xml-stylesheet href='http://127.0.0.1:9/'?><MsgId>")
    assert outcome(PLAIN, signed(), xml.encode()) == "delivery"
    assert no_way_out == []


@CALM
@given(st.binary(max_size=300))
def test_bytes_of_any_kind(body: bytes):
    assert outcome(PLAIN, signed(), body) in ("unreadable", "delivery")
    query, _ = sealed()
    assert outcome(ACCOUNT, query, body) == "refused"
    assert outcome(COMPATIBLE, query, body) == "refused"


@CALM
@given(st.sampled_from(SAMPLES), st.integers(min_value=0), st.booleans())
def test_mutated_packets_the_platform_might_have_signed(sample: Any, seed: int, encrypted: bool):
    body = mutated(sample.xml.encode(), random.Random(seed))
    if encrypted:
        assert outcome(ACCOUNT, *sealed(body.decode("utf-8", "replace"))) in ("unreadable", "delivery", "refused")
    else:
        assert outcome(PLAIN, signed(), body) in ("unreadable", "delivery")


@CALM
@given(st.integers(min_value=0))
def test_a_changed_envelope_gives_the_true_packet_or_nothing(seed: int):
    query, body = sealed()
    changed = mutated(body, random.Random(seed))
    try:
        opened = open_envelope(ACCOUNT, query, changed, NOW)
    except RefusedDelivery:
        return
    # bytes around the encrypted part may change, what was signed may not
    assert opened.xml.decode() == HELLO


@CALM
@given(st.dictionaries(
    st.sampled_from(["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr", "Signature", "x"]),
    st.one_of(st.text(max_size=40), st.sampled_from(["aes", "raw", str(int(NOW)), "0" * 40])), max_size=8,
))  # fmt: skip
def test_parameters_of_any_kind_open_nothing(given_query: dict[str, str]):
    _, body = sealed()
    for account in (ACCOUNT, PLAIN, COMPATIBLE):
        assert outcome(account, MultiDict(given_query), body) == "refused"
        with pytest.raises(RefusedDelivery):
            verify_url(account, MultiDict(given_query), NOW)


@CALM
@given(st.text(max_size=600), st.text(max_size=40))
def test_a_reply_of_any_text_is_good_xml_and_says_it(text: str, openid: str):
    opened = open_envelope(PLAIN, signed(), HELLO.encode(), NOW)
    made = read_fields(seal_text(opened, openid=openid, text=text, now=NOW).encode("utf-8"))
    assert made["MsgType"] == "text"
    assert set(made) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


def test_a_signature_holds_for_its_own_account_only():
    other = replace(ACCOUNT, name="other", token="otherToken", app_id="wxffffffffffffffff")
    query, body = sealed()
    assert outcome(other, query, body) == "refused"
    assert outcome(replace(other, token=ACCOUNT.token), query, body) == "refused"


def test_ten_thousand_mutated_bodies_are_quick_and_leave_nothing_behind():
    draw, slowest, kinds = random.Random(20), 0.0, dict.fromkeys(("refused", "unreadable", "delivery"), 0)
    query, body = sealed()

    def round_of(count: int) -> None:
        nonlocal slowest
        for number in range(count):
            sample = SAMPLES[number % len(SAMPLES)].xml.encode()
            calls = [(PLAIN, signed(), mutated(sample, draw)), (ACCOUNT, query, mutated(body, draw))]
            if number % 2:
                calls = [(ACCOUNT, *sealed(mutated(sample, draw).decode("utf-8", "replace")[:16000]))]
            for call in calls:
                began = time.perf_counter()
                kinds[outcome(*call)] += 1
                slowest = max(slowest, time.perf_counter() - began)

    round_of(500)
    gc.collect()
    tracemalloc.start()
    round_of(500)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    round_of(6000)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert sum(kinds.values()) >= 10_000
    assert min(kinds.values()) > 100, kinds
    assert slowest < 1
    assert grown < 1_000_000


@pytest.mark.parametrize("body", [
    b"<xml>" + b"<a>" * 20000, b"<xml>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</xml>", b"<xml>" + b"<a/>" * 16000 + b"</xml>",
    b"<xml " + b" ".join(b"a%d='1'" % n for n in range(6000)) + b"/>", b"<xml>" + b"&amp;" * 13000 + b"</xml>",
    b"<xml>" + b"<![CDATA[]]>" * 5400 + b"</xml>", b"<" * BODY_BYTES, b"<!--" + b"-" * 65000, b"<xml a='" + b"x" * 65000,
    b"<" + b"n" * 65000 + b"/>", b"<xml>" + b"<!---->" * 9000 + b"</xml>",
])  # fmt: skip
def test_bodies_made_to_be_slow_are_not(body: bytes):
    began = time.perf_counter()
    assert outcome(PLAIN, signed(), body[:BODY_BYTES]) == "unreadable"
    assert outcome(ACCOUNT, sealed()[0], body[:BODY_BYTES]) == "refused"
    assert time.perf_counter() - began < 1


def test_a_truth_inside_a_lie_stays_the_truth():
    lie = HELLO.replace("你好", "谎话").removeprefix("<xml>").removesuffix("</xml>")
    opened = open_envelope(COMPATIBLE, *sealed(beside=lie), NOW)
    read = read_delivery(opened)
    assert isinstance(read, Text)
    assert read.text == "你好"
    assert opened.key == KEY
