"""The file store: `<data_dir>/files/ab/<id>`, one sealed file each; names are ours, never the sender's.

A file is there whole or not at all: written aside, forced to the disk, then renamed. Its row comes after it.
Everything here blocks: call it in a thread.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from contracts.errors import NotFound, Unavailable
from contracts.files import LARGEST_FILE
from contracts.keyring import SEAL_LENGTH, Keyring

LARGEST: Final = LARGEST_FILE
NO_ROOM_WORDS: Final = "文件暂时存不下，请稍后再发一次。打字不受影响。"
_ID: Final = re.compile("[0-9a-f]{32}")
_ASIDE: Final = ".aside-"


class FileStore:
    """Sealed files under one folder, shared by the processes of an installation."""

    def __init__(self, root: Path, keyring: Keyring) -> None:
        self._root, self._keyring = root, keyring

    def _path(self, file_id: str) -> Path:
        if not _ID.fullmatch(file_id):
            raise ValueError("not an id of ours")
        return self._root / file_id[:2] / file_id

    def prepare(self, file_id: str, body: bytes) -> "Prepared":
        """Have `body` (≤ 10 MB) on the disk, not yet under its id; `Unavailable` when the disk takes no more."""
        if len(body) > LARGEST:
            raise ValueError(f"{len(body)} bytes are over the store's limit")
        path = self._path(file_id)
        try:
            return Prepared(_write_aside(path, self._keyring.seal(body, file_id)), path)
        except OSError as error:
            raise Unavailable(NO_ROOM_WORDS) from error

    def write(self, file_id: str, body: bytes) -> None:
        """Keep `body` under an id, in place of what was there; `Unavailable` when the disk takes no more."""
        self.prepare(file_id, body).publish()

    def read(self, file_id: str) -> bytes:
        """The bytes as they came; `NotFound` when there is no such file, `UnreadableValue` when it was changed."""
        try:
            sealed = self._path(file_id).read_bytes()
        except FileNotFoundError:
            raise NotFound from None
        return self._keyring.unseal(sealed, file_id)

    def shred(self, file_id: str) -> None:
        """Overwrite and remove; a file that is not there is none to remove."""
        path = self._path(file_id)
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                _force(file)
            path.unlink()

    def seal_again(self, file_id: str) -> bool:
        """Bring one file under the newest key; False when it is already, or gone."""
        path = self._path(file_id)
        try:
            with path.open("rb") as file:
                if self._keyring.is_sealed_newest(file.read(SEAL_LENGTH)):
                    return False
        except FileNotFoundError:
            return False
        with suppress(NotFound):
            self.write(file_id, self.read(file_id))
            return True
        return False

    def old_ids(self, prefix: str, older_than: float) -> list[str]:
        """Ids in the folder of this two-digit prefix, untouched for so many seconds; half-written ones are removed."""
        return list(self._old(self._root / prefix, time.time() - older_than))

    def _old(self, folder: Path, before: float) -> Iterator[str]:
        with suppress(FileNotFoundError):
            for entry in os.scandir(folder):
                with suppress(FileNotFoundError):
                    if entry.stat().st_mtime >= before:
                        continue
                    if entry.name.startswith(_ASIDE):
                        os.unlink(entry.path)
                    elif _ID.fullmatch(entry.name):
                        yield entry.name


def _force(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _write_aside(path: Path, sealed: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{_ASIDE}{secrets.token_hex(8)}")
    try:
        # readable to us only, from the first byte on
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            _force(file)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


@dataclass(frozen=True)
class Prepared:
    """A file that is whole on the disk and waits for its name."""

    aside: Path
    path: Path

    def publish(self) -> None:
        """Give it its name, on the disk too: a row may speak of it from now on."""
        try:
            self.aside.replace(self.path)
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            self.discard()
            raise Unavailable(NO_ROOM_WORDS) from error

    def discard(self) -> None:
        """It is not wanted any more."""
        self.aside.unlink(missing_ok=True)
