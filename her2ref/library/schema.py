"""The tables of a library, as SQLAlchemy sees them. Curated, PubMed and personal rows never share a table.

What is only derived for searching (full text, its words) is made by `index.py`.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _number(name: str, default: str | None = "0") -> Column[int]:
    return Column(name, Integer, nullable=default is None, server_default=default)


def _to_article() -> ForeignKey:
    return ForeignKey(
        "article.id", ondelete="CASCADE", onupdate="CASCADE"
    )  # an id changes when a PMID is learned


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))

article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),  # the PMID, or negative where there is none
    _text("source"),  # richest format held: xml, medline, ris
    _number("version", "1"),
    _text("status"),
    _text("revised"),
    _text("entered"),
    _text("title"),
    _text("vernacular_title"),
    _text("abstract"),
    _text("authors"),  # Author.short, one a line
    _text("first_author"),
    _text(
        "mesh"
    ),  # headings with qualifiers, chemicals, keywords, genes: one a line, with signs of anchors.py
    _text("journal"),
    _text("journal_abbrev"),
    _number("year", None),
    _number("sort_date"),
    _text("volume"),
    _text("issue"),
    _text("pages"),
    _text("doi"),  # lower case
    _text("pmcid"),
    _text("publication_types"),  # one a line
    _text("language"),  # codes, one a line
    _number("states"),  # bits: states.STATES, of its record and of notices held beside it
    _number("is_book"),
    _number("has_abstract"),
    _text("match"),  # folded title, year and first page: finds articles without a PMID
    _text("added_at"),  # ISO, UTC
    _text("updated_at"),
)
Index("article_by_date", article.c.sort_date.desc(), article.c.id.desc())
Index("article_by_doi", article.c.doi)
Index("article_by_match", article.c.match)
Index("article_by_states", article.c.states, sqlite_where=article.c.states != 0)
Index("article_without_abstract", article.c.id, sqlite_where=article.c.has_abstract == 0)

raw_record = Table(
    "raw_record",
    metadata,
    Column("article_id", Integer, _to_article(), primary_key=True),
    Column("format", Text, primary_key=True),
    _number("version", "1"),  # these five say which of two records of one format is the newer (ranking.py)
    _text("revised"),
    _text("status"),
    _number("size"),
    Column("digest", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),  # zlib
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", Integer, _to_article(), nullable=False),
    _text("kind"),
    _number("pmid", None),
    _text("citation"),
)
Index("notice_by_article", notice.c.article_id)
Index("notice_by_pmid", notice.c.pmid)

topic = Table(
    "topic",
    metadata,
    Column("key", Text, primary_key=True),  # mechanism:ID, drug:ID, trial:ID, reference:pmid:N
    _text("kind"),
    _text("id"),
    _text("parent"),
    _number("position"),
    _text("name"),
    _text("subtitle"),
    _text("level"),
    _text("detail"),  # JSON of the value in her2ref.core
)
Index("topic_by_kind", topic.c.kind, topic.c.position)

topic_name = Table(
    "topic_name",
    metadata,
    Column("norm", Text, primary_key=True),  # core.text.fold
    Column("key", Text, primary_key=True),
    _text("name"),
    _text("kind"),
)

topic_source = Table(
    "topic_source",
    metadata,
    Column("topic_key", Text, primary_key=True),
    Column("reference_id", Text, primary_key=True),
    _number("article_id", None),
)
Index("topic_source_by_article", topic_source.c.article_id)

topic_link = Table(
    "topic_link",
    metadata,
    Column("mechanism_key", Text, primary_key=True),
    Column("drug_key", Text, primary_key=True),
    Column("relation", Text, primary_key=True),
)
Index("topic_link_by_drug", topic_link.c.drug_key)

article_topic = Table(
    "article_topic",
    metadata,
    Column("topic_key", Text, primary_key=True),
    Column("article_id", Integer, primary_key=True),
    Column("by", Text, primary_key=True),  # content, terms, person
    _number("removed"),
    _text("matched"),
)
Index("article_topic_by_article", article_topic.c.article_id)
Index(
    "article_topic_removed",
    article_topic.c.topic_key,
    article_topic.c.article_id,
    sqlite_where=article_topic.c.removed != 0,
)

star = Table("star", metadata, Column("target", Text, primary_key=True), _text("at"))

note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("target"),
    _text("text"),
    _text("created"),
    _text("changed"),
    _text("uid"),  # the same in every copy of the library
    _text("deleted"),  # ISO, UTC, when it was thrown away; empty: it was not
)
Index("note_by_target", note.c.target)
Index("note_by_uid", note.c.uid, unique=True, sqlite_where=note.c.uid != "")

reading = Table(
    "reading",
    metadata,
    Column("target", Text, primary_key=True),
    _text("state"),  # personal.READING
    _text("at"),
)

collection = Table(
    "collection",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("uid"),
    _text("name"),
    _text("created"),
    _text("changed"),
    _text("deleted"),
)
Index("collection_by_uid", collection.c.uid, unique=True, sqlite_where=collection.c.uid != "")

collected = Table(
    "collected",
    metadata,
    Column("collection_id", Integer, ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True),
    Column("target", Text, primary_key=True),
    _text("at"),
)
Index("collected_by_target", collected.c.target)

saved_search = Table(
    "saved_search",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("uid"),
    _text("name"),
    _text("detail"),  # JSON of core.query.Listing
    _text("created"),
    _text("changed"),
    _text("deleted"),
)
Index("saved_search_by_uid", saved_search.c.uid, unique=True, sqlite_where=saved_search.c.uid != "")

wanted = Table(
    "wanted",
    metadata,
    Column("pmid", Integer, primary_key=True),  # to be fetched at the next sync
    _text("at"),
    _text("from"),  # pasted, or the name of a file
)

sent = Table(
    "sent",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("at"),
    _text("host"),
    _text("what"),  # in words, for the page on privacy; never a query, a key or a note
    _number("requests"),
)

correction = Table(
    "correction",
    metadata,
    Column("id", Text, primary_key=True),
    _text("topic_key"),
    _number("position"),  # the worst first, of equals the newest
    _text("detail"),  # JSON of core.correction.Correction
)
Index("correction_by_topic", correction.c.topic_key)

correction_seen = Table("correction_seen", metadata, Column("id", Text, primary_key=True), _text("at"))

word = Table(
    "word",
    metadata,
    Column("id", Text, primary_key=True),
    _text("kind"),  # core.vocabulary.WORD_KINDS
    _text("name"),
    _text("names"),  # one a line
)

article_fact = Table(
    "article_fact",
    metadata,
    Column("article_id", Integer, _to_article(), primary_key=True),
    _number("day"),  # article.sort_date
    _number("kinds"),  # bits: her2ref.search.kinds
    _number("added"),  # seconds since 1970
)
Index("article_fact_added", article_fact.c.added)

choice = Table(
    "choice",
    metadata,
    Column("key", Text, primary_key=True),  # what was opened from the lookup
    _number("uses"),
    _text("at"),
)

wish = Table("wish", metadata, Column("words", Text, primary_key=True), _text("at"))
