"""Photos and what may be kept of them, with everything real: the notice with the first card, a no, a yes after it."""

import pytest

from casework.domain.consent_texts import consent_text
from casework.services.context import Casework
from casework.services.conversation_state import read_state
from tests.conversations.test_papers import answers, attach, begun, hear, id_card, shown
from tests.papers import TUNING_SEEDS, make_paper
from tests.resident import Resident
from tests.service_fixtures import Service
from tests.wechat_resident import Line

pytestmark = pytest.mark.model
NOTICE = consent_text("sensitive_id").text
# its number and name cannot be made out
SMUDGED = 9990
NUMBER = "522701198406097768"


async def consents(record: Casework, conversation: str) -> dict[str, str]:
    return {kind: str(one) for kind, one in (await read_state(record, conversation)).consents.items()}


def shown_a_card(service: Service) -> Resident:
    """Somebody whose card was read and is asked about."""
    resident = begun(service)
    attach(resident, id_card())
    hear(resident, "看清了")
    return resident


async def test_an_unasked_card_begins_with_the_notice_and_a_yes_is_the_consent(
    service: Service, record: Casework
) -> None:
    resident = begun(service)
    attach(resident, id_card())
    heard = hear(resident, "看清了")
    assert heard.index(NOTICE) < heard.index("看清了")
    resident.say("对头")
    assert (await consents(record, resident.conversation_id))["sensitive_id"] == "given"
    assert resident.asked == "safety_now"


@pytest.mark.parametrize("words", ["不说这些", "不想交身份证", "身份证莫记"])
async def test_a_no_in_words_erases_the_card_and_a_yes_in_words_opens_it_again(
    service: Service, record: Casework, words: str
) -> None:
    resident = shown_a_card(service)
    resident.say(words)
    assert (await consents(record, resident.conversation_id))["sensitive_id"] == "refused"
    assert resident.asked == "safety_now" and "工作人员当面看" in resident.heard
    assert not {"id_number", "contact_name"} & set(await answers(record, resident.conversation_id))
    attach(resident, id_card())
    hear(resident, "按您说的没有记")
    resident.say("同意记身份证")
    assert NOTICE in resident.heard
    assert (await consents(record, resident.conversation_id))["sensitive_id"] == "given"
    hear(resident, "看清了", max(one["seq"] for one in resident.last))
    resident.say("对的")
    told = await answers(record, resident.conversation_id)
    assert told["id_number"] == id_card().truth["id_number"]


@pytest.mark.parametrize("words", ["安全嘞", "人都安全的", "安全，有吃住"])
async def test_what_answers_the_open_question_is_no_yes_to_the_card(
    service: Service, record: Casework, words: str
) -> None:
    resident = shown_a_card(service)
    resident.say(words)
    told = await answers(record, resident.conversation_id)
    assert told["safety_now"] == "safe" and "id_number" not in told
    assert "sensitive_id" not in await consents(record, resident.conversation_id)


async def test_what_cannot_be_made_out_is_asked_for_and_told_in_words(service: Service, record: Casework) -> None:
    resident = begun(service)
    attach(resident, make_paper("id_card_front", SMUDGED))
    heard = hear(resident, "没看清，您念给我听，或者再拍一张")
    assert NOTICE in heard and "对不对" not in heard and resident.asked == "safety_now"
    resident.say(f"身份证号是{NUMBER}，我叫黄德元")
    told = await answers(record, resident.conversation_id)
    assert (told["id_number"], told["contact_name"]) == (NUMBER, "黄德元")
    resident.say("1")
    assert (await answers(record, resident.conversation_id))["safety_now"] == "safe"


@pytest.mark.parametrize("words", ["那是我屋头的照片", "那张是我的残疾证", "刚才发的是村里开的证明"])
async def test_a_photo_nobody_recognises_is_kept_said_so_and_holds_nothing_up(
    service: Service, record: Casework, words: str
) -> None:
    resident = begun(service)
    attach(resident, make_paper("other", TUNING_SEEDS - 16))
    heard = hear(resident, "认不出是什么材料，工作人员会看")
    assert NOTICE not in heard and resident.asked == "safety_now"
    resident.say(words)
    assert "会对着您说的看" in resident.heard and resident.asked == "safety_now"
    assert "safety_now" not in await answers(record, resident.conversation_id)
    resident.say("1")
    assert (await answers(record, resident.conversation_id))["safety_now"] == "safe"


async def test_health_may_be_noted_again_in_words(service: Service, record: Casework) -> None:
    resident = begun(service)
    resident.say("病情的事不要记")
    assert (await consents(record, resident.conversation_id))["sensitive_health"] in ("refused", "withdrawn")
    resident.say("病情的事可以记了嘛")
    assert consent_text("sensitive_health").text in resident.heard and resident.asked == "safety_now"
    assert (await consents(record, resident.conversation_id))["sensitive_health"] == "given"


@pytest.mark.parametrize("words", ["照片删掉", "把照片给我删了嘛"])
async def test_photos_are_deleted_alone_and_what_was_told_stays(service: Service, record: Casework, words: str) -> None:
    resident = begun(service)
    attach(resident, make_paper("other", TUNING_SEEDS - 16))
    hear(resident, "工作人员会看")
    resident.say(words)
    assert "照片和文件都删掉吗" in resident.heard
    resident.say("1")
    assert "照片都删了" in resident.heard and resident.asked == "safety_now"
    assert (await answers(record, resident.conversation_id))["incident_cause"] == "injury"


async def test_a_lost_register_holds_nothing_up(service: Service) -> None:
    resident = begun(service)
    resident.say("户口本掉了咋办")
    assert "派出所" in resident.heard and resident.asked == "safety_now"


async def test_on_a_phone_the_last_number_is_not_to_tell(line: Line) -> None:
    resident = line.resident()
    resident.say("我昨天在福泉市金山街道的工地上摔断了腿，没钱交住院押金")
    resident.say("同意")
    resident.do(resident.phone.send_image(id_card().jpeg()))
    heard = shown(resident, "看清了")
    assert NOTICE in heard and "4" in heard
    resident.say("4")
    state = await read_state(line.cw, resident.conversation_id)
    assert state.consents["sensitive_id"] == "refused" and state.draft and "id_number" not in state.draft.answers
