import Testing

@testable import Companion

/// Row 24 of dataplane section 28: the states and their exact words (CF-04).
@Suite struct CloudflaredStateTests {
  private func after(_ events: CloudflaredState.Event...) -> CloudflaredState {
    var state = CloudflaredState.starting
    for event in events { state.apply(event) }
    return state
  }

  @Test func `Until it was ready once it is starting, whatever it answers`() {
    #expect(after(.probed(status: 503), .probed(status: nil)) == .starting)
    #expect(after(.probed(status: 503)).reason == "cloudflared startup pending")
    #expect(after(.probed(status: 200)).isReady)
    #expect(after(.probed(status: 204)) == .starting)
  }

  @Test func `It flaps both ways, each with its reason`() {
    #expect(after(.probed(status: 200), .probed(status: 503)).reason == "cloudflared is not ready")
    #expect(after(.probed(status: 200), .probed(status: nil)).reason == "cloudflared readiness probe failed")
    #expect(after(.probed(status: 200), .probed(status: nil), .probed(status: 200)) == .ready)
  }

  @Test func `Its time runs out only while it is starting (CF-07)`() {
    #expect(after(.timeElapsed).reason == "cloudflared readiness endpoint unavailable")
    #expect(after(.probed(status: 200), .timeElapsed) == .ready)
  }

  @Test func `An end before it was ready is a failed start, and afterwards an exit`() {
    #expect(after(.exited("exit status 1")).reason == "cloudflared failed to start")
    #expect(
      after(.probed(status: 200), .exited("exit status 1")).reason == "cloudflared process exited: exit status 1")
    #expect(after(.probed(status: 200), .exited("")).reason == "cloudflared process exited")
  }

  @Test func `What ended the story stays its end`() {
    #expect(after(.stopped, .exited("signal: interrupt")).reason == "cloudflared stopped")
    #expect(after(.fetchFailed, .stopped).reason == "cloudflared managed runtime fetch failed")
    #expect(after(.timeElapsed, .exited("exit status 0")) == .overdue)
    #expect(after(.spawnFailed, .probed(status: 200)) == .failedToStart)
  }

  @Test func `The last line names what happened (CF-05)`() {
    let end = CloudflaredEnd(.exited("exit status 3"), port: nil)
    #expect(
      end.error(.exited("exit status 3"), .seconds(30)).description
        == "cloudflared supervision failed: cloudflared process exited: exit status 3")
    #expect(end.error(.failedToStart, .seconds(30)) == .start("cloudflared process exited: exit status 3"))
    #expect(end.error(.overdue, .seconds(30)) == .overdue(.seconds(30)))
    #expect(CloudflaredEnd(.notStarted("no"), port: nil).event == .spawnFailed)
  }
}
