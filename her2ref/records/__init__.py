"""Bibliographic file formats in: PubMed XML and MEDLINE to `core.article.Article`."""
