import LocalState
import NearMatch

/// An alias that a command line names.
enum KnownAlias {
  static func find(_ text: String, _ store: StateStore) throws(Failure) -> AliasRecord {
    let name = try LocalName.argument(text, what: "the alias").text
    let (alias, known) = try Failure.ofState { () throws(StateFailure) -> (AliasRecord?, [String]) in
      if let alias = try store.alias(name) { return (alias, []) }
      // A process without an alias, from a crash between two files or from the peer.
      if let process = try store.process(name) { return (AliasRecord(alias: name, tunnelID: process.tunnelID), []) }
      return (nil, try store.aliases().map(\.alias))
    }
    guard let alias else { throw missing(name, known) }
    return alias
  }

  private static func missing(_ name: String, _ known: [String]) -> Failure {
    let near = NearMatch.of(name, in: known).map { "did you mean \"\($0)\"?" }
    return Failure(
      .notFound, "there is no alias \"\(name)\"",
      hint: near
        ?? "see `tunnel-client runtimes list`, or make it with `tunnel-client runtimes connect --alias \(name)`")
  }
}
