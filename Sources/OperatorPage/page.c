// Embeds assets/ at compile time: the program needs no files beside it, and nothing is copied when it starts.
#include "operator_page.h"

#define HTML "text/html; charset=utf-8"
#define CSS "text/css; charset=utf-8"
#define JS "text/javascript; charset=utf-8"
#define SVG "image/svg+xml"

static const unsigned char index_html[] = {
#embed "assets/index.html"
};
static const unsigned char styles_css[] = {
#embed "assets/styles.css"
};
static const unsigned char icon_svg[] = {
#embed "assets/icon.svg"
};
static const unsigned char app_js[] = {
#embed "assets/app.js"
};
static const unsigned char dom_js[] = {
#embed "assets/dom.js"
};
static const unsigned char format_js[] = {
#embed "assets/format.js"
};
static const unsigned char live_js[] = {
#embed "assets/live.js"
};
static const unsigned char charts_js[] = {
#embed "assets/charts.js"
};
static const unsigned char panels_js[] = {
#embed "assets/panels.js"
};
static const unsigned char keys_js[] = {
#embed "assets/keys.js"
};
static const unsigned char overview_js[] = {
#embed "assets/tabs/overview.js"
};
static const unsigned char requests_js[] = {
#embed "assets/tabs/requests.js"
};
static const unsigned char request_js[] = {
#embed "assets/tabs/request.js"
};
static const unsigned char request_rows_js[] = {
#embed "assets/tabs/request-rows.js"
};
static const unsigned char request_capture_js[] = {
#embed "assets/tabs/request-capture.js"
};
static const unsigned char request_words_js[] = {
#embed "assets/tabs/request-words.js"
};
static const unsigned char metrics_js[] = {
#embed "assets/tabs/metrics.js"
};
static const unsigned char logs_js[] = {
#embed "assets/tabs/logs.js"
};
static const unsigned char plugins_js[] = {
#embed "assets/tabs/plugins.js"
};
static const unsigned char oauth_js[] = {
#embed "assets/tabs/oauth.js"
};
static const unsigned char harpoon_js[] = {
#embed "assets/tabs/harpoon.js"
};
static const unsigned char system_js[] = {
#embed "assets/tabs/system.js"
};
static const unsigned char assistant_js[] = {
#embed "assets/tabs/assistant.js"
};

#define FILE(path, type, bytes) {path, type, bytes, sizeof(bytes)}

static const struct operator_page_file files[] = {
    FILE("/ui", HTML, index_html),
    FILE("/assets/styles.css", CSS, styles_css),
    FILE("/assets/icon.svg", SVG, icon_svg),
    FILE("/assets/app.js", JS, app_js),
    FILE("/assets/dom.js", JS, dom_js),
    FILE("/assets/format.js", JS, format_js),
    FILE("/assets/live.js", JS, live_js),
    FILE("/assets/charts.js", JS, charts_js),
    FILE("/assets/panels.js", JS, panels_js),
    FILE("/assets/keys.js", JS, keys_js),
    FILE("/assets/tabs/overview.js", JS, overview_js),
    FILE("/assets/tabs/requests.js", JS, requests_js),
    FILE("/assets/tabs/request.js", JS, request_js),
    FILE("/assets/tabs/request-rows.js", JS, request_rows_js),
    FILE("/assets/tabs/request-capture.js", JS, request_capture_js),
    FILE("/assets/tabs/request-words.js", JS, request_words_js),
    FILE("/assets/tabs/metrics.js", JS, metrics_js),
    FILE("/assets/tabs/logs.js", JS, logs_js),
    FILE("/assets/tabs/plugins.js", JS, plugins_js),
    FILE("/assets/tabs/oauth.js", JS, oauth_js),
    FILE("/assets/tabs/harpoon.js", JS, harpoon_js),
    FILE("/assets/tabs/system.js", JS, system_js),
    FILE("/assets/tabs/assistant.js", JS, assistant_js),
};

const struct operator_page_file *operator_page_files(size_t *count) {
  *count = sizeof(files) / sizeof(files[0]);
  return files;
}
