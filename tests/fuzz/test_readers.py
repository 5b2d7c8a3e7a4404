"""No file makes the readers fail otherwise than by saying what is wrong, and no row gets lost."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jobmine.errors import JobmineError
from jobmine.pipeline.steps import read_postings
from jobmine.read.raw import read_raw

TODAY = date(2025, 3, 9)
Rows = list[list[str]]

HEADERS = ["职位名称", "职位描述", "薪资", "最低薪资", "最高薪资", "公司名称", "公司类型", "公司规模", "工作地点", "学历要求",
           "经验要求", "发布日期", "招聘人数", "福利", "所属行业", "职位链接", "任职要求", "岗位职责", "title", "", "职位名称"]  # fmt: skip
CELLS = [
    "会计", "数控车床操作工（包吃住）", "负责日常账务处理；要求大专以上，会计从业资格证。", "6-8千", "15-25K·14薪", "面议", "7000", "苏州甲公司",
    "民营 | 50-150人", "北京-朝阳区", "本科", "3-5年", "03-07发布", "2024-11-07 09:58:27", "招3人", "五险一金,包住", "互联网/电子商务",
    "https://example.com/1", "<p>会焊接</p>", 'a"b', "a,b", "a\tb", "a\nb", "=1+1", "\ue031\ue035-\ue038K", "_x000D_", "nan", "NA",
    "9" * 400, "1e400", "\ufeff", "\x00", "電話", "𠮷",
]  # fmt: skip
CELL = st.sampled_from(CELLS) | st.text(max_size=6)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le")


def delimited(rows: Rows, delimiter: str, encoding: str) -> bytes:
    """Write rows as delimited text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, escapechar="\\").writerows(rows)
    return text.getvalue().encode(encoding, errors="replace")


def records(rows: Rows) -> list[dict[str, str]]:
    """Return rows as objects by header."""
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def workbook(rows: Rows) -> bytes:
    """Write rows as the smallest workbook that Excel opens."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    spaces = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{spaces}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{spaces}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{spaces}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{spaces}/spreadsheetml/2006/main" xmlns:r="{spaces}/officeDocument/2006/relationships">'
        '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{spaces}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{spaces}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{spaces}/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>',
    }
    return archive({name: part.encode("utf-8", "replace") for name, part in parts.items()})


def archive(members: dict[str, bytes]) -> bytes:
    """Pack members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return packed.getvalue()


def parquet(rows: Rows) -> bytes:
    """Write rows as Parquet."""
    columns = {
        f"{name}{i if rows[0].count(name) > 1 else ''}": [row[i] for row in rows[1:]] for i, name in enumerate(rows[0])
    }
    file = io.BytesIO()
    pq.write_table(pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), file)
    return file.getvalue()


FORMS: dict[str, Callable[[Rows, str], bytes]] = {
    ".csv": lambda rows, encoding: delimited(rows, ",", encoding),
    ".tsv": lambda rows, encoding: delimited(rows, "\t", encoding),
    ".json": lambda rows, encoding: json.dumps(records(rows), ensure_ascii=False).encode(encoding, "replace"),
    ".jsonl": lambda rows, encoding: "\n".join(json.dumps(r, ensure_ascii=False) for r in records(rows)).encode(
        encoding, "replace"
    ),
    ".parquet": lambda rows, encoding: parquet(rows),
    ".xlsx": lambda rows, encoding: workbook(rows),
    ".zip": lambda rows, encoding: archive({"a.csv": delimited(rows, ",", encoding), "b/c.xlsx": workbook(rows)}),
}


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    """Draw a table of postings."""
    header = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6))
    row = st.lists(CELL, min_size=len(header), max_size=len(header))
    rows = draw(st.lists(row, max_size=6))
    return [header, *rows] if draw(st.integers(0, 9)) else rows or [header]


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Draw a file with some of its bytes changed, cut out, put in or doubled."""
    for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3, 8]))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 2, 7, 100, 10_000])))
        new = draw(
            st.sampled_from([b"", b"\xff", b"\x00", b'"', b",", b"\n", b"\r", b"{", b"]", b"PK\x03\x04"])
            | st.binary(max_size=4)
        )
        content = content[:start] + draw(st.sampled_from([new, content[start:end] * 2])) + content[end:]
    return content


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw a suffix and a file, mostly of that form."""
    suffix = draw(st.sampled_from(sorted(FORMS)))
    content = FORMS[suffix](draw(tables()), draw(st.sampled_from(ENCODINGS)))
    if suffix == ".xlsx" and draw(st.booleans()):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            members = {name: opened.read(name) for name in opened.namelist()}
        member = draw(st.sampled_from(sorted(members)))
        content = archive(members | {member: draw(damaged(members[member]))})
    else:
        content = draw(damaged(content))
    return draw(st.sampled_from([suffix, suffix, suffix, *sorted(FORMS)])), content


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(file=files())
@example(file=(".csv", b""))
@example(file=(".zip", b"PK\x05\x06" + b"\0" * 18))
def test_a_file_is_read_or_refused_with_a_message(file: tuple[str, bytes]) -> None:
    suffix, content = file
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(content)
        try:
            raw = read_raw(path)
            postings = read_postings(path, today=TODAY)
        except JobmineError as error:
            assert str(error).strip()
            assert "Traceback" not in str(error)
            return
    assert raw.n_read == sum(source.kept + source.rejected for source in raw.sources)
    assert postings.table.num_rows == raw.table.num_rows
    assert postings.rejected.num_rows == raw.rejected.num_rows
    assert len(set(postings.table["posting_id"].to_pylist())) == postings.table.num_rows
    assert set(postings.parses["posting_id"].to_pylist()) <= set(postings.table["posting_id"].to_pylist())
