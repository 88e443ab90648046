#!/usr/bin/env python3
"""A backend in any language: answers requests, a line of JSON each, on standard output.

It knows f32 addition and multiplication. Copy it, and go on from here.
"""
import base64
import json
import struct
import sys

OPERATIONS = {"stablehlo.add": lambda a, b: a + b, "stablehlo.multiply": lambda a, b: a * b}
programs = {}


def f32(x):
    """x rounded to f32, beyond its range to infinity."""
    try:
        return struct.unpack("<f", struct.pack("<f", x))[0]
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def read(tensor):
    data = base64.b64decode(tensor["data"])
    return list(struct.unpack(f"<{len(data) // 4}f", data))


def write(type_, elements):
    data = struct.pack(f"<{len(elements)}f", *elements)
    return {**type_, "data": base64.b64encode(data).decode()}


def run(program, arguments):
    body = next(f["body"] for f in program["functions"] if f["name"] == program["main"])
    values = [read(x) for x in arguments]
    types = list(body["parameters"])
    for equation in body["equations"]:
        operands = [values[i] for i in equation["operands"]]
        values.append([f32(OPERATIONS[equation["name"]](a, b)) for a, b in zip(*operands)])
        types += equation["types"]
    return [write(types[i], values[i]) for i in body["results"]]


def answer(request):
    if request["request"] == "hello":
        capabilities = {"operations": list(OPERATIONS), "dtypes": ["f32"]}
        return {"name": "mine", "programs": "equations", "capabilities": capabilities}
    if request["request"] == "compile":
        programs[request["executable"]] = request["program"]
    elif request["request"] == "execute":
        return {"results": run(programs[request["executable"]], request["arguments"])}
    elif request["request"] == "release":
        programs.pop(request["executable"], None)
    return {}


for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = answer(request)
    except Exception as error:
        reply = {"error": {"kind": "failed", "message": repr(error)}}
    print(json.dumps({"id": request["id"], **reply}), flush=True)
