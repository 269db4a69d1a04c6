from __future__ import annotations

import math
from typing import Any

import pytest

from her2ref.core.setting import MEMORY, SETTINGS, Setting


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_a_declaration_is_complete(setting: Setting) -> None:
    assert setting.label
    assert setting.about.endswith(".")
    assert setting.group
    assert setting.check(setting.default) == setting.default
    assert setting.kind
    assert setting.name not in MEMORY
    if setting.cautious is not None:
        assert setting.cautious is False, "what is cautious is that something is not done"
        assert setting.refused


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_a_value_told_is_read_again(setting: Setting) -> None:
    assert setting.read(setting.told(setting.default)) == setting.default


def test_no_two_settings_have_one_variable() -> None:
    assert len({setting.variable for setting in SETTINGS.values()}) == len(SETTINGS)
    assert SETTINGS["allow.notes"].variable == "HER2REF_ALLOW_NOTES"


def made(default: Any, **more: Any) -> Setting:
    return Setting("one.thing", default=default, label="One", about="It does.", group="Group", **more)


@pytest.mark.parametrize(
    ("setting", "right", "wrong"),
    [
        (made(True), [True, False], [1, 0, "on", None, [True]]),
        (made(3, low=1, high=9), [1, 9], [0, 10, True, 3.0, "3"]),
        (made(1.0, low=0.5, high=2), [0.5, 2.0, 1], [0.4, 2.1, True, math.nan, math.inf, "1"]),
        (made(1.0), [-1e300, 5], [math.nan, math.inf, -math.inf]),
        (made("a", choices=(("a", "A"), ("b", "B"))), ["a", "b"], ["c", "A", "", 1]),
        (made("any"), ["", "x\ny"], [1, None, ["x"]]),
        (made(("a",)), [("b", "c"), ["d"], []], ["a", [1], None]),
    ],
)
def test_values_are_checked(setting: Setting, right: list[Any], wrong: list[Any]) -> None:
    for value in right:
        kept = setting.check(value)
        assert kept == (tuple(value) if isinstance(value, list) else value)
        assert type(kept) is setting.type
    for value in wrong:
        with pytest.raises(ValueError, match=r"^is not "):
            setting.check(value)


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (made(True), " OFF ", False),
        (made(False), "Yes", True),
        (made(False), "1", True),
        (made(3), " 7 ", 7),
        (made(1.0), "1.25", 1.25),
        (made("a"), " as typed ", " as typed "),
        (made(("a",)), "b, c,\nd,,", ("b", "c", "d")),
        (made(("a",)), "", ()),
    ],
)
def test_texts_are_read(setting: Setting, text: str, value: Any) -> None:
    assert setting.read(text) == value


@pytest.mark.parametrize(
    ("default", "text"), [(True, "maybe"), (3, "3.5"), (1.0, "much"), (1.0, "nan"), (3, "")]
)
def test_a_text_that_is_no_value_is_refused(default: Any, text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not "):
        made(default).read(text)


def test_the_limits_are_told() -> None:
    assert made(3, low=1, high=9).kind == "a whole number from 1 to 9"
    assert made("a", choices=(("a", "A"), ("b", "B"))).kind == "one of a, b"
    with pytest.raises(ValueError, match="is not one of a, b"):
        made("a", choices=(("a", "A"), ("b", "B"))).check("c")
