"""Chart of the cold chain along a path: temperatures and shelf life over distance."""

from logistics.report.coldchain.output import ColdChart, plot_cold_chain

__all__ = ["ColdChart", "plot_cold_chain"]
