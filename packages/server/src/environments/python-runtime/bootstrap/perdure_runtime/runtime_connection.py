"""One keep-alive connection to the Runtime API."""

import http.client
import socket
from dataclasses import dataclass

BASE_PATH = "/2018-06-01/runtime"


class ServerGone(Exception):
    """The server closed the connection, or cannot be reached. It does not come back under this address."""


@dataclass(frozen=True)
class Invocation:
    request_id: str
    payload: bytes
    # Milliseconds since the epoch.
    deadline: int
    function_arn: str
    trace_id: str | None
    client_context: str | None
    cognito_identity: str | None
    tenant_id: str | None


class RuntimeConnection:
    def __init__(self, endpoint: str) -> None:
        """`endpoint` is `host:port/path`, as AWS_LAMBDA_RUNTIME_API has it."""
        host, _, path = endpoint.partition("/")
        self._prefix = f"/{path}{BASE_PATH}" if path else BASE_PATH
        self._connection = http.client.HTTPConnection(host)

    def next(self) -> Invocation:
        headers, body = self._request("GET", "/invocation/next")
        return Invocation(
            request_id=headers["Lambda-Runtime-Aws-Request-Id"],
            payload=body,
            deadline=int(headers["Lambda-Runtime-Deadline-Ms"]),
            function_arn=headers["Lambda-Runtime-Invoked-Function-Arn"],
            trace_id=headers["Lambda-Runtime-Trace-Id"],
            client_context=headers["Lambda-Runtime-Client-Context"],
            cognito_identity=headers["Lambda-Runtime-Cognito-Identity"],
            tenant_id=headers["Lambda-Runtime-Aws-Tenant-Id"],
        )

    def answer(self, request_id: str, kind: str, body: str) -> None:
        """`kind` is `response` or `error`. An answer that comes too late is refused, which is no concern of ours."""
        self._request("POST", f"/invocation/{request_id}/{kind}", body)

    def fail_init(self, body: str) -> None:
        self._request("POST", "/init/error", body)

    def _request(self, method: str, route: str, body: str | None = None):
        headers = {} if body is None else {"Content-Type": "application/json"}
        data = None if body is None else body.encode("utf-8", "surrogatepass")
        try:
            if self._connection.sock is None:
                self._connection.connect()
                self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection.request(method, self._prefix + route, data, headers)
            response = self._connection.getresponse()
            return response.headers, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise ServerGone(str(error)) from error
