internal import CTunnelPlugin

/// Who hears what the host finds out about OAuth.
public protocol OAuthObserver: AnyObject {
  /// On the host thread: all that is known now, as ext/host_oauth.h describes it. It comes from servers: data to judge.
  func oauthChanged(_ document: JSONSlice)
}

extension Host {
  /// From now on `observer` hears of every change, and soon of what is known already. It is not kept alive and must be
  /// there until the plugin is destroyed, or until ``stopWatchingOAuth()``.
  ///
  /// - Returns: false when the host has no such service, or the operator did not grant it.
  @discardableResult
  public func watchOAuth(_ observer: any Plugin & OAuthObserver) -> Bool {
    guard let oauthTable, isGranted(.oauth) else { return false }
    let user = Unmanaged.passUnretained(observer as AnyObject).toOpaque()
    let status = oauthTable.pointee.watch?(
      pointer,
      { user, document in
        guard let user,
          let observer = Unmanaged<AnyObject>.fromOpaque(user).takeUnretainedValue() as? any OAuthObserver
        else { return }
        observer.oauthChanged(JSONSlice(UnsafeRawBufferPointer(document)))
      }, user)
    return (status ?? -1) >= 0
  }

  /// Nothing is heard any more.
  public func stopWatchingOAuth() {
    guard let oauthTable, isGranted(.oauth) else { return }
    _ = oauthTable.pointee.watch?(pointer, nil, nil)
  }
}
