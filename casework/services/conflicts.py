"""What to do when somebody else was first: look again, once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

Result = TypeVar("Result")


async def look_again_on_conflict(action: Callable[[], Awaitable[Result]]) -> Result:
    """Run a transaction; when a unique key says another one was first, run it again: it then finds what is there."""
    try:
        return await action()
    except IntegrityError:
        return await action()
