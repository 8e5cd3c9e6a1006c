"""What is written on an open callback, and when it counts as not seen."""

from typing import Any
from unittest.mock import Mock

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from connectors.wechat.accounts import Account
from connectors.wechat.answers import Call, Unanswered, success, write_answer
from connectors.wechat.deliveries import Text
from connectors.wechat.envelope import Opened

ACCOUNT = Account("", "wx1", "t")


def _call(transport: Any) -> Call:
    request = make_mocked_request("POST", "/wechat", transport=transport)
    delivery = Text("o1", "gh_1", 1, "m:1", "你好")
    return Call(request, ACCOUNT, Opened(ACCOUNT, b"<xml/>", None, 1, "n"), delivery, 0.0)


@pytest.mark.parametrize("hung_up", [False, True])
async def test_an_answer_to_who_has_hung_up_is_not_seen(hung_up: bool) -> None:
    response, seen = await write_answer(_call(Mock(is_closing=lambda: hung_up)), "<xml>答</xml>")
    assert seen is not hung_up
    assert response.content_type == "text/xml" and response.text == "<xml>答</xml>"


async def test_a_connection_that_breaks_in_writing_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: web.Response, data: bytes = b"") -> None:
        raise ConnectionResetError

    monkeypatch.setattr(web.Response, "write_eof", broken)
    assert not (await write_answer(_call(Mock(is_closing=lambda: False)), "<xml/>"))[1]


async def test_no_answer_ends_the_connection() -> None:
    with pytest.raises(ConnectionResetError):
        await Unanswered().prepare(make_mocked_request("POST", "/wechat"))
    assert success().text == "success"
