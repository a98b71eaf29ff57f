"""What cannot be asked is refused in words; what has no answer is explained."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from logistics.errors import DataError
from logistics.routing import Query, find_paths

MONDAY = datetime(2025, 9, 1, tzinfo=UTC)
QUERY = Query("xian", "moscow", "electronics", MONDAY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"origin": "xain"}, "origin: no terminal is called 'xain'; did you mean 'xian'?"),
        ({"destination": "xian"}, "origin and destination are both 'xian'"),
        ({"commodity": "electronic"}, "commodity: 'electronic' is not in commodities.csv; did you mean 'electronics'?"),
        ({"unit": "dry4"}, "unit: 'dry4' is not in loading_units.csv; did you mean 'dry40'?"),
        ({"unit": "reefer40"}, "unit: 'reefer40' holds a temperature, but 'electronics' has no set_point_c"),
        ({"via": ("amaty",)}, "via: no terminal is called 'amaty'; did you mean 'almaty'?"),
        ({"via": ("moscow",)}, "via: 'moscow' is the origin or the destination"),
        ({"via": ("almaty", "almaty")}, "names a terminal twice"),
        ({"avoid": ("XX",)}, "avoid: no terminal or country is called 'XX'"),
        ({"avoid": ("moscow",)}, "avoid: 'moscow' is also the destination"),
        ({"close": ("xian-dostk",)}, "close: no link or terminal is called 'xian-dostk'; did you mean 'xian-dostyk'?"),
        ({"close": ("almaty",), "via": ("almaty",)}, "close: 'almaty' is also the via"),
        ({"service_class": "fast"}, "service class: 'fast' is not in the service classes of a query"),
        ({"criteria": ("price",)}, "criteria: 'price' is not in the criteria of a query; allowed: time, cost"),
        ({"criteria": ()}, "criteria: none given"),
        ({"arrive_by": MONDAY}, "arrive_by 2025-09-01T00:00 is not after depart 2025-09-01T00:00"),
        ({"depart": datetime(2030, 1, 1, tzinfo=UTC)}, "depart 2030-01-01T00:00 is outside the departures"),
        ({"window_h": -1.0}, "window_h is -1.0; it must lie between 0 and"),
        ({"boxes": 0.0}, "boxes is 0.0; it must be above 0"),
        ({"alternatives": 0}, "alternatives is 0; ask for 1 or more"),
    ],
)
def test_what_cannot_be_asked_is_refused(tiny_router, changes, said):
    """One message says where, what was found and what is allowed."""
    with pytest.raises(DataError) as error:
        tiny_router.find_paths(replace(QUERY, **changes))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"window_h": float("nan")}, "window_h is nan"),
        ({"depart": "2025-09-01"}, "depart is '2025-09-01'; give a datetime"),
        ({"depart": None}, "depart is None"),
        ({"arrive_by": "2025-10-01"}, "arrive_by is '2025-10-01'"),
        ({"criteria": ("price",)}, "criteria: 'price' is not in"),
    ],
)
def test_values_of_a_query_are_checked(tiny_scenario, changes, said):
    """Before anything is worked out with them."""
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics", "depart": MONDAY}
    with pytest.raises(DataError) as error:
        find_paths(tiny_scenario, **{**asked, **changes})
    assert said in str(error.value)


def test_one_criterion_may_be_a_word(tiny_scenario):
    """As one terminal may be."""
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics", "depart": MONDAY}
    assert len(find_paths(tiny_scenario, **asked, criteria="time")) == 1


def test_the_service_that_would_lead_past_a_closure_is_named(tiny_scenario):
    """Beside the way without the closure, where open tracks lead past it; else nothing is claimed."""
    links = tiny_scenario.network["links"].copy()
    links.loc[links["link_id"] == "dostyk-moscow", "status"] = "open"
    open_too = replace(tiny_scenario, network=tiny_scenario.network.with_tables(links=links))
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics", "depart": MONDAY}
    told = find_paths(open_too, **asked, close=("dostyk-almaty",)).explanation
    (missing,) = told["missing"]
    assert missing == "no service for dry cargo between Dostyk, which is reached, and Moscow, the destination"
    assert f" As asked: {missing}." in told["text"]
    assert find_paths(open_too, **asked, avoid=("almaty",)).explanation["missing"] == [missing]
    for shut in ({"close": ("dostyk-almaty", "dostyk-moscow")}, {"close": ("dostyk",)}, {"avoid": ("KZ",)}):
        assert find_paths(open_too, **asked, **shut).explanation["missing"] == []
    assert find_paths(tiny_scenario, **asked, close=("dostyk-almaty",)).explanation["missing"] == []
    early = find_paths(open_too, **asked, arrive_by=MONDAY + timedelta(days=2)).explanation
    assert early["missing"] == []


def test_keywords_of_a_query_are_checked(tiny_scenario):
    """An unknown keyword is no silent default."""
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics", "depart": MONDAY}
    with pytest.raises(DataError, match="'avoids' is no part of a query; did you mean 'avoid'"):
        find_paths(tiny_scenario, **asked, avoids=("KZ",))
    with pytest.raises(DataError, match="commodity, depart not given"):
        find_paths(tiny_scenario, origin="xian", destination="moscow")
    with pytest.raises(DataError, match="outside the solved days of scenario 'tiny'"):
        find_paths(tiny_scenario, **{**asked, "depart": datetime(2024, 1, 1, tzinfo=UTC)})
    with pytest.raises(DataError, match=r"consignment 'nothing' is not in scenario"):
        find_paths(tiny_scenario, consignment="nothing")


def dropped(front):
    """Return what may be dropped, in the order told."""
    return [way["dropped"] for way in front.explanation["restrictions"]]


def test_the_restriction_in_the_way_is_named(tiny_router):
    """Closing the only line leaves nothing; without the closure there is the path of the open question."""
    query = replace(QUERY, close=("almaty-moscow",), service_class="ordinary")
    front = tiny_router.find_paths(query)
    assert len(front) == 0
    assert dropped(front) == [["close almaty-moscow"]]
    way = front.explanation["restrictions"][0]
    free = tiny_router.best_path(replace(query, close=()))
    assert way["transit_h"] == free.transit_h
    assert way["cost_usd"] == free.cost_usd
    assert way["route"][0] == "xian"
    assert way["route"][-1] == "moscow"
    assert "Without 'close almaty-moscow' there is one" in front.explanation["text"]
    json.dumps(front.to_dict())


def test_two_restrictions_that_only_go_together_are_named_together(tiny_router):
    """Neither the country nor the link alone opens the line."""
    front = tiny_router.find_paths(replace(QUERY, avoid=("KZ",), close=("xian-dostyk",)))
    assert dropped(front) == [["avoid KZ", "close xian-dostyk"]]


def test_a_latest_arrival_too_early_tells_the_fastest(tiny_router):
    """The path told without it is the one that arrives first, and how far the boxes got is said."""
    front = tiny_router.find_paths(replace(QUERY, arrive_by=MONDAY + timedelta(days=4)))
    assert dropped(front) == [["arrive by 2025-09-05T00:00"]]
    fastest = min(tiny_router.find_paths(QUERY), key=lambda path: path.transit_h)
    assert front.explanation["restrictions"][0]["transit_h"] == fastest.transit_h
    late = replace(QUERY, arrive_by=MONDAY + timedelta(hours=9), window_h=24.0 * 5)
    told = tiny_router.find_paths(late).explanation["restrictions"][0]
    fastest = min(tiny_router.find_paths(replace(late, arrive_by=None)), key=lambda path: path.transit_h)
    assert told["transit_h"] == fastest.transit_h, "the whole window counts, not what the latest arrival left of it"
    nearest = front.explanation["reached"][0]
    assert nearest["terminal"] == "almaty"
    assert 0 < nearest["km_left"] < 4500


def test_too_many_boxes_are_told(tiny_router):
    """A train of 40 does not take 1,000, whatever the rest of the question."""
    front = tiny_router.find_paths(replace(QUERY, boxes=1000.0))
    assert dropped(front) == [["room for 1000 boxes"]]


def test_how_many_boxes_find_room_is_told(tiny_router):
    """Ordinary trains hold four boxes: of a thousand, four find a path together and five do not."""
    asked = replace(QUERY, service_class="ordinary")
    front = tiny_router.find_paths(replace(asked, boxes=1000.0))
    assert "Without 'room for 1000 boxes' there is one for 4 boxes" in front.explanation["text"]
    assert front.explanation["restrictions"][0]["boxes"] == 4.0
    assert len(tiny_router.find_paths(replace(asked, boxes=4.0)))
    assert not len(tiny_router.find_paths(replace(asked, boxes=5.0)))


def test_boxes_that_need_no_plug_are_told_where_plugs_are_few(tiny_router):
    """Trains have two plugs: three boxes of beef find room for two, or all three with a diesel set each."""
    asked = replace(QUERY, commodity="beef", unit="reefer40", boxes=3.0)
    front = tiny_router.find_paths(asked)
    assert not len(front)
    told = {tuple(way["dropped"]): way["boxes"] for way in front.explanation["restrictions"]}
    assert told["room for 3 boxes",] == 2.0
    assert told["unit reefer40 (diesel40 instead)",] == 3.0
    assert len(tiny_router.find_paths(replace(asked, unit="diesel40")))


def test_how_far_a_way_got_is_measured_to_the_next_place_of_via(tiny_router):
    """Without its ferry Baku is not reached: Aktau is nearest to it, whatever is nearer to Moscow."""
    closed = tiny_router.find_paths(replace(QUERY, via=("baku",), close=("aktau-baku-ferry",)))
    nearest = closed.explanation["reached"][0]
    assert (nearest["terminal"], nearest["toward"]) == ("aktau", "baku")
    assert f"Aktau ({nearest['km_left']:,} km left to Baku)" in closed.explanation["text"]


def test_countries_may_be_named_in_english(tiny_router):
    """Kazakhstan is KZ; a misspelt one gets the name, an unknown one the list."""
    by_name = tiny_router.find_paths(replace(QUERY, avoid=("Kazakhstan",)))
    assert dropped(by_name) == [["avoid KZ"]]
    with pytest.raises(DataError, match="'Kazakstan'; did you mean 'kazakhstan'"):
        tiny_router.find_paths(replace(QUERY, avoid=("Kazakstan",)))
    assert dropped(tiny_router.find_paths(replace(QUERY, avoid=("KZ", "Kazakhstan", "KZ")))) == [["avoid KZ"]]
    with pytest.raises(DataError, match=r"called 'Peru'\. Countries of the network: AZ, CN, KZ, RU"):
        tiny_router.find_paths(replace(QUERY, avoid=("Peru",)))


def test_links_may_be_named_from_either_end(tiny_router):
    """A line has two ends, and its name may begin with either."""
    assert dropped(tiny_router.find_paths(replace(QUERY, close=("dostyk-xian",)))) == [["close xian-dostyk"]]
    row = tiny_router.names.find_link("baku-ferry-aktau")
    assert tiny_router.names.links[row] == "aktau-baku-ferry"
    assert tiny_router.names.find_link("dostyk-nowhere") is None


def test_a_departure_beside_the_solved_days_is_answered_and_says_so(tiny_scenario, tiny_plan):
    """January is not in a scenario of September: the timetable answers, with a note; a plan does not reach so far."""
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics"}
    front = find_paths(tiny_scenario, **asked, depart=datetime(2026, 1, 14, tzinfo=UTC))
    assert len(front)
    assert "2026-01-14T00:00 is outside the solved days of scenario 'tiny'" in front.query["notes"][0]
    assert front[0].depart_utc.month == 1
    inside = find_paths(tiny_scenario, **asked, depart=MONDAY)
    assert not any("outside the solved days" in note for note in inside.query["notes"])
    with pytest.raises(DataError, match="choose a departure inside, or a scenario of other days"):
        find_paths(tiny_scenario, plan=tiny_plan, **asked, depart=datetime(2026, 1, 14, tzinfo=UTC))


def test_goods_that_would_be_lost_are_told(tiny_router):
    """Frozen beef bears no summer in a dry box: no way is offered, and the reefer that would do is named."""
    front = tiny_router.find_paths(replace(QUERY, commodity="beef", unit="dry40"))
    assert len(front) == 0
    assert ["unit dry40"] in dropped(front)
    assert ["temperatures that frozen-beef in dry40 can bear"] in dropped(front)
    assert "With unit" in front.explanation["text"]
    assert dropped(front)[0] == ["unit dry40"], "the one in the text comes first"
    assert "The search got to" not in front.explanation["text"], "the train gets there, the beef does not"


def test_the_cheapest_box_that_keeps_the_goods_is_told(tiny_router):
    """
    Beef loaded at -38 degC keeps in a reefer that does not run, 600 USD cheaper than one that does.

    From -18 degC, where a box without a temperature asked for starts, that reefer passes -12 degC on the way.
    """
    asked = replace(QUERY, destination="almaty", commodity="beef", unit="dry40")
    front = tiny_router.find_paths(replace(asked, start_c=-38.0))
    assert "With unit thermos40 there is one" in front.explanation["text"]
    told = front.explanation["restrictions"][0]
    cheapest = min(path.cost_usd for path in tiny_router.find_paths(replace(asked, unit="thermos40", start_c=-38.0)))
    assert told["unit"] == "thermos40"
    assert told["cost_usd"] == pytest.approx(cheapest)
    assert "With unit reefer40 there is one" in tiny_router.find_paths(asked).explanation["text"]


def test_a_missing_service_is_told(tiny_router):
    """Nothing can be dropped: the explanation names what the tables lack."""
    nowhere = tiny_router.find_paths(Query("baku", "xian", "electronics", MONDAY))
    assert "Baku has no load operation" in nowhere.explanation["missing"][0]
    undelivered = tiny_router.find_paths(Query("xian", "aktau", "electronics", MONDAY))
    assert "nothing is delivered there" in undelivered.explanation["missing"][0]


def test_restrictions_that_change_nothing_are_told(tiny_router):
    """They are obeyed, and the answer says that they were idle."""
    front = tiny_router.find_paths(replace(QUERY, origin="almaty", avoid=("CN",)))
    assert len(front)
    assert front.query["notes"] == []
    idle = tiny_router.find_paths(replace(QUERY, close=("aktau-baku-ferry",), commodity="wheat", origin="almaty"))
    assert all("aktau-baku-ferry" in note for note in idle.query["notes"])


def test_find_paths_answers_as_a_router_does(tiny_scenario, tiny_router):
    """The weeks built for one question give the same paths as the graph of the whole horizon."""
    asked = {"origin": "xian", "destination": "moscow", "commodity": "electronics", "depart": MONDAY}
    once, again = find_paths(tiny_scenario, **asked), tiny_router.find_paths(QUERY)
    assert len(once)
    assert repr(once.paths) == repr(again.paths)


def test_a_consignment_of_the_scenario_can_be_asked_for(tiny_scenario, tiny_plan):
    """Origin, goods, readiness, latest arrival and boxes come from it; what is given beside it wins."""
    row = tiny_plan.consignments[tiny_plan.consignments["origin"] == "xian"].iloc[0]
    front = find_paths(tiny_scenario, consignment=row["consignment_id"], boxes=1.0)
    assert front.origin == row["origin"]
    assert front.commodity == row["commodity_id"]
    assert front.query["boxes"] == 1.0
    assert front.query["arrive_by_from"] == "asked"
