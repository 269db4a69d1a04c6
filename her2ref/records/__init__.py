"""Bibliographic file formats in: PubMed XML, MEDLINE and RIS to `core.article.Article`; lists of PMIDs."""
