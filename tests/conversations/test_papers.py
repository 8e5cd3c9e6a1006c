"""Papers in the talk, with everything real: photos over the page and from a phone, read by the worker, spoken of by Rasa."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import requests

from casework.services.context import Casework
from casework.services.conversation_state import read_state
from tests.conversations.personas import law_problems
from tests.papers import TUNING_SEEDS, SyntheticPaper, make_paper
from tests.resident import Resident
from tests.service_fixtures import Service
from tests.wechat_resident import Line, WeChatResident

pytestmark = pytest.mark.model
STORY = "我昨天在福泉市金山街道的工地上摔断了腿，没钱交住院押金"
KNOWN = {"contact_phone": "13812345670", "incident_region": "福泉市金山街道", "incident_date": "昨天"}
PATIENCE_SECONDS = 120


def id_card() -> SyntheticPaper:
    """A plain ID card with everything to be read on it."""
    return make_paper("id_card_front", TUNING_SEEDS - 7)


def attach(resident: Resident, *papers: SyntheticPaper) -> list[dict[str, Any]]:
    """Photos over the page, sent in one message."""
    ids = []
    for number, paper in enumerate(papers):
        files = {"file": (f"{number}.jpg", paper.jpeg(), "image/jpeg")}
        url = f"{resident.base}/api/chat/attachments"
        answer = requests.post(url, files=files, headers=resident.headers, timeout=60)
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["attachment_id"])
    answer = resident.post({"client_message_id": uuid.uuid4().hex, "attachment_ids": ids})
    assert answer.status_code == 200, answer.text
    resident.last = answer.json()["messages"]
    return resident.last


def hear(resident: Resident, words: str, after: int = 0) -> str:
    """Wait until the bot says these words of its own, `after` a message; what it said with them is the last answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        said = [one for one in resident.history() if one["from"] == "bot" and one["seq"] > after]
        found = next((place for place, one in enumerate(said) if words in one["text"]), None)
        if found is not None:
            resident.last = sorted(said, key=lambda one: one["seq"])[-(len(said) - found) :]
            assert not law_problems(resident.last)
            return resident.heard
        time.sleep(0.5)
    raise AssertionError(f"{words!r} was not said: {[one['text'] for one in resident.history()][-4:]}")


def begun(service: Service, *words: str) -> Resident:
    resident = Resident(service.base)
    for said in (STORY, "同意", *words):
        resident.say(said)
    return resident


async def answers(record: Casework, conversation: str) -> dict[str, Any]:
    state = await read_state(record, conversation)
    return state.draft.answers if state.draft else {}


async def test_an_id_card_over_the_page_is_offered_and_confirmed(service: Service, record: Casework) -> None:
    paper, resident = id_card(), begun(service)
    attach(resident, paper)
    heard = hear(resident, "看清了")
    assert paper.truth["name"] in heard and paper.truth["id_number"] not in heard
    resident.tap("对")
    told = await answers(record, resident.conversation_id)
    assert (told["contact_name"], told["id_number"]) == (paper.truth["name"], paper.truth["id_number"])
    assert resident.asked == "safety_now"


async def test_a_difference_is_shown_and_the_resident_decides(service: Service, record: Casework) -> None:
    paper, resident = id_card(), begun(service)
    resident.say("我叫王小二")
    attach(resident, paper)
    heard = hear(resident, "以哪个为准")
    # whose card it is comes first: nothing else of it is offered before
    assert f"您说的是王小二，身份证上是{paper.truth['name']}，以哪个为准？" in heard and "号码" not in heard
    resident.say("以证上的为准")
    told = await answers(record, resident.conversation_id)
    assert told["contact_name"] == paper.truth["name"] and "id_number" not in told
    assert "号码" in resident.heard
    resident.say("对的")
    assert (await answers(record, resident.conversation_id))["id_number"] == paper.truth["id_number"]


async def test_the_card_of_somebody_else_is_left_alone_once_the_told_name_holds(
    service: Service, record: Casework
) -> None:
    resident = begun(service)
    resident.say("我叫王小二")
    attach(resident, id_card())
    hear(resident, "以哪个为准")
    resident.say("按我说的")
    told = await answers(record, resident.conversation_id)
    assert told["contact_name"] == "王小二" and not {"id_number", "hukou_region"} & set(told)
    assert "号码" not in resident.heard


@pytest.mark.parametrize("damage", ["hopeless_blur", "hopeless_dark"])
async def test_a_spoilt_photo_is_to_be_taken_again_and_the_question_stays(
    service: Service, record: Casework, damage: str
) -> None:
    resident = begun(service)
    attach(resident, make_paper("id_card_front", TUNING_SEEDS - 7, damage))
    hear(resident, "再拍一张就行")
    assert "看清了" not in resident.heard and "id_number" not in await answers(record, resident.conversation_id)
    resident.say("1")
    assert (await answers(record, resident.conversation_id))["safety_now"] == "safe"


async def test_two_papers_at_once_are_offered_one_after_the_other(service: Service, record: Casework) -> None:
    card, fire = id_card(), make_paper("fire_certificate", TUNING_SEEDS - 3)
    resident = begun(service)
    attach(resident, card, fire)
    heard = hear(resident, "看清了")
    assert heard.count("对不对") == 1
    for _ in range(6):
        if not any("对" in reply["title"] for message in resident.last for reply in message["quick_replies"]):
            break
        resident.tap("对")
    told = await answers(record, resident.conversation_id)
    assert told["id_number"] == card.truth["id_number"]


async def test_a_paper_after_filing_joins_the_case(service: Service, record: Casework) -> None:
    resident = begun(service)
    for _ in range(10):
        if resident.card("case"):
            break
        resident.say(KNOWN.get(resident.asked or "", "1"))
    assert resident.card("case")
    paper = id_card()
    attach(resident, paper)
    hear(resident, "看清了")
    resident.say("对的")
    assert (await answers(record, resident.conversation_id))["id_number"] == paper.truth["id_number"]


async def test_who_answers_the_open_question_is_heard(service: Service, record: Casework) -> None:
    resident = begun(service)
    attach(resident, id_card())
    hear(resident, "看清了")
    resident.say("人都安全的")
    assert (await answers(record, resident.conversation_id))["safety_now"] == "safe" and "看清了" not in resident.heard


def shown(resident: WeChatResident, words: str) -> str:
    """Wait until the phone shows these words unasked."""
    has: Callable[[Any], bool] = lambda phone: any(words in text for text in phone.texts)  # noqa: E731
    resident.platform.run(resident.phone.until(has, PATIENCE_SECONDS), PATIENCE_SECONDS + 10)
    resident.new = [text for text in resident.phone.texts if words in text][-1:]
    resident.last = resident.platform.run(resident._said_after())
    return resident.heard


async def test_from_a_wechat_phone_it_is_offered_and_confirmed_by_a_number(line: Line) -> None:
    paper, resident = id_card(), line.resident()
    resident.say(STORY)
    resident.say("同意")
    resident.do(resident.phone.send_image(paper.jpeg()))
    heard = shown(resident, "看清了")
    assert paper.truth["name"] in heard
    resident.say("1")
    state = await read_state(line.cw, resident.conversation_id)
    assert state.draft and state.draft.answers["id_number"] == paper.truth["id_number"]
    assert resident.asked == "safety_now"
