from __future__ import annotations

import re

import docx
import pytest
from PIL import Image

from jobmine.errors import ConfigError
from jobmine.pipeline.documents import write_profile
from jobmine.show.profile import Bar, Profile
from jobmine.show.profile import write_profile as save_profile

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=y>'


@pytest.fixture
def hostile_profile() -> Profile:
    bars = (Bar(HOSTILE, "50.0%", 0.5, "#000000", 0.25),)
    return Profile(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),), ((HOSTILE, bars),), (("学历", bars),), (HOSTILE,), HOSTILE)


@pytest.mark.parametrize(("dimension", "value"), [("post", "护士"), ("role", "会计")])
def test_profile_of_a_post_or_role_is_written_in_each_format(sample_run, tmp_path, dimension, value):
    for suffix in (".html", ".docx", ".png"):
        assert write_profile(sample_run, dimension, value, tmp_path / f"a{suffix}").stat().st_size > 2000


def test_page_states_the_counts_of_the_run(sample_run, tmp_path):
    posts = sample_run.table("posts").set_index("post")
    page = write_profile(sample_run, "post", "护士", tmp_path / "a.html").read_text(encoding="utf-8")
    assert dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))["职位"] == str(posts.loc["护士", "n"])


def test_picture_is_one_a4_page(sample_run, tmp_path):
    write_profile(sample_run, "post", "护士", tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.height / picture.width == pytest.approx(297 / 210, rel=0.01)


def test_unknown_post_is_an_error_that_names_near_ones(sample_run, tmp_path):
    with pytest.raises(ConfigError, match="no posting in scope with post '护土'; there are 护士"):
        write_profile(sample_run, "post", "护土", tmp_path / "a.html")


def test_other_files_are_refused(hostile_profile, tmp_path):
    with pytest.raises(ConfigError, match=r"\.html, \.docx or \.png"):
        save_profile(hostile_profile, tmp_path / "a.pdf")


def test_hostile_texts_come_out_as_text(hostile_profile, tmp_path):
    page = save_profile(hostile_profile, tmp_path / "a.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    save_profile(hostile_profile, tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    assert HOSTILE in {cell.text for table in document.tables for row in table.rows for cell in row.cells}
