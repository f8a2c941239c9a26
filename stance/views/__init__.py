"""Views of predictions: articles with their statements marked, as a web page."""

from stance.views.page import render_page
from stance.views.reading import Article
from stance.views.style import FAMILY

__all__ = ["FAMILY", "Article", "render_page"]
