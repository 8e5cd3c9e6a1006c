"""The filled form on the resident's page: their own cases only, whole, never kept by a cache.

A browser inside another app cannot save what a script has fetched: for it there is a link, which holds for one form
and a quarter of an hour. No name, number or token stands in the address (decision 14).
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import yaml
from aiohttp import web

from casework.services.application_form import form_by_link, form_for_resident, linkable_case
from casework.services.context import Casework
from casework.services.conversations import Conversation
from connectors.tickets import sign_until, still_holds
from connectors.webchat.bodies import answer
from connectors.webchat.models import FormLinkOut
from contracts.errors import JiujiError
from contracts.http import Route

PATH: Final = "/api/chat/case/{case_number}/form.pdf"
LINK_PATH: Final = "/api/chat/case/{case_number}/form-link"
LINKED_PATH: Final = "/api/forms/{ticket}.pdf"
LINK_SECONDS: Final = 900
_PURPOSE: Final = "form"
# WeChat's own browser neither saves nor prints a PDF
_OWN_BROWSER: Final = "MicroMessenger"
_WORDS: Final[dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
_UNKEPT: Final = {"Cache-Control": "no-store"}
Mine = Callable[[web.Request], Awaitable[Conversation]]


class Forms:
    """The three calls; `mine` finds the conversation of who asks."""

    def __init__(self, cw: Casework, mine: Mine) -> None:
        self._cw, self._mine = cw, mine

    async def form(self, request: web.Request) -> web.Response:
        """The form, to a page that shows its token."""
        file = await form_for_resident(self._cw, await self._mine(request), request.match_info["case_number"])
        return web.Response(body=file.body, headers=file.headers)

    async def link(self, request: web.Request) -> web.Response:
        """A link to the form that any browser opens for a while."""
        case = await linkable_case(self._cw, await self._mine(request), request.match_info["case_number"])
        until = int(self._cw.now().timestamp()) + LINK_SECONDS
        ticket = f"{case.id}.{sign_until(self._cw.keyring.payload_keys, (_PURPOSE, case.id), until)}"
        path = LINKED_PATH.format(ticket=ticket)
        return answer(FormLinkOut(path=path, expires_at=datetime.fromtimestamp(until, UTC)), 201)

    async def linked(self, request: web.Request) -> web.Response:
        """The form behind a link; inside WeChat how to open it outside. What fails is said in one plain sentence."""
        case_id, _, signed = request.match_info["ticket"].partition(".")
        now = self._cw.now().timestamp()
        if not still_holds(self._cw.keyring.payload_keys, (_PURPOSE, case_id), signed, now):
            return _plain(_WORDS["link_over"], 404)
        if _OWN_BROWSER in request.headers.get("User-Agent", ""):
            return web.Response(text=_WORDS["in_wechat"], content_type="text/html", headers=_UNKEPT)
        try:
            file = await form_by_link(self._cw, case_id)
        except JiujiError as error:
            return _plain(error.message, error.status)
        return web.Response(body=file.body, headers=file.headers)

    def routes(self, tag: str) -> list[Route]:
        """Every call, as the OpenAPI file documents it."""
        whole = ("unauthorised", "not_found", "too_many", "unavailable")
        return [
            Route("GET", PATH, self.form, "自己的申请表 PDF，可打印签字", tag=tag, errors=whole),
            Route("POST", LINK_PATH, self.link, "申请表的限时链接，换个浏览器也打得开", answer=FormLinkOut, status=201,
                  tag=tag, errors=("unauthorised", "not_found", "unavailable")),
            Route("GET", LINKED_PATH, self.linked, "限时链接后面的申请表；在微信里说怎么打开", tag=tag),
        ]  # fmt: skip


def _plain(words: str, status: int) -> web.Response:
    return web.Response(text=words, status=status, headers=_UNKEPT)
