/* An auth provider for tests: the target says how it behaves. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tunnel/ext/auth.h>
#include <tunnel/plugin.h>

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_auth *auth;
  tunnel_auth held[16];
  size_t held_count;
  unsigned asked;
} provider;

static tunnel_string text(const char *chars) {
  tunnel_string string = {chars, strlen(chars)};
  return string;
}

static int is(tunnel_string string, const char *chars) {
  return string.size == strlen(chars) && memcmp(string.data, chars, string.size) == 0;
}

/* "Authorization: Bearer N", and why it was asked for. */
static tunnel_status answer(provider *self, tunnel_auth handle, const tunnel_auth_request *request, int64_t expiry) {
  char value[64], reason[128];
  tunnel_header headers[2];
  tunnel_credential credential;
  snprintf(value, sizeof value, "Bearer %u", self->asked);
  snprintf(reason, sizeof reason, "%u %d %.*s", request == NULL ? 0 : (unsigned)request->reason,
           request == NULL ? 0 : (int)request->status, request == NULL ? 0 : (int)request->challenge.size,
           request == NULL || request->challenge.data == NULL ? "" : request->challenge.data);
  headers[0].name = text("Authorization");
  headers[0].value = text(value);
  headers[1].name = text("X-Reason");
  headers[1].value = text(reason);
  memset(&credential, 0, sizeof credential);
  credential.size = (uint32_t)sizeof credential;
  credential.headers.items = headers;
  credential.headers.count = 2;
  credential.expires_ns = expiry;
  return self->auth->supplied(self->host, handle, &credential);
}

static tunnel_status provider_open(tunnel_plugin_instance *instance, tunnel_string config, tunnel_error *error) {
  (void)instance;
  if (!is(config, "{\"bad\":true}")) return TUNNEL_OK;
  error->status = TUNNEL_E_INVALID;
  snprintf(error->message, sizeof error->message, "auth.bad: must not be true");
  return TUNNEL_E_INVALID;
}

static void provider_close(tunnel_plugin_instance *instance) {
  provider *self = instance->context;
  self->auth->closed(self->host);
}

static tunnel_status provider_supply(tunnel_plugin_instance *instance, tunnel_auth handle,
                                     const tunnel_auth_request *request) {
  provider *self = instance->context;
  self->asked++;
  if (is(request->target, "silent")) return TUNNEL_OK;
  if (is(request->target, "refuse")) return TUNNEL_E_LIMIT;
  if (is(request->target, "fail")) {
    self->auth->failed(self->host, handle, TUNNEL_AUTH_REFUSED, text("no such account"));
    return TUNNEL_OK;
  }
  if (is(request->target, "hold")) {
    self->held[self->held_count++ % 16] = handle;
    return TUNNEL_OK;
  }
  if (is(request->target, "release")) {
    size_t i;
    for (i = 0; i < self->held_count; i++) answer(self, self->held[i], NULL, 0);
    self->held_count = 0;
  }
  if (is(request->target, "broken")) {
    tunnel_credential empty;
    memset(&empty, 0, sizeof empty);
    empty.size = (uint32_t)sizeof empty;
    self->auth->supplied(self->host, handle, &empty);
    return TUNNEL_OK;
  }
  answer(self, handle, request, is(request->target, "expired") ? 1 : 0);
  if (is(request->target, "twice")) answer(self, handle, request, 0);
  return TUNNEL_OK;
}

static void provider_cancel(tunnel_plugin_instance *instance, tunnel_auth handle) {
  (void)instance;
  (void)handle;
}

static const void *provider_get_extension(tunnel_plugin_instance *instance, const char *name) {
  static const tunnel_auth_provider table = {.size = sizeof table,
                                             .open = provider_open,
                                             .close = provider_close,
                                             .supply = provider_supply,
                                             .cancel = provider_cancel};
  (void)instance;
  return strcmp(name, TUNNEL_AUTH) == 0 ? &table : NULL;
}

static void provider_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static tunnel_status create(const tunnel_host *host, const char *id, tunnel_plugin_instance **instance,
                            tunnel_error *error) {
  provider *self = calloc(1, sizeof *self);
  (void)id;
  (void)error;
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->host = host;
  self->auth = host->get_extension(host, TUNNEL_HOST_AUTH);
  self->instance.size = (uint32_t)sizeof self->instance;
  self->instance.context = self;
  self->instance.get_extension = provider_get_extension;
  self->instance.destroy = provider_destroy;
  *instance = &self->instance;
  return TUNNEL_OK;
}

static const char *const extensions[] = {TUNNEL_AUTH, NULL};
static const tunnel_plugin_descriptor descriptor = {.size = sizeof descriptor,
                                                    .id = "com.example.credentials",
                                                    .version = "1.0.0",
                                                    .vendor = "example",
                                                    .summary = "Supplies numbered credentials",
                                                    .extensions = extensions};
static uint32_t descriptor_count(void) { return 1; }
static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

const tunnel_plugin_entry tunnel_plugin = {sizeof(tunnel_plugin_entry), TUNNEL_ABI_VERSION, descriptor_count,
                                           descriptor_at, create};
