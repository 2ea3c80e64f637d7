import Testing

@testable import PluginHost

/// How much of a stream may be on its way, decided without one.
@Suite struct EventWindowTests {
  @Test func `Small events are bounded by their number, large ones by their bytes`() {
    var window = EventWindow()
    var count = 0
    while window.fits(10) {
      window.sent(10)
      count += 1
    }
    #expect(count == 64)
    window.taken(10)
    #expect(window.fits(10))
    window = EventWindow()
    while window.fits(100_000) { window.sent(100_000) }
    #expect(window.events == 2)
  }

  @Test func `The largest event passes alone, and the next waits until it was taken`() {
    var window = EventWindow()
    #expect(window.fits(1 << 20))
    window.sent(1 << 20)
    #expect(!window.fits(0))
    window.taken(1 << 20)
    #expect(window == EventWindow() && window.fits(1 << 20))
  }

  @Test func `A word too many takes nothing below nothing`() {
    var window = EventWindow()
    window.taken(5)
    #expect(window == EventWindow())
  }
}
