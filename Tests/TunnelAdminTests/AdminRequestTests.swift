import Testing

@testable import TunnelAdmin

/// What is asked of the management API (operator spec 14.4).
@Suite struct AdminRequestTests {
  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func `A new tunnel says its texts, and only the lists that it has (A-141)`() throws {
    let both = try TunnelDraft(name: "n\"1", description: "d", organizationIDs: ["o", " "], workspaceIDs: ["w", "v"])
    #expect(
      text(AdminRequest.create(both).body)
        == #"{"name":"n\"1","description":"d","workspace_ids":["w","v"],"organization_ids":["o"]}"#)
    let one = try TunnelDraft(name: "n", description: "d", organizationIDs: ["o"])
    #expect(text(AdminRequest.create(one).body) == #"{"name":"n","description":"d","organization_ids":["o"]}"#)
    #expect(AdminRequest.create(one).method == .post && AdminRequest.create(one).path == "/v1/tunnels")
  }

  @Test func `A tunnel without name, description or owner is refused before anything is sent (A-142)`() {
    for (name, description, owners) in [(" ", "d", ["o"]), ("n", "", ["o"]), ("n", "d", [""])] {
      #expect(throws: AdminFailure.self) {
        try TunnelDraft(name: name, description: description, organizationIDs: owners)
      }
    }
  }

  @Test func `An id that is named twice is refused (A-143)`() {
    #expect(throws: AdminFailure.invalid("the organization a is named twice")) {
      try TunnelDraft(name: "n", description: "d", organizationIDs: ["a", "a"])
    }
    #expect(throws: AdminFailure.invalid("the workspace a is named twice")) {
      try TunnelChange(workspaceIDs: ["a", "b", "a"])
    }
  }

  @Test func `A change says only what changes, and an empty list empties (A-147)`() throws {
    let change = try TunnelChange(description: "", workspaceIDs: [""])
    #expect(text(try AdminRequest.update("t", change).body) == #"{"description":"","workspace_ids":[]}"#)
    #expect(throws: AdminFailure.self) { try TunnelChange() }
  }

  @Test func `A name is not blanked out (W-55)`() {
    #expect(throws: AdminFailure.self) { try TunnelChange(name: " ") }
  }

  @Test func `A list asks for one owner, and for what is behind a page`() {
    #expect(AdminRequest.list(.organization("o&1")).query == "?organization_id=o%261")
    #expect(AdminRequest.list(.workspace("w")).query == "?workspace_id=w")
    #expect(AdminRequest.list(.tenant("t"), after: "x y").query == "?tenant_id=t&after=x%20y")
  }

  @Test func `An id never leads to another place of the API`() throws {
    #expect(try AdminRequest.delete("a/../b?c").path == "/v1/tunnels/a%2F..%2Fb%3Fc")
    for id in ["", " ", ".", ".."] { #expect(throws: AdminFailure.self) { try AdminRequest.delete(id) } }
  }
}
