/// What is to become different about a tunnel; nil leaves a member as it is, a list replaces the one that is there
/// (operator spec 14.4).
public struct TunnelChange: Sendable, Equatable {
  public var name: String?
  public var description: String?
  public var organizationIDs: [String]?
  public var workspaceIDs: [String]?

  /// - Throws: nothing to change, a name without a letter in it (W-55), an id twice.
  public init(
    name: String? = nil, description: String? = nil, organizationIDs: [String]? = nil, workspaceIDs: [String]? = nil
  ) throws(AdminFailure) {
    if let name, Words.isBlank(name) { throw .invalid("a tunnel cannot be without a name") }
    self.name = name
    self.description = description
    if let organizationIDs { self.organizationIDs = try Words.distinct(organizationIDs, "organization") }
    if let workspaceIDs { self.workspaceIDs = try Words.distinct(workspaceIDs, "workspace") }
    guard name != nil || description != nil || organizationIDs != nil || workspaceIDs != nil else {
      throw .invalid("there is nothing to change")
    }
  }

  var body: [UInt8] {
    var members = JSONMembers()
    if let name { members.add("name", name) }
    if let description { members.add("description", description) }
    if let workspaceIDs { members.add("workspace_ids", workspaceIDs) }
    if let organizationIDs { members.add("organization_ids", organizationIDs) }
    return members.bytes
  }
}
