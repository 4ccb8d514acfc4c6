"""A local server that behaves as OpenRouter's documentation says, and misbehaves on request."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from conftest import made_up_daily

KEY = "sk-or-v1-made-up-for-tests"
API = "/api/v1/datasets/rankings-daily"
EXPORTS = "/api/v1/datasets/exports/rankings-daily/"
AS_OF = "2026-11-20T02:00:00.000Z"


@dataclass
class Answer:
    """What the server sends: `cut` after so many bytes, after `wait` seconds, a byte each `drip` seconds."""

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    cut: int | None = None
    wait: float = 0.0
    drip: float = 0.0


def error(status: int, message: str, **headers: str) -> Answer:
    return Answer(status, json.dumps({"error": {"code": status, "message": message}}).encode(), headers)


def records(daily: pd.DataFrame) -> list[dict]:
    return [
        {"date": f"{row.date:%Y-%m-%d}", "model_permaslug": row.model, "total_tokens": str(row.tokens)}
        for row in daily.itertuples()
    ]


class Upstream:
    """The server's data and manners.

    Attributes
    ----------
    daily : made-up rows (date, model, tokens).
    disturb : called with path, query and the right answer; returns what is sent instead.
    asked : (path, query, headers) of each request.
    """

    def __init__(self, daily: pd.DataFrame | None = None):
        self.daily = made_up_daily("2025-01-01", "2026-11-19") if daily is None else daily
        self.disturb: Callable[[str, dict, Answer], Answer] = lambda path, query, answer: answer
        self.asked: list[tuple[str, dict, dict]] = []
        self.snapshots: dict[str, pd.DataFrame] = {}
        self.base = ""

    def answer(self, path: str, query: dict, headers: dict) -> Answer:
        self.asked.append((path, query, headers))
        if path == API:
            right = self._api(query, headers)
        elif path.startswith(EXPORTS):
            right = self._export(path.removeprefix(EXPORTS))
        else:
            right = error(404, "Not found")
        return self.disturb(path, query, right)

    def _api(self, query: dict, headers: dict) -> Answer:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return error(401, "No auth credentials found")
        try:
            start, end = (
                pd.to_datetime(query[name], format="%Y-%m-%d") for name in ("start_date", "end_date")
            )
        except ValueError:
            return error(400, "Invalid date")
        first = pd.Timestamp("2025-01-01")
        if end < first or (end - start).days + 1 > 366:
            return error(400, "Invalid range")
        start = max(start, first)
        rows = self.daily[self.daily["date"].between(start, end)]
        meta = {
            "as_of": AS_OF,
            "version": "v1",
            "start_date": f"{start:%Y-%m-%d}",
            "end_date": f"{end:%Y-%m-%d}",
        }
        return Answer(body=json.dumps({"data": records(rows), "meta": meta}).encode())

    def publish(self, day: str) -> None:
        """Publish the trailing 30 days before a day as that day's snapshot."""
        before = pd.Timestamp(day)
        dates = self.daily["date"]
        self.snapshots[day] = self.daily[(dates < before) & (dates >= before - pd.Timedelta(days=30))].copy()

    def csv(self, day: str) -> bytes:
        rows = self.snapshots[day].rename(columns={"model": "model_permaslug", "tokens": "total_tokens"})
        rows.insert(2, "rank", "")
        rows["share_of_daily_tokens"] = "0.1"
        return rows.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\r\n").encode()

    def manifest(self, day: str) -> dict:
        body = self.csv(day)
        return {
            "dataset": "rankings-daily",
            "snapshot_date": day,
            "row_count": len(self.snapshots[day]),
            "files": {
                "csv": {
                    "url": f"{self.base}{EXPORTS}{day}.csv",
                    "bytes": len(body),
                    "sha256": hashlib.sha256(body).hexdigest(),
                }
            },
        }

    def _export(self, name: str) -> Answer:
        day, _, kind = name.partition(".")
        if day == "latest":
            day = max(self.snapshots, default="")
        if day not in self.snapshots:
            return error(404, "Snapshot not found")
        if kind == "manifest.json":
            return Answer(body=json.dumps(self.manifest(day)).encode())
        return Answer(body=self.csv(day)) if kind == "csv" else error(404, "Not found")


@contextmanager
def serving(upstream: Upstream) -> Iterator[str]:
    """Serve on a free port of this machine; yields the base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            answer = upstream.answer(address.path, query, dict(self.headers))
            time.sleep(answer.wait)
            try:
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body)))
                for name, value in answer.headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                for byte in answer.body if answer.drip else b"":
                    self.wfile.write(bytes([byte]))
                    time.sleep(answer.drip)
                self.wfile.write(answer.body[: answer.cut])
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client gave up, as some tests want it to
            # after half an answer nothing can follow
            self.close_connection = answer.cut is not None

        def log_message(self, *_):
            """Tests print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # it looks every so often whether it shall stop; half a second, the default, is waited out by each test
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    upstream.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield upstream.base
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
