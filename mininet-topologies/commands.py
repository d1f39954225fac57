"""Commands as they are declared, and how a request is checked against the declaration."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from emulation import CommandError

REQUIRED = object()


@dataclass(frozen=True)
class Field:
    """One argument of a command: its type, its default and, for numbers, its limits."""

    kind: type
    default: Any = REQUIRED
    low: float | None = None
    high: float | None = None

    def check(self, name: str, value: Any) -> Any:
        """The value, or a CommandError that names the field and the rule."""
        if self.kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, self.kind) or (self.kind is not bool and isinstance(value, bool)):
            raise CommandError(f"{name} must be {self.kind.__name__}, got {json.dumps(value)}")
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            raise CommandError(f"{name} must be from {self.low:g} to {self.high:g}, got {value:g}")
        return value


@dataclass(frozen=True)
class Command:
    """A command: what does it, and its fields."""

    act: Callable[[dict[str, Any], float], dict[str, Any]]
    fields: dict[str, Field]


def seconds(default: float, low: float = 0.01, high: float = 600) -> Field:
    """A number of seconds."""
    return Field(float, default, low, high)


def arguments_of(request: dict[str, Any], fields: dict[str, Field]) -> dict[str, Any]:
    """All fields of a request, checked, with defaults; CommandError for what is wrong or missing."""
    for name in request:
        if name not in fields:
            raise CommandError(f"unknown field {name!r}: known are {', '.join(fields)}")
    arguments = {}
    for name, field in fields.items():
        if name in request:
            arguments[name] = field.check(name, request[name])
        elif field.default is REQUIRED:
            raise CommandError(f"needs {name!r}")
        else:
            arguments[name] = field.default
    return arguments
