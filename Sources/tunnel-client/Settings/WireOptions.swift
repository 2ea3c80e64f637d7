import ArgumentParser
import Configuration

/// How the wire to the control plane is used.
struct WireOptions: ParsableArguments {
  @Option(name: NameSpecification(setting: .pollers), help: ArgumentHelp(setting: .pollers))
  var pollers: String?

  @Option(
    name: NameSpecification(setting: .pollChannels), parsing: .singleValue,
    help: ArgumentHelp(setting: .pollChannels), completion: Completions.channels)
  var pollChannels: [String] = []

  @Option(name: NameSpecification(setting: .initialPollTimeout), help: ArgumentHelp(setting: .initialPollTimeout))
  var initialPollTimeout: String?

  @Option(
    name: NameSpecification(setting: .controlPlaneHeaders), parsing: .singleValue,
    help: ArgumentHelp(setting: .controlPlaneHeaders, value: "Name: value"))
  var headers: [String] = []

  @Flag(name: NameSpecification(setting: .sendTiming), inversion: .prefixedNo, help: ArgumentHelp(setting: .sendTiming))
  var sendTiming: Bool?

  var flags: [SettingKey: [String]] {
    [
      .pollers: pollers.array, .pollChannels: pollChannels, .initialPollTimeout: initialPollTimeout.array,
      .controlPlaneHeaders: headers, .sendTiming: sendTiming.array,
    ]
  }
}
