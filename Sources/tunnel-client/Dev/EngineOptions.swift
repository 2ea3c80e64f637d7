import ArgumentParser

/// Which engine serves the local control plane. There is one, in memory; the flags of the peer are taken where they ask
/// for nothing else, and refused where they would (operator spec 24.2).
struct EngineOptions: ParsableArguments {
  @Option(help: "auto or swift; go is taken as the same. There is no rust backend here.")
  var backend = "auto"

  @Option(name: .customLong("engine-queue-backend"), help: "inmem, the only one there is.")
  var queueBackend = "inmem"

  @Option(name: .customLong("engine-redis-url"), help: "Of no use without the redis backend. [TUNNEL_ENGINE_REDIS_URL]")
  var redisURL: String?

  /// What is worth telling about a choice that changes nothing.
  func check() throws(Failure) -> [String] {
    var notes: [String] = []
    switch backend {
    case "auto", "swift": break
    case "go": notes.append("--backend go: this build has one backend, swift, which does the same; using it")
    case "rust":
      throw Failure(
        .usage, "--backend rust: this build has no rust backend; leave the flag out, or use --backend swift")
    default: throw Failure(.usage, "--backend: \"\(backend)\" is unknown; use auto or swift")
    }
    switch queueBackend {
    case "inmem": break
    case "redis":
      throw Failure(
        "--engine-queue-backend redis: only a rust backend has it, which this build lacks; use --engine-queue-backend inmem"
      )
    default: throw Failure(.usage, "--engine-queue-backend: \"\(queueBackend)\" is unknown; use inmem")
    }
    if redisURL != nil { notes.append("--engine-redis-url: ignored, the queue is in memory") }
    return notes
  }
}
