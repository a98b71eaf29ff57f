"""Routing: ways of one consignment through the event graph, and how late they may be."""
