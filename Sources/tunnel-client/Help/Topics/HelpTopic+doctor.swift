import Configuration

extension HelpTopic {
  static let doctor = HelpTopic(
    name: "doctor", summary: "check a configuration before it starts",
    text: """
      DOCTOR

        tunnel-client doctor --profile web

      Takes the same flags, variables and profiles as run, so what it checks is what run would do. You will see one line per
      check, PASS, FAIL or SKIP, and at the end:

        RESULT ok      and the command that starts it; exit code 0
        RESULT fail    and the names of the failed checks; exit code 2

      Why a check failed, what was seen, and what to do about it:

        tunnel-client doctor --profile web --explain

      For a script, or without a network:

        tunnel-client doctor --profile web --json
        tunnel-client doctor --profile web --offline

      Where each value comes from

        tunnel id     \(WebPages.tunnels)
        API key       \(WebPages.runtimeKeys)
                      run and doctor use it, from CONTROL_PLANE_API_KEY; it can serve a tunnel, not change one
        admin key     \(WebPages.adminKeys)
                      for making and changing tunnels; run never needs it
        connector     \(WebPages.connectors)

      Which setting came from where, with what it hides:

        tunnel-client config explain --profile web

      Next: `tunnel-client run --profile web`.
      """)
}
