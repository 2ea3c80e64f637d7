import CTunnelPlugin
import CurlHTTP
import NIOCore
import TestPlugins
import TestServer
import Testing

@testable import PluginHost

/// The host as a plugin sees it: through its C tables.
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct HostServiceTests {
  private let log = RecordedLog()
  private let context: HostContext
  private let host: UnsafePointer<tunnel_host>

  init() {
    context = HostContext(
      pluginID: "com.example.test", channel: "main", granted: [TUNNEL_HOST_TIMER, TUNNEL_HOST_HTTP],
      logger: log.logger)
    host = HostTable.make(for: context)
  }

  private func table<Table>(_ name: String, as type: Table.Type) throws -> Table {
    let pointer = try #require(host.pointee.get_extension(host, name))
    return pointer.assumingMemoryBound(to: type).pointee
  }

  @Test func aServiceThatWasNotGrantedAnswersDenied() throws {
    let process = try table(TUNNEL_HOST_PROCESS, as: tunnel_host_process.self)
    let log = try table(TUNNEL_HOST_LOG, as: tunnel_host_log.self)
    #expect(process.write(host, 1, tunnel_bytes()) == tunnel_status(TUNNEL_E_DENIED))
    #expect(process.start(host, nil, nil, nil) == tunnel_status(TUNNEL_E_DENIED))
    #expect(log.write(host, UInt32(TUNNEL_LOG_INFO), tunnel_string()) == tunnel_status(TUNNEL_E_DENIED))
    #expect(log.enabled(host, UInt32(TUNNEL_LOG_ERROR)) == 0)
    #expect(context.faultCount == 4)
    #expect(Set(self.log.warnings) == ["plugin com.example.test \(PluginFault.denied.rawValue)"])
  }

  @Test func anUnknownServiceIsNothing() {
    #expect(host.pointee.get_extension(host, "tunnel.host.nonsense/1") == nil)
    #expect(context.faultCount == 0)
    #expect(host.pointee.get_extension(host, nil) == nil)
    #expect(context.faultCount == 1)
  }

  @Test func aCallAfterDestroyIsAFaultAndNoCrash() throws {
    let exchanges = try table(TUNNEL_HOST_EXCHANGE, as: tunnel_host_exchange.self)
    let buffers = try table(TUNNEL_HOST_BUFFER, as: tunnel_host_buffer.self)
    let timers = try table(TUNNEL_HOST_TIMER, as: tunnel_host_timer.self)
    context.markDestroyed()
    #expect(exchanges.closed(host) == tunnel_status(TUNNEL_E_CLOSED))
    #expect(exchanges.finish(host, 1, nil) == tunnel_status(TUNNEL_E_CLOSED))
    #expect(buffers.create(host, 1) == 0)
    #expect(timers.start(host, 1, { _ in }, nil, nil) == tunnel_status(TUNNEL_E_CLOSED))
    #expect(context.faultCount == 4)
    #expect(Set(log.warnings) == ["plugin com.example.test \(PluginFault.afterDestroy.rawValue)"])
  }

  @Test func aTimerDoesNotFireIntoAPluginThatIsGone() async throws {
    let timers = try table(TUNNEL_HOST_TIMER, as: tunnel_host_timer.self)
    #expect(timers.start(host, 0, { _ in fatalError("fired after destroy") }, nil, nil) == success)
    context.markDestroyed()
    await fired(after: 5)
  }

  @Test func aTimerFiresOnceOnTheLoopAndIsStaleAfterwards() async throws {
    let timers = try table(TUNNEL_HOST_TIMER, as: tunnel_host_timer.self)
    let calls = Mailbox<Bool>()
    var timer: tunnel_timer = 0
    let user = Unmanaged.passUnretained(calls).toOpaque()
    let status = timers.start(
      host, 1,
      { user in
        if let user { Unmanaged<Mailbox<Bool>>.fromOpaque(user).takeUnretainedValue().put(NetworkLoop.isCurrent) }
      }, user, &timer)
    #expect(status == success)
    #expect(await calls.next())
    #expect(timers.cancel(host, timer) == tunnel_status(TUNNEL_E_STALE))
    #expect(context.faultCount == 0)
  }

  @Test func aCancelledTimerDoesNotFire() async throws {
    let timers = try table(TUNNEL_HOST_TIMER, as: tunnel_host_timer.self)
    var timer: tunnel_timer = 0
    #expect(timers.start(host, 2, { _ in fatalError("fired after cancel") }, nil, &timer) == success)
    #expect(timers.cancel(host, timer) == success)
    await fired(after: 10)
  }

  @Test func anImpossibleSizeIsAFaultAndNoCrash() throws {
    let buffers = try table(TUNNEL_HOST_BUFFER, as: tunnel_host_buffer.self)
    let exchanges = try table(TUNNEL_HOST_EXCHANGE, as: tunnel_host_exchange.self)
    let buffer = buffers.create(host, -1)
    var byte: UInt8 = 0
    let huge = withUnsafePointer(to: &byte) { tunnel_bytes(data: $0, size: -1) }
    #expect(buffers.append(host, buffer, huge) == tunnel_status(TUNNEL_E_INVALID))
    #expect(exchanges.head(host, 1, 200, tunnel_headers(items: nil, count: -1)) == tunnel_status(TUNNEL_E_INVALID))
    #expect(context.faultCount == 2)
  }

  @Test func aBufferIsWrittenFrozenReadAndLetGo() throws {
    let buffers = try table(TUNNEL_HOST_BUFFER, as: tunnel_host_buffer.self)
    let buffer = buffers.create(host, 0)
    var text = Array("abc".utf8)
    let piece = text.withUnsafeMutableBytes { tunnel_bytes(data: $0.baseAddress, size: 3) }
    #expect(buffers.append(host, buffer, piece) == success)
    #expect(buffers.append(host, buffer, piece) == success)
    var contents = tunnel_bytes()
    #expect(buffers.view(host, buffer, &contents) == success)
    #expect(contents.borrowed.map { String(decoding: $0, as: UTF8.self) } == "abcabc")
    #expect(buffers.append(host, buffer, piece) == tunnel_status(TUNNEL_E_INVALID))
    #expect(buffers.retain(host, buffer) == success)
    #expect(buffers.release(host, buffer) == success)
    #expect(buffers.release(host, buffer) == success)
    #expect(buffers.release(host, buffer) == tunnel_status(TUNNEL_E_STALE))
    #expect(context.faultCount == 2)
  }

  /// Returns when a timer of the loop's own that is due later than the test's has fired.
  private func fired(after milliseconds: Int) async {
    try? await LoopClock.sleep(for: .milliseconds(milliseconds))
  }
}
