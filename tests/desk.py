"""A desk for tests: served on a port of its own, asked as its page asks it."""

import http.client
import json
import threading
import urllib.parse
from contextlib import contextmanager

from geo.desk.jobs import Jobs
from geo.desk.serving import READS_FILES, Desk
from geo.desk.session import Session

PATIENCE_S = 180
"""How long an answer may take, on a machine that does much else."""


class Asked:
    """Asks a desk as its page does."""

    def __init__(self, desk):
        self.desk = desk
        self.keys = desk.keys

    @property
    def own(self):
        """The headers that the page of the desk sends."""
        return {
            "Cookie": f"{self.keys.cookie_name}={self.keys.cookie}",
            "X-Desk": self.keys.token,
            "Origin": f"http://{self.keys.host}",
            "Sec-Fetch-Site": "same-origin",
        }

    def send(self, method, path, headers, body=None):
        """Send a request as it is given, a list of headers; gives the status, the headers and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.keys.port, timeout=PATIENCE_S)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return found

    def ask(self, method, path, body=None, **changed):
        """Ask below the secret path; `changed` are headers, None for one that is left out."""
        types = {"POST": "application/json", "PUT": "application/octet-stream"}
        headers = {"Host": self.keys.host, **self.own}
        if method in types:
            headers |= {"Content-Type": types[method], "Content-Length": str(len(body or b""))}
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        several = {name: value if isinstance(value, list) else [value] for name, value in headers.items()}
        sent = [(name, value) for name, values in several.items() for value in values if value is not None]
        return self.send(method, self.keys.base + path, sent, body)

    def call(self, name, **arguments):
        """Carry out a call to its end; gives the job."""
        status, _, body = self.ask("POST", f"calls/{name}", json.dumps(arguments).encode())
        assert status == 200, body
        job = json.loads(body)
        while job["state"] == "running":
            job = json.loads(self.ask("GET", f"jobs/{job['job']}?wait=20")[2])
        return job

    def answer(self, name, **arguments):
        """The answer to a call that succeeds."""
        job = self.call(name, **arguments)
        assert job["error"] is None, job["error"]
        return job["answer"]

    def drop(self, name, content):
        """Drop a file; gives it as calls name it."""
        status, _, body = self.ask("PUT", f"uploads/{urllib.parse.quote(name, safe='')}", content)
        assert status == 200, body
        return {"upload": json.loads(body)["upload"]}

    @property
    def version(self):
        """The state of the project as the page is told it."""
        return json.loads(self.ask("GET", "version")[2])["version"]


@contextmanager
def serving(project, home, **options):
    """Serve a project from a thread, with `home` as the folder of this user's."""
    desk = Desk(project, Session(home), Jobs(str(project), fresh=READS_FILES, **options))
    thread = threading.Thread(target=desk.serve)
    thread.start()
    try:
        yield Asked(desk)
    finally:
        desk.stop()
        thread.join()
