"""
Compiled kernels are kept on disk until any kernel changes, not only the one in the same file.

Numba keeps machine code beside each source file and compiles again when that file changes; a kernel that
calls one of another file would go on with the old code. Rooms with kernels import this module first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from numba.core import caching

ROOT = Path(__file__).parent
_IMPORT = re.compile(r"^from logistics\.([\w.]+) import", re.MULTILINE)


def kernel_sources(root: Path = ROOT) -> Iterator[Path]:
    """Yield the modules of a package that hold kernels, and those whose constants they import; sorted."""
    texts = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    found = {path for path, text in texts.items() if "njit(" in text and path.name != Path(__file__).name}
    for path in list(found):
        for name in _IMPORT.findall(texts[path]):
            place = root.joinpath(*name.split("."))
            found |= {place.with_suffix(".py"), place / "__init__.py"} & texts.keys()
    yield from sorted(found)


@cache
def kernel_stamp(root: Path = ROOT) -> str:
    """Return a hash of all kernels of a package; another one when any of them is edited."""
    digest = hashlib.sha256()
    for path in kernel_sources(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _OfThePackage:
    """Mixed into the places where numba keeps code: for kernels of this package, with the stamp of all of them."""

    def get_source_stamp(self) -> tuple[object, str]:
        """Return the stamp of the file and that of all kernels."""
        inherited: Callable[[], object] = super().get_source_stamp  # type: ignore[misc]
        return inherited(), kernel_stamp()

    def get_disambiguator(self) -> str:
        """
        Return the part of file names that the stamp decides.

        An index that was kept for other kernels may name types of modules that are gone: it is not even opened.
        """
        inherited: Callable[[], str] = super().get_disambiguator  # type: ignore[misc]
        return f"{inherited()}-{kernel_stamp()[:12]}"

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        """Return the place of a function; None for those of other packages, and where nothing can be written."""
        if not Path(py_file).is_relative_to(ROOT):
            return None
        inherited: Callable[[Any, str], Any] = super().from_function  # type: ignore[misc]
        return inherited(py_func, py_file)


class ChosenPlace(_OfThePackage, caching.UserProvidedCacheLocator):
    """The folder in ``NUMBA_CACHE_DIR``."""


class BesideSource(_OfThePackage, caching.InTreeCacheLocator):
    """The ``__pycache__`` of the module."""


class HomeOfUser(_OfThePackage, caching.UserWideCacheLocator):
    """The cache folder of the user: for packages that are installed read-only."""


PLACES = (ChosenPlace, BesideSource, HomeOfUser)
caching.CacheImpl._locator_classes[:0] = PLACES  # noqa: SLF001  numba has no public way for one package only
