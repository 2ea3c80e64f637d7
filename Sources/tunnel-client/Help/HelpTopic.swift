/// A page of `tunnel-client help TOPIC`: what to type, what you will see, what next.
struct HelpTopic: Sendable {
  let name: String
  /// A few words for the list of topics.
  let summary: String
  let text: String

  static let all: [HelpTopic] = [
    quickstart, samples, doctor, oauth, plugin, plugins, troubleshooting,
  ]
}
