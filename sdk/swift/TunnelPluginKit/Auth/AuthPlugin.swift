/// An auth provider: it says where credentials come from.
///
/// The host caches what it gets, asks once for all who wait, and asks again a little before the credential expires or
/// when a server refuses it. **Everything here happens on the host's one network thread**, as with ``TransportPlugin``.
public protocol AuthPlugin: Plugin {
  /// Takes the provider into service: check the configuration, a JSON object that is borrowed for the call. Called once,
  /// before the rest.
  func open(_ configuration: UnsafeRawBufferPointer) throws(PluginError)

  /// Lets go of connections and children, then calls `Host.closed()`, at once or later. All requests were cancelled
  /// before. Called once, also when `open` failed.
  func close()

  /// Begins to get a credential, and answers through `supply` exactly once, now or later. `request` is borrowed. An error
  /// refuses it, with its message for the operator; do not answer then.
  func supply(_ supply: CredentialSupply, _ request: CredentialRequest) throws(PluginError)

  /// The host no longer wants the answer; the handle is already dead. Stop the work, do not answer.
  func cancel(_ supply: CredentialSupply.ID)
}
