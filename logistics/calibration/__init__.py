"""Calibration: model days against published transit times, and the fit of the few free figures."""
