"""Photos and videos over WeChat: fetched at once by id, kept sealed, refused or asked for again in words."""

import asyncio
import os
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from casework.services.attachments import attachments_of
from casework.services.consents import record_consent
from casework.services.drafts import save_answers
from casework.storage.channel_models import Attachment
from casework.storage.files import FileStore
from casework.storage.models import InboundMessage
from contracts.keyring import Keyring
from simulator import Fault
from tests.casework_steps import answers_in, consent_in
from tests.conftest import TEST_SECRET
from tests.gateway_world import until
from tests.paper_files import EICAR, bomb, encoded, jpeg, picture
from tests.wechat_world import Made, WeChatWorld, settle, told

GET = "/cgi-bin/media/get"
MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 2000


async def stored(world: WeChatWorld, count: int = 1, state: str = "stored") -> list[Attachment]:
    """Wait until so many attachments are in this state."""

    async def there() -> bool:
        return await world.count(Attachment, state=state) == count

    await until(there)
    return await world.rows(Attachment, state=state)


def on_disk(world: WeChatWorld) -> list[Path]:
    return [path for path in (world.folder / "files").rglob("*") if path.is_file()]


async def test_a_photo_is_fetched_at_once_kept_sealed_and_named_to_the_dialogue(
    wechat_on_both: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nobody has to look around for it
    monkeypatch.setattr("connectors.wechat.fetching.SWEEP_SECONDS", 600.0)
    world = await wechat_on_both()
    phone = world.phone()
    await phone.send_image(jpeg(), "image/jpeg")
    (row,) = await stored(world)
    assert (row.kind, row.content_type, row.tries, row.media_id) == ("image", "image/jpeg", 1, "")
    assert (row.scan, row.source, row.width, row.height) == ("clean", "wechat", 640, 480)
    found = {file.name: file.read_bytes() for file in on_disk(world)}
    assert set(found) == {row.id, row.thumbnail_id}
    assert not any(b"JFIF" in body for body in found.values())
    files = world.gateways[0].cw.files
    assert files is not None
    body = files.read(row.id)
    assert len(body) == row.size and Image.open(BytesIO(body)).size == (640, 480)
    (turn,) = world.dialogue.asked
    assert turn["command"] == {"intent": "send_attachment", "values": {"kind": "image", "attachment_id": row.id}}
    assert (await world.rows(InboundMessage))[0].text == "（图片）"


async def test_three_photos_and_a_text_at_once_all_end_in_the_same_draft(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.phone()
    await phone.say("你好")
    conversation = await world.conversation()
    cw = world.gateways[0].cw
    await asyncio.gather(
        *(phone.send_image(jpeg(str(number)), "image/jpeg") for number in range(3)), phone.say("这是我的单子"),
    )  # fmt: skip
    await world.idle()
    await record_consent(cw, conversation.id, consent_in("given"))
    state = await save_answers(cw, conversation.id, answers_in({"safety_now": "safe"}))
    await phone.send_image(jpeg("another"), "image/jpeg")
    rows = await stored(world, 4)
    assert state.draft is not None
    assert {row.draft_id for row in rows} == {state.draft.draft_id}
    assert world.dialogue.overlaps == 0
    assert len(await attachments_of(cw, conversation.id)) == 4
    inbound = sorted(await world.rows(InboundMessage), key=lambda row: row.seq)
    assert sorted(row.text for row in inbound[1:5]) == sorted(["（图片）"] * 3 + ["这是我的单子"])


async def test_redelivered_photo_is_one_attachment_and_one_download(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_image(jpeg(), "image/jpeg")
    photo = wechat.fake.deliveries[-1]
    await stored(wechat)
    for _ in range(3):
        await wechat.fake.replay(photo)
    await settle()
    assert await wechat.count(Attachment) == 1
    assert len(wechat.fake.calls_to(GET)) == 1


async def test_video_comes_by_its_address(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_video(MP4)
    await phone.send_short_video(MP4 + bytes(8))
    rows = await stored(wechat, 2)
    assert {(row.kind, row.content_type) for row in rows} == {("video", "video/mp4")}
    assert {row.size for row in rows} == {len(MP4), len(MP4) + 8}


async def test_the_type_is_what_the_bytes_say(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_image(b"<html><script>alert(1)</script>", "image/jpeg")
    (row,) = await stored(wechat, state="failed")
    assert (row.problem, row.scan, row.scan_problem, row.size) == ("type", "rejected", "type", 0)
    assert on_disk(wechat) == []
    await told(phone, "只收照片和 PDF")
    await phone.send_image(encoded(picture(), "PNG"), "image/jpeg")
    (png,) = await stored(wechat)
    # kept as it left inspection
    assert png.content_type == "image/jpeg"


BAD = {
    "truncated": (jpeg()[:3000], "没有传完整"), "too_many_pixels": (bomb(), "4000 万像素"),
    "malware": (jpeg() + EICAR, "病毒"), "unreadable": (b"#!AMR\n" + bytes(500), "打不开"),
}  # fmt: skip


@pytest.mark.parametrize("problem", list(BAD))
async def test_a_photo_that_will_not_do_is_said_to_be_so(wechat: WeChatWorld, problem: str) -> None:
    body, word = BAD[problem]
    phone = wechat.phone()
    await phone.send_image(body, "image/jpeg")
    (row,) = await stored(wechat, state="failed")
    assert (row.problem, row.scan, row.scan_problem) == (problem, "rejected", problem)
    await told(phone, word)
    assert on_disk(wechat) == []


async def test_the_same_photo_again_is_said_to_be_there(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_image(jpeg(), "image/jpeg")
    await stored(wechat)
    await phone.send_image(jpeg(), "image/jpeg")
    (again,) = await stored(wechat, state="same")
    await told(phone, "前面发过了")
    assert again.same_as != again.id and len(on_disk(wechat)) == 2


async def test_over_ten_megabytes_is_refused_in_words(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_image(jpeg() + b"x" * (10 * 1024**2), "image/jpeg")
    (row,) = await stored(wechat, state="failed")
    assert row.problem == "too_large"
    assert "10 MB" in await told(phone, "最大 10 MB")
    assert on_disk(wechat) == []


async def test_a_lost_media_id_is_asked_for_again_once(wechat: WeChatWorld) -> None:
    wechat.fake.script(GET, *[Fault(code=40007)] * 3)
    phone = wechat.phone()
    for number in range(3):
        await phone.send_image(jpeg(str(number)), "image/jpeg")
    await stored(wechat, 3, state="gone")
    await told(phone, "请再发一次")
    await settle()
    assert sum(text.count("请再发一次") for text in phone.texts) == 1
    await phone.send_image(jpeg(), "image/jpeg")
    await stored(wechat)


async def test_a_platform_in_trouble_is_asked_again_later(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    wechat.fake.script(GET, *[Fault(status=500)] * 4)
    await phone.send_image(jpeg(), "image/jpeg")

    async def tried() -> bool:
        rows = await wechat.rows(Attachment)
        return rows[0].try_after is not None or rows[0].state == "stored"

    await until(tried, 20)
    (row,) = await stored(wechat)
    assert row.problem is None
    assert "再发一次" not in "".join(phone.texts)


async def test_what_a_dead_gateway_left_is_fetched_by_the_next(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.phone()
    await phone.say("你好")
    world.fake.script(GET, Fault(latency=30.0))
    await phone.send_image(jpeg(), "image/jpeg")
    await until(lambda: world.fake.calls_to(GET))
    # SIGTERM in the middle of the download: it is handed back, not held by its lease
    await world.gateways[0].stop()
    await world.start()
    (row,) = await stored(world)
    assert row.size > 0


async def test_an_account_that_cannot_call_makes_no_attachment(wechat_made: Made) -> None:
    world = await wechat_made(wechat_app_secret="")
    phone = world.phone()
    await phone.send_image(jpeg(), "image/jpeg")
    await world.idle()
    assert await world.count(Attachment) == 0
    assert world.dialogue.asked[0]["command"]["values"] == {"kind": "image"}


async def test_rotate_keys_brings_files_to_the_new_key(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_image(jpeg(), "image/jpeg")
    (row,) = await stored(wechat)
    newer = "a-newer-key-for-tests-02"
    settings = {
        "JIUJI_DATABASE_URL": wechat.url, "JIUJI_DATA_DIR": str(wechat.folder),
        "JIUJI_SECRET_KEY": f"{newer},{TEST_SECRET}",
    }  # fmt: skip
    rotating = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jiuji", "rotate-keys", env=os.environ | settings, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await rotating.communicate()
    assert b"2 files written again" in said
    assert FileStore(wechat.folder / "files", Keyring([newer])).read(row.id).startswith(b"\xff\xd8")
