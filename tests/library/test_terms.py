from __future__ import annotations

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from her2ref.core.paths import Home
from her2ref.library import anchors, terms
from her2ref.library.engine import open_engine
from tests.library import filling


def said_by_sqlite(text: str) -> dict[str, int]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE t USING fts5(x, tokenize='{terms.TOKENIZER}')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")
    connection.execute("INSERT INTO t VALUES (?)", (text,))
    found = dict(connection.execute("SELECT term, cnt FROM v"))
    connection.close()
    return found


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_words_are_those_of_the_index(text: str) -> None:
    found = {word: uses for word, uses in said_by_sqlite(text).items() if word[:1] not in anchors.ALL}
    assert dict(terms.Words().count([text])) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HER2-positive (T-DM1)", ["her2", "positive", "t", "dm1"]),
        ("naïve TGF-β, 5±3 µm", ["naive", "tgf", "β", "5", "3", "μm"]),
        ("São Paulo", ["sao", "paulo"]),
        ("", []),
    ],
)
def test_the_words_of_a_text_in_their_order(text: str, words: list[str]) -> None:
    assert terms.Words().of(text) == words


def test_of_many_texts_every_word_is_held_and_uses_are_about_right(library_home: Home) -> None:
    engine, words = open_engine(library_home.library), terms.Words()
    texts = [f"common word{n} some" for n in range(1000)]
    with engine.begin() as connection:
        words.add(connection, texts)
        held = {row[0] for row in connection.exec_driver_sql("SELECT word FROM term")}
        assert held >= {"common", "some", *(f"word{n}" for n in range(1000))}
        words.flush(connection)
        uses = connection.exec_driver_sql("SELECT uses FROM term WHERE word = 'common'").scalar()
        assert uses == pytest.approx(1000, rel=0.05)
        words.flush(connection)
        assert connection.exec_driver_sql("SELECT uses FROM term WHERE word = 'common'").scalar() == uses
    engine.dispose()


def test_the_commonest_words_of_a_short_beginning_are_kept_ready(library_home: Home) -> None:
    many = " ".join(f"tra{chr(97 + n // 26)}{chr(97 + n % 26)} " * (3 + n) for n in range(40))
    filling.fill(library_home.library, [filling.article(1, "Words", abstract=many)])
    engine = open_engine(library_home.library)
    with engine.begin() as connection:
        terms.rebuild(connection)
        rows = {
            begin: (uses, words.split(" "))
            for begin, uses, words in connection.exec_driver_sql("SELECT begin, uses, words FROM term_head")
        }
    assert set(rows) == {"t", "tr", "tra"}
    uses, words = rows["tra"]
    assert uses == sum(3 + n for n in range(40))
    assert words == [f"tra{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(39, 23, -1)]
    engine.dispose()
