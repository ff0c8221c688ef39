"""The maps of a report: which ground they show, in which colours, and what stands on and around them."""

from nodes.report.maps.draw import describe_colours, describe_rest, draw_classes, draw_index
from nodes.report.maps.parcels import forget_outlines

__all__ = ["describe_colours", "describe_rest", "draw_classes", "draw_index", "forget_outlines"]
