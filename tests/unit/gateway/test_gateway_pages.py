"""Static pages: what the build made and nothing else."""

from pathlib import Path

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from jiuji.http import documented_errors, secure_headers
from jiuji.pages import Pages


@pytest.fixture
async def client(tmp_path: Path, aiohttp_client: AiohttpClient):  # type: ignore[no-untyped-def]
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "staff").mkdir()
    (dist / "index.html").write_text("<p>居民</p>" * 100, "utf-8")
    (dist / "staff" / "index.html").write_text("<p>staff</p>", "utf-8")
    (dist / "assets" / "a-1.js").write_text("let a = 1;" * 100, "utf-8")
    (tmp_path / "secret.key").write_text("secret", "utf-8")
    app = web.Application(middlewares=[documented_errors])
    app.on_response_prepare.append(secure_headers)
    Pages(dist).add_to(app)
    return await aiohttp_client(app)


async def test_pages_and_assets(client) -> None:  # type: ignore[no-untyped-def]
    page = await client.get("/")
    assert "居民" in await page.text() and page.headers["Cache-Control"] == "no-cache"
    assert page.headers["Content-Encoding"] == "gzip"
    assert "inline" not in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff" and page.headers["Referrer-Policy"] == "no-referrer"
    assert "staff" in await (await client.get("/staff/")).text()
    assert "staff" in await (await client.get("/staff")).text()
    asset = await client.get("/assets/a-1.js")
    assert "immutable" in asset.headers["Cache-Control"] and asset.content_type == "text/javascript"


@pytest.mark.parametrize("with_simulator", [True, False])
async def test_the_simulator_page_is_there_in_a_demo_only(
    with_simulator: bool, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    (tmp_path / "simulator").mkdir()
    (tmp_path / "simulator" / "index.html").write_text("<p>phones</p>", "utf-8")
    app = web.Application(middlewares=[documented_errors])
    Pages(tmp_path, without=() if with_simulator else ("simulator/",)).add_to(app)
    client = await aiohttp_client(app)
    for path in ("/simulator/", "/simulator", "/simulator/index.html"):
        answer = await client.get(path)
        assert answer.status == (200 if with_simulator else 404), path
        if not with_simulator:
            assert (await answer.json())["error"]["code"] == "not_found"


async def test_an_unchanged_page_is_not_sent_again(client) -> None:  # type: ignore[no-untyped-def]
    tag = (await client.get("/")).headers["ETag"]
    assert (await client.get("/", headers={"If-None-Match": tag})).status == 304


@pytest.mark.parametrize("path", ["/../secret.key", "/%2e%2e/secret.key", "/assets/..%2f..%2fsecret.key", "/nothing"])
async def test_nothing_outside_the_build_is_served(client, path: str) -> None:  # type: ignore[no-untyped-def]
    answer = await client.get(path)
    assert answer.status == 404 and (await answer.json())["error"]["code"] == "not_found"
