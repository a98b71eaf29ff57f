"""The TOML writer: whatever it writes reads back the same."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logistics.scenario.dump import dump_toml

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_scalar = st.one_of(
    _text,
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the strategy wants it naive
)
_value = st.recursive(
    _scalar,
    lambda inner: st.one_of(st.lists(_scalar, max_size=3), st.dictionaries(_text, inner, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(
    top=st.dictionaries(_text, _scalar, max_size=4),
    horizon=st.dictionaries(_text, _value, max_size=4),
    changes=st.lists(st.dictionaries(_text, _value, max_size=4), max_size=3),
)
def test_load_of_dump_is_the_same(top, horizon, changes):
    """Scalars, lists, inline tables, sections and arrays of tables survive."""
    document = {**top, "horizon": horizon} | ({"changes": changes} if changes else {})
    assert tomllib.loads(dump_toml(document)) == document


def test_a_value_without_toml_form_is_refused():
    """Nothing is written by guess."""
    with pytest.raises(TypeError, match="NoneType has no TOML form"):
        dump_toml({"x": None})


def test_the_form_is_canonical():
    """One blank line before each section, days bare, text quoted."""
    text = dump_toml({"a": "x", "horizon": {"start": date(2025, 9, 1)}, "changes": [{"k": ["a", 1.0]}]})
    assert text == 'a = "x"\n\n[horizon]\nstart = 2025-09-01\n\n[[changes]]\nk = ["a", 1.0]\n'
