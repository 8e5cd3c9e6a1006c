"""WeChat's own numbers, each with the page that states it; `docs/wechat-rules.md` says how sure each one is."""

from typing import Final

# Receiving_standard_messages, Passive_user_reply_message: cut after five seconds, sent again, three in all
PATIENCE: Final = 5.0
TRIES: Final = 3
UNAVAILABLE: Final = "该公众号暂时无法提供服务，请稍后再试"
# community measurement: bytes of UTF-8 in one text, passive or by custom/send
TEXT_BYTES: Final = 2048

# api_sendcustommessage: how many messages, for how many seconds, after what the user did
MESSAGE_COUNT: Final = 5
MESSAGE_SECONDS: Final = 48 * 3600
TAP_COUNT: Final = 3
TAP_SECONDS: Final = 60
# api_typing
TYPING_INTERACTION_SECONDS: Final = 30
TYPING_SECONDS: Final = 15

# api_getstableaccesstoken
TOKEN_SECONDS: Final = 7200
TOKEN_RENEWAL_SECONDS: Final = 300
FORCED_A_DAY: Final = 20
FORCED_APART_SECONDS: Final = 30
STABLE_TOKENS_A_MINUTE: Final = 10_000

# New_temporary_materials
MEDIA_SECONDS: Final = 3 * 24 * 3600
MEDIA_BYTES: Final = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}

# Creating_Custom-Defined_Menu
MENU_BUTTONS: Final = 3
MENU_SUB_BUTTONS: Final = 5
MENU_NAME_BYTES: Final = 16
MENU_SUB_NAME_BYTES: Final = 60
MENU_KEY_BYTES: Final = 128
MENU_URL_BYTES: Final = 1024
MENU_REFETCH_SECONDS: Final = 300

# mp1421140842, code life from third parties
OAUTH_CODE_SECONDS: Final = 300
# Generating_a_Parametric_QR_Code
QR_SECONDS: Final = 2_592_000
QR_DEFAULT_SECONDS: Final = 60
QR_SCENE_CHARACTERS: Final = 64
# api_clearquota
CLEARINGS_A_MONTH: Final = 10

# limit.html: calls a day of an ordinary account and of a test account
BUDGETS: Final[dict[str, tuple[int, int]]] = {
    "/cgi-bin/token": (2_000, 200),
    "/cgi-bin/stable_token": (500_000, 500_000),
    "/cgi-bin/message/custom/send": (500_000, 50_000),
    "/cgi-bin/message/custom/typing": (500_000, 50_000),
    "/cgi-bin/message/template/send": (100_000, 100_000),
    "/cgi-bin/message/subscribe/bizsend": (100_000, 100_000),
    "/cgi-bin/media/get": (200_000, 1_000),
    "/cgi-bin/media/upload": (100_000, 500),
    "/cgi-bin/menu/create": (1_000, 100),
    "/cgi-bin/menu/get": (10_000, 1_000),
    "/cgi-bin/menu/delete": (1_000, 100),
    "/cgi-bin/qrcode/create": (100_000, 10_000),
}
