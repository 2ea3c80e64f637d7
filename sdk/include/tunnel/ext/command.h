/*
 * tunnel/ext/command.h - "tunnel.command/1": commands that a plugin adds to the command line.
 *
 * The descriptor lists the commands (tunnel_plugin_descriptor.commands, since ABI 1.1), so that help and completion know them
 * without an instance. `tunnel-client NAME …` makes an instance for this one call, runs the command to its end, destroys the
 * instance, and ends the process with the exit code:
 *
 *     create ──▶ run ──▶ destroy
 *
 * Unlike everything else of this ABI a command blocks: it has a thread of its own, reads its input, and writes its output
 * itself. A command of the host wins over one of the same name, and a plugin that comes with the host over others.
 */
#ifndef TUNNEL_EXT_COMMAND_H
#define TUNNEL_EXT_COMMAND_H

#include "../plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TUNNEL_COMMAND "tunnel.command/1"

/* ---- What the descriptor says ---------------------------------------------------------------- */

enum {
  /* Help and completion leave it out: another name for something, or a command for programs. */
  TUNNEL_COMMAND_HIDDEN = 1u << 0
};

struct tunnel_command_description {
  uint32_t size;
  uint32_t flags;           /* TUNNEL_COMMAND_HIDDEN */
  const char *name;         /* the first word of the command line: [a-z][a-z0-9-]*, at most 32 bytes */
  const char *summary;      /* one line for people */
  const char *const *words; /* what may come next, for completion: "status"; NULL-terminated; may be NULL */
};

/* ---- One call -------------------------------------------------------------------------------- */

enum {
  TUNNEL_COMMAND_INPUT_TERMINAL = 1u << 0,  /* a person types the input */
  TUNNEL_COMMAND_OUTPUT_TERMINAL = 1u << 1, /* a person reads the output */
  TUNNEL_COMMAND_ERRORS_TERMINAL = 1u << 2, /* a person reads the errors */
  TUNNEL_COMMAND_COLOUR = 1u << 3           /* the terminal can show colours, and the person does not mind */
};

/* Borrowed with everything in it until run returns. All strings are NUL-terminated; text that came from outside may be no UTF-8. */
typedef struct tunnel_command_call {
  uint32_t size;
  uint32_t flags;                  /* TUNNEL_COMMAND_…_TERMINAL, TUNNEL_COMMAND_COLOUR */
  const char *const *arguments;    /* NULL-terminated; the first is the command's name as it was typed */
  const char *const *environment;  /* NULL-terminated: "NAME=value" */
  const char *working_directory;   /* absolute */
  const char *program;             /* the absolute path of the running tunnel-client, to run its other commands */
  int32_t input;                   /* file descriptors; the host closes none of them, and neither must you */
  int32_t output;                  /* results, and with --json the one document, errors included */
  int32_t errors;                  /* what went wrong, and what a person waits for */
  int32_t cancelled;               /* readable once the command is to end (see TUNNEL_COMMAND_CANCELLABLE); do not read from it */
} tunnel_command_call;

/* ---- What the plugin answers ----------------------------------------------------------------- */

enum {
  /*
   * The command watches `cancelled`: the first SIGINT or SIGTERM makes that readable, and run is to return soon; the second
   * ends the process. Without this flag the first one ends it.
   */
  TUNNEL_COMMAND_CANCELLABLE = 1u << 0
};

typedef struct tunnel_command {
  uint32_t size;
  uint32_t flags; /* TUNNEL_COMMAND_CANCELLABLE */
  /*
   * [command-thread] Runs a command to its end, and returns the exit code: 0 done, 1 any error, 2 the answer is no. Called
   * once for an instance, on a thread of its own that may block; host functions that are [any-thread] may be called on it.
   * `--help` as an argument prints help and returns 0.
   */
  int32_t (*run)(tunnel_plugin_instance *self, const tunnel_command_call *call);
} tunnel_command;

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_EXT_COMMAND_H */
