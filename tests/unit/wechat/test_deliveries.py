"""Every documented message and event, in all three modes and with both keys; what is broken, and the key of copies."""

import dataclasses

import pytest
from multidict import MultiDict

from connectors.wechat.deliveries import Delivery, Event, Text, Unreadable, read_delivery
from connectors.wechat.envelope import open_envelope
from tests.unit.wechat.samples import EVENT, EVENTS, MESSAGE, MESSAGES, SAMPLES, Sample
from tests.unit.wechat.wire import ACCOUNT, COMPATIBLE, HELLO, KEY, NOW, PLAIN, PREVIOUS, inside, sealed, signed

LIE = "<MsgType>text</MsgType><Content>谎话</Content><FromUserName>somebody_else</FromUserName>"


def plain(xml: str) -> Delivery:
    return read_delivery(open_envelope(PLAIN, signed(), xml.encode(), NOW))


def in_mode(mode: str, xml: str) -> Delivery:
    if mode == "plain":
        return plain(xml)
    if mode == "compatible":
        query, body = sealed(xml, COMPATIBLE, beside=LIE)
        return read_delivery(open_envelope(COMPATIBLE, query, body, NOW))
    query, body = sealed(xml, key=KEY if mode == "safe" else PREVIOUS)
    return read_delivery(open_envelope(ACCOUNT, query, body, NOW))


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe", "safe, previous key"])
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_every_documented_packet_is_read(sample: Sample, mode: str):
    read = in_mode(mode, sample.xml)
    assert type(read).__name__ == sample.kind
    assert {name: getattr(read, name) for name in sample.fields} == sample.fields
    assert read.app == "toUser"
    assert (read.openid, read.at) == (("FromUser", 123456789) if sample in EVENTS else ("fromUser", 1348831860))


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_record_cannot_be_changed(sample: Sample):
    read = plain(sample.xml)
    with pytest.raises(dataclasses.FrozenInstanceError):
        read.openid = "other"  # type: ignore[misc]
    if isinstance(read, Event):
        with pytest.raises(TypeError):
            read.fields["Status"] = "x"  # type: ignore[index]


def test_nothing_a_resident_said_is_in_a_printed_record():
    for sample in SAMPLES:
        shown = repr(plain(sample.xml))
        assert "romUser" not in shown
        for secret in ("this is a test", "腾讯微信团队", "位置信息", "客村艺苑路", "23.1"):
            assert secret not in shown, sample


def test_no_record_holds_a_persons_coordinates_or_a_media_address():
    location = plain(next(sample.xml for sample in MESSAGES if sample.name == "location"))
    assert "23.134521" not in str(dataclasses.astuple(location))
    image = plain(next(sample.xml for sample in MESSAGES if sample.name == "image"))
    assert "127.0.0.1" not in str(dataclasses.astuple(image))


def test_what_an_event_carries_besides():
    def named(name: str) -> Event:
        read = plain(next(sample.xml for sample in EVENTS if sample.name == name))
        assert isinstance(read, Event)
        return read

    assert named("template blocked").fields == {"MsgID": "200163836", "Status": "failed:user block"}
    assert named("scancode_waitmsg").fields["ScanCodeInfo"] == {"ScanType": "qrcode", "ScanResult": "1"}
    assert named("SCAN").fields == {"Ticket": "TICKET"}
    asked = named("notice asked for").subscriptions
    assert [one["TemplateId"][:3] for one in asked] == ["VRR", "9nL"]
    assert [one["SubscribeStatusString"] for one in asked] == ["accept", "reject"]
    assert named("notice setting changed").subscriptions[0]["SubscribeStatusString"] == "accept"
    assert named("notice sent").subscriptions[0]["ErrorStatus"] == "success"
    assert named("CLICK").subscriptions == []


def test_copies_have_one_key_and_messages_have_the_platforms_id():
    first, again = plain(HELLO), in_mode("safe", HELLO)
    assert first == again
    assert first.key == "m:6054768590064713728"


def event_key(
    event: str = "CLICK", key: str = "a", who: str = "FromUser", at: str = "123456789", number: str = ""
) -> str:
    inside = f"<EventKey><![CDATA[{key}]]></EventKey>" + (f"<MsgID>{number}</MsgID>" if number else "")
    xml = EVENT.format(event=event, inside=inside).replace("FromUser]", f"{who}]").replace("123456789", at)
    return plain(xml).key


def test_events_differ_by_who_when_what_and_its_key():
    assert event_key() == event_key()
    others = [event_key(event="SCAN"), event_key(key="b"), event_key(who="Other"), event_key(at="123456790"),
              event_key(event="TEMPLATESENDJOBFINISH", number="1"), event_key(event="TEMPLATESENDJOBFINISH", number="2"),
              event_key(event="CLIC", key="Ka")]  # fmt: skip
    assert len({event_key(), *others}) == 8


def test_no_key_holds_an_openid_and_none_is_long():
    for sample in SAMPLES:
        read = plain(sample.xml)
        assert "romuser" not in read.key.lower()
        assert len(read.key) <= 70
    assert len(event_key(key="https://example.org/" + "x" * 2000)) <= 70


def test_a_message_without_an_id_still_has_one_key():
    bare = HELLO.replace("<MsgId>6054768590064713728</MsgId>", "")
    assert plain(bare).key == plain(bare).key
    assert plain(bare).key.startswith("e:")
    assert plain(bare.replace("1348831860", "1348831861")).key != plain(bare).key


def without(name: str, xml: str = HELLO) -> str:
    start, end = xml.index(f"<{name}>"), xml.index(f"</{name}>") + len(name) + 3
    return xml[:start] + xml[end:]


@pytest.mark.parametrize("name", ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"])
@pytest.mark.parametrize("damage", ["missing", "empty", "repeated", "nested"])
def test_a_packet_without_what_it_must_have_is_unreadable(name, damage):
    start = HELLO.index(f"<{name}>")
    element = {
        "missing": "", "empty": f"<{name}></{name}>", "repeated": f"<{name}>1</{name}><{name}>2</{name}>",
        "nested": f"<{name}><b>1</b></{name}>",
    }[damage]  # fmt: skip
    xml = without(name)[:start] + element + without(name)[start:]
    if (name, damage) == ("Content", "empty"):
        assert plain(xml) == dataclasses.replace(plain(HELLO), text="")
        return
    with pytest.raises(Unreadable):
        plain(xml)


@pytest.mark.parametrize("openid", ["", " ", "o" * 65, "o/../x", "o<b>", "o\n1", "开放号", "o x", "o'--", "%00"])
def test_an_openid_that_is_none_is_unreadable(openid):
    with pytest.raises(Unreadable):
        plain(HELLO.replace("oia2TjjewbmiOUlr6X-1crbLOvLw", openid.replace("<", "&lt;")))


@pytest.mark.parametrize("at", ["", "now", "-1", "1.5", "1" * 13, "１３４８８３１８６０"])
def test_a_time_that_is_none_is_unreadable(at):
    with pytest.raises(Unreadable):
        plain(HELLO.replace("1348831860", at))


@pytest.mark.parametrize("kind", ["image", "voice", "video", "shortvideo"])
@pytest.mark.parametrize("media", ["", "<MediaId></MediaId>", "<MediaId>a</MediaId><MediaId>b</MediaId>",
                                   f"<MediaId>{'m' * 257}</MediaId>"])  # fmt: skip
def test_a_file_without_its_id_is_unreadable(kind, media):
    with pytest.raises(Unreadable):
        plain(MESSAGE.format(kind=kind, inside=media))


@pytest.mark.parametrize("event", ["", "e" * 65])
def test_an_event_without_a_name_is_unreadable(event):
    with pytest.raises(Unreadable):
        plain(EVENT.format(event=event, inside=""))


@pytest.mark.parametrize("body", [
    b"", b" ", b"success", b"{}", b"<xml>", b"<xml/>", b"<xml></xml>", b"<a><b/></a>", b"<xml>text</xml>",
    b"\xff\xfe<\x00x\x00", b"<xml><MsgType>text</MsgType></xml>", HELLO.encode("utf-16"), HELLO.encode("gb18030"),
    HELLO.encode()[:-1], HELLO.encode() + b"<xml/>", b"<xml>&nothing;</xml>", b"<xml>&#0;</xml>",
    HELLO.replace("<xml>", "<xml a='1' a='2'>").encode(), b"<xml>" * 5 + b"</xml>" * 5,
])  # fmt: skip
def test_a_body_that_is_no_packet_is_unreadable(body):
    with pytest.raises(Unreadable):
        read_delivery(open_envelope(PLAIN, signed(), body, NOW))


def test_an_xml_declaration_cannot_change_the_encoding():
    for declared in ("UTF-8", "utf-16", "GBK", "x-unknown"):
        xml = f'<?xml version="1.0" encoding="{declared}"?>' + HELLO
        assert plain(xml).text == "你好"


def test_control_characters_do_not_cost_a_resident_the_message():
    read = plain(HELLO.replace("你好", "你\x00\x08\x1f好\x0b"))
    assert isinstance(read, Text)
    assert read.text == "你好"


@pytest.mark.parametrize("text", ["𠮷㐂䶮😀", "བོད་ཡིག ꆈꌠꉙ", "一\n二", "&lt;b&gt;", "a ]]&gt; b", "“引号”"])
def test_words_arrive_as_they_were_said(text):
    given = text.replace("&lt;", "<").replace("&gt;", ">")
    assert plain(HELLO.replace("<![CDATA[你好]]>", text)).text == given


def test_levels_nobody_documents_are_refused_and_harmless():
    for depth in (12, 9000 // 2):
        deep = HELLO.replace("<MsgId>", "<a>" * depth + "</a>" * depth + "<MsgId>")
        with pytest.raises(Unreadable):
            plain(deep)
    assert plain(HELLO.replace("<MsgId>", "<a>" * 5 + "</a>" * 5 + "<MsgId>")) == plain(HELLO)
    wide = "<xml>" + "<a/>" * 15000 + "</xml>"
    with pytest.raises(Unreadable):
        plain(wide)


def test_attributes_are_ignored():
    assert plain(HELLO.replace("<Content>", "<Content lang='zh' Content='谎话'>")).text == "你好"


def test_more_than_64_kb_is_not_parsed():
    with pytest.raises(Unreadable, match="64 KB"):
        plain(HELLO.replace("你好", "好" * 30000))


@pytest.mark.parametrize("kind", ["TEXT", "Text"])
def test_types_are_known_in_any_case(kind):
    assert isinstance(plain(HELLO.replace("[text]", f"[{kind}]")), Text)


def test_the_query_of_the_tests_is_what_the_platform_sends():
    assert isinstance(signed(), MultiDict)
    assert inside(HELLO).startswith("<ToUserName>")
