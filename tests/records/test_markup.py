from __future__ import annotations

import pytest
from lxml import etree

from her2ref.records.markup import text_of, tidy

MATHML = "http://www.w3.org/1998/Math/MathML"


def text(inner: str) -> str:
    return text_of(etree.fromstring(f'<t xmlns:m="{MATHML}">{inner}</t>'))


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("10<sup>-3</sup> M", "10⁻³ M"),
        ("10<sup>−3 </sup>cells", "10⁻³ cells"),
        ("HER2<sup>+</sup>, p53<sup>-/-</sup>", "HER2⁺, p53⁻/⁻"),
        ("IC<sub>50</sub> and CO<sub>2</sub>", "IC₅₀ and CO₂"),
        ("P<sub>trend</sub> = 0.1", "P_trend = 0.1"),
        ("C<sub>max</sub>values", "C_(max)values"),
        ("x<sub>a b</sub>", "x_(a b)"),
        ("Cre<sup>ERT2</sup>", "Cre^(ERT2)"),
        ("the 5<sup>th</sup> and Name<sup>®</sup>", "the 5th and Name®"),
        ("<sup>18</sup>F-FDG", "¹⁸F-FDG"),
        ("a<sup/>b", "ab"),
        ("<i>ERBB2</i>-amplified <b>and <u>more</u></b>", "ERBB2-amplified and more"),
        ("10<sup><i>3</i></sup>", "10³"),
        ("<b>BACKGROUND:</b>Breast", "BACKGROUND: Breast"),
        ("<b>METHODS</b>We did", "METHODS We did"),
        ("<b>HER2</b>-positive", "HER2-positive"),
        ("one<unknown>two</unknown>three", "one two three"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("  two\n      lines\there ", "two lines here"),
        ("5\u202f000\u00a0mg", "5\u202f000\u00a0mg"),
    ],
)
def test_markup_becomes_text_with_its_meaning(inner: str, wanted: str) -> None:
    assert text(inner) == wanted


@pytest.mark.parametrize(
    ("inner", "wanted"),
    [
        ("<m:msup><m:mn>10</m:mn><m:mrow><m:mo>-</m:mo><m:mn>3</m:mn></m:mrow></m:msup>", "10⁻³"),
        ("<m:msubsup><m:mi>x</m:mi><m:mn>1</m:mn><m:mn>2</m:mn></m:msubsup>", "x₁²"),
        ("<m:mi>n</m:mi><m:mo>=</m:mo><m:mn>5</m:mn>", "n = 5"),
        (
            "<m:mfrac><m:mi>a</m:mi><m:mrow><m:mi>b</m:mi><m:mo>+</m:mo><m:mn>1</m:mn></m:mrow></m:mfrac>",
            "a/(b+1)",
        ),
        ("<m:msqrt><m:mn>2</m:mn></m:msqrt>", "√2"),
        ("<m:mroot><m:mi>x</m:mi><m:mn>3</m:mn></m:mroot>", "³√x"),
        ("<m:mover><m:mi>x</m:mi><m:mo>¯</m:mo></m:mover>", "x\u0304"),
        ("<m:mfenced><m:mi>a</m:mi><m:mi>b</m:mi></m:mfenced>", "(a, b)"),
        ("<m:mi>f</m:mi><m:mo>\u2061</m:mo><m:mi>x</m:mi>", "fx"),
        (
            """<m:mmultiscripts>
            <m:mrow><m:mi>He</m:mi></m:mrow><m:mprescripts/><m:none/><m:mrow><m:mn>3</m:mn></m:mrow>
            </m:mmultiscripts><m:mo>/</m:mo><m:mi>Xe</m:mi>""",
            "³He/Xe",
        ),
        ("<m:semantics><m:mi>y</m:mi><m:annotation>tex</m:annotation></m:semantics>", "y"),
        (
            "<m:mtable><m:mtr><m:mtd><m:mn>1</m:mn></m:mtd><m:mtd><m:mn>2</m:mn></m:mtd></m:mtr></m:mtable>",
            "1, 2",
        ),
        ("<m:mi>a</m:mi><m:mspace/><m:mtext>if</m:mtext>", "a if"),
        ("<m:unheard><m:mi>z</m:mi></m:unheard>", "z"),
        ("<m:mmultiscripts/><m:mfrac/><m:msup/><m:semantics/>", "√"[:0]),
    ],
)
def test_formulas_become_a_line(inner: str, wanted: str) -> None:
    assert text(f"<m:math>{inner}</m:math>") == tidy(wanted)
