"""A raw news page to its title, outlet, dates and body."""

from rag.sources.cleaning.dates import Stamp, find_stamps, first_published
from rag.sources.cleaning.news_page import CleanedPage, clean_news_page, find_title
from rag.sources.cleaning.publisher import contact_facts

__all__ = [
    "CleanedPage",
    "Stamp",
    "clean_news_page",
    "contact_facts",
    "find_stamps",
    "find_title",
    "first_published",
]
