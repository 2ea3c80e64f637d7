/// What an ``OperatorPlugin`` adds to the operator's server: a name below `/api/`, and maybe a panel.
public struct OperatorMount: Sendable {
  /// `[a-z][a-z0-9-]*`, at most 32 bytes.
  public let name: StaticString
  /// Paths whose GET changes something or starts work, like every method but GET: `run` is that path alone, `run/`
  /// everything below it.
  public let controlPaths: [StaticString]
  /// The title of the panel; nil: none.
  public let panelTitle: StaticString?
  /// The path below the mount where the panel's script is, an ES module that exports `panel(container, api)`.
  public let panelScript: StaticString?

  public init(
    _ name: StaticString, controlPaths: [StaticString] = [], panelTitle: StaticString? = nil,
    panelScript: StaticString? = nil
  ) {
    self.name = name
    self.controlPaths = controlPaths
    self.panelTitle = panelTitle
    self.panelScript = panelScript
  }
}
