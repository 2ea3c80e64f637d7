import CurlHTTP
import NIOCore
import Operator
import Testing

@testable import TunnelRuntime

@Suite struct PayloadStoreTests {
  private func body(_ count: Int) -> ByteBuffer { ByteBuffer(repeating: 0x61, count: count) }

  @Test func `Of a body its front is kept, and how long it was`() {
    var store = PayloadStore()
    store.add(1, request: body(70_000), headers: HTTPFields())
    store.add(1, response: [body(40_000), body(40_000)])
    #expect(store[1]?.request.bytes.count == 64 << 10)
    #expect(store[1]?.request.length == 70_000)
    #expect(store[1]?.request.isComplete == false)
    #expect(store[1]?.response?.bytes.count == 64 << 10)
    #expect(store[1]?.response?.length == 80_000)
    #expect(store.size == 128 << 10)
  }

  @Test func `Never more than eight mebibytes; the oldest goes first`() {
    var store = PayloadStore()
    for sequence: UInt64 in 1...200 {
      store.add(sequence, request: body(60_000), headers: HTTPFields())
      store.add(sequence, response: [body(60_000)])
      #expect(store.size <= PayloadStore.most)
    }
    #expect(store[1] == nil)
    #expect(store[200]?.response?.isComplete == true)
    store.forget(upTo: 199)
    #expect(store.size == 120_000)
    store.removeAll()
    #expect(store.size == 0 && store[200] == nil)
  }

  @Test func `An answer without its request is not kept`() {
    var store = PayloadStore()
    store.add(5, response: [body(10)])
    #expect(store[5] == nil && store.size == 0)
  }

  @Test func `Capturing for a while ends by itself, and falls back to what was configured`() {
    let now = ContinuousClock.now
    var capture = CaptureSwitch(configured: false)
    #expect(!capture.isOn(at: now) && !capture.isEverOn)
    capture.set(true, for: .seconds(10), now: now)
    #expect(capture.isOn(at: now + .seconds(9)))
    #expect(capture.state(at: now).remaining == .seconds(10))
    #expect(!capture.isOn(at: now + .seconds(10)))
    #expect(capture.state(at: now + .seconds(11)).remaining == nil)
    var always = CaptureSwitch(configured: true)
    always.set(false, for: nil, now: now)
    #expect(!always.isOn(at: now + .seconds(1_000_000)))
  }
}
