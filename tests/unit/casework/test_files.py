"""The file store: sealed, whole or not at all, under names of ours; a full disk leaves nothing behind."""

import os
import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.storage.files import LARGEST, FileStore
from contracts.errors import NotFound, Unavailable
from contracts.keyring import Keyring, UnreadableValue

ID, OTHER = "ab" + "0" * 30, "ab" + "1" * 30
PHOTO = b"\xff\xd8\xff" + b"a photo of an identity card" * 400
OLD, NEW = "the-old-key-of-tests-01", "the-new-key-of-tests-02"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files", Keyring([OLD]))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_written_is_read_back_and_unreadable_on_the_disk(store: FileStore, tmp_path: Path) -> None:
    store.write(ID, PHOTO)
    (path,) = _files(tmp_path)
    assert path == tmp_path / "files" / "ab" / ID
    assert store.read(ID) == PHOTO
    assert b"identity card" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_empty_and_largest_bodies_come_back(store: FileStore) -> None:
    for body in (b"", b"x" * LARGEST):
        store.write(ID, body)
        assert store.read(ID) == body
    with pytest.raises(ValueError, match="limit"):
        store.write(ID, b"x" * (LARGEST + 1))


@pytest.mark.parametrize("name", ["../../etc/passwd", "photo.jpg", "AB" + "0" * 30, "ab" + "0" * 29, "", f"{ID}\n"])
def test_only_ids_of_ours_are_names(store: FileStore, tmp_path: Path, name: str) -> None:
    for act in (lambda: store.write(name, b"x"), lambda: store.read(name), lambda: store.shred(name)):
        with pytest.raises(ValueError, match="id of ours"):
            act()
    assert not _files(tmp_path)


def test_a_file_moved_changed_or_cut_does_not_open(store: FileStore, tmp_path: Path) -> None:
    store.write(ID, PHOTO)
    path = tmp_path / "files" / "ab" / ID
    sealed = path.read_bytes()
    path.with_name(OTHER).write_bytes(sealed)
    with pytest.raises(UnreadableValue):
        store.read(OTHER)
    for spoilt in (sealed[:-1], sealed[:20], sealed[:3], b"", sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]):
        path.write_bytes(spoilt)
        with pytest.raises(UnreadableValue):
            store.read(ID)


def test_a_missing_file_is_not_found(store: FileStore) -> None:
    with pytest.raises(NotFound):
        store.read(ID)
    store.shred(ID)
    assert store.seal_again(ID) is False


def test_shredding_overwrites_what_another_name_still_reaches(store: FileStore, tmp_path: Path) -> None:
    store.write(ID, PHOTO)
    path, kept = tmp_path / "files" / "ab" / ID, tmp_path / "kept"
    os.link(path, kept)
    before = kept.read_bytes()
    store.shred(ID)
    assert not path.exists()
    after = kept.read_bytes()
    assert len(after) == len(before)
    assert after[:100] != before[:100]
    assert after[-100:] != before[-100:]


def test_rotation_seals_again_once_and_the_old_key_is_needed_no_more(store: FileStore, tmp_path: Path) -> None:
    store.write(ID, PHOTO)
    both = FileStore(tmp_path / "files", Keyring([NEW, OLD]))
    assert (both.read(ID), both.seal_again(ID), both.seal_again(ID)) == (PHOTO, True, False)
    assert FileStore(tmp_path / "files", Keyring([NEW])).read(ID) == PHOTO
    with pytest.raises(UnreadableValue, match="no key"):
        store.read(ID)
    with pytest.raises(UnreadableValue, match="no key"):
        store.seal_again(ID)


def test_old_files_are_listed_and_half_written_ones_removed(store: FileStore, tmp_path: Path) -> None:
    store.write(ID, PHOTO)
    store.write(OTHER, PHOTO)
    folder = tmp_path / "files" / "ab"
    for name in (ID, ".aside-1234"):
        (folder / name).touch()
        os.utime(folder / name, (time.time() - 7200,) * 2)
    (folder / ".aside-5678").touch()
    assert store.old_ids("ab", 3600) == [ID]
    assert sorted(path.name for path in _files(folder)) == sorted([".aside-5678", ID, OTHER])
    assert store.old_ids("cd", 3600) == []


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process may grow over 64 KB, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_no_room_is_one_sentence_and_leaves_nothing(store: FileStore, tmp_path: Path, small_files: None) -> None:
    with pytest.raises(Unavailable) as refused:
        store.write(ID, os.urandom(200_000))
    assert "存不下" in refused.value.message
    assert not _files(tmp_path)
    with pytest.raises(NotFound):
        store.read(ID)
    store.write(ID, b"a small one still fits")


def test_a_failed_rewrite_keeps_the_old_file(store: FileStore, tmp_path: Path, small_files: None) -> None:
    store.write(ID, b"the first one")
    with pytest.raises(Unavailable):
        store.write(ID, os.urandom(200_000))
    assert store.read(ID) == b"the first one"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 KB; skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_really_full_disk(tiny_disk: Path) -> None:
    store = FileStore(tiny_disk / "files", Keyring([OLD]))
    store.write(ID, b"x" * 50_000)
    with pytest.raises(Unavailable):
        store.write(OTHER, b"x" * 100_000)
    assert [path.name for path in _files(tiny_disk)] == [ID]
    assert store.read(ID) == b"x" * 50_000
