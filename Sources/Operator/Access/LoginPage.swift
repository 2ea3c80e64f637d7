import HTTPServing
import NIOCore
import NIOHTTP1

/// What a browser on another machine gets instead of the page until it has shown the token. Without styles: those are
/// behind the token too, and the page's policy allows none of its own.
enum LoginPage {
  static func response() -> Response {
    Response(
      status: .unauthorized, headers: ["Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"],
      body: .bytes(ByteBuffer(string: html)))
  }

  private static let html = """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><title>tunnel-client: access token</title></head>
    <body><main>
    <h1>tunnel-client</h1>
    <p>This page is open to other machines with the access token that was printed when tunnel-client started.</p>
    <form action="/ui" method="get">
    <p><label>Access token <input type="password" name="token" required autocomplete="off" autofocus></label>
    <button>Open</button></p>
    </form>
    </main></body>
    </html>

    """
}
