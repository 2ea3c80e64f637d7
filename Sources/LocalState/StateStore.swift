import Glibc
import Moments
import PrivateFiles
import RawJSON

/// Reads and writes the state files. Readers never write, lock or make a folder (W-61); a writer holds the lock from its
/// read to its write, and each file is the old one or the new one at any time (W-57).
public struct StateStore: Sendable {
  public let root: StateRoot

  public init(_ root: StateRoot) {
    self.root = root
  }

  public func path(_ name: StateDocument.Name) -> String { "\(root.path)/\(name.rawValue)" }
  /// Where a daemon writes its base URL.
  public func healthURLFile(of alias: String) -> String { "\(root.path)/health/\(alias).url" }
  public func logFile(of alias: String) -> String { "\(root.path)/logs/\(alias).log" }

  /// Empty when there is no file.
  public func read(_ name: StateDocument.Name) throws(StateFailure) -> StateDocument {
    let path = path(name)
    let bytes = try bytes(of: path)
    do throws(JSONError) {
      return try StateDocument(bytes)
    } catch {
      throw .corrupt(path: path, reason: "\(error)")
    }
  }

  /// Changes one document as one step.
  public func update<Result>(
    _ name: StateDocument.Name, _ change: (inout StateDocument) throws(StateFailure) -> Result
  ) throws(StateFailure) -> Result {
    try prepare()
    let lock = try StateLock("\(root.path)/.lock")
    defer { lock.release() }
    var document = try read(name)
    let before = document
    guard document.version <= StateDocument.schemaVersion else {
      throw .newer(path: path(name), version: document.version)
    }
    let result = try change(&document)
    if document != before { try write(document.bytes, to: path(name)) }
    return result
  }

  /// Keeps two commands from working on one alias at the same time, until it is released.
  public func lock(alias: String) throws(StateFailure) -> StateLock {
    try prepare()
    return try StateLock("\(root.path)/.\(alias).lock", patience: .seconds(60))
  }

  /// The root and its folders, for their owner only (W-58).
  public func prepare() throws(StateFailure) {
    for folder in [root.path, "\(root.path)/health", "\(root.path)/logs"] {
      do throws(ErrorNumber) {
        try PrivateFile.makeFolder(folder)
        guard chmod(folder, 0o700) == 0 else { throw ErrorNumber(errno) }
      } catch {
        throw .system(action: "make the folder", path: folder, reason: error.text)
      }
    }
  }

  /// Appends a line to `history.md` (operator spec 15.2).
  public func remember(
    _ action: HistoryAction, alias: String, tunnelID: String?, detail: String
  ) throws(StateFailure) {
    try prepare()
    let path = "\(root.path)/history.md"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    let line = Array(
      "- \(Self.now) action=\(action.rawValue) alias=\(alias) tunnel_id=\(tunnelID ?? "-") detail=\(Self.oneLine(detail))\n"
        .utf8)
    // One write of a short line is one step among appenders.
    guard Glibc.write(descriptor, line, line.count) == line.count else { throw failure("write", path) }
  }

  /// RFC 3339, UTC, whole seconds.
  public static var now: String { time(Glibc.time(nil)) }

  /// The same of another moment, in seconds since 1970.
  public static func time(_ seconds: Int) -> String {
    let text = UTCText.rfc3339(seconds: Int64(seconds), nanoseconds: 0, digits: 1)
    return text.split(separator: ".").first.map { "\($0)Z" } ?? text
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func write(_ bytes: [UInt8], to path: String) throws(StateFailure) {
    do throws(ErrorNumber) {
      try PrivateFile.write(bytes, to: path, replaces: true)
    } catch {
      throw .system(action: "write it", path: path, reason: error.text)
    }
  }

  private func bytes(of path: String) throws(StateFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return [] }
      throw failure("read it", path)
    }
    defer { close(descriptor) }
    var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      guard count >= 0 else { throw failure("read it", path) }
      if count == 0 { return bytes }
      bytes += piece.prefix(count)
    }
  }

  private func failure(_ action: String, _ path: String) -> StateFailure {
    .system(action: action, path: path, reason: String(cString: strerror(errno)))
  }
}
