#include "console/pages.hpp"

#include <array>

#include "console/token.hpp"
#include "console/web_files.hpp"

namespace layby::console {
namespace {

struct Page {
    std::string_view path, bytes;
    const char* type;
    std::string etag;
};

Page page(std::string_view path, std::string_view bytes, const char* type) {
    constexpr std::size_t enough = 16;
    return {path, bytes, type, '"' + hash_of(bytes).substr(0, enough) + '"'};
}

const std::array<Page, 8>& all_pages() {
    static const std::array<Page, 8> all{
        page("/", web_index, "text/html; charset=utf-8"),
        page("/svelte.js", web_runtime, "text/javascript; charset=utf-8"),
        page("/board.js", web_script, "text/javascript; charset=utf-8"),
        page("/pages.js", web_later, "text/javascript; charset=utf-8"),
        page("/phone.js", web_phone, "text/javascript; charset=utf-8"),
        page("/configuration.js", web_configuration, "text/javascript; charset=utf-8"),
        page("/board.css", web_style, "text/css; charset=utf-8"),
        page("/icon.svg", web_icon, "image/svg+xml")};
    return all;
}

/// Nothing from elsewhere, nothing written into the page, and no frame of somebody else's around it. Markup
/// is made by the one policy of the library that the page is built with.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri "
    "'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html";

/// RFC 9110 section 13.1.2. Ours are strong; who has put a W/ before one means the same here.
bool has_it(const Page& page, std::string_view if_none_match) {
    return if_none_match == "*" || if_none_match.find(page.etag) != std::string_view::npos;
}

/// What the page asks for is found from its folder: "/t/acme/", not "/t/acme".
Answer at_its_folder(const Request& request) {
    Answer answer;
    answer.status = 308;
    answer.location = request.base + '/' + request.target;
    return answer;
}

}  // namespace

std::optional<Answer> page_for(const Request& request) {
    if (request.method != "GET") return {};
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    if (path.empty()) return at_its_folder(request);
    for (const auto& page : all_pages()) {
        if (page.path != path) continue;
        Answer answer;
        answer.etag = page.etag;
        answer.type = page.type;
        answer.content_policy = content_policy;
        if (has_it(page, request.if_none_match))
            answer.status = 304;
        else
            answer.body = page.bytes;
        return answer;
    }
    return {};
}

}  // namespace layby::console
