"""A scene as SVG: text stays text, the fonts used are embedded, the same scene gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from logistics.report.maps.fonts import embedded
from logistics.report.maps.scene import Group, Points, Scene, Shape, Text, walk

FAMILY = "'Map Sans','Source Sans 3','Segoe UI','Helvetica Neue',Arial,sans-serif"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CSS_WEIGHT = {"regular": (400, "normal"), "semibold": (600, "normal"), "italic": (400, "italic")}


def svg_text(scene: Scene) -> str:
    """Return the scene as an SVG document."""
    body = "\n".join(_group(group) for group in scene.children)
    texts = [(node.text, node.weight) for node in walk(scene) if isinstance(node, Text)]
    faces = "".join(
        f"@font-face{{font-family:'Map Sans';font-weight:{_CSS_WEIGHT[weight][0]};"
        f"font-style:{_CSS_WEIGHT[weight][1]};src:url(data:font/woff;base64,{font}) format('woff')}}"
        for weight, font in embedded(texts).items()
    )
    style = (
        f"{faces}text{{font-family:{FAMILY};white-space:pre;text-rendering:geometricPrecision;paint-order:stroke;stroke-linejoin:round}}"
        "path{stroke-linejoin:round;stroke-linecap:round}.b{stroke-linecap:butt}"
        ".semibold{font-weight:600}.italic{font-style:italic}"
    )
    width, height = _number(scene.width), _number(scene.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="map-title map-desc">\n'
        f'<title id="map-title">{_safe(scene.title)}</title>\n'
        f'<desc id="map-desc">{_safe(scene.description)}</desc>\n'
        f"<style>{style}</style>\n{body}\n</svg>\n"
    )


def _group(group: Group) -> str:
    """Return a group and its children."""
    head = f"<g id={quoteattr(group.group_id)}"
    lines = []
    if group.clip is not None:
        name, box = f"{group.group_id}-clip", group.clip
        lines.append(
            f'<clipPath id="{name}"><rect x="{_number(box.x0)}" y="{_number(box.y0)}" '
            f'width="{_number(box.width)}" height="{_number(box.height)}"/></clipPath>'
        )
        head += f' clip-path="url(#{name})"'
    lines.append(head + ">")
    if group.title:
        lines.append(f"<title>{_safe(group.title)}</title>")
    lines += [line for child in group.children for line in _child(child)]
    lines.append("</g>")
    return "\n".join(lines)


def _child(child: Shape | Text | Group) -> Iterator[str]:
    """Yield the elements of one child."""
    if isinstance(child, Group):
        yield _group(child)
    elif isinstance(child, Text):
        yield _text(child)
    elif path := _path_data(child):
        yield _shape(child, path)


def _shape(shape: Shape, path: str) -> str:
    """Return a path element."""
    items = [f'd="{path}"', f'fill="{shape.fill}"']
    if shape.stroke != "none" and shape.width > 0:
        items += [f'stroke="{shape.stroke}"', f'stroke-width="{_number(shape.width, 2)}"']
    if shape.dash:
        items.append(f'stroke-dasharray="{" ".join(_number(d, 2) for d in shape.dash)}"')
    if shape.opacity < 1:
        items.append(f'opacity="{_number(shape.opacity, 2)}"')
    if shape.butt or shape.dash:
        items.append('class="b"')
    items += [f"data-{key}={quoteattr(_xml(value))}" for key, value in shape.data.items()]
    attributes = " ".join(items)
    if shape.title:
        return f"<path {attributes}><title>{_safe(shape.title)}</title></path>"
    return f"<path {attributes}/>"


def _text(text: Text) -> str:
    """Return a text element with its box."""
    items = [
        f'x="{_number(text.x)}"', f'y="{_number(text.y)}"', f'font-size="{_number(text.size)}"', f'fill="{text.fill}"'
    ]  # fmt: skip
    if text.weight != "regular":
        items.append(f'class="{text.weight}"')
    if text.halo:
        items.append(f'stroke="{text.halo}" stroke-width="{_number(text.halo_width)}"')
    if text.spacing:
        items.append(f'letter-spacing="{_number(text.spacing, 2)}"')
    items.append(f'data-box="{" ".join(_number(v, 2) for v in text.box)}"')
    return f"<text {' '.join(items)}>{_safe(text.text)}</text>"


def _path_data(shape: Shape) -> str:
    """Return path commands with one decimal; consecutive equal points are dropped."""
    pieces = [_line(part, closed=shape.closed) for part in shape.parts]
    return "".join(piece for piece in pieces if piece)


def _line(points: Points, *, closed: bool) -> str:
    """Return one ring or line in relative tenths."""
    tenths = np.round(np.asarray(points, float) * 10).astype(int)
    keep = np.ones(len(tenths), bool)
    keep[1:] = (np.diff(tenths, axis=0) != 0).any(axis=1)
    tenths = tenths[keep]
    if len(tenths) < (3 if closed else 2):
        return ""
    steps = np.diff(tenths, axis=0)
    head = f"M{_tenth(tenths[0, 0])} {_tenth(tenths[0, 1])}l"
    return head + " ".join(f"{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps) + ("z" if closed else "")


def _tenth(value: int) -> str:
    """
    Return tenths as the shortest decimal.

    Examples
    --------
    >>> _tenth(-5), _tenth(120), _tenth(0)
    ('-.5', '12', '0')
    """
    text = f"{value / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _number(value: float, digits: int = 1) -> str:
    """Return a number with few digits and no trailing zeros."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"
    return "0" if text in ("-0", "") else text


def _xml(text: str) -> str:
    """Return the text without characters XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def _safe(text: str) -> str:
    """Return text escaped for XML."""
    return escape(_xml(text))
