#include "sip/lamps/dialog_info.hpp"

#include "sip/lamps/xml.hpp"

namespace layby::sip {
namespace {

const char* word_for(DialogPhase phase) {
    switch (phase) {
        case DialogPhase::terminated:
            return "terminated";
        case DialogPhase::early:
            return "early";
        case DialogPhase::confirmed:
            return "confirmed";
    }
    return "";
}

std::string attribute(const char* name, const std::string& value) {
    return value.empty() ? std::string{} : std::string(" ") + name + "=\"" + xml_escaped(value) + '"';
}

void write_side(std::string& out, const char* element, const DialogSide& side) {
    out += std::string("<") + element + "><identity" + attribute("display", side.display) + '>' +
           xml_escaped(side.uri) + "</identity>";
    if (!side.target.empty() && !side.silent) out += "<target" + attribute("uri", side.target) + "/>";
    if (!side.target.empty() && side.silent)
        out += "<target" + attribute("uri", side.target) +
               "><param pname=\"+sip.rendering\" pval=\"no\"/></target>";
    out += std::string("</") + element + ">\r\n";
}

/// The order of elements is the schema's (RFC 4235 section 4.4).
void write_dialog(std::string& out, const DialogEntry& dialog) {
    out += "<dialog" + attribute("id", dialog.id) + attribute("call-id", dialog.call_id) +
           attribute("local-tag", dialog.local_tag) + attribute("remote-tag", dialog.remote_tag);
    if (dialog.phase != DialogPhase::terminated)
        out += attribute("direction", dialog.recipient ? "recipient" : "initiator");
    out += std::string(">\r\n<state>") + word_for(dialog.phase) + "</state>\r\n";
    if (dialog.seconds) out += "<duration>" + std::to_string(*dialog.seconds) + "</duration>\r\n";
    if (dialog.local) write_side(out, "local", *dialog.local);
    if (dialog.remote) write_side(out, "remote", *dialog.remote);
    out += "</dialog>\r\n";
}

}  // namespace

std::string write(const DialogInfo& info) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
        "<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"" +
        std::to_string(info.version) + "\" state=\"" + (info.full ? "full" : "partial") + '"' +
        attribute("entity", info.entity) + ">\r\n";
    for (const auto& dialog : info.dialogs) write_dialog(out, dialog);
    return out + "</dialog-info>\r\n";
}

}  // namespace layby::sip
