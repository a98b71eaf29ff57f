"""Below the chart, one row per path: its number, its name and days, and the countries it passes to scale."""

from __future__ import annotations

import colorsys

import numpy as np

from logistics.report.charts.axes import Axes
from logistics.report.charts.lines import Line
from logistics.report.maps.fonts import clean, make_text, text_width
from logistics.report.maps.scene import Box, Group, Shape, Text, circle, rectangle
from logistics.report.maps.style import INK, MUTED

ROW, BAR, SIZE = 47.0, 17.0, 14.0


def row_group(line: Line, axes: Axes, top: float, left: float, name: str, detail: str, names: dict[str, str]) -> Group:
    """
    Return the row of a path.

    Parameters
    ----------
    axes : Axes
        Gives the kilometres of the ribbon.
    top, left : float
        Upper left corner on the page.
    name, detail : str
        Texts of the legend: the way, and its days and cost.
    names : dict of str to str
        Names of countries by ISO code.
    """
    badge = make_text(left + 10, top + 13.5, str(line.number), 13, weight="semibold", fill="#ffffff", anchor="middle")
    head = make_text(axes.box.x0, top + 13, clean(name, 90), SIZE, weight="semibold", fill=INK)
    right = make_text(head.box.x1 + 12, top + 13, clean(detail, 120), SIZE, fill=MUTED)
    children: list[Shape | Text] = [
        Shape([circle(left + 10, top + 9, 10.5)], closed=True, fill=line.colour),
        badge, head, right,
    ]  # fmt: skip
    y0 = top + 20
    for number, stretch in enumerate(line.profile.stretches):
        (x0, _), (x1, _) = axes.page(np.array([stretch.start_km, stretch.end_km]), np.zeros(2))
        box = Box(float(x0), y0, float(x1), y0 + BAR)
        full, code = clean(names.get(stretch.country, stretch.country), 30), clean(stretch.country, 4)
        data = {"country": stretch.country, "of": str(line.number)}
        title = f"{full}: {stretch.end_km - stretch.start_km:,.0f} km"
        children.append(
            Shape([rectangle(box)], closed=True, fill=_tint(line.colour, number % 2), stroke="#ffffff", width=1.0,
                  data=data, title=title)
        )  # fmt: skip
        text = next((t for t in (full, code) if text_width(t, 12.0) < box.width - 6), "")
        if text:
            children.append(make_text((box.x0 + box.x1) / 2, y0 + 13, text, 12.0, fill=INK, anchor="middle"))
    return Group(f"path-{line.number}", children)


def _tint(colour: str, strong: int) -> str:
    """Return a light shade of a colour; two shades alternate along a ribbon."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    shade = colorsys.hls_to_rgb(hue, 0.8 if strong else 0.88, min(saturation, 0.6))
    return "#" + "".join(f"{round(255 * part):02x}" for part in shade)
