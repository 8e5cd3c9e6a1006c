"""Reading a request: JSON that a browser may send, into the documented models, with the documented errors."""

import json
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from connectors.screen import clean_text
from contracts.errors import BadRequest

Model = TypeVar("Model", bound=BaseModel)


def _scrub(value: Any) -> Any:
    """Strings without what no database takes (a lone surrogate must not cost a resident the message)."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_scrub(item) for item in value]
    if isinstance(value, dict):
        return {_scrub(key): _scrub(item) for key, item in value.items()}
    return value


def _model(data: Any, model: type[Model]) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields = {".".join(str(part) for part in item["loc"]) or "body": item["msg"] for item in error.errors()}
        raise BadRequest("请求内容不对：" + "、".join(fields), fields=fields) from None


async def read_json(request: web.Request, model: type[Model]) -> Model:
    """The body as a model; `BadRequest` for anything that is not that, naming the fields."""
    raw = await request.read()
    try:
        data = _scrub(json.loads(raw.decode("utf-8"))) if raw.strip() else {}
    except (ValueError, RecursionError):
        raise BadRequest("请求内容不是有效的 JSON。", fields={"body": "not valid JSON in UTF-8"}) from None
    return _model(data, model)


def read_query(request: web.Request, model: type[Model]) -> Model:
    """The query as a model."""
    return _model(dict(request.query), model)


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """A model as a JSON answer."""
    body = model.model_dump_json(by_alias=True, exclude_none=True)
    return web.Response(
        text=body, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )
