"""A raw news page to its title, outlet, dates and body."""

from rag.sources.cleaning.news_page import CleanedPage, clean_news_page, find_title

__all__ = ["CleanedPage", "clean_news_page", "find_title"]
