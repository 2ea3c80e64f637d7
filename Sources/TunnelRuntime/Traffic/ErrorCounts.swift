import Operator

/// Errors by where to look. Pure.
struct ErrorCounts: Sendable, Equatable {
  private var client: Int32 = 0
  private var network: Int32 = 0
  private var service: Int32 = 0
  private var mcpServer: Int32 = 0

  mutating func note(_ source: RequestFailure.Source) {
    switch source {
    case .client: client &+= 1
    case .network: network &+= 1
    case .service: service &+= 1
    case .mcpServer: mcpServer &+= 1
    }
  }

  subscript(source: RequestFailure.Source) -> Int {
    switch source {
    case .client: Int(client)
    case .network: Int(network)
    case .service: Int(service)
    case .mcpServer: Int(mcpServer)
    }
  }
}
