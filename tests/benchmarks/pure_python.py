"""The compiled kernels of the router as plain Python over lists: the same source without the compiler."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from types import SimpleNamespace

import numpy as np

_NUMBERS = SimpleNamespace(empty=lambda size: [0.0] * size, inf=math.inf, nan=math.nan, isnan=math.isnan)


class _Nested(ast.NodeTransformer):
    """Writes ``table[row, column]`` as ``table[row][column]``."""

    def visit_Subscript(self, node):
        """Take a pair of subscripts apart."""
        self.generic_visit(node)
        if not isinstance(node.slice, ast.Tuple):
            return node
        first, second = node.slice.elts
        return ast.Subscript(ast.Subscript(node.value, first, ast.Load()), second, node.ctx)


def _bare(function):
    """Take decorators and types off a function."""
    function.decorator_list.clear()
    function.returns = None
    for argument in function.args.args:
        argument.annotation = None


def pure_modules(*modules):
    """
    Return one name space per module, in which the kernels are plain functions that call each other.

    Lists are indexed as they like it, and the few small arrays that kernels make are lists too.
    """
    spaces = {module.__name__: {**vars(module), "np": _NUMBERS} for module in modules}
    for module in modules:
        space = spaces[module.__name__]
        for name, value in vars(module).items():
            if hasattr(value, "py_func"):
                home = spaces[value.py_func.__module__]
                if home is space:
                    tree = ast.parse(textwrap.dedent(inspect.getsource(value.py_func)))
                    _bare(tree.body[0])
                    exec(compile(ast.fix_missing_locations(_Nested().visit(tree)), name, "exec"), space)  # noqa: S102
    for module in modules:
        for name, value in vars(module).items():
            if hasattr(value, "py_func"):
                spaces[module.__name__][name] = spaces[value.py_func.__module__][value.py_func.__name__]
    return spaces


def listed(value):
    """Return arrays as lists, those in tuples too, and rows of tables as lists of lists."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [listed(part) for part in value]
    if isinstance(value, tuple):
        parts = [listed(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value
