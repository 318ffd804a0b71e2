"""Papers: what is printed on A4 and downloaded as workbooks, from the public log alone."""

from votesvc.web.papers import catalogue, elections, hearings, items
from votesvc.web.papers.blueprint import pages

__all__ = ["catalogue", "elections", "hearings", "items", "pages"]
