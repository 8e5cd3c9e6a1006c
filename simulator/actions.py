"""What a person can do on the phone, each as the message or event WeChat documents for it."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from aiohttp import ClientTimeout
from yarl import URL

from simulator import xml
from simulator.menus import buttons_of
from simulator.records import Delivery, Grant, Notification
from simulator.samples import event_details

if TYPE_CHECKING:
    from simulator.accounts import FakeAccount
    from simulator.records import Shown
    from simulator.windows import Windows
    from simulator.world import World

# nobody waits for an answer to these
SILENT_EVENTS = {
    "unsubscribe", "VIEW", "view_miniprogram", "LOCATION", "TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event",
    "subscribe_msg_change_event", "subscribe_msg_sent_event", "kf_create_session", "kf_close_session",
    "kf_switch_session",
}  # fmt: skip
# api_sendcustommessage: of the menu buttons only these three open a window
TAP_EVENTS = {"subscribe", "SCAN", "CLICK", "scancode_push", "scancode_waitmsg"}
PICTURE_ADDRESS = "http://mmbiz.qpic.cn/mmbiz_jpg/simulated/0"


class NotFollowing(Exception):
    """Only a follower can write to an account."""


class Actions(ABC):
    """The verbs of a phone; `Follower` is what they act on."""

    world: "World"
    account: "FakeAccount"
    openid: str
    following: bool
    shown: "list[Shown]"
    windows: "Windows"
    subscriptions: dict[str, int | None]

    @abstractmethod
    def note_said(self, kind: str, text: str) -> None:
        """Keep what the person did."""

    @abstractmethod
    def menu(self) -> dict[str, Any] | None:
        """The menu on this phone."""

    @abstractmethod
    def forget_menu(self) -> None:
        """Pull the menu at the next look."""

    @abstractmethod
    async def send(self, note: Notification, *, copies: int = 1, delay: float = 0.0) -> Delivery:
        """Hand a notification to the platform."""

    # what is written, not yet sent

    def write_message(self, kind: str, grants: Grant = "message", **fields: xml.Field) -> Notification:
        """A message, not sent yet."""
        if not self.following:
            raise NotFollowing(self.openid)
        number = self.world.next_message_id()
        content = xml.message(
            self.account.original_id, self.openid, self.world.clock.now(), kind, number, **fields
        )  # fmt: skip
        return Notification(self.account.name, self.openid, content, kind, number, grants)

    def write(self, text: str) -> Notification:
        """A text, not sent yet."""
        return self.write_message("text", Content=text)

    def notify_event(self, name: str, inner: str = "", **fields: xml.Field) -> Notification:
        """An event, not sent yet."""
        now = self.world.clock.now()
        content = xml.event(self.account.original_id, self.openid, now, name, inner, **fields)
        grants: Grant = "tap" if name in TAP_EVENTS else "none"
        return Notification(
            self.account.name, self.openid, content, name, grants=grants, silent=name in SILENT_EVENTS
        )  # fmt: skip

    # messages

    async def say(self, text: str, *, copies: int = 1, delay: float = 0.0) -> Delivery:
        """Write a text."""
        self.note_said("text", text)
        return await self.send(self.write(text), copies=copies, delay=delay)

    async def send_image(self, body: bytes, content_type: str = "image/jpeg", **how: Any) -> Delivery:
        """Send a picture."""
        self.note_said("image", "")
        media_id = self.world.media.put(self.account.app_id, body, content_type)
        return await self.send(self.write_message("image", PicUrl=PICTURE_ADDRESS, MediaId=media_id), **how)

    async def send_voice(self, body: bytes, form: str = "amr", **how: Any) -> Delivery:
        """Speak; the Recognition field is there and empty, as the platform sends it since it is being withdrawn."""
        self.note_said("voice", "")
        media_id = self.world.media.put(self.account.app_id, body, f"audio/{form}")
        note = self.write_message("voice", MediaId=media_id, Format=form, Recognition="")
        return await self.send(note, **how)

    async def send_video(self, body: bytes, kind: str = "video", **how: Any) -> Delivery:
        """Send a film."""
        self.note_said(kind, "")
        media_id = self.world.media.put(self.account.app_id, body, "video/mp4")
        thumb = self.world.media.put(self.account.app_id, b"\xff\xd8\xff\xe0", "image/jpeg")
        return await self.send(self.write_message(kind, MediaId=media_id, ThumbMediaId=thumb), **how)

    async def send_short_video(self, body: bytes, **how: Any) -> Delivery:
        """Send a film recorded in the chat."""
        return await self.send_video(body, "shortvideo", **how)

    async def send_location(self, latitude: float, longitude: float, label: str, **how: Any) -> Delivery:
        """Send a place."""
        self.note_said("location", label)
        note = self.write_message("location", Location_X=latitude, Location_Y=longitude, Scale=16, Label=label)
        return await self.send(note, **how)

    async def send_link(self, title: str, description: str, url: str, **how: Any) -> Delivery:
        """Forward an article."""
        self.note_said("link", title)
        return await self.send(self.write_message("link", Title=title, Description=description, Url=url), **how)

    async def send_sticker(self, **how: Any) -> Delivery:
        """Send a custom sticker: the platform says only that it cannot be received."""
        self.note_said("sticker", "")
        return await self.send(self.write_message("text", Content="【收到不支持的消息类型，暂无法显示】"), **how)

    async def tap_menu_message(self, item: str, **how: Any) -> Delivery:
        """Tap an item of a shown menu message or menu link: arrives as a text, opens the tap window only."""
        words = next((w for shown in reversed(self.shown) for key, w in shown.items if key == item), None)
        if words is None:
            raise LookupError(f"no item {item} was shown")
        self.note_said("tap", words)
        named: dict[str, xml.Field] = (
            {} if self.account.test else {"bizmsgmenuid": int(item) if item.isdigit() else item}
        )
        return await self.send(self.write_message("text", "tap", Content=words, **named), **how)

    # events

    async def event(self, name: str, inner: str = "", *, copies: int = 1, **fields: xml.Field) -> Delivery:
        """Any event, e.g. `event("scancode_push", inner, EventKey="key")`."""
        return await self.send(self.notify_event(name, inner, **fields), copies=copies)

    async def follow(self, scene: str | None = None, *, copies: int = 1) -> Delivery:
        """Follow the account, perhaps by a poster's code."""
        self.note_said("follow", scene or "")
        self.following = True
        self.forget_menu()
        fields = {"EventKey": ""} if scene is None else {"EventKey": f"qrscene_{scene}", "Ticket": self._ticket(scene)}
        return await self.event("subscribe", copies=copies, **fields)

    async def unfollow(self, *, copies: int = 1) -> Delivery:
        """Unfollow: no window stays open."""
        self.note_said("unfollow", "")
        self.following = False
        self.windows.close()
        self.subscriptions.clear()
        return await self.event("unsubscribe", copies=copies, EventKey="")

    async def scan(self, scene: str, *, copies: int = 1) -> Delivery:
        """Scan a code of the account: SCAN for a follower, following for anyone else."""
        if not self.following:
            return await self.follow(scene, copies=copies)
        self.note_said("scan", scene)
        return await self.event("SCAN", copies=copies, EventKey=scene, Ticket=self._ticket(scene))

    def _ticket(self, scene: str) -> str:
        return next((ticket for ticket, kept in self.world.scenes.items() if kept == scene), f"ticket-{scene}")

    async def click(self, key: str, *, copies: int = 1) -> Delivery:
        """Tap a menu button that sends a key."""
        self.note_said("click", key)
        return await self.event("CLICK", copies=copies, EventKey=key)

    async def view(self, url: str) -> Delivery:
        """Tap a menu button that opens a page: reported, opens no window."""
        self.note_said("view", url)
        return await self.event("VIEW", EventKey=url, MenuId="1")

    async def tap(self, name: str) -> Delivery:
        """Tap a menu button by its name, as this phone shows it."""
        for button in buttons_of(self.menu()):
            if button["name"] == name:
                return await self._press(button)
        raise LookupError(f"no button {name}")

    async def _press(self, button: dict[str, Any]) -> Delivery:
        if button["type"] in ("view", "miniprogram"):
            return await self.view(button["url"])
        if button["type"] == "click":
            return await self.click(button["key"])
        self.note_said("click", button["key"])
        return await self.event(button["type"], event_details(button["type"]), EventKey=button["key"])

    async def report_location(self, latitude: float, longitude: float) -> Delivery:
        """The place the phone reports by itself when the person agreed to it."""
        return await self.event("LOCATION", Latitude=latitude, Longitude=longitude, Precision=119.38)

    # notices and sign-in

    async def accept_notice(self, template_id: str, *, long_term: bool = False) -> Delivery:
        """Allow one notice of a template, or any number."""
        allowed = self.subscriptions.get(template_id, 0)
        self.subscriptions[template_id] = None if long_term or allowed is None else allowed + 1
        return await self._answer_notice("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", template_id, "accept")

    async def refuse_notice(self, template_id: str) -> Delivery:
        """Take the permission back."""
        self.subscriptions.pop(template_id, None)
        return await self._answer_notice("subscribe_msg_change_event", "SubscribeMsgChangeEvent", template_id, "reject")

    async def _answer_notice(self, event: str, wrapper: str, template_id: str, status: str) -> Delivery:
        row: dict[str, xml.Field] = {"TemplateId": template_id, "SubscribeStatusString": status}
        if status == "accept":
            row["PopupScene"] = 1
        return await self.event(event, xml.nested(**{wrapper: {"List": row}}))

    async def authorize(self, address: str) -> str:
        """Open the sign-in address inside WeChat as this person; where the redirect leads."""
        url = URL(address).update_query(simulated_openid=self.openid)
        async with self.world.http.get(url, allow_redirects=False, timeout=ClientTimeout(total=10)) as answer:
            if answer.status != 302:
                raise LookupError(await answer.text())
            return answer.headers["Location"]
