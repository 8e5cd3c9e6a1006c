"""Cards as short plain text: every card type in lines, without what its bubble has said already."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
import yaml
from pydantic import ValidationError

from contracts.cards import (
    AssessmentCard,
    CaseCard,
    ChecklistCard,
    ClockLine,
    CrisisCard,
    Document,
    ReferralCard,
    SummaryCard,
)  # fmt: skip
from contracts.casework import Citation, HandoffBrief, LeadOut
from contracts.messages import Card

CHINA: Final = ZoneInfo("Asia/Shanghai")
# a line of a card, and the value in it: said already, the line is left out
Line = tuple[str, str]
log = structlog.get_logger()


@cache
def words() -> dict[str, Any]:
    """The words' file."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return loaded


def card_text(card: Card, said: str, page: str | None = None) -> str:
    """A card in lines, less those whose value stands in `said`; empty when nothing is left.

    `page` is where this follower opens the page as themselves, None where nobody can be signed in.
    """
    try:
        lines = list(_WRITERS[card.type](card.data, said))
        lines += _form(card, page)
    except ValidationError:
        # a card of another release must not hold up the words around it, nor all that follows
        log.warning("wechat.card_unreadable", card=card.type)
        return ""
    return "\n".join(line for line, value in lines if not (value and value in said))


def _name(kind: str, code: str) -> str:
    name: str = words()[kind].get(code, code)
    return name


def _day(day: date) -> str:
    text: str = words()["day"].format(year=day.year, month=day.month, day=day.day)
    return text


def instant_words(at: datetime) -> str:
    """An instant as people say it, in China."""
    here = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(CHINA)
    minutes = words()["minutes"].format(minute=here.minute) if here.minute else ""
    text: str = words()["instant"].format(
        month=here.month, day=here.day, weekday=words()["weekdays"][here.weekday()], hour=here.hour, minutes=minutes
    )
    return text


def _last_moment(clock: ClockLine) -> str:
    """A term of working days ends with its last day: the midnight after it would read as a day more."""
    whole_day = clock.due_text and clock.due_at.astimezone(CHINA).time() == time()
    return clock.due_text if whole_day else instant_words(clock.due_at)


def _number(amount: float) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def _summary(data: dict[str, Any], said: str) -> Iterator[Line]:
    form = words()["summary"]
    yield form["title"], form["said"]
    for item in SummaryCard.model_validate(data).items:
        yield form["item"].format(number=item.number, label=item.label, text=item.text), ""


def _case(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, case = words()["case"], CaseCard.model_validate(data)
    programme, kind = _name("programmes", case.programme), words()["kinds"].get(case.kind)
    name = form["kind"].format(programme=programme, kind=kind) if kind else programme
    yield form["title"].format(name=name, state=_name("states", case.status)), ""
    yield form["number"].format(number=case.case_number), case.case_number
    if case.clock:
        yield form["clock"].format(name=case.clock.name, due=_last_moment(case.clock)), case.clock.name
    for step in case.next_steps:
        yield form["step"].format(step=step), step.rstrip("。")
    if not any(case.office.name in step for step in case.next_steps):
        yield form["office"].format(office=case.office.name), case.office.name
    for key in ("phone", "address", "hours"):
        if value := getattr(case.office, key):
            yield form[key].format(**{key: value}), value


def _form(card: Card, page: str | None) -> list[Line]:
    """Where the filled form is had: behind the sign-in of the page, as a link to the paper could be passed on."""
    if card.type != "case" or card.data["status"] == "withdrawn":
        return []
    form = words()["case"]
    if page is None:
        return [(form["form_at_desk"], "")]
    return [(form["form_on_page"].format(page=page), ""), (form["form_how"], "")]


def _checklist(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, papers = words()["checklist"], ChecklistCard.model_validate(data).documents
    yield (form["title"], form["said"]) if papers else (form["none"], "")
    for when, name in form["groups"].items():
        group = [paper for paper in papers if paper.required == when]
        if group:
            yield form["group"].format(name=name), ""
        for paper in group:
            yield from _paper(form, paper)


def _paper(form: dict[str, Any], paper: Document) -> Iterator[Line]:
    known = form["states"].get(paper.state)
    state = form["state"].format(name=known) if known else ""
    yield form["paper" if paper.why else "paper_alone"].format(title=paper.title, state=state, why=paper.why), ""
    if paper.instead and not known:
        yield form["instead"].format(instead=paper.instead), ""
    # a phone shows little: where it is had only of what is really to come, and what else to do when asked
    if paper.where and not known and paper.required != "if_available":
        yield form["where"].format(where=paper.where), ""


def _handoff(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, brief = words()["handoff"], HandoffBrief.model_validate(data)
    if form["said"] in said:
        return
    if brief.state != "queued":
        yield form[brief.state], ""
        return
    ahead = (brief.position or 1) - 1
    yield (form["queued"].format(ahead=ahead) if ahead else form["first"]), ""
    if brief.opens_at:
        yield form["opens"].format(opens=instant_words(brief.opens_at)), ""


def _lead(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, lead = words()["lead"], LeadOut.model_validate(data)
    yield form["number"].format(number=lead.number), lead.number
    yield form["office"].format(office=lead.office), lead.office


def _referral(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, referral = words()["referral"], ReferralCard.model_validate(data)
    yield form["title"].format(programme=_name("programmes", referral.programme)), ""
    yield form["office"].format(office=referral.office), referral.office
    yield referral.how, referral.how.rstrip("。")
    if referral.phone:
        yield form["phone"].format(phone=referral.phone), referral.phone


def _crisis(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, lines = words()["crisis"], CrisisCard.model_validate(data).lines
    left = [line for line in lines if line.number not in said]
    if left:
        yield form["title"], form["title"]
    for line in left:
        yield form["line"].format(label=line.label, number=line.number), ""


def _assessment(data: dict[str, Any], said: str) -> Iterator[Line]:
    form, card = words()["assessment"], AssessmentCard.model_validate(data)
    programme, outcome = _name("programmes", card.programme), form["outcomes"][card.outcome]
    yield form["title"].format(programme=programme, outcome=outcome), ""
    for reason in card.reasons:
        yield form["reason"].format(text=reason.text), reason.text.rstrip("。")
    yield from _household(form, card)
    if card.standard:
        yield _standard(form, card), ""
    if card.estimate:
        low, high = _number(card.estimate.low), _number(card.estimate.high)
        yield form["estimate"].format(low=low, high=high, formula=card.estimate.formula), ""
    for kind, codes in (("missing", card.missing), ("alternatives", card.alternatives)):
        if codes:
            names = "、".join(_name("keys" if kind == "missing" else "programmes", code) for code in codes)
            yield form[kind].format(names=names), ""
    for source in _sources(form, card):
        yield source, ""
    if card.deadline:
        yield card.deadline.text, card.deadline.text.rstrip("。")
    yield form["as_of"].format(as_of=_day(card.as_of)), ""


def _household(form: dict[str, Any], card: AssessmentCard) -> Iterator[Line]:
    """What staff look at, who is set aside, and the arithmetic step by step."""
    if card.flags:
        yield form["flags"], ""
    for flag in card.flags:
        yield form["reason"].format(text=flag.text), ""
    aside = card.composition.set_aside if card.composition else []
    if aside:
        yield form["set_asides"], ""
    for one in aside:
        yield form["set_aside"].format(number=one.number, text=one.text), ""
    for step in card.steps:
        yield form["step"].format(label=step.label, text=step.text), ""


def _standard(form: dict[str, Any], card: AssessmentCard) -> str:
    standard = card.standard
    assert standard is not None
    since = standard.effective_from
    text: str = form["standard_since" if since else "standard"].format(
        area=form["areas"][standard.area], amount=_number(standard.amount), unit=form["units"][standard.unit],
        since=_day(since) if since else "",
    )  # fmt: skip
    return text


def _sources(form: dict[str, Any], card: AssessmentCard) -> list[str]:
    """Every text it rests on, once."""
    cited: list[Citation] = [line.citation for line in (*card.reasons, *card.flags)]
    cited += [card.standard.citation] if card.standard else []
    lines = [
        form["citation"].format(
            title=one.title.strip("《》"), document_no=one.document_no or "", article=one.article or ""
        )
        for one in cited
    ]
    return list(dict.fromkeys(lines))


_WRITERS: Final[dict[str, Callable[[dict[str, Any], str], Iterator[Line]]]] = {
    "summary": _summary,
    "case": _case,
    "checklist": _checklist,
    "handoff": _handoff,
    "lead": _lead,
    "referral": _referral,
    "crisis": _crisis,
    "assessment": _assessment,
}
