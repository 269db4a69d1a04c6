from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QColor, QImage

from her2ref.gui.plots.forest import HEIGHT, WIDTH, Axis, Mark, axis_for, draw

COLOUR, LINE = "#102030", "#c0c0c0"


def drawn(image: QImage, x: int, y: int) -> bool:
    return QColor(image.pixelColor(x, y)).alpha() > 128


def place(axis: Axis, value: float) -> int:
    return round(5 + (WIDTH - 10) * axis.place(value))


def test_an_axis_holds_its_values_and_no_difference() -> None:
    axis = axis_for([0.3, 0.24, 0.38, None])
    assert axis.low < 0.24
    assert axis.high > 1
    assert 0 < axis.place(1.0) < 1
    assert axis.place(0.3) < axis.place(0.38) < axis.place(1.0)


def test_the_axis_is_logarithmic() -> None:
    axis = Axis(0.25, 4)
    assert axis.place(1) == pytest.approx(0.5)
    assert axis.place(0.5) == pytest.approx(0.25)


@pytest.mark.parametrize("value", [0.0, -1.0, math.inf, math.nan])
def test_what_is_no_ratio_does_not_move_the_axis(value: float) -> None:
    assert axis_for([value]) == axis_for([])


def test_very_wide_intervals_are_held_in() -> None:
    axis = axis_for([0.001, 900])
    assert (axis.low, axis.high) == (0.1, 6.0)
    assert axis.place(900) == 1
    assert axis.place(0.001) == 0


@pytest.mark.parametrize(
    ("low", "high", "excludes"),
    [(0.65, 0.95, True), (0.73, 1.08, False), (1.1, 1.9, True), (None, None, False), (0.7, 1.0, False)],
)
def test_whether_the_interval_excludes_no_difference(
    low: float | None, high: float | None, excludes: bool
) -> None:
    assert Mark(0.8, low, high, Axis(0.5, 2)).excludes_one is excludes


def test_the_interval_is_a_line_and_the_estimate_a_square(qapp: object) -> None:
    axis = Axis(0.4, 1.6)
    image = draw(Mark(0.7, 0.5, 0.9, axis), COLOUR, LINE)
    assert (image.width(), image.height()) == (WIDTH, HEIGHT)
    middle = HEIGHT // 2
    assert drawn(image, place(axis, 0.55), middle)
    assert drawn(image, place(axis, 0.7), middle - 2)
    assert not drawn(image, place(axis, 0.55), middle - 3)
    assert not drawn(image, place(axis, 0.45), middle)


def test_a_square_is_hollow_when_the_interval_holds_one(qapp: object) -> None:
    axis = Axis(0.4, 1.6)
    hollow = draw(Mark(0.8, 0.6, 1.1, axis), COLOUR, LINE, 4.0)
    full = draw(Mark(0.8, 0.6, 0.98, axis), COLOUR, LINE, 4.0)
    x, y = place(axis, 0.8) * 4, HEIGHT * 2
    assert not drawn(hollow, x, y)
    assert drawn(full, x, y)


def test_size_of_text_and_of_pixels(qapp: object) -> None:
    image = draw(Mark(0.8, 0.6, 1.1, Axis(0.4, 1.6)), COLOUR, LINE, 1.5, 2.0)
    assert image.width() == WIDTH * 3
    assert image.deviceIndependentSize().width() == WIDTH * 1.5


def test_a_ratio_without_an_interval_has_no_line(qapp: object) -> None:
    axis = Axis(0.4, 1.6)
    image = draw(Mark(0.7, None, None, axis), COLOUR, LINE)
    assert not drawn(image, place(axis, 0.55), HEIGHT // 2)


@pytest.mark.parametrize(("low", "high"), [(None, None), (0.6, None), (None, 0.8)])
def test_a_ratio_without_an_interval_is_an_upright_stroke(
    qapp: object, low: float | None, high: float | None
) -> None:
    axis = Axis(0.4, 1.6)
    assert not Mark(0.7, low, high, axis).has_interval
    image = draw(Mark(0.7, low, high, axis), COLOUR, LINE, 4.0)
    x, middle = place(axis, 0.7) * 4, HEIGHT * 2
    assert drawn(image, x, middle)
    assert drawn(image, x, middle - 18)
    assert not drawn(image, x - 10, middle)
    assert not drawn(image, x + 10, middle)
