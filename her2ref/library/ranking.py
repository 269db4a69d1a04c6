"""Which of two records of one article, in one format, is the newer."""

from __future__ import annotations

import hashlib
from typing import Final

from her2ref.core.article import Article, RawRecord

Rank = tuple[str, int, int, int, bytes]
"""Date of revision, version, status; then size and digest, so that any two different records have an order."""

STATUS: Final = {"Publisher": 1, "In-Data-Review": 2, "In-Process": 3, "MEDLINE": 4, "PubMed-not-MEDLINE": 4}


def of_record(article: Article, raw: RawRecord) -> Rank:
    return of_row(article.revised, article.version, article.status, len(raw.data), digest(raw.data))


def digest(data: bytes) -> bytes:
    """What a record is told from another by that has other bytes."""
    return hashlib.sha256(data).digest()[:16]


def of_row(revised: str, version: int, status: str, size: int, digest: bytes) -> Rank:
    """The rank of a record held, from the columns of `raw_record`."""
    return revised, version, STATUS.get(status, 0), size, digest
