"""A process for test_children.py: tells each request's number, and answers with its own, its group's and its parent's.

It gives no answer where it is to wait, and tells whether it was got ready where it is asked that.
"""

import os
import signal

from geo.children import answer_requests

ready = []


def answer(request, tell):
    tell(request["number"])
    if request.get("wait"):
        signal.pause()
    return bool(ready) if request.get("is_ready") else [os.getpid(), os.getpgid(0), os.getppid()]


answer_requests(answer, get_ready=lambda: ready.append(True))
