"""The form in which an error leaves the function."""

import importlib
import json
import os
import traceback
from dataclasses import dataclass

FOREIGN_FOLDERS = (os.path.dirname(__file__), os.path.dirname(importlib.__file__), "<frozen importlib")


class RuntimeFailure(Exception):
    """An error of the runtime itself, such as a handler that is not there. Its type is one of Lambda's own."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


@dataclass(frozen=True)
class ErrorReport:
    error_type: str
    error_message: str
    stack_trace: list

    def to_json(self) -> str:
        return json.dumps(
            {
                "errorType": self.error_type,
                "errorMessage": self.error_message,
                "stackTrace": self.stack_trace,
            }
        )


def report_error(error: BaseException) -> ErrorReport:
    if isinstance(error, RuntimeFailure):
        # What the function's own module raised tells more than where the runtime noticed it.
        stack = [] if error.__cause__ is None else frames_of(error.__cause__)
        return ErrorReport(error.error_type, str(error), stack)
    return ErrorReport(type(error).__name__, str(error), frames_of(error))


def frames_of(error: BaseException) -> list:
    """The frames of the function: those of the runtime around it say nothing to its owner."""
    frames = traceback.extract_tb(error.__traceback__)
    return traceback.format_list([frame for frame in frames if not frame.filename.startswith(FOREIGN_FOLDERS)])
