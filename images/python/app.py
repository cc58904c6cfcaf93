from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

from greeting import greeting_for


def app(environ, start_response):
    name = parse_qs(environ["QUERY_STRING"]).get("name", ["world"])[0]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{greeting_for(name)}\n".encode()]


with make_server("", 8000, app) as server:
    server.serve_forever()
