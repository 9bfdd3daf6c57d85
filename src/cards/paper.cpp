#include "cards/paper.hpp"

#include <fmt/format.h>
#include <hpdf.h>

#include <array>
#include <stdexcept>

namespace layby::cards {
namespace {

/// Of Debian's fonts-open-sans: in the order of Face.
constexpr std::array font_files{"/usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf",
                                "/usr/share/fonts/truetype/open-sans/OpenSans-Semibold.ttf",
                                "/usr/share/fonts/truetype/open-sans/OpenSans-Bold.ttf"};

/// How far a quarter of a circle is drawn to its corner by a curve.
constexpr float curve = 0.5523F;

/// The library remembers the first error, and does nothing more; it is asked at the end.
void on_error(HPDF_STATUS, HPDF_STATUS, void*) {}

struct Free {
    void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};

}  // namespace

struct Paper::Inside {
    std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, Free> document{HPDF_New(on_error, nullptr)};
    std::array<HPDF_Font, font_files.size()> fonts{};
    HPDF_Page page{};
    float width{}, height{};

    void load_fonts();
    void corners(const Box& box, float radius) const;
};

void Paper::Inside::load_fonts() {
    HPDF_UseUTFEncodings(document.get());
    for (std::size_t i = 0; i < font_files.size(); ++i) {
        const char* name = HPDF_LoadTTFontFromFile(document.get(), font_files[i], HPDF_TRUE);
        if (!name)
            throw std::runtime_error(
                fmt::format("{} can't be read; the package fonts-open-sans has it", font_files[i]));
        fonts[i] = HPDF_GetFont(document.get(), name, "UTF-8");
    }
}

/// A path around the box; the library counts from the bottom.
void Paper::Inside::corners(const Box& box, float radius) const {
    const float left = box.left, right = box.left + box.width;
    const float top = height - box.top, bottom = top - box.height;
    const float r = radius, c = radius * (1 - curve);
    HPDF_Page_MoveTo(page, left + r, top);
    HPDF_Page_LineTo(page, right - r, top);
    HPDF_Page_CurveTo(page, right - c, top, right, top - c, right, top - r);
    HPDF_Page_LineTo(page, right, bottom + r);
    HPDF_Page_CurveTo(page, right, bottom + c, right - c, bottom, right - r, bottom);
    HPDF_Page_LineTo(page, left + r, bottom);
    HPDF_Page_CurveTo(page, left + c, bottom, left, bottom + c, left, bottom + r);
    HPDF_Page_LineTo(page, left, top - r);
    HPDF_Page_CurveTo(page, left, top - c, left + c, top, left + r, top);
    HPDF_Page_ClosePath(page);
}

Paper::Paper(float width, float height, const std::string& title) : inside_(std::make_unique<Inside>()) {
    auto& in = *inside_;
    if (!in.document) throw std::runtime_error("there is no memory for a PDF");
    in.width = width;
    in.height = height;
    HPDF_SetCompressionMode(in.document.get(), HPDF_COMP_ALL);
    in.load_fonts();
    HPDF_SetInfoAttr(in.document.get(), HPDF_INFO_TITLE, title.c_str());
    HPDF_SetInfoAttr(in.document.get(), HPDF_INFO_CREATOR, "Layby");
    new_page();
}

Paper::~Paper() = default;

void Paper::new_page() {
    auto& in = *inside_;
    in.page = HPDF_AddPage(in.document.get());
    HPDF_Page_SetWidth(in.page, in.width);
    HPDF_Page_SetHeight(in.page, in.height);
}

float Paper::width_of(const std::string& text, Face face, float size) {
    auto& in = *inside_;
    HPDF_Page_SetFontAndSize(in.page, in.fonts[static_cast<std::size_t>(face)], size);
    return HPDF_Page_TextWidth(in.page, text.c_str());
}

void Paper::write(const std::string& text, float left, float baseline, Face face, float size, Colour colour) {
    auto& in = *inside_;
    HPDF_Page_SetRGBFill(in.page, colour.red, colour.green, colour.blue);
    HPDF_Page_BeginText(in.page);
    HPDF_Page_SetFontAndSize(in.page, in.fonts[static_cast<std::size_t>(face)], size);
    HPDF_Page_TextOut(in.page, left, in.height - baseline, text.c_str());
    HPDF_Page_EndText(in.page);
}

void Paper::fill(const Box& box, float radius, Colour colour) {
    auto& in = *inside_;
    HPDF_Page_SetRGBFill(in.page, colour.red, colour.green, colour.blue);
    in.corners(box, radius);
    HPDF_Page_Fill(in.page);
}

void Paper::outline(const Box& box, float radius, float width, Colour colour, bool dashed) {
    auto& in = *inside_;
    constexpr std::array<HPDF_UINT16, 2> dashes{2, 2};
    HPDF_Page_SetRGBStroke(in.page, colour.red, colour.green, colour.blue);
    HPDF_Page_SetLineWidth(in.page, width);
    HPDF_Page_SetDash(in.page, dashed ? dashes.data() : nullptr, dashed ? dashes.size() : 0, 0);
    in.corners(box, radius);
    HPDF_Page_Stroke(in.page);
}

std::string Paper::pdf() {
    auto* document = inside_->document.get();
    HPDF_SaveToStream(document);
    if (const auto error = HPDF_GetError(document); error != HPDF_OK)
        throw std::runtime_error(fmt::format("the PDF can't be made: error {:#x} of libharu", error));
    std::string out(HPDF_GetStreamSize(document), '\0');
    auto size = static_cast<HPDF_UINT32>(out.size());
    HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(out.data()), &size);
    out.resize(size);
    return out;
}

}  // namespace layby::cards
