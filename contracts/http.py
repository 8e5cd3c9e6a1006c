"""Routes as data (the OpenAPI file is generated from them) and bodies read into models, with no framework."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from contracts.errors import BadRequest

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Route:
    """One call of the outside contract. `errors` names the error codes it documents."""

    method: str
    path: str
    handler: Callable[[Any], Awaitable[Any]]
    summary: str
    tag: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    errors: tuple[str, ...] = ()
    # other good answers beside `status`
    also: tuple[tuple[int, type[BaseModel]], ...] = ()


def read_body(raw: bytes, model: type[Model]) -> Model:
    """The body as a model; `BadRequest` names every field that is wrong and why."""
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        fields = {".".join(str(part) for part in item["loc"]) or "body": item["msg"] for item in error.errors()}
        raise BadRequest("请求内容不对：" + "、".join(fields), fields=fields) from None
