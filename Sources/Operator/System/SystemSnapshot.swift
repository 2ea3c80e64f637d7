public import HTTPServing

/// What `/api/system` answers (operator spec 11.4): what the process trusts, and which ways it takes.
public struct SystemSnapshot: Sendable {
  /// The root certificates of the system.
  public struct SystemTrust: Sendable, Equatable {
    /// Whether they count.
    public var isEnabled: Bool
    /// Who named them: `system`, a variable, or `libcurl`.
    public var source: String
    /// Where they are.
    public var paths: [String]
    /// What to know about it.
    public var note: String?

    /// A trust.
    public init(isEnabled: Bool, source: String, paths: [String], note: String? = nil) {
      self.isEnabled = isEnabled
      self.source = source
      self.paths = paths
      self.note = note
    }
  }

  /// One certificate of the extra bundle.
  public struct Certificate: Sendable, Equatable {
    /// Its SHA-256 in hexadecimal digits; of the text when it cannot be read.
    public var id: String
    /// The whole name of its subject.
    public var name: String?
    /// The common name of its subject.
    public var subject: String?
    /// The common name of its issuer.
    public var issuer: String?
    /// Since when it counts.
    public var notBefore: Timestamp?
    /// Until when.
    public var notAfter: Timestamp?
    /// Why it cannot be read; nil: it can.
    public var problem: String?

    /// A certificate.
    public init(
      id: String, name: String? = nil, subject: String? = nil, issuer: String? = nil, notBefore: Timestamp? = nil,
      notAfter: Timestamp? = nil, problem: String? = nil
    ) {
      self.id = id
      self.name = name
      self.subject = subject
      self.issuer = issuer
      self.notBefore = notBefore
      self.notAfter = notAfter
      self.problem = problem
    }
  }

  /// Root certificates beside the system's.
  public struct Bundle: Sendable, Equatable {
    /// Its file.
    public var path: String?
    /// Those that are shown.
    public var certificates: [Certificate]

    /// A bundle.
    public init(path: String?, certificates: [Certificate]) {
      self.path = path
      self.certificates = certificates
    }
  }

  /// The root certificates of the system.
  public var trust: SystemTrust
  /// Nil: there is none.
  public var bundle: Bundle?
  /// Every way out.
  public var routes: [ProxyHistory]
  /// The server behind the main channel.
  public var mainServer: StatusSnapshot.Channel.Server?

  /// A snapshot.
  public init(
    trust: SystemTrust, bundle: Bundle? = nil, routes: [ProxyHistory] = [],
    mainServer: StatusSnapshot.Channel.Server? = nil
  ) {
    self.trust = trust
    self.bundle = bundle
    self.routes = routes
    self.mainServer = mainServer
  }
}
