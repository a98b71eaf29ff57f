"""Properties of the loader: any corruption is a DataError or loads; dumping and loading gives the same."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import TableFolder, nasty_cells, spoilt_bytes

from logistics.errors import DataError
from logistics.network import load_network
from logistics.network.dump import dump_tables

TINY = Path(__file__).parent.parent / "data" / "tiny_network"
TABLES = sorted(file.stem for file in TINY.glob("*.csv"))


@pytest.fixture(scope="module")
def spoilable():
    """Return a copy of the tiny network, mended after every example."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tiny_network"
        shutil.copytree(TINY, copy)
        yield TableFolder(copy)


def _load_or_data_error(folder: TableFolder) -> None:
    with contextlib.suppress(DataError):
        load_network(folder.path)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_random_cell_never_crashes(spoilable, data):
    """Any text in any cell either loads or is refused with messages."""
    table = data.draw(st.sampled_from([t for t in TABLES if spoilable.rows(t)]))
    rows = spoilable.rows(table)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(list(rows[0])))
    rows[row][column] = data.draw(nasty_cells)
    try:
        spoilable.write(table, rows)
    except UnicodeEncodeError:
        return
    try:
        _load_or_data_error(spoilable)
    finally:
        shutil.copy(TINY / f"{table}.csv", spoilable.path / f"{table}.csv")


@settings(max_examples=20, deadline=None, derandomize=True)
@given(table=st.sampled_from(TABLES), content=spoilt_bytes, keep_header=st.booleans())
def test_random_bytes_never_crash(spoilable, table, content, keep_header):
    """Any bytes in place of a table are refused with messages, or loaded when they happen to be a table."""
    header = (TINY / f"{table}.csv").read_bytes().partition(b"\n")[0] + b"\n"
    (spoilable.path / f"{table}.csv").write_bytes((header if keep_header else b"") + content)
    try:
        _load_or_data_error(spoilable)
    finally:
        shutil.copy(TINY / f"{table}.csv", spoilable.path / f"{table}.csv")


@settings(max_examples=8, deadline=None, derandomize=True)
@given(table=st.sampled_from(TABLES), order=st.randoms(use_true_random=False))
def test_columns_may_come_in_any_order(spoilable, tiny_network, table, order):
    """Columns are found by name."""
    frame = pd.read_csv(TINY / f"{table}.csv", dtype="str", keep_default_na=False)
    columns = list(frame.columns)
    order.shuffle(columns)
    frame[columns].to_csv(spoilable.path / f"{table}.csv", index=False)
    try:
        pd.testing.assert_frame_equal(load_network(spoilable.path)[table], tiny_network[table])
    finally:
        shutil.copy(TINY / f"{table}.csv", spoilable.path / f"{table}.csv")


def test_dump_and_load_gives_the_same_tables(tiny_network, tmp_path):
    """load(dump(network)) equals the network, table by table, type by type."""
    folder = tmp_path / "again"
    dump_tables(tiny_network, folder)
    shutil.copytree(TINY / "geometry", folder / "geometry")
    shutil.copytree(TINY / "basemap", folder / "basemap")
    again = load_network(folder)
    for name, frame in tiny_network.tables.items():
        pd.testing.assert_frame_equal(again[name], frame)
