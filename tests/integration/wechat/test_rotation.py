"""Key rotation and followers: found before, during and after, by the newest key only in the end."""

from sqlalchemy import select

from casework.services.context import Casework
from casework.services.conversations import open_conversation
from casework.services.rotation import rotate_keys
from casework.services.wechat_accounts import claim_refresh, read_account_state, store_token
from casework.services.wechat_contacts import find_contact, meet, unfollow
from casework.storage.models import Conversation
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from tests.conftest import TEST_SECRET

NEWER = "a-newer-key-for-tests-02"
OPENID = "oAbCd_efGH-1234567890abcdefg"


def _keys(cw: Casework, *secrets: str) -> None:
    cw.keyring = Keyring(list(secrets))
    install_keyring(cw.keyring)


async def test_a_follower_is_found_again_after_the_old_key_is_gone(casework: Casework) -> None:
    met = await meet(casework, account="", openid=OPENID, region="522702")
    other = await meet(casework, account="", openid=OPENID.swapcase(), region="522702")
    assert other.conversation.id != met.conversation.id
    gone = await meet(casework, account="", openid="o" * 28, region=None)
    await unfollow(casework, account="", openid="o" * 28, keep="unlink")
    lease = (await claim_refresh(casework, "")).lease
    assert lease
    await store_token(casework, "", lease, "t0ken", 7200, forced=False)
    _keys(casework, NEWER, TEST_SECRET)
    assert not (await meet(casework, account="", openid=OPENID, region=None)).new
    assert (await rotate_keys(casework)).identities >= 2
    assert (await rotate_keys(casework)).identities == 0
    _keys(casework, NEWER)
    again = await meet(casework, account="", openid=OPENID, region=None)
    assert (again.conversation.id, again.new) == (met.conversation.id, False)
    contact = await find_contact(casework, "", OPENID.swapcase())
    assert contact
    assert contact.conversation_id == other.conversation.id
    assert (await read_account_state(casework, "")).token == "t0ken"
    assert gone.new


async def test_a_conversation_of_the_page_keeps_its_identity(casework: Casework) -> None:
    conversation = await open_conversation(casework, channel="web", account="", identity_hash="e" * 64, region=None)
    _keys(casework, NEWER, TEST_SECRET)
    await rotate_keys(casework)
    async with casework.database.read() as session:
        query = select(Conversation.identity_hash).where(Conversation.id == conversation.id)
        assert await session.scalar(query) == "e" * 64
