import HTTPServing
import NIOCore
import NIOHTTP1
import SupportBundle

/// Asks the server's own routes on behalf of whoever asked for the bundle: what they refuse to that peer is not in it.
struct RoutedSource: SupportBundleSource {
  let request: Request
  let router: Router
  let documents: ProcessDocuments?
  let traffic: (any RequestSource)?

  func document(at path: String) async -> [UInt8]? {
    var own = request
    own.method = .GET
    own.headers.replaceOrAdd(name: "Accept", value: "application/json")
    let parts = path.split(separator: "?", maxSplits: 1)
    own.path = String(parts.first ?? "/")
    own.rawQuery = parts.count > 1 ? String(parts[1]) : ""
    own.query = QueryParameters(encoded: own.rawQuery[...])
    guard let response = try? await router.respond(to: own), response.status == .ok else { return nil }
    switch response.body {
    case .bytes(let buffer): return Array(buffer.readableBytesView)
    case .chunks(let buffers): return buffers.flatMap { Array($0.readableBytesView) }
    case .empty, .stream: return nil
    }
  }

  func metrics() async -> [UInt8] {
    await document(at: "/metrics") ?? []
  }

  func requests() async -> [[UInt8]] {
    guard let traffic else { return [] }
    var filter = RequestFilter()
    filter.limit = 500
    return await traffic.requests(filter).reversed().map { record in
      var writer = JSONWriter()
      record.write(to: &writer)
      return writer.bytes
    }
  }

  func runtime() async -> RuntimeFacts? {
    await documents?.runtime()
  }
}
