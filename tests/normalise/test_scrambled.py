from __future__ import annotations

import random

from jobmine.normalise.scrambled import decode_scrambled

CLEAR = [f"{low}-{low + span}K·{months}薪" for low in range(3, 60) for span in (1, 3, 10) for months in (13, 20)]


def scramble(cells: list[str], digits: list[int], base: int = 0xE031) -> list[str | None]:
    table = str.maketrans({str(digit): chr(base + place) for place, digit in enumerate(digits)})
    return [cell.translate(table) for cell in cells]


def test_digits_in_order_are_decoded_in_both_blocks() -> None:
    for base in (0xE031, 0xE8F0):
        decoded = decode_scrambled(scramble(CLEAR, list(range(10)), base))
        assert decoded.cells == CLEAR
        assert decoded.rule == "inferred digits in order"


def test_permuted_digits_are_decoded_where_the_rows_leave_one_mapping() -> None:
    digits = list(range(10))
    random.Random(5).shuffle(digits)
    decoded = decode_scrambled(scramble(CLEAR, digits))
    assert decoded.cells == CLEAR
    assert decoded.rule == "inferred digits permuted"


def test_permuted_digits_stay_where_rows_leave_several_mappings() -> None:
    column = scramble([f"1{low}-2{high}K" for low in range(10) for high in range(10)], [1, 2, 0, *range(3, 10)])
    decoded = decode_scrambled(column)
    assert (decoded.cells, decoded.reason) == (column, "scrambled digits: more than one mapping fits")


def test_two_mappings_in_one_file_are_left_alone() -> None:
    column = scramble(CLEAR, list(range(10))) + scramble(CLEAR, list(reversed(range(10))))
    decoded = decode_scrambled(column)
    assert (decoded.cells, decoded.reason) == (column, "scrambled digits: no one mapping fits")


def test_level_far_from_the_rows_in_clear_is_refused() -> None:
    clear = [f"{pay}-{pay + 1}K" for pay in range(100, 150)]
    scrambled = scramble([f"{low}-{low + 1}K" for low in range(3, 60)], list(range(10)))
    assert decode_scrambled([*clear, *scrambled]).reason == "scrambled digits: no one mapping fits"


def test_level_like_the_rows_in_clear_is_accepted() -> None:
    clear = [f"{pay}-{pay + 5}K" for pay in range(10, 40)]
    assert decode_scrambled([*clear, *scramble(CLEAR, list(range(10)))]).cells == [*clear, *CLEAR]


def test_few_cells_are_not_decoded() -> None:
    column = scramble(CLEAR[:5], list(range(10)))
    assert decode_scrambled(column).reason == "scrambled digits: fewer than 12 different cells"


def test_unknown_characters_are_not_decoded() -> None:
    column = scramble(CLEAR, list(range(10)), base=0xF000)
    assert decode_scrambled(column).reason == "scrambled digits: unknown characters"


def test_column_in_clear_comes_back_as_it_is() -> None:
    decoded = decode_scrambled(["15-25K", None, ""])
    assert (decoded.cells, decoded.rule, decoded.reason) == (["15-25K", None, ""], "", "")
