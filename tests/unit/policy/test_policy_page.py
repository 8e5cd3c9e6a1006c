"""The readable page: plain words, every line with its source, what is uncertain marked, the law of the day."""

import html
import re
from datetime import date

import pytest

from jiuji.policy_commands import page
from policy.book import PolicyBook
from policy.checker import NEVER_SAID
from policy.page import as_html, as_markdown, page_of

NOW = date(2026, 11, 23)


def markdown(book: PolicyBook, code: str, on: date = NOW) -> str:
    return as_markdown(page_of(book.parameters, book.region(code), on, book.version))


def test_a_page_says_standard_office_terms_and_what_is_not_known(book):
    text = markdown(book, "522702")
    assert text.startswith("# 贵州省黔南布依族苗族自治州福泉市社会救助一览")
    assert "最低生活保障标准（农村）：每人每年7263元，2025年4月1日起" in text
    assert "福泉市民政局" in text and "12345" in text
    assert "低保办理时限（乡镇确认）：20个工作日" in text
    assert "《中华人民共和国社会救助法》 第三十七条" in text
    gaps = text.split("## 还不知道的")[1]
    assert "没有拿到福泉市统计公布的人均可支配收入" in gaps


def test_every_county_and_prefecture_has_a_page(book):
    for region in book.parameters.regions.all():
        text = markdown(book, region.code)
        assert f"{region.name}社会救助一览" in text
        assert not re.search(r"None|\{|\}|<", text), region.name


def test_uncertain_lines_are_marked_where_they_stand(book):
    lines = markdown(book, "522702").splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith("- 最低生活保障标准（城市）")]
    assert "没有确认" in lines[at + 1] and "2026年4月1日起可能已变" in lines[at + 1]
    (cap,) = [number for number, line in enumerate(lines) if "特困人员基本生活标准（城市）" in line and "1013" in line]
    assert "没有确认" not in lines[cap + 1]


def test_a_page_of_another_day_has_the_law_of_that_day(book):
    old = markdown(book, "522702", date(2022, 6, 1))
    assert "每人每年5316元" in old and "社会救助法" not in old
    assert "低保办理时限（乡镇确认）：30个工作日" in old
    assert "基础养老金不算收入" in old
    assert "基础养老金不算收入" not in markdown(book, "522702")


def test_nothing_is_said_that_may_not_be_said(book):
    text = markdown(book, "513201")
    assert not [words for words in NEVER_SAID if words in text]


def test_papers_stand_under_their_lane_with_what_replaces_them(book):
    text = markdown(book, "513201")
    part = text.split("## 材料：低保\n")[1].split("\n## ")[0]
    assert "- 都要：身份证（" in part
    assert "- 家里有残疾人：残疾证（找不到就说等级" in part
    assert "- 没有自己的房子：租房合同（" in part
    assert "- 替别人办：委托说明（" in part


def test_html_is_one_file_and_escaped(files):
    path = "parameters/national/guizhou/qiannan/fuquan/rules.yaml"
    text = files[path] + (
        "  - {rule: x, from: 2020-01-01, value: 5 < 6 & <b>好</b>, confirmed: true, reference: {title: 文件}}\n"
    )
    book = PolicyBook.from_files(files | {path: text})
    web = as_html(page_of(book.parameters, book.region("522702"), NOW, book.version))
    assert web.startswith("<!doctype html>") and 'lang="zh-CN"' in web
    assert "5 &lt; 6 &amp; &lt;b&gt;好" in web
    assert not re.search(r"<(script|link|img)|src=|https?://", web)
    assert html.unescape(web).count("<h2>") == web.count("</h2>")


@pytest.mark.parametrize(("as_web", "starts"), [(False, "# 四川省"), (True, "<!doctype html>")])
def test_the_command_prints_it(capsys, as_web, starts):
    assert page("马尔康", NOW, as_web=as_web) == 0
    assert capsys.readouterr().out.startswith(starts)


def test_the_command_names_the_places_it_knows(capsys):
    assert page("火星", NOW) == 2
    assert "福泉市" in capsys.readouterr().err
