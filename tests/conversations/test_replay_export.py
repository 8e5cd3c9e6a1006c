"""`jiuji replay export` on the running service: nothing of the original is left, and the file plays as it was said."""

import re
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml
from sqlalchemy import select

from casework.domain.id_numbers import check_character, id_number_problem
from casework.services import conversations
from casework.services.audit import verify_chain
from casework.services.context import Casework
from casework.storage.keeping_models import AuditEvent
from contracts.messages import Bubble
from tests.conversations.recorded import Recorded, differences, end_differences, play, read_recorded
from tests.resident import Resident
from tests.service_fixtures import Service

pytestmark = pytest.mark.model
ID_NUMBER = "51322819870615442" + check_character("51322819870615442")
SAID = [
    "前天屋头遭火烧了，在黑水县色尔古镇，没地方住",
    "[同意]",
    "139 9833-4455",
    "电话改成幺三七九八六五四三二幺",
    f"我叫贾秀兰，身份证{ID_NUMBER}",
    "对，报上去",
    "接着补",
    "我一个人",
    "没有",
    "1",
    "在",
    "没有",
    "云南昭通",
    "{case} 办到哪一步了",
    "我11月2日在镇上问过，住大瓦村3组12号，微信号pujia_1987，卡号6217003810026541234",
]
ORIGINALS = (
    "贾秀兰", "秀兰", "139 9833-4455", "13998334455", "9833", "幺三七九八六五四三二幺", "13798654321", ID_NUMBER,
    ID_NUMBER[6:14], "色尔古", "513228102", "昭通", "530600", "大瓦村", "pujia_1987", "6217003810026541234", "11月2日",
)  # fmt: skip


def run_of(service: Service, lines: list[str]) -> tuple[str, list[str]]:
    """A talk; its conversation, and the case number that was given in it."""
    steps = [{"tap": line[1:-1]} if line.startswith("[") else {"say": line} for line in lines]
    run = play(service.base, Recorded("talk", "", steps))
    assert not [answer.problem for answer in run.answers if answer.problem]
    return run.conversation_id, re.findall(r"[\u4e00-\u9fff]-[0-9A-Z]{5}-[0-9A-Z]{5}", run.answers[-2].said)


def export(service: Service, conversation_id: str, out: Path, *more: str) -> CompletedProcess[str]:
    return service.run("replay", "export", conversation_id, "--out", str(out), *more)


@pytest.fixture(scope="module")
def exported(service: Service, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[str]]:
    conversation_id, numbers = run_of(service, SAID)
    out = tmp_path_factory.mktemp("export") / "masked.yml"
    done = export(service, conversation_id, out, "--who", "一个人住的妇女")
    assert done.returncode == 0, done.stderr
    return conversation_id, out, numbers


def test_nothing_of_the_original_is_left(exported: tuple[str, Path, list[str]]):
    conversation_id, out, numbers = exported
    text = out.read_text(encoding="utf-8")
    assert len(numbers) == 1 and "{case} 办到哪一步了" in text
    assert [value for value in (*ORIGINALS, *numbers, conversation_id) if value in text] == []


def test_stand_ins_are_valid_of_their_kind(exported: tuple[str, Path, list[str]]):
    content = yaml.safe_load(exported[1].read_text(encoding="utf-8"))
    draft, said = content["draft"], [step.get("say", "") for step in content["steps"]]
    assert re.fullmatch(r"1[3-9]\d{9}", draft["contact_phone"]), "the number told last, masked"
    assert re.fullmatch(r"1\d\d \d{4}-\d{4}", said[2]), "written with its gaps"
    spoken = said[3].removeprefix("电话改成")
    assert len(spoken) == 11 and not re.search(r"\d", spoken), "spoken figures stay spoken"
    assert id_number_problem(draft["id_number"], date.today()) is None
    assert draft["id_number"][6:9] == "198" and int(draft["id_number"][16]) % 2 == int(ID_NUMBER[16]) % 2
    assert draft["id_number"] in said[4]
    assert draft["incident_township"].startswith("513228") and draft["hukou_region"].startswith("53")
    assert draft["incident_date"] == "{day-2}" and draft["incident_text"] == "told"
    assert content["steps"][1] == {"tap": "同意", "asks": "contact_phone"}


async def test_it_plays_as_it_was_said(
    exported: tuple[str, Path, list[str]], service: Service, record: Casework
):  # fmt: skip
    recorded = read_recorded(exported[1])
    run = play(service.base, recorded)
    assert differences(recorded, run) == []
    assert recorded.end["draft"] and await end_differences(recorded, record, run.conversation_id) == []


async def test_what_goes_otherwise_is_told_turn_by_turn(
    exported: tuple[str, Path, list[str]], service: Service, record: Casework
):  # fmt: skip
    recorded = read_recorded(exported[1])
    recorded.steps[2] |= {"asks": "incident_date", "card": "crisis"}
    recorded.end["draft"] |= {"safety_now": "safe"}
    run = play(service.base, recorded)
    [told] = differences(recorded, run)
    assert told.startswith(f"turn 3, said: {recorded.steps[2]['say']}")
    assert (
        "asks: expected incident_date, heard review_confirm" in told
        and "expected ['crisis'], heard ['summary']" in told
    )
    assert "    heard:\n    | 记下了：电话" in told
    [end] = await end_differences(recorded, record, run.conversation_id)
    assert end == "at the end, draft.safety_now: expected safe, is no_food_or_shelter"


async def test_it_is_in_the_audit(exported: tuple[str, Path, list[str]], record: Casework):
    async with record.database.read() as session:
        query = select(AuditEvent).where(AuditEvent.object_id == exported[0])
        [event] = [one for one in await session.scalars(query) if one.action == "conversation.exported"]
    assert event.actor_kind == "operator" and event.actor_id and event.detail["steps"] == len(SAID)
    assert (await verify_chain(record)).problem is None


async def test_erased_unknown_and_silent_conversations_are_refused(service: Service, record: Casework, tmp_path: Path):
    erased, _ = run_of(service, ["在福泉遭人偷了", "同意", "把我填的都删了", "都删掉"])
    silent = play(service.base, Recorded("silent", "", [])).conversation_id
    out = tmp_path / "no.yml"
    for conversation_id, words in ((erased, "要求删除"), ("0" * 32, "没有这段对话"), (silent, "还没说过话")):
        done = export(service, conversation_id, out)
        assert done.returncode == 1 and words in done.stderr and "Traceback" not in done.stderr
    assert not out.exists()
    out.write_text("mine")
    done = export(service, erased, out)
    assert done.returncode == 1 and "已存在" in done.stderr and out.read_text() == "mine"
    assert "文件夹不存在" in export(service, erased, tmp_path / "nowhere" / "x.yml").stderr


async def test_what_a_person_did_is_cut_off(service: Service, record: Casework, tmp_path: Path):
    resident = Resident(service.base)
    resident.say("你好"), resident.say("转人工")
    await conversations.say(record, resident.conversation_id, [Bubble(text="您好，我是小王。")], origin="staff")
    resident.say("我家房子烧了")
    out = tmp_path / "cut.yml"
    assert export(service, resident.conversation_id, out).returncode == 0
    content = yaml.safe_load(out.read_text(encoding="utf-8"))
    assert [step["say"] for step in content["steps"]] == ["你好", "转人工"]
    assert content["cut"] == "staff" and not {"draft", "mode", "case_state"} & set(content)
    recorded = read_recorded(out)
    assert recorded.end == {} and differences(recorded, play(service.base, recorded)) == []
