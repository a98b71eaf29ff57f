"""Chart of the cold chain along a path: temperatures and shelf life over distance."""

from logistics.report.coldchain.output import plot_cold_chain

__all__ = ["plot_cold_chain"]
