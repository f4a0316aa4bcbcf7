"""No regular expression backtracks without bound: what a publisher sends must not stop a worker."""

from __future__ import annotations

import importlib
import pkgutil
import re
import warnings
from collections.abc import Iterator

import pytest
from regexploit.ast.sre import SreOpParser
from regexploit.redos import find

import streams

CUBIC = 3


def modules() -> Iterator[object]:
    for found in pkgutil.walk_packages(streams.__path__, "streams."):
        if ".data." not in found.name and not found.name.endswith(".__main__"):
            yield importlib.import_module(found.name)


def patterns(value: object, depth: int = 3) -> Iterator[re.Pattern[str]]:
    """Yield the expressions in a module, as they were compiled, also those in its tables."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth and isinstance(value, dict):
        yield from (found for one in value.values() for found in patterns(one, depth - 1))
    elif depth and isinstance(value, list | tuple | set | frozenset):
        yield from (found for one in value for found in patterns(one, depth - 1))


def worst(pattern: str, flags: int = 0) -> int:
    """The degree in which the time to fail may grow with the text: 2 is quadratic."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return max((found.starriness for found in find(SreOpParser().parse_sre(pattern, flags))), default=1)


EXPRESSIONS = {
    (found.pattern, found.flags) for module in modules() for value in vars(module).values() for found in patterns(value)
}


@pytest.mark.parametrize(("pattern", "degree"), [(r"(a+)+b", 11), (r"x*x*x*y", 3), (r"[a-z]+\d", 1)])
def test_the_check_sees_an_expression_that_backtracks(pattern: str, degree: int) -> None:
    assert worst(pattern) == degree


def test_no_expression_grows_faster_than_the_square_of_the_text() -> None:
    assert len(EXPRESSIONS) > 200
    assert {pattern: degree for pattern, flags in EXPRESSIONS if (degree := worst(pattern, flags)) >= CUBIC} == {}
