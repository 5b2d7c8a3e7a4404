from __future__ import annotations

import pickle
from functools import partial

import matplotlib
import pytest
from PIL import Image

from jobmine.errors import FontError
from jobmine.show.clouds import cloud_weights, draw_cloud

SMALL = {"width": 240, "height": 150}


def test_words_come_heaviest_first(tmp_path):
    weights = {"沟通能力": 2.0, "C++": 5.0, "Node.js": 1.0, "无": 0.0}
    assert draw_cloud(weights, tmp_path / "a.png", **SMALL) == ("C++", "沟通能力", "Node.js")


def test_only_the_heaviest_words_are_laid_out(tmp_path):
    assert draw_cloud({"甲": 1.0, "乙": 2.0, "丙": 3.0}, tmp_path / "a.png", max_words=2, **SMALL) == ("丙", "乙")


def test_picture_is_a_png_of_the_scaled_size(tmp_path):
    draw_cloud({"焊接": 1.0}, tmp_path / "a.png", scale=2, **SMALL)
    with Image.open(tmp_path / "a.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (480, 300))


def test_kinds_have_their_colours_and_a_legend(tmp_path, demand):
    drawn = draw_cloud(demand, tmp_path / "a.png", group="会计", scale=1, **SMALL)
    assert drawn == ("成本核算", "沟通能力", "Excel")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.height == 150 + 26
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
