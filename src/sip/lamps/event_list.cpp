#include "sip/lamps/event_list.hpp"

#include "sip/lamps/xml.hpp"

namespace layby::sip {
namespace {

constexpr auto boundary = "layby-lamps-boundary";  // in none of our parts: they are all ours, and escaped

std::string part(const std::string& id, const Body& body) {
    return std::string("--") + boundary + "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id +
           ">\r\nContent-Type: " + body.type + "\r\n\r\n" + body.text + "\r\n";
}

std::string id_of(const std::string& name, std::uint32_t version) {
    return name + '.' + std::to_string(version) + "@layby";
}

std::string resource_line(const ListedResource& resource, std::uint32_t version) {
    std::string line =
        "<resource uri=\"" + xml_escaped(resource.uri) + "\"><name>" + xml_escaped(resource.name) + "</name>";
    if (!resource.state.text.empty())
        line += "<instance id=\"" + xml_escaped(resource.name) + "\" state=\"active\" cid=\"" +
                xml_escaped(id_of(resource.name, version)) + "\"/>";
    return line + "</resource>\r\n";
}

}  // namespace

Body write_event_list(const std::string& uri, std::uint32_t version, bool full,
                      const std::vector<ListedResource>& resources) {
    std::string list =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<list xmlns=\"urn:ietf:params:xml:ns:rlmi\" uri=\"" +
        xml_escaped(uri) + "\" version=\"" + std::to_string(version) + "\" fullState=\"" +
        (full ? "true" : "false") + "\">\r\n";
    std::string parts;
    for (const auto& resource : resources) {
        list += resource_line(resource, version);
        if (!resource.state.text.empty()) parts += part(id_of(resource.name, version), resource.state);
    }
    const auto root = id_of("list", version);
    const auto type = std::string("multipart/related;type=\"application/rlmi+xml\";start=\"<") + root +
                      ">\";boundary=\"" + boundary + '"';
    return {type, part(root, {"application/rlmi+xml;charset=\"UTF-8\"", list + "</list>\r\n"}) + parts +
                      "--" + boundary + "--\r\n"};
}

}  // namespace layby::sip
