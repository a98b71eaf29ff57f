"""Where network folders are found."""

from __future__ import annotations

from pathlib import Path

from logistics.errors import DataError

_PACKAGE = Path(__file__).resolve().parent.parent


def packaged_data(name: str) -> Path:
    """
    Return the packaged folder `name` (``network_data`` or ``scenarios``).

    It is ``logistics/_data/<name>`` in an installed package, and the repository's folder beside
    the package otherwise.
    """
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def network_folder(path: str | Path | None = None) -> Path:
    """
    Return the network folder meant by `path`.

    Parameters
    ----------
    path : str, Path or None
        A folder; None means ``./network_data`` if it exists, else the packaged tables.

    Raises
    ------
    DataError
        If the folder does not exist.
    """
    if path is None:
        here = Path("network_data")
        return here if here.is_dir() else packaged_data("network_data")
    folder = Path(path)
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise DataError(f"{folder}: the network folder {what}; give a folder with terminals.csv, links.csv, ...")
    return folder
