"""A changed law is tried on households: who changes, in what, and which parameter did it; stored cases stay nameless."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.errors import BadRequest
from jiuji.policy_households import golden_households, without_identity
from jiuji.policy_simulate import simulate
from jiuji.settings import Settings
from policy.book import PolicyBook
from policy.simulator import Household, compare

COUNTY = "parameters/national/guizhou/qiannan/fuquan/"
STANDARD, NATION = COUNTY + "minimum_living_standard.yaml", "parameters/national/"
TODAY = date(2026, 11, 23)


def household(wages: int, **told: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "aid": "minimum_living", "region": "522702", "hukou_region": "522702", "as_of": "2024-06-03",
        "standard_kind": "urban", "members": [{"relation": "self", "age": 40, "occupation": "casual"}],
        "income_wages": wages, "income_farm_business": 0, "income_property": 0, "income_support": 0,
        "necessary_expenses": 0, "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [],
        "savings_band": "low", "business": "none",
    }  # fmt: skip
    return facts | told


def raised(files: dict[str, str], **changes: str) -> dict[str, str]:
    text = files[STANDARD]
    for old, new in changes.items():
        assert f"value: {old[1:]}," in text
        text = text.replace(f"value: {old[1:]},", f"value: {new},")
    return files | {STANDARD: text}


def run(book: PolicyBook, files: dict[str, str], *facts: dict[str, object]):
    households = [Household(f"第{number}户", each) for number, each in enumerate(facts, start=1)]
    return compare(book, PolicyBook.from_files(files), households, TODAY)


def words(change, what: str) -> tuple[str, str] | None:
    return next(((part.before, part.after) for part in change.parts if part.what == what), None)


def test_the_same_law_changes_nobody(book, files):
    found = run(book, files, household(0), household(12000), {"aid": "temporary_urgent"}, {})
    assert (found.households, found.changes) == (4, [])
    assert found.summary() == ["4 户里 0 户有变化"]


def test_a_raised_standard_takes_in_who_was_just_above_it(book, files):
    # 808 a month: 9600 a year is 800, 10000 is 833.33
    found = run(book, raised(files, v808="850"), household(9600), household(10000), household(12000))
    assert [change.name for change in found.changes] == ["第2户", "第1户", "第3户"], "who changes sides comes first"
    second = found.changes[0]
    assert (second.outcome_before, second.outcome_after) == ("alternative", "likely")
    assert words(second, "初步看法") == ("先看别的帮助", "可能符合")
    assert words(second, "每月差额估算")[0] == "没有"
    first = found.changes[1]
    assert words(first, "初步看法") is None
    assert words(first, "每月差额估算") == ("8元", "50元")
    assert "808元" in words(first, "标准")[0] and "850元" in words(first, "标准")[1]
    assert found.summary()[:2] == ["3 户里 3 户有变化", "先看别的帮助 → 可能符合：1 户"]


def test_the_parameter_that_moved_is_named_with_both_values(book, files):
    (change,) = run(book, raised(files, v808="850"), household(10000)).changes
    (moved,) = change.because
    assert (moved.quantity, moved.place) == ("minimum_living_standard", "福泉市")
    assert (moved.before, moved.after) == ("每人每月808元", "每人每月850元")
    assert "因为 福泉市“最低生活保障标准（城市）”：每人每月808元 → 每人每月850元" in str(change)


def test_only_the_guilty_parameter_is_named(book, files):
    changed = raised(files, v808="850")
    cap = COUNTY + "urgent_aid_cap.yaml"
    changed[cap] = changed[cap].replace("value: 50000", "value: 60000")
    (change,) = run(book, changed, household(10000)).changes
    assert {moved.quantity for moved in change.because} == {"minimum_living_standard"}


def test_every_guilty_parameter_is_named(book, files):
    changed = raised(files, v808="850")
    rule = NATION + "minimum_living_limit.yaml"
    changed[rule] = changed[rule].replace("value: 20, confirmed", "value: 15, confirmed")
    (change,) = run(book, changed, household(9600)).changes
    assert {moved.quantity for moved in change.because} == {"minimum_living_standard", "minimum_living_limit"}
    assert words(change, "多久办完") == ("20 working_days", "15 working_days")


def test_parameters_that_only_work_together_are_named_together(book, files):
    # a rule for a paper nobody describes asks for nothing, nor does a paper no rule asks for
    paper = (
        "  - {paper: letter, from: 2020-01-01, value: {title: 介绍信, why: 看看, required: later, instead: 没有也行}, "
        "confirmed: true, reference: {title: 文件}}\n"
    )
    rule = (
        "quantity: paper_rules\nvalues:\n  - {lane: minimum_living, fact: standard_kind, is: urban, from: 2020-01-01, "
        "value: [letter], confirmed: true, reference: {title: 文件}}\n"
    )
    papers = NATION + "papers.yaml"
    new = files | {papers: files[papers] + paper, COUNTY + "paper_rules.yaml": rule}
    (change,) = run(book, new, household(6000)).changes
    assert "介绍信" in words(change, "材料")[1] and [part.what for part in change.parts] == ["材料"]
    assert {moved.quantity for moved in change.because} == {"papers", "paper_rules"}


def test_a_value_that_is_only_confirmed_now_is_told_as_such(book, files):
    text = files[STANDARD].replace("value: 832, confirmed: false", "value: 832, confirmed: true")
    # between the last confirmed value, 808, and 832
    facts = household(9816, as_of="2025-06-02")
    (change,) = run(book, files | {STANDARD: text}, facts).changes
    assert (change.outcome_before, change.outcome_after) == ("needs_review", "likely")
    (moved,) = change.because
    assert "没有确认" in moved.before and "已确认" in moved.after


def test_other_places_and_days_are_left_alone(book, files):
    elsewhere = household(10000, region="513201", hukou_region="513201")
    earlier = household(8000, as_of="2023-02-01")
    assert run(book, raised(files, v808="850"), elsewhere, earlier).changes == []


def test_a_new_place_changes_who_lives_there(book, files):
    folder = "parameters/national/guizhou/qiannan/duyun/"
    new = files | {
        folder + "region.yaml": 'code: "522701"\nname: 都匀市\nlevel: county\nserved: true\ncase_prefix: 匀\n',
        folder + "minimum_living_standard.yaml": files[STANDARD],
    }
    (change,) = run(book, new, household(6000, region="522701", hukou_region="522701")).changes
    assert (change.outcome_before, change.outcome_after) == ("needs_review", "likely")
    assert change.region == "都匀市"


def test_facts_without_a_day_are_read_today(book, files):
    facts = {key: value for key, value in household(6000).items() if key != "as_of"}
    (change,) = run(book, raised(files, v832="900"), facts).changes
    assert change.as_of == "2026-11-23"


@pytest.mark.parametrize("facts", [{}, {"region": 7, "aid": []}, {"members": "?", "aid": "minimum_living"}])
def test_nonsense_is_compared_like_anything_else(book, files, facts):
    assert run(book, raised(files, v808="850"), facts).households == 1


# --- de-identification
TOLD = {
    "aid": "minimum_living", "region": "522702", "hukou_township": "522702105", "hukou_region": "522702105",
    "contact_name": "罗小兰", "contact_phone": "13900000000", "id_number": "522702199001010011",
    "incident_text": "罗小兰家里着火", "incident_place": "龙昌镇某村", "income_wages": {"low": 100, "high": None},
    "members": [
        {"relation": "self", "age": 40, "name": "罗小兰", "note": "很苦", "disability": {"category": "visual", "level": 1}},
        {"relation": "隔壁罗婆婆", "age": 70, "usual_region": "522702105"},
    ],
    "vehicles": [{"kind": "car", "plate": "贵J00000", "value": 9000}], "necessary_expenses": "declined",
}  # fmt: skip


def test_a_stored_case_keeps_only_what_the_assessment_rests_on():
    kept = without_identity(TOLD)
    said = json.dumps(kept, ensure_ascii=False)
    for secret in ("罗", "139", "5227021990", "贵J", "苦", "龙昌", "522702105"):
        assert secret not in said, secret
    assert (kept["aid"], kept["region"], kept["hukou_region"]) == ("minimum_living", "522702", "522702")
    assert kept["income_wages"] == {"low": 100, "high": None} and kept["necessary_expenses"] == "declined"
    assert kept["members"][0] == {"relation": "self", "age": 40, "disability": {"category": "visual", "level": 1}}
    assert kept["members"][1] == {"relation": None, "age": 70, "usual_region": "522702"}
    assert kept["vehicles"] == [{"kind": "car", "value": 9000}]


def test_what_is_kept_is_assessed_as_the_whole(book):
    facts = household(6000, contact_name="罗小兰", contact_phone="13900000000")
    assert book.assess(without_identity(facts)) == book.assess(facts)


# --- the command
@pytest.fixture
def draft(tmp_path, files) -> Path:
    path = tmp_path / "draft" / STANDARD
    path.parent.mkdir(parents=True)
    path.write_text(raised(files, v808="850")[STANDARD], encoding="utf-8")
    return tmp_path / "draft"


@pytest.fixture
def homes(tmp_path) -> Path:
    folder = tmp_path / "homes"
    folder.mkdir()
    facts = household(10000) | {"region": 522702, "as_of": date(2024, 6, 3)}
    import yaml

    text = yaml.safe_dump([{"name": "金山一家", "facts": facts, "expect": {}}], allow_unicode=True)
    (folder / "a.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path / "var", secret_key="k" * 40)


async def test_the_command_says_it_in_words(draft, homes, settings, capsys):
    assert await simulate(draft, homes, settings, cases=True, as_json=False) == 0
    out = capsys.readouterr().out
    assert "1 户里 1 户有变化" in out and "金山一家（福泉市，2024-06-03）" in out
    assert "初步看法：先看别的帮助 → 可能符合" in out and "每人每月808元 → 每人每月850元" in out
    assert not (settings.data_dir / "jiuji.db").exists(), "no record is made where there is none"


async def test_the_command_says_it_in_json(draft, homes, settings, capsys):
    assert await simulate(draft, homes, settings, cases=False, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["households"], told["changed"]) == (1, 1)
    assert told["policy_version"]["before"] != told["policy_version"]["after"]
    (change,) = told["changes"]
    assert (change["outcome_before"], change["outcome_after"]) == ("alternative", "likely")
    assert change["because"][0]["quantity"] == "minimum_living_standard"


async def test_a_whole_folder_is_a_draft_too(tmp_path, files, homes, settings, capsys):
    for path, text in raised(files, v808="850").items():
        file = tmp_path / "whole" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert await simulate(tmp_path / "whole", homes, settings, cases=False, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == 1


async def test_a_draft_with_a_fault_is_refused_with_its_line(draft, homes, settings, capsys):
    path = draft / STANDARD
    path.write_text(path.read_text(encoding="utf-8").replace("value: 850", "value: 0"), encoding="utf-8")
    assert await simulate(draft, homes, settings, cases=False, as_json=False) == 1
    assert f"{path}:" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["- 1\n", "name: x\n", "- {name: x}\n", "- {facts: [\n"])
def test_a_file_of_no_households_is_named(tmp_path, text):
    (tmp_path / "b.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BadRequest, match=r"b\.yml"):
        golden_households(tmp_path)


async def test_folders_that_are_not_there(tmp_path, draft, settings, capsys):
    assert await simulate(tmp_path / "nowhere", None, settings, cases=False, as_json=False) == 2
    assert await simulate(draft, tmp_path / "nobody", settings, cases=False, as_json=False) == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert await simulate(draft, empty, settings, cases=False, as_json=False) == 2
    err = capsys.readouterr().err
    assert "nowhere" in err and "nobody" in err and "没有可以试算的人家" in err


async def stored(settings: Settings, *told: dict[str, object]) -> None:
    """A record with one case for each of these facts."""
    from casework.storage.migrate import upgrade
    from casework.storage.models import Case, Conversation, Draft, Resident
    from jiuji.compose import open_casework

    settings.data_dir.mkdir(parents=True)
    upgrade(settings.database)
    at = datetime(2026, 11, 2, tzinfo=UTC)
    async with open_casework(settings) as cw, cw.database.write() as session:
        for number, facts in enumerate(told):
            key = str(number)
            session.add(Resident(id=key, created_at=at))
            await session.flush()
            session.add(Conversation(id=key, resident_id=key, channel="web", identity_hash=key, created_at=at))
            await session.flush()
            draft = Draft(
                id=key, conversation_id=key, resident_id=key, lane="minimum_living", created_at=at, updated_at=at
            )
            session.add(draft)
            await session.flush()
            case = Case(
                id=key, number=f"福{key}", draft_id=key, conversation_id=key, resident_id=key, programme="minimum_living",
                kind="household", region="522702", office={}, facts=facts, assessment=None, policy_version="x",
                as_of=date(2024, 6, 3), submitted_at=at,
            )  # fmt: skip
            session.add(case)


async def test_stored_cases_are_tried_without_a_name_and_audited(draft, homes, settings, capsys):
    await stored(settings, household(10000, contact_name="罗小兰", contact_phone="13900000000"), household(6000), {})
    assert await simulate(draft, homes, settings, cases=True, as_json=True) == 0
    out = capsys.readouterr().out
    told = json.loads(out)
    assert (told["households"], told["changed"]) == (3, 3)
    assert {change["name"] for change in told["changes"]} == {"金山一家", "案件1", "案件2"}
    assert "罗" not in out and "139" not in out and "福0" not in out
    from sqlalchemy import select

    from casework.storage.keeping_models import AuditEvent
    from jiuji.compose import open_casework

    async with open_casework(settings) as cw, cw.database.read() as session:
        (event,) = (await session.scalars(select(AuditEvent))).all()
    assert (event.action, event.detail) == ("policy.simulated", {"cases": 3})
    assert await simulate(draft, homes, settings, cases=False, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["households"] == 1


async def test_a_record_that_cannot_be_read_is_said_in_a_sentence(draft, homes, settings):
    settings.data_dir.mkdir(parents=True)
    (settings.data_dir / "jiuji.db").touch()
    with pytest.raises(BadRequest, match="jiuji migrate"):
        await simulate(draft, homes, settings, cases=True, as_json=True)


async def test_the_golden_households_are_the_default(tmp_path, files, settings, capsys):
    # a number to ring is in no assessment: all are tried, nobody changes
    path = tmp_path / "draft" / NATION / "hotlines.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(files[NATION + "hotlines.yaml"].replace("12351", "12352"), encoding="utf-8")
    assert await simulate(tmp_path / "draft", None, settings, cases=False, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["households"] >= 400 and told["changed"] == 0
    assert told["policy_version"]["before"] != told["policy_version"]["after"]
