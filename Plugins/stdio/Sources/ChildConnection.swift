internal import TunnelPluginKit

/// One child of the pool: its process, the calls that it works on, and what goes over its pipes.
final class ChildConnection: TimerTarget {
  /// A child that has not answered `initialize` by then never will.
  private static let longestGreeting: UInt64 = 30_000

  let index: Int
  let host: Host
  weak var owner: StandardIOTransport?
  var multiplexer = Multiplexer()
  var hasWarnedOfText = false
  private let supervisor: Supervisor
  private var line = OutgoingLine()
  private var greeting: Timer?

  init(_ index: Int, _ host: Host, _ settings: StdioSettings, owner: StandardIOTransport) {
    self.index = index
    self.host = host
    self.owner = owner
    let name = settings.pool == 1 ? "the server process" : "server process \(index + 1) of \(settings.pool)"
    supervisor = Supervisor(host, settings, name: name)
    supervisor.owner = self
  }

  func open() throws(PluginError) {
    try supervisor.open()
  }

  func close() {
    greeting = nil
    _ = multiplexer.forgetAll()
    supervisor.close()
  }

  // MARK: To the child

  /// Sends a request under a private number.
  func send(
    _ exchange: ExchangeID, _ message: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, method: BorrowedText
  ) -> PluginStatus {
    let token = host.find("/params/_meta/progressToken", in: message)
    let number = multiplexer.begin(exchange, id: id, progressToken: token, method: method)
    let digits = Array(String(number).utf8)
    var replacements = [(slice: id, with: digits)]
    if let token { replacements.append((slice: token, with: digits)) }
    line.set(message, replacing: replacements)
    let status = write()
    if !status.isOK { _ = multiplexer.forget(exchange) }
    return status
  }

  /// Delivers a notification or response, with `replacement.1` in the place of the slice `replacement.0`.
  func deliver(
    _ message: UnsafeRawBufferPointer, replacing replacements: [(slice: UnsafeRawBufferPointer, with: [UInt8])] = []
  ) -> PluginStatus {
    line.set(message, replacing: replacements)
    return write()
  }

  /// Nobody waits for a call any more; the child hears of it if `telling`.
  func withdraw(_ exchange: ExchangeID, telling: Bool) {
    guard let number = multiplexer.forget(exchange), telling else { return }
    line.setCancellation(of: number)
    _ = write()
  }

  /// Says `initialize` with the raw params of the caller's.
  func greet(_ params: [UInt8]) {
    line.setGreeting(multiplexer.beginGreeting(), params: params)
    guard write().isOK else { return replaceForSilence() }
    greeting = try? Timer(host, after: Self.longestGreeting, target: self)
  }

  func fired(_ timer: Timer) {
    replaceForSilence()
  }

  /// The child has answered the greeting.
  func greeted() {
    greeting = nil
    line.setInitialized()
    _ = write()
    owner?.greeted(self)
  }

  /// Answers a request of the child; never at the expense of a call.
  func reply(to id: UnsafeRawBufferPointer, declined: Bool) {
    line.setReply(to: id, declined: declined)
    let status = write()
    if !status.isOK { host.log(.warning, "could not answer a request of the server (status \(status.rawValue))") }
  }

  /// The child closed its input: it will never hear of a call again.
  func replaceForClosedInput() {
    supervisor.replace("closed its standard input")
  }

  private func replaceForSilence() {
    supervisor.replace("did not answer initialize")
  }

  private func write() -> PluginStatus {
    // A copy of the reference: a host that calls back from within `write` finds `line` free.
    let bytes = line.bytes
    return bytes.withUnsafeBytes { supervisor.write($0) }
  }

  // MARK: From the supervisor

  func started() {
    owner?.started(self)
  }

  /// Everybody who waits for the child waits in vain.
  func gone(_ reason: String) {
    greeting = nil
    let lost = multiplexer.forgetAll()
    owner?.gone(self, reason)
    for exchange in lost {
      host.exchange(exchange).finish(.closed, kind: "eof", detail: reason)
      owner?.lost(exchange)
    }
  }

  func gaveUp(_ reason: String) {
    owner?.gaveUp(reason)
  }

  func closed() {
    owner?.closed(self)
  }
}
