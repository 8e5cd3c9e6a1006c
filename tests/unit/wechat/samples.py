"""Every message and event in the form the platform documents it, and what it must be read as."""

from dataclasses import dataclass, field
from typing import Any

MESSAGE = """<xml>
  <ToUserName><![CDATA[toUser]]></ToUserName>
  <FromUserName><![CDATA[fromUser]]></FromUserName>
  <CreateTime>1348831860</CreateTime>
  <MsgType><![CDATA[{kind}]]></MsgType>
{inside}
  <MsgId>1234567890123456</MsgId>
</xml>"""
EVENT = """<xml>
  <ToUserName><![CDATA[toUser]]></ToUserName>
  <FromUserName><![CDATA[FromUser]]></FromUserName>
  <CreateTime>123456789</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[{event}]]></Event>
{inside}
</xml>"""


@dataclass(frozen=True)
class Sample:
    """A packet and the record it becomes: class name and the fields that matter."""

    name: str
    xml: str
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _message(name: str, kind: str, inside: str, record: str, /, **fields: Any) -> Sample:
    return Sample(name, MESSAGE.format(kind=kind, inside=inside), record, {"key": "m:1234567890123456", **fields})


def _event(name: str, event: str, inside: str, /, **fields: Any) -> Sample:
    return Sample(name, EVENT.format(event=event, inside=inside), "Event", {"event": event.lower(), **fields})


MEDIA = "<MediaId><![CDATA[media_id]]></MediaId>"
THUMB = "<ThumbMediaId><![CDATA[thumb_media_id]]></ThumbMediaId>"
PICTURES = """<SendPicsInfo><Count>{count}</Count>
<PicList>{items}</PicList>
</SendPicsInfo>"""
PICTURE = "<item><PicMd5Sum><![CDATA[1b5f7c23b5bf75682a53e7b6d163e185]]></PicMd5Sum></item>\n"
SCAN_INFO = """<EventKey><![CDATA[6]]></EventKey>
<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType>
<ScanResult><![CDATA[1]]></ScanResult>
</ScanCodeInfo>"""
PICKED = """<EventKey><![CDATA[6]]></EventKey>
<SendLocationInfo><Location_X><![CDATA[23]]></Location_X>
<Location_Y><![CDATA[113]]></Location_Y>
<Scale><![CDATA[15]]></Scale>
<Label><![CDATA[ 广州市海珠区客村艺苑路 106号]]></Label>
<Poiname><![CDATA[]]></Poiname>
</SendLocationInfo>"""
ARTICLE = "<MsgDataId>2247483700_1</MsgDataId>\n<Idx>1</Idx>"
FINISHED = "<MsgID>200163836</MsgID>\n<Status><![CDATA[{status}]]></Status>"
SUBSCRIBED = """<{name}>
<List>
<TemplateId><![CDATA[VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc]]></TemplateId>
<SubscribeStatusString><![CDATA[accept]]></SubscribeStatusString>
{more}</List>
{second}</{name}>"""
SECOND = """<List>
<TemplateId><![CDATA[9nLIlbOQZC5Y89AZteFEux3WCXRRRG5Wfzkpssu4bLI]]></TemplateId>
<SubscribeStatusString><![CDATA[reject]]></SubscribeStatusString>
<PopupScene>2</PopupScene>
</List>
"""
SENT = """<SubscribeMsgSentEvent>
<List>
<TemplateId><![CDATA[VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc]]></TemplateId>
<MsgID>1864323726461255680</MsgID>
<ErrorCode>0</ErrorCode>
<ErrorStatus><![CDATA[success]]></ErrorStatus>
</List>
</SubscribeMsgSentEvent>"""
TICKET = "<EventKey><![CDATA[{key}]]></EventKey>\n<Ticket><![CDATA[TICKET]]></Ticket>"

MESSAGES = [
    _message("text", "text", "<Content><![CDATA[this is a test]]></Content>", "Text", text="this is a test"),
    _message("text of an article", "text", f"<Content><![CDATA[申请低保]]></Content>\n{ARTICLE}", "Text",
             text="申请低保", article="2247483700_1", place="1"),
    _message("text of a menu message", "text",
             "<Content><![CDATA[满意]]></Content>\n<bizmsgmenuid>101</bizmsgmenuid>", "Text", text="满意", menu_id="101"),
    _message("sticker", "text", "<Content><![CDATA[【收到不支持的消息类型，暂无法显示】]]></Content>", "Text", unsupported=True),
    _message("image", "image", f"<PicUrl><![CDATA[http://127.0.0.1/evil]]></PicUrl>\n{MEDIA}", "Image",
             media_id="media_id"),
    _message("voice", "voice", f"{MEDIA}\n<Format><![CDATA[Format]]></Format>", "Voice", media_id="media_id",
             format="format", recognition=""),
    _message("voice, recognised", "voice",
             f"{MEDIA}\n<Format><![CDATA[amr]]></Format>\n<Recognition><![CDATA[腾讯微信团队]]></Recognition>", "Voice",
             media_id="media_id", format="amr", recognition="腾讯微信团队"),
    _message("voice, recognition withdrawn", "voice",
             f"{MEDIA}\n<Format><![CDATA[amr]]></Format>\n<Recognition></Recognition>", "Voice", recognition=""),
    _message("video", "video", f"{MEDIA}\n{THUMB}", "Video", media_id="media_id", thumb_media_id="thumb_media_id",
             short=False),
    _message("shortvideo", "shortvideo", f"{MEDIA}\n{THUMB}", "Video", media_id="media_id", short=True),
    _message("location", "location",
             "<Location_X>23.134521</Location_X>\n<Location_Y>113.358803</Location_Y>\n<Scale>20</Scale>\n"
             "<Label><![CDATA[位置信息]]></Label>", "Location", label="位置信息"),
    _message("link", "link",
             "<Title><![CDATA[公众平台官网链接]]></Title>\n<Description><![CDATA[公众平台官网链接]]></Description>\n"
             "<Url><![CDATA[url]]></Url>", "Link", title="公众平台官网链接", description="公众平台官网链接", url="url"),
    _message("mini-program card", "miniprogrampage", "<Title><![CDATA[t]]></Title>", "Unknown", kind="miniprogrampage"),
    _message("a type of the future", "hologram", "<Depth>3</Depth>", "Unknown", kind="hologram"),
]  # fmt: skip

EVENTS = [
    _event("subscribe", "subscribe", "", scene=""),
    _event("subscribe, empty key", "subscribe", "<EventKey></EventKey>", scene="", event_key=""),
    _event("subscribe by code", "subscribe", TICKET.format(key="qrscene_522702-poster"),
           event_key="qrscene_522702-poster", scene="522702-poster"),
    _event("subscribe after paying", "subscribe", "<EventKey><![CDATA[last_trade_no_4200]]></EventKey>", scene=""),
    _event("unsubscribe", "unsubscribe", "", scene=""),
    _event("SCAN", "SCAN", TICKET.format(key="522702.notice"), scene="522702.notice"),
    _event("LOCATION", "LOCATION",
           "<Latitude>23.137466</Latitude>\n<Longitude>113.352425</Longitude>\n<Precision>119.385040</Precision>"),
    _event("CLICK", "CLICK", "<EventKey><![CDATA[EVENTKEY]]></EventKey>", event_key="EVENTKEY"),
    _event("VIEW", "VIEW", "<EventKey><![CDATA[www.qq.com]]></EventKey>", event_key="www.qq.com"),
    _event("VIEW with MenuId", "VIEW", "<EventKey><![CDATA[https://a.cn]]></EventKey>\n<MenuId>7</MenuId>",
           event_key="https://a.cn"),
    _event("view_miniprogram", "view_miniprogram", "<EventKey><![CDATA[pages/index]]></EventKey>"),
    _event("scancode_push", "scancode_push", SCAN_INFO, event_key="6"),
    _event("scancode_waitmsg", "scancode_waitmsg", SCAN_INFO.replace("[6]", "[7]"), event_key="7"),
    _event("pic_sysphoto", "pic_sysphoto", "<EventKey><![CDATA[6]]></EventKey>\n"
           + PICTURES.format(count=1, items=PICTURE), event_key="6"),
    _event("pic_photo_or_album", "pic_photo_or_album", "<EventKey><![CDATA[6]]></EventKey>\n"
           + PICTURES.format(count=2, items=PICTURE * 2), event_key="6"),
    _event("pic_weixin", "pic_weixin", "<EventKey><![CDATA[6]]></EventKey>\n"
           + PICTURES.format(count=0, items=""), event_key="6"),
    _event("location_select", "location_select", PICKED, event_key="6"),
    _event("template sent", "TEMPLATESENDJOBFINISH", FINISHED.format(status="success")),
    _event("template blocked", "TEMPLATESENDJOBFINISH", FINISHED.format(status="failed:user block")),
    _event("template failed", "TEMPLATESENDJOBFINISH", FINISHED.format(status="failed: system failed")),
    _event("mass sending done", "MASSSENDJOBFINISH", "<MsgID>1000001625</MsgID>\n<Status><![CDATA[send success]]></Status>"),
    _event("notice asked for", "subscribe_msg_popup_event", SUBSCRIBED.format(
        name="SubscribeMsgPopupEvent", more="<PopupScene>2</PopupScene>\n", second=SECOND)),
    _event("notice setting changed", "subscribe_msg_change_event", SUBSCRIBED.format(
        name="SubscribeMsgChangeEvent", more="", second="")),
    _event("notice sent", "subscribe_msg_sent_event", SENT),
    _event("clerk connected", "kf_create_session", "<KfAccount><![CDATA[test1@test]]></KfAccount>"),
    _event("clerk closed", "kf_close_session", "<KfAccount><![CDATA[test1@test]]></KfAccount>"),
    _event("clerk changed", "kf_switch_session",
           "<FromKfAccount><![CDATA[a@test]]></FromKfAccount>\n<ToKfAccount><![CDATA[b@test]]></ToKfAccount>"),
    _event("verified", "qualification_verify_success", "<ExpiredTime>1442401156</ExpiredTime>"),
    _event("an event of the future", "teleported", "<EventKey><![CDATA[k]]></EventKey>", event_key="k"),
]  # fmt: skip

SAMPLES = [*MESSAGES, *EVENTS]
