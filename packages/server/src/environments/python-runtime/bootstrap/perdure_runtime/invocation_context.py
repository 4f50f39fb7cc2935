"""The context object that a handler gets as its second argument."""

import json
import os
import sys
import time

from .runtime_connection import Invocation

CLIENT_FIELDS = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class Client:
    def __init__(self, fields: dict) -> None:
        for name in CLIENT_FIELDS:
            setattr(self, name, fields.get(name))


class ClientContext:
    def __init__(self, fields: dict) -> None:
        self.custom = fields.get("custom")
        self.env = fields.get("env")
        client = fields.get("client")
        self.client = Client(client) if isinstance(client, dict) else None


class CognitoIdentity:
    def __init__(self, fields: dict) -> None:
        self.cognito_identity_id = fields.get("cognitoIdentityId")
        self.cognito_identity_pool_id = fields.get("cognitoIdentityPoolId")


class InvocationContext:
    def __init__(self, invocation: Invocation) -> None:
        env = os.environ
        self.function_name = env.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = env.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = env.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = env.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.aws_request_id = invocation.request_id
        self.invoked_function_arn = invocation.function_arn
        self.tenant_id = invocation.tenant_id
        client_context = parse_header(invocation.client_context)
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity(parse_header(invocation.cognito_identity) or {})
        self._deadline = invocation.deadline

    def get_remaining_time_in_millis(self) -> int:
        """Until the environment is killed; 0 when that time has come."""
        return max(0, int(self._deadline - time.time() * 1000))

    def log(self, message: object) -> None:
        sys.stdout.write(str(message))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if not name.startswith("_"))
        return f"LambdaContext({fields})"


def parse_header(text: str | None) -> dict | None:
    """Both headers hold JSON; what a client sent instead is not worth failing its invocation for."""
    try:
        value = None if text is None else json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
