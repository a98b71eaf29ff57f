"""
A plain, slow event graph for tiny networks: dictionaries, loops and datetimes, one rule after the other.

It shares no code with the package apart from table names; graphs are compared arc by arc with it.
"""

# ruff: noqa: D102, D103  (short helpers whose names say what they do)

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

CLASSES = ("dry", "grain", "frozen", "chilled", "produce", "hides", "oil")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 1440


def nearest(value):
    return int(value + 0.5)


def blank(value):
    return value is None or str(value) in ("", "nan", "NaT", "<NA>")


def words(value):
    return [] if blank(value) else [word.strip() for word in str(value).split(";")]


def moment(minute):
    return EPOCH + timedelta(minutes=int(minute))


def minute_of(when):
    return int((when - EPOCH).total_seconds() // 60)


def holds(row, day):
    """Whether a row is valid on a date."""
    first, last = row.get("valid_from"), row.get("valid_to")
    return (blank(first) or first.date() <= day) and (blank(last) or day <= last.date())


class Reference:
    """Runs, arcs and capacities of an instance; read ``arcs``, ``capacity`` and ``runs``."""

    def __init__(self, instance):
        network = instance.network
        self.instance, self.network = instance, network
        self.rows = {name: frame.astype(object).to_dict("records") for name, frame in network.tables.items()}
        self.windows = network.windows.astype(object).to_dict("records")
        self.terminal = {row["terminal_id"]: row for row in self.rows["terminals"]}
        self.link = {row["link_id"]: row for row in self.rows["links"]}
        self.service = {row["service_id"]: row for row in self.rows["services"]}
        self.facility = {row["facility_id"]: row for row in self.rows["facilities"]}
        self.speed = {(r["operator"], r["service_class"]): r["speed_kmh"] for r in self.rows["speeds"]}
        self.runs = {}
        for service in self.rows["services"]:
            for departure in self.departures(service):
                run = self.run(service, departure)
                self.runs[run["run_id"]] = run
        self.arcs = {}
        self.capacity = {}
        self.build()

    # windows ------------------------------------------------------------------------------------------
    def found(self, kind, targets, direction=None):
        return [
            w
            for w in self.windows
            if w["kind"] == kind
            and (w["target_kind"], w["target_id"]) in targets
            and (direction is None or "both" in (direction, w["direction"]) or w["direction"] == direction)
        ]

    @staticmethod
    def inside(window, minute):
        return window["start_min"] <= minute < window["end_min"]

    def product(self, windows, minute):
        return math.prod(w["value"] for w in windows if self.inside(w, minute))

    def total(self, windows, minute):
        return sum(w["value"] for w in windows if self.inside(w, minute))

    # runs ---------------------------------------------------------------------------------------------
    def calls_of(self, service):
        stops = [row for row in self.rows["stops"] if row["service_id"] == service["service_id"]]
        return sorted(stops, key=lambda row: row["seq"])

    def departures(self, service):
        stops = self.calls_of(service)
        if not stops:
            return
        zone = ZoneInfo(self.terminal[stops[0]["terminal_id"]]["timezone"])
        start, end = self.instance.horizon.solved_start_min, self.instance.horizon.solved_end_min
        closed = self.found("close", [("service", service["service_id"])], service["direction"])
        found = []
        day = moment(start - 2 * DAY).date()
        while day <= moment(end + 2 * DAY).date():
            if day.strftime("%a") in words(service["days"]) and holds(service, day):
                for clock in words(service["departure_times"]):
                    hour, minute = (int(part) for part in clock.split(":"))
                    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
                    departure = minute_of(local.astimezone(UTC))
                    gone = any(self.inside(w, departure) and departure >= w["known_from_min"] for w in closed)
                    if start <= departure < end and not gone:
                        found.append(departure)
            day += timedelta(days=1)
        yield from sorted(found)

    def passage_minutes(self, service, link, start):
        direction = service["direction"]
        targets = [("link", link["link_id"]), ("operator", link["operator"])]
        usual = self.speed.get((link["operator"], service["service_class"]))
        speed = self.speed.get((link["operator"], service["speed_class"]), usual)
        speed *= self.product(self.found("speed", targets, direction), start)
        added = self.total(self.found("add_hours", targets[:1], direction), start)
        return nearest(60 * link["length_km"] / speed) + nearest(60 * added)

    def run(self, service, departure):
        direction, stops = service["direction"], self.calls_of(service)
        run = {
            "run_id": f"{service['service_id']}@{moment(departure):%Y-%m-%dT%H:%M}",
            "service": service,
            "gauge": int(service["track_gauge_mm"]) if service["mode"] == "rail" else 0,
            "calls": [],
            "legs": [],
            "left": departure,
        }
        now, left, leg, held = departure, departure, None, False
        for i, stop in enumerate(stops):
            arrival = now
            if i:
                link = self.link[stop["link_id"]]
                ends = [("terminal", link["from_terminal"]), ("terminal", link["to_terminal"])]
                closed = self.found("close", [("link", link["link_id"]), *ends], direction)
                start, lost = now, link["status"] != "open" or not holds(link, moment(now).date())
                for w in sorted(closed, key=lambda w: w["start_min"]):
                    end = start + self.passage_minutes(service, link, start)
                    if start < w["end_min"] and end > w["start_min"] and start >= w["known_from_min"]:
                        if left < w["known_from_min"]:
                            start = w["end_min"]
                        else:
                            lost = True
                held = held or start > now
                arrival = start + self.passage_minutes(service, link, start)
                leg["passages"].append((link, start, arrival))
                leg["lost"] |= lost
            now = arrival
            if 0 < i < len(stops) - 1:
                now += nearest(60 * stop["dwell_h"])
                for op in self.rows["operations"]:
                    if op["activity"] == "pass" and self.serves(op, stop["terminal_id"], run, arrival):
                        now += self.pass_minutes(op, arrival, direction)
            call = {
                "seq": stop["seq"],
                "terminal": stop["terminal_id"],
                "stop": stop["activity"] == "stop",
                "arr": arrival,
                "dep": now,
                "held": held,
            }
            run["calls"].append(call)
            if call["stop"]:
                if leg is not None:
                    leg.update(to=call)
                    leg["from"]["held"] |= leg["lost"]
                    if not leg["lost"]:
                        run["legs"].append(self.costed(service, leg))
                leg = {"from": call, "passages": [], "lost": False}
                left = now
        return run

    def pass_minutes(self, op, arrival, direction):
        own = [("operation", op["operation_id"]), ("facility", op["facility_id"])]
        start = self.opened(op, arrival, self.found("close", own, direction))
        longer = self.found("add_hours", [*own, ("terminal", op["terminal_id"])], direction)
        return (
            start - arrival + nearest(60 * (op["handling_h"] + op["queue_h"])) + nearest(60 * self.total(longer, start))
        )

    def costed(self, service, leg):
        leg.update(km=0.0, cost=0.0, reefer=0.0, co2e=0.0)
        for link, start, _ in leg["passages"]:
            targets = [("link", link["link_id"]), ("operator", link["operator"])]
            price = self.product(self.found("price", targets, service["direction"]), start)
            km = link["length_km"]
            leg["km"] += km
            leg["cost"] += km * self.tariff("per_km", link, service) * price
            leg["reefer"] += km * self.tariff("reefer_per_km", link, service) * price
            for end, share in (
                ("from_terminal", link["from_share"]),
                ("to_terminal", 1 - link["from_share"]),
            ):
                if share:
                    country = self.terminal[link[end]]["country"]
                    leg["co2e"] += km * share * self.factor(link, country) / 1000
        return leg

    def tariff(self, kind, link, service):
        matches = []
        for row in self.rows["tariffs"]:
            if row["kind"] != kind or not row["loaded"] or not blank(row["cargo_class"]):
                continue
            pairs = (
                (row["operator"], link["operator"]),
                (row["service_class"], service["service_class"]),
                ("" if row["direction"] == "both" else row["direction"], service["direction"]),
            )
            if all(blank(own) or own == wanted for own, wanted in pairs):
                matches.append(([not blank(own) for own, _ in pairs], row["value"]))
        return max(matches, key=lambda match: match[0])[1] if matches else 0.0

    def factor(self, link, country):
        electric = ["electric"] if not blank(link["electrified"]) and link["electrified"] != "n" else []
        for traction in [*electric, "diesel", "any"]:
            for place in (country, ""):
                for row in self.rows["emission_factors"]:
                    key = (row["scope"], "" if blank(row["country"]) else row["country"], row["traction"])
                    if row["used"] and key == (link["mode"], place, traction):
                        return row["value"]
        raise KeyError(link["link_id"])

    # operations ---------------------------------------------------------------------------------------
    def serves(self, op, terminal, run, arrival):
        service = run["service"]
        return (
            op["terminal_id"] == terminal
            and not blank(op["from_gauge"])
            and int(op["from_gauge"]) == run["gauge"]
            and op["direction"] in ("both", service["direction"])
            and (blank(op["service_class"]) or service["service_class"] in words(op["service_class"]))
            and holds(op, moment(arrival).date())
        )

    def opened(self, op, minute, closed):
        hours = self.facility[op["facility_id"]]["hours_local"] if not blank(op["facility_id"]) else ""
        zone = ZoneInfo(self.terminal[op["terminal_id"]]["timezone"])
        while True:
            ends = [w["end_min"] for w in closed if self.inside(w, minute)]
            if ends:
                minute = max(ends)
            elif not blank(hours) and not self.is_open(hours, moment(minute).astimezone(zone)):
                minute += 1
            else:
                return minute

    @staticmethod
    def is_open(hours, local):
        clock = f"{local:%H:%M}"
        for span in words(hours):
            first, last = span.split("-")
            if first < last and first <= clock < last:
                return True
            if first >= last and (clock >= first or clock < last):
                return True
        return False

    def times(self, op, ready, direction):
        """Return start of handling and end of an operation."""
        targets = [("operation", op["operation_id"]), ("terminal", op["terminal_id"])]
        if not blank(op["facility_id"]):
            targets.append(("facility", op["facility_id"]))
        start = self.opened(op, ready, self.found("close", targets, direction))
        self.started = start
        queue = op["queue_h"] + self.total(self.found("add_hours", targets, direction), start)
        work = start + nearest(60 * queue)
        return work, work + nearest(60 * op["handling_h"])

    @staticmethod
    def mask(row):
        listed = words(row["cargo_class"])
        return sum(1 << i for i, name in enumerate(CLASSES) if not listed or name in listed)

    # graph --------------------------------------------------------------------------------------------
    def build(self):
        not_before = self.instance.not_before_min
        cutoff = nearest(60 * self.network.parameter("cutoff_h"))
        self.chains = {}
        for run in self.runs.values():
            for leg in run["legs"]:
                if leg["from"]["dep"] >= not_before:
                    chain = self.chains.setdefault((leg["from"]["terminal"], run["gauge"]), set())
                    chain.add(leg["from"]["dep"] - cutoff)
        self.chains = {key: sorted(times) for key, times in self.chains.items()}
        for (terminal, gauge), times in self.chains.items():
            for a, b in pairwise(times):
                arc = self.arc("WAIT", ("yard", terminal, gauge, a), ("yard", terminal, gauge, b), "")
                self.stand(arc, terminal, a, b)
        for run in self.runs.values():
            self.train_arcs(run, cutoff, not_before)
            for leg in run["legs"]:
                if leg["to"]["arr"] >= not_before - 2 * 1440:  # boxes may still be aboard
                    self.arrival_arcs(run, leg["to"])
        for row in self.instance.consignments.to_dict("records"):
            self.source_arcs(row)
        self.set_capacities()

    def arc(self, kind, tail, head, ref, cost=0.0, mask=127, **more):
        arc = {"cost": cost, "mask": mask, "reefer": 0.0, "km": 0.0, "co2e": 0.0, "use": {}, **more}
        self.arcs[kind, tail, head, ref] = arc
        return arc

    def use(self, arc, resource, amount):
        if amount > 0:
            arc["use"][resource] = arc["use"].get(resource, 0.0) + amount

    def stand(self, arc, terminal, start, end):
        arc["cost"] += self.network.parameter("storage_usd_per_feu_day") * (end - start) / DAY
        for facility in self.rows["facilities"]:
            prefix = {"yard": "yard", "powered_yard": "powered"}.get(facility["kind"])
            if prefix and facility["terminal_id"] == terminal:
                for bucket in range(start // 360 * 360, end, 360):
                    hours = (min(end, bucket + 360) - max(start, bucket)) / 60
                    self.use(arc, f"{prefix}:{facility['facility_id']}:{moment(bucket):%Y-%m-%dT%H}", hours)

    def work(self, arc, op, work, done, service, mask):
        facility = self.facility.get(op["facility_id"])
        direction = service["direction"] if service else op["direction"]
        days = {f"{moment(work):%Y-%m-%d}": 1.0} if work == done else {}
        for midnight in range(work // DAY * DAY, done, DAY):
            share = (min(done, midnight + DAY) - max(work, midnight)) / max(done - work, 1)
            if done > work:
                days[f"{moment(midnight):%Y-%m-%d}"] = share
        for day, share in days.items():
            if facility and facility["kind"] == "throughput":
                self.use(arc, f"throughput:{op['facility_id']}:{day}", share)
            for w in self.found("limit", [("facility", op["facility_id"])], direction):
                midnight = minute_of(datetime.fromisoformat(day).replace(tzinfo=UTC))
                if w["start_min"] < midnight + DAY and midnight < w["end_min"] and self.mask(w) & mask:
                    if w["unit"] == "feu_per_day":
                        self.limited(arc, w, day, share)
                    elif service:
                        self.limited(arc, w, day, share / service["max_feu"])

    def limited(self, arc, window, day, amount):
        self.use(arc, f"limit:{window['window_id']}:{day}", amount)
        self.capacity[f"limit:{window['window_id']}:{day}"] = window["value"]

    def train_arcs(self, run, cutoff, not_before):
        service, run_id = run["service"], run["run_id"]
        mask = self.mask(service)
        for leg in run["legs"]:
            start, end = leg["from"], leg["to"]
            for other in run["legs"]:
                if other["to"] is start and start["arr"] >= not_before - 2 * 1440 and start["dep"] >= not_before:
                    self.arc(
                        "STAY", ("arrive", run_id, start["seq"]), ("onboard", run_id, start["seq"]), run_id,
                        mask=mask,
                    )  # fmt: skip
            if start["dep"] < not_before:
                continue
            event, aboard = start["dep"] - cutoff, ("onboard", run_id, start["seq"])
            load = self.arc("LOAD", ("yard", start["terminal"], run["gauge"], event), aboard, run_id, mask=mask)
            self.stand(load, start["terminal"], event, start["dep"])
            ride = self.arc(
                "RIDE", aboard, ("arrive", run_id, end["seq"]), run_id, leg["cost"], mask,
                reefer=leg["reefer"], km=leg["km"], co2e=leg["co2e"],
            )  # fmt: skip
            stem = f"train:{run_id}:{start['seq']}-{end['seq']}:"
            limits = (("feu", "max_feu"), ("gross", "max_gross_t"), ("plug", "powered_slots"))
            for name, column in limits:
                if not blank(service[column]):
                    self.use(ride, stem + name, 1.0)
                    self.capacity[stem + name] = service[column]
            for link, entered, _ in leg["passages"]:
                self.track(ride, service, link, entered, mask)

    def track(self, ride, service, link, entered, mask):
        day, direction = f"{moment(entered):%Y-%m-%d}", service["direction"]
        capacity = self.link_capacity(link, direction, entered // DAY * DAY)
        if capacity is not None:
            name = f"link:{link['link_id']}:{direction}:{day}"
            self.use(ride, name, 1 / service["max_feu"])
            self.capacity[name] = capacity
        for w in self.found("limit", [("link", link["link_id"])], direction):
            own = w["unit"] == "feu_per_day" or not blank(w["cargo_class"])
            if own and self.inside(w, entered) and self.mask(w) & mask:
                trains = w["unit"] == "trains_per_day"
                self.limited(ride, w, day, 1 / service["max_feu"] if trains else 1.0)

    def link_capacity(self, link, direction, midnight):
        targets = [("link", link["link_id"])]
        limits = [
            w["value"]
            for w in self.found("limit", targets, direction)
            if w["unit"] == "trains_per_day"
            and blank(w["cargo_class"])
            and w["start_min"] < midnight + DAY
            and midnight < w["end_min"]
        ]
        known = link["capacity_trains_per_day"]
        if not blank(known):
            limits.append(known * self.product(self.found("capacity", targets, direction), midnight))
        if not limits:
            return None
        taken = sum(
            row["trains_per_day"]
            for row in self.rows["background"]
            if row["link_id"] == link["link_id"]
            and row["direction"] in ("both", direction)
            and self.in_month(row, midnight)
        )
        return max(0.0, min(limits) - taken)

    @staticmethod
    def in_month(row, midnight):
        when = moment(midnight)
        return (blank(row["month"]) or int(row["month"]) == when.month) and holds(row, when.date())

    def next_yard(self, terminal, gauge, minute):
        return next((time for time in self.chains.get((terminal, gauge), []) if time >= minute), None)

    def arrival_arcs(self, run, call):
        service, here = run["service"], ("arrive", run["run_id"], call["seq"])
        for op in self.rows["operations"]:
            if not self.serves(op, call["terminal"], run, call["arr"]):
                continue
            mask = self.mask(op)
            if op["activity"] in ("transfer", "gauge_change", "unload"):
                self.taken_off(op, call, call["arr"], service, here, mask)
                ends = self.cut_off(op, call, run["left"], service["direction"])
                if call["held"] or ends:
                    self.times(op, call["arr"], service["direction"])
                    first = self.started
                    over = max(first, *ends) if ends else first
                    for days in range(1, min(60, 10 + math.ceil((over - first) / DAY)) + 1):
                        self.taken_off(op, call, first + DAY * days, service, here, mask)
            elif op["activity"] == "same_train" and call is run["calls"][-1]:
                self.slot_arc(run, call, op, here)

    def cut_off(self, op, call, left, direction):
        """Return the ends of cuts that meet the boxes of a train that had set out before they were known."""
        targets = [("operation", op["operation_id"]), ("terminal", op["terminal_id"])]
        if not blank(op["facility_id"]):
            targets.append(("facility", op["facility_id"]))
        _, done = self.times(op, call["arr"], direction)
        return [
            w["end_min"]
            for kind in ("close", "capacity", "limit")
            for w in self.found(kind, targets, direction)
            if call["arr"] < w["end_min"] and done > w["start_min"] and left < w["known_from_min"]
        ]

    def taken_off(self, op, call, ready, service, here, mask):
        work, done = self.times(op, ready, service["direction"])
        if op["activity"] == "unload":
            arc = self.arc(
                "UNLOAD", here, ("out", call["terminal"], done), op["operation_id"], op["cost_usd_per_feu"], mask
            )
            self.work(arc, op, work, done, service, mask)
            return
        event = self.next_yard(call["terminal"], int(op["to_gauge"]), done)
        if event is not None:
            there = ("yard", call["terminal"], int(op["to_gauge"]), event)
            name = f"{op['operation_id']} until {done}"
            arc = self.arc("TRANSFER", here, there, name, op["cost_usd_per_feu"], mask)
            self.work(arc, op, work, done, service, mask)
            self.stand(arc, call["terminal"], done, event)

    def slot_arc(self, run, call, op, here):
        ready = call["arr"] + nearest(60 * (op["handling_h"] + op["queue_h"]))
        waiting = []
        for other in self.runs.values():
            if other["service"]["service_id"] == run["service"]["paired_service_id"]:
                for place in other["calls"][:-1]:
                    if place["terminal"] == call["terminal"] and place["stop"] and place["dep"] >= ready:
                        legs = [leg for leg in other["legs"] if leg["from"] is place]
                        waiting.append((place["dep"], other["run_id"], place["seq"], legs, other["service"]))
        if not waiting:
            return
        departs, run_id, seq, legs, service = min(waiting, key=lambda entry: entry[:2])
        if legs and departs >= self.instance.not_before_min:
            arc = self.arc(
                "SLOT", here, ("onboard", run_id, seq), op["operation_id"], op["cost_usd_per_feu"],
                self.mask(op) & self.mask(service),
            )  # fmt: skip
            name = f"slot:{op['operation_id']}:{run['run_id']}"
            self.use(arc, name, 1.0)
            self.capacity[name] = self.scaled(op["facility_id"], call["arr"])

    def source_arcs(self, row):
        keys = ("ready_min", "start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq")
        here, ready = ("source", *(row[key] for key in keys)), row["ready_min"]
        if row["start_kind"] == "onboard":
            self.arc("ENTER", here, ("arrive", row["start_run_id"], row["start_seq"]), "")
        elif row["start_kind"] == "yard":
            event = self.next_yard(row["start_terminal"], row["start_gauge"], ready)
            if event is not None:
                there = ("yard", row["start_terminal"], row["start_gauge"], event)
                self.stand(self.arc("ENTER", here, there, ""), row["start_terminal"], ready, event)
        else:
            for op in self.rows["operations"]:
                valid = holds(op, moment(ready).date())
                if op["activity"] == "load" and op["terminal_id"] == row["start_terminal"] and valid:
                    work, done = self.times(op, ready, op["direction"])
                    event = self.next_yard(row["start_terminal"], int(op["to_gauge"]), done)
                    if event is not None:
                        there = ("yard", row["start_terminal"], int(op["to_gauge"]), event)
                        name, mask = op["operation_id"], self.mask(op)
                        arc = self.arc("ENTER", here, there, name, op["cost_usd_per_feu"], mask)
                        self.work(arc, op, work, done, None, mask)
                        self.stand(arc, row["start_terminal"], done, event)

    # capacities ---------------------------------------------------------------------------------------
    def scaled(self, facility_id, minute):
        facility = self.facility[facility_id]
        factor = self.product(self.found("capacity", [("facility", facility_id)]), minute)
        if not blank(facility["winter_factor"]) and moment(minute).month in (11, 12, 1, 2, 3):
            factor *= facility["winter_factor"]
        return facility["capacity"] * factor

    def set_capacities(self):
        names = {name for arc in self.arcs.values() for name in arc["use"]}
        reserved = self.reserved()
        for name in names:
            kind, _, rest = name.partition(":")
            facility_id, _, stamp = rest.rpartition(":")
            if kind in ("yard", "powered"):
                start = minute_of(datetime.strptime(stamp, "%Y-%m-%dT%H").replace(tzinfo=UTC))
                self.capacity[name] = 6 * self.scaled(facility_id, start)
            elif kind == "throughput":
                start = minute_of(datetime.fromisoformat(stamp).replace(tzinfo=UTC))
                taken = reserved.get((facility_id, stamp), 0.0)
                taken += sum(
                    row["feu_per_day"]
                    for row in self.rows["background"]
                    if row["facility_id"] == facility_id and self.in_month(row, start)
                )
                self.capacity[name] = max(0.0, self.scaled(facility_id, start) - taken)
        self.capacity = {name: value for name, value in self.capacity.items() if name in names}
        for row in self.instance.committed.to_dict("records"):
            if row["resource_id"] in self.capacity:
                self.capacity[row["resource_id"]] -= row["amount"]
        self.capacity = {name: max(0.0, value) for name, value in self.capacity.items()}

    def reserved(self):
        taken = {}
        for run in self.runs.values():
            last = run["calls"][-1]
            if blank(run["service"]["paired_service_id"]) or not any(leg["to"] is last for leg in run["legs"]):
                continue
            for op in self.rows["operations"]:
                if op["activity"] == "same_train" and self.serves(op, last["terminal"], run, last["arr"]):
                    places = {
                        other["facility_id"]
                        for other in self.rows["operations"]
                        if other["activity"] == "gauge_change"
                        and other["terminal_id"] == last["terminal"]
                        and other["direction"] in ("both", run["service"]["direction"])
                    }
                    for place in places:
                        key = (place, f"{moment(last['arr']):%Y-%m-%d}")
                        taken[key] = taken.get(key, 0.0) + self.scaled(op["facility_id"], last["arr"])
        return taken

    # paths --------------------------------------------------------------------------------------------
    def best(self, row, cost):
        """
        Return the least sum of ``cost(arc, minutes)`` from a consignment's start to its destination in time.

        Repeats relaxation until nothing changes; infinity when there is no path.
        """
        keys = ("ready_min", "start_kind", "start_terminal", "start_gauge", "start_run_id", "start_seq")
        bit = 1 << CLASSES.index(row["cargo_class"])
        reach = {("source", *(row[key] for key in keys)): 0.0}
        changed = True
        while changed:
            changed = False
            for (_, tail, head, _), arc in self.arcs.items():
                late = self.minute(head) > row["due_min"]
                if tail in reach and arc["mask"] & bit and not late:
                    value = reach[tail] + cost(arc, self.minute(head) - self.minute(tail))
                    if value < reach.get(head, math.inf) - 1e-9:
                        reach[head] = value
                        changed = True
        exits = [v for n, v in reach.items() if n[0] == "out" and n[1] == row["destination"]]
        return min(exits, default=math.inf)

    def minute(self, node):
        if node[0] in ("arrive", "onboard"):
            call = next(call for call in self.runs[node[1]]["calls"] if call["seq"] == node[2])
            return call["arr" if node[0] == "arrive" else "dep"]
        return node[1] if node[0] == "source" else node[-1]
