from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest

from jobmine.errors import FontError
from jobmine.show import fonts
from jobmine.show.fonts import check_glyphs, chinese_font

LATIN = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


def test_font_of_the_user_comes_first():
    assert chinese_font(LATIN) == LATIN


def test_font_of_the_user_that_is_missing_is_an_error():
    with pytest.raises(FontError, match=r"no font file 'nowhere\.ttf'"):
        chinese_font("nowhere.ttf")


def test_no_chinese_font_says_how_to_install_one(monkeypatch):
    monkeypatch.setattr(fonts, "_packaged_font", list)
    monkeypatch.setattr(fonts, "_SYSTEM_FONTS", (Path("/nowhere/a.ttc"),))
    with pytest.raises(FontError, match=r"looked in .*a\.ttc.*pip install pylopdf-fonts-zh-cn"):
        chinese_font()


def test_missing_characters_and_font_are_named():
    with pytest.raises(FontError, match=r"DejaVuSans\.ttf has no glyph for 焊 \(U\+710A\) 电 \(U\+7535\);"):
        check_glyphs(LATIN, ["C++", "电焊"])


def test_many_missing_characters_are_counted():
    with pytest.raises(FontError, match="and 2 more"):
        check_glyphs(LATIN, ["一二三四五六七八九十百千"])


@pytest.mark.parametrize("text", ["C++、.NET、Node.js", "鑫鎏龘", "±0.01㎜ φ20", "a\n\tb"])
def test_packaged_font_draws_what_postings_hold(text):
    check_glyphs(chinese_font(), [text])


def test_file_that_is_no_font_is_an_error(tmp_path):
    (tmp_path / "a.ttf").write_bytes(b"not a font")
    with pytest.raises(FontError, match=r"cannot read .*a\.ttf as a font"):
        check_glyphs(tmp_path / "a.ttf", ["a"])
