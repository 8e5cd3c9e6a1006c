"""The cookie that carries a WeChat sign-in over to the page: one purpose, two minutes, no token in any address."""

from typing import Final

from aiohttp import web

from casework.services.context import Casework
from connectors.tickets import sign_until, still_holds

TICKET_COOKIE: Final = "jiuji_page"
TICKET_PATH: Final = "/api/chat"
TICKET_SECONDS: Final = 120
# tells the page's script that it is to ask anew (yes) or that signing in failed (no); holds nothing else
HINT_COOKIE: Final = "jiuji_signed_in"
_NOBODY: Final = "nobody"


def give_ticket(cw: Casework, response: web.StreamResponse, conversation_id: str | None, *, secure: bool) -> None:
    """Let this browser open the conversation; None tells the page that nobody was recognised."""
    subject = conversation_id or _NOBODY
    until = cw.now().timestamp() + TICKET_SECONDS
    value = f"{subject}.{sign_until(cw.keyring.payload_keys, ('page', subject), until)}"
    response.set_cookie(
        TICKET_COOKIE, value, max_age=TICKET_SECONDS, path=TICKET_PATH, httponly=True, samesite="Lax", secure=secure
    )
    hint = "yes" if conversation_id else "no"
    response.set_cookie(HINT_COOKIE, hint, max_age=TICKET_SECONDS, path="/", samesite="Lax", secure=secure)


def ticket_of(cw: Casework, request: web.Request) -> str | None:
    """The conversation a ticket opens; empty when it opens none, None when there is no ticket."""
    value = request.cookies.get(TICKET_COOKIE)
    if value is None:
        return None
    subject, _, signed = value.partition(".")
    holds = still_holds(cw.keyring.payload_keys, ("page", subject), signed, cw.now().timestamp())
    return subject if holds and subject != _NOBODY else ""


def take_ticket(response: web.StreamResponse) -> None:
    """The ticket was used."""
    response.del_cookie(TICKET_COOKIE, path=TICKET_PATH, httponly=True, samesite="Lax")
