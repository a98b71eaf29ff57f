"""The command line: ``logistics check | route | plan | audit | compare | map | validate | calibrate``."""

from __future__ import annotations

from logistics.cli.app import main

__all__ = ["main"]
