"""Files, the menu, codes to scan, and the daily budgets."""

import secrets
from typing import Any

from aiohttp import BodyPartReader, web

from simulator.codes import Refusal
from simulator.gate import Asked, Endpoint
from simulator.media import EXTENSIONS, check_upload
from simulator.menus import check_menu
from simulator.rules import BUDGETS, MEDIA_BYTES, QR_DEFAULT_SECONDS, QR_SCENE_CHARACTERS, QR_SECONDS
from simulator.world import World

OK = {"errcode": 0, "errmsg": "ok"}
CHUNK = 64 << 10
LARGEST = max(MEDIA_BYTES.values())


async def media_get(asked: Asked) -> web.Response | dict[str, Any]:
    """GET media/get: the bytes, or for a film the address to fetch it from."""
    media_id = asked.query.get("media_id")
    if not media_id:
        raise Refusal(41006)
    medium = asked.world.media.get(media_id, asked.account.app_id)
    if medium.is_video:
        return {"video_url": f"{asked.mount}/media/video/{media_id}"}
    name = f"{media_id}.{EXTENSIONS.get(medium.content_type, 'bin')}"
    headers = {"Content-disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache, must-revalidate"}
    return web.Response(body=medium.body, content_type=medium.content_type, headers=headers)


async def media_upload(asked: Asked) -> dict[str, Any]:
    """POST media/upload?type=: a file in the form field `media`."""
    kind = asked.query.get("type", "")
    try:
        name, body = await _uploaded(asked.request)
    except ValueError as error:
        raise Refusal(41005) from error
    content_type = check_upload(kind, name, len(body))
    media_id = asked.world.media.put(asked.account.app_id, body, content_type)
    return {"type": kind, "media_id": media_id, "created_at": int(asked.world.clock.now())}


async def _uploaded(request: web.Request) -> tuple[str, bytes]:
    """Name and bytes of the field `media`, read no further than a little over the largest size."""
    if not request.content_type.startswith("multipart/"):
        raise Refusal(41005)
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media" and part.filename:
            body = bytearray()
            while len(body) <= LARGEST and (chunk := await part.read_chunk(CHUNK)):
                body += chunk
            return part.filename, bytes(body)
    raise Refusal(41005)


async def menu_create(asked: Asked) -> dict[str, Any]:
    """POST menu/create: the whole menu replaces the one before."""
    check_menu(asked.body)
    asked.account.menu = {"button": asked.body["button"]}
    return OK


async def menu_get(asked: Asked) -> dict[str, Any]:
    """GET menu/get: the menu, or 46003."""
    if not asked.account.menu:
        raise Refusal(46003)
    return {"menu": asked.account.menu}


async def menu_delete(asked: Asked) -> dict[str, Any]:
    """GET menu/delete."""
    asked.account.menu = None
    return OK


async def qrcode_create(asked: Asked) -> dict[str, Any]:
    """POST qrcode/create: a ticket for a scene in words, for a while or for good."""
    action = asked.body.get("action_name")
    if action not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
        raise Refusal(40052)
    seconds = asked.body.get("expire_seconds", QR_DEFAULT_SECONDS)
    if not isinstance(seconds, int):
        raise Refusal(47001)
    ticket = secrets.token_urlsafe(60)
    asked.world.scenes[ticket] = _scene(asked.body.get("action_info"))
    lasting = {} if "LIMIT" in action else {"expire_seconds": min(seconds, QR_SECONDS)}
    return {"ticket": ticket, **lasting, "url": f"http://weixin.qq.com/q/{secrets.token_urlsafe(16)}"}


def _scene(action_info: Any) -> str:
    """The words of the scene, or 40053."""
    inner = action_info.get("scene") if isinstance(action_info, dict) else None
    scene = inner.get("scene_str") if isinstance(inner, dict) else None
    if not isinstance(scene, str) or not 1 <= len(scene) <= QR_SCENE_CHARACTERS:
        raise Refusal(40053)
    return scene


async def quota_get(asked: Asked) -> dict[str, Any]:
    """POST openapi/quota/get: what a path has left today."""
    path = asked.body.get("cgi_path")
    if path not in BUDGETS:
        raise Refusal(76021)
    limit = asked.world.budgets.limit(asked.account, path) or 0
    used = asked.world.budgets.used(asked.account, path)
    return {**OK, "quota": {"daily_limit": limit, "used": used, "remain": limit - used}}


async def clear_quota(asked: Asked) -> dict[str, Any]:
    """POST clear_quota: ten times a month."""
    if asked.body.get("appid") != asked.account.app_id:
        raise Refusal(40013)
    asked.world.budgets.clear(asked.account)
    return OK


ENDPOINTS = [
    Endpoint("GET", "/cgi-bin/media/get", media_get, json=False),
    Endpoint("POST", "/cgi-bin/media/upload", media_upload, json=False),
    Endpoint("POST", "/cgi-bin/menu/create", menu_create),
    Endpoint("GET", "/cgi-bin/menu/get", menu_get),
    Endpoint("GET", "/cgi-bin/menu/delete", menu_delete),
    Endpoint("POST", "/cgi-bin/qrcode/create", qrcode_create),
    Endpoint("POST", "/cgi-bin/openapi/quota/get", quota_get),
    Endpoint("POST", "/cgi-bin/clear_quota", clear_quota),
]


class VideoFile:
    """GET media/video/{media_id}: the film itself; the address carries no token."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def serve(self, request: web.Request) -> web.Response:
        """The bytes, or 404."""
        try:
            medium = self._world.media.get(request.match_info["media_id"])
        except Refusal:
            raise web.HTTPNotFound from None
        return web.Response(body=medium.body, content_type=medium.content_type)


def pages(world: World) -> list[web.RouteDef]:
    """Addresses that other answers point to."""
    return [web.get("/media/video/{media_id}", VideoFile(world).serve)]
