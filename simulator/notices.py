"""The limits of template and subscription messages: which fields, how long, in what form."""

import re
from typing import Any

from simulator.accounts import Template
from simulator.codes import Refusal

FIELD_CHARACTERS = 20
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3]")
CLOCK_TIME = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DAY = r"\d{4}(-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|年\d{1,2}月\d{1,2}日)"
# api_sendnewsubscribemsg, limits of the values by the kind a field's name begins with
FORMS = {
    "number": re.compile(r"\d+(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]+"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e]+"),
    "time": re.compile(rf"({DAY} ?)?{CLOCK_TIME}|{DAY}(~{DAY})?"),
    "date": re.compile(rf"{DAY}( ?{CLOCK_TIME})?"),
    "amount": re.compile(r"[¥￥$]?\d{1,10}(\.\d{1,2})?元?"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "name": re.compile(r"[\u3400-\u9fff·]{1,10}|[A-Za-z ]{1,20}"),
    "phrase": re.compile(r"[\u3400-\u9fff]{1,5}"),
}


def read_fields(template: Template, data: Any) -> dict[str, str]:
    """The words of every field of the template, or 47003 naming the first that does not fit.

    Fields the template does not have (`first`, `remark`, since 2023-05-04) are left out without an error.
    """
    if not isinstance(data, dict):
        raise Refusal(47003, "data is empty")
    return {name: _read(name, data.get(name)) for name in template.fields}


def _read(name: str, given: Any) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise Refusal(47003, f"data.{name}.value is empty")
    form = FORMS.get(re.sub(r"\d+$", "", name))
    fits = (
        len(value) <= FIELD_CHARACTERS
        and not re.search(r"[\r\n]", value)
        and not EMOJI.search(value)
        and (not form or form.fullmatch(value))
    )
    if not fits:
        raise Refusal(47003, f"data.{name}.value invalid")
    return value
