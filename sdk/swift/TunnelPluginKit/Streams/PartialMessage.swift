/// A message that arrives in pieces, put together in a host buffer so that it is handed over without a copy.
struct PartialMessage: ~Copyable {
  private let host: Host
  private var buffer: HostBuffer?
  /// The host had no room for a piece: the message is lost.
  private(set) var failed = false

  init(_ host: Host) {
    self.host = host
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard !failed, !bytes.isEmpty else { return }
    if buffer == nil { buffer = try? HostBuffer(host, capacity: bytes.count * 2) }
    guard let status = buffer?.append(bytes), status.isOK else {
      drop()
      failed = true
      return
    }
  }

  /// Forgets the message and begins a new one.
  mutating func drop() {
    buffer = nil
    failed = false
  }

  /// The whole message, for the duration of `body`; then a new one begins. Not called when the message was lost.
  mutating func finish(_ body: (UnsafeRawBufferPointer, BufferReference?) -> Void) {
    let buffer = buffer.take()
    failed = false
    switch consume buffer {
    case .some(let buffer): body(buffer.contents(), buffer.reference)
    case .none: body(UnsafeRawBufferPointer(start: nil, count: 0), nil)
    }
  }
}
