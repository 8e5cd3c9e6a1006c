"""Delivery in order from the record: one sender at a time, nothing lost when it dies, quiet where it must be."""

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from casework.services.context import Casework
from casework.services.erasure import erase_conversation
from casework.services.wechat_contacts import close_window, mark_unreachable, note_action, unfollow
from casework.services.wechat_parcels import (
    TRIES,
    Parcel,
    claim_notice,
    claim_parcel,
    due_contacts,
    release_parcel,
    return_notice,
    set_aside,
    settle_parcel,
)  # fmt: skip
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation, OutboundMessage
from connectors.wechat.rendering import fit
from contracts.casework import EraseIn
from tests.wechat_steps import (
    OPENID,
    another_process,
    count,
    crowd,
    follower,
    moved_clock,
    put,
    row_of,
    tell,
    writes,
)


def words_of(parcel: Parcel | None) -> list[str]:
    return [message.text for message in parcel.messages] if parcel else []


async def settle(cw: Casework, parcel: Parcel, *, spent: bool = False) -> bool:
    """Everything in the parcel was sent."""
    return await settle_parcel(
        cw, parcel, upto_seq=parcel.messages[-1].seq, upto_characters=0, spent=spent
    )  # fmt: skip


async def waiting(cw: Casework, *texts: str) -> str:
    """A follower who wrote and has been answered, nothing delivered yet."""
    talk = await follower(cw)
    turn = await writes(cw, talk)
    await tell(cw, talk, *texts or ("答：好",), turn_id=turn)
    return talk


async def test_words_are_delivered_once_in_order(casework: Casework):
    talk = await waiting(casework, "甲", "乙")
    parcel = await claim_parcel(casework, talk, passive=True)
    assert parcel and words_of(parcel) == ["甲", "乙"]
    assert (parcel.openid, parcel.account, parcel.skip, parcel.left) == (OPENID, "", 0, 5)
    assert await settle(casework, parcel)
    assert await claim_parcel(casework, talk, passive=True) is None
    assert await count(casework, OutboundMessage, OutboundMessage.delivered_at.is_not(None)) == 2
    assert (await row_of(casework, talk)).message_left == 5


async def test_a_push_spends_the_budget_that_ends_sooner(casework_sqlite: Casework):
    cw = casework_sqlite
    clock = moved_clock(cw)
    talk = await waiting(cw, "甲")
    await note_action(cw, talk, "tap")
    for expected in ((2, 5), (2, 4)):
        parcel = await claim_parcel(cw, talk, passive=False)
        assert parcel and await settle(cw, parcel, spent=True)
        contact = await row_of(cw, talk)
        assert (contact.tap_left, contact.message_left) == expected
        clock.forward(seconds=61)
        await tell(cw, talk, "又一句")


async def test_of_two_senders_one_gets_the_parcel(casework: Casework, database_url: str):
    talk = await waiting(casework)
    other = another_process(casework, database_url)
    claimed = await asyncio.gather(*(
        claim_parcel(cw, talk, passive=passive) for cw in (casework, other) for passive in (True, False) * 4
    ))  # fmt: skip
    assert sum(one is not None for one in claimed) == 1
    await other.database.close()


async def test_a_sender_that_died_is_followed_by_another(casework: Casework):
    moved_clock(casework)
    talk = await waiting(casework)
    dead = await claim_parcel(casework, talk, passive=True)
    assert dead and await claim_parcel(casework, talk, passive=True) is None
    await put(casework, WeChatContact, talk, sending_until=casework.now() - timedelta(minutes=1))
    again = await claim_parcel(casework, talk, passive=False)
    assert again and words_of(again) == words_of(dead)
    # the dead one wakes up: nothing of what it knows counts any more
    assert not await settle(casework, dead, spent=True)
    await release_parcel(casework, dead, retry_in=5)
    assert (await row_of(casework, talk)).delivered_seq == 0
    assert await settle(casework, again, spent=True)
    assert (await row_of(casework, talk)).message_left == 4


async def test_a_piece_is_continued_where_it_was_cut(casework: Casework):
    talk = await waiting(casework, "短", "长" * 900)
    parcel = await claim_parcel(casework, talk, passive=True)
    assert parcel
    texts, piece = [], fit(parcel.messages, parcel.skip)
    while True:
        texts.append(piece.text.removesuffix("（接下条）").strip())
        await settle_parcel(
            casework, parcel, upto_seq=piece.upto_seq, upto_characters=piece.upto_characters, spent=False
        )  # fmt: skip
        if not piece.more or len(texts) > 4:
            break
        parcel = await claim_parcel(casework, talk, passive=False)
        assert parcel and parcel.skip
        piece = fit(parcel.messages, parcel.skip)
    assert "".join(texts).replace("\n", "") == "短" + "长" * 900 and len(texts) == 2


async def test_characters_count_for_their_own_message_only(casework_sqlite: Casework):
    cw = casework_sqlite
    talk = await waiting(cw, "长" * 900)
    parcel = await claim_parcel(cw, talk, passive=True)
    assert parcel
    await settle_parcel(cw, parcel, upto_seq=parcel.messages[0].seq - 1, upto_characters=500, spent=False)
    await erase_conversation(cw, talk, EraseIn(turn_id="e" * 32))
    await tell(cw, talk, "删好了")
    rest = await claim_parcel(cw, talk, passive=True)
    assert rest and words_of(rest) == ["删好了"] and rest.skip == 0


async def test_answers_on_the_page_and_erased_words_are_passed_over(casework: Casework):
    talk = await follower(casework)
    page = await writes(casework, talk, "网页上问的", channel="web")
    seqs = await tell(casework, talk, "网页上答的", turn_id=page)
    assert await claim_parcel(casework, talk, passive=True) is None
    assert (await row_of(casework, talk)).delivered_seq == seqs[-1]
    await tell(casework, talk, "工作人员说的", origin="staff")
    assert words_of(await claim_parcel(casework, talk, passive=True)) == ["工作人员说的"]
    assert await count(casework, OutboundMessage, OutboundMessage.delivered_at.is_not(None)) == 0


async def test_the_page_between_two_answers_here(casework_sqlite: Casework):
    cw, talk = casework_sqlite, await waiting(casework_sqlite, "甲")
    page = await writes(cw, talk, channel="web")
    await tell(cw, talk, "网页", turn_id=page)
    await tell(cw, talk, "乙")
    parcel = await claim_parcel(cw, talk, passive=True)
    assert parcel and words_of(parcel) == ["甲", "乙"] and await settle(cw, parcel)


async def test_nobody_pushes_while_a_callback_is_open(casework: Casework):
    clock = moved_clock(casework)
    talk = await follower(casework)
    await writes(casework, talk, passive=4)
    await tell(casework, talk, "答")
    assert await claim_parcel(casework, talk, passive=False) is None
    parcel = await claim_parcel(casework, talk, passive=True)
    assert parcel
    await release_parcel(casework, parcel, retry_in=None)
    assert await claim_parcel(casework, talk, passive=False)
    clock.forward(seconds=5)


@pytest.mark.parametrize("why", ["unreachable", "unfollowed", "quiet", "waiting"])
async def test_no_push_where_none_may_be(casework: Casework, why: str):
    clock = moved_clock(casework)
    talk = await waiting(casework)
    clock.forward(minutes=2)
    assert await due_contacts(casework, 10) == [talk]
    match why:
        case "unreachable":
            await mark_unreachable(casework, talk, "blocked")
        case "unfollowed":
            await unfollow(casework, "", OPENID, "unlink")
        case "quiet":
            await put(casework, Conversation, talk, quiet=True)
        case _:
            await put(casework, WeChatContact, talk, try_after=clock.now + timedelta(seconds=9))
    assert await due_contacts(casework, 10) == []
    assert await claim_parcel(casework, talk, passive=False) is None
    assert not await claim_notice(casework, talk)
    assert (await claim_parcel(casework, talk, passive=True) is None) == (why == "unfollowed")


async def test_quiet_words_go_out_while_the_phone_is_in_their_hand(casework: Casework):
    clock = moved_clock(casework)
    talk = await waiting(casework)
    await put(casework, Conversation, talk, quiet=True)
    clock.forward(seconds=30)
    assert await due_contacts(casework, 10) == [talk]
    parcel = await claim_parcel(casework, talk, passive=False)
    assert parcel and parcel.quiet and parcel.answers_young
    await release_parcel(casework, parcel, retry_in=None)
    clock.forward(seconds=31)
    assert await claim_parcel(casework, talk, passive=False) is None
    late = await claim_parcel(casework, talk, passive=True)
    assert late and late.quiet and not late.answers_young


async def test_tries_wait_longer_each_time_and_end(casework_sqlite: Casework):
    cw = casework_sqlite
    clock = moved_clock(cw)
    talk = await waiting(cw)
    waits = []
    for _ in range(TRIES):
        parcel = await claim_parcel(cw, talk, passive=False)
        assert parcel
        await release_parcel(cw, parcel, retry_in=2)
        assert await claim_parcel(cw, talk, passive=False) is None
        due = (await row_of(cw, talk)).try_after
        assert due
        waits.append((due - clock.now).total_seconds())
        clock.now = due
    assert waits[:4] == [2, 4, 8, 16] and waits[-1] == 900
    assert (await row_of(cw, talk)).unreachable == "gave_up" and await due_contacts(cw, 10) == []
    await writes(cw, talk)
    assert (await row_of(cw, talk)).tries == 0 and await claim_parcel(cw, talk, passive=False)


async def test_set_aside_until_they_act(casework_sqlite: Casework):
    cw, talk = casework_sqlite, await waiting(casework_sqlite)
    parcel = await claim_parcel(cw, talk, passive=False)
    assert parcel
    await set_aside(cw, parcel, "not_a_follower")
    assert await due_contacts(cw, 10) == [] and await claim_parcel(cw, talk, passive=False) is None
    await writes(cw, talk)
    assert await claim_parcel(cw, talk, passive=True)


async def test_one_notice_for_all_that_is_unread(casework: Casework):
    talk = await waiting(casework)
    await close_window(casework, talk)
    assert await due_contacts(casework, 10) == [talk]
    assert sorted(await asyncio.gather(*(claim_notice(casework, talk) for _ in range(4)))) == [False] * 3 + [True]
    assert await due_contacts(casework, 10) == []
    await tell(casework, talk, "还有一句", origin="staff")
    assert not await claim_notice(casework, talk)
    await return_notice(casework, talk, retry_in=0)
    assert await claim_notice(casework, talk)
    parcel = await claim_parcel(casework, talk, passive=True)
    assert parcel and await settle(casework, parcel)
    assert not await claim_notice(casework, talk)
    await tell(casework, talk, "新的事", origin="system")
    assert await claim_notice(casework, talk)


async def test_words_from_before_are_known_as_late(casework: Casework):
    clock = moved_clock(casework)
    talk = await waiting(casework, "昨天说的")
    clock.forward(hours=20)
    turn = await writes(casework, talk, "在吗")
    await tell(casework, talk, "在", turn_id=turn)
    parcel = await claim_parcel(casework, talk, passive=True)
    assert parcel
    text = fit(parcel.messages, parcel.skip, late_before=parcel.late_before).text
    assert text == "（刚才没发到的）\n昨天说的\n\n在"


async def test_the_opening_before_a_first_message_is_not_late(casework_sqlite: Casework):
    from connectors import fixed_words

    talk = await follower(casework_sqlite, opening=fixed_words.opening())
    turn = await writes(casework_sqlite, talk)
    await tell(casework_sqlite, talk, "答", turn_id=turn)
    parcel = await claim_parcel(casework_sqlite, talk, passive=True)
    assert parcel and len(parcel.messages) == 2 and parcel.late_before == 0


async def test_only_accounts_that_may_push_are_due(casework_sqlite: Casework):
    talk = await waiting(casework_sqlite)
    assert await due_contacts(casework_sqlite, 10, accounts=["aba"]) == []
    assert await due_contacts(casework_sqlite, 10, accounts=["", "aba"]) == [talk]


async def test_many_followers_make_a_look_hardly_dearer(casework: Casework):
    clock = moved_clock(casework)
    ages = [clock.now - timedelta(hours=hours) for hours in (1, 30, 200, 2000, 3000)]
    await crowd(casework, 20_000, ages)
    async with casework.database.write() as session:
        await session.execute(text("ANALYZE"))
    talk = await waiting(casework)
    assert await due_contacts(casework, 50) == [talk]
    began = time.perf_counter()
    for _ in range(5):
        await due_contacts(casework, 50)
    whole = (time.perf_counter() - began) / 5
    began = time.perf_counter()
    for _ in range(5):
        assert await due_contacts(casework, 50, within=timedelta(minutes=10)) == [talk]
    recent = (time.perf_counter() - began) / 5
    print(f"due_contacts of 20,000: {whole * 1000:.1f} ms, of the last ten minutes {recent * 1000:.1f} ms")
    assert whole < 0.25 and recent < 0.05
