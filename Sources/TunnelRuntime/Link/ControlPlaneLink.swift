import ControlPlane
import CurlHTTP
import Logging

/// Everything of a tunnel that sends requests to the control plane. Credentials and what is said of the channels change for
/// all of it in the same turn of the loop.
@NetworkLoop
final class ControlPlaneLink {
  private(set) var settings: ControlPlaneSettings
  /// What the service is told of the channels.
  private(set) var serverInfo: ServerInfo
  let session: Session
  let metadata: MetadataRefresh
  private let delivery: ResponseDelivery

  /// `delivery` has the same settings, and posts what `sink` makes of commands.
  nonisolated init(
    _ settings: ControlPlaneSettings, serverInfo: ServerInfo, delivery: ResponseDelivery, sink: any CommandSink,
    observer: any SessionObserver, logger: Logger
  ) {
    self.settings = settings
    self.serverInfo = serverInfo
    self.delivery = delivery
    session = Session(settings, serverInfo: serverInfo, sink: sink, observer: observer, logger: logger)
    metadata = MetadataRefresh(serverInfo: serverInfo, logger: logger)
  }

  /// From now on every request brings these; `retriesNow`: a poll that waits after a failure does not wait any longer.
  func replace(_ credentials: ControlPlaneCredentials, retriesNow: Bool) {
    settings.credentials = credentials
    session.replace(credentials, retriesNow: retriesNow)
    delivery.replace(credentials)
  }

  /// From now on every request says this of the channels.
  func replace(_ serverInfo: ServerInfo) {
    guard serverInfo.headerValue != self.serverInfo.headerValue else { return }
    self.serverInfo = serverInfo
    session.replace(serverInfo)
    delivery.replace(serverInfo)
    metadata.serverInfo = serverInfo
  }
}
