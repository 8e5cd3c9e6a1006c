"""A bad file is refused with its line and what to write instead; the same loader reads files and rows."""

import re

import pytest

from policy.book import PolicyBook
from policy.checker import check_files
from policy.loader import read_folder, version_of
from policy.model import PolicyError

STANDARD = "parameters/national/guizhou/qiannan/fuquan/minimum_living_standard.yaml"
COUNTY = "parameters/national/guizhou/qiannan/fuquan/"
HEAD = "quantity: minimum_living_standard\nunit: CNY/month\nvalues:\n"
GOOD = "  - {area: urban, from: 2022-04-01, value: 705, confirmed: true, reference: {title: 文件}}\n"
LATER = "  - {area: urban, from: 2023-04-01, value: 762, confirmed: true, reference: {title: 文件}}\n"


def entry(**changes: str) -> str:
    parts = {
        "area": "urban", "from": "2022-04-01", "value": "705", "confirmed": "true", "reference": "{title: 文件}",
    } | changes  # fmt: skip
    return "  - {" + ", ".join(f"{key}: {word}" for key, word in parts.items() if word) + "}\n"


BAD = {
    "a date that does not exist": (HEAD + GOOD + entry(**{"from": "2022-02-30"}), 5, "不存在", "日历"),
    "a date in another style": (HEAD + entry(**{"from": "2022/4/1"}), 4, "日期", "2026-07-01"),
    "no date at all": (HEAD + entry(**{"from": ""}), 4, "日期", "2026-07-01"),
    "an end before the start": (HEAD + entry(to="2021-01-01"), 4, "之前", "日期"),
    "a wrong unit of the file": (HEAD.replace("month", "week") + GOOD, 2, "单位", "CNY/month"),
    "a wrong unit of an entry": (HEAD + entry(unit="CNY/day"), 4, "单位", "CNY/month"),
    "no unit": (HEAD.replace("unit: CNY/month\n", "") + GOOD, 3, "单位", "CNY/month"),
    "no reference": (HEAD + GOOD + entry(**{"from": "2023-04-01", "reference": ""}), 5, "reference", "title"),
    "an empty reference": (HEAD + entry(reference="{}"), 4, "出处", "title"),
    "an unknown document": (HEAD + entry(reference="{document: no_such_law}"), 4, "没有登记", "references.yaml"),
    "a law not yet in force": (
        HEAD + entry(reference="{document: social_assistance_law}"), 4, "还没有施行", "2026-07-01"
    ),
    "no confirmed": (HEAD + entry(confirmed=""), 4, "confirmed", "true 或 false"),
    "confirmed is a word": (HEAD + entry(confirmed="maybe"), 4, "真假", "true"),
    "two values on one day": (HEAD + GOOD + entry(value="706"), 5, "重叠", "from"),
    "an end inside the next": (HEAD + entry(to="2023-05-01") + LATER, 5, "重叠", "to"),
    "an unknown key": (HEAD + entry(colour="red"), 4, "不认识的键“colour”", "confirmed"),
    "an unknown key of the file": ("source: me\n" + HEAD + GOOD, 1, "不认识的键“source”", "values"),
    "a key twice": (HEAD + "  - {area: urban, area: rural, from: 2022-04-01, gap: 不知道}\n", 4, "两次", "一个"),
    "zero for a gap": (HEAD + entry(value="0"), 4, "零", "gap"),
    "a negative sum": (HEAD + entry(value="-5"), 4, "零或负数", "gap"),
    "not a number": (HEAD + entry(value="about 700"), 4, "不是数字", "数字"),
    "no value": (HEAD + entry(value=""), 4, "没有 value", "gap"),
    "value and gap together": (HEAD + entry(gap="不知道"), 4, "不能一起", "value"),
    "a gap without a reason": (HEAD + "  - {area: urban, from: 2022-04-01, gap: }\n", 4, "文字", "原因"),
    "an unknown area": (HEAD + entry(area="suburb"), 4, "suburb", "urban、rural"),
    "no area": (HEAD + entry(area=""), 4, "area", "urban、rural"),
    "no values": ("quantity: minimum_living_standard\nunit: CNY/month\n", 1, "没有 values", "values"),
    "another quantity": (HEAD.replace("living", "loving") + GOOD, 1, "文件名", "minimum_living_standard"),
    "broken YAML": (HEAD + "  - {area: urban\n" + GOOD, 5, "YAML", "缩进"),
    "a year nobody can mean": (HEAD + entry(**{"from": "2206-07-01"}), 4, "年份", "2100"),
    "unconfirmed without a reason": (HEAD + entry(confirmed="false"), 4, "为什么没确认", "note"),
    "a year's sum as a month's": (
        HEAD + GOOD + entry(**{"from": "2023-04-01", "value": "5316"}), 5, "差得太多", "CNY/year"
    ),
    "town and country in one unit": (HEAD + GOOD + entry(area="rural", value="5316"), 5, "单位相同", "CNY/year"),
    "a law that has ended": (HEAD + entry(reference="{document: review_law_2017}"), 4, "失效", "to: 2023-12-31"),
    "an end after the law's end": (
        HEAD + entry(to="2024-06-30", reference="{document: review_law_2017}"), 4, "失效", "to: 2023-12-31"
    ),
    "an empty file": ("", 1, "空的", "values"),
    "a list of words": (HEAD + "  - urban\n", 4, "键值", "value"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_parameter_file_is_refused_with_line_and_remedy(files, name):
    text, line, what, instead = BAD[name]
    problems = check_files(files | {STANDARD: text})
    found = [p for p in problems if p.path == STANDARD and p.line == line and what in p.what and instead in p.instead]
    assert found, [str(problem) for problem in problems]
    assert re.match(rf"{STANDARD}:{line}: ", str(found[0]))
    with pytest.raises(PolicyError, match=re.escape(STANDARD)):
        PolicyBook.from_files(files | {STANDARD: text})


REGION = 'code: "522702"\nname: 福泉市\nlevel: county\nserved: true\ncase_prefix: 福\n'
TITLED = "confirmed: true, reference: {title: x}}\n"
SAY = "topic: ask_amount\nvariants:\n  - say:\n"
AMOUNT, HOTLINES = "answers/ask_amount.yaml", "quantity: hotlines\nvalues:\n  - {line: own, from: 2020-01-01, "
RULES = "quantity: rules\nvalues:\n  - {rule: x, from: 2020-01-01, "
RULE_OF = (
    "quantity: paper_rules\nvalues:\n  - {lane: minimum_living, fact: applicant_role, is: proxy, from: 2020-01-01, "
)
MOON = "quantity: moon\nvalues:\n  - {from: 2020-01-01, gap: x}\n"
HUNAN = "parameters/national/hunan/urgent_aid_cap.yaml"
HOURS = "quantity: office_hours\nvalues:\n  - {from: 2020-01-01, value: {weekdays: ['1'], sessions: [9-12]}, "
CRISIS = "quantity: crisis_lines\nvalues:\n  - {intent: crisis_violence, from: 2020-01-01, value: [aunt], "
USES = "topic: ask_amount\nvariants:\n  - uses:\n      a: {quantity: nope}\n    say:\n      - text: 好。\n"
OTHER_BAD = {
    "region code": (COUNTY + "region.yaml", REGION.replace("522702", "5227"), 1, "六位"),
    "region level": (COUNTY + "region.yaml", REGION.replace("county", "town"), 3, "level"),
    "region served": (COUNTY + "region.yaml", REGION.replace("true", "perhaps"), 4, "真假"),
    "region prefix": (COUNTY + "region.yaml", REGION.replace("福\n", "福泉\n"), 5, "一个字"),
    "region under the wrong prefecture": (COUNTY + "region.yaml", REGION.replace("522702", "513239"), 1, "不在上级"),
    "region as wide as the one around it": (
        COUNTY + "region.yaml", REGION.replace("county", "prefecture"), 3, "不在上级"
    ),
    "township of another county": (COUNTY + "townships.yaml", '"522701001": 某街道\n', 1, "前六位"),
    "region key": (COUNTY + "region.yaml", REGION + "mayor: 某\n", 6, "mayor"),
    "region without a name": (COUNTY + "region.yaml", REGION.replace("name: 福泉市\n", ""), 1, "name"),
    "code used twice": (COUNTY + "region.yaml", REGION.replace("522702", "522700"), 1, "已有"),
    "township code": (COUNTY + "townships.yaml", '"52270": 某镇\n', 1, "九位"),
    "folder without a region": (HUNAN, "quantity: urgent_aid_cap\nvalues: []\n", 1, "region.yaml"),
    "quantity nobody registered": (COUNTY + "moon.yaml", MOON, 1, "没有登记"),
    "paper the verification can see": (COUNTY + "paper_rules.yaml", RULE_OF + "value: [vehicle_papers], " + TITLED, 3, "核对查得到"),
    "law that ends before it begins": (
        "parameters/national/guizhou/qiannan/references.yaml",
        "x:\n  title: 某文件\n  in_force_from: 2024-01-01\n  in_force_to: 2023-01-01\n", 4, "施行日",
    ),
    "law without a title": ("parameters/national/guizhou/qiannan/references.yaml", "x:\n  short: 某\n", 1, "title"),
    "law known by another file": (
        "parameters/national/guizhou/qiannan/references.yaml", "review_law_2023:\n  title: 某文件\n", 1, "已经用过",
    ),
    "key of a law": (
        "parameters/national/guizhou/qiannan/references.yaml", "x:\n  title: 某\n  colour: 红\n", 3, "colour",
    ),
    "hours": (COUNTY + "office_hours.yaml", HOURS + TITLED, 3, "时段"),
    "crisis line": (COUNTY + "crisis_lines.yaml", CRISIS + TITLED, 3, "aunt"),
    "record field": (
        COUNTY + "hotlines.yaml", HOTLINES + "value: {label: 民政, number: '1', hours: 9}, " + TITLED, 3, "hours"
    ),
    "record field missing": (
        COUNTY + "hotlines.yaml", HOTLINES + "value: {label: 民政, number: '1'}, " + TITLED, 3, "use"
    ),
    "gap in a field that must be known": (
        COUNTY + "hotlines.yaml", HOTLINES + "value: {label: 民政, number: {gap: x}, use: 问}, " + TITLED, 3, "文字"
    ),
    "a no to a resident": (COUNTY + "rules.yaml", RULES + "value: 有车的人不能申请。, " + TITLED, 3, "不能申请"),
    "too long a sentence": (COUNTY + "rules.yaml", RULES + f"value: {'长' * 61}, " + TITLED, 3, "60"),
    "answer: unknown placeholder": (AMOUNT, SAY + "      - text: 给{amount}。\n", 4, "amount"),
    "answer: unknown rule": (AMOUNT, SAY + "      - rule: nope\n", 4, "nope"),
    "answer: unknown quantity": (AMOUNT, USES, 4, "nope"),
    "answer: banned words": (AMOUNT, SAY + "      - text: 您不符合条件。\n", 4, "不符合"),
    "answer: text and rule": (AMOUNT, SAY + "      - {text: 好。, rule: urgent_place}\n", 4, "要么"),
    "answer: topic": (AMOUNT, "topic: ask_money\nvariants: []\n", 1, "文件名"),
    "answer: nothing": (AMOUNT, "topic: ask_amount\n", 1, "variants"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_BAD)
def test_every_kind_of_file_is_checked(files, name):
    path, text, line, what = OTHER_BAD[name]
    problems = check_files(files | {path: text})
    found = [p for p in problems if p.path == path and p.line == line and what in p.what + p.instead]
    assert found, [str(problem) for problem in problems]
    assert found[0].instead


NEW = "parameters/national/guizhou/qiannan/duyun/region.yaml"
DUYUN = 'code: "522701"\nname: 都匀市\nlevel: county\nserved: true\ncase_prefix: 匀\n'


def test_a_served_county_needs_its_standard_or_a_gap_of_its_own(files):
    problems = [problem for problem in check_files(files | {NEW: DUYUN}) if problem.path == NEW]
    assert {problem.line for problem in problems} == {1}
    assert ["urban" in problem.what for problem in problems] == [False, True]
    assert all("最低生活保障标准" in problem.what and "gap" in problem.instead for problem in problems)
    assert check_files(files | {NEW: DUYUN.replace("served: true", "served: false")}) == []
    gaps = HEAD + "".join(f"  - {{area: {area}, from: unknown, gap: 没有查到}}\n" for area in ("urban", "rural"))
    assert check_files(files | {NEW: DUYUN, NEW.replace("region", "minimum_living_standard"): gaps}) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("floor: minimum_living_floor", "floor: no_such_limit", "no_such_limit"),
        ("needed: true", "needed: perhaps", "真假"),
        ("needed: true", "wanted: true", "wanted"),
    ],
)
def test_the_register_is_checked(files, old, new, what):
    register = "parameters/quantities.yaml"
    problems = check_files(files | {register: files[register].replace(old, new)})
    found = [problem for problem in problems if problem.path == register and what in problem.what]
    assert found and found[0].line > 1 and found[0].instead


def test_a_value_up_to_the_end_of_its_law_is_fine(files):
    path = "parameters/national/sichuan/temporary_aid_minimum.yaml"
    assert check_files(files | {path: files[path].replace(", to: 2029-01-31", "")})
    assert not check_files(files | {path: files[path].replace("to: 2029-01-31", "to: 2027-01-31")})


def test_our_own_files_are_without_fault(files):
    assert check_files(files) == []


def test_version_is_the_hash_of_paths_and_texts(files, book):
    assert book.version == version_of(dict(reversed(files.items())))
    assert re.fullmatch(r"[0-9a-f]{64}", book.version)
    assert version_of(files | {STANDARD: files[STANDARD] + "# "}) != book.version
    assert PolicyBook.load().version == version_of(read_folder())


def test_rows_and_files_give_the_same_book(files, book):
    from datetime import date

    rows = PolicyBook.from_files(dict(files))
    day = date(2026, 11, 23)
    assert rows.value("minimum_living_standard", "522702", day, area="urban") == book.value(
        "minimum_living_standard", "522702", day, area="urban"
    )


def test_nothing_at_all_is_refused_not_raised():
    assert check_files({})
