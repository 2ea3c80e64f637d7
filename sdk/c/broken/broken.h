/*
 * broken.h - a plugin that would load, but for the one thing that the file including it gets wrong. The file
 * defines BROKEN_ID, and may define BROKEN_SUMMARY, before the #include, and adds the entry.
 */
#ifndef BROKEN_H
#define BROKEN_H

#include <tunnel/ext/transport.h>

#ifndef BROKEN_SUMMARY
#define BROKEN_SUMMARY "Must not load"
#endif

static const char *const broken_extensions[] = {TUNNEL_TRANSPORT, NULL};

static const tunnel_plugin_descriptor broken_descriptor = {
  .size = sizeof broken_descriptor, .id = BROKEN_ID, .version = "1.0.0", .vendor = "Example",
  .summary = BROKEN_SUMMARY, .extensions = broken_extensions};

static uint32_t broken_count(void) { return 1; }

static const tunnel_plugin_descriptor *broken_at(uint32_t index) { return index == 0 ? &broken_descriptor : NULL; }

#endif
