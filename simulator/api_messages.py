"""Messages of the account to a follower: customer service, typing, templates, subscriptions."""

from typing import Any

from simulator import xml
from simulator.accounts import Template
from simulator.codes import Refusal
from simulator.custom import read_custom
from simulator.followers import Follower
from simulator.gate import Asked, Endpoint
from simulator.notices import read_fields
from simulator.rules import TYPING_INTERACTION_SECONDS

OK = {"errcode": 0, "errmsg": "ok"}


def _follower(asked: Asked) -> Follower:
    """Who is written to: 40003 unknown, 43004 no follower."""
    person = asked.world.person(asked.account, asked.body.get("touser"))
    if not person.following:
        raise Refusal(43004)
    return person


async def custom_send(asked: Asked) -> dict[str, Any]:
    """POST message/custom/send: within a window, and counted."""
    person = _follower(asked)
    what = read_custom(asked.account, asked.world.media, asked.body)
    person.windows.spend(asked.world.clock.now())
    person.show("custom", **what)
    return OK


async def typing(asked: Asked) -> dict[str, Any]:
    """POST message/custom/typing: only soon after the user did something, and once."""
    person = _follower(asked)
    command = asked.body.get("command")
    if command == "CancelTyping":
        person.typing_until = 0.0
        return OK
    if command != "Typing":
        raise Refusal(45072)
    if asked.world.clock.now() - person.last_interaction > TYPING_INTERACTION_SECONDS:
        raise Refusal(45080)
    if person.typing:
        raise Refusal(45081)
    person.start_typing()
    return OK


def _template(asked: Asked, kind: str) -> Template:
    template = asked.account.templates.get(str(asked.body.get("template_id")))
    if not template or template.kind != kind:
        raise Refusal(40037)
    return template


async def template_send(asked: Asked) -> dict[str, Any]:
    """POST message/template/send; an event tells later whether it arrived."""
    person = _follower(asked)
    template = _template(asked, "template")
    fields = read_fields(template, asked.body.get("data"))
    number = asked.world.next_notice_id()
    status = "failed:user block" if person.block_templates else "success"
    if not person.block_templates:
        _show_notice(person, "template", template, fields, str(asked.body.get("url") or ""))
    asked.world.spawn(person.event("TEMPLATESENDJOBFINISH", MsgID=number, Status=status))
    return {**OK, "msgid": number}


async def subscription_send(asked: Asked) -> dict[str, Any]:
    """POST message/subscribe/bizsend: the user must have agreed, once for each message or for good."""
    person = asked.world.person(asked.account, asked.body.get("touser"))
    template = _template(asked, "subscription")
    if asked.account.notices_banned:
        raise Refusal(43107)
    template_id = asked.body["template_id"]
    allowed = person.subscriptions.get(template_id, 0)
    if allowed == 0:
        raise Refusal(43101)
    fields = read_fields(template, asked.body.get("data"))
    if allowed is not None:
        person.subscriptions[template_id] = allowed - 1
    _show_notice(person, "subscription", template, fields, str(asked.body.get("page") or ""))
    asked.world.spawn(person.event("subscribe_msg_sent_event", _sent(template_id, asked.world.next_notice_id())))
    return OK


def _show_notice(person: Follower, via: Any, template: Template, fields: dict[str, str], url: str) -> None:
    text = "\n".join(line for line in (template.title, *fields.values()) if line)
    person.show(via, text=text, kind="notice", fields=fields, url=url)


def _sent(template_id: str, number: int) -> str:
    row = {"TemplateId": template_id, "MsgID": number, "ErrorCode": 0, "ErrorStatus": "success"}
    return xml.nested(SubscribeMsgSentEvent={"List": row})


ENDPOINTS = [
    Endpoint("POST", "/cgi-bin/message/custom/send", custom_send, need="customer_service"),
    Endpoint("POST", "/cgi-bin/message/custom/typing", typing, need="customer_service"),
    Endpoint("POST", "/cgi-bin/message/template/send", template_send, need="template"),
    Endpoint("POST", "/cgi-bin/message/subscribe/bizsend", subscription_send, need="subscription"),
]
