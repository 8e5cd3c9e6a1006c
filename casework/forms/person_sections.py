"""The parts of a form about who applies: the applicant, who acts for them, what they declare, what they authorise."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from casework.domain.consent_texts import ConsentText, consent_text
from casework.domain.id_numbers import id_number_problem, normalise_id_number
from casework.forms.application import (
    Application,
    day_words,
    form_words,
    one_of,
    open_words,
    place_cell,
    told,
)
from casework.forms.household_sections import counted_members, relation_words
from casework.forms.sheet import Block, Cell, Row, Table, Title, Words, blank, label, value
from contracts.errors import NotFound

_SEX_DIGIT: Final = 16
_SIGNING_LEAST: Final = 11
_STORY_LEAST: Final = 26


def applicant(application: Application) -> Table:
    """姓名 to 申请类别; what this service never asks for is an empty box."""
    words, answers = form_words()["applicant"], application.answers
    sex, birth = _sex_and_birth(application)
    rows = [
        Row((label(words["name"], 1.5), _own(application, "contact_name", 3.3), label(words["sex"], 1), sex,
             label(words["ethnicity"], 1.2), blank(2.1))),
        _two(words["birth"], birth, words["id_number"], told(answers, "id_number", share=3.5)),
        _one(words["hukou"], place_cell(application, "hukou", 8.5)),
        _one(words["home"], place_cell(application, "usual", 8.5)),
        _two(words["phone"], _phone(application), words["status"],
             told(answers, "existing_status", one_of(form_words()["statuses"]), 3.5)),
        _one(words["category"], value(form_words()["categories"][application.lane], 8.5)),
    ]  # fmt: skip
    if application.lane.startswith("minimum_living"):
        rows += _of_households(application)
    return Table(form_words()["headings"]["applicant"], tuple(rows))


def _one(name: str, cell: Cell) -> Row:
    return Row((label(name, 1.5), cell))


def _two(name: str, cell: Cell, other: str, beside: Cell) -> Row:
    return Row((label(name, 1.5), cell, label(other, 1.7), beside))


def _of_households(application: Application) -> Iterator[Row]:
    words, answers = form_words()["applicant"], application.answers
    area = form_words()["areas"].get(answers.get("standard_kind"), form_words()["area_unknown"])
    size = told(answers, "household_size", "{}人".format, 3.5)
    yield _two(words["area"], value(area, 3.3), words["size"], size)
    if "residence_permit" in answers:
        yield _one(words["permit"], told(answers, "residence_permit", one_of(words["permits"]), 8.5))
    kinship = told(answers, "kinship_with_staff", one_of(form_words()["kinships"]), 3.5)
    yield Row((label(words["kinship"], 6.5), kinship))


def _own(application: Application, key: str, share: float) -> Cell:
    """What belongs to the applicant; who speaks for another told their own."""
    if application.is_for_another:
        return Cell(form_words()["missing"], share, "missing")
    return told(application.answers, key, share=share)


def _phone(application: Application) -> Cell:
    answers = application.answers
    if not application.is_for_another and open_words(answers, "contact_phone") and answers.get("contact_way") == "here":
        return value(form_words()["applicant"]["replies_here"], 3.3)
    return _own(application, "contact_phone", 3.3)


def derives(application: Application) -> bool:
    """Whether sex and day of birth can be read off the ID number."""
    number = application.answers.get("id_number")
    if application.masked or not isinstance(number, str):
        return False
    return id_number_problem(number, application.printed_on) is None


def _sex_and_birth(application: Application) -> tuple[Cell, Cell]:
    if not derives(application):
        return blank(0.9), blank(3.3)
    number = normalise_id_number(application.answers["id_number"])
    born = f"{number[6:10]}年{int(number[10:12])}月{int(number[12:14])}日"
    return value(form_words()["sexes"][int(number[_SEX_DIGIT]) % 2], 0.9, centred=True), value(born, 3.3)


def proxy(application: Application) -> Table | None:
    """Who acts for the applicant, with the mandate to be signed; None when they apply themselves."""
    if not application.is_for_another:
        return None
    words, answers = form_words()["proxy"], application.answers
    relation = told(answers, "proxy_relation", one_of(words["relations"]), 3.5)
    if "proxy_relation" not in answers:
        relation = value(words["roles"][answers["applicant_role"]], 3.5)
    signature = form_words()["signed_by"].format(who=words["entruster"])
    mandate = words["entrusts"] + "\n" + consent_text("proxy").filled(whom="申请人")
    return Table(form_words()["headings"]["proxy"], (
        _two(words["name"], told(answers, "contact_name", share=3.3), words["relation"], relation),
        _two(words["phone"], told(answers, "contact_phone", share=3.3), words["id_number"], blank(3.5)),
        Row((Cell(mandate, foot=signature),), _STORY_LEAST),
    ))  # fmt: skip


def reason(application: Application) -> Table:
    """Why they apply, in their own words; room to write where nothing was told."""
    return Table(
        form_words()["headings"]["reason"], (Row((told(application.answers, "incident_text"),), _STORY_LEAST),)
    )


def declaration(application: Application) -> Table:
    """What they declare, in the words they were shown, and the line to sign."""
    words = form_words()
    who = words["declaration"]["agent" if application.is_for_another else "applicant"]
    foot = words["signed_by"].format(who=who)
    text = _text_of(application, "honesty")
    said = f"{text.text}\n{decision_words(application, 'honesty', text)}"
    return Table(words["headings"]["declaration"], (Row((Cell(said, foot=foot),), 30),))


def _text_of(application: Application, kind: str) -> ConsentText:
    """The text in the version the resident decided on; the one in use when they did not, or it is not on file."""
    decision = application.decisions.get(kind)
    try:
        return consent_text(kind, decision.version if decision else None)
    except NotFound:
        return consent_text(kind)


def decision_words(application: Application, kind: str, text: ConsentText) -> str:
    """Which version of a text this is, and what the resident decided on it, when."""
    words, decision = form_words()["declaration"], application.decisions.get(kind)
    if decision and decision.version != text.version:
        decision = None
    template = words["decisions"].get(decision.decision) if decision else None
    if kind == "verification" and decision is None and application.answers.get("verification_consent") == "later":
        template = words["decisions"]["later"]
    at = f"{day_words(decision.at)} {decision.at:%H:%M} " if decision else ""
    said = template.format(at=at) if template else words["open"]
    return str(words["version"]).format(version=text.version, decision=said)


def authorisation(application: Application) -> tuple[Block, ...]:
    """家庭经济状况核对授权书 on a page of its own, with a line for every adult of the household."""
    words = form_words()
    own, text = words["authorisation"], _text_of(application, "verification")
    office = application.office or words["office_unknown"]
    columns = Row(tuple(label(name, share) for name, share in zip(own["columns"], _SHARES, strict=True)))
    return (
        Title(words["titles"]["authorisation"], new_page=True),
        Words(words["meta_number"].format(number=application.number)),
        Words(own["opening"].format(office=office), size=11, above=5),
        *(Words(f"　　{line}", size=11, above=2) for line in text.text.split("\n")),
        Words(decision_words(application, "verification", text), size=9, above=3),
        Table(words["headings"]["signatures"], tuple(_signatures(application)), columns),
        Words(own["minors"], size=9),
    )


_SHARES: Final = (1, 2, 1.9, 3.6, 3, 1.9)


def _signatures(application: Application) -> Iterator[Row]:
    spare: list[Mapping[str, Any]] = [{}] * form_words()["authorisation"]["spare_rows"]
    adults = [one for one in counted_members(application) if not _is_minor(one)]
    for number, member in enumerate([*(adults or [{"relation": "self"}]), *spare], start=1):
        is_applicant = member.get("relation") == "self"
        name = _own(application, "contact_name", _SHARES[1]) if is_applicant else blank(_SHARES[1])
        known = is_applicant and not open_words(application.answers, "id_number")
        identity = told(application.answers, "id_number", share=_SHARES[3]) if known else blank(_SHARES[3])
        yield Row((
            value(str(number), _SHARES[0], centred=True), name, value(relation_words(member), _SHARES[2]), identity,
            blank(_SHARES[4]), blank(_SHARES[5]),
        ), _SIGNING_LEAST)  # fmt: skip


def _is_minor(member: Mapping[str, Any]) -> bool:
    age = member.get("age")
    return isinstance(age, int) and age < int(form_words()["authorisation"]["adult_age"])


def opinions(kinds: tuple[str, ...]) -> Table:
    """Empty boxes for those who decide, each with its line to sign."""
    words = form_words()["opinions"]
    feet = {"visit": words["signature"], "notice": words["posted"]}
    rows = tuple(
        Row((label(words[kind], 1.7), blank(8.3, feet.get(kind, words["clerk"]))), 20 if kind == "notice" else 34)
        for kind in kinds
    )
    return Table(form_words()["headings"]["opinions"], rows, together=True)
