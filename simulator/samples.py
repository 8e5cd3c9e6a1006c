"""One sample of every message and event WeChat documents, in the documented form: for table tests and phones.

Sources: Receiving_standard_messages, Receiving_event_pushes, Custom_Menu_Push_Events, Template_Message_Interface,
Subscription_Messages/push, Customer_Service_Management.
"""

from typing import Any, Final

from simulator import xml

FIRST_ID: Final = 1_234_567_890_123_456
MESSAGES: Final[dict[str, dict[str, xml.Field]]] = {
    "text": {"Content": "this is a test"},
    "image": {"PicUrl": "this is a url", "MediaId": "media_id"},
    "voice": {"MediaId": "media_id", "Format": "amr"},
    "voice recognised": {"MediaId": "media_id", "Format": "amr", "Recognition": ""},
    "video": {"MediaId": "media_id", "ThumbMediaId": "thumb_media_id"},
    "shortvideo": {"MediaId": "media_id", "ThumbMediaId": "thumb_media_id"},
    "location": {"Location_X": 23.134521, "Location_Y": 113.358803, "Scale": 20, "Label": "位置信息"},
    "link": {"Title": "公众平台官网链接", "Description": "公众平台官网链接", "Url": "url"},
    "text from an article": {"Content": "this is a test", "MsgDataId": "2247483653", "Idx": 1},
    "text from a menu message": {"Content": "满意", "bizmsgmenuid": 101},
}
EVENTS: Final[dict[str, dict[str, xml.Field]]] = {
    "subscribe": {"EventKey": ""},
    "subscribe by a code": {"EventKey": "qrscene_123123", "Ticket": "TICKET"},
    "unsubscribe": {"EventKey": ""},
    "SCAN": {"EventKey": "SCENE_VALUE", "Ticket": "TICKET"},
    "LOCATION": {"Latitude": 23.137466, "Longitude": 113.352425, "Precision": 119.385040},
    "CLICK": {"EventKey": "EVENTKEY"},
    "VIEW": {"EventKey": "www.qq.com", "MenuId": "MENUID"},
    "view_miniprogram": {"EventKey": "pages/index/index", "MenuId": "MENUID"},
    "scancode_push": {"EventKey": "6"},
    "scancode_waitmsg": {"EventKey": "6"},
    "pic_sysphoto": {"EventKey": "6"},
    "pic_photo_or_album": {"EventKey": "6"},
    "pic_weixin": {"EventKey": "6"},
    "location_select": {"EventKey": "6"},
    "TEMPLATESENDJOBFINISH": {"MsgID": 200163836, "Status": "success"},
    "subscribe_msg_popup_event": {},
    "subscribe_msg_change_event": {},
    "subscribe_msg_sent_event": {},
    "kf_create_session": {"KfAccount": "test1@test"},
    "kf_close_session": {"KfAccount": "test1@test"},
    "kf_switch_session": {"FromKfAccount": "test1@test", "ToKfAccount": "test2@test"},
}
PICTURES: Final = {
    "SendPicsInfo": {"Count": 1, "PicList": {"item": {"PicMd5Sum": "1b5f7c23b5bf75682a53e7b6d163e185"}}}
}  # fmt: skip
SCANNED: Final = {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}
PLACE: Final = {
    "SendLocationInfo": {"Location_X": "23", "Location_Y": "113", "Scale": "15", "Label": "广州市海珠区", "Poiname": ""}
}  # fmt: skip
TEMPLATE_ID: Final = "VRR0UEO9VJOLs0MHlU0OilqX6MVFDwH3_3gz3Oc0NIc"
DETAILS: Final[dict[str, dict[str, Any]]] = {
    "scancode_push": SCANNED,
    "scancode_waitmsg": SCANNED,
    "pic_sysphoto": PICTURES,
    "pic_photo_or_album": PICTURES,
    "pic_weixin": PICTURES,
    "location_select": PLACE,
    "subscribe_msg_popup_event": {
        "SubscribeMsgPopupEvent": {
            "List": {"TemplateId": TEMPLATE_ID, "SubscribeStatusString": "accept", "PopupScene": 2}
        }
    },
    "subscribe_msg_change_event": {
        "SubscribeMsgChangeEvent": {"List": {"TemplateId": TEMPLATE_ID, "SubscribeStatusString": "reject"}}
    },
    "subscribe_msg_sent_event": {
        "SubscribeMsgSentEvent": {
            "List": {
                "TemplateId": TEMPLATE_ID,
                "MsgID": "1700827132819554304",
                "ErrorCode": "0",
                "ErrorStatus": "success",
            }
        }
    },
}


def event_details(name: str) -> str:
    """The nested elements an event of this name carries."""
    return xml.nested(**DETAILS.get(name, {}))


def documented(to: str, sender: str, at: float) -> dict[str, str]:
    """Every sample's XML by its name; the name's first word is the message or event type."""
    found = {
        name: xml.message(to, sender, at, name.split()[0], FIRST_ID + number, **fields)
        for number, (name, fields) in enumerate(MESSAGES.items())
    }
    return found | {
        name: xml.event(to, sender, at, name.split()[0], event_details(name), **fields)
        for name, fields in EVENTS.items()
    }
