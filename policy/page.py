"""One readable page of what is in force at a place on a day, in plain Chinese, every line with what it rests on."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from policy import places
from policy.fields import FieldGap
from policy.model import Gap, Office, Region, Value
from policy.parameters import Parameters
from policy.wording import case_words, date_words, hours_words, quantity_words

# what stands under which heading; every other number goes under the last
GROUPS: dict[str, tuple[str, ...]] = {
    "标准": (
        "minimum_living_standard", "destitute_support_standard", "minimum_living_average", "minimum_living_bands",
        "special_hardship_supplement", "price_linked_supplement", "price_supplement_trigger",
    ),
    "急难时": (
        "fast_aid_limit", "fast_aid_top", "fast_aid_tiers", "urgent_aid_cap", "temporary_aid_minimum",
        "township_approval_limit", "repeat_limit", "first_contact_limit", "late_papers_limit", "event_age_limit",
    ),
    "多久办完": (
        "minimum_living_limit", "minimum_living_step", "temporary_expense_limit", "rigid_expense_limit",
        "destitute_step", "publicity_days", "delegated_confirmation", "one_window_check_limit", "recheck_period",
        "change_period", "graduated_exit",
    ),
    "不服怎么办": ("remedy_limit",),
    "其他数": (),
}  # fmt: skip
# quantities with a section of their own, and those that are about the service itself
ELSEWHERE = frozenset({
    "rules", "hotlines", "crisis_lines", "offices", "office_hours", "papers", "paper_ways", "paper_rules",
    "referrals", "urgent_causes", "never_asked", "holidays", "check_interval", "standard_area", "minimum_living_floor",
    "destitute_support_floor",
})  # fmt: skip
UNCONFIRMED = "没有确认"
ALWAYS = "always"


@dataclass(frozen=True)
class Row:
    """One line: what holds, what it rests on, and what is uncertain about it."""

    text: str
    basis: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    title: str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """The whole page."""

    title: str
    subtitle: str
    sections: list[Section]


def page_of(parameters: Parameters, region: Region, on: date, version: str) -> Page:
    """The page of a place on a day."""
    sections = [
        Section("到哪里办", _office(places.office(parameters, region.code, on))),
        *(Section(title, _numbers(parameters, names, region, on)) for title, names in _groups(parameters).items()),
        Section("规定", [_row(value, str(value.value)) for value in parameters.collect("rules", region.code, on)]),
        *(Section(f"材料：{case_words({'lane': lane})}", rows) for lane, rows in _papers(parameters, region, on)),
        Section("电话", _lines(parameters, region, on)),
        Section("别的帮助", _referrals(parameters, region, on)),
        Section("还不知道的", _gaps(parameters, region, on)),
    ]
    subtitle = f"{date_words(on)}有效的规定。政策版本 {version[:12]}。最后给不给、给多少，由当地民政部门定。"
    return Page(f"{region.full_name}社会救助一览", subtitle, [section for section in sections if section.rows])


def _groups(parameters: Parameters) -> dict[str, tuple[str, ...]]:
    named = {name for names in GROUPS.values() for name in names}
    rest = tuple(
        name
        for name, quantity in parameters.quantities.items()
        if name not in named | ELSEWHERE and quantity.type in ("money", "number", "flag")
    )
    return {title: names or rest for title, names in GROUPS.items()}


def value_words(value: Value) -> str:
    """What a value says, in words with its unit."""
    content = value.value
    if isinstance(content, bool):
        return "是" if content else "否"
    if isinstance(content, dict):
        return hours_words(content) if "sessions" in content else _record_words(content)
    if isinstance(content, tuple):
        return "、".join(content)
    return content if isinstance(content, str) else quantity_words(content, value.unit)


def _record_words(record: dict[str, object]) -> str:
    known = {key: item for key, item in record.items() if not isinstance(item, FieldGap)}
    if set(known) == {"low", "high"}:
        return f"{known['low']}到{known['high']}"
    return "；".join(f"{key} {'、'.join(item) if isinstance(item, tuple) else item}" for key, item in known.items())


def _row(value: Value, text: str) -> Row:
    reference = value.reference
    parts = (f"《{reference.title}》", reference.document_no, reference.article, reference.url)
    basis = " ".join(part for part in parts if part)
    doubts = [] if value.confirmed else [f"{UNCONFIRMED}：{value.note or reference.note or '原因没有写'}"]
    if value.stale_since:
        doubts.append(f"{date_words(value.stale_since)}起可能已变：{value.stale_reason}")
    return Row(text, basis, "；".join(doubts))


def _office(office: Office) -> list[Row]:
    lines = "、".join(f"{line.label} {line.number}" for line in office.fallback)
    known = [f"{word}：{told}" for word, told in (("电话", office.phone), ("地址", office.address)) if told]
    doubt = "；".join(dict.fromkeys(office.reasons.values()))
    return [Row(office.name), *map(Row, known), Row(f"打不通、找不到时：{lines}", doubt=doubt)]


def _numbers(parameters: Parameters, names: tuple[str, ...], region: Region, on: date) -> list[Row]:
    return [
        _row(value, f"{_title(parameters, value)}：{value_words(value)}，{date_words(value.effective_from)}起")
        for name in names
        for value in _values(parameters, name, region, on)
    ]


def _values(parameters: Parameters, name: str, region: Region, on: date) -> Iterator[Value]:
    """The values of a quantity, also of the cases that only its low limit has."""
    quantity = parameters.quantities.get(name)
    entries = parameters.history(name, region.code)
    entries += parameters.history(quantity.floor, region.code) if quantity and quantity.floor else []
    cases = {tuple(sorted(entry.where.items())): entry.where for entry in entries}
    found = (parameters.value(name, region.code, on, **where) for where in cases.values())
    yield from (value for value in found if isinstance(value, Value))


def _title(parameters: Parameters, entry: Value | Gap) -> str:
    case = f"（{case_words(entry.where)}）" if entry.where else ""
    return parameters.quantities[entry.quantity].title + case


def _papers(parameters: Parameters, region: Region, on: date) -> Iterator[tuple[str, list[Row]]]:
    lanes: dict[str, list[Row]] = {}
    for rule in parameters.collect("paper_rules", region.code, on):
        fact, word = rule.where["fact"], rule.where["is"]
        told = "都要" if fact == ALWAYS else case_words({"case": fact if word == "true" else word})
        if fact == "incident_cause":
            cause = parameters.value("urgent_causes", region.code, on, cause=word)
            told = cause.value["title"] if isinstance(cause, Value) else told
        titles = [parameters.value("papers", region.code, on, paper=name) for name in rule.value]
        words = "、".join(
            f"{paper.value['title']}（{paper.value['instead']}）" for paper in titles if isinstance(paper, Value)
        )
        lanes.setdefault(rule.where["lane"], []).append(_row(rule, f"{told}：{words}"))
    yield from lanes.items()


def _lines(parameters: Parameters, region: Region, on: date) -> list[Row]:
    values = parameters.collect("hotlines", region.code, on)
    return [_row(value, "{label} {number}：{use}".format(**value.value)) for value in values]


def _referrals(parameters: Parameters, region: Region, on: date) -> list[Row]:
    values = parameters.collect("referrals", region.code, on)
    return [_row(value, "{title}：{office}。{how}".format(**value.value)) for value in values]


def _gaps(parameters: Parameters, region: Region, on: date) -> list[Row]:
    rows: dict[str, None] = {}
    for name in parameters.quantities:
        for entry in parameters.history(name, region.code):
            found = parameters.value(name, region.code, on, **entry.where)
            if isinstance(found, Gap) and name not in ELSEWHERE - {"rules"}:
                rows[f"{_title(parameters, found)}：{found.reason}"] = None
    return [Row(text) for text in rows]


def as_markdown(page: Page) -> str:
    """The page as Markdown."""
    lines = [f"# {page.title}", "", page.subtitle]
    for section in page.sections:
        lines += ["", f"## {section.title}", ""]
        for row in section.rows:
            lines.append(f"- {row.text}" + (f" —— {row.basis}" if row.basis else ""))
            lines += [f"  - ⚠ {row.doubt}"] if row.doubt else []
    return "\n".join(lines) + "\n"


STYLE = (
    "body{font:18px/1.7 sans-serif;max-width:50em;margin:1em auto;padding:0 1em;color:#111;background:#fff}"
    "small{color:#444}.doubt{color:#8a3000}li{margin:.4em 0}"
)


def as_html(page: Page) -> str:
    """The page as one HTML file that needs nothing else: large text, dark on light, printable."""
    parts = [
        '<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(page.title)}</title>\n<style>{STYLE}</style>\n"
        f"<h1>{html.escape(page.title)}</h1>\n<p>{html.escape(page.subtitle)}</p>"
    ]
    for section in page.sections:
        parts.append(f"<h2>{html.escape(section.title)}</h2>\n<ul>")
        parts += [_html_row(row) for row in section.rows]
        parts.append("</ul>")
    return "\n".join(parts) + "\n</html>\n"


def _html_row(row: Row) -> str:
    basis = f"<br><small>{html.escape(row.basis)}</small>" if row.basis else ""
    doubt = f'<br><small class="doubt">{html.escape(row.doubt)}</small>' if row.doubt else ""
    return f"<li>{html.escape(row.text)}{basis}{doubt}</li>"
