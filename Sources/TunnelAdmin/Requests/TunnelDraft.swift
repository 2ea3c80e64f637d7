/// A tunnel that is to be made (operator spec 14.4).
public struct TunnelDraft: Sendable, Equatable {
  public var name: String
  public var description: String
  public var organizationIDs: [String]
  public var workspaceIDs: [String]

  /// - Throws: what the service would refuse: a blank text, no organization and no workspace, an id twice.
  public init(
    name: String, description: String, organizationIDs: [String] = [], workspaceIDs: [String] = []
  ) throws(AdminFailure) {
    guard !Words.isBlank(name) else { throw .invalid("the tunnel has no name") }
    guard !Words.isBlank(description) else { throw .invalid("the tunnel has no description") }
    self.name = name
    self.description = description
    self.organizationIDs = try Words.distinct(organizationIDs, "organization")
    self.workspaceIDs = try Words.distinct(workspaceIDs, "workspace")
    guard !self.organizationIDs.isEmpty || !self.workspaceIDs.isEmpty else {
      throw .invalid("the tunnel belongs to nobody: it needs an organization or a workspace")
    }
  }

  var body: [UInt8] {
    var members = JSONMembers()
    members.add("name", name)
    members.add("description", description)
    if !workspaceIDs.isEmpty { members.add("workspace_ids", workspaceIDs) }
    if !organizationIDs.isEmpty { members.add("organization_ids", organizationIDs) }
    return members.bytes
  }
}
