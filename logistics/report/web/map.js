(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, cls) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (cls) node.className = cls;
    return node;
  };
  const number = (v, digits = 0) =>
    v.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: 0 });

  // Lines are integers of 100 m: first point, then steps. The plane is in kilometres, y to the north.
  const decode = (flat) => {
    const points = [];
    let x = 0, y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y / 10, x / 10]);
    }
    return points;
  };

  const map = L.map("map", {
    crs: L.CRS.Simple, minZoom: -5, maxZoom: 3, zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 110,
    zoomControl: false, attributionControl: false, maxBoundsViscosity: 0.6,
  });
  L.Popup.mergeOptions({ autoPanPaddingTopLeft: [16, 84], autoPanPaddingBottomRight: [innerWidth > 1100 ? 290 : 16, 60] });
  L.control.zoom({ position: "bottomright" }).addTo(map);
  const pane = (name, z) => {
    map.createPane(name).style.zIndex = z;
    return name;
  };
  ["ground", "rail", "border", "idle", "casing", "flow", "hit", "marks", "shut", "names"].forEach((n, i) => pane(n, 210 + 40 * i));
  ["shut", "names"].forEach((n) => (map.getPane(n).style.pointerEvents = "none"));
  const renderer = {};
  const svg = (name) => (renderer[name] = renderer[name] || L.svg({ pane: name, padding: 0.3 }));
  const shape = (name, cls, extra) =>
    Object.assign({ renderer: svg(name), pane: name, className: cls, interactive: false, smoothFactor: 0.7 }, extra);

  const ground = L.layerGroup([
    L.polygon(data.base.land.map(decode), shape("ground", "land", { weight: 0, fillOpacity: 1 })),
    L.polygon(data.base.served.map(decode), shape("ground", "served", { weight: 0, fillOpacity: 1 })),
    L.polyline(data.base.coast.map(decode), shape("ground", "coast", { weight: 0.8 })),
    L.polygon(data.base.lakes.map(decode), shape("ground", "lake", { weight: 0.5, fillOpacity: 1 })),
  ]).addTo(map);
  const rail = L.polyline(data.base.rail.map(decode), shape("rail", "rail", { weight: 0.8, smoothFactor: 1 }));
  const borders = L.polyline(data.base.borders.map(decode), shape("border", "border", { weight: 1.1 }));
  void ground;

  // Links
  const mode = { by: data.by };
  const routed = data.ways !== undefined;
  const amount = (link) => routed ? 0 : (mode.by === "change" ? Math.abs(link.change || 0) : link.feu);
  const largest = () => Math.max(0, ...data.links.map(amount));
  const width = (value, top) => (value > 0 && top > 0 ? Math.max(1.4, 12 * Math.sqrt(value / top)) : 1);
  const grow = () => Math.max(0.55, Math.min(1.7, Math.pow(2, (map.getZoom() - data.home) * 0.3)));
  const colour = (link) => {
    if (mode.by === "change") {
      const c = link.change || 0;
      return data.styles.change[Math.abs(c) < 0.5 ? "same" : c > 0 ? "gained" : "lost"];
    }
    if (mode.by === "utilisation") {
      if (link.utilisation === null) return data.styles.unknown;
      return data.styles.utilisation.find((s) => s[0] === null || link.utilisation < s[0])[2];
    }
    return (data.styles.corridors[link.corridor] || data.styles.corridors.other)[1];
  };
  const idleGroup = L.layerGroup(), flowGroup = L.layerGroup().addTo(map);
  const table = (rows) => {
    const node = make("table");
    rows.forEach(([head, value]) => {
      if (value === null || value === undefined || value === "") return;
      const row = make("tr"), th = make("th", head);
      th.scope = "row";
      row.append(th, make("td", value));
      node.append(row);
    });
    return node;
  };
  const priced = (node, prices) => {
    if (!prices.length) return;
    node.append(make("div", "Prices of one more unit of capacity:"));
    const list = make("ul");
    prices.forEach((p) => list.append(make("li", p)));
    node.append(list);
  };
  const linkCard = (link) => {
    const node = make("div", undefined, "pop");
    const corridor = data.styles.corridors[link.corridor];
    node.append(make("h3", link.name));
    if (routed) {
      const paths = data.ways.filter((way) => way.links.includes(link.id)).map((way) => way.numbers).join(", ");
      node.append(table([
        ["Paths", paths || "none"],
        ["Corridor", corridor ? corridor[0] : link.corridor],
        ["Mode", link.mode],
        ["Status", link.closed ? "closed" : link.status],
      ]));
      return node;
    }
    node.append(table([
      ["Westbound", number(link.west) + " FEU"],
      ["Eastbound", number(link.east) + " FEU"],
      ["Both directions", number(link.feu) + " FEU"],
      ["Change", link.change === null ? null : (link.change > 0 ? "+" : "") + number(link.change) + " FEU"],
      ["Utilisation", link.utilisation === null ? null : number(100 * link.utilisation) + " %"],
      ["Corridor", corridor ? corridor[0] : link.corridor],
      ["Mode", link.mode],
      ["Status", link.closed ? link.shut : link.status],
    ]));
    priced(node, link.prices);
    return node;
  };
  const placeCard = (place) => {
    const node = make("div", undefined, "pop");
    node.append(make("h3", place.name));
    node.append(table([
      ["Country", place.country],
      ["Function", { gauge: "Gauge change", port: "Port", terminal: "Terminal", junction: "Junction or border" }[place.role]],
    ]));
    if (routed) {
      node.append(stopsTable(place, make));
      return node;
    }
    node.append(table([
      ["Loaded", number(place.loaded) + " FEU"],
      ["Unloaded", number(place.unloaded) + " FEU"],
      ["Busiest link here", number(place.passing) + " FEU"],
    ]));
    priced(node, place.prices);
    return node;
  };
  const tip = (text) => make("span", text);
  const flow = (link) => routed ? "" : number(link.feu) + " FEU";

  // The point half-way along a line
  const middle = (points) => {
    const step = (i) => Math.hypot(points[i + 1][0] - points[i][0], points[i + 1][1] - points[i][1]);
    let left = points.slice(1).reduce((sum, _, i) => sum + step(i), 0) / 2, i = 0;
    while (i < points.length - 2 && left > step(i)) left -= step(i++);
    const t = points.length > 1 && step(i) > 0 ? left / step(i) : 0, a = points[i], b = points[i + 1] || a;
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  };
  const items = data.links.map((link) => {
    const line = link.line.map(decode);
    const item = {
      link,
      casing: L.polyline(line, shape("casing", "casing", { weight: 3 })),
      line: L.polyline(line, shape("flow", "", { weight: 2 })),
      idle: L.polyline(line, shape("idle", "idle", { weight: 1, dashArray: link.status !== "open" || link.mode !== "rail" ? "3 3" : null })),
      gap: link.closed ? L.polyline(line, shape("flow", "gap", { lineCap: "butt" })) : null,
      bar: link.closed ? L.polyline(line, shape("flow", "closed", { lineCap: "butt", dashArray: "7 4.5" })) : null,
      hit: L.polyline(line, shape("hit", "hit", { interactive: true, weight: 14, bubblingMouseEvents: false })),
    };
    // A cross above the terminals: a closed border link is shorter than their marks
    if (link.closed) {
      item.at = middle(line[Math.floor(line.length / 2)]);
      item.cross = L.marker(item.at, {
        pane: "shut", interactive: false, keyboard: false, icon: L.divIcon({ className: "shut", iconSize: [18, 18], html: "" }),
      }).addTo(map);
    }
    item.hit.bindPopup(() => linkCard(link), { maxWidth: 340 });
    item.hit.bindTooltip(() => tip((routed ? link.name : link.name + ": " + flow(link)) + (link.closed ? ", " + link.shut : "")), { sticky: true });
    item.hit.on("add", () => {
      const element = item.hit.getElement();
      if (!element || element.dataset.link !== undefined) return;
      element.dataset.link = link.id;
      element.dataset.feu = String(link.feu);
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", (routed ? link.name : link.name + ", " + flow(link)) + (link.closed ? ", " + link.shut : ""));
      if (amount(link) > 0 || link.closed || (routed && link.feu > 0)) element.setAttribute("tabindex", "0");
      element.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          event.stopPropagation();
          item.hit.openPopup(item.hit.getCenter());
        }
      });
    });
    item.hit.on("popupopen", () => item.hit.getElement() && item.hit.getElement().classList.add("on"));
    item.hit.on("popupclose", () => item.hit.getElement() && item.hit.getElement().classList.remove("on"));
    return item;
  });
  const restyle = () => {
    const top = largest(), factor = grow();
    items.forEach((item) => {
      const { link } = item;
      const w = width(amount(link), top) * factor;
      const wet = link.mode === "ferry" || link.mode === "sea";
      item.line.setStyle({
        weight: w, color: colour(link), lineCap: wet ? "butt" : "round", opacity: amount(link) > 0 ? 1 : 0,
        dashArray: wet ? Math.max(7, 1.2 * w) + " " + Math.max(4.5, 0.9 * w) : null,
      });
      item.casing.setStyle({ weight: w + 2.4 });
      const inner = Math.max(2.4 * factor, amount(link) > 0 ? 0.4 * w : 0);
      if (item.bar) item.bar.setStyle({ weight: inner });
      if (item.gap) item.gap.setStyle({ weight: inner + 1.6 });
      item.hit.setStyle({ weight: Math.max(12, w + 6) });
    });
  };
  const relayer = () => {
    flowGroup.clearLayers();
    idleGroup.clearLayers();
    const sorted = items.slice().sort((a, b) => amount(b.link) - amount(a.link));
    sorted.forEach((item) => {
      if (amount(item.link) > 0 || item.link.closed) {
        [item.casing, item.line, item.gap, item.bar, item.hit].forEach((l) => l && flowGroup.addLayer(l));
      } else {
        [item.idle, item.hit].forEach((l) => idleGroup.addLayer(l));
      }
    });
    restyle();
  };

  // Terminals
  const sizes = { gauge: 11, port: 10, terminal: 9, junction: 6 };
  const marks = L.layerGroup();
  data.places.forEach((place) => {
    const size = sizes[place.role] || 8;
    const mark = L.marker([place.y, place.x], {
      pane: "marks", keyboard: true, riseOnHover: true, zIndexOffset: Math.round(1000 * place.score),
      icon: L.divIcon({ className: "mk " + place.role, iconSize: [size, size], html: "" }),
    });
    mark.bindPopup(() => placeCard(place), { maxWidth: 340 });
    mark.bindTooltip(() => tip(place.name), { offset: [8, 0] });
    mark.on("add", () => mark.getElement().setAttribute("aria-label", place.name));
    place.mark = mark;
  });
  const showMarks = () => {
    const zoom = map.getZoom() - data.home;
    data.places.forEach((place) => {
      const wanted = place.role !== "junction" ? place.score > 0.55 - 0.25 * zoom : place.score > 0.8 - 0.35 * zoom;
      if (wanted !== marks.hasLayer(place.mark)) (wanted ? marks.addLayer(place.mark) : marks.removeLayer(place.mark));
    });
  };

  // Labels: the most important first, each where it meets no other
  const names = map.getPane("names");
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const layers = { labels: true };
  const place = (taken, box) => {
    if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) return false;
    taken.push(box);
    return true;
  };
  const panels = ["panel", "legend", "scale"].map(byId).concat(Array.from(document.querySelectorAll("header,footer,.leaflet-control-zoom")));
  // Half a mark; of a gauge change, which stands on a corner, half its diagonal
  const reach = (t) => t.role === "gauge" ? 7.9 : (sizes[t.role] || 8) / 2;
  const label = () => {
    names.textContent = "";
    if (!layers.labels) return;
    const size = map.getSize(), zoom = map.getZoom() - data.home;
    const frame = byId("map").getBoundingClientRect();
    const taken = panels.map((p) => p.getBoundingClientRect()).map((r) => [r.left - frame.left, r.top - frame.top, r.right - frame.left, r.bottom - frame.top]);
    const inside = (p) => p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y;
    data.places.forEach((t) => {
      if (!marks.hasLayer(t.mark)) return;
      const p = map.latLngToContainerPoint([t.y, t.x]), r = 3.5;
      if (inside(p)) taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
    });
    const write = (x, y, text, cls, px) => {
      const origin = map.containerPointToLayerPoint([x, y]);
      const node = make("span", text, "lb " + cls);
      node.style.fontSize = px + "px";
      L.DomUtil.setPosition(node, origin.round());
      names.append(node);
    };
    const told = [];  // closures of the same days near each other have one label
    items.filter((i) => i.at).forEach((i) => {
      const p = map.latLngToContainerPoint(i.at), r = 7, px = 12.5;
      if (!inside(p)) return;
      taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
      if (told.some(([q, text]) => text === i.link.shut && p.distanceTo(q) < 60)) return;
      pen.font = "600 " + px + "px " + family;
      const w = pen.measureText(i.link.shut).width + 2, h = px * 1.2, d = r + 4;
      [[d, -h / 2], [d, -h], [d, 0], [-w / 2, d], [-w / 2, -h - d], [-w - d, -h / 2], [d, h], [d, -2 * h], [-w - d, h], [-w - d, -2 * h]].some(([dx, dy]) => {
        const box = [p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h];
        if (!place(taken, box)) return false;
        write(box[0], box[1], i.link.shut, "strong off", px);
        told.push([p, i.link.shut]);
        return true;
      });
    });
    data.places.forEach((t) => {
      if (!marks.hasLayer(t.mark)) return;
      const p = map.latLngToContainerPoint([t.y, t.x]);
      if (!inside(p)) return;
      const strong = t.role === "gauge" || t.score > 0.95, px = strong ? 13.5 : 13;
      pen.font = (strong ? "600 " : "400 ") + px + "px " + family;
      const w = pen.measureText(t.label).width + 2, h = px * 1.2, d = 8;
      const spots = [[d, -h / 2], [d, -h], [d, 0], [-w / 2, -h - 6], [-w / 2, 6], [-w - d, -h / 2], [-w - d, -h], [-w - d, 0]];
      spots.some(([dx, dy]) => {
        const box = [p.x + dx, p.y + dy, p.x + dx + w, p.y + dy + h];
        if (box[0] < 2 || box[1] < 2 || box[2] > size.x - 2 || box[3] > size.y - 2 || !place(taken, box)) return false;
        write(box[0], box[1], t.label, strong ? "strong" : "", px);
        return true;
      });
    });
    data.places.forEach((t) => {
      const p = map.latLngToContainerPoint([t.y, t.x]), r = reach(t) + 2;
      if (marks.hasLayer(t.mark) && inside(p)) taken.push([p.x - r, p.y - r, p.x + r, p.y + r]);
    });
    const area = (t, cls, px, text, spacing) => {
      const p = map.latLngToContainerPoint([t.y, t.x]);
      if (!inside(p)) return;
      pen.font = px + "px " + family;
      const w = pen.measureText(text).width + spacing * text.length, h = px * 1.2;
      [[0, 0], [0, 18], [0, -18], [40, 0], [-40, 0], [0, 36], [0, -36], [60, 24], [-60, -24]].some(([dx, dy]) => {
        const box = [p.x - w / 2 + dx, p.y - h / 2 + dy, p.x + w / 2 + dx, p.y + h / 2 + dy];
        if (!place(taken, box)) return false;
        write(box[0], box[1], t.name, cls, px);
        return true;
      });
    };
    const scaled = Math.pow(2, zoom / 2);
    data.seas.forEach((t) => (zoom > 1 || !t.name.startsWith("Lake")) && area(t, "sea", 13, t.name, 0));
    data.countries.forEach((t) => {
      const px = Math.min(22, t.size * scaled);
      if (px >= 10) area(t, "country", px, t.name.toUpperCase(), px * 0.16);
    });
  };

  // Scale bar, at the middle of the view
  const scale = () => {
    const kmPerPx = 1 / map.getZoomScale(map.getZoom(), 0);
    const target = 130 * kmPerPx, power = Math.pow(10, Math.floor(Math.log10(target)));
    const km = [5, 2, 1].map((m) => m * power).find((v) => v <= target) || power;
    byId("scalebar").style.width = km / kmPerPx + "px";
    byId("scaletext").textContent = number(km, 2) + " km";
  };

  // Legend
  const sample = (stroke, w, dash, cross) => {
    const ns = "http://www.w3.org/2000/svg";
    const node = document.createElementNS(ns, "svg"), line = document.createElementNS(ns, "line");
    Object.entries({ width: 36, height: 14, "aria-hidden": "true" }).forEach(([k, v]) => node.setAttribute(k, v));
    Object.entries({ x1: 0, x2: 36, y1: 7, y2: 7, "stroke-width": w }).forEach(([k, v]) => line.setAttribute(k, v));
    if (stroke.startsWith("--")) line.style.stroke = "var(" + stroke + ")"; else line.setAttribute("stroke", stroke);
    if (dash) line.setAttribute("stroke-dasharray", dash);
    node.append(line);
    if (cross) {
      const bars = document.createElementNS(ns, "path");
      bars.setAttribute("d", "M13 2 23 12M13 12 23 2");
      bars.setAttribute("class", "closed bars");
      node.append(bars);
    }
    return node;
  };
  const legend = () => {
    const box = byId("legends");
    box.textContent = "";
    const column = (id, title) => {
      const node = make("div");
      node.id = id;
      node.append(make("h2", title));
      box.append(node);
      return (mark, text) => {
        const row = make("div", undefined, "row");
        row.append(mark, make("span", text));
        node.append(row);
      };
    };
    if (routed) {
      const row = column("legend-colour", "Paths");
      data.ways.forEach((way) => row(sample(way.colour, 5), way.numbers + "  " + way.name + ", " + way.detail));
      if (data.ways.some((way) => way.wet.some((w) => w))) row(sample("--muted", 3, "7 4"), "Ferry or feeder ship");
      if (data.links.some((l) => l.closed)) row(sample(data.styles.closed, 3, "6 4", true), "Closed");
      row(sample("--idle", 1.2), "Link not taken");
      return;
    }
    const used = data.links.filter((l) => amount(l) > 0);
    const titles = { corridor: "Corridor", utilisation: "FEU carried / FEU offered", change: "Change against the baseline" };
    const row = column("legend-colour", used.length || mode.by !== "corridor" ? titles[mode.by] : "Links");
    if (mode.by === "corridor") {
      Object.entries(data.styles.corridors).forEach(([key, [text, c]]) => {
        if (used.some((l) => l.corridor === key)) row(sample(c, 5), text);
      });
    } else if (mode.by === "utilisation") {
      data.styles.utilisation.forEach(([, text, c]) => row(sample(c, 5), text));
      if (used.some((l) => l.utilisation === null)) row(sample(data.styles.unknown, 5), "not known");
    } else {
      row(sample(data.styles.change.gained, 5), "gained");
      row(sample(data.styles.change.lost, 5), "lost");
    }
    if (used.some((l) => l.mode === "ferry" || l.mode === "sea")) row(sample("--muted", 3, "7 4"), "Ferry or feeder ship");
    if (data.links.some((l) => l.closed)) row(sample(data.styles.closed, 3, "6 4", true), "Closed for some time");
    row(sample("--idle", 1.2), "Link without flow");
    const second = column("legend-flow", largest() > 0 ? "Flow (width as square root)" : "Places");
    const top = largest();
    data.flows[mode.by].forEach((v) => second(sample("--muted", width(v, top)), number(v, 1) + " FEU"));
    [["gauge", "Gauge change"], ["port", "Port"], ["terminal", "Terminal"]].forEach(([role, text]) => {
      const holder = make("span"), mark = make("span", undefined, "mk " + role);
      holder.style.cssText = "";
      holder.style.width = "36px";
      holder.style.display = "flex";
      holder.style.justifyContent = "center";
      mark.style.position = "relative";
      mark.style.width = mark.style.height = sizes[role] + "px";
      mark.style.display = "block";
      holder.append(mark);
      second(holder, text);
    });
  };

  // Controls
  const choice = (parent, type, name, value, text, checked, act) => {
    const node = make("label"), input = document.createElement("input");
    Object.assign(input, { type, name, value, checked });
    input.addEventListener("change", () => act(input.checked));
    node.append(input, document.createTextNode(text));
    parent.append(node);
  };
  const colours = [["corridor", "Corridor"]];
  if (data.links.some((l) => l.utilisation !== null)) colours.push(["utilisation", "Utilisation"]);
  if (data.baseline) colours.push(["change", "Change against the baseline"]);
  if (routed || !data.links.some((l) => l.feu > 0 || l.change)) {  // nothing that a colour could tell
    colours.length = 0;
    byId("colours").remove();
  }
  colours.forEach(([key, text]) =>
    choice(byId("colours"), "radio", "colour", key, text, key === mode.by, () => {
      mode.by = key;
      relayer();
      legend();
      label();
    }));
  const toggle = (layer) => (on) => (on ? layer.addTo(map) : layer.remove());
  [[routed ? "Links not taken" : "Links without flow", idleGroup], ["Other rail lines", rail], ["Boundaries", borders], ["Terminals", marks]].forEach(([text, layer]) => {
    const shown = layer !== borders || data.boundaries;
    if (shown) layer.addTo(map);
    choice(byId("layers"), "checkbox", "layer", text, text, shown, (on) => {
      toggle(layer)(on);
      label();
    });
  });
  choice(byId("layers"), "checkbox", "layer", "Labels", "Labels", true, (on) => {
    layers.labels = on;
    label();
  });
  const busy = (on) => byId("map").setAttribute("aria-busy", String(on));  // the view is on its way
  const bounds = (b) => L.latLngBounds([b[1], b[0]], [b[3], b[2]]);
  const clear = () => ({ paddingTopLeft: [16, 70], paddingBottomRight: [innerWidth > 1100 ? 290 : 16, 120] });
  data.views.forEach(([text, b]) => {
    const button = make("button", text);
    button.type = "button";
    button.addEventListener("click", () => {
      map.stop();
      busy(true);
      map.fitBounds(bounds(b), clear());
    });
    byId("views").append(button);
  });
  const dark = make("button", "Light or dark");
  dark.type = "button";
  dark.addEventListener("click", () => {
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });
  byId("theme").append(dark);

  // Search
  const listed = data.links.map((l) => ({ name: l.name, feu: l.feu, link: l }))
    .concat(data.places.map((p) => ({ name: p.name, feu: p.passing, place: p })))
    .sort((a, b) => b.feu - a.feu);
  const find = () => {
    const wanted = byId("find").value.trim().toLowerCase();
    const list = byId("found");
    list.textContent = "";
    listed.filter((e) => e.name.toLowerCase().includes(wanted)).slice(0, 40).forEach((entry) => {
      const node = make("li"), button = make("button");
      button.type = "button";
      button.append(make("span", entry.name), make("span", routed ? "" : number(entry.feu) + " FEU", "n"));
      button.addEventListener("click", () => {
        if (entry.place) {
          const at = [entry.place.y, entry.place.x];
          map.setView(at, Math.max(map.getZoom(), data.home + 2), { animate: false });
          L.popup({ maxWidth: 340 }).setLatLng(at).setContent(placeCard(entry.place)).openOn(map);
        } else {
          const item = items.find((i) => i.link === entry.link);
          map.fitBounds(item.line.getBounds().pad(1.5), { animate: false, maxZoom: data.home + 3 });
          L.popup({ maxWidth: 340 }).setLatLng(item.line.getBounds().getCenter()).setContent(linkCard(entry.link)).openOn(map);
        }
      });
      node.append(button);
      list.append(node);
    });
  };
  byId("find").addEventListener("input", find);
  byId("finder").addEventListener("toggle", find);
  byId("legend").addEventListener("toggle", label);
  byId("controls").addEventListener("toggle", label);

  if (innerWidth < 1000 || innerHeight < 700) {
    byId("controls").open = false;
    byId("legend").open = false;
  }
  map.fitBounds(bounds(data.views[0][1]), clear());
  data.home = map.getZoom();
  relayer();
  if (routed) drawWays({ map, data, make, table, shape, choice, after: byId("layers"), label });
  legend();
  showMarks();
  label();
  scale();
  map.on("zoomstart", () => names.classList.add("zooming"));
  map.on("zoomend", () => {
    names.classList.remove("zooming");
    restyle();
    showMarks();
    label();
    scale();
  });
  map.on("moveend resize", label);
  map.on("moveend", () => busy(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  root.dataset.ready = "true";
})();
