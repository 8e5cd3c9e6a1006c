"""What to ask a resident about their papers, one question after the other, made anew from what stands there now."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from casework.domain.paper_bills import bills_of
from casework.domain.paper_facts import Case, Fact, Paper, facts_of, with_member
from casework.domain.paper_people import facts_of_people
from casework.domain.paper_words import kind_words, paper_words
from casework.domain.sensitive import kind_of_photo
from contracts.paper_talk import PaperItem, PaperOffer

Ask = Literal["confirm", "choose", "whose", "unclear"]
# a question passed over comes once more, at the review; anything else that was said settles it
LATER: Final = "later"
_MEMBER_FACTS: Final = ("age", "member_age", "disability")
_OTHERS: Final = "member_age"
_ID_LENGTH: Final = 16
# of facts in one question; with the words around them a sentence of sixty
_LONGEST: Final = 44


@dataclass(frozen=True)
class Offer:
    """One question: about the facts of one paper that are new, about one that differs, or about what is unclear."""

    ask: Ask
    paper: Paper
    facts: tuple[Fact, ...]
    later: bool = False

    @property
    def id(self) -> str:
        """The same as long as the same is asked."""
        asked = ",".join(f"{fact.paper}.{fact.page}.{fact.about}={fact.text}" for fact in self.facts)
        return hashlib.sha256(f"{self.ask}:{asked}".encode()).hexdigest()[:_ID_LENGTH]

    def answers(self, case: Case, member: int | None = None) -> list[tuple[str, Any]]:
        """The answers a yes gives, as (key, value); what several say of one person goes together."""
        found: dict[str, Any] = {}
        for fact in self.facts:
            if fact.whose and member:
                found["members"] = with_member(case, member, {"disability": fact.value})
            elif fact.key in _MEMBER_FACTS and not fact.whose:
                found["members"] = fact.value
            elif not fact.whose:
                found[fact.key] = fact.value
        return list(found.items())


def offers_of(papers: Sequence[Paper], case: Case) -> list[Offer]:
    """The open questions in the order of the papers: what to confirm, then what differs, then what is unclear."""
    facts = [*facts_of_people(papers, case), *facts_of(papers, case), *bills_of(papers, case)]
    found: list[Offer] = []
    taken: set[str] = set()
    for paper in papers:
        mine = [fact for fact in facts if fact.paper == paper.id and _is_open(fact, papers)]
        for offer in _of_paper(paper, mine):
            # two photos of one card ask once
            keys = {fact.key for fact in offer.facts}
            if keys <= taken:
                continue
            taken |= keys
            found.append(offer)
    return found


def _said(fact: Fact, papers: Sequence[Paper]) -> str:
    paper = next(one for one in papers if one.id == fact.paper)
    return paper.said.get((fact.page, fact.about), "")


def _is_open(fact: Fact, papers: Sequence[Paper]) -> bool:
    return fact.state != "same" and _said(fact, papers) in ("", LATER)


def _of_paper(paper: Paper, facts: list[Fact]) -> list[Offer]:
    new = [fact for fact in facts if fact.state == "new" and not fact.whose]
    found = [Offer("confirm", paper, part) for part in _in_breaths([one for one in new if one.key != _OTHERS])]
    # each of them is a list of people of its own
    found += [Offer("confirm", paper, (fact,)) for fact in new if fact.key == _OTHERS]
    found += [Offer("choose", paper, (fact,)) for fact in facts if fact.state == "differs"]
    found += [Offer("whose", paper, (fact,)) for fact in facts if fact.whose]
    unclear = tuple(fact for fact in facts if fact.state == "unclear")
    found += [Offer("unclear", paper, unclear)] if unclear and will_do(paper) else []
    return [replace(offer, later=all(_is_later(paper, fact) for fact in offer.facts)) for offer in found]


def _in_breaths(facts: list[Fact]) -> Iterator[tuple[Fact, ...]]:
    """As many facts at a time as can be read in one sentence."""
    part: list[Fact] = []
    for fact in facts:
        if part and sum(len(fact_words(one)) + 1 for one in (*part, fact)) > _LONGEST:
            yield tuple(part)
            part = []
        part.append(fact)
    if part:
        yield tuple(part)


def fact_words(fact: Fact) -> str:
    """A fact as it stands in a question: 姓名杨秀英."""
    return str(paper_words()["facts"][fact.key]).format(value=fact.text)


def _is_later(paper: Paper, fact: Fact) -> bool:
    return paper.said.get((fact.page, fact.about)) == LATER


def will_do(paper: Paper) -> bool:
    """Whether the photo says enough: one that is spoilt and shows nothing for certain is to be taken again."""
    spoilt = [page for page in paper.pages if page.quality and not any(one.certain for one in page.fields)]
    return len(spoilt) < max(len(paper.pages), 1)


def offer_view(offer: Offer, people: list[str]) -> PaperOffer:
    """A question as the dialogue asks it, in words."""
    words = paper_words()
    return PaperOffer(
        id=offer.id, ask=offer.ask, title=kind_words(offer.paper.kind), later=offer.later,
        items=[
            PaperItem(
                key=fact.key, text=fact_words(fact), value=fact.text,
                told=fact.told, name=str(words["unclear"][fact.key]),
            )
            for fact in offer.facts
        ],
        people=people if offer.ask == "whose" else [], sensitive=kind_of_photo(offer.paper.kind),
    )  # fmt: skip
