"""The staff API: one thin handler a call, and the table of routes with what each needs and may answer."""

from typing import Any

from aiohttp import web
from pydantic import BaseModel

from casework.api import staff_models as m
from casework.api.staff_auth import COOKIE, Door, answer, body, query
from casework.api.staff_events import StaffEvents
from casework.api.staff_forms import form_routes
from casework.domain.staff_roles import MATRIX
from casework.services import attachments, audit, claims, sessions, staff_cases, staff_chat, staff_conversations
from casework.services.context import Casework
from casework.services.events import EventHub
from casework.services.paper_marks import mark_paper
from casework.services.queue import read_queue, region_name
from casework.services.quiet import set_quiet_by_staff
from casework.services.sessions import FreshSession, SignedIn
from contracts.casework import Answer
from contracts.http import Route

_BASE = "/api/staff"
_TALK = "conversations/{conversation_id}"
_BINARY = "application/octet-stream"
# whatever the bytes claim to be, no browser runs them
_FOREIGN = {
    "Content-Disposition": "attachment",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}


class StaffApi:
    """Handlers of the staff calls; the door has checked origin, session and role before any of them runs."""

    def __init__(self, cw: Casework, door: Door) -> None:
        self._cw = cw
        self._door = door

    def _me(self, signed_in: SignedIn) -> m.Me:
        actor = signed_in.actor
        return m.Me.model_validate({
            "id": actor.id, "name": actor.name, "display_name": actor.display_name, "role": actor.role,
            "region": actor.region, "region_name": region_name(self._cw, actor.region),
            "must_change_password": signed_in.must_change_password, "second_factor": signed_in.second_factor,
            "ready": signed_in.ready, "permissions": sorted(MATRIX.get(actor.role, ())),
            "expires_at": signed_in.expires_at,
        })  # fmt: skip

    def _welcome(self, request: web.Request, fresh: FreshSession) -> web.Response:
        welcome = m.LoginOut(me=self._me(fresh.signed_in), totp=fresh.setup)
        return self._door.set_cookie(request, answer(welcome), fresh)

    async def login(self, request: web.Request) -> web.StreamResponse:
        """A session under a new cookie; the one before it ends."""
        given = await body(request, m.LoginIn)
        return self._welcome(request, await sessions.sign_in(
            self._cw, name=given.name, password=given.password, totp=given.totp, demo=self._door.demo,
            old_cookie=request.cookies.get(COOKIE),
        ))  # fmt: skip

    async def logout(self, request: web.Request) -> web.StreamResponse:
        """Always succeeds."""
        if cookie := request.cookies.get(COOKIE):
            await sessions.sign_out(self._cw, cookie)
        return self._door.drop_cookie(request, answer(m.Done()))

    async def me(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Who is signed in."""
        return answer(self._me(me))

    async def password(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """A new password, a new cookie; every other session of the account ends."""
        given = await body(request, m.PasswordIn)
        return self._welcome(request, await sessions.change_password(
            self._cw, me, current=given.current_password, new=given.new_password, totp=given.totp, demo=self._door.demo
        ))  # fmt: skip

    async def second_factor(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The first code of the authenticator."""
        given = await body(request, m.SecondFactorIn)
        return self._welcome(
            request, await sessions.confirm_second_factor(self._cw, me, given.totp, demo=self._door.demo)
        )

    async def queue(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The queue of the signed-in member's region."""
        return answer(await read_queue(self._cw, me.actor))

    async def conversation(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The talk and the case beside it."""
        after = query(request, m.MessagesQuery).after
        return answer(await staff_conversations.read_conversation(self._cw, me.actor, _id(request), after))

    async def claim(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """One winner."""
        return answer(await claims.claim(self._cw, me.actor, _id(request)))

    async def heartbeat(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The page is still open."""
        return answer(await claims.heartbeat(self._cw, me.actor, _id(request)))

    async def release(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Back to the queue."""
        given = await body(request, m.ReleaseIn)
        return answer(await claims.release(self._cw, me.actor, _id(request), given.note))

    async def transfer(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """To a colleague."""
        given = await body(request, m.TransferIn)
        return answer(await claims.transfer(self._cw, me.actor, _id(request), given.to, given.note))

    async def reply(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Words to the resident."""
        given = await body(request, m.ReplyIn)
        said = await staff_chat.reply(self._cw, me.actor, _id(request), given.text, given.seen_seq)
        return answer(m.ReplyOut(message=said))

    async def note(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Words to colleagues."""
        given = await body(request, m.NoteIn)
        return answer(m.NoteOut(note=await staff_chat.write_note(self._cw, me.actor, _id(request), given.text)))

    async def hand_back(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Back to the bot, or the end of the talk."""
        given = await body(request, m.HandBackIn)
        await staff_chat.hand_back(self._cw, me.actor, _id(request), given.then, given.note)
        return answer(await claims.claimed_view(self._cw, me.actor, _id(request)))

    async def quiet(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Nothing pops up on the phone any more, or again."""
        given = await body(request, m.QuietIn)
        quiet = await set_quiet_by_staff(self._cw, me.actor, _id(request), given.quiet, given.note)
        return answer(m.QuietOut(conversation_id=_id(request), quiet=quiet))

    async def file(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """What a resident sent, never shown as a page of ours."""
        view, content = await attachments.read_attachment(self._cw, me.actor, request.match_info["attachment_id"])
        return web.Response(body=content, content_type=view.content_type or _BINARY, headers=_FOREIGN)

    async def thumbnail(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The small picture of what a resident sent."""
        wanted = request.match_info["attachment_id"]
        _, content = await attachments.read_attachment(self._cw, me.actor, wanted, thumbnail=True)
        return web.Response(body=content, content_type="image/jpeg", headers=_FOREIGN)

    async def answers(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """Answers set by staff, assessed again at once."""
        given = await body(request, m.AnswersIn)
        told = [Answer(key=one.key, value=one.value, text=one.text, source="staff") for one in given.answers]
        draft, assessment = await staff_conversations.set_answers(self._cw, me.actor, _id(request), told, given.lane)
        return answer(m.AnswersOut(draft=draft, assessment=assessment))

    async def reveal(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """One masked value, for a reason."""
        given = await body(request, m.RevealIn)
        value = await staff_conversations.reveal(
            self._cw, me.actor, _id(request), reason=given.reason, key=given.key, message_id=given.message_id
        )
        return answer(m.RevealOut(value=value))

    async def cases(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The cases of the region."""
        given = query(request, m.CasesQuery)
        return answer(await staff_cases.list_cases(self._cw, me.actor, **given.model_dump()))

    async def case(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """One case."""
        return answer(await staff_cases.read_case(self._cw, me.actor, request.match_info["number"]))

    async def move(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """One step of a case."""
        given = await body(request, m.MoveIn)
        number = request.match_info["number"]
        return answer(await staff_cases.move_case(self._cw, me.actor, number, given.to, given.reason, given.version))

    async def papers(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """What staff say of one paper of a case."""
        given = await body(request, m.PaperIn)
        number = request.match_info["number"]
        return answer(await mark_paper(self._cw, me.actor, number, given.type, given.state))

    async def audit(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """The audit, newest first."""
        given = query(request, m.AuditQuery)
        return answer(await audit.list_audit(self._cw, **given.model_dump()))


def _id(request: web.Request) -> str:
    return request.match_info["conversation_id"]


def _route(
    method: str, path: str, handler: Any, summary: str, given: type[BaseModel] | None,
    out: type[BaseModel] | None, *errors: str,
) -> Route:  # fmt: skip
    reads = method == "GET"
    return Route(
        method=method, path=f"{_BASE}/{path}", handler=handler, summary=summary, tag="staff",
        body=None if reads else given, query=given if reads else None, answer=out,
        errors=("bad_request", "unauthorised", "forbidden", "setup_needed", "cross_site", *errors),
    )  # fmt: skip


def _account_routes(api: StaffApi, door: Door) -> list[Route]:
    return [
        _route("POST", "login", door.public(api.login), "Sign in", m.LoginIn, m.LoginOut,
               "bad_login", "totp_needed", "login_locked"),
        _route("POST", "logout", door.public(api.logout), "Sign out", None, m.Done),
        _route("GET", "me", door.open(api.me), "Who is signed in", None, m.Me),
        _route("POST", "password", door.open(api.password), "Choose a new password", m.PasswordIn, m.LoginOut,
               "bad_login", "login_locked"),
        _route("POST", "second-factor", door.open(api.second_factor), "Confirm the second factor",
               m.SecondFactorIn, m.LoginOut, "bad_login", "login_locked", "conflict"),
    ]  # fmt: skip


def _talk_routes(api: StaffApi, door: Door) -> list[Route]:
    missing, held = "not_found", "not_holder"
    return [
        _route("GET", _TALK, door.to("read_conversation", api.conversation), "A conversation and its case",
               m.MessagesQuery, m.ConversationOut, missing),
        _route("POST", f"{_TALK}/claim", door.to("claim", api.claim), "Claim; one of many wins", None, m.Claimed,
               missing, "held_by_other"),
        _route("POST", f"{_TALK}/heartbeat", door.to("heartbeat", api.heartbeat, touch=False), "Keep the claim",
               None, m.Claimed, missing, held),
        _route("POST", f"{_TALK}/release", door.to("release", api.release), "Back to the queue", m.ReleaseIn,
               m.Claimed, missing, held),
        _route("POST", f"{_TALK}/transfer", door.to("transfer", api.transfer), "Pass to a colleague", m.TransferIn,
               m.Claimed, missing, held, "conflict"),
        _route("POST", f"{_TALK}/reply", door.to("reply", api.reply), "Say something to the resident", m.ReplyIn,
               m.ReplyOut, missing, held, "unseen_messages"),
        _route("POST", f"{_TALK}/note", door.to("note", api.note), "Internal note", m.NoteIn, m.NoteOut, missing),
        _route("POST", f"{_TALK}/hand-back", door.to("hand_back", api.hand_back), "Back to the bot, or end",
               m.HandBackIn, m.Claimed, missing, held),
        _route("POST", f"{_TALK}/quiet", door.to("quiet", api.quiet), "Stop or allow messages on the phone",
               m.QuietIn, m.QuietOut, missing),
        _route("GET", "attachments/{attachment_id}", door.to("read_file", api.file), "A photo or recording", None,
               None, missing),
        _route("GET", "attachments/{attachment_id}/thumbnail", door.to("read_file", api.thumbnail), "Its small picture",
               None, None, missing),
        _route("POST", f"{_TALK}/answers", door.to("answers", api.answers), "Set answers, assess again", m.AnswersIn,
               m.AnswersOut, missing, held, "consent_missing"),
        _route("POST", f"{_TALK}/reveal", door.to("reveal", api.reveal), "Unmask one value, with the reason",
               m.RevealIn, m.RevealOut, missing),
    ]  # fmt: skip


def _case_routes(api: StaffApi, door: Door) -> list[Route]:
    return [
        _route("GET", "cases", door.to("read_cases", api.cases), "Cases of the region", m.CasesQuery, m.CasesOut),
        _route("GET", "cases/{number}", door.to("read_cases", api.case), "One case", None, m.CaseOut, "not_found"),
        _route("POST", "cases/{number}/move", door.to("move", api.move), "Move a case", m.MoveIn, m.CaseOut,
               "not_found", "illegal_move", "conflict"),
        _route("POST", "cases/{number}/papers", door.to("papers", api.papers), "Accept, replace or waive a paper",
               m.PaperIn, m.CasePapers, "not_found"),
    ]  # fmt: skip


def staff_routes(cw: Casework, *, secure_cookie: bool, demo: bool, hub: EventHub | None = None) -> list[Route]:
    """Every staff call. What is not in this table does not exist; each names the permission it needs at its door."""
    door = Door(cw, secure_cookie=secure_cookie, demo=demo)
    api, events = StaffApi(cw, door), StaffEvents(cw, hub or cw.events, demo=demo)
    return [
        *_account_routes(api, door),
        _route("GET", "queue", door.to("read_queue", api.queue, touch=False), "The queue", None, m.QueueOut),
        *_talk_routes(api, door),
        *_case_routes(api, door),
        *form_routes(cw, door),
        _route("GET", "events", door.to("events", events.stream, touch=False), "Server-sent events", None, None),
        _route("GET", "audit", door.to("read_audit", api.audit), "The audit", m.AuditQuery, m.AuditOut),
    ]
