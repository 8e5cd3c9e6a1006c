"""What papers say about a draft: which facts, held against what was told, put into questions of one sentence."""

from datetime import date
from typing import Any, get_args

import pytest

from casework.domain.interview_types import Given
from casework.domain.interviews import INTERVIEWS
from casework.domain.paper_facts import WHOLE, Case, Paper
from casework.domain.paper_offers import LATER, Offer, offer_view, offers_of, will_do
from casework.domain.paper_people import age_on
from casework.domain.paper_sameness import is_same_paper, kind_of, problems_of
from casework.domain.paper_words import kind_words, masked_field, paper_words
from contracts.gazetteer import Gazetteer
from contracts.papers import FIELDS, PaperKind, PaperReading, QualityProblem
from tests.paper_steps import OTHER_ID, YANG, field, id_card, invoice, reading

TODAY = date(2026, 11, 23)


def case(lane: str = "temporary_urgent", **answers: Any) -> Case:
    keys = frozenset(question.key for question in INTERVIEWS[lane].questions)
    places = Gazetteer.load()

    def name(code: str) -> str | None:
        found = places.division(code)
        return found.name if found else None

    return Case(Given(answers, {}), keys, TODAY, name)


def paper(*pages: PaperReading, said: dict[tuple[int, str], str] | None = None, name: str = "a") -> Paper:
    return Paper(name, kind_of(pages), pages, said or {})


def asked(offers: list[Offer]) -> list[tuple[str, list[str]]]:
    return [(offer.ask, [fact.key for fact in offer.facts]) for offer in offers]


def test_a_card_says_name_number_and_county_and_of_a_household_the_age() -> None:
    assert asked(offers_of([paper(id_card())], case())) == [("confirm", ["contact_name", "id_number", "hukou_region"])]
    (offer,) = offers_of([paper(id_card())], case("minimum_living"))
    told = dict(offer.answers(case("minimum_living")))
    assert told["members"] == [{"age": 68}] and told["hukou_region"] == "513231"


def test_what_was_told_the_same_is_not_asked_again() -> None:
    known = case(contact_name="杨秀英", id_number=YANG, hukou_region="513231")
    assert offers_of([paper(id_card())], known) == []


@pytest.mark.parametrize(
    ("told", "key"),
    [({"contact_name": "杨秀英", "id_number": OTHER_ID}, "id_number"),
     ({"hukou_region": "522702"}, "hukou_region")],
)  # fmt: skip
def test_what_differs_is_a_question_of_its_own(told: dict[str, str], key: str) -> None:
    offers = offers_of([paper(id_card())], case(**told))
    assert ("choose", [key]) in asked(offers)
    assert all(key not in [fact.key for fact in offer.facts] for offer in offers if offer.ask == "confirm")


def test_a_title_is_no_name_that_could_differ() -> None:
    offers = offers_of([paper(id_card())], case(contact_name="杨婆婆"))
    assert asked(offers)[0] == ("confirm", ["contact_name", "id_number", "hukou_region"])


def test_who_applies_for_others_is_not_taken_for_the_person_on_the_card() -> None:
    assert offers_of([paper(id_card())], case(applicant_role="proxy")) == []


@pytest.mark.parametrize("role", ["proxy", "family"])
@pytest.mark.parametrize("kind", ["id_card_front", "household_register", "residence_permit"])
def test_of_who_acts_for_somebody_neither_their_own_card_nor_the_other_ones_is_taken(role: str, kind: str) -> None:
    page = id_card().model_copy(update={"kind": kind})
    for given in (
        {"applicant_role": role},
        {"applicant_role": role, "contact_name": "杨秀英"},
        {"proxy_relation": "parent"},
    ):
        assert offers_of([paper(page)], case("minimum_living", **given)) == []


def test_another_name_is_settled_before_anything_else_of_the_card_is_offered() -> None:
    told = case(contact_name="王小二")
    assert asked(offers_of([paper(id_card())], told)) == [("choose", ["contact_name"])]
    # 按我说的: then it is somebody else's card
    assert offers_of([paper(id_card(), said={(0, "name"): "told"})], told) == []
    chosen = paper(id_card(), said={(0, "name"): "paper"})
    assert asked(offers_of([chosen], case(contact_name="杨秀英"))) == [("confirm", ["id_number", "hukou_region"])]


def test_a_number_without_a_name_beside_it_is_nobodys() -> None:
    page = reading("id_card_front", [field("name", "", certain=False), field("id_number", YANG)])
    assert asked(offers_of([paper(page)], case())) == [("unclear", ["contact_name", "id_number"])]


def child(relation: str, born: str = "2016-03-05") -> PaperReading:
    fields = {"name": "杨小明", "relation_to_head": relation, "birth_date": born, "id_number": OTHER_ID}
    return reading("household_register", fields)


FAMILY = [{"age": 45}, {"relation": "spouse", "age": 38}, {"relation": "child", "called": "儿子"}]


@pytest.mark.parametrize("relation", ["子", "长子", "独生子", "女"])
@pytest.mark.parametrize("name", ["杨秀英", None])
def test_the_page_of_a_child_is_offered_for_the_child_and_never_for_the_applicant(relation: str, name: Any) -> None:
    household = case("minimum_living", members=FAMILY, **({"contact_name": name} if name else {}))
    (offer,) = offers_of([paper(child(relation))], household)
    assert asked([offer]) == [("confirm", ["member_age"])] and "儿子2016年3月生" in offer_view(offer, []).items[0].text
    assert offer.answers(household) == [("members", [*FAMILY[:2], {**FAMILY[2], "age": 10}])]


@pytest.mark.parametrize(
    "people",
    [[], FAMILY[:2], [*FAMILY, {"relation": "child"}], [*FAMILY[:2], {"relation": "child", "age": 8}],
     [*FAMILY[:2], {"relation": "child", "age": 10}]],
)  # fmt: skip
def test_where_the_child_is_open_or_its_age_was_told_nothing_is_offered(people: list[Any]) -> None:
    assert offers_of([paper(child("子"))], case("minimum_living", members=people, contact_name="杨秀英")) == []


@pytest.mark.parametrize("relation", ["弟媳", "子媳", "女婿", "侄子", "", "非亲属"])
def test_a_kinship_that_is_not_certain_names_nobody(relation: str) -> None:
    assert offers_of([paper(child(relation))], case("minimum_living", members=FAMILY)) == []


def test_a_childs_card_is_never_the_applicants_nor_one_of_somebody_as_old_as_the_wife() -> None:
    small = id_card("杨小明", OTHER_ID, "2016-03-05")
    assert offers_of([paper(small)], case()) == []
    # asked of the applicant by name it may be theirs: an orphan who asks for help
    assert ("confirm", ["id_number", "hukou_region"]) in asked(offers_of([paper(small)], case(contact_name="杨小明")))
    wife = id_card("李秀兰", OTHER_ID, "1988-05-05")
    assert offers_of([paper(wife)], case("minimum_living", members=FAMILY)) == []


def test_two_children_in_one_file_are_asked_about_one_after_the_other() -> None:
    people = [{"age": 45}, {"relation": "child"}, {"relation": "parent"}]
    both = paper(child("子"), child("母亲", "1950-01-01"))
    offers = offers_of([both], case("minimum_living", members=people, contact_name="杨秀英"))
    assert [len(offer.facts) for offer in offers] == [1]


def test_a_card_of_another_person_of_the_household_changes_nothing() -> None:
    mine = case(contact_name="杨秀英", id_number=YANG)
    assert offers_of([paper(id_card("杨小明", OTHER_ID, "1960-01-01"))], mine) == []


def test_two_cards_are_asked_about_one_after_the_other() -> None:
    both = [paper(id_card(), name="a"), paper(id_card("杨小明", OTHER_ID, "1960-01-01"), name="b")]
    assert [offer.paper.id for offer in offers_of(both, case())] == ["a"]
    not_mine = paper(id_card(), said={(0, WHOLE): "not_mine"}, name="a")
    assert [offer.paper.id for offer in offers_of([not_mine, both[1]], case())] == ["b"]


@pytest.mark.parametrize("state", ["confirmed", "refused", "asked"])
def test_what_was_answered_is_not_asked_again_and_what_was_passed_over_is_marked(state: str) -> None:
    said = {(0, name): state for name in ("name", "id_number", "address")}
    assert offers_of([paper(id_card(), said=said)], case()) == []
    (offer,) = offers_of([paper(id_card(), said=dict.fromkeys(said, LATER))], case())
    assert offer.later


def test_an_uncertain_number_is_never_offered_but_asked_for_unless_it_was_told() -> None:
    page = reading("id_card_front", [field("name", "杨秀英"), field("id_number", YANG, certain=False)])
    assert asked(offers_of([paper(page)], case())) == [("confirm", ["contact_name"]), ("unclear", ["id_number"])]
    assert asked(offers_of([paper(page)], case(id_number=OTHER_ID))) == [("confirm", ["contact_name"])]


@pytest.mark.parametrize("number", [YANG[:-1] + "0", "51323119580312452", "5132311958031245277"])
def test_a_number_with_a_wrong_check_digit_is_not_offered_though_it_is_called_certain(number: str) -> None:
    page = reading("id_card_front", {"name": "杨秀英", "id_number": number})
    assert ("unclear", ["id_number"]) in asked(offers_of([paper(page)], case()))
    assert all(
        "id_number" not in [fact.key for fact in offer.facts] or offer.ask == "unclear"
        for offer in offers_of([paper(page)], case())
    )


def test_a_spoilt_photo_is_to_be_taken_again_and_asks_nothing() -> None:
    page = reading("id_card_front", [field("id_number", "", certain=False)], quality=["blur"])
    assert not will_do(paper(page)) and offers_of([paper(page)], case()) == []
    assert will_do(paper(id_card())) and will_do(paper(id_card().model_copy(update={"quality": ["glare"]})))


@pytest.mark.parametrize(
    ("category", "level", "value"),
    [("肢体", "二级", ("physical", 2)), ("physical", "2", ("physical", 2)), ("视力残疾", "壹级", ("visual", 1)),
     ("肢体、言语", "叁级", ("multiple", 3))],
)  # fmt: skip
def test_a_disability_card_of_the_applicant(category: str, level: str, value: tuple[str, int]) -> None:
    page = reading("disability_card", {"name": "杨秀英", "category": category, "level": level})
    household = case("minimum_living", contact_name="杨秀英", members=[{"age": 68}])
    (offer,) = offers_of([paper(page)], household)
    told = dict(offer.answers(household))["members"][0]
    assert (told["disability"]["category"], told["disability"]["level"], told["age"]) == (*value, 68)


def test_a_disability_card_of_nobody_known_is_asked_about_once_the_people_are_told() -> None:
    page = reading("disability_card", {"name": "杨小明", "category": "肢体", "level": "二级"})
    assert offers_of([paper(page)], case("minimum_living", contact_name="杨秀英")) == []
    household = case("minimum_living", contact_name="杨秀英", members=[{"age": 68}, {"age": 40}])
    (offer,) = offers_of([paper(page)], household)
    assert offer.ask == "whose"
    assert dict(offer.answers(household, 2))["members"][1]["disability"] == {"category": "physical", "level": 2}
    assert offer.answers(household) == []


@pytest.mark.parametrize(
    ("told", "ask"),
    [(None, "confirm"), ("2026-11-20", None), ("2026-11", None), ("2026", None), ("2026-11-18/2026-11-21", None),
     ("2026-11-19", "choose"), ("2026-10", "choose"), ("2026-11-01/2026-11-05", "choose")],
)  # fmt: skip
def test_the_day_of_a_certificate_against_the_day_told(told: str | None, ask: str | None) -> None:
    page = reading("fire_certificate", {"date": "2026-11-20"})
    offers = offers_of([paper(page)], case(**({"incident_date": told} if told else {})))
    assert [offer.ask for offer in offers] == ([ask] if ask else [])


def test_bills_are_summed_old_ones_and_the_same_left_out() -> None:
    bills = [invoice("100.10"), invoice("200", "50"), invoice("100.10"), invoice("999", day="2025-10-01")]
    papers = [paper(one, name=str(number)) for number, one in enumerate(bills)]
    found = {key: value for offer in offers_of(papers, case("temporary_expense")) for key, value in
             offer.answers(case("temporary_expense"))}  # fmt: skip
    assert found == {"expense_total_12m": 300.1, "expense_reimbursed_12m": 50}


@pytest.mark.parametrize(
    ("told", "ask"), [(None, "confirm"), (100, "choose"), (300, None), (5000, None), ({"low": 1, "high": 9000}, None)]
)
def test_who_told_more_than_the_bills_show_is_believed(told: Any, ask: str | None) -> None:
    given = case("temporary_expense", **({"expense_total_12m": told} if told else {}), expense_reimbursed_12m=0)
    assert [offer.ask for offer in offers_of([paper(invoice("300"))], given)] == ([ask] if ask else [])


def test_bills_mean_nothing_where_nobody_asks_for_expenses() -> None:
    assert offers_of([paper(invoice("300"))], case()) == []


def test_a_question_is_one_sentence_however_much_the_paper_says() -> None:
    long = id_card("阿旺格桑扎西多吉次仁尼玛", address="青海省果洛藏族自治州玛沁县大武镇")
    for lane in INTERVIEWS:
        for offer in offers_of([paper(long)], case(lane)):
            view = offer_view(offer, [])
            words = "，".join(item.text for item in view.items)
            assert len(f"{view.title}看清了：{words}，对不对") <= 60 and YANG not in words


def test_the_id_of_a_question_changes_with_what_it_says() -> None:
    (one,), (other,) = offers_of([paper(id_card())], case()), offers_of([paper(id_card("杨秀芳"))], case())
    assert one.id != other.id == offers_of([paper(id_card("杨秀芳"))], case())[0].id


@pytest.mark.parametrize(
    ("new", "old", "same"),
    [(id_card(), id_card(), True), (id_card(), id_card(number=OTHER_ID), False), (invoice("1"), invoice("1"), True),
     (invoice("1"), invoice("2"), False), (reading("other", {}), reading("other", {}), False),
     (id_card(), reading("id_card_front", {"id_number": YANG}), False),
     (reading("id_card_front", {"id_number": YANG}), id_card(), True)],
)  # fmt: skip
def test_the_same_paper_is_one_that_shows_no_more(new: PaperReading, old: PaperReading, same: bool) -> None:
    assert is_same_paper([new], [old]) is same


def test_a_file_is_of_the_kind_of_its_first_known_page() -> None:
    pages = [reading("other", {}, quality=["blur"]), invoice("1").model_copy(update={"quality": ["dark", "blur"]})]
    assert kind_of(pages) == "invoice" and problems_of(pages) == ["blur", "dark"]


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(1958, 11, 23), 68), (date(1958, 11, 24), 67), (date(2026, 1, 1), 0), (date(2000, 2, 29), 26)],
)
def test_age(born: date, age: int) -> None:
    assert age_on(born, TODAY) == age


def test_everything_that_can_be_read_has_words() -> None:
    words = paper_words()
    assert set(words["kinds"]) == set(get_args(PaperKind)) and set(words["quality"]) == set(get_args(QualityProblem))
    assert set(words["fields"]) == {name for names in FIELDS.values() for name in names}
    assert words["facts"].keys() == words["unclear"].keys()
    assert kind_words("something new") == "没认出来的材料"


def test_numbers_are_masked_wherever_they_stand() -> None:
    assert masked_field("card_number", "6222021234567890123") == "6222********0123"
    assert masked_field("people", f"当事人杨秀英 {YANG}") == "当事人杨秀英 5132********4527"
