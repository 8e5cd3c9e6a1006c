"""The outbox sender: claims what is due, posts it, and lets go of what cannot be sent, visibly."""

from collections.abc import Mapping

import aiohttp
import structlog

from casework.services.context import Casework
from casework.services.outbox import NO_TARGET, Due, claim_due, mark_done, mark_failed
from casework.workers.webhooks import Refused, Target, post_webhook
from contracts.errors import Unavailable

log = structlog.get_logger()


async def send_due(cw: Casework, client: aiohttp.ClientSession, targets: Mapping[str, Target]) -> int:
    """Send everything due now; how many rows were taken."""
    due = await claim_due(cw)
    for one in due:
        await _send(cw, client, targets, one)
    return len(due)


async def _send(cw: Casework, client: aiohttp.ClientSession, targets: Mapping[str, Target], due: Due) -> None:
    target = targets.get(due.kind)
    if target is None:
        await mark_done(cw, due, NO_TARGET)
        log.info("outbox without target", kind=due.kind, outbox_id=due.id)
        return
    try:
        await post_webhook(client, target, due.kind, due.dedup_key, due.payload, cw.now())
    except (Unavailable, Refused) as error:
        why = error.message if isinstance(error, Unavailable) else str(error)
        state = await mark_failed(cw, due, why, final=isinstance(error, Refused))
        log.warning("outbox not sent", kind=due.kind, outbox_id=due.id, attempts=due.attempts, state=state)
        return
    await mark_done(cw, due)
