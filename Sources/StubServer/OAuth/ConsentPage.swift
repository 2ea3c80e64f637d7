import HTTPServing
import NIOCore
import NIOHTTP1

/// The pages that a person sees while a client asks for a token.
enum ConsentPage {
  static func question(_ request: AuthorizationRequest, client: String, ticket: String) -> Response {
    page(
      .ok, title: "Allow access?",
      """
      <p><strong>\(escape(client))</strong> asks for access to <code>\(escape(request.resource))</code>.</p>
      <p>It may: \(escape(Scopes.text(request.scopes))). The answer goes to <code>\(escape(request.redirectURI))</code>.</p>
      <form method="post" action="/authorize">
      <input type="hidden" name="ticket" value="\(escape(ticket))">
      <button name="decision" value="allow" autofocus>Allow</button>
      <button name="decision" value="deny">Deny</button>
      </form>
      """)
  }

  static func problem(_ text: String) -> Response {
    page(.badRequest, title: "This does not work", "<p>\(escape(text))</p>")
  }

  private static func page(_ status: HTTPResponseStatus, title: String, _ body: String) -> Response {
    let html = """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
      <meta name="viewport" content="width=device-width"><style>
      body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}
      button{font:inherit;padding:.4rem 1.2rem;margin-right:.5rem}code{overflow-wrap:anywhere}
      </style></head><body><h1>\(title)</h1>\(body)</body></html>
      """
    // Without a referrer a browser would send the form with `Origin: null`, which looks like another site's.
    return Response(
      status: status,
      headers: [
        "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
      ], body: .bytes(ByteBuffer(string: html)))
  }

  private static func escape(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }
}
