"""Makes `logging` write lines as Lambda does: level, time, request id, message; or JSON where the function asks for it.
What is printed directly is left as it is."""

import json
import logging
import os
import sys
import time

from .error_report import ErrorReport

# Lambda's names, in the order of severity.
LEVELS = {"TRACE": 5, "DEBUG": 10, "INFO": 20, "WARN": 30, "ERROR": 40, "FATAL": 50}

# What every record has; the rest is what the function added with `extra`.
RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id", "taskName"}

current_request_id: str | None = None


class LineHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        try:
            # A message of several lines stays one: the server turns the carriage returns back.
            sys.stdout.write(self.format(record).replace("\n", "\r") + "\n")
        except Exception:
            self.handleError(record)


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.aws_request_id = current_request_id or ""
        return True


class TextFormatter(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")

    converter = staticmethod(time.gmtime)


class JsonFormatter(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            fields["errorType"] = record.exc_info[0].__name__
            fields["errorMessage"] = str(record.exc_info[1])
            fields["stackTrace"] = self.formatException(record.exc_info).split("\n")
        if current_request_id is not None:
            fields["requestId"] = current_request_id
        extra = {name: value for name, value in vars(record).items() if name not in RECORD_FIELDS}
        return json.dumps({**fields, **extra}, ensure_ascii=False, default=str)


handler = LineHandler()


def install() -> None:
    is_json = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
    handler.setFormatter(JsonFormatter() if is_json else TextFormatter())
    handler.addFilter(RequestFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = LEVELS.get(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper())
    if level is not None:
        root.setLevel(level)


def print_error(report: ErrorReport) -> None:
    text = f"{report.error_type}: {report.error_message}"
    if report.stack_trace:
        text += "\nTraceback (most recent call last):\n" + "".join(report.stack_trace).rstrip("\n")
    record = logging.LogRecord("perdure", logging.ERROR, __file__, 0, text, None, None)
    handler.handle(record)
