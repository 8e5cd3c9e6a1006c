"""One book for all tests of the policy room, and its files for the tests that change them."""

import pytest

from policy.book import PolicyBook
from policy.loader import read_folder


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    return read_folder()


@pytest.fixture(scope="session")
def book(files) -> PolicyBook:
    return PolicyBook.from_files(files)
