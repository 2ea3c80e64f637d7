/// Everything that is known of one command.
public struct RequestDetails: Sendable {
  /// A body, redacted.
  public struct Body: Sendable {
    /// Its front.
    public var text: String
    /// How long it really was, in bytes.
    public var length: Int
    /// Whether all of it is there.
    public var isComplete: Bool

    /// A body.
    public init(text: String, length: Int, isComplete: Bool) {
      self.text = text
      self.length = length
      self.isComplete = isComplete
    }
  }

  /// The list's facts.
  public var record: RequestRecord
  /// The message, if it was captured.
  public var request: Body?
  /// The answer, if it was captured.
  public var response: Body?
  /// Whether it can be sent again.
  public var canReplay: Bool
  /// A line for a shell that sends the message again: `curl` where the MCP server speaks HTTP, else this program. It
  /// holds no secrets.
  public var command: String
  /// Whether that line holds the message as it was.
  public var commandIsComplete: Bool

  /// Details.
  public init(
    record: RequestRecord, request: Body?, response: Body?, canReplay: Bool, command: String, commandIsComplete: Bool
  ) {
    self.record = record
    self.request = request
    self.response = response
    self.canReplay = canReplay
    self.command = command
    self.commandIsComplete = commandIsComplete
  }

  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      record.writeSummary(to: &object)
      object.member("waterfall") { $0.array(record.timing.stages, Self.write) }
      object.member("posts") { $0.array(record.attempts, Self.write) }
      object.member("header_names") {
        $0.array(record.headerNames.split(separator: " ")) { name, writer in writer.value(String(name)) }
      }
      object.member("captured", request != nil)
      if let request { object.member("request") { Self.write(request, &$0) } }
      if let response { object.member("response") { Self.write(response, &$0) } }
      object.member("can_replay", canReplay)
      object.member("curl", command)
      object.member("curl_is_complete", commandIsComplete)
    }
    return writer.bytes
  }

  private static func write(_ stage: RequestTiming.Stage, _ writer: inout JSONWriter) {
    writer.object { object in
      object.member("stage", stage.name)
      object.member("start_us", Int(stage.start))
      object.member("duration_us", Int(stage.duration))
    }
  }

  private static func write(_ attempt: RequestAttempt, _ writer: inout JSONWriter) {
    writer.object { object in
      object.member("start_us", Int(attempt.start))
      if attempt.duration >= 0 { object.member("duration_us", Int(attempt.duration)) }
      if attempt.status != 0 { object.member("status", attempt.status) }
      if !attempt.error.isEmpty { object.member("error", attempt.error) }
    }
  }

  private static func write(_ body: Body, _ writer: inout JSONWriter) {
    writer.object { object in
      object.member("text", body.text)
      object.member("bytes", body.length)
      object.member("complete", body.isComplete)
    }
  }
}
