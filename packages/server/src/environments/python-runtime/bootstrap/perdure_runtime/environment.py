"""Loads the handler, then takes invocations one after the other.

Where a function lets several invocations share an environment, each runs in a process of its own: code that was written
for one invocation at a time then meets no other. The processes are forked before the handler is loaded.
"""

import os
import signal
import sys
import threading

from . import log_lines
from .call_handler import call_handler
from .error_report import report_error
from .invocation_context import InvocationContext
from .load_handler import load_handler
from .runtime_connection import RuntimeConnection, ServerGone

SERVER_LOST = 1
INIT_FAILED = 1
SIBLING_LOST = 1


def run() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    fork_siblings(int(os.environ.get("AWS_LAMBDA_MAX_CONCURRENCY", "1")))
    threading.Thread(target=end_with_server, daemon=True).start()
    log_lines.install()
    connection = RuntimeConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load_handler(os.environ["LAMBDA_TASK_ROOT"], os.environ["_HANDLER"])
    except Exception as error:
        fail_init(connection, error)
    try:
        while True:
            take_invocation(connection, handler)
    except ServerGone:
        leave(SERVER_LOST)


def take_invocation(connection: RuntimeConnection, handler) -> None:
    invocation = connection.next()
    log_lines.current_request_id = invocation.request_id
    # Left from the invocation before, it would join this one to a trace that it has no part in.
    os.environ.pop("_X_AMZN_TRACE_ID", None)
    if invocation.trace_id is not None:
        os.environ["_X_AMZN_TRACE_ID"] = invocation.trace_id
    try:
        body = call_handler(handler, invocation.payload, InvocationContext(invocation))
    except Exception as error:
        report = report_error(error)
        log_lines.print_error(report)
        flush()
        connection.answer(invocation.request_id, "error", report.to_json())
    else:
        flush()
        connection.answer(invocation.request_id, "response", body)
    log_lines.current_request_id = None


def fail_init(connection: RuntimeConnection, error: Exception) -> None:
    report = report_error(error)
    log_lines.print_error(report)
    flush()
    try:
        connection.fail_init(report.to_json())
    except ServerGone:
        pass
    leave(INIT_FAILED)


def fork_siblings(concurrency: int) -> None:
    """One process for each place. When one of them ends, all do: the server then replaces the environment."""
    if concurrency == 1:
        return
    first = os.getpid()
    signal.signal(signal.SIGCHLD, lambda *_: leave(SIBLING_LOST))
    for _ in range(concurrency - 1):
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            threading.Thread(target=end_with, args=(first,), daemon=True).start()
            return


def end_with(first: int) -> None:
    """The first process cannot be waited for by its children, but they are given to another when it ends."""
    while os.getppid() == first:
        threading.Event().wait(1)
    leave(SIBLING_LOST)


def end_with_server() -> None:
    """The server holds the other end of the standard input. When it dies, even by SIGKILL, the system closes it."""
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    leave(SERVER_LOST)


def flush() -> None:
    """What was printed before an answer must be on its way before the answer is."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            pass


def leave(status: int) -> None:
    flush()
    os._exit(status)
