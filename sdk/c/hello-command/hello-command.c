/* A command of the command line: `tunnel-client hello NAME` greets, `tunnel-client hello --wait` waits for its end. */
#define _POSIX_C_SOURCE 200809L

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/command.h>
#include <tunnel/plugin.h>

static const char *const words[] = {"world", NULL};
static const struct tunnel_command_description hello = {
    .size = sizeof hello, .name = "hello", .summary = "Greet somebody.", .words = words};
static const struct tunnel_command_description *const commands[] = {&hello, NULL};
static const char *const extensions[] = {TUNNEL_COMMAND, NULL};

static const tunnel_plugin_descriptor descriptor = {
    .size = sizeof descriptor, .id = "com.example.hello-command", .version = "1.0.0", .vendor = "Example",
    .summary = "A command that greets", .extensions = extensions, .commands = commands};

static int32_t run(tunnel_plugin_instance *self, const tunnel_command_call *call) {
  const char *name = call->arguments[1];
  (void)self;
  if (name == NULL) {
    dprintf(call->errors, "there is nobody to greet; give a name\n");
    return 1;
  }
  if (strcmp(name, "--help") == 0) return dprintf(call->output, "usage: tunnel-client hello NAME | --wait\n") < 0;
  if (strcmp(name, "--wait") == 0) {
    struct pollfd end = {.fd = call->cancelled, .events = POLLIN};
    dprintf(call->output, "waiting\n");
    poll(&end, 1, -1);
    dprintf(call->output, "bye\n");
    return 2;
  }
  dprintf(call->output, "hello, %s\n", name);
  return 0;
}

static const tunnel_command table = {.size = sizeof table, .flags = TUNNEL_COMMAND_CANCELLABLE, .run = run};

static const void *get_extension(tunnel_plugin_instance *self, const char *name) {
  (void)self;
  return strcmp(name, TUNNEL_COMMAND) == 0 ? &table : NULL;
}

static void destroy(tunnel_plugin_instance *self) { free(self); }

static tunnel_status create(const tunnel_host *host, const char *id, tunnel_plugin_instance **instance,
                            tunnel_error *error) {
  (void)host, (void)error;
  if (strcmp(id, descriptor.id) != 0) return TUNNEL_E_INVALID;
  tunnel_plugin_instance *made = calloc(1, sizeof *made);
  if (made == NULL) return TUNNEL_E_MEMORY;
  made->size = sizeof *made;
  made->get_extension = get_extension;
  made->destroy = destroy;
  *instance = made;
  return TUNNEL_OK;
}

static uint32_t count(void) { return 1; }
static const tunnel_plugin_descriptor *at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
    .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = count, .descriptor_at = at,
    .create = create};
