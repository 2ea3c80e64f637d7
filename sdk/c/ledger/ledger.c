/*
 * ledger.c - uses what the host offers beside the calls themselves: it counts, remembers, and reads a secret. The method
 * decides:
 *
 *   count     one more in tunnel_plugin_ledger_calls_total, by the caller's "/params/kind" ("none" without)
 *   measure   the gauge says 2.5, the histogram gets 0.003 and 40
 *   flood     as many series as the host gives; the result is their number
 *   misname   a series that belongs to the host; the result is the status
 *   remember  appends a byte to a file in the private folder; the result is the folder and the size
 *   secret    the length of what "/token" of the configuration refers to, or why there is none
 *   oauth     what is known of OAuth, as it came
 *   idle, up  the channel has nothing to serve; has something again
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tunnel/ext/host_buffer.h>
#include <tunnel/ext/host_json.h>
#include <tunnel/ext/host_metrics.h>
#include <tunnel/ext/host_oauth.h>
#include <tunnel/ext/host_readiness.h>
#include <tunnel/ext/host_secret.h>
#include <tunnel/ext/host_state.h>
#include <tunnel/ext/transport.h>

#define TEXT(literal) {literal, sizeof(literal) - 1}

typedef struct {
  tunnel_plugin_instance instance;
  const tunnel_host *host;
  const tunnel_host_exchange *exchanges;
  const tunnel_host_json *json;
  const tunnel_host_metrics *metrics;
  const tunnel_host_oauth *oauth;
  const tunnel_host_readiness *readiness;
  const tunnel_host_secret *secrets;
  const tunnel_host_state *state;
  char token[256];
  char found[4096];
} ledger;

/* A call that waits for its secret. */
typedef struct {
  ledger *self;
  tunnel_exchange exchange;
  char id[64];
} waiting;

static void finish(ledger *self, tunnel_exchange exchange) {
  tunnel_outcome outcome = {.size = sizeof outcome};
  self->exchanges->finish(self->host, exchange, &outcome);
}

static void answer(ledger *self, tunnel_exchange exchange, const char *id, int id_size, const char *result) {
  char text[8192];
  int size = snprintf(text, sizeof text, "{\"jsonrpc\":\"2.0\",\"id\":%.*s,\"result\":%s}", id_size, id, result);
  tunnel_message message = {.size = sizeof message, .bytes = {text, (size_t)size}};
  self->exchanges->emit(self->host, exchange, &message, NULL);
  finish(self, exchange);
}

static tunnel_status ask(
  ledger *self, uint32_t kind, const char *name, const char *label, tunnel_string value, tunnel_metric *metric) {
  tunnel_header item = {{label, strlen(label)}, value};
  tunnel_metric_series series = {
    .size = sizeof series, .kind = kind, .name = {name, strlen(name)}, .help = TEXT("For the tests"),
    .labels = {&item, 1}};
  return self->metrics->series(self->host, &series, metric);
}

static int count(ledger *self, const tunnel_call *call) {
  tunnel_bytes kind;
  tunnel_string value = TEXT("none");
  tunnel_metric metric;
  if (self->json->find(self->host, call->message, "/params/kind", &kind) == TUNNEL_OK && kind.size > 2)
    value = (tunnel_string){(const char *)kind.data + 1, kind.size - 2};
  int status = ask(self, TUNNEL_METRIC_COUNTER, "tunnel_plugin_ledger_calls_total", "kind", value, &metric);
  return status < 0 ? status : self->metrics->add(self->host, metric, 1);
}

static int measure(ledger *self) {
  tunnel_metric gauge, histogram;
  tunnel_string value = TEXT("a");
  if (ask(self, TUNNEL_METRIC_GAUGE, "tunnel_plugin_ledger_level", "part", value, &gauge) < 0) return -1;
  if (ask(self, TUNNEL_METRIC_HISTOGRAM, "tunnel_plugin_ledger_seconds", "part", value, &histogram) < 0) return -1;
  if (self->metrics->add(self->host, gauge, 1) != TUNNEL_E_INVALID) return -1; /* a gauge is no counter */
  self->metrics->set(self->host, gauge, 2.5);
  self->metrics->observe(self->host, histogram, 0.003);
  return self->metrics->observe(self->host, histogram, 40);
}

static int flood(ledger *self) {
  for (int i = 0;; i++) {
    char number[16];
    tunnel_metric metric;
    tunnel_string value = {number, (size_t)snprintf(number, sizeof number, "%d", i)};
    int status = ask(self, TUNNEL_METRIC_COUNTER, "tunnel_plugin_ledger_flood_total", "n", value, &metric);
    if (status == TUNNEL_E_LIMIT) return i;
    if (status < 0) return status;
  }
}

static void remember(ledger *self, char *result, size_t room) {
  tunnel_string folder;
  tunnel_error error = {.size = sizeof error};
  char path[4096];
  struct stat status;
  if (self->state->folder(self->host, &folder, &error) < 0) {
    snprintf(result, room, "{\"error\":\"%s\"}", error.message);
    return;
  }
  snprintf(path, sizeof path, "%.*s/ledger", (int)folder.size, folder.data);
  FILE *file = fopen(path, "a");
  if (file != NULL) {
    fputc('.', file);
    fclose(file);
  }
  if (file == NULL || stat(path, &status) < 0) status.st_size = -1;
  snprintf(result, room, "{\"folder\":\"%.*s\",\"size\":%ld}", (int)folder.size, folder.data, (long)status.st_size);
}

static void read_done(void *user, tunnel_status status, tunnel_string text) {
  waiting *call = user;
  char result[1024];
  if (status == TUNNEL_OK) {
    snprintf(result, sizeof result, "{\"length\":%zu}", text.size);
  } else {
    snprintf(result, sizeof result, "{\"status\":%d,\"reason\":\"%.*s\"}", status, (int)text.size, text.data);
  }
  answer(call->self, call->exchange, call->id, (int)strlen(call->id), result);
  free(call);
}

static int read_secret(ledger *self, tunnel_exchange exchange, const tunnel_call *call) {
  waiting *waits = calloc(1, sizeof *waits);
  if (waits == NULL) return TUNNEL_E_MEMORY;
  waits->self = self;
  waits->exchange = exchange;
  snprintf(waits->id, sizeof waits->id, "%.*s", (int)call->id.size, (const char *)call->id.data);
  int status =
    self->secrets->read(self->host, (tunnel_string){self->token, strlen(self->token)}, read_done, waits);
  if (status < 0) free(waits);
  return status;
}

static void found(void *user, tunnel_bytes document) {
  ledger *self = user;
  snprintf(self->found, sizeof self->found, "%.*s", (int)document.size, (const char *)document.data);
}

static int is(const tunnel_call *call, const char *method) {
  return call->method.size == strlen(method) && memcmp(call->method.data, method, call->method.size) == 0;
}

static tunnel_status ledger_start(tunnel_plugin_instance *instance, tunnel_exchange exchange, const tunnel_call *call) {
  ledger *self = instance->context;
  char result[8000] = "{}";
  tunnel_metric metric;
  tunnel_string value = TEXT("x");
  if (call->kind != TUNNEL_CALL_REQUEST) {
    finish(self, exchange);
    return TUNNEL_OK;
  }
  if (is(call, "secret")) {
    int status = read_secret(self, exchange, call);
    if (status == TUNNEL_OK) return TUNNEL_OK;
    snprintf(result, sizeof result, "{\"status\":%d}", status);
  }
  if (is(call, "count")) snprintf(result, sizeof result, "%d", count(self, call));
  if (is(call, "measure")) snprintf(result, sizeof result, "%d", measure(self));
  if (is(call, "flood")) snprintf(result, sizeof result, "%d", flood(self));
  if (is(call, "misname"))
    snprintf(result, sizeof result, "%d", ask(self, TUNNEL_METRIC_COUNTER, "commands_polled_total", "a", value, &metric));
  if (is(call, "remember")) remember(self, result, sizeof result);
  if (is(call, "oauth")) snprintf(result, sizeof result, "%s", self->found[0] ? self->found : "null");
  if (is(call, "idle")) self->readiness->idle(self->host, (tunnel_string)TEXT("there is nothing to do"));
  if (is(call, "up")) self->readiness->up(self->host, 1);
  answer(self, exchange, call->id.data, (int)call->id.size, result);
  return TUNNEL_OK;
}

static tunnel_status ledger_open(tunnel_plugin_instance *instance, const tunnel_binding *binding, tunnel_error *error) {
  ledger *self = instance->context;
  tunnel_bytes token;
  (void)error;
  if (self->json->find(self->host, (tunnel_bytes){binding->config.data, binding->config.size}, "/token", &token) ==
        TUNNEL_OK && token.size > 2)
    snprintf(self->token, sizeof self->token, "%.*s", (int)token.size - 2, (const char *)token.data + 1);
  self->oauth->watch(self->host, found, self);
  return TUNNEL_OK;
}

static void ledger_close(tunnel_plugin_instance *instance) {
  ledger *self = instance->context;
  self->exchanges->closed(self->host);
}

static void ledger_cancel(tunnel_plugin_instance *instance, tunnel_exchange exchange, uint32_t reason) {
  (void)instance, (void)exchange, (void)reason;
}

static void ledger_probe(tunnel_plugin_instance *instance, tunnel_exchange exchange) {
  finish(instance->context, exchange);
}

static const tunnel_transport transport = {
  .size = sizeof transport, .open = ledger_open, .close = ledger_close, .start = ledger_start,
  .cancel = ledger_cancel, .probe = ledger_probe};

static const void *ledger_get_extension(tunnel_plugin_instance *instance, const char *name) {
  (void)instance;
  return strcmp(name, TUNNEL_TRANSPORT) == 0 ? &transport : NULL;
}

static void ledger_destroy(tunnel_plugin_instance *instance) { free(instance->context); }

static const tunnel_plugin_descriptor descriptor = {
  .size = sizeof descriptor, .id = "com.example.ledger", .version = "1.0.0", .vendor = "Example",
  .summary = "Counts, remembers, and reads a secret", .extensions = (const char *const[]){TUNNEL_TRANSPORT, NULL},
  .host_services =
    (const char *const[]){TUNNEL_HOST_METRICS, TUNNEL_HOST_OAUTH, TUNNEL_HOST_SECRET, TUNNEL_HOST_STATE, NULL},
  .config_schema = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"token\":"
                   "{\"type\":\"string\",\"description\":\"A reference: secret:env:NAME or secret:file:/path\"}}}"};

static uint32_t descriptor_count(void) { return 1; }

static const tunnel_plugin_descriptor *descriptor_at(uint32_t index) { return index == 0 ? &descriptor : NULL; }

static tunnel_status ledger_create(
  const tunnel_host *host, const char *id, tunnel_plugin_instance **instance, tunnel_error *error) {
  if (strcmp(id, descriptor.id) != 0) {
    snprintf(error->message, sizeof error->message, "this library holds no plugin %s", id);
    return TUNNEL_E_UNSUPPORTED;
  }
  ledger *self = calloc(1, sizeof *self);
  if (self == NULL) return TUNNEL_E_MEMORY;
  self->instance = (tunnel_plugin_instance){
    .size = sizeof self->instance, .context = self, .get_extension = ledger_get_extension, .destroy = ledger_destroy};
  self->host = host;
  self->exchanges = host->get_extension(host, TUNNEL_HOST_EXCHANGE);
  self->json = host->get_extension(host, TUNNEL_HOST_JSON);
  self->metrics = host->get_extension(host, TUNNEL_HOST_METRICS);
  self->oauth = host->get_extension(host, TUNNEL_HOST_OAUTH);
  self->readiness = host->get_extension(host, TUNNEL_HOST_READINESS);
  self->secrets = host->get_extension(host, TUNNEL_HOST_SECRET);
  self->state = host->get_extension(host, TUNNEL_HOST_STATE);
  if (!self->exchanges || !self->json || !self->metrics || !self->oauth || !self->readiness || !self->secrets ||
      !self->state || !TUNNEL_HAS_FIELD(self->readiness, tunnel_host_readiness, idle)) {
    snprintf(error->message, sizeof error->message, "ledger needs a newer host");
    free(self);
    return TUNNEL_E_UNSUPPORTED;
  }
  *instance = &self->instance;
  return TUNNEL_OK;
}

TUNNEL_PLUGIN_EXPORT const tunnel_plugin_entry tunnel_plugin = {
  .size = sizeof tunnel_plugin, .abi_version = TUNNEL_ABI_VERSION, .descriptor_count = descriptor_count,
  .descriptor_at = descriptor_at, .create = ledger_create};
