/// Writes a compressed tar archive piece by piece; a sink that is slow slows it, and nothing piles up.
final class BundleArchive {
  /// Takes a part of the archive and returns when it may have the next one.
  typealias Sink = ([UInt8]) async throws -> Void

  private static let pieceSize = 64 << 10

  private let gzip: GzipStream
  private let modifiedAt: Int64
  private let sink: Sink
  private var plain: [UInt8] = []
  private var packed: [UInt8] = []

  /// `modifiedAt` are the seconds since 1970 that every file gets. Nil when there is no memory for it.
  init?(modifiedAt: Int64, sink: @escaping Sink) {
    guard let gzip = GzipStream() else { return nil }
    self.gzip = gzip
    self.modifiedAt = modifiedAt
    self.sink = sink
  }

  func add(_ name: String, _ content: [UInt8]) async throws {
    try await add(name, size: content.count) { try await $0(content) }
  }

  /// `content` hands over exactly `size` bytes, in pieces.
  func add(
    _ name: String, size: Int, content: (_ take: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws {
    let header = TarHeader(name: name, size: size, modifiedAt: modifiedAt)
    try await write(header.bytes)
    try await content(write)
    try await write(header.padding)
  }

  /// Nothing may be added any more.
  func finish() async throws {
    try await write(TarHeader.end)
    gzip.compress(plain, isLast: true, into: &packed)
    plain = []
    try await sink(packed)
  }

  private func write(_ bytes: [UInt8]) async throws {
    plain += bytes
    guard plain.count >= Self.pieceSize else { return }
    gzip.compress(plain, into: &packed)
    plain.removeAll(keepingCapacity: true)
    guard packed.count >= Self.pieceSize else { return try Task.checkCancellation() }
    try await sink(packed)
    packed.removeAll(keepingCapacity: true)
  }
}
