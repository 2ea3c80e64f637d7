internal import Glibc
internal import TunnelPluginKit

/// What a chat shows: the answer on the output and nothing else there; prompts and signs of life on the errors' side
/// (operator spec 20.3). With JSON the output has events, one a line.
final class ChatScreen {
  private static let frames = ["|", "/", "-", "\\"]
  private static let frameMilliseconds: Int64 = 120
  private static let longestLine = 64 << 10

  private let context: CommandContext
  private let json: Bool
  private var typed: [UInt8] = []
  private var text = ""
  private var isWaiting = false
  private var isShown = false
  private var frame = 0
  private var tickAt: Int64 = 0

  init(_ context: CommandContext, json: Bool) {
    self.context = context
    self.json = json
  }

  /// There is a person who can be asked: both sides are a terminal, not only something like one (operator spec 20.4).
  var mayAsk: Bool { context.call.inputIsTerminal && context.call.errorsAreTerminal }

  /// When something has to move.
  var nextTick: Int64 { isWaiting && context.call.errorsAreTerminal ? tickAt : .max }

  func began(thread: String, turn: String?) {
    text = ""
    if json {
      return event("turn/started") { object in
        object.member("thread_id", thread)
        object.optional("turn_id", turn)
      }
    }
    isWaiting = true
    tickAt = MonotonicClock.milliseconds() + Self.frameMilliseconds
    if !context.call.errorsAreTerminal { context.output.error("waiting for codex\n") }
  }

  func tick() {
    guard isWaiting, MonotonicClock.milliseconds() >= tickAt else { return }
    tickAt = MonotonicClock.milliseconds() + Self.frameMilliseconds
    context.output.error("\r\(Self.frames[frame])")
    isShown = true
    frame = (frame + 1) % Self.frames.count
  }

  func say(_ delta: String) {
    text += delta
    if json { return event("delta") { $0.member("text", delta) } }
    if isWaiting {
      clear()
      if context.call.errorsAreTerminal { context.output.error("assistant> ") }
    }
    context.output.result(context.call.outputIsTerminal ? Self.printable(delta) : delta)
  }

  func ended(status: String) {
    if json {
      return event("turn/completed") { object in
        object.member("status", status)
        object.member("text", text)
      }
    }
    endLine()
  }

  /// So that what comes next has a line of its own.
  func endLine() {
    clear()
    if !json, !text.isEmpty { context.output.result("\n") }
    text = ""
  }

  func note(_ line: String) {
    clear()
    context.output.error(line + "\n")
  }

  func settled(_ approval: Approval, _ decision: Approval.Decision) {
    if json {
      return event("approval") { object in
        object.optional("command", approval.command)
        object.member("summary", approval.summary)
        object.member("decision", decision.rawValue)
      }
    }
    let what = Self.printable(approval.command ?? approval.summary)
    if !mayAsk { note("declined, because nobody could be asked: \(what)") }
  }

  /// Asks; nothing but a yes is one.
  func agrees(to approval: Approval) throws(CommandFailure) -> Bool {
    clear()
    let what = Self.printable(approval.command.map { "\($0)\n  (\(approval.summary))" } ?? approval.summary)
    context.output.error("\ncodex asks for: \(what)\nallow it? [y/N] ")
    let answer = try readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// One line that a person types; nil at the end of the input.
  func readLine() throws(CommandFailure) -> String? {
    while true {
      if let end = typed.firstIndex(of: 0x0A) {
        let line = String(decoding: typed[..<end], as: UTF8.self)
        typed.removeSubrange(...end)
        return line
      }
      var polled = [context.call.input, context.call.cancelled].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      guard poll(&polled, 2, -1) > 0 else { continue }
      guard polled[1].revents == 0 else { throw CommandFailure(.cancelled, "stopped") }
      let bytes = Capture.readSome(context.call.input)
      guard !bytes.isEmpty, typed.count < Self.longestLine else { return nil }
      typed += bytes
    }
  }

  private func clear() {
    if isShown { context.output.error("\r \r") }
    isShown = false
    isWaiting = false
  }

  private func event(_ type: String, _ members: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    writer.object { object in
      object.member("type", type)
      members(&object)
    }
    context.output.result(String(decoding: writer.bytes, as: UTF8.self) + "\n")
  }

  /// A model's words are no commands for a terminal.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          $0 == "\n" || $0 == "\t" || !($0.value < 0x20 || (0x7F...0x9F).contains($0.value))
        }))
  }
}
