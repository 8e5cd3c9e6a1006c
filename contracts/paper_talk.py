"""What the dialogue and casework say to each other about papers: news, questions, and what a resident said to them."""

from typing import Literal

from pydantic import Field

from contracts.messages import Contract


class PaperItem(Contract):
    """One thing a paper says: the fact it fills, in words fit to show (ID numbers masked), what was told of it."""

    key: str = Field(description="a fact key; `age` and `disability` are those of a member")
    text: str = Field(description="as it stands in a question, e.g. 姓名杨秀英; empty value: it is unclear")
    value: str
    told: str = Field(default="", description="what the resident had said, where that differs")
    name: str = Field(description="what it is called, e.g. 号码")


class PaperOffer(Contract):
    """One question about a paper: `confirm` what is new, `choose` between two, `whose` it is, `unclear` to be told."""

    id: str
    ask: Literal["confirm", "choose", "whose", "unclear"]
    title: str = Field(description="what the paper is called")
    items: list[PaperItem]
    later: bool = Field(default=False, description="passed over once; to be mentioned at the review")
    people: list[str] = Field(default_factory=list, description="of `whose`: the members told, in words")
    sensitive: str = Field(default="", description="the kind of consent the paper falls under, e.g. `sensitive_id`")


class PaperNews(Contract):
    """A paper that was looked at and not spoken of yet."""

    id: str
    title: str
    known: bool = Field(description="its kind was recognised")
    will_do: bool = Field(description="false: to be taken again, for the reasons in `quality`")
    failed: bool = False
    same: bool = Field(default=False, description="it shows the same paper as an earlier one")
    quality: list[str] = Field(default_factory=list)
    sensitive: str = Field(default="", description="the kind of consent the paper falls under, e.g. `sensitive_id`")
    held: bool = Field(default=False, description="of a kind that was refused: the photo is kept, what it says is not")


class PapersState(Contract):
    """What there is to say about the papers of a conversation, in order."""

    news: list[PaperNews] = Field(default_factory=list)
    offers: list[PaperOffer] = Field(default_factory=list)


class PapersToldIn(Contract):
    """`POST .../papers-told`: the resident has heard what became of these papers."""

    turn_id: str
    papers: list[str]


class PaperSaidIn(Contract):
    """`POST .../paper-said`: what the resident said to one question about a paper (`PaperOffer.id`)."""

    turn_id: str
    offer: str
    said: Literal["later", "asked", "confirmed", "refused", "not_mine", "paper", "told"]
    member: int | None = Field(default=None, ge=1, description="of `whose`: the number of the person")
