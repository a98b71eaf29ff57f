"""Compiled code on disk is used again, and no longer once any kernel has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from logistics import kernel_cache

INNER = "from numba import njit\nSTEP = 1\n\n\n@njit(cache=True)\ndef inner(x):\n    return x + {step}\n"
OUTER = """
from logistics.inner import inner
from numba import njit


@njit(cache=True)
def outer(x):
    return inner(x)
"""
ASK = """
from logistics.outer import outer

print(outer(1), sum(outer.stats.cache_hits.values()))
"""


@pytest.fixture
def package(tmp_path):
    """Return a package of two kernels, one calling the other across files."""
    root = tmp_path / "logistics"
    root.mkdir()
    (root / "__init__.py").write_text("import logistics.kernel_cache\n")
    shutil.copy(kernel_cache.__file__, root)
    (root / "inner.py").write_text(INNER.format(step=1))
    (root / "outer.py").write_text(OUTER)
    (root / "other.py").write_text("NAME = 1\n")
    return root


def asked(root):
    """Return the answer of the outer kernel in a new process, and whether it was taken from the disk."""
    home = root.parent
    place = {**os.environ, "PYTHONPATH": str(home), "NUMBA_CACHE_DIR": ""}
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, cwd=home, env=place, check=True)
    return done.stdout.split()


def test_an_edited_kernel_is_compiled_again_into_those_that_call_it(package):
    """Numba alone goes on with the old inner kernel inside the outer one: 2 instead of 11."""
    assert asked(package) == ["2", "0"]
    assert asked(package) == ["2", "1"]
    (package / "inner.py").write_text(INNER.format(step=10))
    assert asked(package) == ["11", "0"]


def test_the_stamp_follows_kernels_and_their_constants_and_nothing_else(package):
    """A module without kernels does not count, unless a kernel imports from it."""

    def stamp():
        kernel_cache.kernel_stamp.cache_clear()
        return kernel_cache.kernel_stamp(package)

    first = stamp()
    (package / "other.py").write_text("NAME = 2\n")
    assert stamp() == first
    (package / "outer.py").write_text(f"from logistics.other import NAME\n{OUTER}")
    second = stamp()
    assert second != first
    (package / "other.py").write_text("NAME = 3\n")
    assert stamp() != second


def test_every_kernel_of_the_package_is_kept_under_the_stamp():
    """Rooms with kernels import the guard first; code of other packages stays where numba keeps it."""
    from logistics.audit import scan
    from logistics.calibration import sweeping
    from logistics.planning import pricing, to_go
    from logistics.routing import bounds, labels
    from logistics.timespace import kernels

    rooms = (scan.__name__, sweeping.__name__, pricing.__name__, to_go.__name__, bounds.__name__, labels.__name__)
    sources = {path.relative_to(kernel_cache.ROOT).parts[0] for path in kernel_cache.kernel_sources()}
    assert {name.split(".")[1] for name in (*rooms, kernels.__name__)} <= sources
    for kernel in (sweeping.sweep_via, bounds.reach, labels.search, kernels.sweep, to_go.cost_to_go):
        place = kernel._cache._impl.locator
        assert isinstance(place, kernel_cache.PLACES)
        assert place.get_source_stamp()[1] == kernel_cache.kernel_stamp()
    assert kernel_cache.BesideSource.from_function(shutil.copy, shutil.__file__) is None


def test_where_nothing_can_be_written_beside_the_source_the_users_folder_serves(monkeypatch):
    """A read-only installation: the place beside the source steps back, the next one is asked."""
    from logistics.routing import bounds

    def refuse(_):
        raise PermissionError

    monkeypatch.setattr(kernel_cache.BesideSource, "ensure_cache_path", refuse)
    monkeypatch.setattr(kernel_cache.HomeOfUser, "ensure_cache_path", lambda _: None)
    function, file = bounds.reach.py_func, bounds.__file__
    assert kernel_cache.BesideSource.from_function(function, file) is None
    assert isinstance(kernel_cache.HomeOfUser.from_function(function, file), kernel_cache.HomeOfUser)


BOXED = """
from typing import NamedTuple

import numpy as np
from logistics.{place} import Shape
from numba import njit


@njit(cache=True)
def outer(shape):
    return shape.x + 1
"""
SHAPE = "from typing import NamedTuple\n\nimport numba\n\n\nclass Shape(NamedTuple):\n    x: int\n"


def test_code_kept_for_types_of_a_module_that_is_gone_is_passed_over(package):
    """A type moved to another module leaves an index that could not be read: it is not opened."""
    ask = "from logistics.outer import outer, Shape\nprint(outer(Shape(1)), sum(outer.stats.cache_hits.values()))\n"
    place = {**os.environ, "PYTHONPATH": str(package.parent), "NUMBA_CACHE_DIR": ""}
    for name, other in (("old", "new"), ("new", "old")):
        (package / f"{other}.py").unlink(missing_ok=True)
        (package / f"{name}.py").write_text(SHAPE)
        outer = package / "outer.py"
        kept = outer.stat() if outer.exists() else None
        outer.write_text(BOXED.format(place=name))
        if kept:
            os.utime(outer, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        done = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, cwd=package.parent, env=place, check=True
        )
        assert done.stdout.split() == ["2", "0"]
