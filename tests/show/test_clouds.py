from __future__ import annotations

import pickle
import re
from functools import partial

import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw

from jobmine.errors import FontError
from jobmine.measure.table import Table
from jobmine.show.cloud_paint import face
from jobmine.show.clouds import _lay_out, cloud_weights, draw_cloud, draw_cloud_pair
from jobmine.show.fonts import chinese_font

SMALL = {"width": 240, "height": 150}


def test_words_come_heaviest_first(tmp_path):
    weights = {"沟通能力": 2.0, "C++": 5.0, "Node.js": 1.0, "无": 0.0}
    assert draw_cloud(weights, tmp_path / "a.png", **SMALL) == ("C++", "沟通能力", "Node.js")


def test_only_the_heaviest_words_are_laid_out(tmp_path):
    assert draw_cloud({"甲": 1.0, "乙": 2.0, "丙": 3.0}, tmp_path / "a.png", max_words=2, **SMALL) == ("丙", "乙")


def test_picture_is_a_png_of_the_scaled_size(tmp_path):
    draw_cloud({"焊接": 1.0}, tmp_path / "a.png", scale=2, **SMALL)
    with Image.open(tmp_path / "a.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (480, 300 + 44))


def test_kinds_have_their_colours_and_a_legend(tmp_path, demand):
    drawn = draw_cloud(demand, tmp_path / "a.png", group="会计", scale=1, **SMALL)
    assert drawn == ("成本核算", "沟通能力", "Excel")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.height == 150 + 44
        colours = {colour for _, colour in picture.convert("RGB").getcolors()}
    assert {(0x0B, 0x62, 0xA0), (0xB8, 0x48, 0x0A)} <= colours


def test_kind_selects_terms(tmp_path, demand):
    assert draw_cloud(demand, tmp_path / "a.png", kind="knowledge", **SMALL) == ("成本核算", "Excel")


def test_groups_are_weighted_by_their_readable_postings(demand):
    weights, _ = cloud_weights(demand)
    assert weights["Excel"] == pytest.approx((0.2 * 100 + 0.1 * 20) / 120)
    assert weights["低压电工证"] == pytest.approx(0.75 * 20 / 120)


def test_term_of_two_kinds_is_drawn_as_the_heavier(demand):
    frame = demand.frame.assign(term="英语", kind=["knowledge", "skill", "knowledge", "skill", "skill"])
    _, kinds = cloud_weights(type(demand)(frame, demand.meta), group="会计")
    assert kinds == {"英语": "knowledge"}


def test_same_seed_gives_the_same_picture(tmp_path, demand):
    job = pickle.loads(pickle.dumps(partial(draw_cloud, demand, random_state=7, **SMALL)))
    job(tmp_path / "a.png")
    draw_cloud(demand, tmp_path / "b.png", random_state=7, **SMALL)
    with Image.open(tmp_path / "a.png") as a, Image.open(tmp_path / "b.png") as b:
        assert a.convert("RGB").tobytes() == b.convert("RGB").tobytes()


def test_font_without_the_characters_is_an_error_and_leaves_no_file(tmp_path):
    latin = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf"
    with pytest.raises(FontError, match="焊"):
        draw_cloud({"焊接": 1.0}, tmp_path / "a.png", font=latin)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("weights", [{}, {"焊接": 0.0}])
def test_nothing_to_draw_is_an_error(tmp_path, weights):
    with pytest.raises(ValueError, match="no word to draw"):
        draw_cloud(weights, tmp_path / "a.png")


def test_an_svg_of_outlines_lies_beside_the_png(tmp_path, demand):
    draw_cloud(demand, tmp_path / "a.png", group="会计", **SMALL)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<text" not in svg
    assert "<title>成本核算</title>" in svg
    assert re.search(r"<title>字号：占有可读要求职位的比例，成本核算 40.0% 至 Excel 20.0%；n = 100</title>", svg)


def test_hostile_words_are_texts_in_the_svg(tmp_path):
    draw_cloud({"<script>alert(1)</script>": 2.0, '"><img src=x>': 1.0}, tmp_path / "a.png", width=800, height=500)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<script" not in svg
    assert "<img" not in svg


def test_no_word_is_smaller_than_can_be_read_and_the_rest_is_counted(tmp_path):
    weights = {f"{chr(0x4E00 + i)}{chr(0x4F00 + i)}能力要求": 1.0 + i for i in range(60)}
    drawn = draw_cloud(weights, tmp_path / "a.png", width=300, height=60, max_words=60)
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert 0 < len(drawn) < 60
    assert f"另有 {60 - len(drawn)} 词放不下" in svg
    assert min(float(scale) for scale in re.findall(r"scale\(([\d.]+) -", svg)) * 1000 >= 4


def test_words_do_not_lie_on_each_other():
    words, _ = _lay_out({f"岗位{i}能力": 100.0 - i for i in range(60)}, {}, chinese_font(), 800, 500, 60, 0)
    inked = np.zeros((500, 800), int)
    for word in words:
        field = Image.new("L", (800, 500))
        letters = face(str(chinese_font()), round(word.size))
        ImageDraw.Draw(field).text((word.x, word.y), word.text, fill=255, font=letters, anchor="lt")
        inked += np.asarray(field) > 128
    assert len(words) > 30
    assert inked.max() == 1


def test_a_pair_shows_what_either_side_asks_for_clearly_more(tmp_path, demand):
    frame = demand.frame.head(3).assign(
        difference=[0.2, -0.3, 0.01], difference_low=[0.1, -0.4, -0.1], difference_high=[0.3, -0.2, 0.1]
    )
    sides = draw_cloud_pair(
        Table(frame, demand.meta), tmp_path / "a.png", names=("苏州", "无锡"), width=240, height=150
    )
    assert sides == (("成本核算",), ("沟通能力",))
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<title>苏州要求更多</title>" in svg
    assert "字号：占比之差（95% 区间不含 0），沟通能力 30.0%" in svg


def test_a_pair_without_a_clear_difference_is_an_error(tmp_path, demand):
    frame = demand.frame.assign(difference=0.1, difference_low=-0.1, difference_high=0.3)
    with pytest.raises(ValueError, match="no term's share differs clearly"):
        draw_cloud_pair(Table(frame, demand.meta), tmp_path / "a.png")
