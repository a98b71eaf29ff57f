"""Published figures: reference, band, and every fault of a file in one error."""

from __future__ import annotations

import pytest

from logistics.calibration.observations import COLUMNS, Observation, read_observations
from logistics.errors import DataError

HEADER = ",".join(COLUMNS)


def test_reference_and_band():
    """Typical, else the middle; a missing end is the reference less or more 10 %; one day of slack."""
    both = Observation("a", "x", "y", days_min=12, days_max=16)
    assert (both.reference_d, both.band_d) == (14, (12, 16))
    assert both.holds(11.0)
    assert both.holds(17.0)
    assert not both.holds(17.1)
    typical = Observation("b", "x", "y", days_typical=10)
    assert typical.band_d == pytest.approx((9, 11))
    assert typical.holds(8.0)
    assert not typical.holds(12.1)
    one_end = Observation("c", "x", "y", days_typical=14, days_max=16)
    assert one_end.band_d == pytest.approx((12.6, 16))
    only_max = Observation("d", "x", "y", days_max=25)
    assert only_max.reference_d == 25
    assert only_max.band_d == pytest.approx((22.5, 25))


def test_a_file_is_read_with_blanks(tiny_network, tmp_path):
    """The columns of the contract are enough; blanks are allowed."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\na,xian,moscow,,,,,9,,average observed,,somebody\n", encoding="utf-8")
    (row,) = read_observations(tiny_network, file)
    assert (row.origin, row.service_class, row.month, row.year, row.days_typical) == ("xian", "", None, None, 9.0)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,xiann,moscow,,,,,9,,average observed,2020,s", "origin: no terminal is called 'xiann'; did you mean 'xian'"),
        ("a,xian,moscow,,,aktu,,9,,average observed,2020,s", "via: no terminal is called 'aktu'; did you mean 'aktau'"),
        ("a,xian,xian,,,,,9,,average observed,2020,s", "destination: 'xian' is the origin too"),
        ("a,xian,moscow,expres,,,,9,,average observed,2020,s", "service_class: 'expres' found; allowed: express,"),
        ("a,xian;dostyk,moscow,,,,,9,,,,", "origin: no terminal is called 'xian;dostyk'"),
        ("a,;,moscow,,,,,9,,,,", "origin: no terminal is called ';'"),
        ("a,xian,moscow,,,a;b;c;d;e;f,,9,,,,", "via: no terminal is called 'a'"),
        ("a,xian,moscow,,,dostyk;almaty;dostyk;almaty;dostyk;almaty,,9,,,,", "via: 6 places found; at most 5"),
        ("a,xian,moscow,,,,,9,,,0,", "year: 0 found; must be between 1900 and 2100"),
        ("a,xian,moscow,,13,,,9,,average observed,2020,s", "month: 13 found; must be between 1 and 12"),
        ("a,xian,moscow,,,,,,,average observed,2020,s", "days_typical: blank, and so are"),
        ("a,xian,moscow,,,,12,9,,average observed,2020,s", "days_min, days_typical, days_max: 12, 9 found"),
        ("a,xian,moscow,,,,,-9,,average observed,2020,s", "days_typical: -9 d found; must be above 0"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_what_is_allowed(tiny_network, tmp_path, line, message):
    """Where, what was found, what is allowed."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(tiny_network, file)
    assert caught.value.faults[0].startswith(f"mine.csv:2: {message}")


def test_only_the_places_and_one_figure_are_needed(tiny_network, tmp_path):
    """Kind, year, source and all the rest may be blank; a blank id, origin or destination is a fault."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\na,xian,moscow,,,,,9,,,,\n", encoding="utf-8")
    (row,) = read_observations(tiny_network, file)
    assert (row.kind, row.year, row.reference_d) == ("", None, 9.0)
    for line, column in ((",xian,moscow", "id"), ("a,,moscow", "origin"), ("a,xian,", "destination")):
        file.write_text(f"{HEADER}\n{line},,,,,9,,,,\n", encoding="utf-8")
        with pytest.raises(DataError, match=f"mine.csv:2: {column}: blank found; a value is required"):
            read_observations(tiny_network, file)


def test_columns_that_nothing_is_known_of_may_be_left_out(tiny_network, tmp_path):
    """Four columns are a file; without any days each row says so, and without a destination the file."""
    file = tmp_path / "mine.csv"
    file.write_text("id,origin,destination,days_typical\na,xian,moscow,9\n", encoding="utf-8")
    (row,) = read_observations(tiny_network, file)
    assert (row.reference_d, row.kind, row.month, row.via) == (9.0, "", None, "")
    file.write_text("id,origin,destination\na,xian,moscow\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv:2: days_typical: blank, and so are"):
        read_observations(tiny_network, file)
    file.write_text("id,origin,days_typical\na,xian,9\n", encoding="utf-8")
    with pytest.raises(DataError, match="destination"):
        read_observations(tiny_network, file)


def test_places_go_by_their_names_and_several_may_be_touched(tiny_network, tmp_path):
    """Names of terminals.csv and names.csv in any case; a list of places is kept, each wrong one is a fault."""
    named = tiny_network["terminals"].set_index("terminal_id")["name"]
    file = tmp_path / "mine.csv"
    line = f"a,{named['xian'].upper()},moscow,,,dostyk; {named['almaty']},,9,,,,"
    file.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    (row,) = read_observations(tiny_network, file)
    assert (row.origin, row.via, row.vias) == ("xian", "dostyk;almaty", ("dostyk", "almaty"))
    file.write_text(f"{HEADER}\na,xian,moscow,,,dostyyk;almatty,,9,,,,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(tiny_network, file)
    assert [fault.split(";")[0] for fault in caught.value.faults] == [
        "mine.csv:2: via: no terminal is called 'dostyyk'", "mine.csv:2: via: no terminal is called 'almatty'",
    ]  # fmt: skip


def test_letters_of_a_class_and_places_with_a_comma(tiny_network, tmp_path):
    """A class in capitals is the class; a comma in ``via`` is answered with the sign that separates places."""
    file = tmp_path / "mine.csv"
    file.write_text("id,origin,destination,service_class,days_typical\na,xian,moscow,Express,9\n", encoding="utf-8")
    assert read_observations(tiny_network, file)[0].service_class == "express"
    file.write_text(f'{HEADER}\na,xian,moscow,,,"dostyk, almaty",,9,,,,\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"no terminal is called 'dostyk, almaty'.*; separate places by ';'"):
        read_observations(tiny_network, file)
    file.write_text(f"{HEADER}\na,xiann,moscow,,,,,9,,,,\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(tiny_network, file)
    assert "separate" not in str(caught.value)


def test_all_faults_come_at_once_and_unknown_columns_are_errors(tiny_network, tmp_path):
    """Two bad rows give two faults; a column misspelt is not ignored; ids are unique."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\na,xiann,moscow,,,,,9,,k,,s\nb,xian,mosco,,,,,9,,k,,s\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_observations(tiny_network, file)
    assert len(caught.value.faults) == 2
    file.write_text(HEADER.replace("month", "mnth") + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="unknown column 'mnth'; did you mean 'month'"):
        read_observations(tiny_network, file)
    file.write_text(f"{HEADER}\n" + "a,xian,moscow,,,,,9,,k,,s\n" * 2, encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv:3: id: 'a' is that of line 2"):
        read_observations(tiny_network, file)
