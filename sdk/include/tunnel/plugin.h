/*
 * tunnel/plugin.h - the plugin ABI of tunnel-client: entry, descriptor, life cycle.
 *
 * A plugin is a shared library that exports exactly one symbol, `tunnel_plugin` (see the end of
 * this file). Everything else is an extension that one side asks the other for by name and
 * version: the headers in tunnel/ext/. This file and its extensions are plain C11 and depend on
 * nothing but the C library's freestanding headers; they also compile as C++.
 *
 * Conventions
 *
 *   Threads    Each function says who may call it:
 *                [host-thread]  called by the host, always on the host's one network thread, never
 *                               concurrently with another [host-thread] call of any plugin. It must
 *                               return quickly: nothing else moves while it runs.
 *                [any-thread]   may be called from any thread, also from inside a [host-thread] call.
 *   Growth     Every struct begins with its `size` in bytes as the side that fills it knew it. A reader
 *              looks at a field only if it lies within `size`. Fields are only ever appended. A breaking
 *              change gets a new extension name ("tunnel.transport/2").
 *   Ownership  Pointers that cross are borrowed for the duration of the call unless the function says
 *              otherwise. To keep bytes, copy them or take a reference to a host buffer
 *              (tunnel/ext/host_buffer.h).
 *   Handles    What a plugin holds of the host is a number with a generation in it, never a pointer. A
 *              dead handle is answered with TUNNEL_E_STALE and counted as a fault of the plugin; it never
 *              crashes the host.
 *   Text       UTF-8. A tunnel_string is not NUL-terminated; a `const char *` is.
 *   Units      The name of a field carries its unit (`_ms`, `_ns`, `_bytes`).
 *   Exceptions No C++ exception and no Swift error may cross this boundary.
 */
#ifndef TUNNEL_PLUGIN_H
#define TUNNEL_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version ------------------------------------------------------------------------------- */

/* The host refuses a plugin with another major, and loads one with an older or newer minor. */
#define TUNNEL_ABI_MAJOR 1u
#define TUNNEL_ABI_MINOR 1u
#define TUNNEL_ABI_VERSION ((TUNNEL_ABI_MAJOR << 16) | TUNNEL_ABI_MINOR)

/* ---- Status -------------------------------------------------------------------------------- */

/* Zero is success, a negative value an error. Unknown negative values are errors too. */
typedef int32_t tunnel_status;

enum {
  TUNNEL_OK = 0,
  TUNNEL_E_INVALID = -1,     /* an argument is not acceptable; nothing happened */
  TUNNEL_E_UNSUPPORTED = -2, /* this side does not do that */
  TUNNEL_E_DENIED = -3,      /* the operator did not grant this host service */
  TUNNEL_E_STALE = -4,       /* the handle is unknown, finished or cancelled */
  TUNNEL_E_CLOSED = -5,      /* the peer (child, connection, binding) is gone */
  TUNNEL_E_LIMIT = -6,       /* a size or count limit was reached; try less, or later */
  TUNNEL_E_MEMORY = -7,      /* out of memory */
  TUNNEL_E_SYSTEM = -8       /* the operating system refused; the message says why */
};

/* ---- Bytes and text ------------------------------------------------------------------------ */

/* `data` may be NULL when `size` is 0. */
typedef struct tunnel_bytes {
  const void *data;
  size_t size;
} tunnel_bytes;

/* UTF-8, not NUL-terminated. `data` may be NULL when `size` is 0. */
typedef struct tunnel_string {
  const char *data;
  size_t size;
} tunnel_string;

/* A refcounted byte buffer of the host; 0 is none. See tunnel/ext/host_buffer.h. */
typedef uint64_t tunnel_buffer;

/* One HTTP-style header line. A name that occurs several times is several entries. */
typedef struct tunnel_header {
  tunnel_string name;
  tunnel_string value;
} tunnel_header;

typedef struct tunnel_headers {
  const tunnel_header *items;
  size_t count;
} tunnel_headers;

/*
 * Where a function puts the reason of a failure for a person to read. The caller owns it and sets
 * `size`; the callee fills `message` (NUL-terminated UTF-8, cut to fit) only when it fails.
 */
typedef struct tunnel_error {
  uint32_t size;
  tunnel_status status;
  char message[504];
} tunnel_error;

/* ---- Host ---------------------------------------------------------------------------------- */

/*
 * The host as one plugin instance sees it. Each instance gets its own; it is valid from
 * tunnel_plugin_entry.create until the instance's destroy returns, and is the first argument of
 * every function of a host extension.
 */
typedef struct tunnel_host tunnel_host;
struct tunnel_host {
  uint32_t size;
  uint32_t abi_version;     /* TUNNEL_ABI_VERSION of the host */
  const char *name;         /* "tunnel-client" */
  const char *version;      /* semantic version of the host */
  void *context;            /* the host's own; do not touch */
  /*
   * [any-thread] The table of a host extension ("tunnel.host.log/1"), or NULL when this host does not
   * know it. A service that the descriptor did not ask for, or that the operator did not grant, is a
   * table whose functions answer TUNNEL_E_DENIED. The table lives as long as the host object.
   */
  const void *(*get_extension)(const tunnel_host *host, const char *name);
  /* [any-thread] Non-zero when the host knows this extension and the instance may use it. Counts nothing. */
  int32_t (*is_granted)(const tunnel_host *host, const char *name);
};

/* ---- Descriptor ---------------------------------------------------------------------------- */

enum {
  /*
   * It runs code that it cannot vouch for, and that may crash: the host gives it a process of its own, unless the operator
   * says otherwise. A host that does not know the flag ignores it.
   */
  TUNNEL_PLUGIN_WANTS_PROCESS = 1u << 0
};

/* One command of the command line; see tunnel/ext/command.h. */
struct tunnel_command_description;

/*
 * What a plugin says about itself. Reading descriptors has no side effects: `plugins list` scans whole
 * folders. All strings are NUL-terminated UTF-8 and, like the descriptor, live as long as the library.
 */
typedef struct tunnel_plugin_descriptor {
  uint32_t size;
  uint32_t flags;                    /* TUNNEL_PLUGIN_… */
  const char *id;                    /* reverse DNS: "com.example.echo"; [a-z0-9.-], at most 128 bytes */
  const char *version;               /* semantic version: "1.2.0" */
  const char *vendor;                /* for people */
  const char *summary;               /* one line for people */
  const char *const *extensions;     /* offered, NULL-terminated: "tunnel.transport/1" */
  const char *const *host_services;  /* needed, NULL-terminated: "tunnel.host.http/1"; may be NULL */
  const char *config_schema;         /* JSON Schema of the configuration object; NULL: takes none */
  /* Since ABI 1.1: the commands that "tunnel.command/1" answers, NULL-terminated; NULL: none. */
  const struct tunnel_command_description *const *commands;
} tunnel_plugin_descriptor;

/* ---- Instance ------------------------------------------------------------------------------ */

/* One running instance; the plugin allocates it in create and frees it in destroy. */
typedef struct tunnel_plugin_instance tunnel_plugin_instance;
struct tunnel_plugin_instance {
  uint32_t size;
  void *context; /* the plugin's own; the host does not touch it */
  /* [host-thread] The plugin's table for an extension, or NULL. It lives until destroy. */
  const void *(*get_extension)(tunnel_plugin_instance *self, const char *name);
  /*
   * [host-thread] Frees the instance. Called once, after every binding was closed. No host function may
   * be called with this instance's host once destroy has returned.
   */
  void (*destroy)(tunnel_plugin_instance *self);
};

/* ---- Entry --------------------------------------------------------------------------------- */

typedef struct tunnel_plugin_entry {
  uint32_t size;
  uint32_t abi_version; /* TUNNEL_ABI_VERSION that the plugin was built against */
  /* [any-thread] How many descriptors the library holds. No side effects. */
  uint32_t (*descriptor_count)(void);
  /* [any-thread] The descriptor at `index`, or NULL when out of range. No side effects. */
  const tunnel_plugin_descriptor *(*descriptor_at)(uint32_t index);
  /*
   * [host-thread] Makes an instance of the descriptor with this id. Allocates and returns; work (a child
   * process, a connection) begins when an extension asks for it. On failure: a negative status, the
   * reason in `error`, and nothing in `instance`.
   */
  tunnel_status (*create)(const tunnel_host *host, const char *id,
                          tunnel_plugin_instance **instance, tunnel_error *error);
} tunnel_plugin_entry;

#define TUNNEL_PLUGIN_SYMBOL "tunnel_plugin"

#if defined(__GNUC__)
#define TUNNEL_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define TUNNEL_PLUGIN_EXPORT
#endif

/* The one symbol that a plugin exports. */
extern TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin;

/* ---- Small conveniences, no code behind them ------------------------------------------------- */

/* True when `field` lies within the struct that `pointer` points to, as its filler knew it. */
#define TUNNEL_HAS_FIELD(pointer, type, field) \
  ((pointer)->size >= offsetof(type, field) + sizeof((pointer)->field))

#ifdef __cplusplus
}
#endif

#endif /* TUNNEL_PLUGIN_H */
