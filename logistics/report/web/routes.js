"use strict";
// Stops of the paths at one place: arrival, departure and what happens there, in local time.
function stopsTable(place, make) {
  const node = make("table");
  const row = (cells, tag) => {
    const line = make("tr");
    cells.forEach((text) => line.append(make(tag, text)));
    node.append(line);
  };
  if (place.stops.length) row(["Path", "From", "To", "Activity"], "th");
  place.stops.forEach((stop) => row([String(stop.path), stop.start, stop.end, stop.activity], "td"));
  if (place.stops.length) node.append(make("caption", "Local time, " + place.zone));
  node.className = "stops";
  return node;
}

// Lines of the ways, side by side where they share links; lanes are kept in pixels at every zoom.
function drawWays({ map, data, make, table, shape, choice, after, label }) {
  const decode = (flat) => {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push(L.latLng(y / 10, x / 10));
    }
    return points;
  };
  const card = (way) => {
    const node = make("div", undefined, "pop");
    node.append(make("h3", way.name));
    way.paths.forEach((path) => {
      node.append(make("div", "Path " + path.number, "head"));
      node.append(table(path.facts));
    });
    return node;
  };
  const narrow = Math.max(2.6, 5 - 0.35 * (data.ways.length - 1));
  const drawn = data.ways.map((way) => {
    const points = decode(way.line);
    // parts on land and at sea; each keeps the point where it meets the next
    const parts = [];
    for (let start = 0, i = 1; i <= points.length; i++) {
      if (i < points.length && way.wet[i] === way.wet[start]) continue;
      parts.push([start, Math.min(i + 1, points.length), way.wet[start]]);
      start = i;
    }
    const group = L.layerGroup().addTo(map);
    const casing = L.polyline([], shape("casing", "casing", { smoothFactor: 0.4 })).addTo(group);
    const lines = parts.map(([, , wet]) =>
      L.polyline([], shape("flow", "way", { color: way.colour, lineCap: wet ? "butt" : "round", smoothFactor: 0.4 })).addTo(group));
    const hit = L.polyline([], shape("hit", "hit", { interactive: true, weight: 14, bubblingMouseEvents: false })).addTo(group);
    hit.bindPopup(() => card(way), { maxWidth: 360, maxHeight: 380 });
    hit.bindTooltip(() => make("span", way.numbers + "  " + way.name), { sticky: true });
    const dress = () => {
      const element = hit.getElement();
      if (!element || element.dataset.way !== undefined) return;
      element.dataset.way = way.numbers;
      element.setAttribute("role", "button");
      element.setAttribute("tabindex", "0");
      element.setAttribute("aria-label", "Paths " + way.numbers + ", " + way.name + ", " + way.detail);
      element.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          event.stopPropagation();
          hit.openPopup(hit.getCenter());
        }
      });
    };
    group.eachLayer((layer) => layer.on("add", dress));
    dress();
    return { way, points, parts, group, casing, lines, hit };
  });
  const place = () => {
    const zoom = map.getZoom();
    const factor = Math.max(0.7, Math.min(1.6, Math.pow(2, (zoom - data.home) * 0.25)));
    const width = narrow * factor;
    drawn.forEach(({ way, points, parts, casing, lines, hit }) => {
      // points closer than a few pixels would make the lanes jagged
      const flat = points.map((p) => map.project(p, zoom));
      const kept = [];
      flat.forEach((p, i) => {
        const last = kept.length ? flat[kept[kept.length - 1]] : null;
        const joint = parts.some(([start, end]) => i === start || i === end - 1);
        if (joint || !last || Math.hypot(p.x - last.x, p.y - last.y) >= 5) kept.push(i);
      });
      const moved = kept.map((i, k) => {
        const p = flat[i];
        const a = flat[kept[Math.max(0, k - 2)]], b = flat[kept[Math.min(kept.length - 1, k + 2)]];
        const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
        const shift = (way.lane[i] * (width + 1.4)) / length;
        return map.unproject(L.point(p.x - (b.y - a.y) * shift, p.y + (b.x - a.x) * shift), zoom);
      });
      const at = (i) => kept.indexOf(i);
      casing.setLatLngs(moved).setStyle({ weight: width + 2.6 });
      hit.setLatLngs(moved);
      lines.forEach((line, k) => {
        const [start, end, wet] = parts[k];
        line.setLatLngs(moved.slice(at(start), at(end - 1) + 1)).setStyle({ weight: width, dashArray: wet ? "8 5" : null });
      });
    });
  };
  drawn.slice().reverse().forEach(({ casing, lines, hit }) => [casing, ...lines, hit].forEach((l) => l.bringToFront()));
  place();
  map.on("zoomend", place);
  const field = make("fieldset");
  field.id = "ways";
  field.append(make("legend", "Paths"));
  after.before(field);
  drawn.forEach(({ way, group }) =>
    choice(field, "checkbox", "way", way.numbers, way.numbers + "  " + way.name, true, (on) => {
      on ? group.addTo(map) : group.remove();
      place();
      label();
    }));
}
