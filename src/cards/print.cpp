#include "cards/print.hpp"

#include <algorithm>

#include "cards/paper.hpp"
#include "cards/words.hpp"

namespace layby::cards {
namespace {

constexpr float page_width = 419.53F, page_height = 595.28F;  // A5, in points
constexpr float margin = 26, column = 168, gap = 12;  // of the keys, and between them and what is said
constexpr float band = 74;                            // at the top, in which the name stands
constexpr float key_height = 18, key_width = 16, between_keys = 3, after_line = 6.5F;
constexpr float text_size = 8.6F, text_leading = 11;
constexpr float lamp = 4.5F;  ///< how wide
constexpr float title_size = 9.6F, under_title = 12, after_section = 5;
constexpr float bottom = page_height - 26;

constexpr Colour ink{0.106F, 0.114F, 0.129F}, accent{0.047F, 0.435F, 0.384F};
constexpr Colour white{1, 1, 1}, edge{0.76F, 0.77F, 0.78F}, cap{0.985F, 0.985F, 0.98F},
    pale{0.89F, 0.95F, 0.93F};
constexpr Colour light{1.0F, 0.85F, 0.35F};

/// Draws from top to bottom.
class Printer {
  public:
    explicit Printer(const Card& card)
        : card_(card), words_(words_of(card.language)), paper_(page_width, page_height, card.title) {}

    std::string print();

  private:
    void draw_head();
    void draw_head_of_next();
    float height_of(const Line& line);
    float height_of(const std::vector<Section>& sections);
    void draw_section(const Section& section);
    void draw_line(const Line& line);
    void draw_notes();
    void draw_text(const std::vector<std::string>& lines, float left, float top, Colour colour);
    float width_of(const Key& key);
    float draw_key(const Key& key, float left, float top);
    float draw_keys(const std::vector<Key>& keys);
    std::vector<std::string> wrapped(const std::string& text, float width);
    std::string shortened(std::string text, Face face, float size, float width);
    void make_room(float height);

    const Card& card_;
    const Words& words_;
    Paper paper_;
    float at_{};  ///< how far the page is full
};

/// A character of more bytes than one goes as a whole.
void drop_last(std::string& text) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();
}

std::string Printer::shortened(std::string text, Face face, float size, float width) {
    if (paper_.width_of(text, face, size) <= width) return text;
    while (!text.empty() && paper_.width_of(text + "…", face, size) > width) drop_last(text);
    return text + "…";
}

std::vector<std::string> Printer::wrapped(const std::string& text, float width) {
    std::vector<std::string> out{""};
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto end = std::min(text.find(' ', begin), text.size());
        const auto word = shortened(text.substr(begin, end - begin), Face::regular, text_size, width);
        const auto longer = out.back().empty() ? word : out.back() + ' ' + word;
        if (out.back().empty() || paper_.width_of(longer, Face::regular, text_size) <= width)
            out.back() = longer;
        else
            out.push_back(word);
        begin = end + 1;
    }
    return out;
}

void Printer::make_room(float height) {
    if (at_ + height <= bottom) return;
    paper_.new_page();
    draw_head_of_next();
}

void Printer::draw_head() {
    constexpr float name_size = 22, number_size = 22, below = 9, widest_number = 110;
    paper_.fill({0, 0, page_width, band}, 0, ink);
    paper_.fill({0, band, page_width, 3}, 0, accent);
    const auto number = shortened(card_.number, Face::bold, number_size, widest_number);
    const float number_width = paper_.width_of(number, Face::bold, number_size) + 24;
    const Box plate{page_width - margin - number_width, 18, number_width, 38};
    paper_.fill(plate, 7, white);
    paper_.write(number, plate.left + 12, plate.top + 27, Face::bold, number_size, ink);
    const float room = plate.left - margin - gap;
    paper_.write(shortened(card_.title, Face::bold, name_size, room), margin, 38, Face::bold, name_size,
                 white);
    auto under = words_.extension + (' ' + card_.number);
    if (!card_.phone.empty()) under += "  ·  " + card_.phone;
    paper_.write(shortened(under, Face::regular, below, room), margin, 55, Face::regular, below, edge);
    at_ = band + 18;
}

/// Whose it is, in a line.
void Printer::draw_head_of_next() {
    constexpr float size = 9;
    paper_.fill({0, 0, page_width, 30}, 0, ink);
    paper_.fill({0, 30, page_width, 2}, 0, accent);
    const auto number = shortened(card_.number, Face::bold, size, column);
    const float width = paper_.width_of(number, Face::bold, size);
    paper_.write(number, page_width - margin - width, 19, Face::bold, size, white);
    const auto name = shortened(card_.title, Face::semibold, size, page_width - 2 * margin - width - gap);
    paper_.write(name, margin, 19, Face::semibold, size, white);
    at_ = 48;
}

float Printer::width_of(const Key& key) {
    constexpr float size = 8, side = 7;
    if (key.kind == Key::Kind::digit) return key_width;
    return paper_.width_of(key.text, Face::semibold, size) + 2 * side +
           (key.kind == Key::Kind::lit ? 2 * lamp : 0);
}

/// A key as on a phone: light with an edge below, dark where it has a word on it, green with a lamp where
/// that is on, dashed where somebody puts in something of his own.
float Printer::draw_key(const Key& key, float left, float top) {
    constexpr float radius = 3.6F, size = 8, digit_size = 11;
    const Box box{left, top, width_of(key), key_height};
    const float middle = left + box.width / 2;
    if (key.kind == Key::Kind::digit) {
        paper_.fill({box.left, box.top + 1.2F, box.width, box.height}, radius, edge);
        paper_.fill(box, radius, cap);
        paper_.outline(box, radius, 0.6F, edge, false);
        const float width = paper_.width_of(key.text, Face::semibold, digit_size);
        paper_.write(key.text, middle - width / 2, top + (key.text == "*" ? 14.6F : 13.0F), Face::semibold,
                     digit_size, ink);
        return box.width;
    }
    const bool own = key.kind == Key::Kind::value, lit = key.kind == Key::Kind::lit;
    if (own)
        paper_.outline(box, radius, 0.8F, accent, true);
    else
        paper_.fill(box, radius, lit ? accent : ink);
    if (lit) paper_.fill({box.left + 7, top + key_height / 2 - lamp / 2, lamp, lamp}, lamp / 2, light);
    const float width = paper_.width_of(key.text, Face::semibold, size);
    paper_.write(key.text, middle - width / 2 + (lit ? lamp : 0), top + 12, Face::semibold, size,
                 own ? accent : white);
    return box.width;
}

/// In rows, where one is too short. Returns how high they are.
float Printer::draw_keys(const std::vector<Key>& keys) {
    float left = margin, top = at_;
    for (const auto& key : keys) {
        if (left > margin && left + width_of(key) > margin + column) {
            left = margin;
            top += key_height + between_keys;
        }
        left += draw_key(key, left, top) + between_keys;
    }
    return top + key_height - at_;
}

void Printer::draw_text(const std::vector<std::string>& lines, float left, float top, Colour colour) {
    for (const auto& line : lines) {
        paper_.write(line, left, top, Face::regular, text_size, colour);
        top += text_leading;
    }
}

void Printer::draw_line(const Line& line) {
    const float left = margin + column + gap;
    const auto lines = wrapped(line.text, page_width - margin - left);
    const float said = static_cast<float>(lines.size()) * text_leading;
    make_room(std::max(said, 2 * key_height));
    const float pressed = draw_keys(line.keys);
    const float height = std::max(pressed, said);
    draw_text(lines, left, at_ + (height - said) / 2 + text_leading - 2.6F, ink);
    at_ += height + after_line;
}

void Printer::draw_section(const Section& section) {
    make_room(title_size + under_title + 2 * key_height);
    paper_.write(shortened(section.title, Face::bold, title_size, page_width - 2 * margin), margin,
                 at_ + title_size, Face::bold, title_size, accent);
    paper_.fill({margin, at_ + title_size + 4, page_width - 2 * margin, 0.7F}, 0, edge);
    at_ += title_size + under_title;
    for (const auto& line : section.lines) draw_line(line);
    at_ += after_section;
}

/// As draw_line() draws it, where its keys need one row.
float Printer::height_of(const Line& line) {
    const auto lines = wrapped(line.text, page_width - 2 * margin - column - gap);
    return std::max(key_height, static_cast<float>(lines.size()) * text_leading) + after_line;
}

float Printer::height_of(const std::vector<Section>& sections) {
    float out = 0;
    for (const auto& section : sections) {
        out += title_size + under_title + after_section;
        for (const auto& line : section.lines) out += height_of(line);
    }
    return out;
}

void Printer::draw_notes() {
    constexpr float side = 10, above = 8;
    if (card_.notes.empty()) return;
    std::vector<std::string> lines;
    for (const auto& note : card_.notes)
        for (auto& line : wrapped(note, page_width - 2 * margin - 2 * side)) lines.push_back(std::move(line));
    const float height = static_cast<float>(lines.size()) * text_leading + 2 * above - 2;
    make_room(height);
    paper_.fill({margin, at_, page_width - 2 * margin, height}, 6, pale);
    draw_text(lines, margin + side, at_ + above + text_size - 1, ink);
    at_ += height + 12;
}

/// What has to do with parking is on the front; all else behind it where it has no room there as a whole.
std::string Printer::print() {
    draw_head();
    for (const auto& section : card_.parking) draw_section(section);
    draw_notes();
    if (!card_.more.empty() && !card_.parking.empty()) make_room(height_of(card_.more));
    for (const auto& section : card_.more) draw_section(section);
    return paper_.pdf();
}

}  // namespace

std::string printed(const Card& card) { return Printer(card).print(); }

}  // namespace layby::cards
