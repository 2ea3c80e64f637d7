import ControlPlane
import CurlHTTP
import Logging

// What an `oauth_discovery` command comes to.
extension CommandRun {
  /// Asks for metadata instead of the server's channel; only the main one has any (CH-02, OA-01).
  func discover() {
    guard command.channel == ChannelName.main else {
      return answer(Answer.unsupportedChannel(command), failed: true)
    }
    guard let discoverer else { return answer(Answer.discovery(.notSupported), failed: true) }
    calledAt = .now
    observer?.called(command)
    discovery = Task { [weak self] in
      let found = await discoverer()
      guard !Task.isCancelled else { return }
      self?.discovered(found)
    }
  }

  private func discovered(_ found: DiscoveryAnswer) {
    guard terminal == nil, !isDone else { return }
    discovery = nil
    if let failure = found.failure {
      observer?.failed(command, failure)
      logger.info(
        "no OAuth metadata for the caller",
        metadata: ids.merging(["status_code": "\(found.status)", "detail": "\(failure.detail)"]) { $1 })
    }
    answer(Answer.discovery(found), failed: found.failure != nil)
  }
}
