"""Keeps notes: POST /notes adds one, GET /notes tells how many there are."""

import os
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg2
import redis

database = lambda: psycopg2.connect(dbname="app", host="/run/postgresql")
cache = redis.Redis(host="127.0.0.1")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with database() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM notes")
            self.answer(f"{cursor.fetchone()[0]} notes, {int(cache.get('notes') or 0)} counted\n")

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with database() as connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO notes VALUES (%s)", (text,))
        cache.incr("notes")
        self.answer("noted\n")

    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


with database() as connection, connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS notes (text text)")

server = ThreadingHTTPServer(("127.0.0.1", 8000), Handler)
if path := os.environ.get("NOTIFY_SOCKET"):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.sendto(b"READY=1", path)
server.serve_forever()
