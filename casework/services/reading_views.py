"""What was read on a paper, as typed views for staff."""

from typing import Literal

from pydantic import Field

from contracts.messages import Contract


class PaperFieldRow(Contract):
    """One field of a photographed paper; a masked one is seen in full by `reveal` with its `reveal_key`."""

    name: str
    label: str
    value: str
    masked: bool
    reveal_key: str | None = None
    page: int
    confidence: float
    certain: bool
    place: tuple[float, float, float, float] | None = Field(
        default=None, description="share of the page's width and height: left, top, right, bottom"
    )
    state: str = Field(description="open, or what the resident said: confirmed, refused, not_mine, paper, told, …")
    state_text: str


class ReadingView(Contract):
    """What was read on a photo or PDF."""

    state: Literal["waiting", "reading", "read", "failed"]
    state_text: str
    kind: str
    kind_text: str
    confidence: float
    quality: list[str] = Field(description="what spoils the photo, in Chinese")
    same_as: str | None = Field(default=None, description="an earlier attachment that shows the same paper")
    problem: str | None = Field(default=None, description="code of why it was given up")
    fields: list[PaperFieldRow]
