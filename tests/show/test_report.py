from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from jobmine.measure.table import new_table
from jobmine.show.report import Chapter, Example, Figure, Report, write_html

SENTENCE = '懂<b>成本核算</b>，见 https://evil.example/ {{ 7*7 }} <script src="http://evil.example/x.js"></script>'


class Page(HTMLParser):
    """Counts elements and gathers every attribute that could load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "srcset", "data", "action", "poster")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "a.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', encoding="utf-8")
    return path


def write(report: Report, tmp_path: Path, **options) -> str:
    return write_html(report, tmp_path / "report.html", **options).read_text(encoding="utf-8")


def one_chapter(*tables, figures=(), **more) -> Report:
    return Report("报告", chapters=(Chapter("需求", "Demand", ("段落",), tables, tuple(figures)),), **more)


def visible(page: str) -> str:
    body = page[page.index("<body>") : page.index("<script>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_hostile_cells_come_out_as_text(tmp_path, hostile):
    terms = hostile.frame["term"].to_list()
    page = write(one_chapter(hostile, source=terms[0], notes=terms, facts=((terms[0], terms[3]),)), tmp_path)
    parsed = Page(page)
    assert parsed.tags.count("script") == 1
    assert "img" not in parsed.tags
    assert not parsed.handlers
    assert all(text in visible(page) for text in terms)


def test_hostile_sentences_come_out_as_text_with_the_term_marked(tmp_path, demand):
    example = Example("a-1", SENTENCE, SENTENCE.index("成本"), SENTENCE.index("成本") + 4)
    page = write(one_chapter(demand, examples={("knowledge", "成本核算"): [example]}), tmp_path)
    parsed = Page(page)
    assert parsed.tags.count("script") == 1
    assert "b" not in parsed.tags
    assert "懂&lt;b&gt;<mark>成本核算</mark>&lt;/b&gt;" in page
    assert "{{ 7*7 }}" in visible(page)
    assert "<code>a-1</code>" in page


def test_page_loads_nothing(tmp_path, demand, picture):
    example = Example("a-1", SENTENCE, 0, 1)
    report = one_chapter(demand, figures=[Figure("图", picture)], examples={("knowledge", "成本核算"): [example]})
    page = write(report, tmp_path)
    assert all(address.startswith(("data:", "#")) for address in Page(page).loads)
    inert = page.replace("https://evil.example/", "").replace("http://evil.example/x.js", "")
    inert = re.sub(r'"data:image/[^"]*"', "", inert)  # a picture loads nothing, whatever it names
    assert not re.search(r"https?://|//cdn|@import|url\(|fetch\(|XMLHttpRequest", inert)


def test_page_forbids_requests_and_foreign_scripts(tmp_path):
    page = write(Report("报告"), tmp_path)
    assert "default-src 'none'; img-src data:;" in page
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}='", page)


def test_equal_reports_give_equal_bytes(tmp_path, demand, pay, picture):
    report = one_chapter(demand, pay, figures=[Figure("图", picture)], generated_at="2025-01-01")
    assert write(report, tmp_path) == write(report, tmp_path)


def test_table_has_question_before_and_source_base_and_definition_after(tmp_path, demand):
    demand.meta.update(question="要什么？", notes=["只列前几项"])
    words = visible(write(one_chapter(demand, source="a.csv", period="2024-01"), tmp_path))
    order = ["表 1-1 需求词表", "要什么？", "成本核算", "来源 a.csv，2024-01", "样本 150 个职位，其中 120 个有可读要求"]
    places = [words.rindex(part) for part in [*order, "定义 n / n_text（本项目自定义）", "注 只列前几项"]]
    assert places == sorted(places)


def test_numbers_are_formatted_and_small_samples_marked(tmp_path, demand, pay):
    page = write(one_chapter(demand, pay), tmp_path)
    assert '40.0% <span class="interval">[30.9%, 49.8%]</span>' in page
    assert ">6,544<" in page
    assert page.count('<span class="mark">样本少</span>') == 2
    assert '<tr class="few">' in page


def test_contents_lead_to_chapters_and_tables(tmp_path, demand):
    page = write(one_chapter(demand), tmp_path)
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert {address[1:] for address in Page(page).loads if address.startswith("#")} == ids == {"report", "c1", "t1-1"}


def test_rows_beyond_the_limit_are_announced(tmp_path):
    table = new_table(pd.DataFrame({"term": [f"词{i}" for i in range(1200)]}), name="long", title="长表")
    words = visible(write(one_chapter(table), tmp_path, max_rows=10))
    assert "词9" in words and "词10" not in words
    assert "此处列出前 10 行，全表 1,200 行见 tables 文件夹的 long.csv" in words


def test_empty_table_says_so(tmp_path):
    table = new_table(pd.DataFrame({"term": []}), name="none", title="空表")
    assert "无可列数据" in visible(write(one_chapter(table), tmp_path))


def test_funnel_is_drawn_to_scale(tmp_path):
    page = write(one_chapter(funnel=(("读入", 200), ("地区：江苏", 50))), tmp_path)
    assert re.findall(r"width:([\d.]+)%", page) == ["100.0", "25.0"]
