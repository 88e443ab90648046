#!/usr/bin/env python3
"""Stands before a backend and spoils some of its runs: faulty.py crash|hang|garbage ONE_IN COMMAND..."""
import base64
import json
import os
import random
import signal
import subprocess
import sys
import time

fault, one_in, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
backend = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for line in sys.stdin.buffer:
    backend.stdin.write(line)
    backend.stdin.flush()
    answer = backend.stdout.readline()
    if b'"execute"' in line and random.randrange(one_in) == 0:
        if fault == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if fault == "hang":
            time.sleep(1e6)
        message = json.loads(answer)
        for result in message.get("results", []):
            size = len(base64.b64decode(result.get("data", "")))
            result["data"] = base64.b64encode(os.urandom(size)).decode()
        answer = (json.dumps(message) + "\n").encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
