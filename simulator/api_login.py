"""Tokens of the account, and the web sign-in of a follower."""

from typing import Any

from aiohttp import web
from yarl import URL

from simulator.codes import Refusal
from simulator.gate import Asked, Endpoint, as_response
from simulator.rules import TOKEN_SECONDS
from simulator.world import World

# where the browser's cookie of ours, or a query parameter of the same name, says who holds the phone
IDENTITY = "simulated_openid"
SCOPES = {"snsapi_base", "snsapi_userinfo"}


def _check_token_call(asked: Asked, grant_type: Any) -> None:
    if grant_type != "client_credential":
        raise Refusal(40002)
    allowed = asked.account.allowed_ips
    if allowed is not None and asked.request.remote not in allowed:
        raise Refusal(40164, str(asked.request.remote))


async def stable_token(asked: Asked) -> dict[str, Any]:
    """POST /cgi-bin/stable_token: the same token while it is good."""
    _check_token_call(asked, asked.body.get("grant_type"))
    asked.world.budgets.spend_minute(asked.account)
    force = asked.body.get("force_refresh", False) is True
    value, seconds = asked.world.tokens.stable(asked.account.app_id, force=force)
    return {"access_token": value, "expires_in": seconds}


async def classic_token(asked: Asked) -> dict[str, Any]:
    """GET /cgi-bin/token: a new token each time, isolated from the stable one."""
    _check_token_call(asked, asked.query.get("grant_type"))
    value, seconds = asked.world.tokens.classic(asked.account.app_id)
    return {"access_token": value, "expires_in": seconds}


async def signed_in(asked: Asked) -> web.Response:
    """GET /sns/oauth2/access_token: whom a code stands for; JSON that calls itself text/plain, like the real one."""
    if not asked.query.get("code"):
        raise Refusal(41008)
    if asked.query.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    found = asked.world.sign_ins.redeem(asked.query["code"], asked.account.app_id)
    body = {
        "access_token": f"user-{found.openid}", "expires_in": TOKEN_SECONDS, "refresh_token": "simulated",
        "openid": found.openid, "scope": found.scope,
    }  # fmt: skip
    return as_response(body, "text/plain")


ENDPOINTS = [
    Endpoint("POST", "/cgi-bin/stable_token", stable_token, token=False),
    Endpoint("GET", "/cgi-bin/token", classic_token, token=False),
    Endpoint("GET", "/sns/oauth2/access_token", signed_in, token=False, json=False),
]


class SignInPage:
    """GET /connect/oauth2/authorize, opened in WeChat's own browser."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def serve(self, request: web.Request) -> web.Response:
        """Send the browser back with a code, or say what is wrong with the address."""
        query = request.query
        openid = query.get(IDENTITY) or request.cookies.get(IDENTITY)
        wrong = self._wrong(query.get("appid"), query)
        if wrong:
            return web.Response(status=400, text=wrong)
        if not openid:
            return web.Response(status=403, text="请在微信客户端打开链接")
        code = self._world.sign_ins.issue(query["appid"], openid, query["scope"])
        back = URL(query["redirect_uri"])
        raise web.HTTPFound(back.update_query(code=code, state=query.get("state", "")))

    def _wrong(self, app_id: str | None, query: Any) -> str:
        """The error page's words, as the real one numbers them."""
        try:
            account = self._world.account_of(app_id)
        except Refusal:
            return "appid 参数错误 40013"
        back = URL(query.get("redirect_uri", ""))
        place = f"{back.host}:{back.explicit_port}" if back.explicit_port else back.host
        if not back.host or (account.oauth_domains is not None and place not in account.oauth_domains):
            return "redirect_uri 参数错误 10003"
        if query.get("response_type") != "code" or query.get("scope") not in SCOPES:
            return "scope 参数错误 10005"
        return ""


def pages(world: World) -> list[web.RouteDef]:
    """What a browser opens."""
    return [web.get("/connect/oauth2/authorize", SignInPage(world).serve)]
