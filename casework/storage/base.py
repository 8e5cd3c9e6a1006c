"""The declarative base every table of the record is declared on."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import Date, String
from sqlalchemy.orm import DeclarativeBase

from casework.storage.types import UtcDateTime


class Base(DeclarativeBase):
    """Declarative base; ids are 32 hex digits minted by us."""

    type_annotation_map: ClassVar = {datetime: UtcDateTime, date: Date, str: String}
