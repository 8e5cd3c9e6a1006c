"""What reading a photographed paper gives: its kind, its fields with their place, and whether the photo will do."""

from typing import Final, Literal

from pydantic import Field

from contracts.messages import Contract

PaperKind = Literal[
    "id_card_front", "id_card_back", "household_register", "disability_card", "bank_card", "invoice", "diagnosis",
    "accident_certificate", "fire_certificate", "residence_permit", "other",
]  # fmt: skip

# the fields of each kind, in the order they are shown; normal form: dates ISO, sums in yuan, codes as printed
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "id_card_front": ("name", "sex", "ethnicity", "birth_date", "address", "id_number"),
    "id_card_back": ("authority", "valid_from", "valid_until"),
    "household_register": (
        "head_name", "register_kind", "name", "relation_to_head", "sex", "ethnicity", "birth_date", "address",
        "id_number",
    ),
    "disability_card": ("name", "id_number", "card_number", "category", "level", "valid_until"),
    "bank_card": ("bank", "card_number"),
    "invoice": ("hospital", "name", "date", "total", "paid_by_insurance", "paid_self"),
    "diagnosis": ("hospital", "name", "age", "diagnosis", "admitted_on", "discharged_on", "date"),
    "accident_certificate": ("number", "authority", "date", "place", "people"),
    "fire_certificate": ("number", "authority", "date", "place"),
    "residence_permit": ("name", "sex", "ethnicity", "birth_date", "address", "id_number", "valid_until"),
    "other": (),
}  # fmt: skip

QualityProblem = Literal["blur", "glare", "dark", "cut_off", "small"]

# share of the upright page's width and height: left, top, right, bottom
Place = tuple[float, float, float, float]


class ReadField(Contract):
    """One field of a paper. Only a `certain` one may be offered as read; any other is asked for."""

    name: str
    value: str = Field(description="normal form; empty when it was seen and cannot be read")
    text: str = Field(default="", description="as printed")
    confidence: float = Field(ge=0, le=1)
    certain: bool = False
    place: Place | None = None
    problem: str | None = Field(default=None, description="check_digit · date · future · unreadable · disagrees")


class PaperReading(Contract):
    """One page as it was read; `problem` when it could not be read at all (then no fields)."""

    kind: PaperKind = "other"
    confidence: float = Field(default=0.0, ge=0, le=1)
    fields: list[ReadField] = Field(default_factory=list)
    quality: list[QualityProblem] = Field(default_factory=list)
    page: int = 0
    turned: Literal[0, 90, 180, 270] = Field(default=0, description="degrees the page was turned to stand upright")
    seconds: float = 0.0
    problem: str | None = None
