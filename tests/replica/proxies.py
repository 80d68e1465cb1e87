"""A proxy before a store that fails as networks and stores do."""

import contextlib
import http.client
import http.server
import ssl
import threading
import urllib.parse


class Proxy(http.server.BaseHTTPRequestHandler):
    """Passes requests on, after some that fail."""

    protocol_version = "HTTP/1.1"

    def do_any(self):
        length = int(self.headers.get("Content-Length") or 0)
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "cut":
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if fault:
            status, code = fault
            said = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
            return
        there = http.client.HTTPConnection(urllib.parse.urlsplit(self.server.behind).netloc)
        there.request(self.command, self.path, body, dict(self.headers))
        reply = there.getresponse()
        said = reply.read()
        self.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        if fault is None and self.server.short and self.command == "GET" and len(said) > 1000:
            self.server.short -= 1
            self.wfile.write(said[: len(said) // 2])
            self.close_connection = True
            return
        if self.command != "HEAD":
            self.wfile.write(said)

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST = do_any

    def log_message(self, *_):
        pass


class Stumbling(http.server.ThreadingHTTPServer):
    """Who cuts connections is cut off as well."""

    def handle_error(self, *_):
        pass


@contextlib.contextmanager
def proxy(behind, faults, short=0, tls=None):
    """Its address. Each request takes the first fault away; more can be added while it runs. With TLS if there is a
    certificate with its key."""
    server = Stumbling(("127.0.0.1", 0), Proxy)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.behind, server.faults, server.short = behind, faults, short
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield "{}://127.0.0.1:{}".format("https" if tls else "http", server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
