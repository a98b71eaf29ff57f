"""Numbers or arrays in, the same out; refuses what lies outside the range of a formula."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logistics.errors import DataError

F64: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = float | F64
"""A Python float where only numbers came in, else an array."""


def numbers(name: str, value: ArrayLike) -> F64:
    """
    Return finite float64 numbers.

    Raises
    ------
    DataError
        If anything is not a finite number.
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError(f"{name}: {value!r} found; give a number or an array of numbers") from None
    if not np.isfinite(array).all():
        raise DataError(f"{name}: {array[~np.isfinite(array)].flat[0]} found; give finite numbers")
    return array


def within(name: str, value: ArrayLike, low: float, high: float = math.inf, unit: str = "", hint: str = "") -> F64:
    """
    Return numbers that all lie in ``[low, high]``.

    Parameters
    ----------
    name : str
        Argument, for the message.
    value : array_like of float
    low, high : float
        Bounds, both allowed.
    unit, hint : str
        For the message: unit of the bounds, and what to do.

    Raises
    ------
    DataError
        If a number lies outside, or is not finite.
    """
    array = numbers(name, value)
    outside = (array < low) | (array > high)
    if outside.any():
        unit = f" {unit}" if unit else ""
        allowed = f"at least {low:g}{unit}" if math.isinf(high) else f"{low:g} to {high:g}{unit}"
        raise DataError(f"{name}: {array[outside].flat[0]:g}{unit} found; valid: {allowed}{hint and f'. {hint}'}")
    return array


def switches(name: str, value: ArrayLike) -> F64:
    """Return yes and no as 1.0 and 0.0."""
    array = numbers(name, value)
    if not np.isin(array, (0.0, 1.0)).all():
        wrong = array[~np.isin(array, (0.0, 1.0))].flat[0]
        raise DataError(f"{name}: {wrong:g} found; give true or false for each step")
    return array


def positive(name: str, value: ArrayLike, unit: str = "") -> F64:
    """Return numbers that are all above zero."""
    array = numbers(name, value)
    if (array <= 0).any():
        unit = f" {unit}" if unit else ""
        raise DataError(f"{name}: {array[array <= 0].flat[0]:g}{unit} found; it must be above 0")
    return array


def together(**arrays: F64) -> tuple[F64, ...]:
    """
    Return arrays broadcast against each other.

    Raises
    ------
    DataError
        If their shapes do not fit.
    """
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise DataError(f"shapes do not fit: {shapes}; give equal lengths, or a single number") from None


def plain(value: F64) -> Numbers:
    """Return a Python float for a single number, else the array."""
    return float(value) if np.ndim(value) == 0 else value
