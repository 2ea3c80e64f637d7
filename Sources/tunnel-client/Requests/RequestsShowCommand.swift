import ArgumentParser

struct RequestsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Everything that is known of one command: where its time went, and why it failed.",
    discussion: """
      Exit code 2 when the command is not among the last ones.

      Example:
        tunnel-client requests show 12 --port 8080
      """)

  @Argument(help: "Its number in the list, or the service's request id.")
  var id: String

  @OptionGroup(title: "Client") var locator: DaemonLocator

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    let client = DaemonClient(address: try locator.resolve())
    let answer = try await client.send("GET", "/api/requests/\(QueryText.escaped(id))")
    guard answer.status == 200 else {
      if json {
        StandardOutput.write(String(decoding: answer.body, as: UTF8.self))
      } else {
        StandardOutput.write("\(RequestRefusal.text(answer))\n")
      }
      throw ExitCode(2)
    }
    StandardOutput.write(
      json
        ? String(decoding: answer.body, as: UTF8.self) : Self.text(try answer.decode(RequestDocument.self), at: locator)
    )
  }

  private static func text(_ request: RequestDocument, at locator: DaemonLocator) -> String {
    var facts = [
      ["Request", "\(request.sequence)  \(request.requestId)"], ["Channel", request.channel], ["What", request.what],
      ["Received", request.receivedAt],
      ["Status", request.status + (request.httpStatus.map { " (\($0))" } ?? "")],
    ]
    if let error = request.error { facts.append(["Error", "\(error.source): \(error.text)"]) }
    if let session = request.session { facts.append(["Session", session]) }
    facts.append(["Size", "\(RequestTable.size(request.bytesIn)) in, \(RequestTable.size(request.bytesOut)) out"])
    if request.notifications > 0 { facts.append(["Messages", "\(request.notifications) on the way"]) }
    if let names = request.headerNames, !names.isEmpty { facts.append(["Headers", names.joined(separator: ", ")]) }
    var text = RequestTable.lines(facts)
    if let stages = request.waterfall, !stages.isEmpty { text += "\n" + waterfall(stages) }
    for post in request.posts ?? [] {
      let result = post.status.map(String.init) ?? post.error ?? "under way"
      text += "POST at \(RequestTable.duration(post.startUs))  \(result)\n"
    }
    if let body = request.request { text += "\nRequest (\(RequestTable.size(body.bytes)))\n\(body.text)\n" }
    if let body = request.response { text += "\nResponse (\(RequestTable.size(body.bytes)))\n\(body.text)\n" }
    if let curl = request.curl, !curl.isEmpty {
      let heading = request.curlIsComplete == false ? "Again, without what it carried: that was not captured" : "Again"
      // The client cannot know how it is reached from here.
      text += "\n\(heading)\n\(curl)\(curl.hasPrefix("tunnel-client ") ? locator.words : "")\n"
    }
    return text
  }

  /// A bar for each stage, to scale.
  private static func waterfall(_ stages: [RequestDocument.Stage]) -> String {
    let width = 40
    let total = max(1, stages.reduce(0) { $0 + $1.durationUs })
    return RequestTable.lines(
      stages.map { stage in
        let start = stage.startUs * width / total
        let length = max(stage.durationUs > 0 ? 1 : 0, stage.durationUs * width / total)
        return [
          stage.stage, RequestTable.duration(stage.durationUs),
          String(repeating: " ", count: min(start, width - 1)) + String(repeating: "█", count: length),
        ]
      })
  }
}
