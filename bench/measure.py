"""Runs a command, and prints what it took as the last line: CPU seconds (user and system), and the peak memory in
bytes of its largest process.

    python3 measure.py COMMAND [ARGUMENT ...]
"""
import json, resource, subprocess, sys

status = subprocess.run(sys.argv[1:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * unit}), flush=True)
sys.exit(status)
