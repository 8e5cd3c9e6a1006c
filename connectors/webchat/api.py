"""The web chat API of the outside contract."""

from functools import cache
from itertools import chain
from typing import Any

from aiohttp import web

from casework.services import conversations, page_sessions, resume_codes, web_files
from casework.services.context import Casework
from casework.services.conversations import Conversation
from connectors import fixed_words
from connectors.file_words import sent_files
from connectors.limits import MemoryWindow, Verdict
from connectors.page_tickets import take_ticket, ticket_of
from connectors.screen import strip_blank
from connectors.turn import Intake, Receipt, Said
from connectors.webchat.bodies import answer, read_json, read_query
from connectors.webchat.errors import BadPayload, BadResumeCode, UnknownRegion
from connectors.webchat.events import EventStreams
from connectors.webchat.forms import Forms
from connectors.webchat.models import (
    HistoryOut,
    HistoryQuery,
    MessageIn,
    MessageOut,
    MessageQuery,
    OpenIn,
    OpenOut,
    ResumeCodeOut,
)
from connectors.webchat.sessions import ACCOUNT, CHANNEL, conversation_of, new_token, token_hash
from contracts.errors import BadRequest, RegionNotServed, TooMany
from contracts.gazetteer import Gazetteer
from contracts.http import Route
from contracts.messages import Command, Message
from contracts.payloads import read_command

TAG = "网页聊天"
CODE_TRIES = 20
# shown in the history when the button is long past
TAPPED = "（点了按钮）"


@cache
def _places() -> Gazetteer:
    return Gazetteer.load()


class WebChat:
    """Handlers of `/api/chat`; `routes()` lists them."""

    def __init__(self, cw: Casework, intake: Intake, streams: EventStreams, *, keep_days: int) -> None:
        self._cw, self._intake, self._streams, self._keep_days = cw, intake, streams, keep_days
        self._code_tries = MemoryWindow(limit=CODE_TRIES)
        self._tried = 0

    async def _mine(self, request: web.Request) -> Conversation:
        return await conversation_of(self._cw, request.headers.get("Authorization", ""), self._keep_days)

    async def open(self, request: web.Request) -> web.Response:
        """A new conversation with its opening, or one that goes on: by resume code, or after a WeChat sign-in."""
        body = await read_json(request, OpenIn)
        token = new_token()
        ticket = ticket_of(self._cw, request)
        if body.resume_code is not None:
            conversation = await self._resume(request, body.resume_code, token)
        else:
            conversation = await self._signed_in(ticket, token) or await self._begin(body, token, failed=ticket)
        messages = await conversations.messages_before(self._cw, conversation.id, None)
        response = answer(OpenOut(conversation_id=conversation.id, token=token, messages=messages), 201)
        if ticket is not None:
            take_ticket(response)
        return response

    async def _signed_in(self, ticket: str | None, token: str) -> Conversation | None:
        """The WeChat conversation of who signed in on the way here."""
        return await page_sessions.open_page_session(self._cw, ticket, token_hash(token)) if ticket else None

    async def _begin(self, body: OpenIn, token: str, *, failed: str | None) -> Conversation:
        opening = fixed_words.opening() if failed is None else fixed_words.not_signed_in()
        return await conversations.open_conversation(
            self._cw, channel=CHANNEL, account=ACCOUNT, identity_hash=token_hash(token),
            region=self._served(body.region), opening=opening,
        )  # fmt: skip

    def _served(self, code: str | None) -> str | None:
        if code is None:
            return None
        region = self._cw.policy.region(code)
        if region is None and _places().division(code) is None:
            raise UnknownRegion(fields={"region": "no such place"})
        if region is None or not region.served:
            raise RegionNotServed(fields={"region": "not served"})
        return region.code

    async def _resume(self, request: web.Request, code: str, token: str) -> Conversation:
        self._tried += 1
        if await self._code_tries.admit(request.remote or "", str(self._tried)) is not Verdict.ASK:
            raise TooMany
        conversation = await resume_codes.redeem_resume_code(self._cw, code, token_hash(token))
        if conversation is None:
            raise BadResumeCode
        return conversation

    async def post(self, request: web.Request) -> web.Response:
        """Store a message once; with `wait` the answer comes along."""
        conversation = await self._mine(request)
        query, body = read_query(request, MessageQuery), await read_json(request, MessageIn)
        files = await self._files(conversation, body)
        receipts = [await self._intake.receive(files)] if files else []
        if body.text or body.payload or not files:
            receipts.append(await self._intake.receive(await self._said(conversation, body)))
        message_id = receipts[-1].recorded.inbound_id
        if query.wait is None:
            return answer(MessageOut(message_id=message_id), 202)
        return answer(
            MessageOut(message_id=message_id, messages=await self._answers(receipts, conversation, query.wait))
        )

    async def _answers(self, receipts: list[Receipt], conversation: Conversation, seconds: float) -> list[Message]:
        """All that was said in answer: turns run in order, once the last is answered the others are."""
        last = await self._intake.answer_to(conversation.id, receipts[-1], seconds)
        before = [await self._intake.answer_to(conversation.id, receipt, 0) for receipt in receipts[:-1]]
        return [*chain.from_iterable(before), *last]

    async def _files(self, conversation: Conversation, body: MessageIn) -> Said | None:
        """The files of a message, as one of their own before its words: these are to be understood as any others."""
        if not body.attachment_ids:
            return None
        files = await web_files.own_files(self._cw, conversation.id, body.attachment_ids)
        ids = [file.id for file in files]
        kind = "image" if any(file.kind == "image" for file in files) else files[0].kind
        values = {"kind": kind, "attachment_id": ids[0], "attachment_ids": ids}
        return Said(
            conversation_id=conversation.id, channel=CHANNEL, region=conversation.region,
            key=f"{conversation.id}:{body.client_message_id}:files", text=sent_files(kind, len(ids)),
            command=Command(intent="send_attachment", values=values), beside=web_files.bind_beside(ids),
        )  # fmt: skip

    async def _said(self, conversation: Conversation, body: MessageIn) -> Said:
        command = self._command(conversation, body.payload)
        text = body.text or ""
        if command and not text:
            text = await conversations.offered_title(self._cw, conversation.id, command) or TAPPED
        elif not command and not strip_blank(text):
            raise BadRequest("没有收到内容，请写几个字再发。", fields={"text": "text or payload is needed"})
        return Said(
            conversation_id=conversation.id, channel=CHANNEL, region=conversation.region,
            key=f"{conversation.id}:{body.client_message_id}", text=text, command=command,
        )  # fmt: skip

    def _command(self, conversation: Conversation, payload: str | None) -> Command | None:
        if payload is None:
            return None
        command = read_command(self._cw.keyring.payload_keys, conversation.id, payload)
        if command is None:
            raise BadPayload(fields={"payload": "not issued to this conversation"})
        return command

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Messages as they are said; `Last-Event-ID` resumes."""
        return await self._streams.serve(request, await self._mine(request))

    async def history(self, request: web.Request) -> web.Response:
        """A page of what was said, newest page first."""
        conversation = await self._mine(request)
        query = read_query(request, HistoryQuery)
        found = await conversations.messages_before(self._cw, conversation.id, query.before, query.limit + 1)
        page = found[-query.limit :]
        return answer(HistoryOut(messages=page, more=len(found) > len(page)))

    async def resume_code(self, request: web.Request) -> web.Response:
        """A single-use code to go on from another device."""
        conversation = await self._mine(request)
        issued = await resume_codes.issue_resume_code(self._cw, conversation.id)
        return answer(ResumeCodeOut(code=issued.code, expires_at=issued.expires_at), 201)

    def routes(self) -> list[Route]:
        """Every call, as the OpenAPI file documents it."""
        base: dict[str, Any] = {"tag": TAG}
        common = ("bad_request", "unauthorised", "unavailable")
        return [
            Route("POST", "/api/chat/conversations", self.open, "开始或接着一段对话", body=OpenIn, answer=OpenOut,
                  status=201, errors=("bad_request", "too_large", "unknown_region", "region_not_served",
                                      "bad_resume_code", "too_many", "unavailable"), **base),
            Route("POST", "/api/chat/messages", self.post, "说一句话；带 wait 时等回答", body=MessageIn,
                  query=MessageQuery, answer=MessageOut, status=202,
                  errors=(*common, "bad_payload", "too_large", "not_found"), **base),
            Route("GET", "/api/chat/events", self.events, "消息流（server-sent events，Last-Event-ID 续传）",
                  errors=(*common, "too_many"), **base),
            Route("GET", "/api/chat/history", self.history, "以前说过的话", query=HistoryQuery, answer=HistoryOut,
                  errors=common, **base),
            Route("POST", "/api/chat/resume-code", self.resume_code, "要一个换设备接着说的码", answer=ResumeCodeOut,
                  status=201, errors=common, **base),
            *Forms(self._cw, self._mine).routes(TAG),
        ]  # fmt: skip
