"""Memory that was freed goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Four threads each take 64 blocks of 2 MB and free all but every eighth, which would hold the rest
# in its heap; what is left is told in MB.
HELD = """
import threading
from rag.web.loading import give_back_what_is_freed
{call}
def work():
    blocks = [bytearray(2_000_000) for _ in range(64)]
    kept.append(blocks[::8])
kept = []
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
status = open("/proc/self/status").read()
print(int(status.split("VmRSS:")[1].split()[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_what_was_freed_is_not_held() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELD.format(call="give_back_what_is_freed()")],
        capture_output=True,
        text=True,
        check=True,
    )
    # 64 MB are kept, besides the interpreter and what the package imports.
    assert int(done.stdout) < 64 + 100
