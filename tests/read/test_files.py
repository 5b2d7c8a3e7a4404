from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jobmine.errors import ReadError
from jobmine.read.files import find_sources, list_files
from jobmine.read.raw import read_raw
from jobmine.read.sources import Limits

CSV = "职位名称,薪资\n会计,6-8千\n"


def write(path: Path, text: str = CSV) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path | str) -> list[str]:
    return [source.name for source in find_sources(paths, Limits())]


def test_folder_gives_readable_files_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "sub/c.csv", "readme.txt", "notes.md", ".hidden.csv", "~$a.xlsx"):
        write(tmp_path / name)
    assert names(tmp_path) == ["a.csv", "b.csv", "sub/c.csv"]


def test_pattern_gives_matching_files(tmp_path: Path) -> None:
    for name in ("会计1.csv", "会计2.csv", "出纳.csv"):
        write(tmp_path / name)
    assert names(tmp_path / "会计*.csv") == ["会计1.csv", "会计2.csv"]


def test_file_with_brackets_in_its_name_is_no_pattern(tmp_path: Path) -> None:
    assert names(write(tmp_path / "会计[1].csv")) == ["会计[1].csv"]


def test_files_of_one_name_are_told_apart_by_folder(tmp_path: Path) -> None:
    paths = write(tmp_path / "2023/a.csv"), write(tmp_path / "2024/a.csv")
    assert names(*paths) == ["2023/a.csv", "2024/a.csv"]


def test_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv")
    assert names(path, tmp_path) == ["a.csv"]
    assert list_files([path, tmp_path]) == [path.resolve()]


def test_archive_is_read_through(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x/会计.csv", CSV)
        archive.writestr("readme.txt", "-")
        archive.writestr("__MACOSX/x/._会计.csv", "-")
    raw = read_raw(tmp_path / "a.zip")
    assert raw.table["source"].to_pylist() == ["a.zip/x/会计.csv"]


def test_name_written_by_windows_in_gbk_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("会计.csv".encode("gbk").decode("cp437"), CSV)
    data = (tmp_path / "a.zip").read_bytes()
    name = "会计.csv".encode("gbk").decode("cp437").encode()
    # zipfile marks the name as UTF-8, Windows does not: clear the mark and put the GBK bytes there
    info = zipfile.ZipInfo("x" * len("会计.csv".encode("gbk")))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(info, CSV)
    data = (tmp_path / "b.zip").read_bytes().replace(info.filename.encode(), "会计.csv".encode("gbk"))
    (tmp_path / "b.zip").write_bytes(data)
    assert name not in data
    assert names(tmp_path / "b.zip") == ["b.zip/会计.csv"]


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "0" * 10_000_000)
    with pytest.raises(ReadError, match=r"unpacks to 10,000,000 bytes.*limits\.unpacked"):
        read_raw(tmp_path / "a.zip", limits=Limits(unpacked=1_000_000))


def test_archive_with_password_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", CSV)
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ReadError, match="password"):
        read_raw(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG picture"),
        ("a.csv", b"%PDF-1.7", "PDF document"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "web page"),
        ("a.zip", b"not a zip", "not a valid .zip"),
        ("a.zip", b"PK\x03\x04" + b"\0" * 50, "not a valid ZIP"),
        ("a.parquet", b"not parquet", "not a valid .parquet"),
    ],
)
def test_file_that_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError, match=message):
        read_raw(tmp_path / name)


@pytest.mark.parametrize("path", ["nothing.csv", "nothing/*.csv", "."])
def test_missing_input_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ReadError, match=r"no such file|no readable file"):
        read_raw(tmp_path / path)


def test_empty_list_of_inputs_is_refused() -> None:
    with pytest.raises(ReadError, match="no input"):
        read_raw([])


def test_empty_file_in_a_folder_is_passed_over_with_a_note(tmp_path: Path) -> None:
    write(tmp_path / "a.csv")
    write(tmp_path / "b.csv", "")
    raw = read_raw(tmp_path)
    assert [(s.source, s.kept, s.note) for s in raw.sources] == [("a.csv", 1, ""), ("b.csv", 0, "the file is empty")]


@pytest.mark.parametrize(("name", "message"), [("a.zip", "a.zip"), ("a.xlsx", "a damaged workbook")])
def test_archive_whose_directory_points_nowhere_is_refused(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/worksheets/sheet1.xml" if name == "a.xlsx" else "b.csv", CSV)
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    path.write_bytes(content[: end + 16] + b"\xff\xff\xff\x7f" + content[end + 20 :])  # where the directory begins
    with pytest.raises(ReadError, match=message):
        read_raw(path)
