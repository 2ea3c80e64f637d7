import ArgumentParser
import Configuration

/// HTTP targets that the service may call.
struct HarpoonOptions: ParsableArguments {
  @Option(
    name: NameSpecification(setting: .harpoonTargets), parsing: .singleValue,
    help: ArgumentHelp(setting: .harpoonTargets, value: "entry"))
  var targets: [String] = []

  @Flag(
    name: NameSpecification(setting: .harpoonPlaintext), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .harpoonPlaintext))
  var allowPlaintext: Bool?

  @Option(name: NameSpecification(setting: .harpoonMaxResponse), help: ArgumentHelp(setting: .harpoonMaxResponse))
  var maxResponse: String?

  @Option(name: NameSpecification(setting: .harpoonMaxRedirects), help: ArgumentHelp(setting: .harpoonMaxRedirects))
  var maxRedirects: String?

  @Option(name: NameSpecification(setting: .harpoonProxy), help: ArgumentHelp(setting: .harpoonProxy))
  var proxy: String?

  @Option(
    name: NameSpecification(setting: .harpoonTransports), parsing: .singleValue,
    help: ArgumentHelp(setting: .harpoonTransports))
  var transports: [String] = []

  @Option(
    name: NameSpecification(setting: .harpoonSuffixes), parsing: .singleValue,
    help: ArgumentHelp(setting: .harpoonSuffixes))
  var suffixes: [String] = []

  @Option(
    name: NameSpecification(setting: .harpoonPatterns), parsing: .singleValue,
    help: ArgumentHelp(setting: .harpoonPatterns))
  var patterns: [String] = []

  @Flag(
    name: NameSpecification(setting: .harpoonLoopback), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .harpoonLoopback))
  var loopback: Bool?

  @Flag(
    name: NameSpecification(setting: .harpoonPrivate), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .harpoonPrivate))
  var privateNetworks: Bool?

  @Flag(
    name: NameSpecification(setting: .harpoonCapture), inversion: .prefixedNo,
    help: ArgumentHelp(setting: .harpoonCapture))
  var capture: Bool?

  var flags: [SettingKey: [String]] {
    [
      .harpoonTargets: targets, .harpoonPlaintext: allowPlaintext.array, .harpoonMaxResponse: maxResponse.array,
      .harpoonMaxRedirects: maxRedirects.array, .harpoonProxy: proxy.array, .harpoonTransports: transports,
      .harpoonSuffixes: suffixes, .harpoonPatterns: patterns, .harpoonLoopback: loopback.array,
      .harpoonPrivate: privateNetworks.array, .harpoonCapture: capture.array,
    ]
  }
}
