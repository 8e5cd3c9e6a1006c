"""The filled form in the console: whole for roles that may reveal numbers, masked for the others."""

from aiohttp import web

from casework.api.staff_auth import Door
from casework.services.application_form import form_for_staff
from casework.services.context import Casework
from casework.services.sessions import SignedIn
from contracts.http import Route


def form_routes(cw: Casework, door: Door) -> list[Route]:
    """`GET cases/{number}/form.pdf`."""

    async def form(request: web.Request, me: SignedIn) -> web.StreamResponse:
        file = await form_for_staff(cw, me.actor, request.match_info["number"])
        return web.Response(body=file.body, headers=file.headers)

    errors = ("unauthorised", "forbidden", "setup_needed", "cross_site", "not_found", "unavailable")
    return [
        Route(
            "GET", "/api/staff/cases/{number}/form.pdf", door.to("read_cases", form), "The form as PDF",
            tag="staff", errors=errors,
        )
    ]  # fmt: skip
