"""Lengths of corridors from links, against sums made elsewhere."""

from __future__ import annotations

import pandas as pd
import pytest

from logistics.errors import DataError
from logistics.indicators import compare_sections
from logistics.network import load_network

# sums of an earlier, separate check of the same links along the same places [km]
SUMS = {
    "N1_UTLC_dostyk_iletsk": 5613, "N2_UTLC_altynkol_iletsk": 5397, "N3_dostyk_petropavl": 5521, "CQ_DU": 10729,
    "CQ_DU_lanyu": 10207, "CD_LO": 9480, "ZZ_HH": 10275, "XA_DU": 10005, "UR_DU": 7429, "YW_MD": 13499, "YW_DU": 11629,
    "LYG_RUHR": 11088, "XA_ALA": 3926, "UQ_ALA": 4485, "MC_altynkol_aktau": 3118, "MC_xian_absheron": 6870,
    "MC_trans_kz": 2922, "BTK": 818, "SH_TR": 2296, "SH_GE": 221, "SH_AZ": 426, "SH_KZ": 3118, "MC_BTK_prague": 11440,
    "TSR_harbin_hamburg": 9818, "TSR_suzhou_warsaw": 11672, "MN_trans_mongolian": 1129, "TSR_moscow_ulanude": 5582,
    "S_KZ_share": 3411, "S_IR_share": 1490,
}  # fmt: skip


def test_links_add_up_along_the_places(tiny_network):
    """Xian - Dostyk - Almaty - Moscow is 3,000 + 600 + 4,000 km, against 7,500 published; every link is assumed."""
    row = compare_sections(tiny_network).iloc[0]
    assert (row["modelled_km"], row["published_km"], row["assumed_share"]) == (7600.0, 7500.0, 1.0)
    assert row["error"] == pytest.approx(0.1 / 7.5)


def test_the_shortest_link_between_two_places_counts_whatever_its_status(tiny_network):
    """The planned line Dostyk - Moscow has a length too; a longer one beside it does not matter."""
    table = tiny_network["sections"].assign(terminals="xian;dostyk;moscow")
    links = tiny_network["links"]
    longer = links[links["link_id"] == "dostyk-moscow"].assign(link_id="longer", length_km=9000.0)
    network = tiny_network.with_tables(sections=table, links=pd.concat([links, longer], ignore_index=True))
    assert compare_sections(network)["modelled_km"].iloc[0] == 7000.0


def test_places_without_a_link_between_them_are_named(tiny_network):
    """A list of places with a gap is a fault of the table."""
    network = tiny_network.with_tables(sections=tiny_network["sections"].assign(terminals="xian;moscow"))
    with pytest.raises(DataError, match=r"no link of links\.csv joins xian and moscow"):
        compare_sections(network)


def test_the_shipped_sections_give_the_sums_of_the_separate_check():
    """29 published lengths; independent rows have a median error below 2 %."""
    found = compare_sections(load_network("network_data")).set_index("section_id")
    assert {name: round(km) for name, km in found["modelled_km"].items()} == SUMS
    assert found.loc[found["independent"], "error"].abs().median() < 0.02
