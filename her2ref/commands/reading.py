"""Looking things up: search, show, news."""

from __future__ import annotations

import argparse
import time
from typing import Final

from her2ref.commands.call import DONE, Call, Command
from her2ref.commands.values import KINDS, limit_of, narrowing


def declare_search(one: argparse.ArgumentParser) -> None:
    one.add_argument("query", metavar="QUERY")
    one.add_argument("--kind", choices=KINDS, default="all")
    one.add_argument("--limit", type=limit_of, default=20)
    one.add_argument("--sort", choices=("newest", "date", "best"), default="best")
    one.add_argument("--exact", action="store_true", help="abstracts without other names and spellings")
    narrowing(one)


def do_search(call: Call) -> int:
    from her2ref import show
    from her2ref.core.query import Listing
    from her2ref.library.lookup import look_up
    from her2ref.search.told import told

    a = call.arguments
    library = call.library()
    try:
        topics = tuple(f"{kind}:{value}" for kind in ("mechanism", "drug") if (value := getattr(a, kind)))
        for key in topics:
            library.reader().topic(key)
        start = time.perf_counter()
        listing = Listing(topics=topics, words=a.query, sort=a.sort, exact=a.exact)
        kinds = () if a.kind == "all" else (a.kind,)
        if topics and a.kind == "all":
            kinds = ("article",)
        share = a.limit if kinds else max(1, a.limit // len(KINDS[1:]))  # each kind of answer gets its turn
        while True:
            found = look_up(
                library.reader(), a.query, kinds=kinds, limit=a.limit, per_kind=share, listing=listing
            )
            if share >= a.limit or len(found.hits) >= min(a.limit, found.total):
                break
            share = min(2 * share, a.limit)  # what some kinds did not use goes to the others
        took = 1000 * (time.perf_counter() - start)
        asked = library.reader().asked(found.searched or a.query, exact=a.exact)
    finally:
        library.close()
    searched = told(asked.tree) if not kinds or "article" in kinds else ""
    said = searched if found.articles or not found.hits else ""
    call.answer(show.found_document(found, took, searched), show.found_text(found, said))
    return DONE


def declare_show(one: argparse.ArgumentParser) -> None:
    one.add_argument("id", metavar="ID")


def do_show(call: Call) -> int:
    from her2ref import show

    library = call.library()
    try:
        document, text = show.anything(library.reader(), call.arguments.id)
    finally:
        library.close()
    call.answer(document, text)
    return DONE


def declare_news(one: argparse.ArgumentParser) -> None:
    one.add_argument("--seen", action="store_true", help="mark all corrections as seen")


def do_news(call: Call) -> int:
    from her2ref import show
    from her2ref.library.personal import see_corrections

    library = call.library()
    try:
        reader = library.reader()
        corrections, news = reader.corrections(), reader.news()
        if call.arguments.seen:
            see_corrections(library, [c.id for c, _ in corrections])
    finally:
        library.close()
    call.answer(*show.news(corrections, news))
    return DONE


COMMANDS: Final = (
    Command(
        "search",
        "find mechanisms, drugs, trials, genes, references, your notes and abstracts",
        declare_search,
        do_search,
    ),
    Command(
        "show",
        "everything about mechanism:ID, drug:ID, trial:ID, a PMID or article:-N",
        declare_show,
        do_show,
    ),
    Command("news", "what is new in the content: corrections first", declare_news, do_news),
)
