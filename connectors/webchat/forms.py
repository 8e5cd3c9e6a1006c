"""The filled form on the resident's page: their own cases only, whole, never kept by a cache."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from casework.services.application_form import form_for_resident
from casework.services.context import Casework
from casework.services.conversations import Conversation
from contracts.http import Route

PATH: Final = "/api/chat/case/{case_number}/form.pdf"


def form_route(cw: Casework, mine: Callable[[web.Request], Awaitable[Conversation]], tag: str) -> Route:
    """The call that prints a form; `mine` finds the conversation of who asks."""

    async def form(request: web.Request) -> web.Response:
        file = await form_for_resident(cw, await mine(request), request.match_info["case_number"])
        return web.Response(body=file.body, headers=file.headers)

    errors = ("unauthorised", "not_found", "too_many", "unavailable")
    return Route("GET", PATH, form, "自己的申请表 PDF，可打印签字", tag=tag, errors=errors)
