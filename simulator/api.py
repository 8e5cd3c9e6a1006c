"""The API half: every path of it, served for all accounts at once."""

from aiohttp import web

from simulator import api_assets, api_login, api_messages
from simulator.gate import Gate
from simulator.world import World

ENDPOINTS = [*api_login.ENDPOINTS, *api_messages.ENDPOINTS, *api_assets.ENDPOINTS]


def routes(world: World) -> list[web.RouteDef]:
    """The routes of the API, and the addresses its answers point to."""
    calls = [web.route("*", endpoint.path, Gate(world, endpoint).serve) for endpoint in ENDPOINTS]
    return [*calls, *api_login.pages(world), *api_assets.pages(world)]
