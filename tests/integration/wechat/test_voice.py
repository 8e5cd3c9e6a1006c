"""Recordings over WeChat: real AMR through the real engine becomes words, read back and answered; else a kind answer."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from casework.services.attachments import attachments_of
from casework.services.claims import claim
from casework.services.context import Casework
from casework.services.erasure import erase_conversation
from casework.services.handoffs import request_handoff
from casework.services.held_turns import release_held_turn
from casework.services.recordings import HOLD, claim_recording, settle_recording
from casework.storage.channel_models import Attachment
from casework.storage.database import Database
from casework.storage.keeping_models import Outbox
from casework.storage.models import InboundMessage, Turn
from contracts.casework import EraseIn
from contracts.crisis import CrisisEar, CrisisLexicon
from jiuji.crisis_ear import LEXICON
from jiuji.listener import Listener
from jiuji.voice_findings import voice_findings
from jiuji.voice_process import EngineAway, VoiceEngine
from simulator import Fault
from tests.casework_steps import turn
from tests.conftest import TEST_SECRET
from tests.gateway_world import until
from tests.staff_tools import make_actor
from tests.toy_voice import HIGH, HIGH_WORDS, LOW, LOW_WORDS, amr, make_model, mp3, said
from tests.wechat_world import Made, WeChatWorld, settle, told

RECORDING = amr(*said(LOW))
READ_BACK = f"我听到您说：{LOW_WORDS}（听错了就打字告诉我）"
GET = "/cgi-bin/media/get"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("voice"))


@asynccontextmanager
async def listening(world: WeChatWorld, model: Path) -> AsyncIterator[VoiceEngine]:
    """A worker that listens, with connections of its own."""
    ours = world.gateways[0].cw
    cw = Casework(Database(world.url), ours.keyring, ours.policy, files=ours.files)
    engine = VoiceEngine(model)
    task = asyncio.create_task(Listener(cw, engine, CrisisEar(CrisisLexicon.load(LEXICON), None)).keep_listening())
    try:
        yield engine
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await cw.database.close()


async def the_turn(world: WeChatWorld) -> Turn:
    (row,) = await world.rows(Turn)
    found: Turn = row
    return found


async def test_a_recording_is_heard_read_back_and_answered_in_one_message(wechat_on_both: Made, model: Path) -> None:
    world = await wechat_on_both(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model):
        await phone.send_voice(RECORDING, "amr")
        shown = await told(phone, "我听到您说")
    assert READ_BACK in shown
    assert f"答：{LOW_WORDS}" in shown, "one message: WeChat counts every send"
    assert shown.index(READ_BACK) < shown.index("答：")
    assert world.dialogue.texts == [LOW_WORDS]
    (row,) = await world.rows(Attachment)
    assert (row.kind, row.content_type, row.heard, row.state) == ("voice", "audio/amr", LOW_WORDS, "stored")
    (inbound,) = await world.rows(InboundMessage)
    assert (inbound.text, inbound.command, inbound.heard) == (LOW_WORDS, None, True)


async def test_mp3_is_heard_too(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model):
        await phone.send_voice(mp3(*said(LOW)), "mp3")
        await told(phone, f"答：{LOW_WORDS}")


async def test_what_came_after_the_recording_waits_for_its_words(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    voice = asyncio.create_task(phone.send_voice(RECORDING, "amr"))
    await until(lambda: world.count(Turn))
    text = asyncio.create_task(phone.say("还有一句"))

    async def both() -> bool:
        return await world.count(Turn) == 2

    await until(both)
    async with listening(world, model):
        await told(phone, "答：还有一句")
        await asyncio.gather(voice, text)
    assert world.dialogue.texts == [LOW_WORDS, "还有一句"]


async def test_a_crisis_is_heard(wechat_on_both: Made, model: Path) -> None:
    world = await wechat_on_both(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model):
        await phone.send_voice(amr(*said(HIGH)), "amr")
        await told(phone, HIGH_WORDS)
    assert world.dialogue.asked[0]["screen"] == ["crisis_self_harm"]
    conversation = await world.conversation()
    assert (conversation.crisis, conversation.mode, conversation.urgent) == ("crisis_self_harm", "queued", True)
    assert await world.count(Outbox, kind="crisis.alert") == 1


async def test_nothing_to_hear_lets_the_turn_go_at_once_with_the_command(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model):
        await phone.send_voice(amr((0, 1.5)), "amr")
        await told(phone, "答：<send_attachment>")
    (row,) = await world.rows(Attachment)
    assert (row.heard, row.problem) == ("", "nothing_heard")
    assert world.dialogue.asked[0]["command"]["values"] == {"kind": "voice", "attachment_id": row.id}
    assert not any("我听到您说" in text for text in phone.texts)


UNHEARD = {
    "too_long": lambda: amr((LOW, 80)),
    "broken": lambda: RECORDING[:300],
    "nothing_heard": lambda: b"#!AMR\n",
}


@pytest.mark.parametrize("problem", UNHEARD)
async def test_what_cannot_be_heard_is_answered_kindly(wechat_made: Made, model: Path, problem: str) -> None:
    body = UNHEARD[problem]()
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model):
        await phone.send_voice(body, "amr")
        await told(phone, "答：<send_attachment>")
        # one bad recording does not end the engine
        await phone.send_voice(RECORDING, "amr")
        await told(phone, READ_BACK)
    assert {row.problem for row in await world.rows(Attachment)} == {problem, None}


async def test_without_a_model_nothing_is_held(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    delivery = await phone.send_voice(RECORDING, "amr")
    assert delivery.text is not None
    assert "答：<send_attachment>" in delivery.text
    assert (await the_turn(wechat)).not_before is None


async def test_the_platforms_own_recognition_is_used_where_it_is_given(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    note = phone.write_message("voice", MediaId="m1", Format="amr", Recognition="我腿摔断了。")
    delivery = await wechat.fake.deliver(note)
    assert delivery.text is not None
    assert "答：我腿摔断了。" in delivery.text
    assert await wechat.count(Attachment) == 0


async def test_a_recording_that_cannot_be_fetched_is_not_waited_for(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    world.fake.script(GET, Fault(code=40007))
    delivery = await phone.send_voice(RECORDING, "amr")
    assert delivery.text is not None
    assert "答：<send_attachment>" in delivery.text
    assert not any("再发一次" in text for text in phone.texts), "the dialogue asks to type"


async def test_nobody_listens_and_the_hold_ends_by_itself(
    wechat_made: Made, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiuji.gateway.HOLD", HOLD / 12)
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    await phone.send_voice(RECORDING, "amr")
    await told(phone, "答：<send_attachment>")
    # a worker that comes back later hears it for staff, and says nothing
    async with listening(world, model):

        async def heard() -> bool:
            return bool((await world.rows(Attachment))[0].heard)

        await until(heard)
    await settle()
    assert (await world.rows(InboundMessage))[0].text == LOW_WORDS
    assert not any("我听到您说" in text for text in phone.texts)
    assert len(world.dialogue.asked) == 1


async def test_a_crisis_heard_too_late_for_its_turn_is_still_answered(
    wechat_made: Made, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiuji.gateway.HOLD", HOLD / 30)
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    await phone.send_voice(amr(*said(HIGH)), "amr")
    await told(phone, "答：<send_attachment>")
    async with listening(world, model):
        await told(phone, "您现在很难受")
    assert (await world.conversation()).crisis == "crisis_self_harm"


async def test_an_engine_killed_in_the_middle_is_started_again(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    async with listening(world, model) as engine:
        await until(lambda: engine.load_seconds)
        process: Any = engine._process
        os.kill(process.pid, signal.SIGKILL)
        await phone.send_voice(RECORDING, "amr")
        await told(phone, "答：")
        await phone.send_voice(RECORDING, "amr")
        await told(phone, READ_BACK)


async def test_staff_have_the_talk_the_words_reach_them_and_the_bot_is_silent(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    await phone.say("你好")
    conversation = await world.conversation()
    cw = world.gateways[0].cw
    await request_handoff(cw, conversation.id, reason="requested")
    await claim(cw, await make_actor(cw), conversation.id)
    await settle()
    before = list(phone.texts)
    async with listening(world, model):
        await phone.send_voice(amr(*said(HIGH)), "amr")

        async def heard() -> bool:
            return (await world.rows(InboundMessage))[-1].text == HIGH_WORDS

        await until(heard)
    assert phone.texts == before
    assert (await world.conversation()).crisis == "crisis_self_harm"


async def test_erased_while_it_waits_nothing_is_heard(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    sending = asyncio.create_task(phone.send_voice(RECORDING, "amr"))

    async def stored() -> bool:
        return bool(await world.count(Attachment, state="stored"))

    await until(stored)
    cw = world.gateways[0].cw
    recording = await claim_recording(cw)
    assert recording is not None
    conversation = await world.conversation()
    await erase_conversation(cw, conversation.id, EraseIn(turn_id=turn()))
    assert await settle_recording(cw, recording, words=LOW_WORDS) is None
    assert await release_held_turn(cw, recording.inbound_id, text=LOW_WORDS) is None
    assert (await world.rows(InboundMessage))[0].text == ""
    assert await attachments_of(cw, conversation.id) == []
    sending.cancel()


async def test_one_recording_is_claimed_and_settled_once(wechat_on_both: Made, model: Path) -> None:
    world = await wechat_on_both(voice_model_dir=model)
    phone = world.phone()
    sending = asyncio.create_task(phone.send_voice(RECORDING, "amr"))

    async def stored() -> bool:
        return bool(await world.count(Attachment, state="stored"))

    await until(stored)
    cw = world.gateways[0].cw
    claimed = [one for one in await asyncio.gather(*(claim_recording(cw) for _ in range(8))) if one]
    assert len(claimed) == 1
    first = await settle_recording(cw, claimed[0], words=LOW_WORDS)
    assert first is not None
    assert first.in_time
    assert await settle_recording(cw, claimed[0], words="别的") is None
    await told(phone, READ_BACK)
    await sending
    assert (await world.rows(InboundMessage))[0].text == LOW_WORDS


async def test_a_worker_process_listens_and_ends_with_its_engine(wechat_made: Made, model: Path) -> None:
    world = await wechat_made(voice_model_dir=model)
    phone = world.phone()
    settings = {
        "JIUJI_DATABASE_URL": world.url, "JIUJI_DATA_DIR": str(world.folder), "JIUJI_SECRET_KEY": TEST_SECRET,
        "JIUJI_VOICE_MODEL_DIR": str(model),
    }  # fmt: skip
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jiuji", "serve", "--role", "worker", env=os.environ | settings,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert worker.stderr is not None
        async with asyncio.timeout(60):
            while b"voice.ready" not in (line := await worker.stderr.readline()):
                assert line, "the worker ended"
        (engine,) = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()  # noqa: ASYNC240
        await phone.send_voice(RECORDING, "amr")
        await told(phone, READ_BACK)
    finally:
        worker.terminate()
        logged = await worker.stderr.read() if worker.stderr else b""
        await asyncio.wait_for(worker.wait(), 20)
    assert LOW_WORDS not in logged.decode()
    assert not Path(f"/proc/{engine}").exists()  # noqa: ASYNC240


async def test_doctor_says_what_is_wrong_with_a_model(model: Path, tmp_path: Path) -> None:
    (none,) = await voice_findings(None)
    assert none.level.name == "NOTE"
    (good,) = await voice_findings(model)
    assert good.level.name == "GOOD"
    assert "hears a second in" in good.about
    broken = make_model(tmp_path / "short")
    (broken / "tokens.txt").write_text("<blk> 0\n", "utf-8")
    wrong = make_model(tmp_path / "wrong", model_type="paraformer")
    cut = make_model(tmp_path / "cut")
    (cut / "model.onnx").write_bytes((cut / "model.onnx").read_bytes()[:300])
    for folder, says in (
        (wrong, "cannot load model.onnx, tokens.txt: "), (cut, "model.onnx is cut off"), (tmp_path, "no .onnx file"),
    ):  # fmt: skip
        (finding,) = await voice_findings(folder)
        assert finding.level.name == "BROKEN"
        assert says in finding.about, finding.about


async def test_an_engine_that_cannot_start_says_why_and_is_not_started_over_and_over(tmp_path: Path) -> None:
    engine = VoiceEngine(make_model(tmp_path / "wrong", model_type="paraformer"))
    with pytest.raises(EngineAway, match="metadata"):
        await engine.start()
    with pytest.raises(EngineAway, match="a moment ago"):
        await engine.hear(RECORDING)


async def test_the_listening_process_is_told_no_secret(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUJI_SECRET_KEY", "a-secret-nobody-else-needs")
    engine = VoiceEngine(model)
    await engine.start()
    try:
        process: Any = engine._process
        assert b"JIUJI_" not in Path(f"/proc/{process.pid}/environ").read_bytes()  # noqa: ASYNC240
        assert (await engine.hear(RECORDING)).words == LOW_WORDS
    finally:
        await engine.close()
