"""The built pages from `web/dist`, held in memory, compressed once: small files for slow phones."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from contracts.errors import NotFound
from jiuji.settings import REPOSITORY

DIST: Final = REPOSITORY / "web" / "dist"
COMPRESSED: Final = {".html", ".js", ".css", ".svg", ".json", ".webmanifest", ".txt", ".map"}
FOREVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Page:
    """One file, ready to send."""

    body: bytes
    gzipped: bytes | None
    content_type: str
    etag: str
    cache: str


def _load(path: Path, name: str) -> Page:
    body = path.read_bytes()
    small = gzip.compress(body, 9, mtime=0) if path.suffix in COMPRESSED and len(body) > 500 else None
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    cache = FOREVER if name.startswith("assets/") else "no-cache"
    return Page(body, small, kind, f'"{hashlib.sha256(body).hexdigest()[:20]}"', cache)


class Pages:
    """Serves what the build made; a changed file needs a restart, as its name would have changed too."""

    def __init__(self, root: Path = DIST, without: tuple[str, ...] = ()) -> None:
        self._root, self._without = root.resolve(), without
        self._held: dict[str, Page] = {}

    def _page(self, name: str) -> Page | None:
        if name not in self._held:
            path = (self._root / name).resolve()
            if not path.is_relative_to(self._root) or not path.is_file():
                return None
            self._held[name] = _load(path, name)
        return self._held[name]

    async def serve(self, request: web.Request) -> web.Response:
        """`/`, `/staff/`, `/simulator/` and every file of the build."""
        name = request.match_info.get("name", "")
        hidden = name.startswith(self._without)
        page = None if hidden else self._page(name + "index.html" if not name or name.endswith("/") else name)
        if page is None:
            if not name:
                return web.Response(status=503, text="页面还没有构建，请运行 make serve。\n")
            raise NotFound
        headers = {"ETag": page.etag, "Cache-Control": page.cache, "Vary": "Accept-Encoding"}
        if request.headers.get("If-None-Match") == page.etag:
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = page.content_type
        if page.gzipped and "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=page.gzipped, headers=headers | {"Content-Encoding": "gzip"})
        return web.Response(body=page.body, headers=headers)

    async def add_slash(self, request: web.Request) -> web.Response:
        """`/staff` and `/simulator` without their slash."""
        if f"{request.path[1:]}/" in self._without:
            raise NotFound
        return web.Response(status=308, headers={"Location": f"{request.path}/"})

    def add_to(self, app: web.Application) -> None:
        """Register the pages after every other route."""
        for path in ("/staff", "/simulator"):
            app.router.add_get(path, self.add_slash)
        app.router.add_get("/", self.serve)
        app.router.add_get("/{name:(?!api/).+}", self.serve)
