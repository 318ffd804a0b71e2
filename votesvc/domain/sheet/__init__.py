"""Counting what people counted on paper: a sheet of figures in, what follows by a preset out."""

from votesvc.domain.sheet.report import Report, count_sheet
from votesvc.domain.sheet.sheet import Sheet, read_sheet

__all__ = ["Report", "Sheet", "count_sheet", "read_sheet"]
