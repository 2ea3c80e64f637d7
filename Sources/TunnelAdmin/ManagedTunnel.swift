/// A tunnel as the management API tells of it (operator spec 14.5). Members that it does not know are passed over.
public struct ManagedTunnel: Sendable, Equatable {
  public var id: String
  public var name: String
  public var description: String
  /// Who made it: the text, or what stands there instead of one as JSON.
  public var creator: String?
  /// Nil where the service says nothing of them.
  public var tenantIDs: [String]?
  public var workspaceIDs: [String]?
  public var organizationIDs: [String]?

  public init(
    id: String, name: String = "", description: String = "", creator: String? = nil, tenantIDs: [String]? = nil,
    workspaceIDs: [String]? = nil, organizationIDs: [String]? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.creator = creator
    self.tenantIDs = tenantIDs
    self.workspaceIDs = workspaceIDs
    self.organizationIDs = organizationIDs
  }
}
