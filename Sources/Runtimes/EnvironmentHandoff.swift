import CPipes
import Glibc

/// Gives a process its environment through a pipe with a name, so that no secret is on a command line, in a file, or in
/// the memory of the multiplexer that starts the process (W-69).
public struct EnvironmentHandoff: Sendable {
  public let path: String

  /// A new pipe in a folder that only its owner enters.
  public init(in folder: String) throws(LaunchFailure) {
    path = "\(folder)/.environment-\(String(UInt64.random(in: 0...(.max)), radix: 36))"
    guard mkfifo(path, 0o600) == 0 else { throw LaunchFailure("\(path) cannot be made", number: errno) }
  }

  /// Waits for the reader, `patience` at most, and hands it over. The pipe is gone afterwards, whatever happened.
  public func give(_ environment: [String: String], patience: Duration = .seconds(10)) async throws(LaunchFailure) {
    defer { unlink(path) }
    let end = ContinuousClock.now + patience
    var descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    while descriptor < 0 {
      guard errno == ENXIO || errno == EINTR, .now < end else {
        throw LaunchFailure("the new process does not ask for its environment", number: errno)
      }
      try? await Task.sleep(for: .milliseconds(5))
      descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    }
    defer { close(descriptor) }
    // A reader that dies is an error, not the end of this process.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    let bytes = environment.flatMap { Array("\($0.key)=\($0.value)\0".utf8) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      // A pipe holds less than a large environment, and the reader may be a task of this thread.
      if count < 0, errno == EINTR || errno == EAGAIN && .now < end {
        try? await Task.sleep(for: .milliseconds(2))
        continue
      }
      guard count > 0 else { throw LaunchFailure("the new process does not take its environment", number: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// The other side: waits for the giver, `patience` at most.
  public static func take(
    _ path: String, patience: Duration = .seconds(10)
  ) async throws(LaunchFailure) -> [String: String] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw LaunchFailure("\(path) cannot be opened", number: errno) }
    defer { close(descriptor) }
    let end = ContinuousClock.now + patience
    var (bytes, piece) = ([UInt8](), [UInt8](repeating: 0, count: 16 << 10))
    while true {
      // Nothing at all before the first giver: only then is an end of the data an end.
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let count = poll(&polled, 1, 0) > 0 ? read(descriptor, &piece, piece.count) : -1
      if count == 0 { break }
      if count > 0 {
        bytes += piece.prefix(count)
      } else {
        guard .now < end else { throw LaunchFailure("nobody gives this process its environment") }
        try? await Task.sleep(for: .milliseconds(2))
      }
    }
    return bytes.split(separator: 0).reduce(into: [:]) { result, entry in
      let text = String(decoding: entry, as: UTF8.self)
      guard let equals = text.firstIndex(of: "=") else { return }
      result[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
  }
}
