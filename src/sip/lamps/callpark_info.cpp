#include "sip/lamps/callpark_info.hpp"

#include "sip/lamps/xml.hpp"

namespace layby::sip {

std::string write_callpark_info(const std::optional<ParkedIdentity>& parked) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<x-broadworks-callpark-info xmlns=\"http://schema.broadsoft.com/callpark\">\r\n";
    if (!parked)
        out += "<callpark/>\r\n";
    else
        out += "<callpark><parked><identity display=\"" + xml_escaped(parked->display) + "\">" +
               xml_escaped(parked->uri) + "</identity></parked></callpark>\r\n";
    return out + "</x-broadworks-callpark-info>\r\n";
}

}  // namespace layby::sip
