import CurlHTTP

/// The names of a command's headers as one text. Callers send the same few sets over and over: each is written down
/// once.
struct HeaderNames {
  private var known: [Int: String] = [:]

  private static let mostKnown = 64
  private static let longest = 1024

  mutating func text(of headers: HTTPFields) -> String {
    guard !headers.isEmpty else { return "" }
    var hasher = Hasher()
    for index in 0..<headers.count {
      headers.withLine(index) { name, _ in
        hasher.combine(name.count)
        hasher.combine(bytes: name)
      }
    }
    let hash = hasher.finalize()
    if let text = known[hash] { return text }
    let names = Set((0..<headers.count).map { headers.name(at: $0).lowercased() })
    let text = names.sorted().joined(separator: " ").bounded(to: Self.longest)
    if known.count >= Self.mostKnown { known.removeAll() }
    known[hash] = text
    return text
  }
}
