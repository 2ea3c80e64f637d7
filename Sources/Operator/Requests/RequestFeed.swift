import HTTPServing
import NIOCore

/// Looks four times a second at what has changed, for as long as somebody watches, and once for all who do: they share
/// one question and one encoding.
actor RequestFeed {
  /// What changed, as events, and up to which revision.
  struct Batch: Sendable {
    var frames: ByteBuffer
    var revision: UInt64
  }

  private static let pace: UInt64 = 250_000_000

  private let source: any RequestSource
  private let redact: @Sendable ([UInt8]) -> [UInt8]
  private var turn: UInt64 = 0
  /// Up to where this turn looks: whoever asks later in it must not see more, or would be out of step for good.
  private var bound: Task<UInt64, Never>?
  /// By the revision that the asker has.
  private var batches: [UInt64: Task<Batch, Never>] = [:]

  /// `redact` sees the JSON of every event.
  init(source: any RequestSource, redact: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    self.source = source
    self.redact = redact
  }

  /// Waits for the next turn; those of all who watch are at the same moments.
  static func nextTurn() async throws {
    try await Task.sleep(for: .nanoseconds(pace - NIODeadline.now().uptimeNanoseconds % pace))
  }

  /// What changed after `revision`, up to this turn.
  func batch(after revision: UInt64) async -> Batch {
    let now = NIODeadline.now().uptimeNanoseconds / Self.pace
    if now != turn {
      turn = now
      bound = nil
      batches = [:]
    }
    if let batch = batches[revision] { return await batch.value }
    let (source, redact) = (source, redact)
    let bound = bound ?? Task { await source.requests(changedAfter: .max).revision }
    self.bound = bound
    let batch = Task {
      let end = await bound.value
      guard end > revision else { return Batch(frames: ByteBuffer(), revision: revision) }
      var frames = ByteBuffer()
      for record in await source.requests(changedAfter: revision).records where record.revision <= end {
        var json = JSONWriter()
        record.write(to: &json)
        EventWriter.append("request", id: record.revision, data: redact(json.bytes), to: &frames)
      }
      return Batch(frames: frames, revision: end)
    }
    batches[revision] = batch
    return await batch.value
  }
}
