import ControlPlane
import CurlHTTP
import HTTPServing
import Logging

/// Asks the service for the tunnel's name again and again (dataplane spec CP-13, W-40).
@NetworkLoop
final class MetadataRefresh {
  private(set) var record = MetadataRecord()
  var serverInfo: ServerInfo
  private let logger: Logger

  nonisolated init(serverInfo: ServerInfo, logger: Logger) {
    self.serverInfo = serverInfo
    self.logger = logger
  }

  var known: MetadataRecord.Known? { record.known }
  var error: String? { record.error }

  /// Until the task is cancelled; `settings` are asked for each time, for they may change.
  func run(_ settings: @NetworkLoop () -> ControlPlaneSettings) async {
    while !Task.isCancelled {
      await ask(settings())
      do { try await LoopClock.sleep(for: record.next()) } catch { return }
    }
  }

  private func ask(_ settings: ControlPlaneSettings) async {
    do throws(MetadataFailure) {
      let metadata = try await TunnelMetadata.fetch(settings, serverInfo: serverInfo)
      guard !Task.isCancelled else { return }
      guard record.answered(name: metadata.name, description: metadata.description, at: .now) else { return }
      logger.info(
        "tunnel metadata fetched", metadata: ["name": "\(metadata.name)", "description": "\(metadata.description)"])
    } catch {
      guard !Task.isCancelled, record.failed("\(error)") else { return }
      logger.warning("tunnel metadata fetch failed", metadata: ["error": "\(error)"])
    }
  }
}
