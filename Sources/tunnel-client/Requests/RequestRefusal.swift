/// Why a running client cannot show a request or send it again, with what to type instead: its own words are those of its
/// API.
enum RequestRefusal {
  static func text(_ answer: DaemonClient.Answer) -> String {
    switch answer.code {
    case "not_found":
      "the client does not know this request, or no longer; `tunnel-client requests list` shows those that it knows"
    case "not_captured":
      "what this request carried was not captured, so it cannot be sent again; for those to come, press \"Capture payloads\" "
        + "on the client's page, or start it with --admin-ui.capture-payloads; or send a message of your own with --message"
    default: answer.complaint
    }
  }
}
