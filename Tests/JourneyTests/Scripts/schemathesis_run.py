"""Runs schemathesis with the hook below: `schemathesis_run.py ARGUMENTS`.

JSON Schema calls 600.0 a whole number, and schemathesis writes some that way. This API does not: an
amount is written as 600, and 600.0 is refused (which a test of its own proves).
"""
import os, runpy, sys

import schemathesis


def whole(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {name: whole(item) for name, item in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return whole(body)


if __name__ == "__main__":
    os.environ["PYTHONIOENCODING"] = "utf-8"
    sys.argv[0] = "schemathesis"
    runpy.run_module("schemathesis.cli", run_name="__main__")
