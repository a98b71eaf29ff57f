"""A scene as PNG or PDF, drawn with matplotlib."""

from __future__ import annotations

import io

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as MplPath
from matplotlib.patheffects import Normal, Stroke

from logistics.report.maps.fonts import font_path, metrics
from logistics.report.maps.scene import Group, Scene, Shape, Text

UNITS_PER_INCH = 96.0
POINTS_PER_UNIT = 72.0 / UNITS_PER_INCH
PNG_DPI = 192


def png_bytes(scene: Scene, dpi: int = PNG_DPI) -> bytes:
    """Return the scene as PNG; 192 dpi is two pixels per page unit."""
    figure = _figure(scene)
    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def pdf_bytes(scene: Scene) -> bytes:
    """Return the scene as PDF with embedded fonts and no date."""
    with mpl.rc_context({"pdf.fonttype": 42}):
        figure = _figure(scene)
        FigureCanvasPdf(figure)
        buffer = io.BytesIO()
        metadata = {"CreationDate": None, "Title": scene.title, "Creator": None, "Producer": None}
        figure.savefig(buffer, format="pdf", metadata=metadata)
    return buffer.getvalue()


def _figure(scene: Scene) -> Figure:
    """Return a figure of the page's size with everything drawn."""
    figure = Figure(figsize=(scene.width / UNITS_PER_INCH, scene.height / UNITS_PER_INCH))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    axes.axis("off")
    painter = _Painter(axes)
    for group in scene.children:
        painter.group(group, None)
    return figure


class _Painter:
    """Adds shapes to axes in drawing order."""

    def __init__(self, axes: mpl.axes.Axes) -> None:
        self.axes = axes
        self.order = 1.0

    def group(self, group: Group, clip: Rectangle | None) -> None:
        """Draw a group."""
        if group.clip is not None:
            box = group.clip
            clip = Rectangle((box.x0, box.y0), box.width, box.height, transform=self.axes.transData)
        for child in group.children:
            self.order += 1
            if isinstance(child, Group):
                self.group(child, clip)
            elif isinstance(child, Text):
                self.text(child, clip)
            else:
                self.shape(child, clip)

    def shape(self, shape: Shape, clip: Rectangle | None) -> None:
        """Draw a shape."""
        parts = [np.asarray(p, float) for p in shape.parts if len(p) >= (3 if shape.closed else 2)]
        if not parts:
            return
        width = shape.width * POINTS_PER_UNIT
        patch = PathPatch(
            _mpl_path(parts, closed=shape.closed),
            facecolor=shape.fill,
            edgecolor=shape.stroke if shape.width > 0 else "none",
            linewidth=width,
            alpha=shape.opacity if shape.opacity < 1 else None,
            capstyle="butt" if shape.butt or shape.dash else "round",
            joinstyle="round",
            zorder=self.order,
            fill=shape.fill != "none",
        )
        if shape.dash and width > 0:
            patch.set_linestyle((0, tuple(d * POINTS_PER_UNIT / width for d in shape.dash)))
        self.axes.add_patch(patch)
        if clip is not None:
            patch.set_clip_path(clip)

    def text(self, text: Text, clip: Rectangle | None) -> None:
        """Draw a line of text, letter by letter when it is spaced."""
        x = text.x
        for piece in text.text if text.spacing else [text.text]:
            if piece.strip():
                self._piece(text, piece, x, clip)
            x += metrics(text.weight).width(piece) * text.size + text.spacing

    def _piece(self, text: Text, piece: str, x: float, clip: Rectangle | None) -> None:
        """Draw letters at one place; characters no font has become a replacement mark."""
        known = metrics(text.weight).advances
        piece = "".join(c if ord(c) in known else "\N{WHITE SQUARE}" for c in piece)
        artist = self.axes.text(
            x, text.y, piece, color=text.fill, va="baseline", ha="left", zorder=self.order, parse_math=False,
            fontproperties=FontProperties(fname=font_path(text.weight), size=text.size * POINTS_PER_UNIT),
        )  # fmt: skip
        if text.halo:
            halo = Stroke(linewidth=text.halo_width * POINTS_PER_UNIT, foreground=text.halo, joinstyle="round")
            artist.set_path_effects([halo, Normal()])
        if clip is not None:
            artist.set_clip_path(clip)


def _mpl_path(parts: list[np.ndarray], *, closed: bool) -> MplPath:
    """Return one compound path."""
    vertices, codes = [], []
    for part in parts:
        ring = np.vstack([part, part[:1]]) if closed else part
        code = np.full(len(ring), MplPath.LINETO, dtype=MplPath.code_type)
        code[0] = MplPath.MOVETO
        if closed:
            code[-1] = MplPath.CLOSEPOLY
        vertices.append(ring)
        codes.append(code)
    return MplPath(np.vstack(vertices), np.concatenate(codes))
