"""The routes of the desk. Each hands over to a call, or to the folder of the session; none decides anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from geo.desk.calls import CALLS, ONLY_READS
from geo.desk.guard import NOTHING, Guard, Keys, is_same
from geo.desk.jobs import MOST_JOBS, Job, Jobs
from geo.desk.session import MOST_UPLOAD_BYTES, MOST_UPLOADS, Session

AT_ONCE_S = 0.5
"""So long a call is waited for before the page is told that it runs."""
LONGEST_WAIT_S = 20.0
_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_USED = "This link was used already. Start the desk again: it opens the one that runs."
_WAITING = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1; url=./">'
    "<title>{title}</title></head><body><p>{title}: {step_drawing} …</p>"
    '<p><a href="?{STOP}">{cancel}</a></p></body></html>'
)
_STOPPED = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Zonemark</title></head>'
    '<body><p>{text}</p>{way}<p><a href="./" aria-label="{show}">↻</a></p></body></html>'
)
_BRING_BACK = '<p><a href="?{BRING_BACK}">{bring_back}</a></p>'
_IN_ENGLISH = {"language": "en", "step_drawing": "Drawing the map", "cancel": "Cancel",
               "bring_back": "Bring back what was last written"}  # fmt: skip
STOP = "stop-drawing"
"""What the address of the page ends in where its drawing is to be stopped: the page that waits runs no script."""
BRING_BACK = "bring-back"
"""And where other hands damaged the layers: no map is drawn of them, so no panel of the desk is there to undo it."""
_LONGEST_UNDO_S = 60
MOST_PAGES = 2
"""So many drawn pages are kept: the one before may still be on its way to a window."""
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Served:
    """One desk: what its routes share."""

    def __init__(self, project: Path, keys: Keys, session: Session, jobs: Jobs, stop: Callable[[], None]) -> None:
        self.project = project
        self.keys = keys
        self.session = session
        self.jobs = jobs
        self.stop = stop
        self.most_bytes = MOST_UPLOAD_BYTES
        self._page: tuple[str, Job | None, Path | None] = ("", None, None)
        self._drawn: list[Path] = []

    def app(self) -> Guard:
        """Give the guarded application."""
        base = self.keys.base
        routes = [
            Route("/enter", self.enter),
            Route("/again", self.again, methods=["POST"]),
            Route(base, self.page),
            Route(f"{base}desk", self.desk),
            Route(f"{base}version", self.version),
            Route(f"{base}uploads/{{name:path}}", self.upload, methods=["PUT"]),
            Route(f"{base}uploads/{{id}}", self.forget, methods=["DELETE"]),
            Route(f"{base}calls/{{call}}", self.call, methods=["POST"]),
            Route(f"{base}jobs/{{id}}", self.job, methods=["GET"]),
            Route(f"{base}jobs/{{id}}", self.cancel, methods=["DELETE"]),
            Route(f"{base}results/{{id}}/{{name}}", self.result),
            Route(f"{base}stop", self.end, methods=["POST"]),
        ]
        return Guard(Starlette(routes=routes), self.keys)

    def enter(self, request: Request) -> Response:
        """Let the browser in that the link was opened in, once."""
        if not self.keys.take(request.query_params.get("key", "")):
            return HTMLResponse(f"<!DOCTYPE html><title>Zonemark</title><p>{escape(_USED)}</p>", 403)
        answer = RedirectResponse(self.keys.base, 303)
        answer.set_cookie(
            self.keys.cookie_name, self.keys.cookie, path=self.keys.base, httponly=True, samesite="strict"
        )
        return answer

    def again(self, request: Request) -> Response:
        """Give a second start, which can read the state file of this user, a link of its own."""
        if not is_same(request.headers.get("x-again", ""), self.keys.again):
            return JSONResponse({}, 403)
        self.session.seen()
        return JSONResponse({"link": self.keys.link()})

    def page(self, request: Request) -> Response:
        """Give the map of the project with the desk beside it, drawn anew when the project is another."""
        self.session.seen()
        version = self._version()
        drawing = self._page[1]
        if BRING_BACK in request.query_params:
            return self._bring_back(request)
        if STOP in request.query_params and drawing is not None:
            self.jobs.cancel(drawing.id)
            if request.headers.get("sec-fetch-dest") == "empty":  # asked by the page that is shown, which stays
                return Response(status_code=204)
        elif self._page[0] != version or (drawing is not None and drawing.state in ("failed", "cancelled")):
            language = _LANGUAGE.match(request.headers.get("accept-language", "").lower())
            self._page = (version, self._begin("page", {"language": language[0] if language else "en"}), None)
        _, job, path = self._page
        if job is not None and path is None:
            job.wait(AT_ONCE_S * 2, until_ended=True)
            words = {**_IN_ENGLISH, **job.progress.get("waiting", {})}
            told = {key: escape(text) for key, text in {"title": self.project.name, **words}.items()}
            if job.state == "running":
                return HTMLResponse(_WAITING.format(STOP=STOP, **told))
            if job.state != "done":
                return HTMLResponse(_stopped(job, told), 500)
            path = job.folder / "page.html"
            self._page = (version, job, path)
            self._drawn = [*(one for one in self._drawn if one != path), path]
            for earlier in self._drawn[:-MOST_PAGES]:  # each change has one, of megabytes
                self.session.discard(earlier)
            self._drawn = self._drawn[-MOST_PAGES:]
        assert path is not None
        content = path.read_bytes()
        found = _POLICY.search(content)
        policy = f"{found[1].decode()}; frame-ancestors 'none'" if found else NOTHING.decode()
        return HTMLResponse(content, headers={"content-security-policy": policy})

    def _bring_back(self, request: Request) -> Response:
        """Undo what other hands did to layers of which no map can be drawn, asked for by the page that says so."""
        drawing = self._page[1]
        # Where another window did it meanwhile, an undo would take back a change.
        is_offered = drawing is not None and _can_be_brought_back(drawing) and self._page[0] == self._version()
        if is_offered and request.headers.get("sec-fetch-site", "same-origin") == "same-origin":
            job = self._begin("undo", {"version": self._version()})
            job.wait(_LONGEST_UNDO_S, until_ended=True)
        return RedirectResponse(self.keys.base, 303)

    def _version(self) -> str:
        from geo.store.folder import stamp  # the store is much to import, and the link is to be there at once

        return stamp(self.project)

    def desk(self, request: Request) -> Response:
        """Give the page the token by which it asks for everything else, and the texts of a language."""
        self.session.seen()
        job = self._begin("session", {"language": request.query_params.get("language", "")})
        job.wait(60, until_ended=True)
        if job.state != "done":
            return Told({"error": job.error}, 500)
        limits = {"upload_bytes": self.most_bytes, "uploads": MOST_UPLOADS}
        own = {"token": self.keys.token, "version": job.version, "limits": limits, "uploads": [*self.session.uploads]}
        return Told({**job.answer, **own})

    def version(self, request: Request) -> Response:
        """Give the state of the project, whoever changed it, and what some window lets be done to it."""
        self.session.seen()
        running = [job.told() for job in self.jobs.running if job.call not in ONLY_READS]
        return Told({"version": self._version(), "running": running})

    async def upload(self, request: Request) -> Response:
        """Take a dropped file into the folder of the session, piece by piece."""
        self.session.seen()
        size = int(request.headers["content-length"])
        if size > self.most_bytes or len(self.session.uploads) >= MOST_UPLOADS:
            what = "The file is too large to be dropped, or there are too many."
            return _error("TooMuch", what, 413, "Add those that are there, then drop the next.")
        id_, path = self.session.new_upload(request.path_params["name"])
        written = 0
        try:
            with path.open("wb") as file:
                async for piece in request.stream():
                    written += len(piece)
                    await run_in_threadpool(file.write, piece)
        except (OSError, ClientDisconnect) as error:
            self.session.discard(path)
            return _error("NotSaved", f"{path.name} was not taken: {error or 'it was cut off'}.", 507)
        if written != size:
            self.session.discard(path)
            return _error("NotSaved", f"{path.name} was not taken: it was cut off.", 400)
        self.session.keep_upload(id_, path)
        return JSONResponse({"upload": id_, "name": path.name, "bytes": written})

    def forget(self, request: Request) -> Response:
        """Remove a dropped file."""
        return JSONResponse({}) if self.session.forget_upload(request.path_params["id"]) else _gone()

    async def call(self, request: Request) -> Response:
        """Begin a call, and give its job."""
        self.session.seen()
        name = request.path_params["call"]
        try:
            arguments = json.loads(await request.body())
        except (ValueError, RecursionError):
            arguments = None
        if not isinstance(arguments, dict):
            return _error("UsageError", "The body is not an object of JSON.", 400, "Load the page of the desk again.")
        if name not in CALLS:
            return _gone()
        if len(self.jobs.running) >= MOST_JOBS:
            return _error("TooMuch", "Too much is being done at once.", 429, "Wait until something is done.")
        job = self._begin(name, arguments)
        await run_in_threadpool(job.wait, AT_ONCE_S, until_ended=True)
        return Told(job.told())

    def _begin(self, name: str, arguments: dict[str, Any]) -> Job:
        id_, folder = self.session.new_result()
        uploads = {upload: str(path) for upload, path in self.session.uploads.items()}

        def ended(job: Job) -> None:
            names = (job.answer or {}).get("results")
            if names is not None:
                job.answer["results"] = [self._made(id_, folder, one) for one in names]

        return self.jobs.begin(name, arguments, uploads, folder, ended)

    def _made(self, id_: str, folder: Path, name: str) -> dict[str, Any]:
        path = folder / name
        self.session.keep_result(id_, folder)
        return {"name": name, "url": f"results/{id_}/{quote(name)}", "bytes": path.stat().st_size}

    def job(self, request: Request) -> Response:
        """Give a job when it has come further, or after some seconds."""
        self.session.seen()
        found = self.jobs[request.path_params["id"]]
        if found is None:
            return _gone()
        try:
            seconds = float(request.query_params.get("wait", 0))
        except ValueError:
            seconds = 0.0
        found.wait(min(max(seconds, 0.0), LONGEST_WAIT_S))
        return Told(found.told())

    def cancel(self, request: Request) -> Response:
        """Stop a job."""
        found = self.jobs.cancel(request.path_params["id"])
        return _gone() if found is None else Told(found.told())

    def result(self, request: Request) -> Response:
        """Give a file that a call made, to be saved and not to be shown."""
        folder, name = self.session.results.get(request.path_params["id"]), request.path_params["name"]
        if folder is None or name not in {
            path.name for path in folder.iterdir() if path.is_file() and not path.is_symlink()
        }:
            return _gone()
        return FileResponse(folder / name, media_type="application/octet-stream", filename=name)

    def end(self, request: Request) -> Response:
        """End the desk."""
        self.stop()
        return JSONResponse({})


class Told(JSONResponse):
    """What a call tells; a text that was sent and is none, half a sign of UTF-16, is sent back as a question mark."""

    def render(self, content: Any) -> bytes:
        """Write it as JSON in UTF-8."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _can_be_brought_back(job: Job) -> bool:
    return job.state == "failed" and str((job.error or {}).get("option", "")).startswith("undo")


def _stopped(job: Job, words: dict[str, str]) -> str:
    """A page that says why no map is drawn, and offers the way back where there is one."""
    error = job.error or {"what": "It was stopped.", "remedy": ""}
    way = _BRING_BACK.format(BRING_BACK=BRING_BACK, **words) if _can_be_brought_back(job) else ""
    text = escape(f"{error['what']} {error['remedy']}".strip())
    return _STOPPED.format(text=text, way=way, language=words["language"], show=words["step_drawing"])


def _gone() -> Response:
    return _error("Gone", "That is not there, or not any more.", 404, "Load the page of the desk again.")


def _error(kind: str, what: str, status: int, remedy: str = "") -> Response:
    return Told({"error": {"kind": kind, "what": what, "remedy": remedy, "option": "", "doubts": []}}, status)
