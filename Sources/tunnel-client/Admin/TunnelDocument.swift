import TunnelAdmin

/// A tunnel as scripts read it (operator spec 14.5, 14.7).
struct TunnelDocument: Encodable {
  let id: String
  let name: String
  let description: String
  let creator: String?
  let tenantIds: [String]?
  let workspaceIds: [String]?
  let organizationIds: [String]?
  let requestId: String?
  /// Of a tunnel that is not there any more.
  let deleted: Bool?

  init(_ tunnel: ManagedTunnel, requestID: String? = nil, isDeleted: Bool = false) {
    id = tunnel.id
    name = tunnel.name
    description = tunnel.description
    creator = tunnel.creator
    tenantIds = tunnel.tenantIDs
    workspaceIds = tunnel.workspaceIDs
    organizationIds = tunnel.organizationIDs
    requestId = requestID
    deleted = isDeleted ? true : nil
  }
}

/// Several of them.
struct TunnelListDocument: Encodable {
  let tunnels: [TunnelDocument]
  /// There are more behind these.
  let hasMore: Bool
  let requestId: String?
}
