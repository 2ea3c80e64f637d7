extension BindingSetting {
  /// The built-in MCP server on the main channel, for commands that use it when nobody names another.
  public static func stub(name: String, version: String) -> BindingSetting {
    BindingEntry.stub(name: name, version: version, source: .fallback(.embeddedStub))
  }
}
