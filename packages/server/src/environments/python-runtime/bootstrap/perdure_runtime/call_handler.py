"""Calls a handler once and answers with the JSON text of its result."""

import json
from decimal import Decimal

from .error_report import RuntimeFailure


def call_handler(handler, payload: bytes, context) -> str:
    try:
        event = json.loads(payload) if payload else {}
    except ValueError as error:
        message = f"Unable to unmarshal input: {error}"
        raise RuntimeFailure("Runtime.UnmarshalError", message) from None
    return to_json(handler(event, context))


def to_json(result) -> str:
    try:
        return json.dumps(result, ensure_ascii=False, allow_nan=False, default=number_of)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"Unable to marshal response: {error}"
        raise RuntimeFailure("Runtime.MarshalError", message) from None


def number_of(value):
    """DynamoDB gives its numbers as decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
