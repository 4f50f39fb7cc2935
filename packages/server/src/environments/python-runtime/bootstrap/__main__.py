"""The program that runs in every Python environment. Started as a folder, so that nothing but this package is added to
the places where the function's own imports are looked for."""

import sys

from perdure_runtime.environment import run

del sys.path[0]
run()
