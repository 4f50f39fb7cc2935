"""Finds the function to call: `_HANDLER` names a module and a function in it, as `src/orders.handler` or `index.handler`."""

import importlib
import sys

from .error_report import RuntimeFailure


def load_handler(task_root: str, name: str):
    """Raises RuntimeFailure with the type that Lambda gives, or what the module raised while it was loaded."""
    sys.path.insert(0, task_root)
    path, dot, function_name = name.rpartition(".")
    if not dot or not path or not function_name:
        raise RuntimeFailure(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': it must name a module and a function, such as index.handler.",
        )
    module_name = path.replace("/", ".")
    module = import_module(module_name)
    try:
        handler = getattr(module, function_name)
    except AttributeError:
        message = f"Handler '{function_name}' missing on module '{module_name}'"
        raise RuntimeFailure("Runtime.HandlerNotFound", message) from None
    if not callable(handler):
        message = f"'{function_name}' of module '{module_name}' is no function"
        raise RuntimeFailure("Runtime.HandlerNotFound", message)
    return handler


def import_module(name: str):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise RuntimeFailure("Runtime.ImportModuleError", f"Unable to import module '{name}': {error}") from error
    except SyntaxError as error:
        message = f"Syntax error in module '{name}': {error}"
        raise RuntimeFailure("Runtime.UserCodeSyntaxError", message) from error
