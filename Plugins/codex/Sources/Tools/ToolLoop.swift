internal import Glibc
internal import TunnelPluginKit

/// Reads requests, waits for programs, writes answers: all of it on the command's one thread.
final class ToolLoop {
  private static let longestLine = 1 << 20
  private static let mostCalls = 8
  private static let endMilliseconds: Int64 = 3_000

  private let context: CommandContext
  private let desk: ToolDesk
  private var lines = InputLines(limit: ToolLoop.longestLine)
  private var calls: [RunningCall] = []
  private var isOpen = true

  init(_ context: CommandContext) {
    self.context = context
    desk = ToolDesk(context)
  }

  /// Until the input ends and everything that came over it is answered, or somebody asks for the end.
  func run() {
    while isOpen || !calls.isEmpty {
      let input = isOpen && calls.count < Self.mostCalls ? context.call.input : -1
      let descriptors = [input, context.call.cancelled] + calls.flatMap(\.open)
      var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let patience = calls.map(\.patience).min() ?? 60_000
      guard poll(&polled, nfds_t(polled.count), Int32(min(patience, 1_000))) >= 0 else { continue }
      guard polled[1].revents == 0 else { return end() }
      for entry in polled.dropFirst(2) where entry.revents != 0 {
        calls.first { $0.open.contains(entry.fd) }?.read(entry.fd)
      }
      settle()
      if polled[0].revents != 0 { read() }
    }
  }

  /// Nobody is left to hear of what runs: it is asked to end, and may tidy up.
  private func end() {
    for call in calls { call.child.signal(SIGTERM) }
    let limit = MonotonicClock.milliseconds() + Self.endMilliseconds
    while calls.contains(where: { !$0.child.reap() }), MonotonicClock.milliseconds() < limit { poll(nil, 0, 10) }
  }

  private func settle() {
    for call in calls {
      guard let capture = call.result() else { continue }
      calls.removeAll { $0 === call }
      if !call.isForgotten { write(call.finish(capture)) }
    }
  }

  private func read() {
    let bytes = Capture.readSome(context.call.input)
    guard !bytes.isEmpty else {
      isOpen = false
      return
    }
    for line in lines.take(bytes) { received(line) }
  }

  private func received(_ line: [UInt8]) {
    guard line.contains(where: { $0 > 0x20 }) else { return }
    switch desk.take(line) {
    case .answer(let answer): write(answer)
    case .run(let call): calls.append(call)
    case .cancel(let id):
      guard let call = calls.first(where: { $0.id == id }) else { return }
      call.child.signal(SIGTERM)
      call.isForgotten = true
    case .nothing: break
    }
  }

  private func write(_ answer: [UInt8]) {
    (answer + [0x0A]).withUnsafeBytes { CommandOutput.write($0, to: context.call.output) }
  }
}
