// What libcurl gives out, each with an owner. For targets that link it.
#pragma once
#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <string>

namespace layby::runtime {

struct EndCurl {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct EndCurlMulti {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
};
struct FreeCurlList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

using CurlHandle = std::unique_ptr<CURL, EndCurl>;
using CurlMulti = std::unique_ptr<CURLM, EndCurlMulti>;
using CurlList = std::unique_ptr<curl_slist, FreeCurlList>;

/// Before anything else is asked of it; any thread, as often as one likes.
inline void prepare_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

/// The list is empty when there was no memory for it.
inline void add_to(CurlList& list, const std::string& field) {
    list.reset(curl_slist_append(list.release(), field.c_str()));
}

}  // namespace layby::runtime
