"""Rules about tables: each spoils a tiny network in one place and expects its own message."""

# ruff: noqa: E501  a table of faults reads best with one fault per line
from __future__ import annotations

import json

import pytest

from logistics.network import check_network
from logistics.network.checks import RULES

BREAK = "no operation there takes its boxes on"

# rule, severity, edits as (table, row, cells), message
CASES = [
    ("validity", "error", [("links", "dostyk-almaty", {"valid_from": "2026-01-01", "valid_to": "2025-01-01"})], "links.csv:3: valid_from: 2026-01-01 is after valid_to 2025-01-01"),
    ("coordinates", "error", [("terminals", "aktau", {"lon": "43.6", "lat": "51.2"})], "terminals.csv:5: lon, lat: 43.6, 51.2 is outside KZ, 51.2, 43.6 inside: longitude and latitude are swapped"),
    ("coordinates", "error", [("terminals", "almaty", {"lon": "100"})], "terminals.csv:4: lon, lat: 100, 43.3 is more than 0.5 degrees outside KZ (it lies in CN)"),
    ("coordinates", "warning", [("terminals", "almaty", {"country": "SG"})], "terminals.csv:4: country: 'SG' has no outline in basemap/; the coordinates of 'almaty' are unchecked"),
    ("geometry", "error", [("terminals", "almaty", {"lon": "77.1"})], "geometry/links.geojson: dostyk-almaty: the line ends at 77, 43.3; almaty is at 77.1, 43.3"),
    ("lengths", "error", [("links", "dostyk-almaty", {"length_km": "400"})], "links.csv:3: length_km: 400 km from dostyk to almaty, 487 km apart: shorter than the geodesic"),
    ("lengths", "warning", [("links", "dostyk-almaty", {"length_km": "1200"})], "links.csv:3: length_km: 1200 km from dostyk to almaty, 487 km apart: more than 2.2 times the geodesic"),
    ("modes", "error", [("links", "dostyk-moscow", {"track_gauges": ""})], "links.csv:7: track_gauges: blank found on a rail link; only rail links have track gauges, and all of them do"),
    ("modes", "error", [("services", "ferry_w", {"track_gauge_mm": "1520"})], "services.csv:9: track_gauge_mm: 1520 found on a ferry service; only rail services have a gauge, and all of them do"),
    ("modes", "error", [("services", "ferry_w", {"service_class": "ordinary"})], "services.csv:9: service_class: 'ordinary' found on a ferry service"),
    ("link_gauges", "error", [("terminals", "almaty", {"track_gauges": "1435"})], "links.csv:3: track_gauges: 1520 mm found; almaty has 1435 mm in terminals.csv"),
    ("routes", "error", [("stops", "kz_w/1", {"link_id": "almaty-aktau"})], "stops.csv:12: link_id: 'almaty-aktau' joins almaty and aktau, but 'kz_w' goes from dostyk to almaty"),
    ("routes", "error", [("stops", "kz_w/1", {"link_id": ""})], "stops.csv:12: link_id: blank found; name the link that 'kz_w' takes from dostyk"),
    ("routes", "error", [("stops", "kz_w/0", {"link_id": "dostyk-almaty"})], "stops.csv:11: link_id: 'dostyk-almaty' found on the first call of 'kz_w'; leave it blank"),
    ("routes", "error", [("stops", "kz_w/2", {"activity": "pass"})], "stops.csv:13: activity: 'pass' found; the first and last call of 'kz_w' must be a stop"),
    ("routes", "error", [("services", "kz_w", {"track_gauge_mm": "1435"})], "stops.csv:12: link_id: 'dostyk-almaty' has 1520 mm track; 'kz_w' runs on 1435 mm"),
    ("routes", "error", [("links", "aktau-baku-ferry", {"mode": "sea"})], "stops.csv:20: link_id: 'aktau-baku-ferry' is a sea link; 'ferry_w' is a ferry service"),
    ("status", "error", [("links", "dostyk-almaty", {"status": "suspended"})], "stops.csv:9: link_id: 'dostyk-almaty' is suspended; 'exp_kz' needs an open link"),
    ("status", "warning", [("links", "dostyk-almaty", {"valid_to": "2025-12-31"})], "stops.csv:9: link_id: 'dostyk-almaty' is not valid on every day of 'exp_kz'"),
    ("gauges_reached", "warning", [("terminals", "almaty", {"track_gauges": "1520;1435"})], "terminals.csv:4: track_gauges: no open link reaches 'almaty' on 1435 mm"),
    ("operation_gauges", "error", [("operations", "xian_load", {"to_gauge": "1520"})], "operations.csv:2: to_gauge: 1520 mm found; xian has 1435 mm in terminals.csv"),
    ("operation_gauges", "error", [("operations", "xian_load", {"from_gauge": "1435"})], "operations.csv:2: from_gauge: 1435 found; load has no from_gauge"),
    ("operation_gauges", "error", [("operations", "xian_load", {"to_gauge": ""})], "operations.csv:2: to_gauge: blank found; load needs to_gauge"),
    ("gauge_changes", "error", [("operations", "dostyk_priority_w", {"activity": "transfer"})], "operations.csv:5: activity: from 1435 to 1520 mm crosses a gauge break; its activity must be gauge_change"),
    ("gauge_changes", "error", [("operations", "dostyk_priority_w", {"to_gauge": "1435"})], "operations.csv:5: to_gauge: 1435 mm on both sides; a gauge_change joins two gauges, a transfer stays on one"),
    ("facilities_used", "error", [("operations", "xian_load", {"facility_id": ""})], "operations.csv:2: facility_id: blank found; load uses a facility of xian"),
    ("facilities_used", "error", [("operations", "xian_load", {"facility_id": "almaty_gate"})], "operations.csv:2: facility_id: 'almaty_gate' is at almaty, the operation at xian"),
    ("facilities_used", "error", [("operations", "dostyk_slot_w", {"facility_id": "dostyk_crane_w"})], "operations.csv:6: facility_id: 'dostyk_crane_w' is of kind throughput; same_train uses slots"),
    ("delays", "error", [("delays", "dostyk_queue", {"p90_h": "-1"})], "delays.csv:2: p90_h: -1 found; it is at least typical_h, 0"),
    ("delays", "error", [("delays", "dostyk_queue", {"trade": "RUS"})], "delays.csv:2: trade: no terminal is in 'RUS'; countries of terminals.csv: AZ, CN, KZ, RU"),
    ("delays", "error", [("delays", "dostyk_queue", {"terminals": "almaty"})], "delays.csv:2: terminals: almaty has no operation gauge_change;same_train both in operations.csv: nothing waits there"),
    ("breaks", "error", [("operations", "dostyk_change_w", {"direction": "eastbound"})], f"services.csv:2: service_id: 'cn_w' ends at dostyk on 1435 mm, and {BREAK}; add one with from_gauge 1435, westbound, class ordinary"),
    ("breaks", "error", [("operations", "dostyk_change_e", {"service_class": "grain"})], f"services.csv:7: service_id: 'kz_e' ends at dostyk on 1520 mm, and {BREAK}; add one with from_gauge 1520, eastbound, class ordinary"),
    ("breaks", "error", [("operations", "moscow_load", {"activity": "unload", "from_gauge": "1520", "to_gauge": ""})], "services.csv:7: service_id: 'kz_e' begins at moscow on 1520 mm, and no operation brings boxes to that side"),
    ("pairs", "error", [("operations", "dostyk_slot_w", {"service_class": "ordinary"})], "services.csv:4: paired_service_id: 'exp_cn' and 'exp_kz' meet at dostyk without a same_train operation from 1435 to 1520 mm (westbound, class express)"),
    ("pairs", "error", [("services", "exp_cn", {"paired_service_id": "cas_w"})], "services.csv:4: paired_service_id: 'cas_w' does not stop at dostyk, where 'exp_cn' ends"),
    ("pairs", "error", [("services", "exp_cn", {"paired_service_id": "kz_e"})], "services.csv:4: paired_service_id: 'kz_e' is eastbound, 'exp_cn' westbound"),
    ("facility_units", "error", [("facilities", "dostyk_yard", {"unit": "feu_per_day"})], "facilities.csv:6: unit: 'feu_per_day' found; the capacity of kind yard is in feu"),
    ("single_yards", "error", [("facilities", "dostyk_power", {"kind": "yard"})], "facilities.csv:7: kind: dostyk has more than one facility of kind yard; merge them"),
    ("trains", "error", [("services", "cn_w", {"powered_slots": "5"})], "services.csv:2: powered_slots: 5 found; 'cn_w' has max_feu 4"),
    ("background", "error", [("background", "bg_crane_w", {"link_id": "dostyk-almaty"})], "background.csv:3: link_id, facility_id: dostyk-almaty and dostyk_crane_w found; give one of them"),
    ("background", "error", [("background", "bg_crane_w", {"feu_per_day": "", "trains_per_day": "2"})], "background.csv:3: feu_per_day: background on a facility is in feu_per_day; leave trains_per_day blank"),
    ("background_fits", "warning", [("background", "bg_crane_w", {"feu_per_day": "10"})], "background.csv:3: facility_id: 10 a day found; that leaves nothing of the capacity 10 of dostyk_crane_w"),
    ("congestion", "error", [("congestion", "throughput/0.95", {"upto_share": "0.8"})], "congestion.csv:4: upto_share: 0.8 found after 0.85; shares of throughput must ascend"),
    ("congestion", "error", [("congestion", "throughput/1", {"upto_share": "0.99"})], "congestion.csv:5: upto_share: 0.99 found; the last segment of throughput must end at 1"),
    ("congestion", "error", [("congestion", "throughput/0.95", {"extra_h": "1"})], "congestion.csv:4: extra_h: 1 found after 2; hours of throughput must not fall"),
    ("speeds", "error", [("speeds", "KTZ/grain", {"service_class": "feeder"})], "speeds.csv: operator, service_class: no row for KTZ, grain; 'grain_e' needs it on dostyk-almaty"),
    ("tariffs", "error", [("tariffs", "asco", {"direction": "eastbound"})], "tariffs.csv: kind: no per_km price for ASCO, ferry, westbound; 'ferry_w' needs it on aktau-baku-ferry"),
    ("tariffs", "error", [("tariffs", "reefer", {"loaded": "false"})], "tariffs.csv: kind: no reefer_per_km price for CR, ordinary, westbound; 'cn_w' needs it on xian-dostyk"),
    ("tariff_units", "error", [("tariffs", "cr", {"unit": "USD/TEU-km"})], "tariffs.csv:2: unit: 'USD/TEU-km' found; per_km prices are in USD/FEU-km"),
    ("tariff_units", "error", [("tariffs", "cr", {"currency": "CNY"})], "tariffs.csv:2: currency: 'CNY' found; per_km prices are in USD"),
    ("emissions", "error", [("emission_factors", "ferry_any", {"used": "false"})], "emission_factors.csv: scope: no row with used = true and scope ferry"),
    ("emissions", "error", [("emission_factors", "ferry_any", {"unit": "gCO2e/t-km"})], "emission_factors.csv:4: unit: 'gCO2e/t-km' found; used factors of ferry are in gCO2e/gross-t-km"),
    ("emission_countries", "error", [("emission_factors", "ferry_any", {"country": "KY"})], "emission_factors.csv:4: country: 'KY' found; no terminal is there, so that nothing would use it: write a country of terminals.csv, blank for any, or used = false"),
    ("power_emissions", "error", [("emission_factors", "grid_any", {"used": "false"})], "emission_factors.csv: scope: no row with used = true, scope grid and a blank country; units with power 'plug' need it"),
    ("power_emissions", "error", [("emission_factors", "fuel_diesel", {"unit": "kg/l"})], "emission_factors.csv:9: unit: 'kg/l' found; used factors of fuel are in gCO2e/l"),
    ("parameters", "error", [("parameters", "cutoff_h", {"unit": "min"})], "parameters.csv:2: unit: 'min' found; cutoff_h is in h"),
    ("parameters", "error", [("parameters", "cutoff_h", {"parameter_id": "cutoff_hours"})], "parameters.csv: parameter_id: 'cutoff_h' is missing; plans need it in h"),
    ("parameters", "warning", [("parameters", "cutoff_h", {"low": "7", "high": "8"})], "parameters.csv:2: value: 6 is outside low 7 to high 8"),
    ("plausible", "warning", [("speeds", "CR/express", {"speed_kmh": "250"})], "speeds.csv:3: speed_kmh: 250 found; usual values are 3 to 200. Is it km/h?"),
    ("plausible", "warning", [("operations", "almaty_transfer", {"queue_h": "600"})], "operations.csv:10: queue_h: 600 found; usual values are 0 to 480. Is it hours, not minutes?"),
    ("tariff_plausible", "warning", [("tariffs", "cr", {"value": "50"})], "tariffs.csv:2: value: 50 found; usual values are 0.01 to 10. Is it USD per FEU-km?"),
    ("usual_units", "error", [("commodities", "beef", {"unit_id": "diesel40"})], "commodity_units.csv:2: unit_id: 'reefer40' found first; commodities.csv gives 'diesel40': list it first"),
    ("unit_goods", "error", [("loading_units", "liner40", {"power": "plug"})], "commodity_units.csv:6: unit_id: 'liner40' holds a temperature, but 'wheat' has no set_point_c"),
    ("unit_goods", "error", [("loading_units", "thermos40", {"ua_w_k": ""})], "commodity_units.csv:4: unit_id: 'thermos40' has no power, and the temperature of the cargo needs ua_w_k"),
    ("soiled_units", "error", [("commodities", "beef", {"cleaning_usd_per_box": "60"}), ("commodities", "electronics", {"unit_id": "thermos40"})], "commodities.csv:3: cleaning_usd_per_box: boxes are cleaned after 'beef', and 'electronics' takes 'thermos40' too: goods of other classes need units of their own"),
    ("unit_power", "error", [("loading_units", "reefer40", {"tank_l": "300"})], "loading_units.csv:3: tank_l: 300 l found; 'reefer40' has power 'plug', only 'diesel' has a tank: leave it blank"),
    ("unit_power", "error", [("loading_units", "reefer40", {"power_kw": "0"})], "loading_units.csv:3: power_kw: 0 found; 'reefer40' has power 'plug', which takes more than 0"),
    ("unit_power", "error", [("loading_units", "diesel40", {"fuel_l_per_h": "0"})], "loading_units.csv:5: fuel_l_per_h: 0 found; 'diesel40' has power 'diesel', which takes more than 0"),
    ("wagons", "error", [("loading_units", "liner40", {"onward_unit_id": "dry40"})], "loading_units.csv:7: onward_unit_id: 'dry40' found; 'liner40' has no track_gauge_mm, so it goes everywhere: leave it blank"),
    ("wagons", "error", [("loading_units", "liner40", {"onward_unit_id": "dry40", "track_gauge_mm": "1520"}), ("loading_units", "dry40", {"track_gauge_mm": "1520"})], "loading_units.csv:7: onward_unit_id: 'dry40' found, of 1520 mm like 'liner40'; name a unit of another gauge"),
    ("wagons", "error", [("loading_units", "liner40", {"track_gauge_mm": "1520"})], "loading_units.csv:7: track_gauge_mm: wagons need the parameter platform_t_per_feu: add it to parameters.csv"),
    ("life_parameters", "error", [("shelf_lives", "chilled", {"t_min_c": ""})], "shelf_lives.csv:4: t_min_c: blank found; square_root needs t_min_c"),
    ("life_parameters", "error", [("shelf_lives", "cereal", {"life_ref_d": "30"})], "shelf_lives.csv:3: life_ref_d: 30.0 found; safe_storage has no life_ref_d"),
    ("life_ranges", "error", [("shelf_lives", "beef", {"high_c": "-30"})], "shelf_lives.csv:2: high_c: -30 found; it must be above low_c = -24"),
    ("life_ranges", "error", [("shelf_lives", "chilled", {"t_min_c": "0"})], "shelf_lives.csv:4: low_c: -1.5 found; it must be above t_min_c = 0"),
    ("life_points", "error", [("shelf_lives", "beef", {"points": "-18/400"})], "shelf_lives.csv:2: points: '-18/400' found; write temperature:life pairs in degC and d such as -18:456.6;-12:243.5"),
    ("life_points", "error", [("shelf_lives", "beef", {"points": "-18:400;-18.0:300"})], "shelf_lives.csv:2: points: '-18:400;-18.0:300' names a temperature twice"),
    ("life_points", "error", [("shelf_lives", "beef", {"points": "-18:400;-12:500"})], "shelf_lives.csv:2: points: '-18:400;-12:500' found; lives must be above 0 and not rise with the temperature"),
    ("goods_limits", "error", [("commodities", "beef", {"isotherm": "barley"})], "commodities.csv:3: moisture_wb_pct: blank found; an isotherm needs 5 to 25 % of the wet mass"),
    ("goods_limits", "error", [("commodities", "wheat", {"moisture_wb_pct": ""})], "commodities.csv:4: moisture_wb_pct: blank found; safe_storage needs 12 to 19 % of the wet mass"),
    ("goods_limits", "error", [("commodities", "beef", {"limit_min_c": "-5"})], "commodities.csv:3: limit_min_c: -5 found; it must be at most limit_max_c = -12"),
    ("goods_limits", "warning", [("commodities", "beef", {"set_point_c": "-10"})], "commodities.csv:3: set_point_c: -10 found; outside limit_min_c, limit_max_c"),
    ("wagon_gauges", "error", [("loading_units", "liner40", {"track_gauge_mm": "1000"})], "loading_units.csv:7: track_gauge_mm: 1000 found; trains of services.csv run on 1435, 1520"),
    ("wagon_freight", "error", [("loading_units", "liner40", {"freight_feu": "0.5"})], "loading_units.csv:7: freight_feu: 0.5 found; 'liner40' has no track_gauge_mm, so it is a box and pays by its length: leave it blank"),
    ("fleets_used", "warning", [("loading_units", "reefer40", {"fleet_id": ""}), ("loading_units", "thermos40", {"fleet_id": ""})], "fleets.csv:2: fleet_id: no unit of loading_units.csv has 'reefers' as its fleet_id, so it limits nothing"),
    ("wagon_gauges", "warning", [("loading_units", "liner40", {"track_gauge_mm": "1435", "service_class": "grain"})], "loading_units.csv:7: service_class: no train of services.csv on 1435 mm is of class grain: 'liner40' can go nowhere there (classes: express, ordinary)"),
    ("later", "warning", [("loading_units", "liner40", {"feu": "one"})], "loading_units.csv: not checked until its faults are mended: power_emissions, unit_power, unit_goods, wagons, fleets_used"),
    ("demand_rows", "error", [("demand", "d1", {"week": "2025-09-02"})], "demand.csv:2: week: 2025-09-02 is a Tuesday; give the Monday of the week"),
    ("demand_rows", "error", [("demand", "d1", {"destination": "xian"})], "demand.csv:2: destination: 'xian' is the origin as well"),
    ("gates", "error", [("operations", "xian_load", {"cargo_class": "grain"})], "demand.csv:2: origin: 'xian' has no operation load for cargo class dry"),
    ("gates", "error", [("operations", "xian_unload", {"cargo_class": "dry;grain"})], "demand.csv:5: destination: 'xian' has no operation unload for cargo class frozen"),
    ("outside_options", "error", [("outside_options", "sea_cn_ru", {"cargo_class": "grain"})], "demand.csv:2: origin, destination: no outside option from CN-C to RU-W for dry at all; add one"),
    ("outside_options", "error", [("outside_options", "sea_cn_ru", {"valid_to": "2025-09-10"})], "demand.csv:2: origin, destination: no outside option from CN-C to RU-W for dry on 2025-09-11; add one"),
    ("reach", "warning", [("services", "kz_w", {"cargo_class": "grain"}), ("services", "exp_kz", {"cargo_class": "grain"})], "demand.csv:2: origin, destination: no chain of services carries dry from xian to moscow"),
    ("unserved", "warning", [("stops", "ferry_w/1", {"terminal_id": "moscow"})], "operations.csv: terminal_id: 1 terminals have operations, but no service stops there: baku"),
    ("constants", "error", [("route_constants", "moscow_express", {"family": "border-hubs"})], "route_constants.csv:2: family: 'border-hubs' is no family of services.csv; did you mean 'border-hub'?"),
    ("sections", "error", [("sections", "xian_moscow", {"terminals": "xian;almaty;moscow"})], "sections.csv:2: terminals: no link joins xian and almaty; name the places between them"),
    ("targets", "error", [("targets", "trains_dostyk", {"place": "dostyk+almati"})], "targets.csv:2: place: 'almati' is not in terminals.csv; a count per week is at terminals joined by +; did you mean 'almaty'?"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "severity", "edits", "message"), CASES)
def test_a_broken_rule_gives_its_message(tiny_copy, rule, severity, edits, message):
    """Every rule names what it found where, and what is allowed."""
    for table, row, cells in edits:
        tiny_copy.edit(table, row, **cells)
    found = [(finding.rule, finding.severity, finding.message) for finding in tiny_copy.findings()]
    assert (rule, severity, message) in found


def test_every_rule_has_a_case():
    """A rule that is added needs a test; the rest are tested below by removing or adding rows."""
    elsewhere = {"on_links", "islands", "climate", "rules", "holds", "provinces"}
    assert {rule.name for rule in RULES} == ({case[0] for case in CASES} - {"later"}) | elsewhere


@pytest.mark.parametrize(
    ("rule", "hold", "message"),
    [
        ({}, {}, ""),
        ({"active": "false"}, None, ""),
        ({}, None, "rules.csv:2: rule_id: 'samples' has no row in holds.csv; an active hold needs one"),
        ({}, {"share": "0"}, "holds.csv:2: share: 0 of the boxes for 1 to 2 h; must be above 0, in order"),
        ({}, {"low_h": "3"}, "holds.csv:2: share: 0.5 of the boxes for 3 to 2 h; must be above 0, in order"),
        ({"kind": "ban"}, {}, "holds.csv:2: rule_id: 'samples' is a ban, not a hold"),
    ],
)
def test_a_hold_belongs_to_a_rule(tiny_copy, rule, hold, message):
    """Its share and hours make sense, and an active rule of the kind is not without them."""
    own = {"source": "tiny", "quality": "assumed"}
    tiny_copy.add("rules", **{"rule_id": "samples", "kind": "hold", "goods": "beef", "active": "true", **own, **rule})
    if hold is not None:
        given = {"rule_id": "samples", "share": "0.5", "low_h": "1", "high_h": "2", **own, "note": "", **hold}
        text = "\n".join([",".join(cells) for cells in (given.keys(), given.values())]) + "\n"
        (tiny_copy.path / "holds.csv").write_text(text, encoding="utf-8")
    assert tiny_copy.errors() == ([message] if message else [])


@pytest.mark.parametrize(("province", "found"), [("KZ-75", False), ("CN-75", True), ("KZ", True)])
def test_a_province_is_one_of_the_country_of_its_terminal(tiny_copy, province, found):
    """A rule about KZ-75 would miss Almaty if its province were another's."""
    text = f"terminal_id,province,name,source,quality,note\nalmaty,{province},Almaty,tiny,assumed,\n"
    (tiny_copy.path / "provinces.csv").write_text(text, encoding="utf-8")
    told = f"provinces.csv:2: province: {province!r} found; 'almaty' is in KZ: its province begins with KZ-"
    assert tiny_copy.errors() == ([told] if found else [])


def test_a_terminal_on_no_link_is_an_error(tiny_copy):
    """A terminal that nothing reaches is named; planned links count as links."""
    tiny_copy.add(
        "terminals",
        terminal_id="astana", name="Astana", country="KZ", region="KZ", lon="71.4", lat="51.2", kind="inland_hub",
        track_gauges="1520", timezone="Asia/Almaty", climate_place="almaty",
    )  # fmt: skip
    assert tiny_copy.errors() == [
        "terminals.csv:8: terminal_id: 'astana' is on no link of links.csv; add one or remove the terminal"
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"goods": "wheet"},
            "goods: 'wheet' is not in commodities.csv (commodities, cargo classes); did you mean 'wheat'?",
        ),
        ({"goods": ""}, "goods: blank found; an active ban needs goods"),
        ({"from_country": "KZZ"}, "from_country: 'KZZ' is not in terminals.csv; did you mean 'KZ'?"),
        ({"kind": "transit", "through": "Q"}, "through: 'Q' is not in terminals.csv"),
        ({"to_country": "Q"}, "to_country: 'Q' is not in terminals.csv"),
        ({"from_country": "KZ-99"}, "from_country: 'KZ-99' is not in provinces.csv"),
        ({"kind": "transit", "through": "KZ-99"}, "through: 'KZ-99' is not in provinces.csv"),
        ({"goods": "beef;EU"}, "goods: 'EU' is not in commodities.csv (commodities, cargo classes)"),
        *(
            ({"kind": kind, "goods": "", **more}, f"goods: blank found; an active {kind} needs goods")
            for kind, more in {
                "protocol": {},
                "transit": {"through": "KZ"},
                "site": {"terminal_id": "xian"},
                "inspection": {"terminal_id": "xian"},
                "quota": {"amount": "0", "unit": "t/month"},
                "duty": {"amount": "0", "unit": "USD/t"},
            }.items()
        ),
        ({"kind": "inspection"}, "terminal_id: blank found; an active inspection needs terminal_id"),
        ({"kind": "transit"}, "through: blank found; an active transit needs through"),
        ({"kind": "site"}, "terminal_id: blank found; an active site needs terminal_id"),
        ({"through": "KZ"}, "through: 'KZ' found; an active ban does not read through: leave it blank"),
        ({"terminal_id": "xian"}, "terminal_id: 'xian' found; an active ban does not read terminal_id: leave it blank"),
        ({"kind": "duty", "unit": "%"}, "amount: blank found; an active duty needs an amount, 0 or more"),
        (
            {"kind": "duty", "amount": "-1", "unit": "%"},
            "amount: -1.0 found; an active duty needs an amount, 0 or more",
        ),
        (
            {"kind": "duty", "amount": "5", "unit": "t"},
            "unit: 't' found; an active duty is in one of: %, USD/t",
        ),
        ({"kind": "duty", "goods": "", "amount": "5", "unit": "%"}, "goods: blank found; an active duty needs goods"),
        ({"kind": "quota", "unit": "t/year"}, "amount: blank found; an active quota needs tonnes, 0 or more"),
        (
            {"kind": "quota", "amount": "5", "unit": "boxes"},
            "unit: 'boxes' found; an active quota is in one of: t, t/year, t/month",
        ),
        (
            {"kind": "quota", "amount": "5", "unit": "t", "valid_to": "2026-01-01"},
            "valid_from: blank found; a quota in t is for all its days: give both dates, or a rate (t/year, t/month)",
        ),
        (
            {"kind": "quota", "amount": "5", "unit": "t", "valid_from": "2026-01-01"},
            "valid_to: blank found; a quota in t is for all its days: give both dates, or a rate (t/year, t/month)",
        ),
        ({"valid_from": "2026-01-01", "valid_to": "2025-01-01"}, "valid_from: 2026-01-01 is after valid_to 2025-01-01"),
    ],
)
def test_a_rule_names_goods_and_countries_of_the_tables(tiny_copy, cells, message):
    """An active rule that could not be enforced as it is written is refused; groups of countries are known."""
    row = {
        "rule_id": "a",
        "kind": "ban",
        "goods": "beef;grain",
        "from_country": "KZ;EU",
        "active": "true",
        "source": "tiny",
        "quality": "assumed",
    }
    tiny_copy.add("rules", **row)
    assert tiny_copy.errors() == []
    tiny_copy.edit("rules", "a", **cells)
    assert tiny_copy.errors() == [f"rules.csv:2: {message}"]
    if " an active " in message:
        tiny_copy.edit("rules", "a", active="false")
        assert tiny_copy.errors() == [], "what is not enforced need not say all"


def _add_island(tiny_copy):
    for name, lon in (("astana", "71.4"), ("karaganda", "73.1")):
        tiny_copy.add(
            "terminals",
            terminal_id=name, name=name, country="KZ", region="KZ", lon=lon, lat="50.0", kind="inland_hub",
            track_gauges="1520", timezone="Asia/Almaty", climate_place="almaty",
        )  # fmt: skip
    tiny_copy.add(
        "links",
        link_id="astana-karaganda", from_terminal="astana", to_terminal="karaganda", mode="rail", length_km="200",
        track_gauges="1520", operator="KTZ", from_share="1", corridor="north", status="open",
    )  # fmt: skip
    line = {"type": "LineString", "coordinates": [[71.4, 50.0], [73.1, 50.0]]}
    feature = {"type": "Feature", "properties": {"link_id": "astana-karaganda"}, "geometry": line}
    tiny_copy.edit_json("geometry/links.geojson", lambda document: document["features"].append(feature))


def test_an_island_that_no_service_reaches_is_named(tiny_copy):
    """Two terminals joined to each other only: the warning names the gauge and both."""
    _add_island(tiny_copy)
    assert tiny_copy.errors() == []
    assert tiny_copy.warnings() == ["links.csv: 1520 mm rail: astana, karaganda form an island that no service reaches"]


def test_a_climate_place_needs_twelve_months(tiny_copy):
    """A missing month is a warning that names the place."""
    tiny_copy.drop("climate", "xian/CN")
    rows = tiny_copy.rows("climate")
    months = [{**rows[0], "place_id": "xian", "month": str(month)} for month in range(1, 12)]
    tiny_copy.write("climate", [*rows, *months])
    assert tiny_copy.warnings() == ["climate.csv:14: month: 'xian' has 11 months; twelve are needed"]


def test_a_service_needs_two_calls(tiny_copy):
    """A service without a route is refused."""
    tiny_copy.drop("stops", "cas_w/1")
    assert (
        "services.csv:8: service_id: 'cas_w' has 1 rows in stops.csv; a service needs at least two"
        in tiny_copy.errors()
    )


def test_six_active_route_constants_are_too_many(tiny_copy):
    """Five constants may be habits of a trade; more hide what the model does not explain."""
    row = {**tiny_copy.rows("route_constants")[0], "active": "true"}
    tiny_copy.write("route_constants", [{**row, "constant_id": f"c{n}"} for n in range(5)])
    assert not [text for text in tiny_copy.warnings() if "route_constants" in text]
    tiny_copy.write("route_constants", [{**row, "constant_id": f"c{n}"} for n in range(6)])
    found = "route_constants.csv:7: active: 6 rows are active; at most 5 are credible, look for the cause instead"
    assert found in tiny_copy.warnings()


GEOMETRY = [
    (lambda d: d["features"].pop(1), "links.csv:3: link_id: 'dostyk-almaty' has no line in geometry/links.geojson"),
    (lambda d: d["features"][1]["geometry"]["coordinates"].reverse(), "geometry/links.geojson: dostyk-almaty: the line runs from almaty to dostyk; reverse it"),
    (lambda d: d["features"].append(d["features"][0]), "geometry/links.geojson: 'xian-dostyk' is drawn twice"),
    (lambda d: d["features"][1].update(properties={}), "geometry/links.geojson: feature 2 has no link_id"),
    (lambda d: d["features"][1].update(properties={"link_id": "dostyk-almati"}), "geometry/links.geojson: link_id: 'dostyk-almati' is not in links.csv; did you mean 'dostyk-almaty'?"),
    (lambda d: d["features"][1].update(geometry=None), "geometry/links.geojson: 'dostyk-almaty' is not a LineString of at least two points"),
    (lambda d: d.clear(), "geometry/links.geojson: is not a GeoJSON feature collection"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), GEOMETRY)
def test_bad_geometry_gives_its_message(tiny_copy, change, message):
    """Lines must be there, once, and run from the first terminal to the second."""
    tiny_copy.edit_json("geometry/links.geojson", change)
    assert message in tiny_copy.errors()


def test_a_missing_geometry_file_is_one_fault(tiny_copy):
    """Without the file there is one message, not one per link."""
    (tiny_copy.path / "geometry" / "links.geojson").unlink()
    assert tiny_copy.errors() == ["geometry/links.geojson: cannot be read: No such file or directory"]


def test_check_network_on_a_loaded_network_finds_nothing_new(tiny_network):
    """Loading runs the same rules."""
    assert [finding.severity for finding in check_network(tiny_network)] == ["warning"]


def test_findings_can_be_written_as_json(tiny_network):
    """Findings are plain values."""
    finding = check_network(tiny_network)[0]
    assert json.loads(json.dumps(vars(finding)))["rule"] == "gauges_reached"


def test_a_damaged_table_of_shelf_lives_is_reported_not_judged(tiny_copy):
    """Without its columns nothing can be said about models and limits: the faults of the file alone are told."""
    (tiny_copy.path / "shelf_lives.csv").write_text("  1\r\t", encoding="utf-8")
    errors = tiny_copy.errors()
    assert any("shelf_lives.csv:1: column 'model' is missing" in error for error in errors)
    assert not any("needs" in error for error in errors)
